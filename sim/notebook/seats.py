"""`rare` and `play`: one rare outcome as exactly as asked, and a crisis played from one actor's seat by a list of choices."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

from sim.notebook import asking
from sim.notebook.findings import Finding, Told


def rare(
    scenario: str | Path,
    measure: str | None = None,
    settings: asking.Settings = (),
    *,
    preset: str | None = None,
    relative_error: float | None = None,
    max_runs: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
) -> Finding:
    """Estimate one measure until its 95 % interval is +-10 % of it, however rare; frames `estimate` (p, low, high), `pilot` (ways tried).

    Parameters
    ----------
    measure : nuclear use where None
    relative_error : half the interval as a share of the estimate; 0.1 where None
    max_runs : the work of so many plain histories is the most that is done

    Raises
    ------
    ScenarioError, RunError
    """
    from sim.analysis.rare import MOST_HISTORIES, estimate_rare
    from sim.cli.options import NUCLEAR_USE
    from sim.cli.rare import DEFAULT_ERROR, as_dict, tell
    from sim.experiment.engine import prepare
    from sim.scenario.load import load

    path = asking.scenario(scenario)
    world = load(path, asking.overrides(path, preset, settings))
    luck, console = int(world.numerics.seed) if seed is None else seed, Told()
    found = estimate_rare(prepare(world), measure or NUCLEAR_USE, relative_error or DEFAULT_ERROR, luck, jobs, max_runs or MOST_HISTORIES)
    tell(console, found, world)
    facts = as_dict(found, world, luck)
    rows = {"estimate": [{"measure": found.measure, **found.estimate.as_dict(), "met": found.met}], "pilot": facts["pilot"]}
    return Finding("rare", world.id, console.lines, rows, (), facts)


def play(
    scenario: str | Path,
    actor: str,
    choices: Sequence[str] = (),
    settings: asking.Settings = (),
    *,
    history: int | None = None,
    preset: str | None = None,
    continuations: int = 64,
    seed: int | None = None,
) -> Finding:
    """Play one actor's seat by a list of choices, and get the debrief; frames `moves` (one row a choice), `changes` (what each changed).

    Parameters
    ----------
    actor : whose seat it is
    choices : acts of its menu by name or number, in order; where they end, the model plays the seat on
    history : which luck of the others; drawn where None
    continuations : stories played on from each choice, to weigh it

    Raises
    ------
    ScenarioError
    RunError           exit code 2 for a choice that is not on the menu, or more choices than there are moves
    """
    from sim.cli.play import Game, say_debrief
    from sim.cli.replay import choose, of_scenario
    from sim.engine.seat import Seat
    from sim.experiment.engine import prepare

    path = asking.scenario(scenario)
    given = asking.overrides(path, preset, settings)
    world, luck, _, histories = of_scenario(str(path), given, None, seed, 1024, Told(), need=history is None)
    number = choose(histories, "drawn", luck)[0] if history is None else history
    again = ["play", str(scenario), "--as", actor, "--seed", str(luck), "--history", str(number), *(word for one in given for word in ("--set", one))]
    seat, words, facts = Seat(prepare(world), actor, luck, number), Told(), Told()
    try:
        Game(seat, world, words, as_json=False, lines=io.StringIO(), tell=words.data).play([str(choice) for choice in choices])
        say_debrief(seat, world, words, False, continuations, again)
        say_debrief(seat, world, facts, True, continuations, again)
    finally:
        seat.close()
    found = json.loads("\n".join(facts.lines))
    moves = [{key: value for key, value in move.items() if key not in ("menu", "changes")} for move in found["moves"]]
    changes = [
        {"move": place, "act": move["act"], "outcome": name, **change}
        for place, move in enumerate(found["moves"], 1)
        for name, change in move["changes"].items()
    ]
    return Finding("play", f"{world.id} as {actor}", words.lines, {"moves": moves, "changes": changes}, (), found)
