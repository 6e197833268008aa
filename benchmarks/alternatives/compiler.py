"""How the obvious kernel is compiled: plain `numba.njit`, its cache named by a hash of these files, as numba does not see edits across files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

from sim.jit import cache_folder


def _folder() -> str:
    files = sorted(Path(__file__).parent.glob("numba_*.py"))
    return str(cache_folder().parent / f"obvious-{hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()[:16]}")


FOLDER = _folder()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function as a user would: cached, division unchecked, no other option."""
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, FOLDER
    try:
        return numba.njit(cache=True, error_model="numpy")(function)
    finally:
        numba.config.CACHE_DIR = before
