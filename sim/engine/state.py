"""A blank history for a world: allocates the arrays of State."""

from __future__ import annotations

import numpy as np

from sim.encode.params import Params, State
from sim.terms import Crossing, Curve, Detail

MOST_CROSSINGS = 64  # in one turn: every dimension of every owner, and the cascade


def new_state(p: Params, measures: int) -> State:
    """Return a State with every array allocated for the world `p` and a number of measures; `begin` fills it."""
    owners, _, types = p.prior_true.shape
    cells = p.cost.shape[2]
    fronts, lines = p.front_initial.shape[0], p.ground_owner.shape[0]

    def floats(*shape: int) -> np.ndarray:
        return np.zeros(shape)

    def ints(*shape: int) -> np.ndarray:
        return np.zeros(shape, np.int64)

    return State(
        seed=np.zeros(1, np.uint64),
        replicate=np.zeros(1, np.uint64),
        now=floats(1),
        next_time=floats(p.clock_rate.shape[0]),
        count=ints(p.clock_rate.shape[0]),
        regime=ints(1),
        event=ints(3),
        event_time=floats(1),
        ending=ints(1),
        failed=ints(1),
        front=floats(fronts),
        aid=floats(fronts),
        front_time=floats(1),
        node=ints(1),
        collapsed=ints(1),
        tension=floats(2),
        flag=ints(p.flag_initial.shape[0]),
        talked=floats(p.side.shape[0]),
        clash_time=floats(1),
        clash_now=ints(1),
        public=floats(owners, 2, types),
        pooled=floats(owners, 2, cells * 2),
        true_type=ints(owners, 2, 3),
        mark=floats(lines),
        tested=floats(lines, 2, types),
        tested_own=floats(lines, 2),
        log_price=floats(owners, 3, cells),
        plain_price=floats(owners, 3, cells),
        loss_before=floats(owners, 3),
        loss_now=floats(owners, 3),
        likelihood=floats(types),
        counter=ints(owners),
        last_crossing=floats(owners, 2),
        act=ints(2),
        option_value=floats(p.menu.shape[2]),
        crossing=floats(MOST_CROSSINGS, len(Crossing)),
        crossings=ints(1),
        survival=floats(1),
        weight=floats(1),
        score=floats(measures),
        detail=floats(len(Detail)),
        tick=ints(1),
        curve=floats(p.ticks.shape[0], len(Curve) + fronts),
        credibility=floats(3),
    )
