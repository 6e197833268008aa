"""A person in a seat: the model's own acts give the model's own history, other acts change nothing but what follows from them."""

import numpy as np
import pytest

from sim.engine.seat import Seat
from sim.engine.trace import trace
from sim.errors import RunError
from sim.terms import Channel, Event
from tests.engine.worlds import sample, world

SEATS = [("two-actors", "south"), ("november-2024", "ukraine"), ("november-2024", "russia")]


def acts_of(story, actor):
    return [moment.act for moment in story.moments if moment.event == Event.OPPORTUNITY and moment.actor == actor and moment.act is not None]


@pytest.mark.parametrize(("name", "actor"), SEATS)
def test_who_does_what_the_model_does_lives_through_the_models_history(name, actor):
    for replicate in range(3):
        story = trace(world(name), 1, replicate)
        seat = Seat(world(name), actor, 1, replicate)
        for act in acts_of(story, actor):
            seat.take(act)
        seat.leave()
        assert seat.told() == story
        seat.close()


@pytest.mark.parametrize(("name", "actor"), SEATS)
def test_what_is_offered_is_the_menu_that_the_model_chooses_from(name, actor):
    story = trace(world(name), 1, 0)
    own = [moment for moment in story.moments if moment.event == Event.OPPORTUNITY and moment.actor == actor and moment.act is not None]
    seat = Seat(world(name), actor, 1, 0)
    for moment in own:
        offer = seat.wait()
        assert (offer.month, offer.channel) == (moment.month, moment.channel)
        legal = {option.act: (option.value, option.probability) for option in moment.menu if option.value is not None}
        assert {option.act: (option.value, option.probability) for option in offer.options} == legal
        assert sum(option.probability for option in offer.options) == pytest.approx(1.0, abs=1e-12)
        seat.take(moment.act)
    assert len(own) >= 3
    seat.close()


def test_an_act_is_done_however_unlikely_the_model_thinks_it():
    seat = Seat(world("two-actors"), "south", 1, 0)
    taken = 0
    while (offer := seat.wait()) is not None:
        least = min(offer.options, key=lambda option: option.probability)
        moment = seat.take(least.act)
        assert (moment.act, moment.actor, moment.month) == (least.act, "south", offer.month)
        taken += 1
    assert taken == len(seat.offers) >= 3
    assert seat.over
    seat.close()


def test_looking_and_waiting_twice_changes_nothing():
    first, second = (Seat(world("two-actors"), "south", 1, 4) for _ in range(2))
    assert [first.wait() for _ in range(3)] == [second.wait()] * 3
    assert np.array_equal(first.model.state_words, second.model.state_words)
    first.close()
    second.close()


def test_threats_are_what_the_public_believes_and_never_what_the_type_would_do():
    found = []
    for replicate in range(6):  # other types, the same public
        seat = Seat(world("november-2024"), "ukraine", 1, replicate)
        seat.model.state.true_type[:] = 0
        other = Seat(world("november-2024"), "ukraine", 1, replicate)
        assert seat.wait() == other.wait()
        found.append(other.wait())
        seat.close()
        other.close()
    threats = [threat for offer in found for option in offer.options for threat in option.threats]
    assert {threat.owner for threat in threats} == {"russia"}
    assert all(0 <= threat.answered <= 1 and 0 <= threat.nuclear <= 1 and threat.exposure > 0 for threat in threats)


def test_what_comes_afterwards_is_what_comes_in_a_run():
    """Weighted over histories, continuations of the first opportunity by the model's own odds have the expectation of the run."""
    prepared, count = world("two-actors"), 150
    nuclear = np.zeros((count, 2))
    for replicate in range(count):
        seat = Seat(prepared, "south", 3, replicate)
        offer = seat.wait()
        if offer is not None:
            seat.take(offer.options[0].act)
            before = 1.0 - float(seat.before[0].view(seat.model.state.dtype)[0]["survival"])
            mean = sum(option.probability * seat.afterwards(0, option.act, 4).nuclear.mean() for option in offer.options)
            nuclear[replicate] = before + (1 - before) * mean, float(seat.model.state.weight)
        else:
            nuclear[replicate] = 1.0 - float(seat.model.state.survival), float(seat.model.state.weight)
        seat.close()
    scores = nuclear[:, 0] * nuclear[:, 1]
    run = sample(prepared, 4096, seed=5)
    column = run.weights * run.measures[:, prepared.names.measures.index("nuclear_use")]
    error = np.hypot(scores.std(ddof=1) / np.sqrt(count), column.std(ddof=1) / 64)
    assert abs(scores.mean() - column.mean()) < 4 * error
    assert error < 0.5 * column.mean()


def test_continuations_of_two_acts_share_their_luck():
    seat = Seat(world("two-actors"), "south", 1, 0)
    offer = seat.wait()
    seat.take(offer.options[0].act)
    same = [seat.afterwards(0, offer.options[0].act, 16) for _ in range(2)]
    assert np.array_equal(same[0].nuclear, same[1].nuclear)
    assert not np.array_equal(same[0].nuclear, seat.afterwards(0, offer.options[-1].act, 16).nuclear)
    assert offer.channel in (Channel.MILITARY, Channel.DIPLOMACY)
    seat.close()


def test_a_story_that_is_not_over_is_not_told():
    seat = Seat(world("two-actors"), "south", 1, 0)
    with pytest.raises(RuntimeError, match="not over"):
        seat.told()
    seat.close()


@pytest.mark.parametrize("actor", ["nato", "nobody", ""])
def test_a_seat_that_is_none_is_refused_with_those_there_are(actor):
    with pytest.raises(RunError, match=r"seats: .*ukraine"):
        Seat(world("november-2024"), actor, 1, 0)


def test_an_act_that_is_not_on_the_menu_is_refused_and_nothing_moves():
    seat = Seat(world("two-actors"), "south", 1, 0)
    offer = seat.wait()
    with pytest.raises(RunError, match="not on the menu"):
        seat.take("nonsense")
    assert seat.wait() == offer
    seat.close()
