"""One finished figure: what it claims, how to read it, what it says to those who cannot see it, its numbers, and its files.

A figure is drawn twice from one `paint`: alone (SVG, PNG and PDF, which travel, so title, reading and caution are part of the picture) and
inline for a page, where title and reading are text of the page. Bytes depend on the data and on matplotlib's version, never on the date.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matplotlib.figure import Figure

from sim.plots import style, svg
from sim.results.tables import csv_rows, disarmed

NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
EXACT = "About this game, not the world. Computed, not simulated."
MODEL = "About this model, not the world."
CAUTION = f"{MODEL} Intervals: 95 %, simulation noise only."
OVER_SETS = f"{MODEL} Intervals: 95 %, over sets of numbers."  # where points are drawn, and noise is a part of it
MARGIN = 0.12  # inches
DOTS_PER_INCH = 160

Value = str | int | float | None
Paint = Callable[[style.Canvas, tuple[float, float]], None]


@dataclass(frozen=True)
class FigureSpec:
    """One figure with everything that belongs to it.

    `title` is the claim, `reading` one or two sentences on how to read it, `alt` the same content in words, `columns` and `rows` the data
    drawn. `paint(canvas, size)` draws the body on a canvas of `size` inches. `caution` stands below the picture that travels; it speaks of the
    model and of simulation noise unless given. A `name` that is no plain file name raises ValueError.
    """

    name: str
    title: str
    reading: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    size: tuple[float, float]
    paint: Paint = field(repr=False, compare=False)
    caution: str = CAUTION  # written below the figure that travels alone

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"a figure's name is letters a to z, digits, '-' and '_', got {self.name!r}")
        for words in ("title", "reading", "alt"):
            object.__setattr__(self, words, style.clean(getattr(self, words), 10_000))

    def csv(self) -> str:
        """Return the data as CSV: one header line, numbers as Python's shortest exact form, empty where there is none, text disarmed."""
        return csv_rows([[disarmed(column) for column in self.columns], *([_cell(value) for value in row] for row in self.rows)])

    def svg(self) -> str:
        """Return the figure that travels alone: heading, body and caution, with `<title>`, `<desc>` and `role="img"`."""
        return svg.finish(self._write("svg", heading=True).decode(), self.name, self.title, self.alt)

    def inline_svg(self) -> str:
        """Return the body alone for a page, transparent, its colours as CSS variables (`style.DARK`) with the printed ones as fallback."""
        variables = {colour: variable for colour, (variable, _) in style.DARK.items()}
        return svg.finish(self._write("svg", heading=False).decode(), self.name, self.title, self.alt, variables)

    def png(self) -> bytes:
        """Return the figure that travels alone as PNG, 160 dots an inch, with title and alt text in its metadata."""
        return self._write("png", heading=True)

    def pdf(self) -> bytes:
        """Return the figure that travels alone as PDF."""
        return self._write("pdf", heading=True)

    def save(self, folder: str | os.PathLike[str]) -> tuple[Path, ...]:
        """Write NAME.svg, .png, .pdf and .csv into `folder`, made if missing; each file appears whole or not at all. OSError passes through."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        contents = {".svg": self.svg().encode(), ".png": self.png(), ".pdf": self.pdf(), ".csv": self.csv().encode()}
        written = []
        for suffix, content in contents.items():
            path = target / f"{self.name}{suffix}"
            partial = target / f".{self.name}{suffix}.{os.getpid()}.part"
            try:
                partial.write_bytes(content)
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)
            written.append(path)
        return tuple(written)

    def _write(self, kind: str, heading: bool) -> bytes:
        with style.drawing():
            figure = self._composed() if heading else self._body()
            metadata = {
                "svg": {"Date": None, "Creator": None},
                "png": {"Software": None, "Title": self.title, "Description": self.alt},
                "pdf": {"CreationDate": None, "Creator": None, "Producer": None, "Title": self.title, "Subject": self.alt},
            }[kind]
            target = io.BytesIO()
            figure.savefig(target, format=kind, dpi=DOTS_PER_INCH, transparent=not heading, metadata=metadata)
        return target.getvalue()

    def _body(self) -> Figure:
        figure = Figure(figsize=self.size, facecolor="none")
        self.paint(figure, self.size)
        return figure

    def _composed(self) -> Figure:
        width, height = self.size
        inner = width - 2 * MARGIN
        title = style.wrap(self.title, inner, style.TITLE, bold=True)
        reading = style.wrap(self.reading, inner, style.BODY)
        head = 2 * MARGIN + len(title) * style.line_height(style.TITLE) + len(reading) * style.line_height(style.BODY) + MARGIN
        foot = len(style.wrap(self.caution, inner, style.SMALL, most=2)) * style.line_height(style.SMALL) + 1.5 * MARGIN
        whole = (width, head + height + foot)
        figure = Figure(figsize=whole, facecolor=style.PAPER)
        body = figure.subfigures(3, 1, height_ratios=[head, height, foot], hspace=0, squeeze=False)[1, 0]
        body.set_facecolor("none")
        self.paint(body, self.size)
        below = style.block(figure, MARGIN, whole[1] - MARGIN, title, whole, style.TITLE, weight="bold", color=style.INK)
        style.block(figure, MARGIN, below - MARGIN / 2, reading, whole, style.BODY, color=style.MUTED)
        style.block(figure, MARGIN, foot - MARGIN / 2, style.wrap(self.caution, inner, style.SMALL, most=2), whole, style.SMALL, color=style.MUTED)
        return figure


def _cell(value: Value) -> Value:
    """Return what the CSV says: floats in full, text that no spreadsheet runs, nothing where there is nothing."""
    if isinstance(value, str):
        return disarmed(value)
    return "" if value is None else repr(value) if isinstance(value, float) else value


def table(columns: Sequence[str], rows: Sequence[object]) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
    """Return (columns, rows) of dataclass `rows` for a `FigureSpec`: one column per named attribute."""
    return tuple(columns), tuple(tuple(getattr(row, column) for column in columns) for row in rows)
