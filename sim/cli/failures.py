"""What commands say of histories that failed, and the exit code that goes with them: a failed history is in no average, and is never passed over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.cli.console import Console, spoken
from sim.errors import Exit

ALONE = "this history failed: a number of it is not finite, or what was seen is impossible; it would be in no average"


def warn(console: Console, folder: Path, failed: Sequence[tuple[int, str, int]], histories: int | None = None, of_sweep: bool = False) -> int:
    """Warn of the failed histories (point, variant, number) of a results folder, with the command that tells the first; return the exit code.

    Parameters
    ----------
    histories : how many there are in all, where that is to be said
    of_sweep : the folder holds a sweep, of which a history is named by point and variant too
    """
    if not failed:
        return int(Exit.DONE)
    point, variant, number = failed[0]
    where = ("--point", str(point), "--variant", variant) if of_sweep else ()
    share = f"{len(failed):,} of {histories:,}" if histories is not None else f"{len(failed):,}"
    first = spoken("replay", str(folder), *where, "--history", str(number))
    console.say(f"warning: {share} histories failed; they are in no average. The first: {first}")
    return int(Exit.INCOMPLETE)


def warn_of_one(console: Console, trace: Any) -> int:
    """Warn where the history that was just told failed; return the exit code."""
    if not trace.failed:
        return int(Exit.DONE)
    console.say(f"warning: {ALONE}")
    return int(Exit.INCOMPLETE)
