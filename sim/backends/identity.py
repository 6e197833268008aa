"""Which program a process is: what must be the same everywhere, or two machines would not write the same numbers.

The files are read once, when a process first asks, which is when it loads them: a worker that still runs what a file said before an
edit then differs from a driver that runs what it says now.
"""

from __future__ import annotations

import hashlib
import platform
from functools import lru_cache
from pathlib import Path

Identity = tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def identity() -> Identity:
    """Return (what, which) of everything a number may depend on besides its inputs."""
    from importlib.metadata import version

    from sim import __version__
    from sim.results.provenance import MODEL_VERSION

    python = ".".join(platform.python_version_tuple()[:2])
    numbers = [(name, version(name)) for name in ("numpy", "numba")]
    return (("Python", python), ("redline", __version__), ("the model", MODEL_VERSION), *numbers, ("the source of redline", _source()))


def differences(here: Identity, there: Identity) -> str:
    """Return in words in what `there` differs from `here`; nothing where they are the same.

    >>> differences((("Python", "3.11"), ("numpy", "2.1")), (("Python", "3.12"), ("numpy", "2.1")))
    'Python 3.12 instead of 3.11'
    """
    other = dict(there)
    return ", ".join(f"{name} {other.get(name, 'unknown')} instead of {value}" for name, value in here if other.get(name) != value)


def _source() -> str:
    """Return 8 hex digits of the SHA-256 of every Python file of the package."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:8]
