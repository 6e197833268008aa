"""The committed bits on every processor: each target compiles the kernel anew, in a process and a cache of its own, to code that really differs.

The vector width of the processor is the number of lanes (our kernel fills vectors with types of owners, not with histories): 2, 4 or 8 doubles.
"""

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import numba
import pytest
from llvmlite import binding

from tests.agreement.digests import FUSED, GOLDEN

ROOT = Path(__file__).parents[2]
X86 = platform.machine() in ("x86_64", "AMD64")
FEATURES = binding.get_host_cpu_features() if X86 else {}
HOST = binding.get_host_cpu_name()
needs_x86 = pytest.mark.skipif(not X86, reason="names an x86 processor")
needs_avx2 = pytest.mark.skipif(not (FEATURES.get("avx2") and FEATURES.get("fma")), reason="this processor has no vectors of 256 bits")
NONE, SOME = (0, 0), (1, 10**9)  # least and most registers named


def compiled_for(folder: Path, **target: str) -> dict:
    """Return the golden digests and the account of the code, made by a process that compiles for a target from nothing."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    environment |= {"PYTHONPATH": str(ROOT), "REDLINE_CACHE": str(folder), **target}
    command = [sys.executable, "-m", "tests.agreement.digests", "--code"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert any(folder.iterdir())  # it was compiled here, not taken from another cache
    return json.loads(result.stdout)


@pytest.mark.slow  # each compiles the kernel: about 20 seconds of processor time
@pytest.mark.parametrize(
    ("target", "widths"),
    [
        pytest.param({"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}, {"512": NONE, "256": NONE}, marks=needs_x86, id="generic"),
        pytest.param({"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": ""}, {"512": NONE, "256": SOME}, marks=[needs_x86, needs_avx2], id="AVX2"),
        pytest.param({}, {}, id="native"),
        pytest.param({"NUMBA_CPU_NAME": HOST, "NUMBA_CPU_FEATURES": "", "NUMBA_OPT": "1"}, {}, id="native by name, little optimised"),
    ],
)
def test_every_processor_gives_the_committed_bits(target, widths, tmp_path):
    found = compiled_for(tmp_path, **target)
    assert found["digests"] == json.loads(GOLDEN.read_text(encoding="utf-8"))["digests"]
    assert found["code"]["fused"] == 0  # a product and a sum in one instruction are rounded once, not twice
    for width, (least, most) in widths.items():
        assert least <= found["code"][width] <= most
    if X86:
        assert found["code"]["128"] > 0
    if not target and FEATURES.get("avx2"):
        assert found["code"]["256"] + found["code"]["512"] > 0


@needs_x86
@needs_avx2
def test_a_fused_instruction_would_be_seen():
    def product_and_sum(a, b, c):
        return a * b + c

    found = {}
    for name, fastmath in (("plain", False), ("contracted", {"contract"})):
        compiled = numba.njit("float64(float64, float64, float64)", fastmath=fastmath)(product_and_sum)
        found[name] = len(re.findall(FUSED, "".join(compiled.inspect_asm().values())))
    assert found["plain"] == 0
    assert found["contracted"] > 0
