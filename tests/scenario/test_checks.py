"""Values held against one another: every name exists, shares sum to 1, rungs lie within the ladder, dates within the clock.

In the tables, § marks the place that the complaint must point at.
"""

import pytest

from sim.scenario.load import load_text
from tests.scenario.examples import NOVEMBER, SCENARIOS, TWO, changed, complaints, marked

PROBE = "probe:  {rung: 4,"
WRONG = {
    "an unknown side": ("side: south\n", "side: §suoth\n", "no side 'suoth'; did you mean 'south'?"),
    "an unknown action": ("utilities: {hold: 0", "utilities: {§holt: 0", "no action 'holt'; did you mean 'hold'?"),
    "an act on no menu": (
        "  hold:   {rung: 0}",
        "  hold:   {rung: 0}\n  §bluff: {rung: 1}",
        "action 'bluff' is on no actor's menu; give it a utility there, or delete it",
    ),
    "an unknown owner of a doctrine": ("owner: north,", "owner: §nroth,", "no owner 'nroth'; did you mean 'north'?"),
    "an unknown doctrine": ("doctrine: north-2030", "doctrine: §north-2031", "no doctrine 'north-2031'; did you mean 'north-2030'?"),
    "a dimension nobody watches": (
        "{rung: 8, exposes: {border",
        "{rung: 8, exposes: {§boarder",
        "no owner watches 'boarder'; did you mean 'border'?",
    ),
    "a dimension nobody exposes": (
        "      border: {stake: 1.0",
        "      §sea: {stake: 1.0}\n      border: {stake: 1.0",
        "nothing ever exposes 'sea'; let some act expose it, or delete the line",
    ),
    "weights that do not sum to 1": ("weights: [0.3, 0.4, 0.3]", "weights: §[0.3, 0.4, 0.2]", "weights sum to 0.9, not 1 (0.3 + 0.4 + 0.2)"),
    "too few weights": ("weights: [0.7, 0.3]", "§weights: [1]", "1 weights for 2 rungs; give one for each"),
    "an act in two nests": (
        "strike]}}",
        "strike]}, shove: {weight: 1, similarity: 1, actions: [§raid]}}",
        "'raid' already lies in nest 'push'; an act has one nest",
    ),
    "a nest over a stranger": ("[probe, raid, strike]", "[probe, raid, §stroke]", "no act on this menu called 'stroke'; did you mean 'strike'?"),
    "a weight of a stranger": ("      nests:", "      weights: {§hlod: 2}\n      nests:", "no act on this menu called 'hlod'; did you mean 'hold'?"),
    "an act among the outcomes": (
        "strike: {rung: 8",
        "strike: {rung: §10",
        "rung 10 is an outcome (the ladder's outcomes begin at 10); choose a lower one",
    ),
    "an answer among the outcomes": (
        "rungs: [3, 8]",
        "rungs: §[3, 12]",
        "rung 12 is an outcome (the ladder's outcomes begin at 10); choose a lower one",
    ),
    "rungs upside down": ("rungs: [3, 8]", "rungs: §[8, 3]", "rungs must go from first to last, got [8, 3]"),
    "only restraint": ("rungs: [3, 8]", "rungs: §[0, 0]", "the last rung must be above 0"),
    "a nuclear answer too low": (
        "rungs: [10, 11]",
        "rungs: §[9, 11]",
        "nuclear rungs are outcomes, from 10 to 12, demonstration first; got [9, 11]",
    ),
    "a nuclear answer too high": (
        "rungs: [10, 11]",
        "rungs: §[10, 13]",
        "nuclear rungs are outcomes, from 10 to 12, demonstration first; got [10, 13]",
    ),
    "tension above the ladder": ("{north: 3, south: 3}", "{north: §30, south: 3}", "rung 30 lies above the ladder, which ends at 12"),
    "tension of one side": ("{initial: {north: 3, south: 3}}", "{§initial: {north: 3}}", "tension of side 'south' is missing in tension.initial"),
    "tension of a stranger": ("north: 3, south: 3}", "north: 3, south: 3, §est: 1}", "no side 'est'; known: north, south"),
    "accidents above the ladder": ("8: 0.005}", "§80: 0.005}", "rung 80 lies above the ladder, which ends at 12"),
    "an unknown flag": (PROBE, PROBE + " requires: [§permission],", "no flag 'permission'; there are none"),
    "an unknown flag to set": (PROBE, PROBE + " sets: {§permission: true},", "no flag 'permission'; there are none"),
    "an unknown front": (PROBE, PROBE + " front: {§sea: 0.1},", "no front 'sea'; there are none"),
    "aid for an unknown front": (PROBE, PROBE + " aid: {§sea: 0.1},", "no front 'sea'; there are none"),
    "an unarmed backer": (PROBE, PROBE + " backed_by: {§south: 1},", "'south' is not a nuclear actor; only nuclear backing counts"),
    "an unknown backer": (PROBE, PROBE + " backed_by: {§nort: 1},", "no nuclear actor 'nort'; did you mean 'north'?"),
    "a clash without consequences": (
        "id: two-actors\n",
        "§id: two-actors\nincidents: {spark: {actor: south, per_month: 0.1, exposes: {border: [0, 1]}}}\n",
        "acts or answers may lead to a direct clash, but there is no 'clash:' section that says what follows",
    ),
    "a loss to nobody": ("loss_if_answered: 0.6", "loss_if_answered: {§nort: 0.6}", "no owner 'nort'; did you mean 'north'?"),
    "a reference to no line": ("dimension: border", "dimension: §borders", "no line of north on 'borders'; did you mean 'border'?"),
    "a blend from nowhere": (
        "doctrine: north-2030",
        "doctrine: {published: north-2030, blend: §0.5}",
        "blend needs 'earlier', the text to start from",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG.keys())
def test_the_two_actor_crisis_with_one_mistake(old, new, message):
    text, place = marked(TWO, old, new)
    if "spark" in new:
        text = changed(text, (PROBE, PROBE + " clash_probability: 0.1,"))
    assert complaints(text) == [f"{place}: error: {message}"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sides: [north, south]", "sides: §[north, north]", "the two sides must differ"),
        ("sides:", "ladder: {names: [a, b, c], first_outcome: §3}\nsides:", "first_outcome must be a rung from 1 to 2, the last of the ladder"),
    ],
)
def test_a_mistake_that_much_else_hangs_on_is_told_too(old, new, message):
    text, place = marked(TWO, old, new)
    assert f"{place}: error: {message}" in complaints(text)


def test_a_nuclear_tier_asks_whether_its_owner_is_nuclear():
    text = changed(TWO, ("nuclear: true, accidents: {0: 0.0001, 6: 0.001, 8: 0.005}", "policy: logit"))
    text, place = marked(text, "    nuclear:\n", "    §nuclear:\n")
    assert complaints(text) == [f"{place}: error: north has a nuclear tier; say in actors.north whether it is nuclear: true or false"]
    assert load_text(changed(text, ("policy: logit", "nuclear: false"))).actors[0].nuclear is False


def test_names_must_be_told_apart_and_not_mean_something_else():
    text = changed(TWO, ("utilities: {hold: 0", "utilities: {taker: 0, ho-ld: 0, ho_ld: 0, hold: 0"))
    text = changed(text, ("  hold:   {rung: 0}", "  hold:   {rung: 0}\n  taker: {rung: 0}\n  ho-ld: {rung: 0}\n  ho_ld: {rung: 0}"))
    assert [line.split(": error: ")[1] for line in complaints(text)] == [
        "'taker' means something else in scenario files; choose another name",
        "'ho_ld' and 'ho-ld' differ only by - and _; choose names one can tell apart",
    ]


CRISIS = {
    "parties in the wrong order": (
        "parties: [ukraine, russia]",
        "parties: §[russia, ukraine]",
        "name ukraine first: it is the one that loses when front ukraine is +",
    ),
    "a party nobody knows": ("parties: [ukraine, russia]", "parties: [§ukrane, russia]", "no actor 'ukrane'; did you mean 'ukraine'?"),
    "a mediator nobody knows": ("mediator: usa", "mediator: §us", "no actor 'us'; did you mean 'usa'?"),
    "a cost of a stranger": ("cost_of_war: {ukraine: 0.12,", "cost_of_war: {§usa: 0.1, ukraine: 0.12,", "no party 'usa'; known: ukraine, russia"),
    "a member that does not exist": ("members: [usa, europe]", "members: [usa, §eurpe]", "no other actor 'eurpe'; did you mean 'europe'?"),
    "a member of itself": ("members: [usa, europe]", "members: [usa, §nato]", "no other actor 'nato'; known: russia, ukraine, usa, europe, belarus"),
    "a member of the other side": ("members: [usa, europe]", "members: [usa, §russia]", "member 'russia' is on the other side"),
    "an incident of nobody": ("{actor: belarus,", "{actor: §belrus,", "no actor 'belrus'; did you mean 'belarus'?"),
    "an incident upside down": ("belarus: [0.1, 0.9]", "belarus: §[0.9, 0.1]", "exposure must go from lowest to highest"),
    "a date before the start": (
        "date: 2025-01-20",
        "date: §2024-11-05",
        "date 2024-11-05 lies on or before the start of the clock; give the new state as the initial one, or set active: false",
    ),
    "a date beyond the horizon": (
        "date: 2025-01-20",
        "date: §2026-01-20",
        "date 2026-01-20 lies beyond the horizon; lengthen horizon_months, or set active: false",
    ),
    "a change of what is not on a menu": (
        "new_arms: -0.5, permit: -0.6",
        "§new_arm: -0.5, permit: -0.6",
        "no act on the military menu of usa called 'new_arm'; did you mean 'new_arms'?",
    ),
    "a change for a stranger": ("      ukraine: {diplomacy:", "      §ukrane: {diplomacy:", "no actor 'ukrane'; did you mean 'ukraine'?"),
    "a source of an event": ("    source: timeline\n", "    source: §timelime\n", "no source 'timelime'; did you mean 'timeline'?"),
    "a front between unknown sides": ("between: [russia, west]", "between: [russia, §wst]", "no side 'wst'; did you mean 'west'?"),
    "a front within a side": ("between: [russia, west]", "between: §[west, west]", "a front lies between two different sides"),
    "a line on an unknown front": ("front: ukraine, per_unit", "front: §ukrain, per_unit", "no front 'ukrain'; did you mean 'ukraine'?"),
    "a doctrine line that no text draws": (
        "doctrine_line: territory,",
        "doctrine_line: §teritory,",
        "no line or doctrine line 'teritory'; did you mean 'territory'?",
    ),
    "a history of an unknown front": ("russia-2024], front: ukraine", "russia-2024], front: §ukrain", "no front 'ukrain'; did you mean 'ukraine'?"),
    "a history that does not exist": (
        "crossings: ukraine-2022-2025",
        "crossings: §ukraine-2022",
        "no history 'ukraine-2022'; did you mean 'ukraine-2022-2025'?",
    ),
    "a text of history that does not exist": (
        "[russia-2020, russia-2024]",
        "[russia-2020, §russia-2004]",
        "no doctrine 'russia-2004'; did you mean 'russia-2024'?",
    ),
    "a doctrine of somebody else": (
        "  nato:\n    lines:",
        "  nato:\n    doctrine: §russia-2024\n    lines:",
        "doctrine 'russia-2024' belongs to russia, not to nato",
    ),
    "a preset with a wrong path": (
        "{fronts.ukraine.initial: -0.5}",
        "{fronts.ukraine.inital: §-0.5}",
        "no 'inital' in 'fronts.ukraine'; did you mean 'initial'?",
    ),
    "a preset with a wrong value": (
        "{fronts.ukraine.initial: -0.5}",
        "{fronts.ukraine.initial: §-5}",
        "initial must be between -1 (excluded) and 1 (excluded), got -5",
    ),
    "a preset with a wrong name": (
        "{fronts.ukraine.initial: -0.5}",
        "{owners.russia.doctrine: §russia-204}",
        "no doctrine 'russia-204'; did you mean 'russia-2024'?",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), CRISIS.values(), ids=CRISIS.keys())
def test_the_november_crisis_with_one_mistake(old, new, message):
    text, place = marked(NOVEMBER, old, new)
    assert f"{place}: error: {message}" in complaints(text)


def test_parties_are_one_of_each_side_and_can_talk():
    text, place = marked(NOVEMBER, "parties: [ukraine, russia]", "parties: §[ukraine, usa]")
    assert f"{place}: error: the two parties are both on side 'west'; a settlement needs one of each side" in complaints(text)
    text, place = marked(changed(NOVEMBER, ("talks: true, ", "")), "parties: [", "parties: §[")
    problem = "can never talk, so nothing can be settled; give it an act with talks: true"
    assert complaints(text) == [f"{place}: error: ukraine {problem}", f"{place}: error: russia {problem}"]


def test_the_same_mistake_in_many_places_is_told_once():
    lines = complaints(changed(NOVEMBER, ("      territory:  ", "      teritory:  ")))
    assert lines[0].endswith("error: no owner watches 'territory'; did you mean 'teritory'?")
    assert lines[1].endswith("ukraine-2022-2025.csv:2:23: error: no line of russia on 'territory'; did you mean 'teritory'? (and in 8 more places)")
    assert len(lines) == 2


def test_an_event_that_is_switched_off_may_lie_anywhere():
    text = changed(NOVEMBER, ("date: 2025-01-20", "date: 2035-01-20\n    active: false"))
    assert [event.active for event in load_text(text, "x.yaml", SCENARIOS).timeline] == [False]
