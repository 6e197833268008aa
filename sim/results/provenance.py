"""Where a result comes from: the run id that names it, and the facts that let somebody else make it again."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from typing import Any

MODEL_VERSION = "2"  # raise it with every change that moves a number: old results then keep their folder, new ones get another
RESULTS_SCHEMA = "redline/results/2"  # layout of a folder that is written; which others are read: sim/results/versions.py
TABLES = "redline/results/1"  # what shards and tables hold; in every run id, so that a new layout of the manifest renames no folder
SHORT = 8  # characters of the run id in a folder's name

_HERE = "\0points"  # which no text of a file can be
_PACKAGES = ("redline", "numpy", "scipy", "numba", "pyarrow", "pydantic", "PyYAML", "mesa")


def run_id(inputs: Mapping[str, Any], points: Iterable[str] | None = None) -> str:
    """Return 64 hex digits that change with anything that can change a number: inputs, model version, what tables hold.

    Parameters
    ----------
    inputs : everything the numbers depend on, as JSON values: scenario texts, seed, histories, design
    points : one more of the inputs, as JSON text in pieces, because there may be very many

    Examples
    --------
    >>> run_id({"seed": 1}) == run_id({"seed": 1}), run_id({"seed": 1}) == run_id({"seed": 2})
    (True, False)
    """
    inputs = inputs if points is None else {**inputs, "points": _HERE}
    whole = {"inputs": inputs, "model_version": MODEL_VERSION, "schema": TABLES}
    before, _, after = json.dumps(whole, sort_keys=True, separators=(",", ":"), allow_nan=False).partition(json.dumps(_HERE))
    found = hashlib.sha256(before.encode())
    for piece in (*(points or ()), after):
        found.update(piece.encode())
    return found.hexdigest()


def surroundings() -> dict[str, Any]:
    """Return versions, machine and command, for the record only: nothing is decided by them."""
    return {
        "python": platform.python_version(),
        "packages": {name: version for name in _PACKAGES if (version := _version(name))},
        "platform": _platform(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "command": ["redline", *sys.argv[1:]] if sys.argv else ["redline"],
    }


def _platform() -> str:
    """Return the operating system, its release, the processor's family and the C library; platform.platform() would start the program `uname`."""
    library = "".join(platform.libc_ver())
    return "-".join([platform.system(), platform.release(), platform.machine(), *(["with", library] if library else [])])


def _version(package: str) -> str | None:
    import importlib.metadata  # 40 ms, which only a new folder needs

    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
