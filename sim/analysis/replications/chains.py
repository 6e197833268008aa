"""Chains that end: forts won and lost, rungs climbed to settlement or use, and hazards that add up.

Absorption probabilities and mean numbers of steps come from the fundamental matrix, (I - Q)^-1; closed forms are what they are held against. The rare
case is sampled too, by fixed-effort splitting and by tilting, because rare outcomes are what `redline rare` is for.

References
----------
Source: ours (textbook chains); Garvels 2000 for fixed effort.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.games.game import Fidelity, Row
from sim.rules.numerics import one_minus_exp

SUBJECT = "chains and hazards"
Matrix = NDArray[np.floating[Any]]


def absorption(inner: Matrix, out: Matrix) -> tuple[Matrix, Matrix]:
    """Return (chance of each ending, mean steps to any) from every state.

    Parameters
    ----------
    inner : ndarray (states, states)    chances of moving between states that do not end
    out : ndarray (states, endings)     chances of ending
    """
    left = np.eye(len(inner)) - inner
    ends: Matrix = np.linalg.solve(left, out)
    steps: Matrix = np.linalg.solve(left, np.ones(len(inner)))
    return ends, steps


def ruin(size: int, up: float) -> tuple[Matrix, Matrix]:
    """Return (chance of reaching `size` before 0, mean steps) from 1 .. size - 1, one step up with chance `up`, else down."""
    inner = np.diag(np.full(size - 2, up), 1) + np.diag(np.full(size - 2, 1 - up), -1)
    out = np.zeros((size - 1, 2))
    out[-1, 0], out[0, 1] = up, 1 - up
    ends, steps = absorption(inner, out)
    return ends[:, 0], steps


def rows() -> Iterator[Row]:
    """Yield chains, an attrition law, hazards and a chain of conditional risks."""
    yield from _forts()
    yield from _ladder()
    yield from _hazards()
    yield from _rare()


def _forts() -> Iterator[Row]:
    for start, size, up, win, steps in (
        (5, 10, 0.45, ".268282599", "23.171740"),
        (3, 10, 0.6, ".716122361", "20.806118"),
        (2, 20, 0.4, "3.7602391e-4", "9.962398"),
        (5, 10, 0.5, ".5", "25"),
    ):
        given = {"start": float(start), "size": float(size), "p": up}
        chances, means = ruin(size, up)
        yield Row("P(win)", "closed form of gambler's ruin", given, win, float(chances[start - 1]), Fidelity.VERIFIED)
        yield Row("mean steps", "closed form of gambler's ruin", given, steps, float(means[start - 1]), Fidelity.VERIFIED)
    given = {"start": 5.0, "size": 10.0, "p": 0.45}
    slip = "a list of reference values; the closed form, 50 - 100 P(win), gives 23.1717401: a slip in the list"
    yield Row("mean steps, as listed", slip, given, "23.171741", float(ruin(10, 0.45)[1][4]), Fidelity.NOT_REPRODUCED)
    given = {"alpha": 0.5, "beta": 0.6, "A0": 10.0, "B0": 8.0}
    yield Row("survivors of A", "square law in closed form; here integrated step by step", given, "4.816637832", _lanchester(), Fidelity.VERIFIED)


def _lanchester() -> float:
    """Return A when B is gone, by integrating A' = -beta B, B' = -alpha A."""
    from scipy.integrate import solve_ivp

    def gone(_: float, forces: Matrix) -> float:
        return float(forces[1])

    gone.terminal = True  # type: ignore[attr-defined]
    found = solve_ivp(lambda _, forces: (-0.6 * forces[1], -0.5 * forces[0]), (0, 20), (10.0, 8.0), events=gone, rtol=1e-12, atol=1e-12)
    return float(found.y_events[0][0][0])


def _ladder() -> Iterator[Row]:
    up, down, settle = 0.3, 0.2, 0.1
    inadvertent = (0.0, 0.001, 0.005, 0.02, 0.08)
    inner, out = np.zeros((5, 5)), np.zeros((5, 3))  # endings: settlement, deliberate, inadvertent
    for rung, accident in enumerate(inadvertent):
        calm = 1 - accident
        out[rung, 2] = accident
        if rung < 4:
            inner[rung, rung + 1] = calm * up
        else:
            out[rung, 1] = calm * up
        if rung > 0:
            inner[rung, rung - 1] = calm * down
            inner[rung, rung] = calm * (1 - up - down)
        else:
            out[rung, 0] = calm * settle
            inner[rung, rung] = calm * (1 - up - settle)
    given = {"up": up, "down": down, "settle": settle, "rungs": 5.0}
    ends, steps = absorption(inner, out)
    where = "fundamental matrix; 200,000 samples agree"
    for name, column, text in (("settlement", 0, ".45265006"), ("deliberate", 1, ".36993045"), ("inadvertent", 2, ".17741949")):
        yield Row(f"P({name})", where, given, text, float(ends[0, column]), Fidelity.VERIFIED)
    yield Row("mean steps", where, given, "15.76565", float(steps[0]), Fidelity.VERIFIED)
    at, done = np.eye(5)[0], np.zeros(3)
    for _ in range(24):
        done += at @ out
        at = at @ inner
    for name, number, text in (
        ("settlement", done[0], ".41544993"),
        ("deliberate", done[1], ".25095094"),
        ("inadvertent", done[2], ".12494349"),
        ("no end", at.sum(), ".20865564"),
    ):
        yield Row(f"P({name} within 24 steps)", "forward recursion", given, text, float(number), Fidelity.VERIFIED)


def _hazards() -> Iterator[Row]:
    given = {"periods": 24.0, "hazard": 0.01}
    calm = 1.0
    for _ in range(24):
        calm *= 0.99
    yield Row("P(at least one), period by period", "arithmetic", given, ".21432186", 1 - calm, Fidelity.VERIFIED)
    obtained = float(one_minus_exp(24 * 0.01))
    yield Row("P(at least one), in continuous time", "exponential, by the engine's own", given, ".21337214", obtained, Fidelity.VERIFIED)
    slip = "a list of reference values; 1 - exp(-.24) is .213372139: cut off, not rounded"
    yield Row("P(at least one), in continuous time, as listed", slip, given, ".21337213", obtained, Fidelity.NOT_REPRODUCED)
    for share, expected in ((0.1, "2e-4"), (0.5, "5e-3")):
        given_chain = {"crises a year": 3 / 50, "P1": 1 / 3, "P2": share, "P3": share}
        obtained = given_chain["crises a year"] * given_chain["P1"] * share * share
        yield Row("risk a year, a chain of four chances", "arithmetic of Hellman 2008", given_chain, expected, obtained, Fidelity.VERIFIED)


START, SIZE, UP, EFFORT, TILTED = 1, 12, 0.3, 2000, 20_000


def _rare() -> Iterator[Row]:
    given = {"start": float(START), "size": float(SIZE), "p": UP}
    exact = float(ruin(SIZE, UP)[0][START - 1])
    yield Row("P(win), rare", "closed form of gambler's ruin", given, "5.1195759e-5", exact, Fidelity.VERIFIED)
    levels = [float(ruin(level + 1, UP)[0][level - 1]) for level in range(START, SIZE)]
    theory = math.sqrt(math.fsum((1 - chance) / (chance * EFFORT) for chance in levels))
    given |= {"effort": float(EFFORT)}
    yield Row("relative error of splitting, in theory", "sum over levels", given, ".0899", theory, Fidelity.VERIFIED)
    draws = np.random.Generator(np.random.Philox(1024))
    split = _split(draws)
    yield Row("P(win), by splitting", "4.5 standard errors", given, "5.1195759e-5", split, Fidelity.VERIFIED, tolerance=4.5 * theory * exact)
    tilted, error = _tilt(draws)
    given = {"start": float(START), "size": float(SIZE), "p": UP, "samples": float(TILTED)}
    yield Row("P(win), by tilting", "4.5 standard errors", given, "5.1195759e-5", tilted, Fidelity.VERIFIED, tolerance=4.5 * error)


def _reach(draws: np.random.Generator, start: int, top: int, up: float, count: int) -> Matrix:
    """Return for each of `count` walks from `start` whether it reached `top` before 0."""
    at = np.full(count, start)
    while True:
        walking = (at > 0) & (at < top)
        if not walking.any():
            return at == top
        at[walking] += np.where(draws.random(int(walking.sum())) < up, 1, -1)


def _split(draws: np.random.Generator) -> float:
    """Return P(win) by fixed effort: the product over levels of the share of walks that reach the next one."""
    return math.prod(float(_reach(draws, level, level + 1, UP, EFFORT).mean()) for level in range(START, SIZE))


def _tilt(draws: np.random.Generator) -> tuple[float, float]:
    """Return P(win) and its standard error with chances up and down swapped: each win then weighs (up / down)^(size - start)."""
    weight = math.exp((SIZE - START) * math.log(UP / (1 - UP)))
    wins = _reach(draws, START, SIZE, 1 - UP, TILTED).mean()
    return float(weight * wins), float(weight * math.sqrt(wins * (1 - wins) / TILTED))
