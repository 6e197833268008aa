"""Following one path of quantal response equilibria through its turns, and noticing where other paths branch off.

A path is a curve in the space of (unknowns, precision). Each step goes along the tangent and comes back by Newton's method under the condition that
it stays in the plane across the step (pseudo-arclength), so the path may turn back in precision. Where the determinant of the equations bordered by
the tangent changes sign, another path crosses: a branch point.

References
----------
Turocy 2005 for quantal response; the method is textbook numerical continuation.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.games.solvers.agents import Agents, Array

LONGEST_STEP, SHORTEST_STEP = 0.5, 1e-7  # relative to 1 + distance from the origin
MOST_STEPS = 6_000
TOLERANCE = 1e-11


@dataclass
class Path:
    """A path: rows of (unknowns..., scaled precision), and where other paths cross it (a point and a direction each)."""

    points: list[Array] = field(default_factory=list)
    forks: list[tuple[Array, Array]] = field(default_factory=list)
    whole: bool = True  # False where the path was lost before it left the range of precision

    @property
    def precisions(self) -> Array:
        """The scaled precision of every point."""
        return np.array([point[-1] for point in self.points])

    def turns(self) -> list[float]:
        """Return the scaled precisions at which the path turns back, from a parabola through three points."""
        x = self.precisions
        found = []
        for index in range(1, len(x) - 1):
            if (x[index] - x[index - 1]) * (x[index + 1] - x[index]) < 0:
                arc = [0.0, *np.cumsum([float(np.linalg.norm(self.points[k + 1] - self.points[k])) for k in (index - 1, index)])]
                a, b, c = np.polyfit(arc, x[index - 1 : index + 2], 2)
                found.append(float(c - b * b / (4 * a)))
        return found

    def crossings(self, agents: Agents, precision: float) -> list[Array]:
        """Return the unknowns at every point where the path passes a scaled precision, polished."""
        found: list[Array] = []
        for before, after in zip(self.points, self.points[1:], strict=False):
            low, high = before[-1] - precision, after[-1] - precision
            if low == 0 or low * high < 0:
                share = low / (low - high) if low != high else 0.0
                y = agents.at_precision(before[:-1] + share * (after - before)[:-1], precision)
                if y is not None and not any(is_same(agents, y, other) for other in found):
                    found.append(y)
        if self.points and self.points[-1][-1] == precision and not any(is_same(agents, self.points[-1][:-1], other) for other in found):
            found.append(self.points[-1][:-1])
        return found


def is_same(agents: Agents, one: Array, other: Array, tolerance: float = 1e-7) -> bool:
    """Return whether two vectors of unknowns are the same strategies."""
    return bool(np.abs(np.exp(agents.log_probabilities(one)) - np.exp(agents.log_probabilities(other))).max() < tolerance)


def tangent(agents: Agents, point: Array, along: Array) -> tuple[Array, float]:
    """Return the unit tangent at a point, on the side of `along`, and the sign of the determinant bordered by it."""
    _, by_y, by_precision = agents.equations(point[:-1], float(point[-1]))
    jacobian = np.column_stack([by_y, by_precision])
    direction = np.linalg.svd(jacobian)[2][-1]
    if direction @ along < 0:
        direction = -direction
    return direction, float(np.linalg.slogdet(np.vstack([jacobian, direction]))[0])


def correct(agents: Agents, guess: Array, normal: Array, rounds: int = 8) -> tuple[Array | None, int]:
    """Return the point of a path in the plane through `guess` across `normal`, and the rounds it took; None where Newton's method fails."""
    point = guess.copy()
    for used in range(rounds):
        residual, by_y, by_precision = agents.equations(point[:-1], float(point[-1]))
        away = np.append(residual, normal @ (point - guess))
        if not np.isfinite(away).all():
            return None, used
        if np.abs(away).max() <= TOLERANCE * (1 + np.abs(point).max()):
            return point, used
        try:
            point = point + np.linalg.solve(np.vstack([np.column_stack([by_y, by_precision]), normal]), -away)
        except np.linalg.LinAlgError:
            return None, used
    return None, rounds


def follow(agents: Agents, start: Array, along: Array, highest: float, lowest: float = 0.0) -> Path:
    """Return the path from a point in direction `along` until its scaled precision leaves [lowest, highest]."""
    path = Path([start])
    point = start
    direction, sign = tangent(agents, point, along)
    step = 0.02
    for _ in range(MOST_STEPS):
        size = 1 + float(np.linalg.norm(point))
        found, rounds = correct(agents, point + step * direction, direction)
        if found is not None:
            turned, sign_there = tangent(agents, found, direction)
            bend = float(turned @ direction)
            far = float(np.linalg.norm(found - point))
        if found is None or bend < 0.9 or far > 2 * step:
            step /= 2
            if step < SHORTEST_STEP * size:
                path.whole = False
                return path
            continue
        if sign_there != sign:
            path.forks += _fork(agents, point, direction, step, sign)
        path.points.append(found)
        point, direction, sign = found, turned, sign_there
        if not lowest <= point[-1] <= highest:
            return path
        if rounds <= 3 and bend > 0.985:
            step = min(step * 1.6, LONGEST_STEP * size, 0.25 * (1 + 0.1 * size))
    path.whole = False
    return path


def _fork(agents: Agents, point: Array, direction: Array, step: float, sign: float) -> list[tuple[Array, Array]]:
    """Return the branch point between `point` and the next one with the direction in which the other path leaves it; nothing where it is lost."""
    low, high = 0.0, step
    at: Array | None = None
    for _ in range(60):
        middle = (low + high) / 2
        found, _ = correct(agents, point + middle * direction, direction, rounds=25)
        if found is None:
            break
        at = found
        if tangent(agents, found, direction)[1] == sign:
            low = middle
        else:
            high = middle
        if high - low < 1e-13 * (1 + step):
            break
    if at is None:
        return []
    _, by_y, by_precision = agents.equations(at[:-1], float(at[-1]))
    across = np.linalg.svd(np.column_stack([by_y, by_precision]))[2][-2:]
    other = across[0] * (across[1] @ direction) - across[1] * (across[0] @ direction)  # in the plane of both paths, at right angles to this one
    return [(at, other / np.linalg.norm(other))]


def leave(agents: Agents, fork: Array, direction: Array, highest: float) -> list[Path]:
    """Return the two halves of the path that leaves a branch point in `direction` and against it."""
    halves = []
    for side in (direction, -direction):
        for far in (1e-2, 1e-3, 3e-2):
            found, _ = correct(agents, fork + far * side, side, rounds=25)
            if found is not None and float((found - fork) @ side) > 0.5 * far:
                halves.append(follow(agents, found, side, highest))
                break
    return halves
