"""Fresh Python processes whose own account of time and memory is read back: what starting, compiling and keeping results costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# The peak that the system's own account gives counts the parent's memory at the moment of starting; /proc does not.
REPORT = """
import json, resource, time
from pathlib import Path
peak, status = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, Path("/proc/self/status")
if status.exists():
    peak = next((int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM:")), peak)
print(json.dumps({"cpu": time.process_time(), "peak_kib": peak, **globals().get("found", {})}))
"""


def run(program: str, *arguments: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run a Python program in a process of its own; return its processor seconds, its peak of memory, and the dictionary `found` it made.

    Raises
    ------
    subprocess.CalledProcessError     where it fails
    """
    around = os.environ | {"PYTHONPATH": str(ROOT)} | dict(environment or {})
    command = [sys.executable, "-c", program + REPORT, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=around, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 (programs of this folder)
    return dict(json.loads(done.stdout.splitlines()[-1]))
