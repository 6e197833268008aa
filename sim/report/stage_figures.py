"""The figures of an extracted stage game: choices side by side, and quantal response against precision with the model's own marked."""

from __future__ import annotations

from sim.analysis.stage_game import SCALES
from sim.analysis.stage_steps import EXACT
from sim.analysis.stage_summary import Extraction
from sim.plots import choice_comparison, quantal_branches
from sim.plots.choice_comparison import ChoiceRow
from sim.plots.figure import FigureSpec
from sim.report import labels

MOST_PANELS = 8
POINTS = 81
WIDER = 40.0  # how far precision goes to each side of the model's, as a factor
CAUTION = "About this model and its reduction, not the world. Intervals: 95 %, simulation noise only; the rest is computed."
TITLES = {"matched": "errors of answers as in the model", "stake": "errors of answers on stake less price"}


def choices(found: Extraction) -> FigureSpec:
    """Return the choice of the actor: by the model exactly, simulated, by quantal response of the stage game, and without error."""
    game, first = found.game, found.first
    acts = sorted(found.model, key=lambda act: -found.model[act])
    rows = []
    for act in acts:
        name = labels.plain(act)
        rows.append(_exact(name, "simulated actor, exact", found.model[act]))
        share = first.share(act)
        if share is not None:
            rows.append(ChoiceRow(name, f"simulated actor, {first.events:,} first choices", share.value, share.low, share.high))
        rows.append(_exact(name, f"stage game, quantal response at precision {found.precision:g}", found.quantal.choice[act]))
        rows.append(_exact(name, "stage game, no error: equilibrium", found.unerring.choice[act]))
    who, last = labels.actor(game.actor), found.steps[-1].from_model
    moved = found.distance
    said = (
        f"Quantal response of the stage game is what {who} does; without error {_hundred(last)} choices come out differently"
        if moved < EXACT
        else f"Reduced to a stage game, {_hundred(moved)} choices of {who} come out differently, and {_hundred(last)} without error"
    )
    return choice_comparison.draw(rows, said, CAUTION, f"{game.scenario}-{game.actor}-{game.owner}-choices")


def branches(found: Extraction) -> FigureSpec:
    """Return quantal response of the stage game on both scales of the owner's payoffs, over precision, the simulated actor marked at its own."""
    game = found.game
    acts = sorted(found.model, key=lambda act: -found.model[act])[:MOST_PANELS]
    low, high = game.unit / WIDER, game.unit * WIDER
    precisions = [low * (high / low) ** (number / (POINTS - 1)) for number in range(POINTS)]
    rows = []
    for scale in SCALES:
        played = [game.play(precision, scale).choice for precision in precisions]
        rows += [
            quantal_branches.BranchPoint(labels.plain(act), TITLES[scale], precision, choice[act])
            for act in acts
            for precision, choice in zip(precisions, played, strict=True)
        ]
    ends = found.unerring
    targets = [quantal_branches.Target(labels.plain(act), "no error", ends.choice[act]) for act in acts]
    beside = quantal_branches.Beside("the simulated actor", game.precision, {labels.plain(act): found.model[act] for act in acts})
    best = " or ".join(labels.plain(name) for name in ends.best)
    first, said = ends.best[0], game.play(game.precision).choice
    title = (
        f"The branch of quantal response passes through the simulated actor at its precision, {game.precision:g}, on the way to {best}"
        if max(abs(said[act] - found.model[act]) for act in said) < EXACT
        else f"At precision {game.precision:g} quantal response gives {labels.plain(first)} {_hundred(said[first])} choices, the simulated actor "
        f"{_hundred(found.model[first])}; without error {best} gets all"
    )
    name = f"{game.scenario}-{game.actor}-{game.owner}-branches"
    return quantal_branches.draw(rows, title, (), targets, name, beside if game.precision > 0 else None)


def _exact(act: str, series: str, p: float) -> ChoiceRow:
    return ChoiceRow(act, series, p, p, p)


def _hundred(share: float) -> str:
    """Return a share as so many of 100.

    >>> _hundred(0.183), _hundred(0.0004)
    ('18 of 100', 'fewer than 1 of 100)
    """
    return f"{100 * share:.0f} of 100" if share >= 0.005 else "fewer than 1 of 100"
