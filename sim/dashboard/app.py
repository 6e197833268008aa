"""The page and what answers it: one function a part of the page, each from settings to text and figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from sim.dashboard import address, panels
from sim.dashboard.figures import Map
from sim.dashboard.knobs import Knob
from sim.dashboard.layout import TABS, index, page
from sim.dashboard.live import Live, Picture
from sim.errors import RedlineError
from sim.experiment.possible import impossible
from sim.plots import outcome_dots, spans
from sim.report import sentences, words

SETTING = re.compile(r"--set (?P<path>[\w.-]+)=.*?: error: (?P<said>.*)")
ASSETS = Path(__file__).parent / "assets"
TIED = "\N{NO-BREAK SPACE}%"  # so that no line ends before it
VIEWPORT = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
MOST_BYTES = 1 << 20  # of a request: a question is some kilobytes
SCHEME = {"name": "color-scheme", "content": "light dark"}


def build(live: Live, given: str, held: Map | None = None, stored: str = "") -> Dash:
    """Return the application of one scenario.

    Parameters
    ----------
    given : str                    what the command line calls the scenario
    held : Map, optional           the map that a results folder holds
    stored : str                   the answer that a results folder holds, "" where there is none
    """
    app = Dash(
        "redline",
        assets_folder=str(ASSETS),
        index_string=index(),
        meta_tags=[VIEWPORT, SCHEME],
        title="Redline dashboard",
        update_title=None,
        serve_locally=True,
        include_pages_meta=False,
        suppress_callback_exceptions=True,  # else the page carries its own layout twice
    )
    app.server.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.layout = lambda: page(live, stored)
    _settle(app)
    _answer(app, live, given)
    panels.join(app, live, given, held)
    return app


def _settle(app: Dash) -> None:
    """Let the browser build the controls and keep them, the typed values and the address in step; only what is asked comes here."""
    app.clientside_callback(ClientsideFunction("redline", "build"), Input("knobs", "data"))
    app.clientside_callback(ClientsideFunction("redline", "draw"), Input("answered", "data"))
    app.clientside_callback(
        ClientsideFunction("redline", "turn"), Output("tab", "data"), *(Input(f"tab-{name}", "n_clicks") for name in TABS), State("tab", "data")
    )
    for what in ("command", "yaml"):
        app.clientside_callback(
            ClientsideFunction("redline", "copy"),
            Output("copied", "children", allow_duplicate=True),
            Input(f"copy-{what}", "n_clicks"),
            State(what, "children"),
            prevent_initial_call=True,
        )


def _answer(app: Dash, live: Live, given: str) -> None:
    @app.callback(
        Output("answered", "data"),
        Output("stamp", "data"),
        *(Output(name, "children") for name in ("sentence", "change", "parts", "others", "trouble", "command", "yaml")),
        Input("settings", "data"),
        Input("look", "n_intervals"),
        State("kept", "data"),
        State("stamp", "data"),
        prevent_initial_call=True,
    )
    def answer(asked: dict[str, Any] | None, looked: int | None, kept: list[str], before: list[int] | None) -> Any:
        with live.work:
            return _answered(live, given, asked, kept, before)


def _answered(live: Live, given: str, asked: dict[str, Any] | None, kept: list[str], before: list[int] | None) -> Any:
    """Return the answer and its stamp, then the texts of the page; nothing new where nothing was asked and the file is what it was."""
    if asked is None:
        return (no_update,) * 9
    settings = asked["settings"]
    live.refresh()
    stamp = [asked["number"], live.revision]
    if before == stamp:
        return (no_update,) * 9
    try:
        picture = live.at(settings)
        texts = told(live, picture, live.at(kept), bool(kept))
    except RedlineError as error:
        return ({"stamp": stamp}, stamp, *(no_update,) * 4, trouble(error, live.knobs), no_update, no_update)
    everything = (*live.base, *settings)
    line = address.command(given, everything, live.count, live.seed)
    return ({"stamp": stamp, "dots": dots(picture)}, stamp, *texts, None, line, address.yaml(picture.world, Path(given).stem, everything))


def dots(picture: Picture) -> str:
    """Return the answer at a glance as SVG, without outcomes that this world cannot produce."""
    never = impossible(picture.world)
    rows = [outcome_dots.OutcomeRow(**row) for row in picture.result.outcomes() if row["key"] not in never]
    return outcome_dots.draw(rows, picture.world.clock.horizon_months).inline_svg()


def told(live: Live, picture: Picture, other: Picture, kept: bool) -> tuple[Any, ...]:
    """Return the answer, what changes against another setting, the parts of the answer, and what else happens."""
    summary, horizon = picture.summary(), spans.text(picture.world.clock.horizon_months)
    than = "the setting you kept" if kept else "the scenario as it stands"
    if picture.settings == other.settings:
        change = f"This is {than}: {live.count:,} histories, seed {live.seed}. Move something."
    else:
        change = words.contrast(live.differences(other, picture, f"Against {than}")[0])
    parts = sentences.parts(summary)
    lost = [words.failed(len(one.result.failed), live.count) for one in dict.fromkeys((picture, other))]
    told = (*filter(None, lost), *sentences.others(summary, horizon), *sentences.answers(summary))
    others = [html.Li(text.replace(" %", TIED)) for text in told]
    answer = sentences.answer(summary, horizon)
    answer += " Uncertain inputs are not in this interval." if "interval" in answer else ""
    return (*(text.replace(" %", TIED) for text in (answer, change, parts)), others)


def trouble(error: RedlineError, knobs: Sequence[Knob] = ()) -> Sequence[Any]:
    """Return what is wrong, a line each, above the result that still holds; a control is called as on the page."""
    names = {knob.path: knob.label for knob in knobs}
    lines = [html.P(_complaint(line, names)) for line in str(error).splitlines()]
    return [html.P("This cannot be simulated. Below stands the last result that could.", className="key"), *lines]


def _complaint(line: str, names: Mapping[str, str]) -> str:
    """Return one complaint, without the words of the command line where it is about a control of the page."""
    found = SETTING.fullmatch(line)
    if found is None or found["path"] not in names:
        return line
    said = "no value given" if found["said"].startswith("no value given") else found["said"].removeprefix("value ")
    return f"{names[found['path']]}: {said}."
