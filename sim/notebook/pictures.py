"""Figures that show themselves in a notebook, with their data a call away."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Exit, ResultsError, quoted
from sim.notebook.frames import frame

if TYPE_CHECKING:
    from sim.plots.figure import FigureSpec


class Picture:
    """One figure: its claim, how to read it, the picture, its numbers."""

    def __init__(self, spec: FigureSpec) -> None:
        self.spec = spec

    def __repr__(self) -> str:
        return f"<figure {self.spec.name}: {self.spec.title}>"

    def _repr_html_(self) -> str:
        title, reading, caution = (html.escape(text) for text in (self.spec.title, self.spec.reading, self.spec.caution))
        return f"<figure><figcaption><b>{title}</b></figcaption>{self.spec.inline_svg()}<p>{reading}<br><small>{caution}</small></p></figure>"

    @property
    def data(self) -> Any:
        """The numbers drawn, as a frame."""
        return frame([dict(zip(self.spec.columns, row, strict=True)) for row in self.spec.rows], self.spec.columns)

    def save(self, folder: str | Path = ".") -> tuple[Path, ...]:
        """Write the picture and its numbers into a folder; return the files."""
        return tuple(self.spec.save(folder))


class Gallery(Mapping[str, Picture]):
    """The figures of a result by name."""

    def __init__(self, specs: Sequence[FigureSpec]) -> None:
        self._pictures = {spec.name: Picture(spec) for spec in specs}

    def __getitem__(self, name: str) -> Picture:
        """Return a figure; ResultsError (exit code 2) with the nearest name where there is none."""
        if name not in self._pictures:
            from sim.scenario.suggest import hint

            raise ResultsError(f"no figure {quoted(name)}{hint(name, self._pictures)}; there are {', '.join(self._pictures)}", Exit.INPUT)
        return self._pictures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pictures)

    def __len__(self) -> int:
        return len(self._pictures)

    def __repr__(self) -> str:
        return "\n".join(repr(picture) for picture in self._pictures.values()) or "<no figures>"

    def _repr_html_(self) -> str:
        return "".join(picture._repr_html_() for picture in self._pictures.values())
