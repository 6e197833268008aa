"""Which draws a history makes: the address (key, purpose, counter) and the value of every one, written down as it is played in plain Python.

As a command it needs REDLINE_COMPILED=0. It reads a JSON list of scenario texts and a number of histories, and prints for each text a list of
histories, each a list of [key, purpose, counter, value, month at which it was drawn], in the order of drawing:

    REDLINE_COMPILED=0 python -m tests.agreement.addresses < request.json
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np

from sim.encode.params import new_state
from sim.engine import draws, front
from sim.engine.batch import MOST_TURNS, play
from sim.jit import COMPILED
from tests.engine.worlds import from_text

SEED = 1
PADDING = 0  # the key of places on a menu that are not in use; nobody looks at their draws
ADDRESSED = draws.addressed


def draws_of(text: str, histories: int) -> list[list[list[Any]]]:
    """Return every draw of the first histories of a world."""
    p = from_text(text).params
    told = []
    for replicate in range(histories):
        state, made = new_state(p), list[list[Any]]()

        def noted(seed: Any, replicate: Any, key: Any, purpose: int, counter: int, state: Any = state, made: list[Any] = made) -> float:
            value = float(ADDRESSED(seed, replicate, key, purpose, counter))
            if key != PADDING:
                made.append([int(key), int(purpose), int(counter), value, float(state.now)])
            return value

        draws.addressed = front.addressed = noted
        assert play(p, state, np.uint64(SEED), np.uint64(replicate), MOST_TURNS)
        told.append(made)
    return told


if __name__ == "__main__":
    assert not COMPILED
    request = json.load(sys.stdin)
    print(json.dumps([draws_of(text, request["histories"]) for text in request["texts"]]))
