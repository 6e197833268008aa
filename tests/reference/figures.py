"""The ten figures by their fixed names, and every other figure, as Markdown."""

from __future__ import annotations

import ast
from pathlib import Path

from sim.report.figure_names import FIXED
from tests.reference.words import code, plain, row, table

ROOT = Path(__file__).resolve().parents[2]


def page() -> list[str]:
    """Return the page."""
    told = (
        "Each figure is written as SVG, PNG and PDF with its data as CSV; its title is its claim, and its alternative text is "
        "made from the same numbers. Drawn: [the gallery](../gallery.md). Again, by name: `redline plot DIR F2`."
    )
    rows = [row(one.code, one.word, plain(one.shows), one.needs or "a run or a sweep") for one in FIXED]
    lines = [told, "", "## Fixed names", "", *table(["code", "word", "shows", "what it takes"], rows), "", "## Files that draw", ""]
    drawn = []
    for file in sorted((ROOT / "sim/plots").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "draw" for node in tree.body):
            drawn.append(row(code(f"sim/plots/{file.name}"), " ".join((ast.get_docstring(tree) or "").split("\n\n")[0].split())))
    return lines + table(["file", "what it draws"], drawn)
