"""Public belief in a simulated crisis: a martingale, calibrated, and what `believed` says of it."""

import numpy as np
import pytest

from sim.encode.params import new_state
from sim.engine.agents import CrisisModel
from sim.engine.begin import begin
from sim.engine.beliefs import FULL, believed, probabilities_by_type, weigh
from sim.terms import Crossing, Curve, Tier
from tests.engine.worlds import told, world

TIERS = pytest.mark.parametrize("tier", [Tier.CONVENTIONAL, Tier.NUCLEAR], ids=["conventional", "nuclear"])


@TIERS
def test_what_is_believed_is_the_average_over_types_of_what_each_would_do(tier):
    prepared = world("november-2024")
    p, russia = prepared.params, prepared.names.owners.index("russia")
    s = new_state(p)
    begin(p, s, np.uint64(1), np.uint64(0))
    weigh(p, s, russia, 0)
    for dimension in ("western_missiles", "territory", "arms_transfers", "nato_involvement"):
        d = prepared.names.dimensions.index(dimension)
        for exposure in (0.0, 0.3, 0.8, 1.5):
            probabilities_by_type(p, s, russia, d, exposure, int(tier), -1, s.likelihood)
            average = s.public[russia, int(tier)] @ s.likelihood
            assert believed(p, s, FULL, russia, d, exposure, int(tier)) == pytest.approx(average, rel=1e-11, abs=1e-15)


def test_what_is_believed_does_not_depend_on_what_was_asked_before():  # the very first question, at a line and an exposure of exactly 0
    prepared = world("two-actors", "owners.north.lines.border.conventional_line=0")
    p = prepared.params
    answers = []
    for asked_before in (False, True):
        s = new_state(p)
        begin(p, s, np.uint64(1), np.uint64(0))
        weigh(p, s, 0, 0)
        if asked_before:
            believed(p, s, FULL, 0, 0, 0.7, 0)
        answers.append(believed(p, s, FULL, 0, 0, 0.0, 0))
    assert answers[0] == answers[1]


def test_belief_rises_with_exposure():
    prepared = world("november-2024")
    p, russia = prepared.params, prepared.names.owners.index("russia")
    s = new_state(p)
    begin(p, s, np.uint64(1), np.uint64(0))
    weigh(p, s, russia, 0)
    d = prepared.names.dimensions.index("western_missiles")
    for tier in (0, 1):
        chances = [believed(p, s, FULL, russia, d, exposure, tier) for exposure in np.linspace(0, 2, 41)]
        assert (np.diff(chances) >= -1e-15).all()
        assert all(0 <= chance <= 1 for chance in chances)


def test_the_average_credibility_stays_flat_where_observers_are_calibrated():  # n = 3,000 histories of seed 1, every weekly record
    prepared = world("two-actors")
    states = [told(prepared, 1, replicate) for replicate in range(3000)]
    weights = np.array([s.weight for s in states])
    paths = np.array([s.curve[: len(prepared.names.ticks), int(Curve.CREDIBILITY)] for s in states])
    change = paths - paths[:, :1]
    drift = weights @ change / weights.sum()
    error = np.sqrt(((weights[:, None] * (change - drift)) ** 2).sum(axis=0)) / weights.sum()
    assert (np.abs(drift[1:]) <= 4 * error[1:]).all()
    assert change[:, -1].std() > 0.02  # and yet single histories learn: the test could fail


def test_given_the_true_type_credibility_grows_or_erodes():  # n = 1,500 histories of seed 1: salami shows only given the type
    prepared = world("two-actors")
    states = [told(prepared, 1, replicate) for replicate in range(1500)]
    cells = np.array([int(s.true_type[0, 0, 0]) for s in states])
    change = np.array([s.curve[len(prepared.names.ticks) - 1, int(Curve.CREDIBILITY)] - s.curve[0, int(Curve.CREDIBILITY)] for s in states])
    cheap, dear = change[cells < 10], change[cells > 14]
    assert cheap.mean() > 4 * cheap.std() / np.sqrt(len(cheap))
    assert dear.mean() < -4 * dear.std() / np.sqrt(len(dear))


@pytest.mark.parametrize("owner", ["russia", "nato"])
def test_the_average_belief_over_conventional_types_stays_where_it_began(owner):  # n = 800 histories of November 2024, seed 1
    prepared = world("november-2024")
    p, j = prepared.params, prepared.names.owners.index(owner)
    cost = np.tile([*np.log(p.cost[j, 0, :25]), 0.0, 0.0, 0.0], 2 * int(p.levels))  # padding has no mass
    real = np.tile(np.repeat([0.0, 1.0], 28), int(p.levels))
    states = [told(prepared, 1, replicate) for replicate in range(800)]
    weights = np.array([s.weight for s in states])
    for feature in (cost, real):
        shift = np.array([feature @ (s.public[j, 0] - p.prior_public[j, 0])[: p.types] for s in states])
        drift = weights @ shift / weights.sum()
        error = np.sqrt(((weights * (shift - drift)) ** 2).sum()) / weights.sum()
        assert abs(drift) <= 4 * error


def test_predictions_of_an_answer_are_calibrated():  # 300 histories of November 2024, seed 2: some 8,000 crossings
    prepared = world("november-2024")
    gaps, weights = [], []
    for replicate in range(300):
        model = CrisisModel(prepared, 2, replicate)
        gap = 0.0
        while model.running:
            model.step()
            for row in model.state.crossing[: int(model.state.crossings)]:
                gap += float(row[Crossing.TIER] != Tier.VERBAL) - float(row[Crossing.BELIEVED_CONVENTIONAL])
        gaps.append(gap)
        weights.append(float(model.state.weight))
        model.close()
    gaps, weights = np.array(gaps), np.array(weights)
    mean = weights @ gaps / weights.sum()
    assert abs(mean) <= 4 * np.sqrt(((weights * (gaps - mean)) ** 2).sum()) / weights.sum()
    assert gaps.std() > 0.5
