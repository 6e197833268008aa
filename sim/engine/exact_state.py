"""Public states of a history as rows of numbers, and the table in which equal ones meet.

What a history will do next depends on its public state and on the law of the hidden types given that state, never on how it came there. A row
holds both: regime, first clash, tension, flags, who has talked, the latest crossings, the public beliefs, and the laws of the true types where
they differ from the beliefs (observers with a bias, a text that is published but not operative, strikes on a backer).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.engine.beliefs import CONVENTIONAL, NUCLEAR, pool
from sim.jit import routine
from sim.rules.numerics import INFINITY

SPLIT = 65537.0  # rounds a number to 37 bits (Veltkamp), so that the same evidence in another order gives the same key
NOTHING = 1e-15  # a probability below this is told apart from none by no key
LOW, HALF, MIX = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(0x9E3779B1)
STATES, ENTRIES, GAINS = 0, 1, 2  # places in Space.used


class Plan(NamedTuple):
    """What a row holds: 1 where it matters, 0 where it is left out."""

    tension: int  # a hazard depends on tension
    latest: int  # somebody may talk, which weighs the latest crossings
    talks: np.ndarray  # (actors,) its talk may lead to a settlement
    same_law: np.ndarray  # (owners, 2) the law of the true type is the public belief


class Space(NamedTuple):
    """States met so far, with what one event makes of each. Rows and entries beyond `used` are free; `length` -1: not expanded yet."""

    used: np.ndarray  # (3,) states, entries, gains
    rows: np.ndarray  # (states, width)
    hashes: np.ndarray  # (states,) of the rounded rows
    slots: np.ndarray  # (power of two,) state, or -1: the hash table
    key: np.ndarray  # (width,) a rounded row in hand
    bits: np.ndarray  # (width,) the same memory as bits
    first: np.ndarray  # (states,) first entry of a state
    length: np.ndarray  # (states,) how many
    to: np.ndarray  # (entries,) next state
    chance: np.ndarray  # (entries,) probability
    first_gain: np.ndarray  # (states,)
    gain_length: np.ndarray  # (states,)
    measure: np.ndarray  # (gains,) column of the scores
    gain: np.ndarray  # (gains,) expected score of one event


def width(p: Any, plan: Plan) -> int:
    """Return the length of a row."""
    tables = sum(1 + int(plan.same_law[j, tier] == 0) for j in range(p.owners) for tier in range(1 + int(p.has_nuclear[j])))
    return int(4 + p.switches + p.actors + 2 * p.owners + tables * p.types)


def new_space(p: Any, plan: Plan, states: int) -> Space:
    """Return an empty space with room for so many states."""
    wide = width(p, plan)
    key = np.zeros(wide)
    slots = 16
    while slots < 2 * states:
        slots *= 2
    return Space(
        used=np.zeros(3, np.int64),
        rows=np.zeros((states, wide)),
        hashes=np.zeros(states, np.int64),
        slots=np.full(slots, -1, np.int64),
        key=key,
        bits=key.view(np.uint64),
        first=np.zeros(states, np.int64),
        length=np.full(states, -1, np.int64),
        to=np.zeros(8 * states, np.int64),
        chance=np.zeros(8 * states),
        first_gain=np.zeros(states, np.int64),
        gain_length=np.zeros(states, np.int64),
        measure=np.zeros(12 * states, np.int64),
        gain=np.zeros(12 * states),
    )


def grown(p: Any, plan: Plan, old: Space) -> Space:
    """Return the same space with twice the room."""
    new = new_space(p, plan, 2 * old.first.size)
    new.used[:] = old.used
    for name in ("rows", "hashes", "first", "length", "to", "chance", "first_gain", "gain_length", "measure", "gain"):
        from_, into = getattr(old, name), getattr(new, name)
        into[: from_.shape[0]] = from_
    enter_all(new)
    return new


@routine
def pack(p, s, plan, law, row):
    """Write the state of a history and the law of its hidden types into a row (width,)."""
    row[0] = s.regime
    row[1] = 1.0 if s.clash_time <= s.now else 0.0
    row[2] = s.tension[0] if plan.tension == 1 else 0.0
    row[3] = s.tension[1] if plan.tension == 1 else 0.0
    at = 4
    for flag in range(p.switches):
        row[at + flag] = s.flag[flag]
    at += p.switches
    for actor in range(p.actors):
        row[at + actor] = 1.0 if plan.talks[actor] == 1 and s.talked[actor] >= 0.0 else 0.0
    at += p.actors
    for j in range(p.owners):
        row[at] = s.last_crossing[j, 0] if plan.latest == 1 else -1.0
        row[at + 1] = s.last_crossing[j, 1] if plan.latest == 1 else 0.0
        at += 2
    for j in range(p.owners):
        for tier in range(1 + p.has_nuclear[j]):
            for i in range(p.types):
                row[at + i] = s.public[j, tier, i]
            at += p.types
            if plan.same_law[j, tier] == 0:
                for i in range(p.types):
                    row[at + i] = law[j, tier, i]
                at += p.types


@routine
def unpack(p, s, plan, row, law):
    """Set a history and the law of its hidden types (owners, 2, types) to a row, at month 0, with weight 1 and empty scores."""
    s.regime = int(row[0])
    s.clash_time = 0.0 if row[1] == 1.0 else INFINITY
    for side in range(2):
        s.tension[side] = row[2 + side] if plan.tension == 1 else p.tension_initial[side]
    at = 4
    for flag in range(p.switches):
        s.flag[flag] = int(row[at + flag])
    at += p.switches
    for actor in range(p.actors):
        s.talked[actor] = 0.0 if row[at + actor] == 1.0 else -INFINITY
    at += p.actors
    for j in range(p.owners):
        s.last_crossing[j, 0] = row[at]
        s.last_crossing[j, 1] = row[at + 1]
        at += 2
    for j in range(p.owners):
        for tier in range(1 + p.has_nuclear[j]):
            for i in range(p.types):
                s.public[j, tier, i] = row[at + i]
            at += p.types
            if plan.same_law[j, tier] == 0:
                for i in range(p.types):
                    law[j, tier, i] = row[at + i]
                at += p.types
        pool(p, s, j, CONVENTIONAL)
        pool(p, s, j, NUCLEAR)
    share_beliefs(p, s, plan, law)
    s.now = 0.0
    s.ending = s.crossings = s.clash_now = 0
    s.act = -1
    s.survival = 1.0
    s.score[: p.measures] = 0.0


@routine
def share_beliefs(p, s, plan, law):
    """Set the law of every hidden type that is what the public believes."""
    for j in range(p.owners):
        for tier in range(1 + p.has_nuclear[j]):
            if plan.same_law[j, tier] == 1:
                for i in range(p.types):
                    law[j, tier, i] = s.public[j, tier, i]


@routine
def rounded(x):
    """Return a number rounded to 37 bits, and none where it is next to none."""
    if abs(x) < NOTHING:
        return 0.0
    spread = x * SPLIT
    return spread - (spread - x)


@routine
def hash_of(bits):
    """Return a 32-bit hash of a key given as bits (width,)."""
    h = np.uint64(0x811C9DC5)
    for i in range(bits.shape[0]):
        h = ((h ^ (bits[i] & LOW)) * MIX) & LOW
        h = ((h ^ (bits[i] >> HALF)) * MIX) & LOW
    return np.int64(h ^ (h >> np.uint64(15)))


@routine
def state_of(space, row):
    """Return the number of the state with this row, a new one where it has not been met; -1 where there is no room."""
    for i in range(row.shape[0]):
        space.key[i] = rounded(row[i])
    found = hash_of(space.bits)
    last = space.slots.shape[0] - 1
    slot = found & last
    while space.slots[slot] >= 0:
        known = space.slots[slot]
        same = space.hashes[known] == found
        for i in range(row.shape[0]):
            if same and rounded(space.rows[known, i]) != space.key[i]:
                same = False
        if same:
            return known
        slot = (slot + 1) & last
    fresh = space.used[STATES]
    if fresh >= space.first.shape[0]:
        return -1
    space.slots[slot], space.hashes[fresh] = fresh, found
    for i in range(row.shape[0]):
        space.rows[fresh, i] = row[i]
    space.used[STATES] = fresh + 1
    return fresh


@routine
def enter_all(space):
    """Enter all states into an empty hash table."""
    last = space.slots.shape[0] - 1
    for state in range(space.used[STATES]):
        slot = space.hashes[state] & last
        while space.slots[slot] >= 0:
            slot = (slot + 1) & last
        space.slots[slot] = state
