"""Which history of a run to tell: drawn, typical, worst, or nearest the median.

Drawn: each history with the probability of its importance weight, so that many draws show histories as often as the model means them to
come. Typical: among the histories with the commonest way to end, the one whose acts, crossings and answers lie nearest to their weighted
means, each in units of its spread. Worst: the history with the highest probability of nuclear use. Median: the one in
the middle when histories are put in order of that probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COUNTED = ("acts.", "answers.", "crossings.")
HOW = {
    "drawn": "drawn from {count:,} histories by their weights",
    "typical": "the most typical of {count:,} histories",
    "median": "of {count:,} histories the one in the middle, by how probable nuclear use was",
    "worst": "of {count:,} histories the one where nuclear use was most probable",
}


def drawn(histories: Mapping[str, Any], seed: int) -> int:
    """Return the number of a history drawn by weight; the same histories and seed give the same one."""
    import numpy as np

    from sim.encode.names import key_of
    from sim.engine.draws import uniform
    from sim.terms import Purpose

    reached = np.add.accumulate(histories["weight"])
    u = float(uniform(np.uint64(seed), np.uint64(0), np.uint64(key_of("which history to tell")), int(Purpose.STORY), 0))
    place = int(np.searchsorted(reached, u * reached[-1], side="right"))
    return int(histories["replicate"][min(place, len(reached) - 1)])


def typical(histories: Mapping[str, Any]) -> int:
    """Return the number of the most typical history; the lowest of several."""
    import numpy as np

    weight, ending = histories["weight"], histories["ending"]
    commonest = max(sorted(set(ending.tolist())), key=lambda one: float(weight[ending == one].sum()))
    distance = np.zeros(len(weight))
    for name in sorted(name for name in histories if name.startswith(COUNTED)):
        values = histories[name]
        mean = float((weight * values).sum() / weight.sum())
        spread = float((weight * (values - mean) ** 2).sum() / weight.sum())
        if spread > 0:
            distance += (values - mean) ** 2 / spread
    distance[(ending != commonest) | (weight <= 0)] = np.inf
    return int(histories["replicate"][int(np.argmin(distance))])


def worst(histories: Mapping[str, Any]) -> int:
    """Return the number of the history in which nuclear use was most probable; the lowest of several."""
    import numpy as np

    return int(histories["replicate"][int(np.argmax(np.where(histories["weight"] > 0, histories["nuclear_use"], -1.0)))])


def median(histories: Mapping[str, Any]) -> int:
    """Return the number of the history at which half of the weight is reached, in order of how probable nuclear use was; the lowest of several."""
    import numpy as np

    order = np.lexsort((histories["replicate"], histories["nuclear_use"]))
    reached = np.add.accumulate(histories["weight"][order])
    return int(histories["replicate"][order[min(int(np.searchsorted(reached, reached[-1] / 2)), len(order) - 1)]])
