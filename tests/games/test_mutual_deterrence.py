"""Mutual deterrence: all equilibria against an enumeration of the game in plans, and against random search."""

import itertools

import numpy as np
import pytest

from sim.games.canonical import mutual_deterrence
from sim.games.canonical.mutual_deterrence import plans
from sim.games.matrix import Matrix
from sim.games.solvers.nash import all_nash
from tests.games.points import legal_points

GAME = mutual_deterrence.GAME
POINTS = [*legal_points(GAME, 6, seed=2), *(GAME.values({"p": p}) for p in (0.1, 0.3, 0.45, 0.6, 0.8))]
PURE = list(itertools.product((0.0, 1.0), repeat=2))  # attack or hold: hard, soft


def payoffs(values, one, two):
    """Return what both sides expect from plans (chance of attacking of the hard, of the soft), written out type by type."""
    total = [0.0, 0.0]
    for first, second in itertools.product((0, 1), repeat=2):
        share = (values["p"], 1 - values["p"])[first] * (values["p"], 1 - values["p"])[second]
        war = ((values["DD_hard"], values["DD_soft"])[first], (values["DD_hard"], values["DD_soft"])[second])
        for a, b in itertools.product((True, False), repeat=2):
            chance = (one[first] if a else 1 - one[first]) * (two[second] if b else 1 - two[second])
            if a and b:
                ends = war
            elif a:
                ends = war if second == 0 else (values["DC"], values["CD"])
            elif b:
                ends = war if first == 0 else (values["CD"], values["DC"])
            else:
                ends = (values["CC"], values["CC"])
            total = [so_far + share * chance * end for so_far, end in zip(total, ends, strict=True)]
    return total


def gain(values, one, two):
    """Return the most that either side could gain by another plan."""
    now = payoffs(values, one, two)
    first = max(payoffs(values, plan, two)[0] for plan in PURE) - now[0]
    second = max(payoffs(values, one, plan)[1] for plan in PURE) - now[1]
    return max(first, second)


@pytest.mark.parametrize("values", POINTS, ids=lambda p: f"p={p['p']:.3f}")
def test_every_equilibrium_of_the_game_in_plans_is_listed_and_none_else(values):
    table = [[payoffs(values, one, two) for two in PURE] for one in PURE]
    names = [f"{hard:.0f}{soft:.0f}" for hard, soft in PURE]
    matrix = Matrix(("first", "second"), (names, names), [[cell[0] for cell in row] for row in table], [[cell[1] for cell in row] for row in table])
    known = plans(values)
    corners = set()
    for found in all_nash(matrix):
        sides = []
        for mixed in found.strategies.values():
            chances = np.array(list(mixed.values()))
            sides.append(tuple(float(chances @ np.array([plan[kind] for plan in PURE])) for kind in (0, 1)))
        match = [name for name, (one, two) in known.items() if np.allclose([one, two], sides, atol=1e-7)]
        if not match:  # the one family that moves no outcome: the hard of the side that is always attacked may hold and strike back
            lopsided = [name for name in known if "always" in name and sides["second" in name] == (1.0, 1.0) and sides["first" in name][1] == 0.0]
            assert lopsided, (values.as_dict(), sides)
            match = lopsided
        corners.update(match)
    assert corners == set(known)


@pytest.mark.parametrize("values", POINTS, ids=lambda p: f"p={p['p']:.3f}")
def test_no_side_gains_by_any_plan(values):
    for one, two in plans(values).values():
        assert gain(values, one, two) <= 1e-12


@pytest.mark.parametrize("p", [0.1, 0.3, 0.45, 0.6, 0.8])
def test_a_search_over_like_plans_finds_no_others(p):
    values = GAME.values({"p": p})
    known = [one for one, two in plans(values).values() if one == two]
    for hard, soft in itertools.product(np.linspace(0, 1, 41), repeat=2):
        if gain(values, (hard, soft), (hard, soft)) < 2e-4:
            assert any(abs(hard - there[0]) + abs(soft - there[1]) < 0.04 for there in known), (p, hard, soft)


def test_where_peace_can_hold_war_can_too_and_so_can_something_between():
    names = [found.name for found in GAME.solved(p=0.6)]
    assert names == ["sure thing", "separating", "hedging"]
    wars = {found.name: found.outcomes["conflict"] for found in GAME.solved(p=0.6)}
    assert wars["sure thing"] == 0 < wars["hedging"] < wars["separating"]
