"""The honest backcast: the model and its rivals asked before each dated crossing, by the protocol of docs/explanation/backcast.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.base_rates import base_rates, climatology
from sim.analysis.clusters import PairedMean, clusters_of, paired_mean
from sim.analysis.fitting import Setting, fitted_forecasts, settings, with_stake
from sim.analysis.proper_scores import SCORES, ranked_probability_score
from sim.analysis.record import Evidence, Floats, Known, Record, evidence, record
from sim.errors import Exit, RunError

BURN_IN = 8  # rows at the start that train-on-past does not score: no rival could know anything yet
DEALS = 999
SMOOTHINGS = (0.5, 1.0, 2.0)  # rows that a rival adds to its counts; the protocol says 1
SEED = 1
FEWEST = 8  # rows without which there is nothing to compare
LEAVE_OUT, PAST = "leave_one_cluster_out", "train_on_past"
SHIPPED, FITTED, EQUAL = "model", "model_fitted", "model_equal_stakes"
CLIMATOLOGY, BY_CATEGORY, BY_DIMENSION = "climatology", "category_rates", "dimension_rates"
MODELS, RIVALS = (SHIPPED, FITTED, EQUAL), (CLIMATOLOGY, BY_CATEGORY, BY_DIMENSION)


@dataclass(frozen=True)
class Forecasts:
    """All forecasts of one split: what each row may know, which rows are scored, and what each forecaster said over the rungs."""

    split: str
    known: Known  # (rows, rows)
    scored: Known  # (rows,)
    said: Mapping[str, Floats]  # forecaster -> (rows, rungs)
    fitted: Mapping[str, list[tuple[float, ...]]]  # forecaster -> the values chosen for each row

    def scores(self, forecaster: str, score: str, rungs: NDArray[np.int64]) -> Floats:
        """Return the score of every scored row."""
        return np.asarray(SCORES[score](self.said[forecaster], rungs)[self.scored], float)


@dataclass(frozen=True)
class Permutation:
    """The score on the real answers among its scores on answers dealt anew to the rows."""

    score: float
    mean: float  # over the deals
    low: float  # 2.5 and 97.5 % points of the deals
    high: float
    as_good: int  # deals that score as well or better
    deals: int

    @property
    def share(self) -> float:
        """(as good + 1) / (deals + 1): the real answers count as one deal."""
        return (self.as_good + 1) / (self.deals + 1)


@dataclass(frozen=True)
class Backcast:
    """Everything that was scored."""

    record: Record
    clusters: NDArray[np.int64]
    splits: Mapping[str, Forecasts]
    permutation: Permutation | None
    seed: int
    begin: dt.date | None

    @property
    def forecasters(self) -> list[str]:
        """The names of all forecasters, models first."""
        said = next(iter(self.splits.values())).said
        return [name for name in (*MODELS, *RIVALS) if name in said]

    def without_heaviest(self, split: str, model: str, rival: str, score: str) -> tuple[list[str], PairedMean]:
        """Return the rows of the cluster that moves a difference most, and the difference without them."""
        one = self.splits[split]
        gaps = one.scores(model, score, self.record.rungs) - one.scores(rival, score, self.record.rungs)
        clusters = self.clusters[one.scored]
        means = {int(c): float(np.mean(gaps[clusters != c])) for c in np.unique(clusters) if np.any(clusters != c)}
        heaviest = max(means, key=lambda c: (abs(means[c] - float(np.mean(gaps))), -c))
        rest = clusters != heaviest
        names = [row.id for row, scored in zip(self.record.rows, one.scored, strict=True) if scored]
        return [name for name, kept in zip(names, rest, strict=True) if not kept], paired_mean(gaps[rest], clusters[rest])

    def smoothing(self, rival: str) -> list[dict[str, float]]:
        """Return more, difference: the model less a rival that adds another number of rows to its counts, by ranked probability score."""
        one, rungs = self.splits[LEAVE_OUT], self.record.rungs
        count = self.record.given_answer.shape[1]
        kinds = [row.category for row in self.record.rows]
        said = {
            more: climatology(rungs, one.known, count, more) if rival == CLIMATOLOGY else base_rates(rungs, one.known, kinds, count, more)
            for more in SMOOTHINGS
        }
        own = one.scores(SHIPPED, "rps", rungs)
        return [
            {"more": more, "difference": float(np.mean(own - ranked_probability_score(other, rungs)[one.scored]))} for more, other in said.items()
        ]

    def expected(self, split: str, forecaster: str, least: int) -> tuple[float, int]:
        """Return how many answers of rung `least` or more were expected among the scored rows, and how many there were."""
        one = self.splits[split]
        return float(one.said[forecaster][one.scored, least:].sum()), int(np.sum(self.record.rungs[one.scored] >= least))

    def mean_score(self, split: str, forecaster: str, score: str) -> float:
        """Return the mean score over the scored rows."""
        return float(np.mean(self.splits[split].scores(forecaster, score, self.record.rungs)))

    def difference(self, split: str, model: str, rival: str, score: str) -> PairedMean:
        """Return the mean difference of a model less a rival, paired by row; below 0 the model is better."""
        one = self.splits[split]
        gaps = one.scores(model, score, self.record.rungs) - one.scores(rival, score, self.record.rungs)
        return paired_mean(gaps, self.clusters[one.scored])


def may_know(clusters: NDArray[np.int64], split: str) -> Known:
    """Return which rows each forecast may know, (rows, rows): all other clusters, or the earlier ones."""
    mine, theirs = clusters[:, None], clusters[None, :]
    return np.asarray(mine != theirs if split == LEAVE_OUT else theirs < mine)


def backcast(world: Any, categories: Mapping[str, str], seed: int = SEED, deals: int = DEALS, begin: dt.date | None = None) -> Backcast:
    """Return the backcast of a world's history.

    Parameters
    ----------
    world : Scenario         its `history` holds the crossings to score; it is played by its own beliefs, nothing is sampled
    categories : mapping     id of a crossing -> kind of act, for the base rates of a rival
    seed, deals : int        of the permutation check; 0 deals leaves it out
    begin : date or None     score only rows from this day on; earlier ones are learned from

    Raises
    ------
    RunError                 exit code 2, for fewer than eight rows or two clusters, or none to score
    """
    from sim.encode.encode import encode

    found = record(encode(world), world, categories)
    if len(found.rows) < FEWEST:
        raise RunError(f"a backcast needs at least {FEWEST} crossings of owners' lines, got {len(found.rows)}", Exit.INPUT)
    return score(found, grids_of(world, found, found.main_owner), seed, deals, begin)


def score(found: Record, grids: Mapping[str, Grid], seed: int = SEED, deals: int = DEALS, begin: dt.date | None = None) -> Backcast:
    """Return the backcast of a record, with the grids of the fitted forms; see `backcast`."""
    clusters = clusters_of([row.date for row in found.rows])
    chosen = np.array([begin is None or row.date >= begin for row in found.rows])
    if not chosen.any():
        raise RunError(f"no crossing on or after {begin}; the last is of {found.rows[-1].date}", Exit.INPUT)
    late = np.arange(len(clusters)) >= (BURN_IN if begin is None else 0)
    if len(np.unique(clusters[chosen & late])) < 2:
        skipped = f" (the first {BURN_IN} rows are only learned from)" if begin is None else ""
        raise RunError(f"a backcast needs at least two clusters to score, rows more than a week apart{skipped}", Exit.INPUT)
    splits = {
        split: _forecast(found, grids, split, may_know(clusters, split), chosen & (late if split == PAST else True)) for split in (LEAVE_OUT, PAST)
    }
    checked = permutation(found, splits[LEAVE_OUT], seed, deals) if deals else None
    return Backcast(found, clusters, splits, checked, seed, begin)


@dataclass(frozen=True)
class Grid:
    """A form of the model with fitted numbers: the settings to choose from, and the record whose rungs it forecasts."""

    settings: list[Setting]
    record: Record


def grids_of(world: Any, found: Record, owner: str) -> dict[str, Grid]:
    """Return the grids of the two fitted forms of the model; none where the scenario gives no ranges."""
    plain = settings(world, found, owner)
    if not plain:
        return {}
    stakes = {line.dimension: line.stake for one in world.owners if one.id == owner for line in one.lines}
    met = sorted({row.dimension for row in found.rows if row.owner == owner})
    stake = sum(stakes[name] for name in met) / len(met)
    return {FITTED: Grid(plain, found), EQUAL: Grid(settings(world, found, owner, stake), with_stake(found, world, owner, stake))}


def _forecast(found: Record, grids: Mapping[str, Grid], split: str, known: Known, scored: Known) -> Forecasts:
    rungs, answered = found.rungs, found.answered
    said: dict[str, Floats] = {SHIPPED: found.spread(evidence(found).forecast(known, answered))}
    fitted: dict[str, list[tuple[float, ...]]] = {}
    for name, grid in grids.items():
        said[name], chosen = fitted_forecasts(grid.settings, grid.record, known, answered, rungs)
        fitted[name] = [grid.settings[k].values for k in chosen]
    count = found.given_answer.shape[1]
    said[CLIMATOLOGY] = climatology(rungs, known, count)
    said[BY_CATEGORY] = base_rates(rungs, known, [row.category for row in found.rows], count)
    said[BY_DIMENSION] = base_rates(rungs, known, [row.dimension for row in found.rows], count)
    return Forecasts(split, known, scored, said, fitted)


def permutation(found: Record, split: Forecasts, seed: int, deals: int) -> Permutation:
    """Return how the model as shipped fares on the real answers and on answers dealt anew to the rows, from which it then learns as well."""
    one: Evidence = evidence(found)
    generator = np.random.Generator(np.random.Philox(seed))

    def mean(order: NDArray[np.int64]) -> float:
        said = found.spread(one.forecast(split.known, found.answered[order]))
        return float(np.mean(ranked_probability_score(said, found.rungs[order])[split.scored]))

    rows = np.arange(len(found.rows))
    real, dealt = mean(rows), np.array([mean(generator.permutation(rows)) for _ in range(deals)])
    low, high = np.quantile(dealt, [0.025, 0.975])
    return Permutation(real, float(dealt.mean()), float(low), float(high), int(np.sum(dealt <= real + 1e-12)), deals)
