"""Leave why a run escalates inside its folder, where its page looks for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.cli.console import Console

QUICK = 8_192  # histories recorded beside a run: enough for points of no return, some twelve seconds of processor time


def explain_into(
    folder: Path, world: Any, seed: int, histories: int, parts: Sequence[str], jobs: int | None, console: Console, given: str | None = None
) -> bool:
    """Write an explanation of the run in `folder` into it, unless there is one with these parts; return whether anything was simulated.

    Parameters
    ----------
    histories : of each world, of those of the run
    parts : of shares, paths (with points of no return)
    given : how the run's scenario is named in commands that replay; the folder where None
    """
    from sim.analysis.explain import SHARES, explain
    from sim.analysis.explain_tables import write
    from sim.experiment.possible import cannot_be
    from sim.report.explained import FILE, FOLDER

    there = folder / FOLDER / FILE
    if cannot_be(world, "nuclear_use") or (there.is_file() and (SHARES not in parts or json.loads(there.read_bytes()).get("shares"))):
        return False
    words = [given or str(folder)]
    console.say("  asking why it escalates: half a minute or so" if SHARES in parts else "  looking for points of no return")
    found = explain(world, seed, histories, (), parts, jobs=jobs)
    asked = [*words, "--runs", str(histories), *(f"--only={part}" for part in parts)]
    write(found, folder / FOLDER, words, " ".join(["redline", "explain", *asked]))
    return True
