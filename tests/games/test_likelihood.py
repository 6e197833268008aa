"""Estimating precision: counts made from a known precision are given back, intervals cover as often as they say, odd counts are refused."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.special import expit

from sim.errors import GameError
from sim.games.canonical import chicken, matching_pennies
from sim.games.solvers.likelihood import DROP, Estimator, fit

TREE = matching_pennies.matrix(matching_pennies.GAME.values()).tree()


PAYOFFS = matching_pennies.GAME.values()


def shares(precision):
    """Return the quantal response equilibrium from one equation in one unknown: no path is followed."""

    def evader(x):
        return expit(precision * PAYOFFS["miss"] * (1 - 2 * x))

    def miss(x):
        return x - expit(precision * (PAYOFFS["high"] * evader(x) - PAYOFFS["low"] * (1 - evader(x))))

    x = brentq(miss, 0.0, 1.0, xtol=1e-15)
    return {"inspector": {"first site": x, "second site": 1 - x}, "evader": {"first site": evader(x), "second site": 1 - evader(x)}}


def likelihood(counts, precision):
    mixed = shares(precision)
    return sum(count * np.log(mixed[name][action]) for name, chosen in counts.items() for action, count in chosen.items())


@pytest.mark.parametrize("precision", [0.4, 1.7, 3.0])
def test_exact_shares_give_their_precision_back(precision):
    counts = {name: {action: 1000 * share for action, share in mixed.items()} for name, mixed in shares(precision).items()}
    (best,) = fit(TREE, counts, 20.0)
    assert best.precision == pytest.approx(precision, abs=1e-6)
    assert best.low < precision < best.high


def test_estimate_and_interval_agree_with_a_general_optimiser_and_the_likelihood_ratio():
    counts = {"inspector": {"first site": 67, "second site": 61}, "evader": {"first site": 47, "second site": 81}}
    (best,) = fit(TREE, counts, 20.0)
    other = minimize_scalar(lambda precision: -likelihood(counts, precision), bounds=(0.5, 4.0), method="bounded", options={"xatol": 1e-8})
    assert best.precision == pytest.approx(other.x, abs=1e-5)
    assert best.log_likelihood == pytest.approx(-other.fun, abs=1e-9)
    for edge in (best.low, best.high):
        assert best.log_likelihood - likelihood(counts, edge) == pytest.approx(DROP, abs=1e-6)


def test_intervals_hold_the_truth_in_about_95_of_100_samples():
    luck, truth, samples, held = np.random.default_rng(5), 1.8, 60, 0
    mixed, estimator = shares(truth), Estimator(TREE, 30.0)
    for _ in range(samples):
        counts = {name: dict(zip(chosen, luck.multinomial(200, list(chosen.values())).tolist(), strict=True)) for name, chosen in mixed.items()}
        best = estimator.fit(counts)[0]
        held += best.low <= truth and (best.high is None or truth <= best.high)
    assert held >= 51  # 57 expected; 51 or fewer has probability below 1 % if the interval covers 95 %


def test_counts_of_people_who_settled_on_one_side_choose_a_forked_branch():
    tree = chicken.GAME.finite_tree(chicken.GAME.values())
    best, *others = fit(tree, {"first": {"firm": 95, "swerve": 5}, "second": {"firm": 1, "swerve": 99}}, 10.0)
    assert best.branch != "principal branch"
    assert best.strategies["first"]["firm"] > 0.8
    assert any(one.branch == "principal branch" and one.log_likelihood < best.log_likelihood - 20 for one in others)


def test_play_without_error_is_most_likely_at_the_highest_precision_searched():
    tree = chicken.GAME.finite_tree(chicken.GAME.values())
    best = fit(tree, {"first": {"firm": 100}, "second": {"swerve": 100}}, 5.0)[0]
    assert (best.at_end, best.high) == (True, None)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"inspecter": {"first site": 1}}, "no choice 'inspecter/first site'; choices are inspector/first site"),
        ({"inspector": {"first site": -1}}, "must be a number of at least 0, got -1"),
        ({}, "nothing to fit"),
    ],
)
def test_odd_counts_are_refused(counts, message):
    with pytest.raises(GameError, match=message):
        fit(TREE, counts, 5.0)
