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


RANGES = "it takes the ranges: redline run --range, or redline sweep"
FIXED = (
    Fixed("F1", "outcomes", "the answer at a glance: a dot for each of 100 or 1,000 histories", ("outcome-dots",)),
    Fixed("F2", "ladder", "how high an owner answers, rung by rung", ("answer-ladder",)),
    Fixed(
        "F3", "drivers", "which numbers the answer hangs on, and what turning them does", ("drivers", "morris", "knobs", "tornado", "curve"), RANGES
    ),
    Fixed("F4", "map", "where over two numbers the outcome is common", ("level-map", "map", "box-map"), RANGES),
    Fixed(
        "F5",
        "rules",
        "the sets of numbers of interest as rules on a few of them",
        ("rules", "box-tradeoff"),
        "it takes a sweep over factors in which a box is found: redline sweep",
    ),
    Fixed("F6", "trajectories", "tension over time: drawn histories, their spread, typical ones", ("trajectories",)),
    Fixed("F7", "beliefs", "what the public believes over time, by what is true", ("credibility",)),
    Fixed(
        "F8",
        "gateways",
        "from which states of the ladder the outcome follows",
        ("gateways-nuclear_use", "gateways"),
        "first: redline report DIR --explain",
    ),
    Fixed("F9", "compare", "paired differences on the same luck", ("contrasts",), "it takes a contrast: redline compare, or a sweep with variants"),
    Fixed("F10", "quality", "whether there were enough histories", ("quality",)),
)


def of_file(name: str) -> Fixed | None:
    """Return the fixed name to which a file name belongs, if any.

    >>> of_file("answer-ladder-russia").code, of_file("parts")
    ('F2', None)
    """
    found = [(len(start), fixed) for fixed in FIXED for start in fixed.files if _begins(name, start)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


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
