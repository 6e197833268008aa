"""From blocks to one self-contained file: figures inline as SVG, style sheet inline, no script, nothing loaded from anywhere.

The page's own content policy forbids script and network. All text is escaped by the template; only our own style sheet and the SVG of
`FigureSpec`, which escapes its own, pass as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from sim.plots import rounding, style
from sim.plots.figure import FigureSpec, Value
from sim.report.blocks import Page

MOST_ROWS = 60  # of a figure's table on the page; the CSV beside it has all


def render(page: Page) -> str:
    """Return the page as one HTML document; the same page gives the same bytes."""
    return _template().render(
        page=page,
        palette=[(variable, light, dark) for light, (variable, dark) in style.DARK.items()],
        css=Markup(_text("page.css")),  # noqa: S704 (our own file)
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_text), trim_blocks=True, lstrip_blocks=True, finalize=_safe
    )
    environment.filters["tie"] = _tie
    environment.filters["drawn"] = _drawn
    return environment.get_template("page.html.jinja")


def _text(name: str) -> str:
    return (resources.files("sim.report") / name).read_text(encoding="utf-8")


def _safe(value: Any) -> Any:
    """Return a text without what could turn the page around: controls, and marks that change the direction of reading."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return "".join(sign if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for sign in value)


def _tie(text: object) -> str:
    """Return `text` with every percent sign tied to its number or range, so that no line ends inside."""
    return re.sub(r"(\d)-(\d+) %", "\\1\N{NON-BREAKING HYPHEN}\\2 %", str(text)).replace(" %", "\N{NO-BREAK SPACE}%")


def _drawn(figure: FigureSpec) -> dict[str, Any]:
    rows = [[_cell(value) for value in row] for row in figure.rows[:MOST_ROWS]]
    return {
        "svg": Markup(figure.inline_svg()),  # noqa: S704 (written by an XML writer)
        "columns": [column.replace("_", " ") for column in figure.columns],
        "rows": rows,
        "left_out": len(figure.rows) - len(rows),
    }


def _cell(value: Value) -> str:
    return "" if value is None else rounding.plain(value) if isinstance(value, float) else style.clean(str(value), 200)
