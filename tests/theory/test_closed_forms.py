"""A crisis so small that its probabilities can be written down: deliberate use, noise, answers and acts against arithmetic by hand."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from tests.engine.worlds import TWO, changed, from_text, sample

PHI = NormalDist().cdf
TEMPO, MONTHS, EXPOSURE = 1.0, 12.0, 0.9
# South always strikes, its strikes are read without noise, and there are no accidents: crossings are a Poisson process of one exposure
ALWAYS = (
    "crossings.exposure_noise=0",
    "actors.south.military.utilities={strike: 0}",
    "actors.south.military.nests={}",
    "actors.north.accidents={}",
)


@pytest.fixture(scope="module")
def striking():
    """Return 8,192 histories of the smallest crisis in which South always strikes, seed 1."""
    other_acts = "  probe:  {rung: 4, exposes: {border: 0.3}}\n  raid:   {rung: 6, exposes: {border: 0.6}}\n"
    idle = changed(TWO, ("  hold:   {rung: 0}\n", ""), (other_acts, ""))
    return sample(from_text(idle, *ALWAYS), 8192)


def types(median, sigma, audience, line, noise, levels):
    """Return (probability, chance of an answer to one strike, whether the stake reaches the price) of every type, from the formulas."""
    z = np.linspace(-3.2, 3.2, 25)
    mass = np.diff([0.0, *(PHI(edge) for edge in (z[1:] + z[:-1]) / 2), 1.0])
    for one, cell in zip(z, mass, strict=True):
        for real in (0, 1):
            stake = 1.0 * EXPOSURE + real * audience * PHI((EXPOSURE - line) / 0.15)
            price = median * math.exp(sigma * one)
            for reliability, share in levels:
                yield cell * 0.5 * share, reliability * PHI(math.log(stake / price) / noise), stake >= price


NUCLEAR = list(types(2.5, 0.75, 0.3, 0.8, 0.45, [(0.05, 0.3), (0.2, 0.4), (0.6, 0.3)]))
CONVENTIONAL = list(types(0.5, 0.4, 0.2, 0.5, 0.35, [(0.9, 1.0)]))


def use(deliberate):
    """Return P(use) by types whose stake reaches the price, or by the others: 1 - exp(-rate T q), averaged over types."""
    return sum(share * -math.expm1(-TEMPO * MONTHS * q) for share, q, meant in NUCLEAR if meant == deliberate)


@pytest.mark.parametrize("part", ["deliberate", "noise"])
def test_nuclear_use_is_the_mixture_of_poisson_processes_over_types(striking, part):
    p, error = striking.mean(f"nuclear_use.{part}")
    assert p > 20 * error > 0
    assert abs(p - use(part == "deliberate")) <= 4 * error


def test_each_strike_counts_with_the_weight_of_no_use_before_it(striking):
    expected = sum(share * (-math.expm1(-TEMPO * MONTHS * q) / q if q > 0 else TEMPO * MONTHS) for share, q, _ in NUCLEAR)
    p, error = striking.mean("acts.south.strike")
    assert abs(p - expected) <= 4 * error
    assert striking.scores("crossings.border").tolist() == striking.scores("acts.south.strike").tolist()


def test_conventional_answers_come_as_often_as_the_types_give_them(striking):
    after = sum(share * (1 - q) * -math.expm1(-TEMPO * MONTHS * q) / q for share, q, _ in NUCLEAR)
    chance = sum(share * q for share, q, _ in CONVENTIONAL)
    answers = sum(striking.scores(f"answers.north.{rung}") for rung in range(3, 9))
    words = sum(striking.scores(f"answers.north.{rung}") for rung in (1, 2))
    for counts, expected in ((answers, after * chance), (words, after * (1 - chance))):
        p = striking.weights @ counts / striking.weights.sum()
        error = np.sqrt(((striking.weights * (counts - p)) ** 2).sum()) / striking.weights.sum()
        assert abs(p - expected) <= 4 * error


def test_half_of_what_is_used_is_a_demonstration(striking):
    assert striking.scores("nuclear_use.demonstration") == pytest.approx(striking.scores("nuclear_use") / 2, rel=1e-12)
    assert striking.scores("answers.north.10") == pytest.approx(striking.scores("answers.north.11"), rel=1e-12)


def test_rungs_of_conventional_answers_follow_the_logit_of_the_material_stake(striking):  # benefit 4, cost 1, precision 10; x = rung / 8; v X = .9
    x = np.arange(3, 9) / 8
    weights = np.exp(10 * (4 * 0.9 * x - x * x))
    counts = np.array([striking.weights @ striking.scores(f"answers.north.{rung}") for rung in range(3, 9)])
    expected, total = weights / weights.sum(), counts.sum()
    assert (np.abs(counts / total - expected) <= 4 * np.sqrt(expected * (1 - expected) * 2 / total) + 1e-9).all()
