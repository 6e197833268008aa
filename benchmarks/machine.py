"""The machine and the versions that figures belong to, described without names or paths."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("numpy", "numba", "llvmlite", "mesa", "scipy", "jax", "jaxlib")


def processor() -> str:
    """Return the model of the processor, and which vector units it has."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    facts = {name.strip(): text.strip() for name, _, text in (line.partition(":") for line in lines)}
    flags = facts.get("flags", "").split()
    vectors = next((words for flag, words in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in flags), "no AVX2")
    return f"{facts.get('model name', platform.machine())}, {vectors}"


def describe() -> dict[str, str]:
    """Return facts of the machine by name."""
    facts = {
        "processor": processor(),
        "cores": f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()}",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    }
    for library in LIBRARIES:
        try:
            facts[library] = version(library)
        except PackageNotFoundError:
            facts[library] = "not installed"
    return facts


def load() -> float | None:
    """Return how many tasks wanted a core over the last minute, where the system tells."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
