"""What must hold for every policy that values acts in its own way: its limits, what changes nothing, and that none of its numbers is dead.

Limits are compared bit for bit, menus to rounding; sizes and seeds as said.
"""

import math
import re

import numpy as np
import pytest

from sim.engine.agents import CrisisModel
from sim.engine.trace import trace
from sim.errors import ScenarioError
from sim.report.story import tell
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path
from tests.engine.worlds import TWO, changed, from_text, sample, world
from tests.theory.test_theorems import NOVEMBER, same_bits

ACTORS = {"two-actors": ("south",), "november-2024": ("europe", "russia", "ukraine", "usa"), "september-2022": ("europe", "russia", "ukraine", "usa")}
POLICIES = ("prospect", "reflex", "lookahead")
LOGIT = {  # settings at which a policy is logit
    "prospect": ("prospect={curvature: 1, loss_aversion: 1, weighting: 1}",),
    "lookahead": ("lookahead.horizon=1", "lookahead.discount=0"),
}
NUMBERS = {  # every number of a policy, and a value at which November 2024 goes otherwise
    "prospect.curvature": 0.6,
    "prospect.loss_aversion": 1,
    "prospect.weighting": 1,
    "prospect.lost_ground": 20,
    "reflex.routine": 7,
    "reflex.calm": 7,
    "reflex.panic": 7,
    "reflex.desperate": 0.05,
    "reflex.dread": 0.001,
    "reflex.stress": -0.5,
}
ILLEGAL = {
    "policy=prospects": "policy must be logit, mechanical, random, prospect",
    "reflex.dread=0": "dread must be between 0 (excluded) and 1, got 0",
    "reflex.stress=-1.5": "stress must be between -1 and 10, got -1.5",
    "reflex={calm: 6, panic: 5}": "calm must lie below panic, got 6 and 5",
    "lookahead.horizon=0": "horizon must be a whole number between 1 and 4, got 0",
    "lookahead.horizon=1.5": "horizon must be a whole number between 1 and 4, got 1.5",
    "lookahead.discount=1.1": "discount must be between 0 and 1, got 1.1",
    "reflex.routine=-1": "routine must be 0 or more, got -1",
    "reflex.desperate=1.5": "desperate must be between 0 and 1, got 1.5",
    "prospect.curvature=0": "curvature must be between 0.1 and 1, got 0",
    "prospect.loss_aversion=-1": "loss_aversion must be between 0.1 and 10, got -1",
    "prospect.weighting=0.2": "weighting must be between 0.3 and 1, got 0.2",
    "prospect.lost_ground=-5": "lost_ground must be 0 or more, got -5",
    "prospect.lost_grounds=5": "did you mean 'lost_ground'?",
}
policy = pytest.mark.parametrize("policy", POLICIES)
limit = pytest.mark.parametrize(("policy", "settings"), [(name, (setting,)) for name, settings in LOGIT.items() for setting in settings])


def played(scenario: str, policy: str, *settings: str) -> tuple[str, ...]:
    """Return the overrides that give every actor with a menu this policy, and the settings below each actor."""
    return tuple(f"actors.{name}.{one}" for name in ACTORS[scenario] for one in (f"policy={policy}", *settings))


def menu(text: str, *overrides: str) -> dict[str, float]:
    """Return the probability of every act of South's at the start of a history of its world."""
    model = CrisisModel(from_text(text, *overrides))
    found = {option.act: option.probability for option in model.actors["south"].menu()}
    model.close()
    return found


# ---- limits -------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("scenario", ACTORS)
@limit
def test_a_policy_at_its_limit_is_logit_bit_for_bit(scenario, policy, settings):
    assert same_bits(sample(world(scenario), 128), sample(world(scenario, *played(scenario, policy, *settings)), 128))


@limit
def test_beside_its_limit_it_is_not(policy, settings):
    assert not same_bits(sample(world("november-2024"), 64), sample(world("november-2024", *played("november-2024", policy)), 64))


@pytest.mark.parametrize("scenario", ACTORS)
@policy
def test_precision_zero_leaves_the_base_weights_whatever_the_policy(scenario, policy):
    blind = [f"{channel}.precision={{value: 0}}" for channel in (("military",) if scenario == "two-actors" else ("military", "diplomacy"))]
    found = sample(world(scenario, *played(scenario, policy, *blind)), 64)
    assert same_bits(found, sample(world(scenario, *played(scenario, "random")), 64))


@policy
def test_boundless_precision_takes_the_best_act_in_the_eyes_of_the_policy(policy):
    sharp = menu(TWO, f"actors.south.policy={policy}", "actors.south.military.precision=1000000000")
    mild = menu(TWO, f"actors.south.policy={policy}")
    tilted = {act: mild[act] / weight for act, weight in {"hold": 1.0, "probe": 3.0, "raid": 3.0, "strike": 3.0}.items()}
    assert sorted(sharp.values()) == [0.0, 0.0, 0.0, 1.0]
    assert mild[max(sharp, key=lambda act: sharp[act])] > 0
    assert max(tilted, key=lambda act: tilted[act]) in (max(sharp, key=lambda act: sharp[act]), "hold")


PROBE = """\
schema: redline/scenario/1
id: probe
title: An owner that always answers or never does
clock: {start: 2030-01-01, horizon_months: 1}
sides: [north, south]
actors:
  south: {side: south, policy: lookahead, military: {tempo: 1, precision: 2, utilities: {stay: 0, push: 1}}, loss_if_answered: 2.2}
  north: {side: north}
actions: {stay: {rung: 0}, push: {rung: 5, exposes: {home: 1}}}
owners:
  north:
    lines: {home: {stake: 1000000}}
    conventional: {cost: {median: 1, sigma: 0.1}, reliability: {levels: [0, 1], weights: [0.5, 0.5]}, answer_noise: 0.1, answer: {rungs: [3, 3]}}
"""
DOOR = """\
schema: redline/scenario/1
id: door
title: A door that must be opened first
clock: {start: 2030-01-01, horizon_months: 1}
sides: [north, south]
flags: {open: {initial: false}}
actors:
  south: {side: south, policy: lookahead, military: {tempo: 1, precision: 2, utilities: {stay: 0, unlock: -0.2, enter: 1}}}
  north: {side: north}
actions: {stay: {rung: 0}, unlock: {rung: 0, sets: {open: true}}, enter: {rung: 1, requires: [open]}}
"""


def worths(text: str, horizon: int, discount: float) -> dict[str, float]:
    """Return what South's legal acts are worth to it at the start."""
    model = CrisisModel(from_text(text, f"actors.south.lookahead={{horizon: {horizon}, discount: {discount}}}"))
    found = {option.act: option.value for option in model.actors["south"].menu() if option.value is not None}
    model.close()
    return found


@pytest.mark.parametrize("discount", [0.9, 0.5])
def test_a_probe_is_worth_what_it_teaches(discount):
    """Closed form: a push gains 1 and costs 2.2 if answered; the first answer or silence tells which owner it is, and who is answered stays away.

    V_1 = -0.1, V_h = -0.1 + (d + d^2 + ... + d^(h-1)) / 2; staying puts it off: V_h(stay) = d max(0, V_{h-1}(push)).
    """
    push = [-0.1 + sum(discount**k for k in range(1, steps)) / 2 for steps in range(1, 5)]
    for steps in range(1, 5):
        found = worths(PROBE, steps, discount)
        best_later = max([0.0, *(discount**k * push[steps - 2 - k] for k in range(steps - 1))]) if steps > 1 else 0.0
        assert found["push"] == pytest.approx(push[steps - 1], rel=1e-9)
        assert found["stay"] == pytest.approx(discount * best_later if steps > 1 else 0.0, rel=1e-9, abs=1e-15)


def test_a_planner_opens_the_door_that_it_will_go_through():
    assert worths(DOOR, 1, 0.9) == pytest.approx({"stay": 0, "unlock": -0.2})
    assert worths(DOOR, 2, 0.9) == pytest.approx({"stay": 0, "unlock": -0.2 + 0.9})
    assert worths(DOOR, 3, 0.9) == pytest.approx({"stay": 0.9 * 0.7, "unlock": -0.2 + 0.9 * 1.9})


def test_looking_ahead_leaves_the_world_as_it_was():
    prepared = world("november-2024", *played("november-2024", "lookahead"))
    model = CrisisModel(prepared, 1, 5)
    model.run_until(2.0)
    state = model.state
    untouched = {
        name: np.asarray(state[name]).tobytes() for name in ("public", "pooled", "front", "aid", "flag", "last_crossing", "failed", "tested", "score")
    }
    for name in ACTORS["november-2024"]:
        assert len(model.actors[name].menu()) > 1
    assert untouched == {name: np.asarray(state[name]).tobytes() for name in untouched}
    model.close()


@pytest.mark.parametrize("scenario", ACTORS)
def test_a_book_that_full_stress_makes_nobody_keep_leaves_the_base_weights(scenario):
    torn = played(scenario, "reflex", "reflex={calm: 0, panic: 0.000001, stress: -1}")
    assert same_bits(sample(world(scenario, *torn), 64), sample(world(scenario, *played(scenario, "random")), 64))


def test_the_book_to_the_letter_matches_the_other_side_and_tops_it_where_it_is_losing():
    exact = ("actors.south.policy=reflex", "actors.south.military.precision=1000")
    losing = changed(TWO, ("owners: ", "fronts: {river: {between: [north, south], initial: 0.4}}\n\nowners: "))
    chosen = lambda tension, *more: max((p, act) for act, p in menu(losing, *exact, f"tension.initial.north={tension}", *more).items())[1]  # noqa: E731
    mild = ("actors.south.reflex={desperate: 0.5, dread: 1, calm: 1}",)
    assert [chosen(tension, *mild) for tension in (0, 4, 6, 8)] == ["hold", "probe", "raid", "strike"]
    assert chosen(7.2, "actors.south.reflex={desperate: 0.3, dread: 1, calm: 1}") == "strike"
    assert chosen(7.2, "actors.south.reflex={desperate: 0.3, dread: 1, calm: 8, routine: 6}") == "raid"
    assert chosen(7.2, "actors.south.reflex={desperate: 0.3, dread: 0.000001, calm: 1}") in ("hold", "probe")


@pytest.mark.parametrize("policy", ["logit", *POLICIES])
@pytest.mark.parametrize("scenario", ["two-actors", "september-2022"])
def test_over_a_longer_horizon_no_history_has_less_nuclear_use(scenario, policy):
    """None of the policies knows how long it will be watched, so a history goes on as it was; history by history, 48 each, seed 1."""
    short, long = (sample(world(scenario, *played(scenario, policy), f"clock.horizon_months={months}"), 48) for months in (3, 5))
    assert (long.scores("nuclear_use") >= short.scores("nuclear_use") * (1 - 1e-12)).all()
    assert long.mean("nuclear_use")[0] > short.mean("nuclear_use")[0]


# ---- what changes nothing -----------------------------------------------------------------------------------------------------------------
@policy
def test_menus_are_probabilities_all_along_a_history(policy):
    model = CrisisModel(world("november-2024", *played("november-2024", policy)), 1, 3)
    looked = 0
    while model.running and looked < 40:
        model.step()
        for name in ACTORS["november-2024"]:
            total = math.fsum(option.probability for option in model.actors[name].menu())
            assert total == pytest.approx(1.0, abs=1e-14)
            looked += 1
    model.close()
    assert looked >= 40


@policy
def test_cloning_an_act_with_its_weight_split_changes_nothing(policy):
    cloned = changed(
        TWO,
        ("strike: 0.6}", "strike: 0.6, storm: 0.6}\n      weights: {strike: 0.7, storm: 0.3}"),
        ("actions: [probe, raid, strike]}}", "actions: [probe, raid, strike, storm]}}"),
        (
            "  strike: {rung: 8, exposes: {border: 0.9}}\n",
            "  strike: {rung: 8, exposes: {border: 0.9}}\n  storm: {rung: 8, exposes: {border: 0.9}}\n",
        ),
    )
    before, after = (menu(text, f"actors.south.policy={policy}") for text in (TWO, cloned))
    assert after["strike"] + after["storm"] == pytest.approx(before["strike"], rel=1e-12)
    assert {act: after[act] for act in ("hold", "probe", "raid")} == pytest.approx({act: before[act] for act in ("hold", "probe", "raid")}, rel=1e-12)


@policy
def test_titles_and_the_order_of_sides_change_no_bit(policy):
    relabelled = changed(
        NOVEMBER,
        ("id: november-2024", "id: something-else"),
        ("title: Long-range strike permission under Russia's 2024 nuclear doctrine", "title: Another title"),
        ("sides: [russia, west]", "sides: [west, russia]"),
    )
    overrides = (*played("november-2024", policy), "clock.horizon_months=4", "timeline.inauguration.active=false")
    assert same_bits(sample(world("november-2024", *overrides), 32), sample(from_text(relabelled, *overrides), 32))


def shifted(constant: float) -> str:
    """Return the smallest crisis with a constant added to the utility of every act."""
    worths = {"hold": 0, "probe": 0.3, "raid": 0.5, "strike": 0.6}
    return changed(TWO, ("{hold: 0, probe: 0.3, raid: 0.5, strike: 0.6}", f"{{{', '.join(f'{act}: {w + constant}' for act, w in worths.items())}}}"))


def test_a_constant_added_to_every_utility_matters_where_the_status_quo_is_the_reference_point():
    """Prospect theory measures from utility 0: five notable gains whatever is done put every act among the gains, or above what an answer costs."""
    before, after = (menu(text, "actors.south.policy=prospect") for text in (TWO, shifted(5)))
    assert after != pytest.approx(before, rel=1e-3)
    linear = ("actors.south.policy=prospect", "actors.south.prospect={curvature: 1, loss_aversion: 1}")
    assert menu(shifted(5), *linear) == pytest.approx(menu(TWO, *linear), rel=1e-9)


@pytest.mark.parametrize(("policy", "constant"), [("reflex", 5), ("reflex", -300), ("lookahead", 5), ("lookahead", -300)])
def test_a_constant_added_to_every_utility_changes_nothing_under_the_others(policy, constant):
    expected = menu(TWO, f"actors.south.policy={policy}")
    assert menu(shifted(constant), f"actors.south.policy={policy}") == pytest.approx(expected, rel=1e-10)


def test_worths_times_four_with_a_quarter_of_the_precision_are_the_same_to_a_planner():
    scaled = changed(
        TWO,
        ("precision: 2 ", "precision: 0.5 "),
        ("{hold: 0, probe: 0.3, raid: 0.5, strike: 0.6}", "{hold: 0, probe: 1.2, raid: 2.0, strike: 2.4}"),
        ("loss_if_answered: 0.6", "loss_if_answered: 2.4"),
        ("loss_if_nuclear: 60", "loss_if_nuclear: 240"),
    )
    planner = "actors.south.policy=lookahead"
    assert same_bits(sample(world("two-actors", planner), 64), sample(from_text(scaled, planner), 64))


def test_prospects_times_c_with_precision_over_c_to_the_curvature_change_nothing():
    scaled = changed(
        TWO,
        ("precision: 2 ", f"precision: {2 / 4**0.88!r} "),
        ("{hold: 0, probe: 0.3, raid: 0.5, strike: 0.6}", "{hold: 0, probe: 1.2, raid: 2.0, strike: 2.4}"),
        ("loss_if_answered: 0.6", "loss_if_answered: 2.4"),
        ("loss_if_nuclear: 60", "loss_if_nuclear: 240"),
    )
    assert menu(scaled, "actors.south.policy=prospect") == pytest.approx(menu(TWO, "actors.south.policy=prospect"), rel=1e-9)


# ---- parameters ---------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_of_a_policy_moves_results(number):
    name = number.partition(".")[0]
    usual, other = played("november-2024", name), played("november-2024", name, f"{number}={NUMBERS[number]}")
    assert not same_bits(sample(world("november-2024", *usual), 128), sample(world("november-2024", *other), 128))


@pytest.mark.parametrize("number", ["horizon: 3", "discount: 0.05"])
def test_both_numbers_of_a_planner_move_results(number):
    usual, other = (sample(from_text(DOOR, "clock.horizon_months=6", f"actors.south.lookahead={{{one}}}"), 64) for one in ("horizon: 2", number))
    assert not same_bits(usual, other)


@pytest.mark.parametrize("setting", ILLEGAL)
def test_an_illegal_setting_is_one_line(setting):
    with pytest.raises(ScenarioError) as caught:
        load(scenario_path("two-actors"), [f"actors.south.{setting}"])
    assert len(caught.value.problems) == 1
    assert ILLEGAL[setting] in str(caught.value.problems[0])


@policy
def test_what_a_policy_is_told_is_part_of_the_text_of_its_world_and_of_no_other(policy):
    texts = {name: load(scenario_path("two-actors"), [f"actors.south.policy={name}"]).text for name in ("logit", policy)}
    section = re.compile(rf"^ *{policy}:", re.MULTILINE)
    assert section.search(texts[policy])
    assert not section.search(texts["logit"])


@policy
def test_a_history_played_by_the_policy_can_be_told(policy):
    scenario = load(scenario_path("two-actors"), [f"actors.south.policy={policy}"])
    story = tell(trace(world("two-actors", f"actors.south.policy={policy}"), 1, 2), scenario, verbose=True)
    assert re.search(r"South: .*\(chosen with", story)
    assert re.search({"prospect": r"strike\s+felt\s+as", "reflex": r"strike\s+barred\s+by\s+its\s+book"}.get(policy, r"strike\s+worth"), story)
