"""What fills the panels once an answer stands: only the one that is looked at is worked for."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Callable, Sequence
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html, no_update

from sim.dashboard import figures, histories, replay
from sim.dashboard.knobs import Knob
from sim.dashboard.layout import figure, map_table
from sim.dashboard.live import Live
from sim.errors import RedlineError
from sim.plots import spans
from sim.plots.figure import FigureSpec
from sim.report import pick, sentences, words

SET = (State("settings", "data"), State("kept", "data"))


def join(app: Dash, live: Live, given: str, held: figures.Map | None) -> None:
    """Give every panel its function."""
    _replay(app, live, given)
    _histories(app, live)
    _figure(app, live, "credibility", _credibility)
    _figure(app, live, "compare", _compare)
    if len(figures.axes_of(live)) > 1:
        _map(app, live, held)


def warm(live: Live) -> None:
    """Load what the first replay needs, which takes seconds, before somebody asks for it."""
    with contextlib.suppress(RedlineError):
        replay.record(live.at(), live.seed, 0)


def _replay(app: Dash, live: Live, given: str) -> None:
    @app.callback(
        *(Output(f"story-{part}", prop) for part, prop in (("told", "data"), ("said", "children"), ("end", "children"))),
        Input("wake-replay", "data"),
        Input("story", "data-value"),
        *SET,
    )
    def tell(awake: list[int] | None, how: str, asked: dict[str, Any] | None, kept: list[str]) -> Any:
        if asked is None or awake is None or not replay.is_choice(how, live.count):
            return (no_update,) * 3
        try:
            picture = live.at(asked["settings"])
        except RedlineError:
            return (no_update,) * 3
        number = replay.chosen(picture, how)
        found = replay.record(picture, live.seed, number)
        sets = [part for setting in (*live.base, *picture.settings) for part in ("--set", setting)]
        again = shlex.join(["redline", "replay", given, "--history", str(number), "--seed", str(live.seed), *sets])
        which = pick.HOW[how].format(count=live.count) if how in pick.HOW else f"chosen from the table of {live.count:,} histories"
        said = [f"History {number}, {which}. In the terminal: ", html.Code(again)]
        end = [html.P(found["ending"]), html.Details([html.Summary("What nobody could see"), *(html.P(line) for line in found["hidden"])])]
        return found, said, end

    app.clientside_callback(ClientsideFunction("redline", "play"), Input("story-told", "data"))


def _histories(app: Dash, live: Live) -> None:
    @app.callback(Output("histories-told", "data"), Input("wake-histories", "data"), *SET)
    def tell(awake: list[int] | None, asked: dict[str, Any] | None, kept: list[str]) -> Any:
        if asked is None or awake is None:
            return no_update
        try:
            return histories.told(live.at(asked["settings"]))
        except RedlineError:
            return no_update

    app.clientside_callback(ClientsideFunction("redline", "list"), Input("histories-told", "data"))


Content = tuple[Sequence[FigureSpec], Callable[[list[Any]], list[Any]]]


def _figure(app: Dash, live: Live, name: str, content: Callable[[Live, list[str], list[str]], Content]) -> None:
    @app.callback(Output(f"{name}-drawn", "data"), Output(f"{name}-shown", "children"), Input(f"wake-{name}", "data"), *SET)
    def show(awake: list[int] | None, asked: dict[str, Any] | None, kept: list[str]) -> Any:
        if asked is None or awake is None:
            return no_update, no_update
        try:
            with live.work:
                found, around = content(live, asked["settings"], kept)
                pictures = {f"drawn-{one.name}": one.inline_svg() for one in found}
        except RedlineError:
            return no_update, no_update
        return pictures, around([part for one in found for part in figure(one)])

    app.clientside_callback(ClientsideFunction("redline", "put"), Input(f"{name}-drawn", "data"))


def _credibility(live: Live, settings: list[str], kept: list[str]) -> Content:
    found = figures.believed(live.at(settings))
    if found is None:
        return [], lambda shown: [html.P("The scenario names no reference crossing, so there is no belief to draw.")]
    return [found], lambda shown: shown


def _compare(live: Live, settings: list[str], kept: list[str]) -> Content:
    one, two = live.at(kept), live.at(settings)
    than = "the setting you kept" if kept else "the scenario as it stands"
    if one.settings == two.settings:
        text = f"The sliders stand at {than}. Move one, or keep this setting with the button above the sliders and then move one."
        return [], lambda shown: [html.P(text)]
    rows = live.differences(one, two, "what you moved")
    drawn = figures.changed(rows)
    horizon = spans.text(two.world.clock.horizon_months)

    def around(shown: list[Any]) -> list[Any]:
        sides = [
            html.Div([html.H3(title), *_changes(live, picture.settings), html.P(sentences.answer(picture.summary(), horizon))])
            for title, picture in ((f"From: {than}", one), ("To: as set now", two))
        ]
        changes = html.Ul([html.Li(words.contrast(row, headed=False)) for row in rows])
        note = f"Paired: the same luck in all {live.count:,} histories of both, so a difference is the effect of the change in this model."
        return [html.Div(sides, className="pair"), html.H3("What changes"), changes, html.P(note, className="note"), *shown]

    return [drawn] if drawn else [], around


def _changes(live: Live, settings: Sequence[str]) -> list[Any]:
    called = {knob.path: knob.label for knob in live.knobs}
    if not settings:
        return [html.P("Every value as in the scenario.")]
    return [html.Ul([html.Li(f"{called[path]}: {value}") for path, _, value in (setting.partition("=") for setting in settings)])]


def _map(app: Dash, live: Live, held: figures.Map | None) -> None:
    knobs = {knob.path: knob for knob in figures.axes_of(live)}

    @app.callback(Output("map-shown", "children"), Input("wake-map", "data"), Input("across", "data-value"), Input("up", "data-value"), *SET)
    def draw(awake: list[int] | None, across: str, up: str, asked: dict[str, Any] | None, kept: list[str]) -> Any:
        if asked is None or awake is None or not {across, up} <= set(knobs):
            return no_update
        if across == up:
            return html.P("Choose two different numbers.")
        settings = asked["settings"]
        x, y = knobs[across], knobs[up]
        try:
            found = held if held is not None and not settings and (held.x, held.y) == (x, y) else figures.live_map(live, settings, x, y)
        except RedlineError as error:
            return html.P(f"Not every cell can be simulated. {error}")
        said = dict(setting.split("=", 1) for setting in settings)
        return map_table(found, (_number(said, x), _number(said, y)))

    app.clientside_callback(
        ClientsideFunction("redline", "pick"),
        Input({"type": "cell", "index": ALL}, "n_clicks"),
        State("across", "data-value"),
        State("up", "data-value"),
        prevent_initial_call=True,
    )


def _number(said: dict[str, str], knob: Knob) -> float:
    try:
        return float(said[knob.path])
    except (KeyError, ValueError):
        return float(knob.value)
