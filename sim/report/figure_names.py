"""The ten figures by their fixed names, F1 to F10: what each shows, and under which file names a folder has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.plots.figure import FigureSpec


@dataclass(frozen=True, slots=True)
class Fixed:
    """A fixed name: its code, its word, what it shows, and how the file names of its figures begin (the first has the code on a page)."""

    code: str
    word: str
    shows: str
    files: tuple[str, ...]
    needs: str = ""  # what to do first, where a folder does not give it


RANGES = "it takes the ranges: redline run SCENARIO --range, or redline sweep SCENARIO"
KEPT = "it takes single histories, which runs of more than a million do not keep: redline run SCENARIO --runs 20000"
FIXED = (
    Fixed(
        "F1",
        "outcomes",
        "the answer at a glance: a dot for each of 100 or 1,000 histories",
        ("outcome-dots",),
        "it takes a run: redline run SCENARIO",
    ),
    Fixed(
        "F2",
        "ladder",
        "how high an owner answers, rung by rung",
        ("answer-ladder",),
        "it takes an owner that answers at three rungs or more: redline run SCENARIO on such a scenario",
    ),
    Fixed(
        "F3", "drivers", "which numbers the answer hangs on, and what turning them does", ("drivers", "morris", "knobs", "tornado", "curve"), RANGES
    ),
    Fixed("F4", "map", "where over two numbers the outcome is common", ("level-map", "map", "box-map"), RANGES),
    Fixed(
        "F5",
        "rules",
        "the sets of numbers of interest as rules on a few of them",
        ("rules", "box-tradeoff"),
        "it takes a sweep in which a box is found: redline sweep SCENARIO --points 1000 --out DIR/sweep, then redline report DIR",
    ),
    Fixed("F6", "trajectories", "tension over time: drawn histories, their spread, typical ones", ("trajectories",), KEPT),
    Fixed(
        "F7",
        "beliefs",
        "what the public believes over time, by what is true",
        ("credibility",),
        "it takes a scenario that names a reference crossing: redline run november-2024",
    ),
    Fixed(
        "F8",
        "gateways",
        "from which states of the ladder the outcome follows",
        ("gateways-nuclear_use", "gateways"),
        "it takes an explanation: redline report DIR --explain",
    ),
    Fixed(
        "F9",
        "compare",
        "paired differences on the same luck",
        ("contrasts",),
        "it takes a doctrine with one before it, or two runs: redline compare SCENARIO --set PATH=VALUE --out OTHER",
    ),
    Fixed("F10", "quality", "whether there were enough histories", ("quality",), KEPT),
)


def of_file(name: str) -> Fixed | None:
    """Return the fixed name to which a file name belongs, if any.

    >>> of_file("answer-ladder-russia").code, of_file("parts")
    ('F2', None)
    """
    found = [(len(start), fixed) for fixed in FIXED for start in fixed.files if _begins(name, start)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def missing(figures: Sequence[FigureSpec]) -> list[Fixed]:
    """Return the fixed names of which there is no figure among these, in order."""
    there = {fixed.code for figure in figures if (fixed := of_file(figure.name)) is not None}
    return [fixed for fixed in FIXED if fixed.code not in there]


def chosen(figures: Sequence[FigureSpec], name: str) -> list[FigureSpec]:
    """Return the figures that a name means: F1 to F10 or its word (one or several figures), else the figure whose file has that name."""
    fixed = next((one for one in FIXED if name.lower() in (one.code.lower(), one.word)), None)
    if fixed is not None:
        return [figure for figure in figures if of_file(figure.name) == fixed]
    return [figure for figure in figures if figure.name == name]


def codes(figures: Sequence[FigureSpec]) -> Mapping[str, str]:
    """Return file name -> code for the figures of a page: of each fixed name one figure has it, that of the file name listed first."""
    found: dict[str, str] = {}
    for fixed in FIXED:
        mine = [figure.name for figure in figures if of_file(figure.name) == fixed]
        if mine:
            found[min(mine, key=lambda name: next(place for place, start in enumerate(fixed.files) if _begins(name, start)))] = fixed.code
    return found


def _begins(name: str, start: str) -> bool:
    return name == start or name.startswith(f"{start}-")
