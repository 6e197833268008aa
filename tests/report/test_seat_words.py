"""What a person in a seat reads: nothing hidden before the debrief, and a debrief that names what counted."""

from dataclasses import replace

import pytest

from sim.engine.seat import Seat
from sim.engine.trace import trace
from sim.report.seat_words import SeatTeller, debrief, hint, introduction, menu, situation
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path
from tests.engine.worlds import world


@pytest.fixture(scope="module")
def november():
    return load(scenario_path("november-2024"))


@pytest.mark.parametrize("replicate", range(4))
def test_what_is_told_does_not_depend_on_what_nobody_can_see(november, replicate):
    """Another true type with the same visible acts and answers reads the same, word for word."""
    story = trace(world("november-2024"), 1, replicate)
    told = []
    for chance in (0.0123, 0.9871):
        moments = []
        for moment in story.moments:
            answers = tuple(replace(one, chance=chance, chance_nuclear=chance, deliberate=chance > 0.5) for one in moment.answers)
            menus = tuple(replace(option, probability=chance, value=chance) for option in moment.menu)
            moments.append(replace(moment, answers=answers, menu=menus, survival=chance))
        hidden = replace(story, moments=tuple(moments), types={}, weight=chance, probability_of_use=chance)
        teller = SeatTeller(hidden, november, verbose=True)
        told.append([line for moment in hidden.moments for line in teller.moment(moment, (), last=False)])
    assert told[0] == told[1]
    assert len(told[0]) > 20


def test_a_menu_numbers_its_acts_and_says_which_lines_they_meet(november):
    seat = Seat(world("november-2024"), "ukraine", 1, 0)
    offer = seat.wait()
    lines = menu(november, offer)
    assert lines[0].startswith("20")
    assert f"Your move ({offer.channel.name.lower()})" in lines[0]
    for number, option in enumerate(offer.options, 1):
        line = next(line for line in lines if line.startswith(f"{number:>4}  "))
        assert option.act.replace("_", " ").split()[-1].lower() in line.lower()
    text = " ".join(" ".join(lines).split())
    assert text.count("meets Russia's line") == sum(len(option.threats) for option in offer.options)
    assert "Tension, in rungs" in situation(november, offer)[0]
    assert "The front in Ukraine" in " ".join(situation(november, offer))
    assert "policy logit" in hint(november, "ukraine", offer)[0]
    seat.close()


def test_only_an_owner_is_told_a_type_and_only_its_own(november):
    seat = Seat(world("november-2024"), "russia", 1, 0)
    types = seat.types()
    own = " ".join(introduction(november, "russia", types["russia"]))
    assert f"{types['russia']['nuclear cost']:.2f}" in own
    assert "you alone know" not in " ".join(introduction(november, "ukraine", types.get("ukraine")))
    seat.close()


def test_the_debrief_tells_both_endings_and_the_types(november):
    seat = Seat(world("november-2024"), "ukraine", 1, 0)
    seat.leave()
    told = seat.told()
    text = " ".join(" ".join(debrief(november, "ukraine", told, told, (), 8)).split())
    assert "Your history, as Ukraine, " in text
    assert "With the model in your seat the same luck " in text
    assert "What nobody could see Russia, conventional answers: cost" in text
    assert "you had no choice to make" in text
    assert " 0 in " not in text
    seat.close()
