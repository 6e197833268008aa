"""The notebook of the checks: complaints about a document, each placed in the tree it came from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sim.errors import Problem, quoted
from sim.scenario.nodes import Mark, Names, at
from sim.scenario.schema import Document
from sim.scenario.suggest import GUESSES, hint, nearest_name
from sim.scenario.validate import place

Path = Sequence[str | int]


class Review:
    """A document under review: complain about a path, and it becomes a problem with file, line and column."""

    def __init__(self, document: Document, tree: Names) -> None:
        self.document = document
        self.tree = tree
        self._complaints: dict[str, dict[Mark, None]] = {}  # message -> the places it holds for, in order
        self._guesses: dict[tuple[str, str], str] = {}  # kind and unknown name -> the hint for it
        self._nearest = 0  # how often a nearest name was asked for

    @property
    def problems(self) -> list[Problem]:
        """One problem a mistake: the same message in several places is told once, at the first of them."""
        return [
            next(iter(marks)).problem(message if len(marks) == 1 else f"{message} (and in {len(marks) - 1} more place{'s' * (len(marks) > 2)})")
            for message, marks in self._complaints.items()
        ]

    def complain(self, path: Path, message: str, of_name: bool = False) -> None:
        """Note a problem with the value at `path`, or with its name."""
        self._complaints.setdefault(message, {})[place(self.tree, path, of_name)] = None

    def says(self, path: Path) -> bool:
        """Return whether the file itself gives a value at `path`."""
        return at(self.tree, path) is not None

    def know(self, path: Path, given: str | None, known: Collection[str], kind: str, of_name: bool = False) -> bool:
        """Return whether `given` is one of the known names (None is nothing to know); complain with the nearest one otherwise."""
        if given is None or given in known:
            return True
        if (kind, given) not in self._guesses and len(self._guesses) < GUESSES:
            self._guesses[kind, given] = hint(given, known)
        self.complain(path, f"no {kind} {quoted(given)}{self._guesses.get((kind, given), '')}", of_name)
        return False

    def nearest(self, given: str, known: Collection[str]) -> str | None:
        """Return the known name that was perhaps meant (see `nearest_name`); None once as many have been asked for as are guessed in a file."""
        self._nearest += 1
        return nearest_name(given, known) if self._nearest <= GUESSES else None
