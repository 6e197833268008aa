"""A world to try changes on: each change is encoded, compared array by array, and played on the same luck as the world as it stands.

Where the encoded world with its replayed history is the same bit for bit, nothing is played: a history is a function of it, the seed and its
number alone. Else histories are compared one by one: bits, and differences beyond rounding (a part in a thousand million of the larger).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from sim.analysis.audit_entries import LAST_OF_WORDS
from sim.analysis.contrasts import Difference, difference
from sim.errors import RunError, ScenarioError
from sim.experiment.design import BASE
from sim.experiment.engine import REAL, Engine
from sim.results.sums import measure_rows, pair_rows
from sim.results.tables import PAIRS, ROWS, append, empty, totals
from sim.scenario.load import Draft, draft_of

BLOCK = 1024  # histories, as the engine has them
ROUNDING = 1e-9  # of the larger of two numbers: what differs less is the same but for rounding
KEPT = 3  # sizes whose histories are kept


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change does to the histories of one size."""

    histories: int
    changed: int  # histories in which something differs beyond rounding
    bits: int  # histories in which any bit of weight, measures or details differs
    recorded: bool  # whether any recorded curve differs beyond rounding, or what is recorded when
    failed: int


class Bench:
    """One world, on one seed, with the histories it has played so far."""

    def __init__(self, text: str, name: str, seed: int, engine: Engine = REAL, world: tuple[str, ...] = ()) -> None:
        self.draft: Draft = draft_of(text, name)
        self.seed, self.engine = seed, engine
        self.world = world  # changes that hold throughout
        self.base = engine.prepare(self.draft.setting(world))
        self._played = lru_cache(maxsize=KEPT)(self._play_base)

    def prepare(self, change: str) -> Any:
        """Return the world with a change, ready to run; the reason as text where it is not legal."""
        try:
            return self.engine.prepare(self.draft.setting((*self.world, change)))
        except ScenarioError as error:
            return error.problems[0].message
        except RunError as error:
            return str(error)

    def is_same(self, prepared: Any) -> bool:
        """Return whether a world is this one, bit for bit."""
        one, two = self.base.params, prepared.params
        return bool(one.dtype == two.dtype and one.tobytes() == two.tobytes() and self.base.names == prepared.names)

    def is_like(self, prepared: Any) -> bool:
        """Return whether a world has arrays of the same sizes, so that the compiled kernel is the same."""
        return bool(self.base.params.dtype == prepared.params.dtype)

    def play(self, prepared: Any, histories: int) -> list[Any]:
        """Return the blocks of the first histories of the seed."""
        return [self.engine.simulate(prepared, self.seed, index, histories, ()) for index in range(-(-histories // BLOCK))]

    def moved(self, prepared: Any, blocks: Sequence[Any], histories: int) -> Moved:
        """Return how the blocks of another world differ from those of this one."""
        names, others = self.base.names, prepared.names
        places = {name: column for column, name in enumerate(others.measures)}
        common = [(column, places[name]) for column, name in enumerate(names.measures) if name in places]
        mine, theirs = [column for column, _ in common], [column for _, column in common]
        changed = bits = failed = 0
        recorded = (names.channels, names.ticks, names.measures) != (others.channels, others.ticks, others.measures)
        for a, b in zip(self._played(histories), blocks, strict=True):
            one = np.column_stack([a.weights, a.measures[:, mine], a.details])
            two = np.column_stack([b.weights, b.measures[:, theirs], b.details])
            bits += int((~_same(one, two)).any(axis=1).sum())
            changed += int((~near(one, two)).any(axis=1).sum())
            recorded = recorded or not (near(a.curves, b.curves).all() and near(a.groups, b.groups).all())
            failed += len(b.failed)
        return Moved(histories, changed, bits, recorded, failed)

    def effects(self, prepared: Any, blocks: Sequence[Any], histories: int) -> dict[str, Difference]:
        """Return the paired difference of every measure that both worlds have, from this world to the other; `answers.OWNER` adds up rungs."""
        sums: list[Any] = []
        pairs = empty(PAIRS)
        sides = ((self._played(histories), self.base.names), (blocks, prepared.names))
        told = [[_with_totals(block, names) for block in side] for side, names in sides]
        for side in told:
            rows = empty(ROWS)
            for block, names in side:
                append(rows, measure_rows(0, BASE, block, names))
            sums.append(totals(ROWS, rows))
        for (a, before), (b, after) in zip(*told, strict=True):
            append(pairs, pair_rows(0, BASE, a, before, b, after))
        found = totals(PAIRS, pairs)
        return {m: difference(sums[0][0, BASE, m], sums[1][0, BASE, m], one) for (_, _, m), one in found.items()}

    def base_blocks(self, histories: int) -> list[Any]:
        """Return the blocks of this world as it stands."""
        return list(self._played(histories))

    def _play_base(self, histories: int) -> tuple[Any, ...]:
        return tuple(self.play(self.base, histories))


def _with_totals(block: Any, names: Any) -> tuple[Any, Any]:
    """Return a block and its names with the answers of every owner that are more than words, added up over rungs, as further measures."""
    rungs: dict[str, list[int]] = {}
    for column, name in enumerate(names.measures):
        kind, _, rest = name.partition(".")
        owner, _, rung = rest.rpartition(".")
        if kind == "answers" and int(rung) > LAST_OF_WORDS:
            rungs.setdefault(f"answers.{owner}", []).append(column)
    more = [block.measures[:, columns].sum(axis=1) for columns in rungs.values()]
    return replace(block, measures=np.column_stack([block.measures, *more])), replace(names, measures=(*names.measures, *rungs))


def _same(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    return np.asarray((one == two) | (np.isnan(one) & np.isnan(two)))


def near(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Return where two arrays are the same but for rounding; arrays of other shapes are nowhere."""
    if one.shape != two.shape:
        return np.zeros(1, bool)
    with np.errstate(invalid="ignore"):
        return np.asarray(_same(one, two) | (np.abs(one - two) <= ROUNDING * np.maximum(np.abs(one), np.abs(two))))
