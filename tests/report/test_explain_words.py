"""What an explanation says: why first, never a bare share, and 'too few histories' where that is so."""

import re

import numpy as np
import pytest

from sim.analysis.attribution import Worlds, attribute
from sim.analysis.estimates import Estimate
from sim.analysis.explain import Explanation
from sim.analysis.gateways import Condition, Gateway, Gateways
from sim.analysis.knockouts import CHANNELS
from sim.analysis.paths import End, Path, Paths, Step
from sim.analysis.radius import Radii, Radius, RedLine
from sim.report import explain_words as words

RARE = Estimate(0.010, 0.007, 0.014, 0.0016)
SHARE = Estimate(0.54, 0.52, 0.55, 0.01)


def attribution(doomed, of="nuclear_use", histories=4_000):
    """Return the shares of an outcome that comes in `doomed` histories by inadvertence alone."""
    scores = np.zeros((4, 1, histories))
    scores[2:, 0, :doomed] = 1.0
    return attribute(Worlds(CHANNELS[:2], (of,), np.ones(histories), scores, 0, 4), of)


STEPS = (Step("act", "western_missiles", 8),)


def way(end, carriers=400.0, steps=STEPS):
    return Path("nuclear_use", steps, end, 300, RARE, SHARE, carriers, 77, True)


def explanation(**given):
    noise = End("noise", "russia", "western_missiles")
    ways = Paths("nuclear_use", RARE, (way(noise),), (way(noise, steps=()),), 9, 4_000)
    parts = {"attributions": (attribution(40),), "paths": (ways,), "gateways": (gateways(clear=True),), "graphs": (), "radii": ()}
    numbers = {"rungs": ("a",) * 13, "horizon_months": 12.0, "seed": 1, "histories": 4_000, "recorded": 4_000, "move": 0.1, "failed": 0}
    return Explanation(scenario="x", title="X", outcomes=("nuclear_use",), **(numbers | parts | given))


def gateways(clear, points=True, rare=True):
    after, times = Estimate(0.08, 0.06, 0.11, 0.01), Estimate(16.0, 12.0, 22.0, 2.0)
    one = Gateway("nuclear_use", (Condition("clash"),), RARE, after, times, SHARE, 100, 50.0, clear)
    return Gateways("nuclear_use", RARE, rare, (one,) if points else (), None if points else one, 286, 2_000)


def test_the_first_line_answers_why_and_every_share_has_its_interval():
    first, *_, last = words.headline(explanation())
    assert first.startswith("Why did it escalate? Nuclear use, 10 in 1,000 (7 to 14): inadvertence all; ")
    assert "none: deliberate choice, misperception" in first
    assert last.startswith(
        "How: 54 % (52 to 55) of nuclear use is Russia's nuclear answer to Western missiles by noise; point of no return: a direct clash"
    )
    assert len(words.headline(explanation())) <= 3


def test_few_histories_are_said_instead_of_a_share():
    first = words.headline(explanation(attributions=(attribution(5),)))[0]
    assert "too few histories to say why" in first
    assert "%" not in first
    table = "\n".join(words.share_lines(attribution(5)))
    assert "too few histories" in table
    assert "%" not in table


def test_ways_are_not_told_where_the_recorded_histories_missed_what_the_outcome_comes_from():
    common = explanation(attributions=(attribution(400),))
    assert common.missed("nuclear_use")
    assert words.headline(common)[-1] == f"How: {words.MISSED}."
    assert not explanation(attributions=(attribution(20),)).missed("nuclear_use")


def test_where_only_red_lines_were_asked_for_the_first_line_names_the_nearest():
    line, effect = RedLine("russia", "nuclear", "western_missiles", 0.7), Estimate(0.0005, 0.0004, 0.0006, 0.00005)
    found = tuple(Radius(line, "nuclear_use", way, change, change, effect, 4, "moved") for way, change in (("up", 0.5), ("down", -0.15)))
    only = explanation(attributions=(), paths=(), gateways=(), radii=(Radii("nuclear_use", RARE, 0.001, found, 4_096),))
    assert words.headline(only)[0].startswith("Why did it escalate? Nuclear use, 10 in 1,000 (7 to 14): nearest red line: Russia's nuclear line")
    assert "0.7 -> 0.55" in words.headline(only)[0]


def test_first_and_last_stand_in_the_table_where_more_is_asked_for():
    assert "last in" not in words.share_lines(attribution(40))[0]
    assert "last in" in words.share_lines(attribution(40), verbose=True)[0]


def test_an_outcome_that_was_never_drawn_is_not_called_impossible():
    assert words.because(attribution(0, "clash")) == "no simulated history led there"
    assert words.because(attribution(0)) == "no history leads there"


def test_what_is_left_of_a_settlement_is_not_called_a_choice():
    assert words.part("deliberate", "settlement") == words.REST
    assert words.part("deliberate", "clash") == words.DELIBERATE


def test_a_point_of_no_return_must_be_clear_to_be_called_one():
    assert words.pointed(gateways(clear=True)) == "point of no return: a direct clash, 16 times as probable (12 to 22)"
    unclear = words.pointed(gateways(clear=False))
    assert unclear.startswith("no state clearly makes it 10 times as probable (nearest: a direct clash")
    assert words.pointed(gateways(clear=False, points=False)) == unclear
    assert "none of 286 states" in words.point_lines(gateways(clear=False, points=False))[0]
    assert "as good as certain" in words.pointed(gateways(clear=False, rare=False))


def test_paths_that_few_histories_carry_are_not_named():
    lone = Paths("clash", RARE, (way(End("meeting"), carriers=5.0),), (way(End("meeting"), carriers=5.0),), 31, 4_000)
    assert words.path_lines(lone, ["redline replay x"]) == ["  too few histories to name a path (31 different ones seen)"]
    assert words.end_lines(lone) == []
    assert words.mostly(lone) == "too few histories to tell ways apart"


@pytest.mark.parametrize("how", ["deliberate", "noise", "accident", "accident_after_clash", "meeting", "act", "answer", "settlement", "collapse"])
def test_every_end_has_words(how):
    assert words.end(End(how, "nato", "alliance_territory"))


@pytest.mark.parametrize(
    "kind", ["rung", "answer", "tension", "credible", "incredible", "nuclear_credible", "front_high", "front_low", "calendar", "clash"]
)
def test_every_condition_has_words(kind):
    assert words.condition(Condition(kind, 0.5, "ukraine"))


def test_red_lines_are_told_by_how_near_they_are_and_the_rest_is_counted():
    line = RedLine("russia", "nuclear", "western_missiles", 0.7)
    effect = Estimate(0.0005, 0.0004, 0.0006, 0.00005)
    far, near = (
        Radius(line, "nuclear_use", way, bound, change, effect, 4, "moved") for way, bound, change in (("up", 1.3, 0.5), ("down", -0.7, -0.15))
    )
    none = Radius(line, "nuclear_use", "up", 1.3, None, effect, 3, "none within bounds")
    unsure = Radius(line, "nuclear_use", "up", 1.3, None, effect, 3, "too few histories")
    lines = words.line_lines(Radii("nuclear_use", RARE, 0.0005, (far, none, near, unsure), 4_096))
    assert re.findall(r"-> (\d\.\d\d)", "".join(lines)) == ["0.55", "1.20"]
    assert lines[-1] == "  1 of 4 moves within bounds cannot; for 1 histories are too few to say"
