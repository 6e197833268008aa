"""What a game may be set to: its parameters with bounds, what must hold between them, and how a text or a number becomes a value."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sim.errors import GameError, quoted

Value = float | str | tuple[float, ...]
OURS = "ours"  # the source of a number that is our own illustration


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number, word or list of numbers that a game is set by.

    `low` and `high` are bounds (`open_low`, `open_high`: the bound itself is not allowed); `span` is the finite range that sweeps, figures and
    random tests use where nothing else is asked, by default the bounds. `whole` numbers have no fraction. A parameter with `choices` is a word.
    A `default` that is a tuple makes a list: each number keeps the bounds, and `shortest` and `longest` bound how many there are.
    `source` is a key of the bibliography, or "ours".
    """

    name: str
    meaning: str
    default: Value
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    source: str = OURS
    open_low: bool = False
    open_high: bool = False
    whole: bool = False
    choices: tuple[str, ...] = ()
    shortest: int = 1
    longest: int = 50
    span: tuple[float, float] | None = None

    @property
    def is_list(self) -> bool:
        """Whether it is a list of numbers."""
        return isinstance(self.default, tuple)

    @property
    def range(self) -> tuple[float, float]:
        """The range that is used where none is asked for; GameError for a word, or where there is neither a span nor finite bounds."""
        low, high = self.span or (self.low, self.high)
        if self.choices or not (math.isfinite(low) and math.isfinite(high)):
            raise GameError(f"parameter {quoted(self.name)} has no range of its own: name one")
        return low, high

    @property
    def allowed(self) -> str:
        """What is allowed, in words."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        kind = "whole number" if self.whole else "number"
        below = "above" if self.open_low else "at least"
        over = "below" if self.open_high else "at most"
        ends = [f"{word} {end:g}" for word, end in ((below, self.low), (over, self.high)) if math.isfinite(end)]
        words = " ".join([f"a {kind}", " and ".join(ends)]).strip()
        return f"{self.shortest} to {self.longest} numbers, each {words}" if self.is_list else words

    def read(self, given: object) -> Value:
        """Return the value that a text or a number means; GameError where it is none or not allowed."""
        if self.choices:
            if given not in self.choices:
                raise GameError(f"{self.name} must be {self.allowed}, got {quoted(given)}")
            return str(given)
        if not self.is_list:
            return self._number(given)
        parts = given.split(",") if isinstance(given, str) else given
        if not isinstance(parts, Iterable):
            parts = (parts,)
        numbers = tuple(self._number(part) for part in parts)
        if not self.shortest <= len(numbers) <= self.longest:
            raise GameError(f"{self.name} must be {self.allowed}, got {len(numbers)}")
        return numbers

    def _number(self, given: object) -> float:
        number = number_of(given)
        too_low = number < self.low or (self.open_low and number == self.low)
        too_high = number > self.high or (self.open_high and number == self.high)
        if not math.isfinite(number) or too_low or too_high or (self.whole and number != int(number)):
            raise GameError(f"{self.name} must be {self.allowed}, got {quoted(given)}")
        return number


def number_of(given: object) -> float:
    """Return the number that a text such as "0.1", "1/10" or "1e-3" means; not a number (NaN) where it means none.

    >>> number_of("3/8"), number_of(" -2 ")
    (0.375, -2.0)
    """
    try:
        if isinstance(given, str) and re.fullmatch(r"\s*-?\d+\s*/\s*\d+\s*", given):
            above, below = given.split("/")
            return int(above) / int(below)
        return float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return math.nan


@dataclass(frozen=True, slots=True)
class Constraint:
    """What must hold between parameters, in words and as a test of their values."""

    words: str
    holds: Callable[[Values], bool]


def descending(*names: str) -> Constraint:
    """Return the constraint that the named parameters fall strictly, in the order given.

    >>> descending("win", "submit").words
    'win > submit'
    """
    return Constraint(" > ".join(names), lambda values: all(values[one] > values[other] for one, other in pairwise(names)))


class Values(Mapping[str, float]):
    """The values of all parameters of a game, by name: `p["stakes"]` is a number; words and lists have their own ways in.

    >>> p = Values({"stakes": 2.0, "risks": (0.1, 0.2), "error": "logit"})
    >>> p["stakes"], p.numbers("risks"), p.word("error")
    (2.0, (0.1, 0.2), 'logit')
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> float:
        """Return a number; KeyError for an unknown name, TypeError for a word or a list."""
        value = self._values[name]
        if not isinstance(value, float):
            raise TypeError(f"{name} is not a number but {value!r}")
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def whole(self, name: str) -> int:
        """Return a whole number."""
        return int(self[name])

    def numbers(self, name: str) -> tuple[float, ...]:
        """Return a list of numbers."""
        value = self._values[name]
        if not isinstance(value, tuple):
            raise TypeError(f"{name} is not a list but {value!r}")
        return value

    def word(self, name: str) -> str:
        """Return a word."""
        value = self._values[name]
        if not isinstance(value, str):
            raise TypeError(f"{name} is not a word but {value!r}")
        return value

    def as_dict(self) -> dict[str, Value]:
        """Return all values by name."""
        return dict(self._values)
