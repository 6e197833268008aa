"""The crisis as a Mesa model: what one can watch, and that it does not stay in memory."""

import gc
import weakref

import pytest

from sim.engine.agents import CrisisModel
from sim.terms import Channel, Ending, Tier
from tests.engine.worlds import SHIPPED, world


@pytest.fixture
def model():
    """Return a fresh history of November 2024, closed afterwards."""
    crisis = CrisisModel(world("november-2024"), seed=1, replicate=3)
    yield crisis
    crisis.close()


@pytest.mark.parametrize("channel", list(Channel))
def test_a_menu_is_a_distribution_over_the_acts_of_the_file(model, channel):
    menu = model.actors["ukraine"].menu(channel)
    assert sum(option.probability for option in menu) == pytest.approx(1, abs=1e-12)
    expected = {"wait", "talk"}
    if channel == Channel.MILITARY:
        expected = {"hold", "drone_raid", "mass_drone_raid", "western_missile", "deep_western_missile", "strategic_site", "incursion"}
    assert {option.act for option in menu} == expected


def test_an_act_that_is_not_legal_has_no_worth_and_no_probability(model):
    by_name = {option.act: option for option in model.actors["usa"].menu()}
    assert by_name["permit"].value is None  # permission is given already
    assert by_name["permit"].probability == 0.0
    assert by_name["restrict"].value is not None


def test_looking_changes_nothing():
    watched, left_alone = (CrisisModel(world("november-2024"), 1, 5) for _ in range(2))
    while watched.running:
        for actor in watched.actors.values():
            actor.menu()
            assert actor.tension >= 0
            assert -1 <= actor.losing <= 1
        watched.actors["russia"].credibility("western_missiles", 0.8)
        watched.actors["russia"].readiness("western_missiles", 0.8, Tier.NUCLEAR)
        watched.step()
        left_alone.step()
    assert watched.state.score.tolist() == left_alone.state.score.tolist()
    assert watched.state.detail.tolist() == left_alone.state.detail.tolist()
    for model in (watched, left_alone):
        model.close()


def test_credibility_and_readiness_are_probabilities_that_differ(model):
    russia = model.actors["russia"]
    for tier in (Tier.CONVENTIONAL, Tier.NUCLEAR):
        believed, true = russia.credibility("western_missiles", 0.8, tier), russia.readiness("western_missiles", 0.8, tier)
        assert 0 < believed < 1
        assert 0 <= true <= 1
        assert believed != true


def test_who_holds_no_lines_cannot_be_asked_for_its_credibility(model):
    with pytest.raises(ValueError, match="ukraine holds no red lines"):
        model.actors["ukraine"].credibility("territory", 0.5)


def test_a_history_plays_until_a_month_and_then_to_its_end(model):
    model.run_until(3.0)
    assert float(model.state.now) <= 3.0 < model.next_month() or not model.running
    model.run_until(100.0)
    assert not model.running
    assert Ending(int(model.state.ending)) != Ending.RUNNING
    with pytest.raises(RuntimeError, match="over"):
        model.step()


@pytest.mark.parametrize("scenario", SHIPPED)
def test_a_closed_model_is_forgotten(scenario):
    model = CrisisModel(world(scenario), seed=1)
    model.run_until(2.0)
    there = weakref.ref(model)
    model.close()
    del model
    gc.collect()
    assert there() is None


def test_a_seed_may_be_as_large_as_64_bits():
    model = CrisisModel(world("two-actors"), seed=2**64 - 1, replicate=2**32 - 1)
    model.run_until(100.0)
    assert not model.running
    model.close()
