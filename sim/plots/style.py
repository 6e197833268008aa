"""How every figure looks: colours that survive colour blindness and grey print, type no smaller than 9 pt, files without dates.

Ordered things (rungs, probabilities of a map) are cividis. Series are Okabe-Ito hues, each always with its own line style, marker and direct
label, so that colour is never the only sign. On paper vermilion stands where the palette has orange, because orange on white has a contrast
of 2.3 only; in dark mode, on a dark page, the light hues of the same palette take over (`DARK`). Text is always in `INK` or `MUTED`.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias

import matplotlib
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, MaxNLocator

Canvas: TypeAlias = Figure | SubFigure

PAPER, INK, MUTED, GRID, FAINT = "#ffffff", "#1a1a1b", "#55585c", "#d9dbde", "#a9adb3"
BLUE, VERMILION, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#cc79a7"
CELL_DARK, CELL_LIGHT = "#010101", "#fefefe"  # numbers on coloured cells: the same in dark mode, hence not INK and PAPER

DARK = {  # what each colour becomes on a dark page: CSS variable, colour
    PAPER: ("paper", "#16181b"),
    INK: ("ink", "#f0f0f0"),
    MUTED: ("muted", "#b4b8bd"),
    GRID: ("grid", "#3a3e44"),
    FAINT: ("faint", "#6d737b"),
    BLUE: ("blue", "#56b4e9"),
    VERMILION: ("vermilion", "#e69f00"),
    GREEN: ("green", "#009e73"),
    PURPLE: ("purple", "#cc79a7"),
}

SMALL, BODY, TITLE = 9.5, 10.5, 12.5  # points
EDGE = 0.12  # inches of white at the left
WIDTH = 5.0  # inches: two figures side by side on a wide page, one on A4, still legible on a telephone
POINTS_PER_INCH = 72.0
FAMILY = "DejaVu Sans"  # shipped with matplotlib: the same on every machine


@dataclass(frozen=True, slots=True)
class Look:
    """How one series is told from the others: never by colour alone."""

    colour: str
    line: str | tuple[float, tuple[float, ...]]
    marker: str


ENDINGS = {  # how the ways to end look in every figure that shows them, by measure
    "nuclear_use": Look(VERMILION, "-", "D"),
    "settlement": Look(GREEN, (0, (1, 1.2)), "o"),
    "collapse": Look(PURPLE, (0, (5, 2)), "s"),
    "no_end": Look(FAINT, "-", "o"),
}
LOOKS = (
    Look(BLUE, "-", "o"),
    Look(VERMILION, (0, (5, 2)), "D"),
    Look(GREEN, (0, (1, 1.4)), "s"),
    Look(PURPLE, (0, (6, 2, 1, 2)), "^"),
    Look(INK, (0, (3, 1.2)), "v"),
)


def look(index: int) -> Look:
    """Return the look of series `index`; five are told apart, so more than five in one figure raise ValueError."""
    if not 0 <= index < len(LOOKS):
        raise ValueError(f"a figure tells at most {len(LOOKS)} series apart, got a series number {index + 1}")
    return LOOKS[index]


def ladder_colours(count: int) -> tuple[str, ...]:
    """Return `count` hex colours for ordered rungs, lightest first, darkest (highest) last."""
    cividis = matplotlib.colormaps["cividis_r"]
    steps = [index / max(1, count - 1) for index in range(count)]
    return tuple(matplotlib.colors.to_hex(cividis(step)) for step in steps)


def luminance(colour: str) -> float:
    """Return the relative luminance in [0, 1] of a hex colour (WCAG 2, sRGB)."""
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in matplotlib.colors.to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two hex colours, 1 to 21 (WCAG 2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def on(colour: str) -> str:
    """Return the text colour, dark or light, that reads better on `colour`."""
    return max((CELL_DARK, CELL_LIGHT), key=lambda text: contrast(text, colour))


@contextmanager
def drawing() -> Iterator[None]:
    """Set matplotlib up for drawing and for writing: plain text (no `$maths$`), glyphs as outlines, the same bytes every time."""
    settings = {
        "font.family": FAMILY,
        "font.size": BODY,
        "text.parse_math": False,
        "text.color": INK,
        "svg.fonttype": "path",
        "svg.hashsalt": "redline",
        "svg.id": None,
        "axes.edgecolor": FAINT,
        "axes.labelcolor": INK,
        "axes.labelsize": BODY,
        "axes.unicode_minus": False,
        "axes.formatter.useoffset": False,
        "axes.formatter.use_mathtext": False,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "path.simplify": False,
        "hatch.linewidth": 0.6,
    }
    with matplotlib.style.context(["default", settings]), _quiet():
        yield


@contextmanager
def _quiet() -> Iterator[None]:
    """Say nothing about a character that the font lacks: a name in another script shows as boxes, CSV and page keep it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing")
        yield


def clean(text: str, longest: int = 240) -> str:
    """Return `text` on one line, without control characters, cut at `longest` characters with an ellipsis."""
    visible = "".join(" " if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character for character in text)
    line = " ".join(visible.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


@lru_cache(maxsize=4096)
def width_of(text: str, points: float = BODY, bold: bool = False) -> float:
    """Return the width in inches of `text` on one line."""
    font = FontProperties(family=FAMILY, style="normal", variant="normal", stretch="normal", size=points, weight="bold" if bold else "normal")
    with _quiet():
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / POINTS_PER_INCH


def wrap(text: str, inches: float, points: float = BODY, bold: bool = False, most: int = 100) -> list[str]:
    """Return `text` as at most `most` lines no wider than `inches`; a word too long for a line is broken, what is left out becomes an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in clean(text, 2_000).replace(" %", "\N{NO-BREAK SPACE}%").split(" "):
        candidate = f"{line} {word}" if line else word
        if width_of(candidate, points, bold) <= inches:
            line = candidate
            continue
        if line:
            lines.append(line)
        while len(word) > 1 and width_of(word, points, bold) > inches:
            cut = next(size for size in range(len(word) - 1, 0, -1) if size == 1 or width_of(word[:size], points, bold) <= inches)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    lines.append(line)
    if len(lines) > most:
        last = lines[most - 1]
        while last and width_of(f"{last}…", points, bold) > inches:
            last = last[:-1]
        lines[most - 1 :] = [f"{last.rstrip()}…"]
    return lines


def fit(text: str, inches: float, points: float = BODY, bold: bool = False) -> str:
    """Return `text` on one line no wider than `inches`, cut with an ellipsis if need be."""
    return wrap(text, inches, points, bold, most=1)[0]


def line_height(points: float = BODY) -> float:
    """Return the height in inches of one line of text."""
    return 1.32 * points / POINTS_PER_INCH


def above(canvas: Canvas, axes: Axes, text: str, size: tuple[float, float], rows: int = 0) -> None:
    """Write what the vertical axis counts above `axes`, flush with the left edge of the figure, `rows` lines of small type higher up."""
    y = axes.get_position().y1 * size[1] + 0.1 + rows * line_height(SMALL)
    canvas.text(EDGE / size[0], y / size[1], fit(text, size[0] - 2 * EDGE, SMALL), fontsize=SMALL, va="bottom", color=INK)


def block(canvas: Canvas, x: float, y: float, lines: Sequence[str], size: tuple[float, float], points: float = BODY, **text: Any) -> float:
    """Write `lines` downward from (x, y), inches from the lower left of a canvas of `size`; return the y where the next line would start."""
    for line in lines:
        canvas.text(x / size[0], y / size[1], line, fontsize=points, va="top", **text)
        y -= line_height(points)
    return y


def place(canvas: Canvas, left: float, bottom: float, width: float, height: float, size: tuple[float, float]) -> Axes:
    """Add axes at a place given in inches on a canvas of `size`, with quiet spines and ticks."""
    axes = canvas.add_axes((left / size[0], bottom / size[1], width / size[0], height / size[1]))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=3, color=FAINT)
    axes.set_axisbelow(True)
    return axes


def few_ticks(axes: Axes, inches: float) -> None:
    """Give horizontal `axes`, `inches` wide and with final limits, as many round ticks (four at most) as have room for their numbers."""
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.4g}"))
    for bins in (3, 2, 1):
        axes.xaxis.set_major_locator(MaxNLocator(nbins=bins, steps=[1, 2, 2.5, 5, 10]))
        low, high = axes.get_xlim()
        shown = [tick for tick in axes.xaxis.get_majorticklocs() if low <= tick <= high]
        gap = min((b - a for a, b in pairwise(shown)), default=high - low) / (high - low) * inches
        if gap >= max((width_of(f"{tick:.4g}", SMALL) for tick in shown), default=0.0) + 0.08:
            return


def spread(centres: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return the `centres` of labels of the given `heights`, moved as little as needed so that none overlap, within [low, high] if they fit."""
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    placed = list(centres)
    edge = low
    for index in order:
        placed[index] = max(placed[index], edge + heights[index] / 2)
        edge = placed[index] + heights[index] / 2
    edge = high
    for index in reversed(order):
        placed[index] = min(placed[index], edge - heights[index] / 2)
        edge = placed[index] - heights[index] / 2
    return placed
