"""A game solved at many settings: one row per setting and equilibrium."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from sim.errors import GameError, quoted
from sim.games.game import Game
from sim.games.parameters import Value, Values, number_of
from sim.games.solution import Solution

STEPS, MOST_STEPS, MOST_POINTS = 11, 10_001, 200_000

Cell = str | float | None


def read_factor(game: Game, text: str) -> tuple[str, tuple[Value, ...]]:
    """Return the parameter and the values that a text means: NAME, NAME=LOW:HIGH, NAME=LOW:HIGH:STEPS or NAME=V1;V2;V3.

    Raises
    ------
    GameError                  an unknown name, a value that is not allowed, or a range that is none
    """
    name, equals, given = text.partition("=")
    parameter = game.parameter(name.strip())
    if equals and ":" not in given:
        return parameter.name, tuple(parameter.read(value.strip()) for value in given.split(";"))
    low, high, steps = *parameter.range, STEPS
    if equals:
        parts = given.split(":")
        numbers = [number_of(part) for part in parts]
        if len(parts) > 3 or not all(number == number for number in numbers) or (len(parts) == 3 and numbers[2] != int(numbers[2])):
            raise GameError(f"a range is LOW:HIGH or LOW:HIGH:STEPS with numbers, got {quoted(given)}")
        low, high, steps = numbers[0], numbers[1], int(numbers[2]) if len(parts) == 3 else STEPS
    if not (low < high and 2 <= steps <= MOST_STEPS):
        raise GameError(f"a range needs LOW below HIGH and 2 to {MOST_STEPS:,} steps, got {quoted(text)}")
    points = [low + (high - low) * step / (steps - 1) for step in range(steps)]
    if parameter.whole:
        points = sorted({float(round(point)) for point in points})
    if not equals:  # the range of the parameter itself, off bounds that are not allowed
        points = [point for point in points if _is_inside(parameter.low, parameter.high, parameter.open_low, parameter.open_high, point)]
    return parameter.name, tuple(parameter.read(float(f"{point:.12g}")) for point in points)


def _is_inside(low: float, high: float, open_low: bool, open_high: bool, point: float) -> bool:
    return (low < point or (low == point and not open_low)) and (point < high or (point == high and not open_high))


def settings(game: Game, fixed: Mapping[str, object], factors: Sequence[tuple[str, Sequence[Value]]]) -> tuple[list[Values], int]:
    """Return all legal settings, each factor through its values, and how many were left out because they break a constraint.

    Raises
    ------
    GameError                  a factor twice or also fixed, too many settings, or none that is legal
    """
    names = [name for name, _ in factors]
    twice = next((name for name in names if names.count(name) > 1 or name in fixed), None)
    if twice is not None:
        raise GameError(f"{twice} is set twice; a factor is named once and not also set")
    count = 1
    for _, values in factors:
        count *= len(values)
    if count > MOST_POINTS:
        raise GameError(f"a sweep takes at most {MOST_POINTS:,} settings, got {count:,}")
    legal, left_out, last = [], 0, None
    for point in product(*(values for _, values in factors)):
        given = dict(fixed) | dict(zip(names, point, strict=True))
        try:
            legal.append(game.values(given))
        except GameError as error:
            left_out, last = left_out + 1, error
    if not legal:
        raise GameError(f"none of {count:,} settings is legal; the last: {last}")
    return legal, left_out


def rows(game: Game, found: Solution, values: Values, factors: Sequence[str]) -> Iterator[dict[str, Cell]]:
    """Yield one row per equilibrium: the factors, which equilibrium, outcome probabilities, values and quantities."""
    at: dict[str, Cell] = {}
    for name in factors:
        value = values.as_dict()[name]
        at[name] = ",".join(f"{number:.12g}" for number in value) if isinstance(value, tuple) else value
    for number, one in enumerate(found, 1):
        numbers: dict[str, Cell] = {f"P({outcome})": share for outcome, share in one.outcomes.items()}
        numbers |= {f"value({player})": value for player, value in one.values.items()} | dict(one.quantities)
        yield at | {"region": found.region, "equilibrium": number, "of": len(found), "kind": one.kind, "name": one.name} | numbers


def table(listed: Sequence[Mapping[str, Cell]]) -> list[dict[str, Cell]]:
    """Return rows with the same columns everywhere, in order of first appearance; None where a row has none of a name."""
    columns = list(dict.fromkeys(column for row in listed for column in row))
    return [{column: row.get(column) for column in columns} for row in listed]
