"""`redline solve`: the outcome distribution of a small scenario, exact instead of simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import options

FILE, INCIDENCE, ACTS = "solve.json", "incidence.csv", "acts.csv"
MOST = 100_000_000
LEAST_ERROR = 1e-16  # of a sum of numbers near 1: what rounding alone may do
PARTS = {"deliberate": "deliberate", "noise": "answer noise", "inadvertent": "inadvertent", "via_clash": "after a clash"}


@click.command("solve", short_help="solve a small scenario exactly")
@click.argument("scenario", metavar="FILE|NAME")
@click.option("--max-states", type=options.Whole(1, MOST), metavar="N", help="Give up where more public states are met (default 200,000).")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help=f"Folder for {FILE}, {INCIDENCE} and {ACTS} (default: none).")
@options.together(options.settings, options.preset, options.json, options.common)
def command(
    scenario: str,
    max_states: int | None,
    out: Path | None,
    settings: tuple[str, ...],
    preset: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Compute what `run` estimates, without drawing a history: every way events may go, with its probability, by the same rules.

    Only for small worlds: few lines, acts and types; no exposure noise, no moving front, no tension that decays through rungs that matter. What
    stands in the way is said, with the setting that removes it.

    \b
    Examples
      redline solve small/rare-5
      redline solve small/alliance --json
      redline solve crisis.yaml --set crossings.exposure_noise=0 --set numerics.cost_cells=3
    """
    from sim.analysis.solve import solve_scenario
    from sim.analysis.summary import json_text
    from sim.cli.console import Console, compile_notice
    from sim.engine.exact_turn import expand_all

    console = Console(quiet, verbose)
    path = options.scenario_file(scenario)
    settings = options.overrides(path, preset, settings)
    with compile_notice(console, kernel=expand_all):
        solved = solve_scenario(path, settings, max_states)
    found = solved.as_dict()
    if out is not None:
        _write(out, solved, found)
    if as_json:
        console.data(json_text(found).rstrip("\n"))
    else:
        _tell(console, solved, found)
    if out is not None:
        from sim.errors import escaped

        console.say(f"\nWritten to {escaped(str(out))}/: {FILE}, {INCIDENCE}, {ACTS}")
    return 0


def _write(folder: Path, solved: Any, found: dict[str, Any]) -> None:
    from sim.analysis.summary import json_text
    from sim.results.tables import csv_text

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ((FILE, json_text(found)), (INCIDENCE, csv_text(solved.incidence())), (ACTS, csv_text(solved.acts()))):
        (folder / name).write_text(text, encoding="utf-8", newline="")


def _tell(console: Any, solved: Any, found: dict[str, Any]) -> None:
    """Print a sentence per outcome, then answers and acts, then how large the problem was."""
    from sim.cli.running import paragraph
    from sim.plots import spans
    from sim.report import labels, sentences, words

    horizon = spans.text(found["horizon_months"])
    console.data(f"{solved.world.title}\n  solved exactly: no history is drawn, nothing has an interval")
    use = found["outcomes"]["nuclear_use"]
    paragraph(console, _sentence(f"nuclear use within {horizon}", use["p"]))
    if use["p"] > 0:
        shares = [f"{name} {use[part]:.6g}" for part, name in PARTS.items()]
        by = words.by_owner({labels.actor(name): p for name, p in use["by_owner"].items()}, use["p"])
        paragraph(console, f"Exact: {', '.join(shares)}. {by}", indent=2)
    for key, noun in sentences.OTHERS.items():
        paragraph(console, _sentence(f"{noun} within {horizon}", found["outcomes"][key]["p"]))
    paragraph(console, _sentence(f"none of these endings within {horizon}", found["outcomes"]["no_end"]["p"]))
    paragraph(console, "This is about the model, not the world: read differences, not this level.", indent=2)
    for actor in sorted({row["actor"] for row in found["acts"]}):
        acts = [f"{labels.plain(row['act'])} {row['mean']:.4g}" for row in found["acts"] if row["actor"] == actor]
        paragraph(console, f"Acts of {labels.actor(actor)} a history (exact): {', '.join(acts)}.")
    for text in sentences.answers(found):
        paragraph(console, text)
    paragraph(
        console,
        f"{found['states']:,} public states, {found['transitions']:,} transitions, {found['seconds']:.3f} s of processor time. The endings sum to "
        f"1 within {max(found['mass_error'], LEAST_ERROR):.0e}; ways of a probability below {found['probability_not_followed']:.0e} in all were not "
        "followed.",
    )


def _sentence(outcome: str, p: float) -> str:
    """Return what is to be said of an outcome of probability p.

    >>> _sentence("nuclear use within 12 months", 0.0009312)
    'Nuclear use within 12 months: fewer than 1 in 100, 9.3 in 10,000 histories (exact: 0.0009312).'
    >>> _sentence("settlement within 12 months", 0.0)
    'Settlement within 12 months: none, impossible in this model as set (exact: 0).'
    """
    from sim.plots import frequency
    from sim.report.words import likelihood

    head = f"{outcome[:1].upper()}{outcome[1:]}"
    if p <= 0.0:
        return f"{head}: none, impossible in this model as set (exact: 0)."
    how_many = frequency.in_n(p)
    return f"{head}: {likelihood(min(p, 1.0))}, {how_many} histories (exact: {p:.10g})."
