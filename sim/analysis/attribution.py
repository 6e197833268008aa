"""Why outcomes come about: the Shapley share of each channel, by knocking channels out in every combination on the same luck.

All 2^k worlds are played with the same seed and numbers of histories. Types, and so the importance weights, are the same in all of them; hence
the Shapley value of a weighted mean is the weighted mean of the histories' own Shapley values, and its error follows from how those scatter:
a paired interval, with all that the worlds share cancelled. The values add up to the total less what is left when all channels are out,
history by history, so their sum is exact up to rounding.

A share is a ratio of two such means, with the interval of a ratio (delta method, Student's t for the histories that carry it). Where fewer than
25 histories carry a value, in effect, or where the interval of a share covers everything from 0 to 1, the verdict is 'too few histories'.

Where a clash is asked for, one that comes of an act or an accident is scored as weight (engine/forking.py) and not drawn: unbiased as well, twice
the work in worlds that have such clashes, and in November 2024 an error of what inadvertence adds that is smaller by a factor of 24. A clash by an
answer is still drawn.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis import estimates
from sim.analysis.estimates import Estimate
from sim.analysis.knockouts import CHANNELS, Channel, prepare_channels, same_world
from sim.analysis.rare import ways_to_clash
from sim.analysis.shapley import first_and_last, shapley
from sim.backends.local import Threads
from sim.engine.batch import BLOCK, simulate_block
from sim.engine.forking import simulate_forks
from sim.engine.history import Prepared
from sim.errors import Exit, RunError

if TYPE_CHECKING:
    import numpy as np

    from sim.scenario.world import Scenario

ENOUGH = 25.0  # histories that carry a value, in effect
OUTCOMES = ("nuclear_use", "clash")
FORKED = "clash"  # where it is asked for, worlds are played with forks at every possible clash
TOO_FEW, NOTHING, UNCLEAR, RAISES, LOWERS = "too few histories", "exactly none", "unclear", "raises", "lowers"


@dataclass(frozen=True, slots=True)
class Worlds:
    """The histories of every combination of channels: scores of each outcome, on the same luck."""

    channels: tuple[Channel, ...]
    outcomes: tuple[str, ...]
    weights: np.ndarray  # (histories,) the same in all worlds
    scores: np.ndarray  # (2^channels, outcomes, histories); bit i of the first index: channel i works
    failed: int  # histories that failed in some world; they are in none
    distinct: int  # worlds that were played; the others are the same world by another name


@dataclass(frozen=True, slots=True)
class Share:
    """What one channel adds to an outcome, in probability, and as a share of all of it.

    `first` is what it adds to deliberate choice alone, `last` what is missing when it alone is knocked out; both equal `value` where channels do not
    interact. `share` is None where histories are too few to say one.
    """

    channel: str
    value: Estimate
    share: Estimate | None
    first: Estimate
    last: Estimate
    carriers: float  # histories that carry the value, in effect
    verdict: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Shares of one outcome: `deliberate` is what is left when all channels are out; with the channels' values it adds up to `total`."""

    outcome: str
    total: Estimate
    deliberate: Share
    shares: tuple[Share, ...]  # in the order of the channels
    histories: int
    failed: int

    @property
    def parts(self) -> tuple[Share, ...]:
        """Deliberate choice first, then the channels."""
        return (self.deliberate, *self.shares)

    @property
    def enough(self) -> bool:
        """Whether any share can be said at all."""
        return any(part.share is not None for part in self.parts)


def play_worlds(
    world: Scenario, whole: Prepared, histories: int, seed: int, outcomes: Sequence[str] = OUTCOMES, channels: Sequence[Channel] = CHANNELS,
    jobs: int | None = None, report: Callable[[int, int], None] | None = None,
) -> Worlds:  # fmt: skip
    """Return every combination of channels, played on the same luck; the same result for any number of threads.

    Parameters
    ----------
    whole : the world with its history replayed
    report : called with the blocks done and those there are

    Raises
    ------
    RunError                       exit code 3 where every history failed
    """
    import numpy as np

    names = [channel.name for channel in channels]
    others = [channel.name for channel in CHANNELS if channel.name not in names]  # not asked about: they always work
    worlds: list[Prepared] = []
    for number in range(1 << len(channels)):
        working = [name for place, name in enumerate(names) if number >> place & 1]
        worlds.append(prepare_channels(world, whole, [*working, *others]))
    played = [next(j for j in range(i + 1) if same_world(worlds[i].params, worlds[j].params)) for i in range(len(worlds))]
    blocks = -(-histories // BLOCK)
    tasks = [(number, block) for block in range(blocks) for number in sorted(set(played))]
    columns = [whole.names.measures.index(outcome) for outcome in outcomes]
    weights, scores = np.zeros(histories), np.zeros((len(worlds), len(outcomes), histories))
    sound = np.ones(histories, bool)
    done = 0

    forked = [FORKED in outcomes and ways_to_clash(one.params)[0] for one in worlds]

    def work(task: tuple[int, int]) -> tuple[int, int, Any]:
        number, block = task
        if forked[number]:
            return number, block, simulate_forks(worlds[number], seed, block * BLOCK, min(BLOCK, histories - block * BLOCK))
        return number, block, simulate_block(worlds[number], seed, block, histories)

    def keep(result: tuple[int, int, Any]) -> None:
        nonlocal done
        number, block, found = result
        rows = slice(block * BLOCK, block * BLOCK + len(found.weights))
        scores[number, :, rows] = found.measures[:, columns].T
        weights[rows] = np.maximum(weights[rows], found.weights)
        sound[list(found.failed)] = False
        done += 1
        if report:
            report(done, len(tasks))

    Threads(jobs or os.cpu_count() or 1).run(work, tasks, keep)
    if not sound.any():
        raise RunError(f"all {histories:,} histories failed, so there is nothing to explain", Exit.INCOMPLETE)
    scores = scores[played][:, :, sound]
    return Worlds(tuple(channels), tuple(outcomes), weights[sound], scores, int((~sound).sum()), len(set(played)))


def attribute(worlds: Worlds, outcome: str) -> Attribution:
    """Return the shares of one of the outcomes that were played."""
    scores, weights = worlds.scores[:, worlds.outcomes.index(outcome)], worlds.weights
    values = shapley(scores)
    first, last = first_and_last(scores)
    whole, base = scores[-1], scores[0]
    drawn = outcome in estimates.SAMPLED
    total = _probability(weights, whole, drawn)
    rare = carried(weights, whole) < ENOUGH
    shares = []
    for i, channel in enumerate(worlds.channels):
        same = bool((scores[_without(scores, i)] == scores[_with(scores, i)]).all())
        shares.append(_share(channel.name, weights, values[i], whole, first[i], last[i], rare, same))
    deliberate = _share("deliberate", weights, base, whole, base, base, rare, same=bool((base == 0.0).all()))
    return Attribution(outcome, total, deliberate, tuple(shares), len(weights), worlds.failed)


def weighted(weights: np.ndarray, values: np.ndarray) -> tuple[float, float]:
    """Return (mean, standard error) of values (histories,) under weights; linear in the values, sums are exact."""
    whole = math.fsum(weights)
    mean = math.fsum(weights * values) / whole
    return mean, math.sqrt(math.fsum((weights * (values - mean)) ** 2)) / whole


def ratio(weights: np.ndarray, part: np.ndarray, whole: np.ndarray) -> tuple[float, float]:
    """Return (share, standard error) of two totals over the same histories, by the delta method; nan where the whole is 0."""
    bottom = math.fsum(weights * whole)
    if bottom <= 0.0:
        return math.nan, math.nan
    share = math.fsum(weights * part) / bottom
    return share, math.sqrt(math.fsum((weights * (part - share * whole)) ** 2)) / bottom


def carried(weights: np.ndarray, values: np.ndarray) -> float:
    """Return how many histories carry a mean in effect: (sum |w x|)^2 / sum (w x)^2; 0 where all are 0."""
    sizes = abs(weights * values)
    squares = math.fsum(sizes * sizes)
    return math.fsum(sizes) ** 2 / squares if squares > 0.0 else 0.0


def student(degrees: float) -> float:
    """Return the two-sided 95 % point of Student's t with that many degrees of freedom, one at the least."""
    from scipy.special import stdtrit

    return float(stdtrit(max(1.0, degrees), 0.975))


def _probability(weights: np.ndarray, values: np.ndarray, drawn: bool) -> Estimate:
    mean, error = weighted(weights, values)
    effective = estimates.effective_sample_size(math.fsum(weights), math.fsum(weights * weights))
    return estimates.probability(mean, error, estimates.RULE_OF_THREE / max(effective, estimates.RULE_OF_THREE) if drawn else 0.0)


def _signed(weights: np.ndarray, values: np.ndarray) -> Estimate:
    mean, error = weighted(weights, values)
    return estimates.plain(mean, error, student(carried(weights, values) - 1.0))


def _share(
    name: str, weights: np.ndarray, values: np.ndarray, whole: np.ndarray, first: np.ndarray, last: np.ndarray, rare: bool, same: bool
) -> Share:
    found, carriers = _signed(weights, values), carried(weights, values)
    effects = _signed(weights, first), _signed(weights, last)
    if same:
        zero = Estimate(0.0, 0.0, 0.0, 0.0)
        return Share(name, zero, None if rare else zero, zero, zero, 0.0, NOTHING)
    part = estimates.plain(*ratio(weights, values, whole), student(carriers - 1.0))
    blind = rare or carriers < ENOUGH or (part.low <= 0.0 and part.high >= 1.0)
    verdict = TOO_FEW if blind else UNCLEAR if found.low <= 0.0 <= found.high else RAISES if found.value > 0 else LOWERS
    return Share(name, found, None if blind else part, *effects, carriers, verdict)


def _without(scores: np.ndarray, player: int) -> list[int]:
    return [number for number in range(len(scores)) if not number >> player & 1]


def _with(scores: np.ndarray, player: int) -> list[int]:
    return [number | 1 << player for number in _without(scores, player)]
