"""A told history: the same as the scored one, with an ending drawn from its weights."""

import itertools

import numpy as np
import pytest

from sim.engine.trace import trace
from sim.terms import Ending, Event
from tests.engine.worlds import SHIPPED, told, world

HOT = ("owners.north.nuclear.cost.median=0.6", "actors.south.loss_if_nuclear=0")  # use in about two histories of five


@pytest.mark.parametrize("scenario", SHIPPED)
def test_a_story_is_the_history_that_was_scored(scenario):
    prepared = world(scenario)
    for replicate in range(20):
        story, state = trace(prepared, 1, replicate), told(prepared, 1, replicate)
        assert story.weight == float(state.weight)
        assert story.probability_of_use == pytest.approx(1 - float(state.survival), abs=1e-15)
        if story.nuclear is None:
            assert story.ending == Ending(int(state.ending))
            assert story.ending_month == float(state.now)


def test_moments_follow_one_another_and_survival_never_rises():
    for replicate in range(20):
        story = trace(world("november-2024"), 1, replicate)
        months = [moment.month for moment in story.moments]
        survival = [1.0, *(moment.survival for moment in story.moments)]
        assert months == sorted(months)
        assert all(a >= b for a, b in itertools.pairwise(survival))


def test_an_opportunity_names_actor_act_and_menu_and_other_events_do_not():
    for replicate in range(20):
        for moment in trace(world("november-2024"), 1, replicate).moments:
            if moment.event == Event.OPPORTUNITY:
                chosen = next(option for option in moment.menu if option.act == moment.act)
                assert moment.actor in world("november-2024").names.actors
                assert chosen.probability > 0
            else:
                assert (moment.actor, moment.act, moment.menu) == (None, None, ())


def test_stories_end_in_nuclear_use_as_often_as_their_weights_say():  # 600 stories of seed 1
    prepared = world("two-actors", *HOT)
    stories = [trace(prepared, 1, replicate) for replicate in range(600)]
    gap = np.array([(story.nuclear is not None) - story.probability_of_use for story in stories])
    assert np.mean([story.nuclear is not None for story in stories]) > 0.1
    assert abs(gap.mean()) <= 4 * gap.std() / np.sqrt(len(gap))


def test_a_story_of_nuclear_use_ends_there():
    prepared = world("two-actors", *HOT)
    endings = [trace(prepared, 1, replicate) for replicate in range(150)]
    used = [story for story in endings if story.nuclear is not None]
    assert len(used) > 10
    for story in used:
        assert story.nuclear in ("deliberate", "noise", "inadvertent")
        assert story.moments[-1].used == story.nuclear
        assert [moment.used for moment in story.moments[:-1]] == [None] * (len(story.moments) - 1)
        assert story.ending_month == story.moments[-1].month


def test_hidden_types_are_told_for_every_owner_and_tier():
    types = trace(world("november-2024"), 1, 0).types
    assert sorted(types) == ["nato", "russia"]
    assert {f"{tier} {what}" for tier in ("conventional", "nuclear") for what in ("cost", "audience cost is real", "reliability")} == set(
        types["russia"]
    )
    assert all(name.startswith("conventional") for name in types["nato"])
