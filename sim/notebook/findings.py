"""What a verb found, whatever the verb: the words that the command prints, its tables as frames, its figures, and its versioned object."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.cli.console import Console
from sim.notebook.frames import frame
from sim.notebook.pictures import Gallery

if TYPE_CHECKING:
    from sim.plots.figure import FigureSpec

Rows = Iterable[Mapping[str, Any]]


class Told(Console):
    """A console that keeps what a command would print, and says nothing."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.lines: list[str] = []

    def data(self, text: str) -> None:
        """Keep what would go to standard output."""
        self.lines += text.splitlines() or [""]


class Finding:
    """What a verb found. Words: `text`. Frames: `frames`, each also by its name, as `found.shares`. Pictures: `figures`. Everything: `as_dict`.

    Parameters
    ----------
    verb, of : what was asked, and of which scenario or folder
    lines : what the command prints
    tables : name -> rows, one observation each
    specs : figures
    facts : the object that --json prints
    """

    def __init__(
        self, verb: str, of: str, lines: Sequence[str], tables: Mapping[str, Rows], specs: Sequence[FigureSpec], facts: Mapping[str, Any]
    ) -> None:
        self.verb, self.of, self.text = verb, of, "\n".join(lines)
        self._tables = {name: list(rows) for name, rows in tables.items()}
        self._specs, self._facts = specs, facts

    def __repr__(self) -> str:
        return f"<{self.verb} of {self.of}; frames: {', '.join(self._tables) or 'none'}>\n{self.text}"

    def _repr_html_(self) -> str:
        said = f"<pre style='white-space: pre-wrap'>{html.escape(self.text)}</pre>"
        return f"<h4>{html.escape(self.verb)}: {html.escape(self.of)}</h4>{said}{self.figures._repr_html_()}"

    def __getattr__(self, name: str) -> Any:
        """Return a frame by its name."""
        tables = self.__dict__.get("_tables", {})
        if name in tables:
            return frame(tables[name])
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}" + (f"; frames: {', '.join(tables)}" if tables else ""))

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._tables})

    @property
    def frames(self) -> dict[str, Any]:
        """Every table as a frame, by name."""
        return {name: frame(rows) for name, rows in self._tables.items()}

    @cached_property
    def figures(self) -> Gallery:
        """The figures by name."""
        return Gallery(self._specs)

    def as_dict(self) -> dict[str, Any]:
        """Return the versioned object that --json prints."""
        return dict(self._facts)
