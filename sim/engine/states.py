"""Several histories side by side: one array of states, and its copying as plain words, which is how a history is saved and restored."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.encode.params import new_state
from sim.engine.front import draw_path
from sim.jit import routine


def new_states(params: Any, count: int) -> tuple[Any, np.ndarray]:
    """Return room for `count` histories of the world `params`: an array of State records, and the same memory as words (count, words).

    A state holds all there is of a history but its luck, which is addressed by its seed and replicate. A copy with the same replicate goes on
    as the original does, bit for bit; a copy with a number of its own (`renew_luck`) goes on with fresh luck, since no address is used twice:
    counters are part of the state. Clocks that are set stay set, which is right either way: their remaining time has no memory.
    """
    states = np.zeros(count, new_state(params).dtype)
    words = states.view(np.uint64).reshape(count, -1)
    return states.view(np.recarray), words


@routine
def renew_luck(p, s, replicate):
    """Let a history go on under another replicate number (uint64): fresh draws from here, and a fresh path of the fronts from the next node."""
    s.replicate = replicate
    draw_path(p, s)


@routine
def copy_words(target, source):
    """Copy one state over another, both given as words."""
    for i in range(source.shape[0]):
        target[i] = source[i]
