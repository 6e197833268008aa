"""Choice over extreme inputs, held against 50 digits: the whole way of a menu, from worths to probabilities (RELIABILITY F1 and F2).

What is promised, for precisions from 0 to infinity and worths from 1e-300 to 1e300, one of them minus infinity:
finite, at least 0, sum 1 within 4 units in the last place, monotone in worth, exactly the base weights at precision 0, within 1e-12 of the
exact probability of the very numbers given, and within 1e-10 of it in proportion wherever it is above 1e-290.
What is not: a constant that is added to all worths changes nothing where the sums are exact. Where they are rounded, it changes what their
rounding changes: worths of 0 and 1 are one and the same at 1e300, and only the base weights are left.
"""

import functools
import itertools
import math
import random

import hypothesis
import mpmath
import numpy as np
import pytest
from hypothesis import strategies as st

from sim.terms import Policy
from tests.engine.test_choose import Menu

INF = math.inf
PRECISIONS = (0.0, 1e-12, 1.0, 700.0, 710.0, 1e6, INF)
WORTHS = (0.0, 1e-300, -1e-300, 1e300, -1e300, -INF)
MENUS, EXAMPLES = 100, 100  # 10,000 menus in all
ULP = 2.0**-52


class Desk:
    """One menu of eight acts whose numbers are written anew for each case: making a world takes longer than choosing in it."""

    def __init__(self):
        self.menu = Menu((0.0,) * 8)
        self.p, self.a = self.menu.p, self.menu.a

    def probabilities(self, worths, weights, nests, nest_weights, similarities, precision, policy=Policy.LOGIT):
        """Return the probability of each option, as the compiled kernel has it (options,)."""
        p, a, size, count = self.p, self.a, len(worths), max(nests) + 1
        self.menu.size, p.menu_size[a, 0], p.nest_count[a, 0] = size, size, count
        p.precision[a, 0], p.policy[a] = precision, int(policy)
        p.utility[0, a, 0, :size], p.option_weight[a, 0, :size], p.option_nest[a, 0, :size] = worths, weights, nests
        p.option_log_weight[a, 0, :size] = [math.log(one) for one in weights]
        p.nest_weight[a, 0, :count], p.nest_log_weight[a, 0, :count] = nest_weights, [math.log(one) for one in nest_weights]
        p.nest_similarity[a, 0, :count] = similarities
        inside = [[i for i in range(size) if nests[i] == n] for n in range(count)]
        p.option_alone[a, 0, :count] = [one[0] if len(one) == 1 else -1 for one in inside]
        return self.menu.probabilities()


@pytest.fixture(scope="module")
def desk():
    return Desk()


def exact(worths, weights, nests, nest_weights, similarities, precision):
    """Return the probabilities of the nested logit with base weights, of the very numbers given, to 50 digits."""
    with mpmath.workdps(50):
        best = max(worths)
        liking = [_liking(mpmath.mpf(worth) - mpmath.mpf(best) if worth > -INF else -INF, precision) for worth in worths]
        shares, inside = [], []
        for n, (weight, rho) in enumerate(zip(nest_weights, similarities, strict=True)):
            tilts = {i: _exp(liking[i] / mpmath.mpf(rho)) * weights[i] for i in range(len(worths)) if nests[i] == n}
            mean = mpmath.fsum(tilts.values()) / mpmath.fsum(weights[i] for i in tilts)
            shares.append(weight * mean ** mpmath.mpf(rho) if mean > 0 else mpmath.mpf(0))
            inside.append({i: tilt / mpmath.fsum(tilts.values()) if mean > 0 else mpmath.mpf(0) for i, tilt in tilts.items()})
        whole = mpmath.fsum(shares)
        return [shares[nests[i]] / whole * inside[nests[i]][i] for i in range(len(worths))]


def _liking(gap, precision):
    """Return precision * gap, with 0 * infinity = 0: precision 0 ignores any loss, and a best act is best at any precision."""
    if gap == 0 or precision == 0.0:
        return mpmath.mpf(0)
    return mpmath.mpf(-INF) if precision == INF else mpmath.mpf(precision) * gap


@functools.lru_cache(maxsize=4096)
def _exp(x):
    return mpmath.exp(x)


def require_sound(found, case):
    """Hold found probabilities to what is promised of all."""
    assert np.isfinite(found).all(), case
    assert (found >= 0).all(), case
    assert abs(math.fsum(found) - 1.0) <= 4 * ULP, case
    for one, truth in zip(found.tolist(), exact(*case), strict=True):
        off = abs(mpmath.mpf(one) - truth)
        assert off <= 1e-12, case
        assert truth <= 1e-290 or off <= 1e-10 * truth, case


def drawn(luck: random.Random):
    """Return a menu of 2 to 8 acts in up to 4 nests, most of its numbers extreme."""
    size = luck.randint(2, 8)
    nests = [luck.randint(0, min(3, size - 1)) for _ in range(size)]
    known = sorted(set(nests))
    nests = [known.index(nest) for nest in nests]
    near = luck.choice((1e-3, 0.01, 0.3, 1.0, 30.0))
    kind = luck.choice(("extreme", "mixed", "near", "equal"))
    draw = {
        "extreme": lambda: luck.choice(WORTHS[:5]),
        "mixed": lambda: luck.choice((*WORTHS[:5], luck.uniform(-3, 3), luck.uniform(-3, 3) * 10.0 ** luck.randint(-300, 299))),
        "near": lambda: luck.uniform(-near, near),
        "equal": lambda: 0.7,
    }[kind]
    worths = [draw() for _ in range(size)]
    if luck.random() < 0.3:
        worths[luck.randrange(size)] = -INF
    if max(worths) == -INF:
        worths[0] = 0.0
    positive = lambda: luck.choice((1.0, luck.uniform(0.05, 5), 1e-6, 1e6))  # noqa: E731
    precision = luck.choice((*PRECISIONS, luck.uniform(0, 20), 10.0 ** luck.uniform(-12, 6)))
    similarities = [luck.choice((1.0, 0.5, luck.uniform(0.05, 1))) for _ in known]
    return worths, [positive() for _ in worths], nests, [positive() for _ in known], similarities, precision


@hypothesis.settings(deadline=None, max_examples=EXAMPLES)
@hypothesis.given(seed=st.integers(0, 2**32))
def test_ten_thousand_menus_of_extreme_numbers_have_the_exact_probabilities(desk, seed):
    luck = random.Random(seed)
    for _ in range(MENUS):
        case = drawn(luck)
        require_sound(desk.probabilities(*case), case)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("nests", [(0, 1, 2), (0, 0, 1), (0, 0, 0)])
def test_every_three_extreme_worths_have_the_exact_probabilities(desk, precision, nests):
    count = max(nests) + 1
    for worths in itertools.combinations_with_replacement(WORTHS, 3):
        if max(worths) > -INF:
            case = (worths, (1.0, 2.0, 0.5), nests, (1.0, 3.0, 2.0)[:count], (0.5, 1.0, 0.3)[:count], precision)
            require_sound(desk.probabilities(*case), case)


@pytest.mark.parametrize("size", range(2, 9))
@pytest.mark.parametrize("worths", [WORTHS, (-INF, 1e300), (5.0,)])
def test_precision_zero_gives_the_base_weights_exactly_whatever_the_worths(desk, size, worths):
    given = [worths[i % len(worths)] for i in range(size)]
    equal = desk.probabilities(given, (1.0,) * size, range(size), (1.0,) * size, (1.0,) * size, 0.0)
    assert set(equal.tolist()) == {1.0 / size}
    nested = desk.probabilities(given, (2.0,) * size, (0,) * size, (3.0,), (0.5,), 0.0)
    assert set(nested.tolist()) == {1.0 / size}


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_better_act_is_never_less_likely(desk, precision):
    worths = (-INF, -1e300, -1.0, -1e-300, 0.0, 1e-300, 1.0, 1e300)
    alone = desk.probabilities(worths, (1.0,) * 8, range(8), (1.0,) * 8, (1.0,) * 8, precision)
    together = desk.probabilities(worths, (1.0,) * 8, (0,) * 8, (1.0,), (0.4,), precision)
    assert (np.diff(alone) >= 0).all()
    assert (np.diff(together) >= 0).all()


@pytest.mark.parametrize("nests", [(0, 1, 2, 3), (0, 0, 1, 1)])
def test_infinite_precision_is_the_mechanical_policy_to_the_last_bit(desk, nests):
    for worths in ((0.3, 0.3, 0.1, 0.2), (1e300, 0.0, 1e300, -INF), (1e-300, 0.0, -1e-300, 0.0)):
        count = max(nests) + 1
        rest = ((1.0, 2.0, 3.0, 0.5), nests, (1.0, 3.0, 2.0, 1.0)[:count], (0.5, 1.0, 1.0, 1.0)[:count])
        sharp, mechanical = desk.probabilities(worths, *rest, INF), desk.probabilities(worths, *rest, 2.0, Policy.MECHANICAL)
        assert sharp.tobytes() == mechanical.tobytes()


@hypothesis.settings(deadline=None, max_examples=50)
@hypothesis.given(
    worths=st.lists(st.integers(-(2**20), 2**20), min_size=2, max_size=8), constant=st.integers(-(2**40), 2**40), precision=st.floats(0, 1e6)
)
def test_a_constant_changes_no_bit_where_the_sums_are_exact(desk, worths, constant, precision):
    size = len(worths)
    rest = ((1.0,) * size, range(size), (1.0,) * size, (1.0,) * size, precision)
    plain = desk.probabilities([one / 1024 for one in worths], *rest)
    shifted = desk.probabilities([one / 1024 + constant for one in worths], *rest)
    assert shifted.tobytes() == plain.tobytes()


@hypothesis.settings(deadline=None, max_examples=50)
@hypothesis.given(worths=st.lists(st.floats(-10, 10), min_size=2, max_size=8), constant=st.floats(-1e9, 1e9), precision=st.floats(0, 10))
def test_a_constant_changes_no_more_than_its_rounding_does(desk, worths, constant, precision):
    size = len(worths)
    rest = ((1.0,) * size, range(size), (1.0,) * size, (1.0,) * size, precision)
    plain, shifted = desk.probabilities(worths, *rest), desk.probabilities([one + constant for one in worths], *rest)
    assert np.abs(shifted - plain).max() <= 1e-12 + precision * math.ulp(abs(constant) + 10)


def test_a_constant_of_1e300_drowns_the_worths_and_leaves_the_base_weights(desk):
    worths, weights = (0.0, 1.0, 2.0), (1.0, 2.0, 1.0)
    found = desk.probabilities([one + 1e300 for one in worths], (1.0,) * 3, range(3), weights, (1.0,) * 3, 5.0)
    assert found.tolist() == [0.25, 0.5, 0.25]
