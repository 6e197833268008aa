"""The one-page report: the answer first, then contrasts and figures, then how far to trust them and how to repeat them.

One self-contained file: figures inline as SVG, style sheet inline, no script, nothing loaded from anywhere (its own content policy forbids
both). All text is escaped by the template; only our own style sheet and the SVG of `FigureSpec`, which escapes its own, pass as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from sim.plots import style
from sim.plots.differences import from_mappings
from sim.plots.figure import FigureSpec, Value
from sim.report import sentences, words

SCHEMA = "redline/run/1"
MOST_ROWS = 400  # of a figure's table on the page; the CSV beside it has all


def render(
    summary: Mapping[str, Any], figures: Sequence[FigureSpec], contrasts: Sequence[Mapping[str, Any]], scenario_meta: Mapping[str, Any]
) -> str:
    """Return the report as HTML.

    Parameters
    ----------
    summary : mapping
        the `redline/run/1` object: scenario, runs, seed, effective_sample_size, digest, outcomes, answers. Optional: `run_id` (default: the
        first eight digits of the digest), `version`, `failed` (histories left out)
    figures : sequence of FigureSpec
        in the order of the page
    contrasts : sequence of mappings
        keys label, measure, difference, low, high, baseline, unit (see `ContrastRow`); the page leads with the first. Probabilities are fractions
    scenario_meta : mapping
        `title` and `command` (repeats the run). Optional: `summary`, `reading` (texts of the scenario), `horizon_months` (12), `numbers` and
        `numbers_without_source` (counts), `level_range` ({low, high, basis}: what plausible settings gave), `anchors` (sentences on published
        numbers beside the level), `names` (id of an owner or key of an outcome -> name to show)

    Returns
    -------
    str
        one HTML document

    Raises
    ------
    ValueError
        if `summary` is not a `redline/run/1` object
    KeyError
        if a key that is not optional is missing
    """
    if summary.get("schema") != SCHEMA:
        raise ValueError(f"the page needs a {SCHEMA} object, got schema {summary.get('schema')!r}")
    names = dict(scenario_meta.get("names", {}))
    rows = from_mappings(contrasts)
    facts = {
        "title": scenario_meta["title"],
        "command": scenario_meta["command"],
        "summary": scenario_meta.get("summary", ""),
        "reading": scenario_meta.get("reading", ""),
        "run_id": summary.get("run_id") or str(summary["digest"]).removeprefix("sha256:")[:8],
        "version": summary.get("version", ""),
        "scenario": summary["scenario"],
        "runs": f"{summary['runs']:,}",
        "seed": summary["seed"],
        "failed": summary.get("failed", 0),
        "effective": f"{summary['effective_sample_size']:,.0f}",
        "digest": summary["digest"],
        "horizon": f"{scenario_meta.get('horizon_months', 12):g}",
        "numbers": scenario_meta.get("numbers"),
        "without_source": scenario_meta.get("numbers_without_source"),
    }
    return _template().render(
        **facts,
        answer=sentences.answer(summary, facts["horizon"]),
        parts=sentences.parts(summary),
        exactness=sentences.exactness(summary),
        by_owner=sentences.by_owner(summary, names),
        others=sentences.others(summary, facts["horizon"], names),
        answers=sentences.answers(summary, names),
        lead=words.contrast(rows[0]) if rows else "",
        contrasts=[words.contrast(row, headed=row.label != rows[0].label) for row in rows[1:]],
        same=all(row.label == rows[0].label for row in rows),
        level=_level(scenario_meta),
        anchors=list(scenario_meta.get("anchors", ())),
        figures=[_figure(figure) for figure in figures],
        palette=[(variable, light, dark) for light, (variable, dark) in style.DARK.items()],
        css=Markup(_text("page.css")),  # noqa: S704 (our own file)
    )


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_text), trim_blocks=True, lstrip_blocks=True)
    environment.filters["tie"] = _tie
    return environment.get_template("page.html.jinja")


def _text(name: str) -> str:
    return (resources.files("sim.report") / name).read_text(encoding="utf-8")


def _tie(text: object) -> str:
    """Return `text` with every percent sign tied to its number or range, so that no line ends inside."""
    return re.sub(r"(\d)-(\d+) %", "\\1\N{NON-BREAKING HYPHEN}\\2 %", str(text)).replace(" %", "\N{NO-BREAK SPACE}%")


def _level(scenario_meta: Mapping[str, Any]) -> str:
    span = scenario_meta.get("level_range")
    return words.level(span["low"], span["high"], span["basis"]) if span else ""


def _figure(figure: FigureSpec) -> dict[str, Any]:
    rows = [[_cell(value) for value in row] for row in figure.rows[:MOST_ROWS]]
    return {
        "name": figure.name,
        "title": figure.title,
        "reading": figure.reading,
        "svg": Markup(figure.inline_svg()),  # noqa: S704 (written by an XML writer)
        "columns": [column.replace("_", " ") for column in figure.columns],
        "rows": rows,
        "left_out": len(figure.rows) - len(rows),
    }


def _cell(value: Value) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else style.clean(str(value), 200)
