"""Product of designs over separate factors, such as a Latin hypercube of what nobody knows with a grid of what somebody decides."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence

from sim.experiment.design import Design, Factor, Value, draw


def sample(factors: Sequence[Factor], design: Design, seed: int) -> list[tuple[Value, ...]]:
    """Return every point of each part with every point of the others, the last part turning fastest; each drawn part has luck of its own."""
    named = {factor.name: factor for factor in factors}
    order = [name for part in design.parts for name in part.factors]
    places = [order.index(factor.name) for factor in factors]
    drawn = [draw([named[name] for name in part.factors], part, _seed(seed, number)) for number, part in enumerate(design.parts)]
    rows = (tuple(itertools.chain.from_iterable(combined)) for combined in itertools.product(*drawn))
    return [tuple(row[place] for place in places) for row in rows]


def _seed(seed: int, part: int) -> int:
    """Return the seed of a part; two parts that shared one would draw the same shares."""
    return int.from_bytes(hashlib.sha256(f"part {part} of seed {seed}".encode()).digest()[:8], "big") >> 1
