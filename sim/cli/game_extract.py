"""`redline game extract`: the stage game of a dyad of a scenario, beside what the simulated actors do."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, GameError, escaped

WIDTH = 100
MOST_KINDS = 100
SUMMARY = "extract.json"


@click.command("extract", short_help="the stage game of a scenario's dyad")
@click.argument("scenario", metavar="FILE|NAME")
@click.option("--actors", required=True, metavar="A,B", help="Who acts, and who owns the red lines, as ukraine,russia.")
@click.option("--precision", type=float, metavar="L", help="Precision of quantal response (default: the model's own).")
@click.option("--types", "most", type=options.Whole(1, MOST_KINDS), metavar="K", help="At most K types in each tier (default: all best replies).")
@click.option(
    "--payoffs",
    type=click.Choice(("matched", "stake")),
    default="matched",
    help="The owner's: on the scale on which errors are the model's (default), or stake less price.",
)
@click.option("--rungs", is_flag=True, help="In the file for Gambit: let those who carry out an answer pick its rung.")
@click.option("--efg", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the game as a file for Gambit.")
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help=f"Folder for figures, their data and {SUMMARY}.")
@options.together(options.runs, options.seed, options.settings, options.preset, options.json, options.common)
def command(
    scenario: str,
    actors: str,
    precision: float | None,
    most: int | None,
    payoffs: str,
    rungs: bool,
    efg: Path | None,
    out: Path | None,
    runs: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    preset: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Reduce two actors of a scenario to a game of one move, solve it, and set it beside the simulation.

    The first actor chooses one act of its menu at the opening, the second answers as the owner of the red lines that the act crosses. Printed are
    types and payoffs, all equilibria, quantal response, what the simulated actors do (exact and counted), what each reduction costs, and
    what the game leaves out.

    \b
    Examples
      redline game extract two-actors --actors south,north
      redline game extract november-2024 --actors ukraine,russia -o figures
      redline game extract small/rare-3 --actors south,north --efg rare.efg --json
    """
    from sim.analysis.stage_summary import extract_scenario
    from sim.analysis.stage_tree import tree
    from sim.analysis.summary import json_text
    from sim.cli.console import Console, compile_notice
    from sim.games.efg import to_efg

    console = Console(quiet, verbose)
    if rungs and efg is None:
        raise GameError("--rungs goes with --efg")
    path = options.scenario_file(scenario)
    settings = options.overrides(path, preset, settings)
    with compile_notice(console):
        found = extract_scenario(path, actors, settings, precision, most, payoffs, runs or 10_000, seed)
    summary = json_text(found.as_dict())
    if efg is not None:
        efg.write_text(to_efg(tree(found.game, payoffs, rungs)), encoding="utf-8", newline="")
    if out is not None:
        _draw(console, found, out)
        (out / SUMMARY).write_text(summary, encoding="utf-8", newline="")
    if as_json:
        console.data(summary.rstrip("\n"))
    else:
        _tell(found)
    return int(Exit.DONE)


def _draw(console: Any, found: Any, out: Path) -> None:
    from sim.report import stage_figures

    for figure in (stage_figures.choices(found), stage_figures.branches(found)):
        figure.save(out)
        console.say(f"{escaped(str(out / figure.name))}.svg .png .pdf .csv: {figure.title}")


def _tell(found: Any) -> None:
    """Print the game, its solutions and what the simulation does, as tables."""
    game = found.game
    click.echo(f"{game.title}\n  the stage game of {game.actor}, who acts, and {game.owner}, who answers: one {game.channel} move at the opening\n")
    click.echo(f"Menu of {game.actor}: worth where nobody answers, less {_losses(game)}")
    rows = [("act", "worth", "crosses", "loss if answered")]
    for act in game.acts:
        lines = [game.crossings[place] for place in act.crossings]
        crosses = " and ".join(f"{line.dimension} {line.exposure:.3g}" for line in lines) or "-"
        rows.append((act.name, f"{act.worth:.4g}", crosses, " and ".join(f"{line.loss:.4g}" for line in lines) or "-"))
    _table(rows)
    _types(game)
    _gains(found)
    _solutions(found)
    _choices(found)
    _answers(found)
    _steps(found)
    click.echo("\nWhat the game leaves out")
    for one in found.left_out:
        _paragraph(f"{one.topic}: {one.words}", 2)


def _losses(game: Any) -> str:
    return "the loss if answered" + (f" and {game.loss_if_nuclear:.4g} if nuclear" if len(game.kinds) > 1 and game.loss_if_nuclear else "")


def _types(game: Any) -> None:
    """Print the owner's types, by what each would answer if nobody erred."""
    from sim.analysis.stage_game import TIERS

    for tier, kinds in enumerate(game.kinds):
        false_alarm = f", by false alarm {game.types[tier].false_alarm:g}" if game.types[tier].false_alarm else ""
        click.echo(f"\nTypes of {game.owner}, {TIERS[tier]} tier: what each answers where nobody errs{false_alarm}")
        rows = [("type", "probability", "cost", "reliability", "answers")]
        for kind in kinds:
            does = [game.crossings[place].act for place, one in enumerate(kind.answers) if one]
            said = "nothing" if not does else "every crossing" if all(kind.answers) else ", ".join(dict.fromkeys(does))
            rows.append((kind.name, f"{kind.probability:.4g}", f"{kind.costs[0]:.3g} to {kind.costs[1]:.3g}", f"{kind.reliability:.3g}", said))
        _table(rows)


def _gains(found: Any) -> None:
    """Print the owner's payoffs: what each type gains by answering a crossing instead of leaving it."""
    game = found.game
    scale = "stake less price" if found.scale == "stake" else f"on the scale on which logit errors at precision {game.unit:g} are the model's"
    click.echo(f"\nPayoffs of {game.owner}: gain from answering, {scale}")
    kinds = [kind for tier in game.kinds for kind in tier]
    rows = [("after", *(kind.name for kind in kinds))]
    for place, one in enumerate(game.crossings):
        rows.append((f"{one.act} ({one.dimension})", *(f"{game.gain(kind, place, found.scale):.3g}" for kind in kinds)))
    _table(rows)


def _solutions(found: Any) -> None:
    """Print the equilibria and how quantal response relates to the model."""
    from sim.analysis.stage_steps import EXACT

    click.echo("")
    _paragraph(f"{found.equilibria.multiplicity} {found.equilibria.statement}", 0)
    for one in found.equilibria:
        chosen = ", ".join(f"{act} {share:.6g}" for act, share in one.strategies[found.game.actor].items() if share > 0)
        values = ", ".join(f"{player} {value:.6g}" for player, value in one.values.items())
        _paragraph(f"{one.name}: {found.game.actor} chooses {chosen}; {found.game.owner} as in the tables of types; values: {values}", 2)
    if len(found.unerring.best) > 1:
        _paragraph(f"Equally good without error: {', '.join(found.unerring.best)}; the tables below show them equally likely.", 2)
    if found.distance < EXACT:
        said = f"is the choice of the simulated actor (distance {found.distance:.0e})"
    else:
        said = f"is {found.distance:.4g} away from the choice of the simulated actor (total variation), for the reasons below"
    _paragraph(f"Quantal response at precision {found.precision:g} {said}.", 0)


def _choices(found: Any) -> None:
    game, first = found.game, found.first
    click.echo(f"\nWhat {game.actor} does: probability of each act")
    counted = f"{first.events:,} first choices [95 %]"
    rows = [("act", "model, exact", counted, "quantal response", "equilibrium", f"over {found.horizon_months:g} months [95 %]")]
    for name, exact in found.model.items():
        share = first.share(name)
        row = (name, f"{exact:.6f}", _interval(share), f"{found.quantal.choice[name]:.6f}", f"{found.unerring.choice[name]:.4g}")
        rows.append((*row, _interval(found.horizon[name])))
    _table(rows)


def _answers(found: Any) -> None:
    from sim.analysis.stage_game import TIERS

    game = found.game
    for tier in range(len(game.kinds)):
        kind = "conventional" if tier == 0 else "nuclear"
        click.echo(f"\nWhat {game.owner} does: probability of a {TIERS[tier]} answer")
        rows = [("after", "model, exact", "in first choices [95 %]", "quantal response", "equilibrium")]
        for place, one in enumerate(game.crossings):
            met = found.first.met.get((one.act, one.dimension))
            seen = "-" if met is None else _interval(met.conventional if kind == "conventional" else met.nuclear)
            row = (f"{one.act} ({one.dimension})", _small(one.believed[tier]), seen, _small(found.quantal.answers[tier][place]))
            rows.append((*row, _small(found.unerring.answers[tier][place])))
        _table(rows)


def _steps(found: Any) -> None:
    click.echo(f"\nFrom the simulated actor to equilibrium, at precision {found.game.precision:g}: share of choices that are other (total variation)")
    rows = [("step", "from the model", "from the step before")]
    rows += [(one.name, _small(one.from_model), _small(one.from_last)) for one in found.steps]
    _table(rows)
    for one in found.steps[1:]:
        _paragraph(f"{one.name}: {one.why}", 2)


def _interval(one: Any) -> str:
    return "-" if one is None else f"{_small(one.value)} [{_small(one.low)}, {_small(one.high)}]"


def _small(number: float) -> str:
    """Return a probability with four decimals, or as many as it needs.

    >>> _small(0.25), _small(0.00018264712), _small(0.0), _small(3e-16)
    ('0.2500', '0.00018', '0', '0')
    """
    if abs(number) < 1e-12:
        return "0"
    return f"{number:.4f}" if abs(number) >= 0.005 else f"{number:.2g}"


def _table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns, the first flush left, numbers under their heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        click.echo("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _paragraph(text: str, indent: int) -> None:
    space = " " * indent
    click.echo(textwrap.fill(text, WIDTH, initial_indent=space, subsequent_indent=space + "  ", break_on_hyphens=False, break_long_words=False))
