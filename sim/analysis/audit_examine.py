"""One value of a scenario changed by itself, on common luck: whether it is read, whether any history differs, and what clearly moves.

A change whose encoded world is the same bit for bit is not played: the value was not read. Else a few histories are played; where none differs,
as many as effects are measured by, then the same change in louder worlds (`audit_worlds`), where rare paths are common, and at last sixteen times
as many. One value is changed at a time: two changes at once could cancel each other, and would say nothing of either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sim.analysis.audit_bench import Bench, Moved
from sim.analysis.audit_entries import Entry, Kind
from sim.analysis.audit_plan import SCREEN, Plan
from sim.analysis.contrasts import Difference
from sim.experiment.engine import Engine

DEEPEST = 16  # times as many histories as are asked for are played before a value is called dead
LOUD = 256  # histories in a louder world; four times as many where that is not enough
MATERIAL = 1e-4  # of the larger mean: less is no effect to speak of, and soon the rounding of the sums from which its error is computed


class Standing(StrEnum):
    """What an audit found about one value."""

    ALIVE = "alive"
    MOVES = "moves"
    FAINT = "faint"
    RARE = "rare"
    RECORDED = "recorded"
    INERT = "inert"
    FIXED = "fixed"
    TEXT = "text"
    DEAD = "dead"
    UNREAD = "unread"


MEANING = {
    Standing.ALIVE: "some outcome or count clearly moves",
    Standing.MOVES: "histories differ; effects were not measured",
    Standing.FAINT: "histories differ, no effect is clear at this size",
    Standing.RARE: "no history differs as the world stands, some do in a louder one",
    Standing.RECORDED: "only what is written down differs",
    Standing.INERT: "nothing moves, for a reason that is given",
    Standing.FIXED: "nothing else is legal there by itself",
    Standing.TEXT: "for readers",
    Standing.DEAD: "nothing moves, and nobody knows why",
    Standing.UNREAD: "no array of the encoded world depends on it",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One change, and what it did; `read` False: the encoded world was the same, and nothing was played."""

    change: str
    read: bool
    moved: Moved
    effects: dict[str, Difference]  # measure -> paired difference, where any history differs in it; empty where effects were not measured
    world: str = ""  # the louder world it was tried in


@dataclass(frozen=True, slots=True)
class Examined:
    """One value of the scenario, what was tried on it, and what was found."""

    entry: Entry
    standing: Standing
    reason: str  # why nothing moves, or why nothing else is legal
    trials: tuple[Trial, ...]
    refused: int  # changes that are not legal
    findings: tuple[str, ...]

    @property
    def played(self) -> int:
        """How many histories were played for it, those of louder worlds among them."""
        return sum(trial.moved.histories for trial in self.trials if trial.read)

    def largest(self, measures: Sequence[str] | None = None) -> tuple[Trial, str] | None:
        """Return the trial and measure with the effect that is largest beside its own error, among those clear of 0; None where none is."""
        clear = [(d.errors, t, m) for t, m, d in self.clear() if measures is None or m in measures]
        return max(clear, key=lambda row: row[0])[1:] if clear else None

    def clear(self) -> Iterator[tuple[Trial, str, Difference]]:
        """Yield the effects worth the name whose 95 % interval excludes 0, of changes tried in the world as it stands."""
        for trial in self.trials:
            yield from ((trial, m, d) for m, d in trial.effects.items() if not trial.world and is_clear(d, 0.0))


def is_clear(d: Difference, z: float) -> bool:
    """Return whether a 95 % interval excludes 0, the difference lies more than z standard errors from it, and is one to speak of."""
    return bool(d.sign) and d.errors > z and abs(d.value) > MATERIAL * max(abs(d.before), abs(d.after))


@lru_cache(maxsize=8)
def _bench(text: str, name: str, seed: int, engine: Engine, world: tuple[str, ...]) -> Bench:
    return Bench(text, name, seed, engine, world)


def examine(todo: Plan, entry: Entry, why: str) -> Examined:
    """Return what changing one value does; `why` is the reason for which it is said to move nothing, or empty."""
    if entry.kind is Kind.TEXT:
        return Examined(entry, Standing.TEXT, "", (), 0, ())
    quick = todo.runs <= SCREEN
    desk = _Desk(_bench(todo.text, todo.name, todo.seed, todo.engine, ()))
    tried = desk.tried(entry.ways, min(SCREEN, todo.runs), quick)
    if not _any(tried) and not (quick and why):
        tried += desk.tried(entry.far, min(SCREEN, todo.runs), True)
    legal = [(trial.change,) for trial in tried]
    while not _any(tried) and _size(tried) < (todo.runs if tried and tried[0].read else 0):
        tried = desk.tried(legal, min(todo.runs, 4 * _size(tried)), quick)
    told = any(trial.moved.recorded and not trial.moved.bits for trial in tried)  # enough for an audit that only asks whether anything moves
    if not _any(tried) and not why and legal and not (quick and told):
        loud = _louder(todo, entry, LOUD)
        if not loud and not quick:
            loud = _louder(todo, entry, 4 * LOUD)
        while not _any(loud) and not any(trial.moved.recorded for trial in loud) and 0 < _size(tried) < DEEPEST * todo.runs:
            tried = desk.tried(legal, min(DEEPEST * todo.runs, 4 * _size(tried)), True)
            if _any(tried):
                break
        tried += loud
    if _any(tried) and not quick:
        tried = [desk.measured(trial, todo.runs) if trial.read and not trial.world else trial for trial in tried]
    fixed = f"refused: {desk.complaint}" if desk.refused else "no other value of its kind"
    return _judged(todo, Examined(entry, Standing.FIXED, why if tried else fixed, tuple(tried), desk.refused, ()))


class _Desk:
    """Changes of one value, tried on one bench; a world is made once for each."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.worlds: dict[str, Any] = {}
        self.refused, self.complaint = 0, ""

    def tried(self, ways: Iterable[Sequence[str]], histories: int, one_is_enough: bool) -> list[Trial]:
        """Return a trial of the first legal change of every way, those that were read first; up to the first that moves, if that is enough.

        A change that needs arrays of another size, and so another compiled kernel, is left out where some other change does not.
        """
        found: list[Trial] = []
        others: list[str] = []
        for way in ways:
            change = next((one for one in way if self._is_legal(one)), None)
            if change is None or not self.bench.is_like(self.worlds[change]):
                others += [change] if change is not None else []
                continue
            found.append(self._trial(change, histories))
            if one_is_enough and found[-1].moved.changed:
                break
        found = found or [self._trial(change, histories) for change in others]
        return sorted(found, key=lambda trial: not trial.read)

    def measured(self, trial: Trial, histories: int) -> Trial:
        """Return a trial again with its effects, on as many histories or on as many as it took to move any."""
        size, prepared = max(histories, trial.moved.histories), self.worlds[trial.change]
        blocks = self.bench.play(prepared, size)
        effects = {m: d for m, d in self.bench.effects(prepared, blocks, size).items() if d.changed}
        return replace(trial, moved=self.bench.moved(prepared, blocks, size), effects=effects)

    def _trial(self, change: str, histories: int) -> Trial:
        prepared = self.worlds[change]
        if self.bench.is_same(prepared):
            return Trial(change, False, Moved(0, 0, 0, False, 0), {})
        return Trial(change, True, self.bench.moved(prepared, self.bench.play(prepared, histories), histories), {})

    def _is_legal(self, change: str) -> bool:
        if change not in self.worlds:
            prepared = self.bench.prepare(change)
            if isinstance(prepared, str):
                self.refused, self.complaint = self.refused + 1, self.complaint or prepared
                return False
            self.worlds[change] = prepared
        return True


def _louder(todo: Plan, entry: Entry, histories: int) -> list[Trial]:
    """Return the first trial in a louder world in which some history differs; else those in which something recorded does."""
    recorded: list[Trial] = []
    for name, changes in todo.worlds:
        desk = _Desk(_bench(todo.text, todo.name, todo.seed, todo.engine, changes))
        found = [replace(trial, world=name) for trial in desk.tried((*entry.ways, *entry.far), histories, True)]
        if _any(found):
            return [trial for trial in found if trial.moved.changed]
        recorded = recorded or [trial for trial in found if trial.moved.recorded][:1]
    return recorded


def _any(trials: Iterable[Trial]) -> bool:
    return any(trial.moved.changed for trial in trials)


def _size(trials: Sequence[Trial]) -> int:
    return trials[0].moved.histories if trials else 0


def _judged(todo: Plan, one: Examined) -> Examined:
    """Return an examined value with its standing and findings."""
    here = [trial for trial in one.trials if not trial.world]
    findings = [f"histories fail: {trial.change}: {trial.moved.failed:,} of {trial.moved.histories:,}" for trial in one.trials if trial.moved.failed]
    standing = _standing(todo, one, here)
    said = f"{one.entry.path} = {one.entry.given}"
    tries = ", ".join(trial.change.partition("=")[2] for trial in here)
    if one.reason and (moved := max((trial.moved.changed for trial in here), default=0)):
        findings.append(f"not inert: {said} is said to move nothing ({one.reason}), but moves {moved:,} of {_size(here):,} histories")
    if standing is Standing.DEAD:
        findings.append(f"dead: {said}: none of {_size(here):,} histories differs at {tries}, nor any in {len(todo.worlds)} louder worlds")
    if standing is Standing.UNREAD:
        findings.append(f"unread: {said}: no array of the encoded world differs at {tries}")
    return replace(one, standing=standing, findings=tuple(findings))


def _standing(todo: Plan, one: Examined, here: Sequence[Trial]) -> Standing:
    if not one.trials:
        return Standing.FIXED
    if _any(here):
        if not any(trial.effects for trial in here):
            return Standing.MOVES
        return Standing.ALIVE if any(is_clear(d, todo.z) for _, _, d in one.clear()) else Standing.FAINT
    if _any(one.trials):
        return Standing.RARE
    if any(trial.moved.recorded and not trial.moved.bits for trial in one.trials):
        return Standing.RECORDED
    if one.reason:
        return Standing.INERT
    return Standing.DEAD if any(trial.read for trial in one.trials) else Standing.UNREAD
