"""`backcast`, `learn` and `anchors`: the model beside what happened, what was learned from it, and what others forecast."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.notebook import asking
from sim.notebook.findings import Finding, Told


def backcast(
    scenario: str | Path = "november-2024",
    settings: asking.Settings = (),
    *,
    files: Sequence[str | Path] = (),
    begin: str | None = None,
    deals: int | None = None,
    seed: int | None = None,
    preset: str | None = None,
) -> Finding:
    """Forecast the answer to each dated crossing from the others, and score it; frames `scores`, `differences`, `forecasts`, `path`.

    Parameters
    ----------
    files : histories as CSV, in the place of the scenario's own
    begin : day, as 2025-02-01, from which rows are scored
    deals, seed : permutations of the check, and their luck

    Raises
    ------
    ScenarioError, RunError
    """
    import datetime as dt

    from sim.analysis import backcast as casting
    from sim.analysis.backcast_tables import as_dict, difference_rows, forecast_rows, path_rows, score_rows
    from sim.analysis.credibility_path import credibility_path
    from sim.cli.backcast import tell
    from sim.report.backcast_figures import backcast_figures
    from sim.scenario.past import departures, read_past

    path = asking.scenario(scenario)
    past = read_past(path, tuple(map(Path, files)), asking.overrides(path, preset, settings))
    luck, many = casting.SEED if seed is None else seed, casting.DEALS if deals is None else deals
    found = casting.backcast(past.world, past.categories, luck, many, dt.date.fromisoformat(begin) if begin else None)
    believed = credibility_path(past.world, found.record, found.record.main_owner)
    changes, console = departures(past, path), Told()
    tell(console, found, past, changes)
    rows = {"scores": score_rows(found), "differences": difference_rows(found), "forecasts": forecast_rows(found), "path": path_rows(believed)}
    drawn = backcast_figures(found, believed, past.world.history.doctrines)
    return Finding("backcast", past.world.id, console.lines, rows, drawn, as_dict(found, past, past.world.id, changes, believed))


def learn(
    scenario: str | Path,
    settings: asking.Settings = (),
    *,
    owner: str | None = None,
    files: Sequence[str | Path] = (),
    every_row: bool = False,
    seed: int | None = None,
    preset: str | None = None,
) -> Finding:
    """Say what dated crossings teach about the type of an owner, in bits; frames `learned`, `priors`.

    Parameters
    ----------
    owner : the one with the most dated crossings where None
    files : histories as CSV, in the place of the scenario's own
    every_row : crossings after the start of the scenario as well

    Raises
    ------
    ScenarioError, RunError
    """
    from sim.analysis import learning
    from sim.analysis.learning_tables import as_dict, marginal_row, sensitivity_rows
    from sim.analysis.priors import real_by_prior, sensitivities
    from sim.cli.learn import owner_of, tell, world_of
    from sim.report.backcast_figures import learning_figures

    path = asking.scenario(scenario)
    world = world_of(path, tuple(map(Path, files)), asking.overrides(path, preset, settings))
    who, console = owner_of(world, owner, every_row), Told()
    found = learning.learned(world, who, every_row, seed=learning.SEED if seed is None else seed)
    priors, real = sensitivities(world, who, every_row), real_by_prior(world, who, every_row)
    patience = learning.silences(world, who, found)
    tell(console, world, found, priors, patience)
    rows = {"learned": map(marginal_row, found.marginals), "priors": sensitivity_rows(priors)}
    return Finding("learn", world.id, console.lines, rows, learning_figures(found, real), as_dict(world.id, found, priors, real, patience))


def anchors(
    scenario: str | Path,
    settings: asking.Settings = (),
    *,
    points: int | None = None,
    runs: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
) -> Finding:
    """Set the level of nuclear use over a scenario's ranges beside published numbers and quiet months; frames `models`, `anchors`, `quiet`.

    Parameters
    ----------
    points, runs : sets of numbers, and histories of each

    Raises
    ------
    ScenarioError, RunError
    """
    import tempfile

    from sim.cli.anchors import measure, pictures, tell

    path = asking.scenario(scenario)
    given = asking.overrides(path, None, settings)
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(path, given, points, runs, seed, jobs, Path(scratch), None)
    console = Told()
    tell(console, found.world, found.rows, found.silences, found.models)
    rows = {name: found.facts[name] for name in ("models", "anchors", "quiet")}
    return Finding("anchors", found.world.id, console.lines, rows, pictures(found), found.facts)
