"""Whether this installation computes what it should: published answers of the random source, and a small run whose digest is known.

A run is deterministic bit for bit, so one digest says that processor, compiler and libraries do with the model what they do elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SCENARIO, HISTORIES, SEED = "two-actors", 256, 1
DIGEST = "sha256:5ce85e827ee96b6d8a892b54c59715d5e41a76dadc02f4baefc30d2ec9a1273b"  # as in tests/agreement/golden.json; moves with the model
ANSWERS = (  # counter (4 words), key (2 words), result (4 words)
    ("00000000 00000000 00000000 00000000 00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer; `ours` where a failure is a bug of the program, not a matter of the machine."""

    name: str
    ok: bool
    detail: str
    ours: bool = False

    def facts(self) -> dict[str, Any]:
        """Return the check as JSON values."""
        return {"check": self.name, "ok": self.ok, "detail": self.detail}


def digest_of(block: Any) -> str:
    """Return "sha256:..." of every number of a block: weights, scores, details, curves and groups, as little-endian doubles."""
    import numpy as np

    digest = hashlib.sha256()
    for values in (block.weights, block.measures, block.details, block.curves, block.groups):
        digest.update(np.ascontiguousarray(values, "<f8").tobytes())
    return f"sha256:{digest.hexdigest()}"


def luck() -> Check:
    """Return whether the random source gives the published answers.

    References
    ----------
    Salmon, Moraes, Dror & Shaw 2011: known answers of Philox4x32-10.
    """

    def look() -> tuple[bool, str]:
        import numpy as np

        from sim.engine.draws import philox

        for given, expected in ANSWERS:
            found = " ".join(f"{int(word):08x}" for word in philox(*(np.uint64(int(word, 16)) for word in given.split())))
            if found != expected:
                return False, f"Philox of {given} is {found}, not {expected}"
        return True, f"the random source gives its {len(ANSWERS)} published answers"

    return _tried("luck", look)


def kernel() -> Check:
    """Return whether a small run has the digest that it has everywhere; compiles the kernel where that was not done yet."""

    def look() -> tuple[bool, str]:
        from sim.encode.encode import encode
        from sim.engine.batch import simulate_block
        from sim.engine.history import prepare
        from sim.scenario.load import load
        from sim.scenario.shipped import folder

        block = simulate_block(prepare(encode(load(folder() / f"{SCENARIO}.yaml"))), SEED, 0, HISTORIES)
        found = digest_of(block)
        what = f"{HISTORIES} histories of {SCENARIO}"
        return found == DIGEST, f"{what} have the known digest" if found == DIGEST else f"{what} have the digest {found}, not {DIGEST}"

    return _tried("kernel", look)


def _tried(name: str, look: Callable[[], tuple[bool, str]]) -> Check:
    """Return what a look found; whatever it raises is a failure, for here nothing may stop the rest of the report."""
    try:
        return Check(name, *look(), ours=True)
    except Exception as error:
        return Check(
            name, False, f"could not be tried: {type(error).__name__}: {str(error)[:200]}", ours=not isinstance(error, (ImportError, OSError))
        )
