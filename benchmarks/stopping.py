"""What stopping at a target costs and saves: coverage of the interval at the end, and histories against a number fixed for the worst point.

Histories are drawn from a few (score, weight) cells, block by block as the engine would give them, so that the truth is known exactly:

    yes and no           an ending that is drawn, all weights 1
    heavy tail           scores from 1e-7 to 1 whose chance falls as a power, under weights from 0.25 to 4
    falling weights      the same, and weights that fall with the score, to a fifth: as when rare types are drawn more often than they are
    rising weights       the same, and weights that double with the score
    ... fivefold         beyond what the rule is made for: the heaviest histories are the rarest and score highest

The saving is over 200 points, the probability drawn log-uniformly from [0.001, 0.5]: the mean of what the rule takes, against the number of
histories that an interval of 1.96 standard errors needs at the worst point, which is what one would fix without a rule.

    python -m benchmarks.stopping [REPEATS]          half a minute of one processor with 4,000
"""

from __future__ import annotations

import math
import sys

import numpy as np

from sim.analysis import stopping
from sim.analysis.estimates import Z
from sim.experiment.design import Target

BLOCK = 1024
POINTS = 200
LEAST, MOST = 1e-3, 0.5
TARGETS = [(0.1, True), (0.3, True), (0.001, False), (0.005, False), (0.02, False)]
Cells = tuple[np.ndarray, np.ndarray, np.ndarray]  # score, weight, chance of each cell


def yes_and_no(p: float) -> Cells:
    """Return the cells of an ending that is drawn with probability p."""
    return np.array([0.0, 1.0]), np.ones(2), np.array([1 - p, p])


def heavy_tail(p: float, power: float, tied: float = 0.0) -> Cells:
    """Return cells of scores with mean p before weights, whose chance falls as score^-power; `tied` makes the weight grow with the score."""
    scores = np.logspace(-7, 0, 15)
    while (scores ** (1 - power)).sum() < p * (scores**-power).sum():
        scores = scores[1:]
    chances = scores**-power / (scores**-power).sum()
    some = p / (scores * chances).sum()
    scores, chances = np.append(scores, 1e-9), np.append(some * chances, 1 - some)
    weights, often = np.array([0.25, 0.8, 1.2, 4.0]), np.array([0.3, 0.35, 0.3, 0.05])
    score, weight = np.repeat(scores, len(weights)), np.tile(weights, len(scores))
    return score, weight * (1 + tied * np.sqrt(score)), np.outer(chances, often).ravel()


KINDS = {
    "yes and no": ("clash", yes_and_no),
    "heavy tail 0.55": ("nuclear_use", lambda p: heavy_tail(p, 0.55)),
    "heavy tail 0.8": ("nuclear_use", lambda p: heavy_tail(p, 0.8)),
    "falling weights": ("nuclear_use", lambda p: heavy_tail(p, 0.55, tied=-0.8)),
    "rising weights": ("nuclear_use", lambda p: heavy_tail(p, 0.55, tied=1.0)),
    "... fivefold": ("nuclear_use", lambda p: heavy_tail(p, 0.55, tied=4.0)),
}


def one_run(target: Target, cells: Cells, luck: np.random.Generator) -> stopping.Look:
    """Return the look at which a run with this target ends."""
    score, weight, chance = cells
    terms = np.stack([weight, weight**2, weight * score, weight**2 * score, (weight * score) ** 2], axis=1)
    counts, there, look = np.zeros(len(chance)), 0, None
    while look is None or not look.met:
        blocks = stopping.next_look(look)
        counts, there = counts + luck.multinomial((blocks - there) * BLOCK, chance), blocks
        look = stopping.judge(target, 1 if look is None else look.number + 1, blocks, (counts @ terms).tolist())
    return look


def coverage(repeats: int) -> None:
    """Print how often the interval at the end holds the truth, for every kind, probability and target, and the lowest of each kind."""
    print(f"coverage over {repeats:,} runs each; standard error {math.sqrt(0.95 * 0.05 / repeats):.4f} at 0.95")
    print(f"{'scores':<18}{'p':>7}{'target':>9}  coverage  histories  looks")
    lowest = dict.fromkeys(KINDS, 1.0)
    for kind, (measure, make) in KINDS.items():
        for p in (0.001, 0.01, 0.1, 0.5) if kind == "yes and no" else (0.001, 0.01, 0.1):
            cells = make(p)
            truth = (cells[0] * cells[1] * cells[2]).sum() / (cells[1] * cells[2]).sum()
            for size, relative in TARGETS:
                luck = np.random.default_rng(11)
                looks = [one_run(Target(measure, size, relative), cells, luck) for _ in range(repeats)]
                share = sum(look.estimate.low <= truth <= look.estimate.high for look in looks) / repeats
                lowest[kind] = min(lowest[kind], share)
                asked = f"{100 * size:g} %" if relative else f"{size:g}"
                blocks, number = np.mean([look.blocks for look in looks]), np.mean([look.number for look in looks])
                print(f"{kind:<18}{p:>7g}{asked:>9}  {share:8.4f}  {blocks * BLOCK:9,.0f}  {number:5.1f}")
    print("lowest: " + ", ".join(f"{kind} {share:.4f}" for kind, share in lowest.items()))


def saving() -> None:
    """Print how many fewer histories the rule takes than a number fixed for the worst of the points."""
    luck = np.random.default_rng(3)
    points = np.exp(luck.uniform(math.log(LEAST), math.log(MOST), POINTS))
    print(f"\nhistories over {POINTS} points, p log-uniform in [{LEAST:g}, {MOST:g}]")
    print(f"{'target':>9}  {'fixed for the worst':>20}  {'with the rule, mean':>20}  fewer")
    for size, relative in ((0.1, True), (0.2, True), (0.002, False), (0.005, False), (0.01, False)):
        needed = (Z / size) ** 2 * ((1 - points) / points if relative else points * (1 - points))
        fixed = math.ceil(needed.max())
        used = np.mean([one_run(Target("clash", size, relative), yes_and_no(p), luck).blocks for p in points]) * BLOCK
        asked = f"{100 * size:g} %" if relative else f"{size:g}"
        print(f"{asked:>9}  {fixed:20,d}  {used:20,.0f}  {fixed / used:5.2f}")


if __name__ == "__main__":
    coverage(int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
    saving()
