"""`redline view`: open the dashboard of a scenario or of a results folder in the browser."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, ResultsError, RunError, escaped

SCHEMA = "redline/view/1"
EMPTY = "No results here yet. Try: redline demo"
PORT = 8050
HOST = "127.0.0.1"
WARNING = (
    "warning: {host}:{port} can be reached from other machines: whoever has the link below may use it, and what it shows can be read on the way.\n"
    "  Safer: leave --host out, and on the other machine: ssh -N -L {port}:127.0.0.1:{port} {name}"
)


@click.command("view", short_help="move the red lines yourself, in the browser")
@click.argument("source", metavar="FILE|NAME|DIR")
@click.option("--port", type=options.Whole(0, 65535), default=PORT, show_default=True, metavar="N", help="Port on this machine; 0: any free one.")
@click.option("--host", default=HOST, show_default=True, metavar="ADDRESS", help="Listen on another address of this machine; then a token is needed.")
@click.option("--token", "wanted", is_flag=True, help="Need the token here too: on a machine where others can log in.")
@click.option("--no-browser", is_flag=True, help="Only say the address.")
@click.option("-r", "--runs", type=options.Whole(50, 1024), default=500, show_default=True, metavar="N", help="Histories behind each answer.")
@options.together(options.seed, options.settings, options.preset, options.json, options.common)
def command(
    source: str,
    port: int,
    host: str,
    wanted: bool,
    no_browser: bool,
    runs: int,
    seed: int | None,
    settings: tuple[str, ...],
    preset: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Open a page with sliders for what a scenario assumes; every move simulates again, on the same luck. Ctrl-C ends it.

    The page is served to this machine only, unless --host says otherwise, and loads nothing from anywhere else. Needs the extra `dashboard`
    (pip install 'redline[dashboard]').

    \b
    Examples
      redline view november-2024
      redline view results/november-2024-3f9c12ab --port 8051
    """
    from sim.cli.console import Console, compile_notice

    console = Console(quiet, verbose)
    from sim.dashboard.access import Token, address_of, is_loopback, shown

    address = address_of(host)
    token = None if is_loopback(address) and not wanted else Token()
    given, scenario, base, luck = opened(source, settings, preset)
    try:
        from sim.dashboard.app import build
        from sim.dashboard.panels import warm
        from sim.dashboard.server import bind, guard, serve
    except ModuleNotFoundError as error:
        if error.name not in ("dash", "flask", "werkzeug"):
            raise
        raise RunError("the dashboard needs Dash: pip install 'redline[dashboard]'", Exit.MACHINE) from None
    from sim.dashboard.live import Live

    found = bind(port, address)
    with found:
        live = Live(scenario, base, runs, luck if seed is None else seed)
        with compile_notice(console):
            live.at()
        threading.Thread(target=warm, args=(live,), daemon=True).start()
        app = build(live, given, *_held(live, Path(source)))
        number = found.getsockname()[1]
        link = f"http://{shown(address)}:{number}/" + (f"?token={token.text}" if token else "")
        guard(app.server, number, app.csp_hashes, address, token)
        if not is_loopback(address):
            click.echo(WARNING.format(host=shown(address), port=number, name=socket.gethostname()), err=True)
        if as_json:
            from sim.analysis.summary import json_text

            console.data(json_text({"schema": SCHEMA, "scenario": live.world.id, "address": link, "runs": runs, "seed": live.seed}).rstrip("\n"))
        elif token:
            click.echo(f"{escaped(live.world.title)}\n  {link}   (for you alone; Ctrl-C ends it)", err=True)
        else:
            console.say(f"{escaped(live.world.title)}\n  {link}   (only on this machine; Ctrl-C ends it)")
        if not no_browser and token is None:  # a browser's command line, and so the token, can be read by every user of this machine
            import webbrowser

            webbrowser.open(link)
        serve(app.server, found)
    console.say("ended")
    return int(Exit.DONE)


def opened(source: str, settings: Sequence[str], preset: str | None) -> tuple[str, Path, tuple[str, ...], int | None]:
    """Return what other commands call a scenario, its file, the settings that always hold, and the seed of a results folder (None for a file)."""
    from sim.scenario import shipped

    path = Path(source)
    if not path.is_dir():
        path = options.scenario_file(source)
        return source, path, options.overrides(path, preset, settings), None
    if not options.is_results(source):
        raise ResultsError(f"{escaped(source)}: {EMPTY}", Exit.INPUT)
    plan, place = _folder(path)
    held = plan.case(plan.points[0], next(iter(plan.variants))) if plan.kind == "sweep" and not plan.points[0].values else plan.overrides
    given = plan.scenario if shipped.scenario_path(plan.scenario) else str(place)
    return given, place, (*held, *options.overrides(place, preset, settings)), plan.seed


def _held(live: Any, folder: Path) -> tuple[Any, str]:
    """Return what a results folder itself holds: the map of a sweep (None where there is none), and the answer of a run in words."""
    from sim.dashboard.figures import run_answer, sweep_map

    if not folder.is_dir():
        return None, ""
    try:
        return (sweep_map(live, folder), "") if _folder(folder)[0].kind == "sweep" else (None, run_answer(folder))
    except ResultsError as error:
        return None, f"What the folder holds cannot be shown: {error}"


def _folder(folder: Path) -> Any:
    from sim.analysis.folder import plan_of_folder
    from sim.experiment.inputs import place_of

    store, plan = plan_of_folder(folder)
    return plan, place_of(store)
