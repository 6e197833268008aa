"""What was aimed at, and what was reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.contenders import OBSERVER_COLLECTING, best_ratio

Results = Mapping[str, Any]


@dataclass(frozen=True)
class Goal:
    """One goal: its words, the bound, whether more is better, and how to read what was reached; None where it was not measured."""

    words: str
    bound: float
    at_least: bool
    unit: str
    read: Callable[[Results], float | None]


@dataclass(frozen=True)
class Reached:
    """A goal with what was reached (None: not measured) and whether that is enough."""

    goal: Goal
    value: float | None

    @property
    def met(self) -> bool | None:
        """Whether the goal was met; None where it was not measured."""
        if self.value is None:
            return None
        return self.value >= self.goal.bound if self.goal.at_least else self.value <= self.goal.bound


def _against(prefix: str) -> Callable[[Results], float | None]:
    def read(results: Results) -> float | None:
        found = best_ratio(results["contenders"]["rows"], prefix) if "contenders" in results else None
        return found["value"] if found else None

    return read


def _at(*path: str) -> Callable[[Results], float | None]:
    def read(results: Results) -> float | None:
        node: Any = results
        for name in path:
            if not isinstance(node, Mapping) or node.get(name) is None:
                return None
            node = node[name]
        return float(node)

    return read


GOALS = (
    Goal("a plain Mesa model with rules in Python is slower by", 100.0, True, "times", _against("Mesa, rules in Python")),
    Goal("NumPy over many histories is slower by", 10.0, True, "times", _against("NumPy")),
    Goal("JAX on the processor is slower by", 3.0, True, "times", _against("JAX")),
    Goal("the obvious numba kernel is slower by", 3.0, True, "times", _against("numba, the obvious kernel")),
    Goal("distance from the limit of this machine", 3.0, False, "times", _at("limit", "november-2024", "times_limit")),
    Goal("watching through Mesa, with collection, costs", 15.0, False, "times", _against(OBSERVER_COLLECTING)),
    Goal("two threads, on quiet cores, are faster than one by", 1.8, True, "times", _at("threads", "speed_up")),
    Goal("two threads need more processor time by", 1.1, False, "times", _at("threads", "inflation")),
    Goal("compiling from cold", 20.0, False, "s of processor time", _at("start", "cold_seconds")),
    Goal("first answer from the cache, imports included", 4.0, False, "s of processor time", _at("start", "warm_seconds")),
)


def reached(results: Results) -> list[Reached]:
    """Return every goal with what the results say of it."""
    return [Reached(goal, goal.read(results)) for goal in GOALS]


def sentence(one: Reached) -> str:
    """Return one line on a goal."""
    goal = one.goal
    asked = f"{'at least' if goal.at_least else 'at most'} {goal.bound:g} {goal.unit}"
    if one.value is None:
        return f"{goal.words}: not measured (goal {asked})"
    return f"{goal.words} {one.value:.3g} {goal.unit} (goal {asked}): {'reached' if one.met else 'NOT reached'}"
