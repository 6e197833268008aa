"""What a record teaches is measured exactly: nothing where nothing could be learned, and much where much was shown."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.analysis.credibility_path import credibility_path
from sim.analysis.learning import COST, REAL, RELIABILITY, divergence, learned, silences, simulated, spread
from sim.analysis.priors import alternatives, most_bits, real_by_prior, sensitivities, with_type
from sim.analysis.record import NUCLEAR, evidence
from tests.analysis.records import encoded, past, shipped

WORLD = past().world


@pytest.fixture(scope="module")
def found():
    """Return what all 32 rows say about Russia."""
    return learned(WORLD, "russia", every_row=True)


def test_a_run_learns_from_the_rows_before_its_start():
    assert learned(WORLD, "russia", draws=0).rows == 26
    assert learned(WORLD, "russia", every_row=True, draws=0).rows == 32


def test_divergence_by_hand():
    # From even odds to three in four: 0.75 log2 1.5 + 0.25 log2 0.5.
    assert divergence(np.array([0.75, 0.25]), np.array([0.5, 0.5])) == pytest.approx(0.75 * np.log2(1.5) - 0.25)
    assert divergence(np.array([0.3, 0.7]), np.array([0.3, 0.7])) == 0
    assert spread(np.array([0.0, 1.0]), np.array([0.5, 0.5])) == 0.5


def test_marginals_sum_to_one_and_the_prior_is_the_scenarios(found):
    for one in found.marginals:
        assert (one.prior.sum(), one.posterior.sum()) == pytest.approx((1, 1), abs=1e-12)
    assert found.of("nuclear", REAL).means()[0] == pytest.approx(0.5)
    assert found.of("nuclear", COST).means()[0] == pytest.approx(2.5)
    assert found.of("nuclear", RELIABILITY).values.tolist() == [0.05, 0.2, 0.6]
    assert found.of("conventional", COST).means()[0] == pytest.approx(0.42)


def test_the_record_teaches_the_cost_of_ordinary_answers_and_nothing_of_nuclear_ones(found):
    assert found.of("conventional", COST).bits > 0.5
    assert found.of("conventional", COST).contraction > 0.4
    for parameter in (COST, REAL, RELIABILITY):
        assert found.of("nuclear", parameter).verdict == "next to nothing"
        assert abs(found.of("nuclear", parameter).contraction) < 0.02


def test_the_nuclear_bluff_is_not_identified_under_any_prior_in_range():
    under = sensitivities(WORLD, "russia", every_row=True)
    assert len(under) == 1 + len(list(alternatives(WORLD, "russia"))) > 15
    assert most_bits(under, "nuclear", REAL) < 0.001
    assert most_bits(under, "conventional", COST) > 0.2
    rows = real_by_prior(WORLD, "russia", every_row=True)
    moved = {tier: max(abs(row["posterior"] - row["prior"]) for row in rows if row["tier"] == tier) for tier in ("conventional", "nuclear")}
    assert moved["nuclear"] < 0.002
    assert moved["conventional"] > 0.05


def test_without_an_audience_cost_nothing_can_be_learned_of_it():
    none = learned(with_type(WORLD, "russia", "nuclear", audience_cost=0.0), "russia", True, draws=0)
    assert none.of("nuclear", REAL).bits == pytest.approx(0, abs=1e-14)


def test_a_bluff_is_found_out_where_meaning_it_would_have_shown():
    # A threat that, if meant, is worth ten times what an answer costs: silence then speaks against it.
    loud = with_type(WORLD, "russia", "nuclear", audience_cost=30.0, cost_sigma=0.2, reliability_weights=(0.0, 0.0, 1.0))
    one = learned(loud, "russia", True, draws=0).of("nuclear", REAL)
    assert one.means()[1] < 0.1
    assert one.bits > 0.5
    assert one.verdict == "something"


def test_what_a_record_teaches_on_average_is_never_negative_and_repeats(found):
    again = learned(WORLD, "russia", every_row=True)
    assert [one.expected_bits for one in again.marginals] == [one.expected_bits for one in found.marginals]
    assert min(one.expected_bits for one in found.marginals) >= 0
    assert found.of("conventional", COST).expected_bits > 10 * found.of("nuclear", COST).expected_bits


def test_simulated_posteriors_average_to_the_prior():
    one = evidence(shipped())
    used = np.ones(len(shipped().rows), bool)
    j = encoded().names.owners.index("russia")
    prior, draws = shipped().prior[j, 0], 4000
    posteriors = simulated(one, j, used, draws, 3)
    error = posteriors.std(axis=0) / np.sqrt(draws)
    assert np.all(np.abs(posteriors.mean(axis=0) - prior) <= 5 * error + 1e-12)  # belief is a martingale


def test_further_silences_move_the_belief_slowly_and_downward(found):
    after = silences(WORLD, "russia", found)
    assert (after.dimension, after.exposure) == ("nato_involvement", 0.8)
    assert after.real > after.after[10] > after.after[100] > after.after[1000] > 0.4
    assert after.chance < 0.02
    quiet = replace(WORLD, actions=tuple(replace(act, exposes={}) for act in WORLD.actions))
    assert silences(quiet, "russia", found) is None


def test_the_credibility_path_starts_from_the_prior_and_moves_only_when_something_is_learned():
    path = credibility_path(WORLD, shipped(), "russia")
    missiles = [point for point in path if point.dimension == "western_missiles"]
    assert len(missiles) == 33
    assert missiles[0].after == ""
    assert {point.exposure for point in missiles} == {0.64}  # the median of seven
    for before, after in pairwise(missiles):
        row = next(row for row in shipped().rows if row.id == after.after)
        assert (after.p > before.p) is row.answered  # an answer to one act makes an answer to any more likely, silence less
    assert len({point.dimension for point in path}) == 5


def test_nothing_of_the_nuclear_tier_enters_the_path():
    shifted = with_type(WORLD, "russia", "nuclear", audience_cost=1.5, cost_median=1.25)
    one, two = (credibility_path(world, shipped(), "russia") for world in (WORLD, shifted))
    assert [point.p for point in one] == [point.p for point in two]
    assert evidence(shipped(), NUCLEAR).chance.max() < 0.7
