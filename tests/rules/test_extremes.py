"""Beliefs, answers, settlement, accidents and weights over extreme inputs, against exact arithmetic (RELIABILITY F1 and F2).

Promised: finite, within its bounds, monotone where the theory says so, and within 1e-12 of what 50 digits make of the very numbers given.
"""

import itertools
import math
import random
from fractions import Fraction

import hypothesis
import mpmath
import numpy as np
import pytest
from hypothesis import strategies as st

from sim.rules import accident, outcome, settlement, war
from sim.rules.belief import likelihood, update
from sim.rules.credibility import answer_probability, log_price, readiness
from sim.rules.numerics import log
from sim.rules.policies import prospect
from sim.rules.provocation import past_line, stake
from sim.rules.red_lines import state
from sim.rules.response import rung_of_answer, rung_utility
from tests.rules.cases import hazard_of

INF = math.inf
TINY, LEAST, MOST = 5e-324, 1e-300, 1e300
CASES, EXAMPLES = 100, 100  # 10,000 in all
SHARES = (0.0, 1.0, 0.5, LEAST, 2.0**-53, 1.0 - 2.0**-53, 1e-12, 0.05, 0.9)
AMOUNTS = (0.0, TINY, LEAST, 1e-12, 0.1, 1.0, 40.0, 1e6, MOST)


# ---- beliefs ------------------------------------------------------------------------------------------------------------------------------
def drawn_belief(luck):
    """Return a prior over 2 to 8 types and the chance of an answer of each, many of them 0 or 1."""
    size = luck.randint(2, 8)
    parts = [luck.choice((0.0, 1.0, LEAST, 1e-12, luck.random(), luck.random())) for _ in range(size)]
    parts[luck.randrange(size)] = 1.0
    prior = np.array(parts) / math.fsum(parts)
    return prior, [luck.choice((*SHARES, luck.random())) for _ in range(size)], luck.random() < 0.5


@hypothesis.settings(deadline=None, max_examples=EXAMPLES)
@hypothesis.given(seed=st.integers(0, 2**32))
def test_ten_thousand_updates_on_extreme_priors_are_those_of_exact_arithmetic(seed):
    luck = random.Random(seed)
    for _ in range(CASES):
        prior, chances, answered = drawn_belief(luck)
        seen = np.array([likelihood(chance, answered) for chance in chances])
        belief, scratch = prior.copy(), np.empty(len(prior))
        evidence = update(belief, seen, len(prior), 1, scratch)
        weights = [Fraction(float(p)) * Fraction(float(one)) for p, one in zip(prior, seen, strict=True)]
        whole = sum(weights)
        if float(whole) < 1e-290:  # below what floats can divide by: the caller reports a failed history, or types keep what is left of them
            assert 0.0 <= evidence <= 1e-290
            assert np.isfinite(belief).all()
            continue
        assert abs(float(Fraction(evidence) - whole)) <= 1e-15 * float(whole)
        assert np.isfinite(belief).all()
        assert (belief >= 0).all()
        assert abs(math.fsum(belief) - 1.0) <= 4 * 2.0**-52
        for one, weight in zip(belief.tolist(), weights, strict=True):
            off, truth = abs(Fraction(one) - weight / whole), weight / whole
            assert off <= Fraction(1e-12)
            assert weight <= Fraction(1e-290) or off <= truth * Fraction(4e-15)  # a smaller product has fewer digits


@pytest.mark.parametrize(
    ("prior", "chances", "answered"), [([1.0, 0.0], [0.0, 1.0], True), ([0.0, 1.0], [1.0, 1.0], False), ([1.0, 0.0], [0.0, 0.0], True)]
)
def test_what_a_certain_prior_excludes_is_evidence_of_exactly_zero(prior, chances, answered):
    belief = np.array(prior)
    assert update(belief, np.array([likelihood(one, answered) for one in chances]), 2, 1, np.empty(2)) == 0.0
    assert belief.tolist() == prior


@pytest.mark.parametrize("answered", [True, False])
def test_a_certain_belief_stays_certain(answered):
    belief = np.array([0.0, 1.0, 0.0])
    update(belief, np.array([likelihood(one, answered) for one in (1.0, 0.3, 0.0)]), 3, 1, np.empty(3))
    assert belief.tolist() == [0.0, 1.0, 0.0]


# ---- answers ------------------------------------------------------------------------------------------------------------------------------
def exact_answer(value, exposure, audience, line, ambiguity, cost, phi, losing, wait, noise, reliability, alarm):
    """Return P(answer | type, X) of the very numbers given, to 50 digits; None where the stake has fewer digits than a float has otherwise."""
    number = mpmath.mpf
    if ambiguity > 0.0:
        past = mpmath.ncdf((number(exposure) - number(line)) / number(ambiguity))
    else:
        past = number(exposure >= line)
    at_stake = number(value) * number(exposure) + number(audience) * past
    if at_stake == 0:
        return number(alarm)
    if at_stake < 1e-290:
        return None
    margin = mpmath.log(at_stake) - (mpmath.log(cost) - number(phi) * max(0, number(losing)) + mpmath.log(1 + number(wait)))
    ready = mpmath.ncdf(margin / number(noise)) if noise > 0.0 else number(margin >= 0)
    return number(alarm) + (number(reliability) - number(alarm)) * ready


def found_answer(value, exposure, audience, line, ambiguity, cost, phi, losing, wait, noise, reliability, alarm):
    """Return the same from the rules."""
    at_stake = log(stake(value, exposure, audience, past_line(exposure, line, ambiguity)))
    price = log_price(log(cost), phi, losing, log(1.0 + wait))
    return answer_probability(readiness(at_stake, price, noise), reliability, alarm)


def drawn_answer(luck):
    """Return the numbers of one answer, most of them at an end of their range; noise is 0 or within a factor of four of the shipped ones."""
    amount = lambda: luck.choice((*AMOUNTS[:8], luck.uniform(0, 3)))  # noqa: E731
    cost = luck.choice((*AMOUNTS[2:], luck.uniform(0.05, 3)))
    rest = luck.choice((0.0, 2.0, 50.0)), luck.choice((-1.0, 0.0, 0.4, 1.0)), luck.choice((0.0, 0.5, 1e6))
    return amount(), amount(), amount(), amount(), luck.choice((0.0, 0.05, 0.4, 1e6)), cost, *rest, luck.uniform(0.1, 1.2), *luck.choices(SHARES, k=2)


@hypothesis.settings(deadline=None, max_examples=EXAMPLES // 5)
@hypothesis.given(seed=st.integers(0, 2**32))
def test_two_thousand_answers_to_extreme_stakes_at_extreme_prices_are_exact(seed):
    luck = random.Random(seed)
    with mpmath.workdps(50):
        for _ in range(CASES):
            case = drawn_answer(luck)
            found, truth = found_answer(*case), exact_answer(*case)
            assert 0.0 <= found <= 1.0, case
            assert truth is None or abs(mpmath.mpf(found) - truth) <= 1e-12, case


@pytest.mark.parametrize("noise", [0.0, TINY, 1e-12, 0.25, 1e6, MOST])
@pytest.mark.parametrize("price", [log(LEAST), 0.0, log(MOST), INF])
def test_readiness_never_falls_with_the_stake_and_stays_a_probability(noise, price):
    stakes = [-INF, log(LEAST), -1.0, 0.0, 1e-15, 1.0, log(MOST)]
    found = [readiness(one, price, noise) for one in stakes]
    assert all(0.0 <= one <= 1.0 for one in found)
    assert found == sorted(found)
    assert found[0] == 0.0 or noise == MOST


@pytest.mark.parametrize(("reliability", "alarm"), list(itertools.product(SHARES, SHARES)))
def test_an_answer_lies_between_reliability_and_false_alarm_at_either_end(reliability, alarm):
    for ready in SHARES:
        found = answer_probability(ready, reliability, alarm)
        assert min(reliability, alarm) - 2.0**-53 <= found <= max(reliability, alarm) + 2.0**-53
        assert 0.0 <= found <= 1.0
    assert answer_probability(0.0, reliability, alarm) == alarm


def test_a_state_like_line_is_answered_only_for_what_is_new_at_either_end():
    for now, tested in itertools.product(SHARES, SHARES):
        chance, mark = state.chance(now, tested)
        assert 0.0 <= chance <= 1.0
        assert mark == max(now, tested)
        if tested < 1.0:
            truth = max(Fraction(0), (Fraction(now) - Fraction(tested)) / (1 - Fraction(tested)))
            assert abs(Fraction(chance) - truth) <= Fraction(2.0**-52)


@pytest.mark.parametrize("precision", [0.0, 1e-12, 1.0, 700.0, 710.0, 1e6, MOST])
@pytest.mark.parametrize("at_stake", [0.0, LEAST, 0.36, 3.0, 1e6, MOST])
@pytest.mark.parametrize("tier", [(3, 8), (5, 6), (9, 9)])
def test_the_rung_of_an_extreme_answer_follows_the_exact_logit(precision, at_stake, tier):
    first, last = tier
    rungs = range(first, last + 1)
    with mpmath.workdps(50):
        x = [mpmath.mpf(rung) / last for rung in rungs]
        likings = [mpmath.mpf(precision) * (4 * mpmath.mpf(at_stake) * one - one * one) for one in x]
        weights = [mpmath.exp(one - max(likings)) for one in likings]
        reached = [float(mpmath.fsum(weights[: i + 1]) / mpmath.fsum(weights)) for i in range(len(weights))]
    given = (first, last, 4.0, 1.0, precision, at_stake)
    if precision * at_stake == INF:
        assert rung_of_answer(*given, 0.5) == (-1 if precision > 0.0 else first)  # what cannot be compared is said to be so
        return
    for u in (1e-9, 0.1, 0.25, 0.5, 0.75, 0.9, 1 - 1e-9):
        rung = rung_of_answer(*given, u)
        below = reached[rung - first - 1] if rung > first else 0.0
        near = max(1e-9, 8e-16 * abs(precision * at_stake))  # rounding of a utility this large moves the odds of two rungs
        assert below - near <= u <= reached[rung - first] + near


def test_without_precision_every_rung_of_an_answer_is_as_likely_whatever_is_at_stake():
    assert {rung_utility(rung, 8, MOST, MOST, 0.0, MOST) for rung in range(3, 9)} == {0.0}
    assert [rung_of_answer(3, 8, MOST, MOST, 0.0, MOST, (i + 0.5) / 6) for i in range(6)] == [3, 4, 5, 6, 7, 8]


# ---- settlement, accidents, weights -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("width", [0.0, TINY, LEAST, 0.12, 1e6, MOST])
def test_a_settlement_is_never_likelier_than_its_bound_and_never_less_likely_as_the_range_widens(width):
    ranges = [-INF, -MOST, -1.0, -LEAST, 0.0, LEAST, 0.05, 1.0, MOST, INF]
    found = [settlement.settlement_rate(0.5, one, width) for one in ranges]
    assert all(0.0 <= one <= 0.5 for one in found)
    assert found == sorted(found)
    for one, rate in zip(ranges[1:-1], found[1:-1], strict=True):
        if width > 0.0:
            with mpmath.workdps(50):
                truth = mpmath.mpf(0.5) * (1 + mpmath.tanh(mpmath.mpf(one) / mpmath.mpf(width))) / 2
                assert abs(mpmath.mpf(rate) - truth) <= 1e-15


@pytest.mark.parametrize("rate", [1e-9, 0.5, 1e6, MOST])
@pytest.mark.parametrize("months", [0.0, TINY, 1e-12, 12.0, 600.0])
@pytest.mark.parametrize("base", [0.0, 2.0, 12.0])
def test_the_hazard_of_any_decay_lies_between_its_least_and_its_highest_rung(rate, months, base):
    steps, rates = np.array([0.0, 4.0, 6.0, 9.0]), np.array([0.0, 1e-300, 2e-3, 0.1])
    for tension in (0.0, 3.9999999999999996, 4.0, 6.0, 12.0, 1e6):
        found = hazard_of(tension, base, rate, months, steps, rates)
        ends = sorted(accident.hazard_rate(one, steps, rates) for one in (tension, accident.decayed(tension, base, rate, months)))
        assert ends[0] * months * (1 - 1e-12) <= found <= ends[1] * months * (1 + 1e-12)


@pytest.mark.parametrize("hazard", [0.0, TINY, LEAST, 1e-16, 1e-2, 1.0, 700.0, 710.0, MOST, INF])
@pytest.mark.parametrize("survival", [0.0, TINY, LEAST, 0.3, 1.0])
def test_weights_of_use_make_up_the_whole_for_any_hazard(hazard, survival):
    used, left = outcome.inadvertent_use(survival, hazard)
    assert 0.0 <= used <= survival
    assert 0.0 <= left <= survival
    assert used + left == pytest.approx(survival, abs=2.0**-53)
    with mpmath.workdps(50):
        truth = mpmath.mpf(survival) * -mpmath.expm1(-mpmath.mpf(hazard))
        assert abs(mpmath.mpf(used) - truth) <= 1e-14 * truth + TINY


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("survival", [0.0, LEAST, 0.3, 1.0])
def test_chosen_use_takes_all_none_or_its_share(share, survival):
    used, left = outcome.chosen_use(survival, share)
    assert (used, left) == (survival * share, survival - survival * share)
    assert left >= 0.0


@pytest.mark.parametrize("decay", [0.0, TINY, 1e-12, 1.0, MOST])
@pytest.mark.parametrize("months", [0.0, 1e-12, 12.0, 600.0])
def test_aid_is_never_used_up_faster_than_there_is_time(decay, months):
    assert 0.0 <= war.aid_left(decay, months) <= 1.0
    assert 0.0 <= war.aid_months(decay, months) <= months * (1 + 1e-15)
    assert math.isfinite(war.front_drift(0.005, 0.02, 3.0, war.aid_months(decay, months), months))


# ---- prospect -----------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("curvature", [0.1, 0.88, 1.0])
@pytest.mark.parametrize("aversion", [0.1, 1.0, 2.25, 10.0])
def test_outcomes_of_any_size_are_felt_finitely_and_more_is_never_felt_as_less(curvature, aversion):
    steps = [-MOST, -1.0, -LEAST, 0.0, LEAST, 1.0, MOST]
    for stands in (-MOST, -1.0, 0.0):
        found = [prospect.change(stands, step, curvature, aversion) for step in steps]
        assert all(math.isfinite(one) for one in found)
        assert found == sorted(found)
        assert prospect.change(stands, 0.0, curvature, aversion) == 0.0


@pytest.mark.parametrize("weighting", [0.3, 0.69, 1.0])
def test_decision_weights_of_chances_at_either_end_are_weights(weighting):
    chances = sorted((*SHARES, TINY, 2.0**-1022))
    found = [prospect.weight(one, weighting) for one in chances]
    assert found[0] == 0.0
    assert found[-1] == 1.0
    assert all(0.0 <= one <= 1.0 for one in found)
    assert all(a <= b * (1 + 1e-12) for a, b in itertools.pairwise(found))
