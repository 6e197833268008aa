"""The debrief: differences against the model's own odds, with intervals that hold for all acts together."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.debrief import Change, turning_points, weigh_acts
from sim.engine.seat import Seat
from tests.engine.worlds import world


def played(acts, replicate=0, **more):
    seat = Seat(world("two-actors", *more.get("overrides", ())), "south", 1, replicate)
    for act in acts:
        if seat.wait() is not None:
            seat.take(act)
    seat.leave()
    return seat


def test_a_strike_is_a_turning_point_toward_nuclear_use_and_holding_is_none_toward_it():
    weighed = weigh_acts(played(["strike", "hold"]), 64)
    assert [one.act for one in weighed] == ["strike", "hold"]
    (worst, change), *_ = turning_points(weighed, "nuclear use")
    assert worst.act == "strike"
    assert change.low > 0
    assert worst.probability < 0.05
    assert worst.likeliest != "strike"
    assert all(found.difference <= 0 for one, found in turning_points(weighed, "nuclear use") if one.act == "hold")


def test_the_models_odds_weigh_out_the_acts_of_a_menu():
    seat = played(["probe"])
    offer = seat.offers[0]
    differences = []
    for option in offer.options:
        seat.taken[0] = option.act
        change = next(one for one in weigh_acts(seat, 16)[0].changes if one.outcome == "nuclear use")
        differences.append(option.probability * change.difference)
    assert sum(differences) == pytest.approx(0.0, abs=1e-12)


def test_intervals_widen_with_the_number_of_acts():
    one, three = weigh_acts(played(["probe"]), 16), weigh_acts(played(["probe", "hold", "probe"]), 16)
    first, same = (found[0].changes[0] for found in (one, three))
    assert (first.act, first.model) == (same.act, same.model)
    assert same.high - same.low > 1.1 * (first.high - first.low)


def test_a_clash_that_has_come_is_no_outcome_of_later_acts():
    seat = Seat(world("november-2024", "actions.hybrid_attack.clash_probability=1"), "russia", 1, 0)
    while (offer := seat.wait()) is not None and len(seat.taken) < 12:
        acts = [option.act for option in offer.options]
        seat.take("hybrid_attack" if "hybrid_attack" in acts else acts[0])
        if seat.taken[-1] == "hybrid_attack":
            break
    offer = seat.wait()
    assert offer is not None
    seat.take(offer.options[0].act)
    seat.leave()
    weighed = weigh_acts(seat, 2)
    assert "clash" in {change.outcome for change in weighed[-2].changes}
    assert "clash" not in {change.outcome for change in weighed[-1].changes}
    seat.close()


def test_a_clear_change_too_small_to_matter_is_no_turning_point():
    seat = played(["probe"])
    (weighed,) = weigh_acts(seat, 16)
    for size, told in ((0.9e-4, 0), (1.1e-4, 1)):
        changed = replace(weighed, changes=(Change("clash", 0.1 + size, 0.1, size / 2, 2 * size),))
        assert len(turning_points((changed,), "clash")) == told


def test_clear_means_that_zero_lies_outside():
    assert Change("clash", 0.2, 0.1, 0.01, 0.2).clear
    assert Change("clash", 0.1, 0.2, -0.2, -0.01).clear
    assert not Change("clash", 0.2, 0.1, -0.01, 0.2).clear
    assert np.isclose(Change("clash", 0.2, 0.1, 0.0, 0.2).difference, 0.1)
