"""The stage game of a dyad: what must equal the simulated actor to the last digits, what must differ and by what, and that a wrong sign shows."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from sim.analysis import stage_tree
from sim.analysis.first_choices import first_choices, shares_over_horizon
from sim.analysis.stage_extract import extract, parties
from sim.analysis.stage_game import MATCHED, SCALES, STAKE
from sim.analysis.stage_left_out import left_out
from sim.analysis.stage_steps import distance, steps
from sim.engine.agents import CrisisModel
from sim.experiment.engine import prepare
from sim.games.efg import to_efg
from sim.games.solvers.evaluate import evaluate
from sim.games.solvers.quantal import logit_at, principal_at
from sim.rules.response import rung_of_answer
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path
from tests.games.efg_reader import read_efg

FREE = "actors.south.military.nests.push.similarity=1"  # acts no more alike than any others: with the weights of two-actors, plain logit
CELLS = "numerics.cost_cells=25"  # as in the larger scenarios, so that all tests here share one compiled kernel
PLAIN = {  # dyads with one nest for each act and equal base weights
    "two actors": ("two-actors", "south,north", (FREE,)),
    "two actors, short": ("two-actors", "south,north", (FREE, "actors.south.military.precision=0.7", "owners.north.nuclear.audience_cost=2")),
    "border": ("small/rare-3", "south,north", (CELLS,)),
    "misread": ("small/misjudged", "south,north", (CELLS,)),
    "triad": ("small/alliance", "client,empire", (CELLS,)),
    "deep triad": ("small/alliance", "client,empire", (CELLS, "crossings.expected_loss_depth=3")),
    "front": ("small/long-talks", "south,north", (CELLS,)),
    "November, Russia": ("november-2024", "russia,nato", ()),
}
NOVEMBER, TWO = ("november-2024", "ukraine,russia", ()), ("two-actors", "south,north", ())
plain = pytest.mark.parametrize("dyad", PLAIN.values(), ids=PLAIN)


def prepared(name, actors, settings):
    world = load(scenario_path(name), settings)
    return (world, prepare(world), *parties(world, actors))


def extracted(dyad, most=None):
    return extract(*prepared(*dyad), most)


def menu(dyad):
    """Return the choice probabilities that the watchable model gives to the actor's menu at the opening: another way to the same numbers."""
    _, ready, actor, _ = prepared(*dyad)
    model = CrisisModel(ready, 7, 3)
    try:
        return {option.act: option.probability for option in model.actors[actor].menu() if option.value is not None}
    finally:
        model.close()


@plain
def test_quantal_response_at_the_models_precision_is_the_simulated_actor(dyad):
    expected = menu(dyad)
    for most in (None, 1, 2):
        game, opening = extracted(dyad, most)
        assert game.play(game.precision).choice == pytest.approx(expected, abs=1e-9)
        assert opening.model == pytest.approx(expected, abs=1e-15)
    solved = principal_at(stage_tree.tree(extracted(dyad, 1)[0]), [game.precision])[0]
    assert solved[game.actor] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("dyad", [*PLAIN.values(), NOVEMBER, TWO])
@pytest.mark.parametrize("most", [None, 2, 1])
def test_however_types_are_grouped_every_crossing_is_answered_as_often_as_the_public_believes(dyad, most):
    game, _ = extracted(dyad, most)
    answers = game.play(game.precision).answers
    for place, crossing in enumerate(game.crossings):
        assert [tier[place] for tier in answers] == pytest.approx(crossing.believed, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("dyad", [*PLAIN.values(), NOVEMBER, TWO])
def test_kinds_of_type_lose_nothing_of_what_single_types_do_without_error(dyad):
    game, _ = extracted(dyad)
    kinds, types = game.play(None), game.unerring()
    assert kinds.values == pytest.approx(types.values, abs=1e-9)
    assert kinds.best == types.best
    patterns = [{tuple(row) for row, p in zip(tier.would(), tier.probability, strict=True) if p > 1e-9} for tier in game.types]
    assert all({kind.answers for kind in found} >= seen for found, seen in zip(game.kinds, patterns, strict=True))


def test_a_wrong_sign_is_noticed():
    game, opening = extracted(PLAIN["two actors"])
    for wrong in (
        replace(game, crossings=tuple(replace(one, loss=-one.loss) for one in game.crossings)),
        replace(game, loss_if_nuclear=-game.loss_if_nuclear),
        replace(game, kinds=tuple(tuple(replace(kind, log_odds=tuple(-x for x in kind.log_odds)) for kind in tier) for tier in game.kinds)),
    ):
        assert distance(wrong.play(game.precision).choice, opening.model) > 0.01


def test_worth_is_what_the_file_says_plus_what_losing_adds():
    game, opening = extracted(NOVEMBER)
    utilities = next(actor for actor in opening.world.actors if actor.id == "ukraine").military.utilities
    added = {"incursion": 0.8 * 0.10}  # when_losing times the front
    assert {act.name: act.worth for act in game.acts} == pytest.approx({act: u + added.get(act, 0.0) for act, u in utilities.items()}, abs=1e-12)


@pytest.mark.parametrize(("dyad", "most"), [(PLAIN["two actors"], 1), (PLAIN["border"], 2), (NOVEMBER, 1)])
@pytest.mark.parametrize("scale", SCALES)
def test_the_path_follower_finds_the_one_branch_that_is_worked_out_backward(dyad, most, scale):
    game, _ = extracted(dyad, most)
    tree = stage_tree.tree(game, scale)
    for precision in (0.3, game.precision, 6.0):
        (only,) = logit_at(tree, precision)
        for place, mixed in stage_tree.profile(game, precision, scale).items():
            assert only.strategies[place] == pytest.approx(mixed, abs=1e-9)


@pytest.mark.parametrize("dyad", [*PLAIN.values(), NOVEMBER, TWO])
def test_enumeration_finds_the_equilibrium_that_is_worked_out_backward_on_both_scales(dyad):
    game, _ = extracted(dyad)
    for scale in SCALES:
        (only,) = stage_tree.equilibria(game, scale)
        expected = stage_tree.profile(game, None, scale)
        assert set(only.strategies) == set(expected)
        assert all(only.strategies[place] == pytest.approx(dict(mixed), abs=1e-12) for place, mixed in expected.items())
        assert evaluate(stage_tree.tree(game, scale), only.strategies, only.beliefs).largest_gap == 0.0


def test_the_equilibrium_is_that_of_a_search_over_all_plans():
    game, _ = extracted(TWO, 2)
    worth = {}
    for act in game.acts:
        worth[act.name] = act.worth
        for place in act.crossings:
            for tier, kinds in enumerate(game.kinds):
                loss = (game.crossings[place].loss, game.loss_if_nuclear)[tier]
                best = max(  # the owner's best plan: a set of kinds that answer
                    product((0, 1), repeat=len(kinds)),
                    key=lambda plan: sum(does * kind.probability * game.gain(kind, place) for does, kind in zip(plan, kinds, strict=True)),
                )
                worth[act.name] -= loss * sum(does * kind.probability * kind.reliability for does, kind in zip(best, kinds, strict=True))
    assert game.play(None).values == pytest.approx(worth, abs=1e-12)
    assert game.play(None).best == (max(worth, key=lambda name: worth[name]),)


def test_the_tree_is_worth_what_the_game_is():
    game, _ = extracted(NOVEMBER)
    for precision, scale in product((None, 0.5, 2.0), SCALES):
        found = evaluate(stage_tree.tree(game, scale), stage_tree.profile(game, precision, scale))
        assert found.action_values["ukraine"] == pytest.approx(game.play(precision, scale).values, abs=1e-9)


def test_an_act_that_crosses_two_lines_is_answered_at_each(tmp_path):
    file = tmp_path / "two-lines.yaml"
    lines = "owners: {north: {lines: {fleet: {stake: 0.7, conventional_line: 0.4}}}}\nactions: {raid: {exposes: {border: 0.6, fleet: 0.5}}}\n"
    head = "schema: redline/scenario/1\nbase: two-actors\nid: two-lines\ntitle: Two lines\nsummary: A raid crosses two.\n"
    file.write_text(head + lines, encoding="utf-8")
    world = load(file, (FREE,))
    game, opening = extract(world, prepare(world), "south", "north", 2)
    assert [len(act.crossings) for act in game.acts] == [0, 1, 2, 1]
    assert game.play(game.precision).choice == pytest.approx(opening.model, abs=1e-9)
    found = evaluate(stage_tree.tree(game), stage_tree.profile(game, game.precision))
    assert found.action_values["south"] == pytest.approx(game.play(game.precision).values, abs=1e-9)
    stage_tree.tree(game, rungs=True)  # with its information sets it is a game: nobody forgets


@pytest.mark.parametrize("rungs", [False, True])
def test_the_file_for_gambit_reads_back_as_the_same_game(rungs):
    game, _ = extracted(TWO, 2)
    written = stage_tree.tree(game, MATCHED, rungs)
    back = read_efg(to_efg(written))
    assert back.ends == written.ends
    assert dict(back.information_sets) == dict(written.information_sets)


def test_chances_in_the_file_sum_to_one_as_decimals():
    for dyad in (TWO, NOVEMBER):
        game, _ = extracted(dyad)
        assert sum(Fraction(repr(share)) for share, _ in stage_tree.pairs(game).values()) == 1


def test_rungs_are_as_often_chosen_as_in_the_model():
    game, _ = extracted(TWO, 1)
    found = principal_at(stage_tree.tree(game, rungs=True), [game.precision])[0]
    assert found["south"] == pytest.approx(game.play(game.precision).choice, abs=1e-9)
    for crossing in game.crossings:
        mixed = found[f"north's commanders after {crossing.act} (border)"]
        drawn = [rung_of_answer(3, 8, 4.0, 1.0, 10.0, crossing.material, (u + 0.5) / 20_000) for u in range(20_000)]
        for rung in range(3, 9):
            assert mixed[f"rung {rung}"] == pytest.approx(drawn.count(rung) / 20_000, abs=1e-4)
            assert mixed[f"rung {rung}"] == pytest.approx(game.rungs.shares(crossing.material)[rung], abs=1e-9)


def test_a_constant_added_to_all_utilities_moves_nothing():
    add = tuple(f"actors.south.military.utilities.{act}={u + 0.7}" for act, u in {"hold": 0, "probe": 0.3, "raid": 0.5, "strike": 0.6}.items())
    game, opening = extracted(TWO)
    other, moved = extracted((*TWO[:2], add))
    for precision, scale in product((None, 1.0, 2.0), SCALES):
        assert other.play(precision, scale).choice == pytest.approx(game.play(precision, scale).choice, abs=1e-12)
    assert moved.model == pytest.approx(opening.model, abs=1e-12)


def test_payoffs_in_half_units_at_twice_the_precision_are_the_same_game():
    half = {"utilities.probe": 0.15, "utilities.raid": 0.25, "utilities.strike": 0.3, "precision": 4}
    scaled = tuple(f"actors.south.military.{key}={value}" for key, value in half.items())
    scaled += ("actors.south.loss_if_answered=0.3", "actors.south.loss_if_nuclear=30")
    game, _ = extracted(TWO)
    other, _ = extracted((*TWO[:2], scaled))
    assert other.precision == 2 * game.precision
    assert other.play(4.0).choice == pytest.approx(game.play(2.0).choice, abs=1e-12)


def test_other_names_give_the_same_game_in_another_order(tmp_path):
    text = re.sub(r"\bhold\b", "quiet", re.sub(r"\bprobe\b", "zeal", scenario_path("two-actors").read_text(encoding="utf-8")))
    file = tmp_path / "renamed.yaml"
    file.write_text(text, encoding="utf-8")
    world = load(file)
    other, opening = extract(world, prepare(world), "south", "north")
    game, before = extracted(TWO)
    names = {"zeal": "probe", "quiet": "hold"}
    assert {names.get(act, act): p for act, p in other.play(2.0).choice.items()} == pytest.approx(game.play(2.0).choice, abs=1e-12)
    assert {names.get(act, act): p for act, p in opening.model.items()} == pytest.approx(before.model, abs=1e-12)
    assert [act.name for act in other.acts] != [act.name for act in game.acts]


def test_each_reduction_is_measured_and_only_those_there_are():
    named = {dyad: [step.name for step in steps(*extracted(dyad))] for dyad in (NOVEMBER, TWO, PLAIN["border"])}
    assert named[NOVEMBER][2:] == ["no nests", "equal base weights", "answers as stakes", "no error"]
    assert named[TWO][2:] == ["no nests", "answers as stakes", "no error"]  # a nest of three acts with weight 3: equal weights
    assert named[PLAIN["border"]][2:] == ["answers as stakes", "no error"]
    for dyad in named:
        game, opening = extracted(dyad)
        found = steps(game, opening)
        assert found[0].choice == menu(dyad)
        assert found[1].from_model < 1e-9
        quantal = next(step for step in reversed(found) if step.name not in ("answers as stakes", "no error"))
        assert quantal.choice == pytest.approx(game.play(game.precision).choice, abs=1e-12)
        assert found[-2].choice == game.play(game.precision, STAKE).choice
        assert all(step.from_last > 0.01 for step in found[2:])


def test_what_an_actor_without_expected_payoffs_does_is_a_step_of_its_own():
    mechanical, random = (
        steps(*extracted(("two-actors", "south,north", (FREE, f"actors.south.policy={policy}")))) for policy in ("mechanical", "random")
    )
    assert [mechanical[1].name, random[1].name] == ["expected payoffs"] * 2
    assert mechanical[-1].from_model == pytest.approx(0.0, abs=1e-12)  # here the best act of the model is that of the equilibrium
    assert list(random[0].choice.values()) == pytest.approx([0.25] * 4, abs=1e-15)
    assert [step.choice for step in mechanical[1:]] == [step.choice for step in random[1:]]
    blind = steps(*extracted(("two-actors", "south,north", (FREE, "observers.beliefs=none"))))
    assert blind[1].name == "expected payoffs"
    assert blind[1].from_model > 0.3


def test_lines_of_a_third_party_that_an_act_crosses_are_taken_out_as_a_step(tmp_path):
    file = tmp_path / "third.yaml"
    ally = """
owners:
  ally:
    lines: {border: {stake: 2, conventional_line: 0.3}}
    conventional: {cost: {median: 0.3, sigma: 0.4}, reliability: 0.9, answer_noise: 0.3, answer: {rungs: [3, 8]}}
actors: {ally: {side: north}, south: {loss_if_answered: {north: 0.6, ally: 1.1}}}
"""
    file.write_text("schema: redline/scenario/1\nbase: two-actors\nid: third\ntitle: Three\nsummary: An ally.\n" + ally, encoding="utf-8")
    world = load(file, (FREE,))
    game, opening = extract(world, prepare(world), "south", "north")
    found = steps(game, opening)
    assert found[1].name == "this owner alone"
    assert found[1].choice == pytest.approx(menu(PLAIN["two actors"]), abs=1e-9)
    assert found[1].from_model > 0.1
    assert any(one.topic == "other owners crossed" and "probe, raid, strike" in one.words for one in left_out(game, opening))


def test_the_list_of_what_is_left_out_is_that_of_the_scenario():
    topics = {dyad: [one.topic for one in left_out(*extracted(dyad))] for dyad in (NOVEMBER, TWO, PLAIN["misread"], PLAIN["triad"])}
    assert topics[TWO] == ["later moves", "how acts are read", "rungs", "accidents"]
    assert {"retaliation", "fronts", "settlement", "the calendar", "the owner's own acts", "what is legal", "the past"} <= set(topics[NOVEMBER])
    assert topics[NOVEMBER].count("other actors") == 2
    assert {"two texts", "observers' bias"} <= set(topics[PLAIN["misread"]])
    assert {"retaliation", "strikes on the backer"} <= set(topics[PLAIN["triad"]])


def test_retaliation_is_told_with_the_number_that_stands_in_the_price():
    game, opening = extracted(NOVEMBER)
    words = next(one.words for one in left_out(game, opening) if one.topic == "retaliation")
    number = float(words.partition("price: ")[2].partition(" ")[0])
    types = game.types[1]  # Russia is not losing on its front, so that nothing else stands in its price
    assert np.exp(types.log_price) == pytest.approx(types.cost + number, rel=1e-3)


def test_simulated_first_choices_agree_with_the_exact_ones():
    world, ready, actor, owner = prepared(*PLAIN["two actors"])
    game, opening = extract(world, ready, actor, owner)
    found = first_choices(game, opening, ready, 4000, 5)
    assert found.histories == found.events == 4000  # nobody else has a clock
    for act, p in opening.model.items():
        share = found.share(act)
        assert share.low <= share.value <= share.high
        assert abs(share.value - p) <= 4.5 * (p * (1 - p) / 4000) ** 0.5
    assert found.share("strike").high > 0.0


def test_an_act_never_chosen_has_an_interval_and_few_crossings_have_no_mean():
    world, ready, actor, owner = prepared(*PLAIN["two actors"])
    game, opening = extract(world, ready, actor, owner)
    never = [one for one in shares_over_horizon(game, opening, ready, 3, 1).values() if one.value == 0.0]
    assert never
    assert all(one.high == 1.0 for one in never)
    few = first_choices(game, opening, ready, 12, 1).met
    assert {place: met.nuclear is None for place, met in few.items()} == {place: met.crossings < 10 for place, met in few.items()}
    assert any(met.nuclear is None for met in few.values())


def test_first_answers_agree_where_acts_are_read_without_noise():
    world, ready, actor, owner = prepared("small/rare-3", "south,north", (CELLS,))
    game, opening = extract(world, ready, actor, owner)
    met = first_choices(game, opening, ready, 4000, 5).met["strike", "border"]
    p, q = game.crossings[0].believed
    assert abs(met.answered / met.crossings - p) <= 4.5 * (p * (1 - p) / met.crossings) ** 0.5
    assert abs(met.nuclear.value - q) <= 4.5 * met.nuclear.standard_error


@plain
def test_gambit_finds_the_simulated_actor_in_the_file(dyad, tmp_path):
    pygambit = pytest.importorskip("pygambit", minversion="17.0.0b1", reason="Gambit 17 reads profiles otherwise than 16")
    game, _ = extracted(dyad, 2)
    file = tmp_path / "stage.efg"
    file.write_text(to_efg(stage_tree.tree(game)), encoding="utf-8")
    (point,) = pygambit.qre.logit_solve_lambda(pygambit.read_efg(str(file)), [game.precision])
    ((_, mixed),) = point.profile[game.actor]
    assert {act.name: float(mixed[act.name]) for act in game.acts} == pytest.approx(menu(dyad), abs=1e-9)
