"""The figures of a game: its regions, its branches of quantal response, and one outcome over one parameter."""

from __future__ import annotations

import math

from sim.errors import GameError
from sim.games.game import Game, Values
from sim.games.parameters import Value
from sim.plots import equilibrium_curves, phase_diagram, quantal_branches
from sim.plots.figure import FigureSpec

GRID = 161  # cells along each side of a map
POINTS = 121  # points along a curve
MOST_PANELS = 6
REACH = 500.0  # highest precision of a figure, times the range of payoffs
HEADLINES = ("disaster", "war", "conflict", "crash")  # outcomes that a figure shows first where the game names none


def regions(game: Game, values: Values) -> FigureSpec:
    """Return the map of regions around a setting; GameError for a game without one."""
    phases = game.phases
    if phases is None:
        raise GameError(f"game {game.name} has no map of regions")
    axes = []
    for name in (phases.x, phases.y):
        known = game.parameter(name)
        low, high = known.range
        axes.append(tuple(low + (high - low) * (index + 0.5) / GRID for index in range(GRID)))
    names = tuple(tuple(_region(game, values, {phases.x: x, phases.y: y}) for x in axes[0]) for y in axes[1])
    lines = phases.boundaries(values) if phases.boundaries else {}
    x_title, y_title = (f"{name}: {game.parameter(name).meaning}" for name in (phases.x, phases.y))
    current = (values[phases.x], values[phases.y])
    grid = phase_diagram.Regions(axes[0], axes[1], names)
    return phase_diagram.draw(grid, x_title, y_title, phases.claim, lines, current, f"{game.name}-regions")


def branches(game: Game, values: Values, highest: float | None = None) -> FigureSpec:
    """Return quantal response against precision; GameError for a game without a finite tree."""
    from sim.games.solvers.agents import Agents
    from sim.games.solvers.quantal import logit_branches

    tree = game.finite_tree(values)
    solution = game.solve(values)
    top = highest or _round(REACH / Agents(tree).scale)
    found = logit_branches(tree, top, tuple(one.strategies for one in solution))
    least = top / 20_000
    chosen = _panels(found.pairs)
    titles = {branch.name: _branch_title(branch.name, branch.kind, branch.begins) for branch in found.branches[:5]}
    rows = [
        quantal_branches.BranchPoint(f"{place}: {action}", titles[branch.name], precision, probabilities[column])
        for column, (place, action) in chosen.items()
        for branch in found.branches[:5]
        for precision, probabilities in zip(branch.precisions, branch.probabilities, strict=True)
        if precision >= least
    ]
    targets = [
        quantal_branches.Target(f"{place}: {action}", one.name, one.strategies[place][action])
        for place, action in chosen.values()
        for one in solution
        if one.strategies
    ]
    principal = found.branches[0]
    column, wobbles = max(((column, quantal_branches.turns(principal.probability(column))) for column in chosen), key=lambda pair: pair[1])
    if found.forks:
        title = f"{game.title}: quantal response forks at precision {found.forks[0]:.4g}, and above it there are {len(found.branches)} branches"
    elif len(found.branches) > 1:
        title = f"{game.title}: {len(found.branches)} branches of quantal response, of which only one begins in random play"
    elif wobbles:
        place, action = chosen[column]
        along = principal.probability(column)
        ways = (
            ("first less, then more often" if min(along) < min(along[0], along[-1]) else "first more, then less often")
            if wobbles == 1
            else "now more, now less often"
        )
        title = f"As errors become rarer, {place} chooses '{action}' {ways}"
    else:
        title = f"{game.title}: one branch of quantal response leads from random play to equilibrium"
    return quantal_branches.draw(rows, title, found.forks, targets, f"{game.name}-branches")


def curves(game: Game, values: Values, parameter: str = "", outcome: str = "", low: float | None = None, high: float | None = None) -> FigureSpec:
    """Return one outcome over one parameter; GameError where the outcome or a range is missing."""
    name = parameter or game.curve
    if not name:
        raise GameError(f"name the parameter to turn: {', '.join(known.name for known in game.parameters)}")
    known = game.parameter(name)
    ends = known.range if low is None or high is None else (low, high)
    chosen = outcome or headline(game, values)
    points = POINTS if not known.whole else min(POINTS, int(ends[1] - ends[0]) + 1)
    step = (ends[1] - ends[0]) / max(1, points - 1)
    rows = []
    for index in range(points):
        x = ends[0] + step * index
        setting = _legal(game, values, {name: float(round(x)) if known.whole else x})
        if setting is None:
            continue
        rows += [
            equilibrium_curves.CurvePoint(one.name, setting[name], one.outcomes[chosen]) for one in game.solve(setting) if chosen in one.outcomes
        ]
    if not rows:
        raise GameError(f"no equilibrium of {game.name} has an outcome {chosen!r} for {name} from {ends[0]:g} to {ends[1]:g}")
    listed = list(dict.fromkeys(row.equilibrium for row in rows))
    rows = [row for row in rows if row.equilibrium in listed[:5]]
    current = values[name]
    file = f"{game.name}-{name.lower().replace('_', '-')}"
    return equilibrium_curves.draw(rows, name, known.meaning, f"P({chosen})", step, current, file)


def headline(game: Game, values: Values) -> str:
    """Return the outcome that a figure of the game shows where none is asked for."""
    outcomes = [outcome for one in game.solve(values) for outcome in one.outcomes]
    return game.headline or next((word for word in HEADLINES if word in outcomes), outcomes[0])


def every(game: Game, values: Values) -> list[FigureSpec]:
    """Return all figures that a game can have at a setting."""
    found = [regions(game, values)] if game.phases else []
    if game.tree is not None or game.matrix is not None:
        found.append(branches(game, values))
    if game.curve:
        found.append(curves(game, values))
    return found


def _region(game: Game, values: Values, changed: dict[str, float]) -> str | None:
    setting = _legal(game, values, changed)
    return None if setting is None or game.phases is None else game.phases.region(setting)


def _legal(game: Game, values: Values, changed: dict[str, float]) -> Values | None:
    """Return a setting with some values changed; None where that is not legal."""
    given: dict[str, Value] = values.as_dict() | changed
    try:
        return game.values(given)
    except GameError:
        return None


def _panels(pairs: tuple[tuple[str, str], ...]) -> dict[int, tuple[str, str]]:
    """Return column -> (information set, action): the last action of each set, of the first six sets."""
    last = {place: column for column, (place, _) in enumerate(pairs)}
    return {column: pairs[column] for column in list(last.values())[:MOST_PANELS]}


def _branch_title(name: str, kind: str, begins: float) -> str:
    return {"principal": "principal branch: begins in random play", "forked": f"{name}: forks off at {begins:.4g}"}.get(kind, f"{name}: stands apart")


def _round(number: float) -> float:
    """Return a number rounded to one digit."""
    size = 10.0 ** math.floor(math.log10(number))
    return round(number / size) * size
