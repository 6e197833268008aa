"""A rare outcome as exactly as asked, by whichever way of sampling a small pilot finds cheapest; every way is unbiased.

A pilot measures, for each way that can apply, the variance of its values and the work they take. The estimate is then made with the cheapest on
luck of its own, with as many units as the pilot foretells; where that was too few, twice as many, and so on. Looking again is paid for: the
first look may miss with 4 %, the second with 0.5 %, each later one with half of that, 5 % in all.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from sim.analysis import estimates
from sim.analysis.estimates import COUNTED, SAMPLED, Estimate
from sim.analysis.samplers import CHAIN, CHUNK, FORKS, SPLITTING, STARTS, WEIGHTS, Chunk, Method, draw, ladder
from sim.backends.local import Threads
from sim.errors import Exit, RunError, quoted

ENOUGH = 25.0  # units that carry a value, in effect: below, a mean and its error are mostly too small together
PILOT_CHUNKS = {WEIGHTS: (2, 16), FORKS: (2, 16), SPLITTING: (2, 8)}  # fewest and most
EASY = 40.0  # relative variance of one history: below, the method is good enough, and nothing dearer is tried
MARGIN = 1.25  # on the units that the pilot foretells
FEWEST_CHUNKS = 4
MOST_HISTORIES = 1_000_000  # the work of so many plain histories is the most that is done, all looks together
FIRST_LOOK_MISSES, LATER_LOOKS_MISS = 0.04, 0.01


@dataclass(frozen=True, slots=True)
class Trial:
    """What the pilot found of one method."""

    method: Method
    mean: float
    relative_variance: float  # of one unit
    work: float  # turns a unit
    units: int
    carried: float  # units that carry a value, in effect

    @property
    def cost(self) -> float:
        """Turns to a relative standard error of 10 %."""
        return 100.0 * self.relative_variance * self.work

    @property
    def trusted(self) -> bool:
        """Whether enough units carry a value for the variance to mean something."""
        return self.carried >= (6.0 if self.method.name == SPLITTING else ENOUGH)


@dataclass(frozen=True, slots=True)
class Choice:
    """The method that a pilot chose, why, and all that it tried."""

    method: Method
    reason: str
    trials: tuple[Trial, ...]
    work: float  # turns of the pilot


@dataclass(frozen=True, slots=True)
class RareEstimate:
    """A probability with its 95 % interval, and how it was come by."""

    measure: str
    estimate: Estimate
    choice: Choice
    units: int
    looks: int
    work: float  # turns, pilot included
    failed: int
    met: bool
    relative_error: float  # reached: half the interval as a share of the estimate; inf where the estimate is 0
    plain_work: float  # turns of one plain history

    @property
    def gain(self) -> float:
        """How many times the work plain sampling would need for the same standard error: histories that happen or not, (1 - p) / p of them each."""
        p, error = self.estimate.value, self.estimate.standard_error
        spent = self.work - self.choice.work
        if not 0.0 < p < 1.0 or error <= 0.0 or spent <= 0.0:
            return math.nan
        return p * (1.0 - p) / (error * error) * self.plain_work / spent

    @property
    def statement(self) -> str:
        """What an estimate of 0 means, else nothing."""
        if self.estimate.value > 0.0:
            return ""
        if not self.choice.trials:
            return self.choice.reason
        if self.estimate.high > 0.0:
            return f"never seen; below {self.estimate.high:.2g} with 95 % confidence"
        return "no history gave it any chance"


def luck(seed: int, purpose: str) -> int:
    """Return a seed for one purpose of a run, so that pilot, search for levels and estimate share no luck with each other or with a plain run."""
    return int.from_bytes(hashlib.sha256(f"rare\0{purpose}\0{seed}".encode()).digest()[:8], "big")


def ways_to_clash(p: Any) -> tuple[bool, bool]:
    """Return whether an act or an accident can be a clash in the world `p`, and whether an answer can."""
    acts = any(p.act_clash[p.menu[a, c, o]] > 0.0 for a in range(p.actors) for c in range(2) for o in range(p.menu_size[a, c]))
    accidents = bool(np.any(np.asarray(p.clash_rates) > 0.0))
    return acts or accidents, bool(np.any(np.asarray(p.answer_clashes) > 0) or np.any(np.asarray(p.backer_probability) > 0.0))


def impossible(prepared: Any, measure: str) -> str:
    """Return why a measure is exactly 0 in this world by its construction; nothing where it may happen."""
    p = prepared.params
    if measure in ("clash", "nuclear_use.via_clash") and not any(ways_to_clash(p)):
        return "no act, accident or answer of this scenario can be a clash"
    if measure == "collapse" and p.fronts == 0:
        return "this scenario has no front that could collapse"
    return ""


def candidates(prepared: Any, measure: str) -> list[tuple[str, str]]:
    """Return (method, height) of the ways of sampling that can help a measure in this world, those of least pilot work first."""
    if measure.startswith(CHAIN):
        return [(SPLITTING, "ANSWERS")]
    if measure == "collapse":
        return [(WEIGHTS, ""), (SPLITTING, "FRONT")]
    by_act, by_answer = ways_to_clash(prepared.params)
    found = [(WEIGHTS, ""), *([(FORKS, "")] if by_act else [])]
    if measure in ("clash", "nuclear_use.via_clash") and (by_act or by_answer):
        found.append((SPLITTING, "CLASH"))
    return [*found, (SPLITTING, "ANSWERS")]


def try_method(prepared: Any, method: Method, measure: str, seed: int) -> Trial:
    """Return what a few chunks of a method give, more of them (four times as many each time) while too few units carry a value."""
    fewest, most = PILOT_CHUNKS[method.name]
    values, work, chunk = np.zeros(0), 0.0, 0
    while True:
        for _ in range(max(fewest, chunk * 3) if chunk else fewest):
            piece = draw(prepared, method, measure, seed, chunk)
            values, work, chunk = np.concatenate([values, piece.values]), work + piece.work, chunk + 1
        mean, squares = math.fsum(values) / len(values), math.fsum(values * values) / len(values)
        relative = (squares - mean * mean) / (mean * mean) * len(values) / (len(values) - 1) if mean > 0.0 else math.inf
        trial = Trial(method, mean, relative, work / len(values), len(values), len(values) * mean * mean / squares if squares > 0.0 else 0.0)
        if trial.trusted or 4 * chunk > most:
            return trial


def choose_estimator(prepared: Any, measure: str, seed: int = 1, relative_error: float = 0.1) -> Choice:
    """Return the cheapest way to a measure that a small pilot finds; a pure function of its arguments.

    The pilot ends as soon as it has taken as much work as the estimate is foretold to take by the best way so far.

    Raises
    ------
    RunError       exit code 2 for a measure that the scenario has not, 3 where every history of the pilot failed
    """
    _check(prepared, measure)
    pilot, search = luck(seed, "pilot"), luck(seed, "levels")
    trials: list[Trial] = []
    spent = 0.0
    for name, height in candidates(prepared, measure):
        levels: tuple[float, ...] = ()
        if name == SPLITTING:
            levels, work = ladder(prepared, height, measure, search)
            spent += work
            if not levels:
                continue
        trial = try_method(prepared, Method(name, height, levels), measure, pilot)
        trials.append(trial)
        spent += trial.work * trial.units
        if name != SPLITTING and trial.trusted and trial.relative_variance <= EASY:
            break
        if any(one.trusted and spent >= _foretold(one, relative_error) * one.work for one in trials):
            break
    if not any(trial.work > 0.0 for trial in trials):
        raise RunError("all histories of the pilot failed, so there is nothing to estimate", Exit.INCOMPLETE)
    trusted = [trial for trial in trials if trial.trusted]
    best = min(trusted, key=lambda trial: trial.cost) if trusted else max(trials, key=lambda trial: trial.carried / trial.work)
    return Choice(best.method, _reason(best, trials, bool(trusted)), tuple(trials), spent)


def _reason(best: Trial, trials: Sequence[Trial], trusted: bool) -> str:
    if not trusted:
        return "the pilot saw too little of it to compare; the method that saw most"
    others = [trial for trial in trials if trial is not best]
    if not others:
        return "the pilot needed nothing else"
    weights = next((trial for trial in others if trial.method.name == WEIGHTS), None)
    if weights is None or not weights.trusted:
        return "the pilot saw too little of it by other means"
    return f"in the pilot {weights.cost / best.cost:,.1f} times cheaper than the weights of the model"


def estimate_rare(
    prepared: Any, measure: str, relative_error: float, seed: int = 1, jobs: int | None = None, most: int = MOST_HISTORIES,
    report: Callable[[float, float], None] | None = None,
) -> RareEstimate:  # fmt: skip
    """Return a measure with a 95 % interval whose half width is at most `relative_error` of it, unless the work of `most` histories ends it.

    Parameters
    ----------
    jobs : threads; all processors where None. The result is the same for any number
    report : called with the turns played so far and those foreseen

    Raises
    ------
    RunError       exit code 2 for a measure that the scenario has not
    """
    _check(prepared, measure)
    reason = impossible(prepared, measure)
    if reason:
        nothing = Choice(Method(WEIGHTS), reason, (), 0.0)
        return RareEstimate(measure, Estimate(0.0, 0.0, 0.0, 0.0), nothing, 0, 0, 0.0, 0, True, 0.0, 0.0)
    choice = choose_estimator(prepared, measure, seed, relative_error)
    plain_work = draw(prepared, Method(WEIGHTS), "no_end", luck(seed, "pilot"), 0).work / CHUNK[WEIGHTS]
    backend, per_chunk = Threads(jobs or os.cpu_count() or 1), CHUNK[choice.method.name]
    best = next(trial for trial in choice.trials if trial.method == choice.method)
    chunk_work = best.work * per_chunk
    affordable = max(FEWEST_CHUNKS, int(most * plain_work / max(chunk_work, 1.0)))
    chunks = max(FEWEST_CHUNKS, math.ceil(_foretold(best, relative_error) / per_chunk))
    work_chunk = partial(_numbered, prepared, choice.method, measure, luck(seed, "estimate"))
    pieces: dict[int, Chunk] = {}
    looks = 0
    while True:
        chunks = min(chunks, affordable)
        backend.run(work_chunk, range(len(pieces), chunks), partial(_keep, pieces, report, chunk_work, chunks * chunk_work))
        values = np.concatenate([pieces[number].values for number in range(chunks)])
        estimate, carried = interval(measure, values, _missing(looks), unit=STARTS if choice.method.name == SPLITTING else 1)
        reached = (estimate.high - estimate.low) / 2.0 / estimate.value if estimate.value > 0.0 else math.inf
        looks += 1
        met = reached <= relative_error and carried >= ENOUGH / (2.0 if choice.method.name == SPLITTING else 1.0)
        if met or chunks >= affordable:
            break
        chunks *= 2
    work = choice.work + math.fsum(piece.work for piece in pieces.values())
    failed = sum(piece.failed for piece in pieces.values())
    return RareEstimate(measure, estimate, choice, len(values), looks, work, failed, met, reached, plain_work)


def interval(measure: str, values: np.ndarray, missing: float, unit: int = 1) -> tuple[Estimate, float]:
    """Return the mean of independent unbiased values with an interval that misses with probability `missing`, and the units that carry it.

    Student's t on the logit scale (log scale for counts). Where nothing was seen of an outcome that is drawn, the interval reaches to
    three in the histories started, `unit` for each value.
    """
    from scipy.special import stdtrit

    n = len(values)
    mean = math.fsum(values) / n
    squares = math.fsum((values - mean) * (values - mean))
    error = math.sqrt(squares / (n - 1) / n)
    carried = mean * mean * n * n / math.fsum(values * values) if mean > 0.0 else 0.0
    z = float(stdtrit(n - 1, 1.0 - missing / 2.0))
    if measure.startswith(COUNTED):
        wide = estimates.positive(mean, error * z / estimates.Z)
        return Estimate(mean, wide.low, wide.high, error), carried
    drawn = measure in SAMPLED or measure.startswith(CHAIN)
    wide = estimates.probability(mean, error * z / estimates.Z, estimates.RULE_OF_THREE / (n * unit) if drawn else 0.0)
    return Estimate(wide.value, wide.low, wide.high, error), carried


def _numbered(prepared: Any, method: Method, measure: str, seed: int, chunk: int) -> tuple[int, Chunk]:
    return chunk, draw(prepared, method, measure, seed, chunk)


def _keep(pieces: dict[int, Chunk], report: Callable[[float, float], None] | None, each: float, whole: float, done: tuple[int, Chunk]) -> None:
    pieces[done[0]] = done[1]
    if report:
        report(len(pieces) * each, whole)


def _missing(look: int) -> float:
    """Return the probability with which look 0, 1, 2, ... may miss: 4 %, then 0.5 %, 0.25 %, ... which add up to less than 5 %."""
    return FIRST_LOOK_MISSES if look == 0 else LATER_LOOKS_MISS / 2.0 / (1 << (look - 1))


def _foretold(trial: Trial, relative_error: float) -> float:
    """Return the units after which half the interval of the first look should be `relative_error` of the estimate."""
    if not math.isfinite(trial.relative_variance):
        return 0.0
    z = 2.0537
    return MARGIN * trial.relative_variance * z * z / (relative_error * relative_error)


def _check(prepared: Any, measure: str) -> None:
    from sim.scenario.suggest import hint

    if measure.startswith(CHAIN) and measure.removeprefix(CHAIN).isdigit() and int(measure.removeprefix(CHAIN)) > 0:
        return
    if measure not in prepared.names.measures:
        raise RunError(f"no measure {quoted(measure)}{hint(measure, prepared.names.measures)}", Exit.INPUT)
