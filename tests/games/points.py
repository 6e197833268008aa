"""Random legal settings of a game, for tests: inside bounds and spans, all constraints kept."""

from __future__ import annotations

import math
import random

from sim.errors import GameError
from sim.games.game import Game, Parameter, Values
from sim.games.parameters import Value

TRIES = 20_000


def legal_points(game: Game, count: int, seed: int = 1) -> list[Values]:
    """Return `count` random settings; AssertionError where the spans of the parameters hardly ever keep the constraints."""
    luck = random.Random(seed)
    found: list[Values] = []
    for _ in range(TRIES):
        if len(found) == count:
            return found
        try:
            found.append(game.values({known.name: draw(known, luck) for known in game.parameters}))
        except GameError as error:
            if " needs " not in str(error):
                raise
    raise AssertionError(f"{game.name}: fewer than {count} of {TRIES} random settings keep its constraints; give its parameters better spans")


def draw(known: Parameter, luck: random.Random) -> Value:
    """Return a random value of one parameter."""
    if known.choices:
        return luck.choice(known.choices)
    if isinstance(known.default, tuple):
        return tuple(number(known, luck) for _ in known.default)
    return number(known, luck)


def number(known: Parameter, luck: random.Random) -> float:
    """Return a random number inside span or bounds, off the bounds that are open."""
    low, high = known.range
    if known.whole:
        return float(luck.randint(math.ceil(low), math.floor(high)))
    return low + (high - low) * luck.uniform(0.001, 0.999)
