"""The results as one figure: processor time a history of every way to run the same crisis, and the limit of the machine, on one logarithmic axis."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from benchmarks.contenders import OBSERVER, OBSERVER_COLLECTING, OURS
from sim.plots import style, svg

NAME = "benchmarks"
ROW, MARGIN, LABELS = 0.27, 0.12, 3.15  # inches; LABELS is the column of names
WIDTH = 7.2
DOTS_PER_INCH = 160
TICKS = {1e3: "1 µs", 1e4: "10 µs", 1e5: "0.1 ms", 1e6: "1 ms", 1e7: "10 ms", 1e8: "0.1 s"}


def rows_of(results: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return (label, nanoseconds a history), slowest first; the limit of the machine is the last where it was measured."""
    rows = [(str(row["label"]), float(row["nanoseconds"])) for row in results["contenders"]["rows"]]
    limit = results.get("limit", {}).get(results["contenders"]["scenario"])
    rows += [("limit of this machine", float(limit["limit"]))] if limit else []
    return sorted(rows, key=lambda row: -row[1])


def heading(results: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return the title, the reading, and the figure in words."""
    rows = dict(rows_of(results))
    title = f"The batch kernel plays one history of {results['contenders']['scenario']} in {rows[OURS] / 1e3:,.0f} µs of one processor"
    reading = (
        "Processor time a history, least of several rounds in turn, logarithmic. The number beside each mark: how many times what the "
        "kernel takes. Circles are our rules."
    )
    words = "; ".join(f"{label}: {nanoseconds / 1e3:,.1f} µs" for label, nanoseconds in rows.items())
    return title, reading, f"{title}. {words}."


def composed(results: Mapping[str, Any]) -> Figure:
    """Return the drawn figure."""
    rows = rows_of(results)
    ours = dict(rows)[OURS]
    title, reading, _ = heading(results)
    inner = WIDTH - 2 * MARGIN
    titles, readings = style.wrap(title, inner, style.TITLE, bold=True), style.wrap(reading, inner, style.BODY)
    head = 3 * MARGIN + len(titles) * style.line_height(style.TITLE) + len(readings) * style.line_height(style.BODY)
    body, foot = ROW * (len(rows) + 0.6), 0.4
    size = (WIDTH, head + body + foot)
    figure = Figure(figsize=size, facecolor=style.PAPER)
    below = style.block(figure, MARGIN, size[1] - MARGIN, titles, size, style.TITLE, weight="bold", color=style.INK)
    style.block(figure, MARGIN, below - MARGIN / 2, readings, size, style.BODY, color=style.MUTED)
    axes = style.place(figure, LABELS + MARGIN, foot, WIDTH - LABELS - 3 * MARGIN, body, size)
    low, high = min(ns for _, ns in rows) / 2, max(ns for _, ns in rows) * 4
    axes.set(xscale="log", xlim=(low, high), ylim=(len(rows) - 0.4, -1))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    ticks = {at: words for at, words in TICKS.items() if low <= at <= high}
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.set_xticks([], minor=True)
    axes.grid(axis="x", color=style.GRID, linewidth=0.8)
    for y, (label, nanoseconds) in enumerate(rows):
        own = label in (OURS, OBSERVER, OBSERVER_COLLECTING)
        look = style.LOOKS[0] if own else style.LOOKS[1]
        colour, marker = (style.INK, "|") if label.startswith("limit") else (look.colour, look.marker)
        axes.plot([low, nanoseconds], [y, y], color=style.FAINT, linewidth=1)
        axes.plot([nanoseconds], [y], color=colour, marker=marker, markersize=7, markeredgewidth=2 if marker == "|" else 1)
        times = nanoseconds / ours
        factor = "" if label == OURS else f"{times:,.3g}×" if times >= 1 else f"1/{1 / times:,.3g}"
        axes.annotate(factor, (nanoseconds, y), xytext=(7, 0), textcoords="offset points", va="center", fontsize=style.SMALL, color=style.INK)
        weight = "bold" if label == OURS else "normal"
        height = foot + body * (1 - (y + 1) / (len(rows) + 0.6))
        figure.text(MARGIN / size[0], height / size[1], label, fontsize=style.SMALL, va="center", weight=weight, color=style.INK)
    return figure


def save(results: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write NAME.svg and NAME.png into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    title, _, words = heading(results)
    vector, picture = folder / f"{NAME}.svg", folder / f"{NAME}.png"
    with style.drawing():
        composed(results).savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
        composed(results).savefig(picture, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None, "Title": title, "Description": words})
    vector.write_text(svg.finish(vector.read_text(encoding="utf-8"), NAME, title, words), encoding="utf-8")
    return [vector, picture]
