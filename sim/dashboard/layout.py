"""What stands on the page and in which order: controls, the answer, and one panel a question. Text of scenarios is always text, never markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from sim.dashboard.figures import Cell, Map, axes_of
from sim.dashboard.knobs import CHOICE, CLOSED, DATE, NUMBER, SWITCH, Knob
from sim.dashboard.live import Live
from sim.plots import frequency, rounding, style
from sim.plots.figure import FigureSpec, Value

TABS = {"replay": "Replay", "histories": "Histories", "credibility": "Credibility", "map": "Map", "compare": "Compare", "take": "Take away"}
STORIES = {"typical": "a typical history", "worst": "the worst history", "median": "the history nearest the median"}
MOST_ROWS = 60  # of a figure's table
INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
{%metas%}
<title>{%title%}</title>
<link rel="icon" href="data:,">
{%css%}
<style>PALETTE</style>
</head>
<body>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""


def index() -> str:
    """Return the frame of the page, with the colours of the figures on light and on dark paper."""
    light, dark = (
        "".join(f"--{variable}: {(printed, shown)[which]}; " for printed, (variable, shown) in style.DARK.items()) for which in (False, True)
    )
    return INDEX.replace("PALETTE", f":root {{ {light}}} @media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}")


def page(live: Live, stored: str = "") -> Any:
    """Return the page of a scenario; the controls start where the scenario stands, and move to what the address says.

    `stored` is what a results folder says of the same scenario, from more histories.
    """
    world = live.world
    return html.Div(
        [
            dcc.Store(id="knobs", data=[facts(knob) for knob in live.knobs]),
            dcc.Store(id="settings"),
            dcc.Store(id="kept", data=[]),
            dcc.Store(id="answered"),
            dcc.Store(id="stamp"),
            *(dcc.Store(id=f"wake-{name}") for name in TABS),
            dcc.Store(id="tab", data="replay"),
            dcc.Interval(id="look", interval=2000),
            html.A("Skip to the answer", href="#answer", className="skip"),
            html.Header([html.H1(style.clean(world.title)), html.P(style.clean(world.summary, 2000), className="about")]),
            html.Div(
                [controls(), html.Main([answer(style.clean(world.reading, 1000), style.clean(stored, 1000)), panels(live)])], className="columns"
            ),
        ]
    )


def controls() -> Any:
    """Return the place of the controls, which the page's script builds from the facts of each: a hundred parts of Dash would make every move slow."""
    reset = html.Button("Reset all", id="reset", type="button")
    keep = html.Button("Keep this to compare with", id="keep", type="button")
    return html.Aside([html.H2("Move what is assumed"), html.Div([reset, keep], className="buttons"), html.Div(id="knob-list")], id="controls")


def select(name: str, options: Sequence[tuple[str, str]], value: str) -> Any:
    """Return the browser's own list of choices, (value, label) each; what is chosen stands in `data-value`."""
    first = sorted(options, key=lambda option: option[0] != value)  # the browser shows the first
    return html.Select([html.Option(label, value=one) for one, label in first], id=name, **{"data-value": value})


def answer(reading: str, stored: str) -> Any:
    """Return the place of the answer, which a screen reader reads out whenever it changes; `reading` is how the scenario wants to be read."""
    return html.Section(
        [
            html.H2(["Answer ", html.Span("(about this model, not the world)", className="aside")]),
            html.Div(id="trouble", role="alert"),
            html.Div([html.P("Simulating ...", id="sentence", className="lead"), html.P(id="change")], className="live", **{"aria-live": "polite"}),
            html.P(id="parts"),
            html.Div(id="dots", className="figure"),
            html.Ul(id="others"),
            *([html.P(stored, id="stored")] if stored else []),
            html.P(reading, className="note"),
            html.P(
                "Read differences, not this level: it is not identified. The interval holds simulation noise only, and few histories. "
                "All settings meet the same luck, so that a move shows its effect, and little noise.",
                className="note",
            ),
        ],
        id="answer",
        tabIndex=-1,
    )


def panels(live: Live) -> Any:
    """Return the tabs and their panels."""
    names = list(TABS)
    tabs = [
        html.Button(
            TABS[name], id=f"tab-{name}", role="tab", n_clicks=0, tabIndex=0 if number == 0 else -1,
            **{"aria-controls": f"panel-{name}", "aria-selected": "true" if number == 0 else "false"},
        )
        for number, name in enumerate(names)
    ]  # fmt: skip
    listed = [dcc.Store(id="histories-told"), html.Div(html.P("Waiting for the answer ..."), id="histories")]
    inside = {
        "replay": replay(),
        "histories": listed,
        "credibility": empty("credibility"),
        "map": map_panel(live),
        "compare": empty("compare"),
        "take": take(),
    }
    shown = [
        html.Div(inside.get(name, []), id=f"panel-{name}", role="tabpanel", hidden=number > 0, tabIndex=0, **{"aria-labelledby": f"tab-{name}"})
        for number, name in enumerate(names)
    ]
    return html.Section([html.Div(tabs, role="tablist", className="tabs", **{"aria-label": "What to look at"}), *shown], id="panels")


def replay() -> list[Any]:
    """Return the panel that plays a history; its script builds the player."""
    chosen = select("story", list(STORIES.items()), "typical")
    which = html.Div([html.Label("Which of the simulated histories", htmlFor="story"), chosen], className="axes")
    return [which, html.P(id="story-said"), dcc.Store(id="story-told"), html.Div(id="player"), html.Div(id="story-end")]


def empty(name: str) -> list[Any]:
    """Return a panel that waits for its content."""
    return [dcc.Store(id=f"{name}-drawn"), html.Div(html.P("Waiting for the answer ..."), id=f"{name}-shown")]


def map_panel(live: Live) -> list[Any]:
    """Return the panel with the map: which two values, then its cells."""
    options = [(knob.path, knob.label) for knob in axes_of(live)]
    first = [path for path in (knob.path for knob in axes_of(live)) if path.endswith(("nuclear.cost.median", "nuclear.audience_cost"))]
    chosen = [*first, *(path for path, _ in options if path not in first)][:2]
    if len(chosen) < 2:
        return [html.P("This scenario has fewer than two numbers to move.")]
    return [
        html.Div(
            [
                html.Div([html.Label(label, htmlFor=name), select(name, options, value)])
                for name, label, value in (("across", "Across", chosen[0]), ("up", "Up", chosen[1]))
            ],
            className="axes",
        ),
        html.P("Nuclear use in the model, by two of the numbers. A click on a cell, or Enter, sets both sliders."),
        html.Div(html.P("Waiting for the answer ..."), id="map-shown"),
    ]


def take() -> list[Any]:
    """Return the panel with the setting as a command and as a scenario file."""
    return [
        html.H3("The same on the command line"),
        html.Pre(id="command", tabIndex=0),
        html.Button("Copy the command", id="copy-command", n_clicks=0),
        html.H3("The same as a scenario file"),
        html.Pre(id="yaml", tabIndex=0),
        html.Button("Copy as YAML", id="copy-yaml", n_clicks=0),
        html.P(id="copied", role="status"),
        html.P("The address of this page holds every setting: a reload, a bookmark or a second window shows the same.", className="note"),
    ]


def figure(found: FigureSpec) -> list[Any]:
    """Return the claim of a figure, how to read it, a place for it, and its data as a table."""
    head = html.Thead(html.Tr([html.Th(column.replace("_", " "), scope="col") for column in found.columns]))
    body = html.Tbody([html.Tr([html.Td(_cell(value)) for value in row]) for row in found.rows[:MOST_ROWS]])
    data = html.Details([html.Summary("Data"), html.Div(html.Table([head, body]), className="scroll", tabIndex=0)])
    return [html.H3(found.title), html.P(found.reading, className="note"), html.Div(id=f"drawn-{found.name}", className="figure"), data]


def map_table(found: Map, now: tuple[float, float]) -> list[Any]:
    """Return a map as a table of buttons; the cell nearest to the values as set is marked."""
    xs, ys = sorted({cell.x for cell in found.cells}), sorted({cell.y for cell in found.cells}, reverse=True)
    here = min(found.cells, key=lambda cell: _far(cell.x - now[0], xs) + _far(cell.y - now[1], ys))
    cells = {(cell.x, cell.y): cell for cell in found.cells}
    head = html.Tr([html.Td(""), *(html.Th(rounding.plain(x), scope="col") for x in xs)])
    rows = [html.Tr([html.Th(rounding.plain(y), scope="row"), *(html.Td(_button(found, cells[x, y], cells[x, y] is here)) for x in xs)]) for y in ys]
    caption = html.Caption(f"Across: {found.x.label}. Up: {found.y.label}. Brighter is more; the framed cell is nearest to the values as set.")
    return [
        html.Div(html.Table([caption, html.Thead(head), html.Tbody(rows)], className="map"), className="scroll"),
        html.P(found.said, className="note"),
    ]


def _far(distance: float, values: Sequence[float]) -> float:
    return abs(distance) / max(1e-12, max(values) - min(values))


def _button(found: Map, cell: Cell, here: bool) -> Any:
    interval = frequency.with_interval(cell.p, cell.low, cell.high)[1]
    said = f"{found.x.label} {rounding.plain(cell.x)}, {found.y.label} {rounding.plain(cell.y)}: {cell.text}, 95 % interval {interval}"
    return html.Button(
        cell.text,
        id={"type": "cell", "index": f"{cell.x!r} {cell.y!r}"},
        n_clicks=0,
        title=f"95 % interval {interval}",
        className="here" if here else "",
        style={"backgroundColor": cell.colour, "color": cell.ink},
        **{"aria-label": said + (", nearest to the values as set" if here else "")},
    )


def _cell(value: Value) -> str:
    return "" if value is None else rounding.plain(value) if isinstance(value, float) else style.clean(str(value), 200)


def facts(knob: Knob) -> dict[str, Any]:
    """Return what the script of the page must know of a control."""
    found: dict[str, Any] = {"path": knob.path, "kind": knob.kind, "value": knob.value, "label": knob.label, "group": knob.group}
    found |= {"closed": knob.group in CLOSED, "basis": f"{_said(knob)}{knob.basis[:1].upper()}{knob.basis[1:]}.", "more": knob.more}
    if knob.kind == CHOICE:
        found["choices"] = [list(one) for one in knob.choices]
    if knob.kind in (NUMBER, DATE):
        found |= {"low": knob.low, "high": knob.high, "decimals": knob.decimals, "step": knob.step, "unit": knob.unit}
        found["shown"] = f"{min(knob.high, max(knob.low, float(knob.value))):.{knob.decimals}f}"
    return found | ({"start": knob.start.isoformat()} if knob.start else {})


def date(knob: Knob) -> str:
    """Return the scenario's day."""
    return _day(knob, float(knob.value))


def _day(knob: Knob, days: float) -> str:
    return ((knob.start or dt.date.min) + dt.timedelta(days=int(days))).isoformat()


def _said(knob: Knob) -> str:
    if knob.kind == CHOICE:
        return ""
    if knob.kind == SWITCH:
        return f"Scenario: {'on' if knob.value else 'off'}. "
    if knob.kind == DATE:
        return f"Scenario: {date(knob)}. Range {_day(knob, knob.low)} to {_day(knob, knob.high)}. "
    return f"Scenario: {rounding.plain(float(knob.value), 6)}. Range {rounding.plain(knob.low, 6)} to {rounding.plain(knob.high, 6)}. "
