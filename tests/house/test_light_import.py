"""`redline --help` answers at once: it loads none of the heavy libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = set("SALib dash dask distributed ema_workbench flask jinja2 matplotlib mesa numba numpy pandas pyarrow pydantic rich scipy yaml".split())
HELP = """
import sys
from sim.cli import main
sys.argv = ["redline", *{arguments!r}]
try:
    main()
except SystemExit as stop:
    code = stop.code
else:
    code = 0
print("loaded:", *sorted({{name.partition(".")[0] for name in sys.modules}}))
sys.exit(code)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments):
    result = subprocess.run([sys.executable, "-c", HELP.format(arguments=arguments)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    text, _, loaded = result.stdout.rpartition("loaded:")
    assert text.strip()
    assert HEAVY & set(loaded.split()) == set()


def test_importing_the_package_loads_nothing_heavy():
    command = [sys.executable, "-c", 'import sys, sim; print(*sorted({name.partition(".")[0] for name in sys.modules}))']
    loaded = set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
    assert "sim" in loaded
    assert (HEAVY | {"click"}) & loaded == set()
