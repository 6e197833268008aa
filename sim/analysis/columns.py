"""The factors of a sweep as columns of numbers, and how each is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.plan import Plan

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Column:
    """One factor over some points: numbers as they are, truths as 0 and 1, texts as their place in the list they come from."""

    name: str
    numbers: np.ndarray  # (points,)
    words: tuple[str, ...] = ()  # of truths and texts: what each number stands for

    @property
    def ordered(self) -> bool:
        """Whether more and less mean something: not for a list of three texts or more."""
        return len(self.words) < 3

    def text(self, value: float) -> str:
        """Return a value as people read it."""
        return self.words[int(value)] if self.words else f"{value:.3g}"


def columns(plan: Plan, names: Sequence[str], points: Sequence[int]) -> list[Column]:
    """Return the columns of the named factors over the points with these numbers, in this order."""
    values = {point.number: point.values for point in plan.points}
    facts = plan.about.get("factors", {})
    return [_column(name, [values[number][name] for number in points], facts.get(name, {})) for name in names]


def _column(name: str, values: Sequence[Any], facts: Mapping[str, Any]) -> Column:
    import numpy as np

    if all(isinstance(value, bool) for value in values):
        return Column(name, np.array([float(value) for value in values]), ("false", "true"))
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return Column(name, np.array([float(value) for value in values]))
    listed = [_word(value) for value in facts.get("values") or values]
    words = tuple(dict.fromkeys([*listed, *map(_word, values)]))
    return Column(name, np.array([float(words.index(_word(value))) for value in values]), words)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
