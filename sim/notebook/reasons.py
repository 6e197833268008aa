"""`explain`, `audit` and `ensemble`: why a scenario escalates, which of its values do anything, and whose the spread is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.notebook import asking
from sim.notebook.findings import Finding, Told


def explain(
    scenario: str | Path,
    settings: asking.Settings = (),
    *,
    preset: str | None = None,
    outcomes: Sequence[str] = (),
    parts: Sequence[str] = (),
    move: float | None = None,
    runs: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
) -> Finding:
    """Say why a scenario escalates; frames `shares`, `paths`, `gateways`, `nodes`, `flows`, `lines` as in the files of `redline explain`.

    Parameters
    ----------
    outcomes : of nuclear_use, clash, settlement, collapse
    parts : of shares, paths, lines; all where none is named
    move : share of an outcome's value by which a red line must move it
    runs, seed : histories of each world, and luck

    Raises
    ------
    ScenarioError, RunError
    """
    from sim.analysis import explain as explaining
    from sim.analysis.explain_tables import FILES, as_dict, tables
    from sim.cli.explain import tell
    from sim.report.explain_report import figures
    from sim.scenario.load import load

    path = asking.scenario(scenario)
    given = asking.overrides(path, preset, settings)
    world = load(path, given)
    luck = int(world.numerics.seed) if seed is None else seed
    found = explaining.explain(world, luck, runs or explaining.RUNS, outcomes, parts or explaining.PARTS, move or explaining.MOVE, jobs)
    words = [str(scenario), "--seed", str(luck), *(word for one in given for word in ("--set", one))]
    facts, console = as_dict(found, words), Told()
    tell(console, found, facts)
    made = tables(found, words)
    rows = {name.removesuffix(".csv"): made.get(name, []) for name in FILES if name.endswith(".csv")}
    return Finding("explain", world.id, console.lines, rows, figures(found), facts)


def audit(
    scenario: str | Path,
    settings: asking.Settings = (),
    *,
    preset: str | None = None,
    only: Sequence[str] = (),
    runs: int = 1024,
    seed: int | None = None,
    jobs: int = 1,
) -> Finding:
    """Change every value of a scenario by itself, and say which do nothing; frames `values`, `effects`, `leading`, `laws`.

    Parameters
    ----------
    only : paths; what stands at or below them is audited, and no laws
    runs : histories by which effects are measured
    jobs : processes

    Raises
    ------
    ScenarioError, RunError
    """
    from sim.analysis.audit import audit as audited
    from sim.analysis.audit_plan import plan
    from sim.analysis.audit_tables import summary, tables
    from sim.cli.audit import tell
    from sim.report.beside import draw_tornado

    path = asking.scenario(scenario)
    found = audited(plan(path, runs, seed, tuple(only), asking.overrides(path, preset, settings)), jobs, lambda _: None)
    console, rows = Told(), tables(found)
    tell(console, found, verbose=False)
    names = {name.removesuffix(".csv"): table for name, table in rows.items()}
    return Finding("audit", found.plan.name, console.lines, names, draw_tornado(rows["leading.csv"]), summary(found))


def ensemble(
    scenario: str | Path,
    settings: asking.Settings = (),
    *,
    preset: str | None = None,
    policies: Sequence[str] = (),
    factors: Sequence[str] = (),
    points: int | None = None,
    runs: int = 1024,
    seed: int | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
) -> Finding:
    """Play a scenario under several theories of decision, and split the variance of each outcome; frames `shares`, `policies`.

    Parameters
    ----------
    policies : theories as after --policy, as logit or lookahead:2; the usual ones where none is named
    factors : paths as after --factor; every range where none is named
    points : sets of numbers
    runs : histories of each theory at each set
    out : folder; its own in results/ where None, where the same call goes on

    Raises
    ------
    ScenarioError, ExperimentError, RunError
    """
    from sim.analysis import ensemble_tables
    from sim.analysis.ensemble import decompose
    from sim.analysis.runs import RESULTS
    from sim.analysis.sweeps import run_sweep
    from sim.cli.ensemble import ORDER
    from sim.cli.running import paragraph
    from sim.experiment.ensemble import POINTS, THEORIES, experiment_of_theories
    from sim.experiment.plan import folder_name, plan_sweep
    from sim.report.ensemble_report import figures, sentence, table
    from sim.scenario.load import load

    path = asking.scenario(scenario)
    given = asking.overrides(path, preset, settings)
    world = load(path, given)
    luck = int(world.numerics.seed) if seed is None else seed
    experiment = experiment_of_theories(path, tuple(policies) or THEORIES, tuple(factors), given, points or POINTS, runs, luck)
    result = run_sweep(experiment, jobs, Path(out) if out else RESULTS / folder_name(plan_sweep(experiment)))
    held = {measure for _, _, measure in result.sums["rows"]}
    found, console = [decompose(result, name) for name in ORDER if name in held], Told()
    for one in found:
        paragraph(console, sentence(one))
        for line in table(one) if one is found[0] else ():
            console.data(line)
    rows = {
        "shares": [ensemble_tables.share_row(one) for one in found],
        "policies": [ensemble_tables.policy_row(one, row) for one in found for row in one.policies],
    }
    return Finding("ensemble", world.id, console.lines, rows, figures(found), ensemble_tables.as_dict(result, found))
