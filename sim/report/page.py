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
from sim.report import words

SCHEMA = "redline/run/1"
MOST_ROWS = 400  # of a figure's table on the page; the CSV beside it has all
OTHERS = {"nato_clash": "a direct clash", "settlement": "a settlement", "collapse": "collapse of the front"}


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
        `numbers_without_source` (counts), `level_range` ({low, high, basis}: what plausible settings gave), `names` (id of an owner
        or key of an outcome -> name to show)

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
    names = {"nato": "NATO", "usa": "the USA"} | dict(scenario_meta.get("names", {}))
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
        answer=_answer(summary, facts["horizon"]),
        parts=_parts(summary),
        by_owner=_by_owner(summary, names),
        others=_others(summary, facts["horizon"], names),
        answers=[words.answers(_named(owner, names), _by_rung(shares)) for owner, shares in summary["answers"].items() if shares],
        lead=words.contrast(rows[0]) if rows else "",
        contrasts=[words.contrast(row) for row in rows[1:]],
        level=_level(scenario_meta),
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


def _named(key: str, names: Mapping[str, str]) -> str:
    return names.get(key, key.replace("_", " ").title())


def _by_rung(shares: Mapping[Any, float]) -> dict[int, float]:
    return {int(rung): share for rung, share in shares.items()}


def _answer(summary: Mapping[str, Any], horizon: str) -> str:
    use = summary["outcomes"]["nuclear_use"]
    outcome = f"nuclear use within {horizon} months"
    return words.sentence(outcome, use["p"], use["low"], use["high"], summary["effective_sample_size"], sampled=False)


def _parts(summary: Mapping[str, Any]) -> str:
    use = summary["outcomes"]["nuclear_use"]
    if use["p"] == 0.0:
        return ""
    text = words.parts(use["deliberate"], use["noise"], use["inadvertent"])
    return f"{text} {words.part_of('came after a direct clash', use['via_clash'], use['p'])}"


def _by_owner(summary: Mapping[str, Any], names: Mapping[str, str]) -> str:
    use = summary["outcomes"]["nuclear_use"]
    shares = {_named(owner, names): p for owner, p in use.get("by_owner", {}).items() if p > 0}
    return words.by_owner(shares, use["p"]) if shares else ""


def _others(summary: Mapping[str, Any], horizon: str, names: Mapping[str, str]) -> list[str]:
    outcomes, histories = summary["outcomes"], summary["effective_sample_size"]
    return [
        words.sentence(
            f"{names.get(key, noun)} within {horizon} months",
            outcomes[key]["p"],
            outcomes[key]["low"],
            outcomes[key]["high"],
            histories,
            sampled=True,
        )
        for key, noun in OTHERS.items()
        if key in outcomes
    ]


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
