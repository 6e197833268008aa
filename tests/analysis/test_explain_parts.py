"""Moments, paths, points of no return and radii: they score what a run scores, miss nothing, and name what must be found."""

import math

import numpy as np
import pytest

from sim.analysis.gateways import first_rows, gateways_to, graph_to, highest_so_far
from sim.analysis.moments import Field, Moments, record
from sim.analysis.paths import ACT, End, Step, paths_to
from sim.analysis.radius import MOVED, NONE, moved, radii, red_lines
from sim.engine.batch import simulate_block
from sim.engine.trace import trace
from sim.experiment.engine import prepare
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path

RUNS = 384


@pytest.fixture(scope="module")
def two():
    world = load(scenario_path("two-actors"))
    return world, prepare(world)


@pytest.fixture(scope="module")
def november():
    world = load(scenario_path("november-2024"))
    return world, prepare(world)


@pytest.fixture(scope="module")
def moments(november):
    return record(november[1], 1, RUNS)


def by_history(moments, values):
    return np.add.reduceat(values, moments.starts[:-1])


def test_moments_score_what_a_run_scores(november, moments):
    block, names = simulate_block(november[1], 1, 0, RUNS), november[1].names.measures
    scores = {name: block.measures[:, names.index(name)] for name in ("nuclear_use", "nuclear_use.inadvertent", "nuclear_use.deliberate", "clash")}
    chosen, deliberate = moments.column(Field.CHOSEN), moments.column(Field.DELIBERATE)
    accidents = by_history(moments, moments.column(Field.ACCIDENT))
    np.testing.assert_allclose(moments.nuclear, scores["nuclear_use"], atol=1e-14)
    np.testing.assert_allclose(accidents, scores["nuclear_use.inadvertent"], atol=1e-14)
    np.testing.assert_allclose(by_history(moments, chosen) + accidents, scores["nuclear_use"], atol=1e-14)
    np.testing.assert_allclose(by_history(moments, chosen * deliberate), scores["nuclear_use.deliberate"], atol=1e-14)
    assert np.array_equal(by_history(moments, moments.column(Field.CLASH)) > 0, scores["clash"] > 0)
    assert np.array_equal(moments.weights, block.weights)


@pytest.mark.parametrize("outcome", ["nuclear_use", "clash", "settlement"])
def test_paths_share_out_the_whole_outcome(november, moments, outcome):
    found = paths_to(moments, outcome, most=100_000)
    block, names = simulate_block(november[1], 1, 0, RUNS), november[1].names.measures
    expected = block.weights @ block.measures[:, names.index(outcome)] / block.weights.sum()
    assert found.total.value == pytest.approx(expected, rel=1e-12)
    assert math.fsum(one.share.value for one in found.paths) == pytest.approx(1.0, rel=1e-9)
    assert math.fsum(one.share.value for one in found.ends) == pytest.approx(1.0, rel=1e-9)
    assert len(found.paths) == found.kinds


def test_a_history_told_on_a_path_ends_there_when_it_is_replayed(two):
    found = paths_to(record(two[1], 1, RUNS), "nuclear_use", most=50)
    told = [one for one in found.paths if one.told and one.end.how in ("deliberate", "noise")][:3]
    assert told
    for one in told:
        assert trace(two[1], 1, one.replicate).nuclear == one.end.how


def by_hand(rows, endings=(1, 1), survival=(1.0, 1.0)):
    """Return moments of two histories of two actors, from (history, act, owner, rung, chosen, survival after) of each row."""
    prepared = prepare(load(scenario_path("two-actors")))
    table = np.zeros((len(rows), len(Field)))
    for i, (history, act, owner, rung, chosen, left) in enumerate(rows):
        table[i, [Field.HISTORY, Field.ACT, Field.OWNER, Field.RUNG, Field.CHOSEN, Field.SURVIVAL]] = history, act, owner, rung, chosen, left
    starts = np.array([0, *(np.flatnonzero(np.diff(table[:, Field.HISTORY])) + 1), len(rows)])
    acts = len(prepared.names.actions)
    names, p = prepared.names, prepared.params
    exposes = p.act_exposes[:acts, : len(names.dimensions)]
    return Moments(
        names, p.act_rung[:acts], exposes, table, starts, np.arange(2), np.ones(2), np.array(survival), np.array(endings), np.full(2, 0.2), 0
    )


def test_only_new_highest_rungs_are_steps():
    acts = sorted(action.id for action in load(scenario_path("two-actors")).actions)
    probe, strike = acts.index("probe"), acts.index("strike")
    rows = [(0, probe, -1, 4, 0, 1), (0, probe, -1, 4, 0, 1), (0, strike, -1, 8, 0, 1), (0, -1, 0, 5, 0.25, 0.75), (1, probe, -1, 4, 0, 1)]
    found = paths_to(by_hand(rows, survival=(0.75, 1.0)), "nuclear_use")
    assert [one.steps for one in found.paths] == [(Step(ACT, "border", 4), Step(ACT, "border", 8))]
    assert (found.paths[0].end, found.paths[0].histories, found.paths[0].told) == (End("noise", "north", "border"), 1, True)
    assert found.paths[0].probability.value == 0.125


def test_the_running_maximum_starts_anew_with_each_history():
    moments = by_hand([(0, -1, -1, 5, 0, 1), (0, -1, -1, 3, 0, 1), (1, -1, -1, 2, 0, 1), (1, -1, -1, 7, 0, 1)])
    assert highest_so_far(moments, moments.column(Field.RUNG)).tolist() == [5, 5, 2, 7]
    assert first_rows(np.array([True, True, False, True]), np.array([0, 0, 1, 1])).tolist() == [0, 3]


def many(histories, doomed):
    """Return moments of histories of which every tenth climbs to rung 8, and use then comes with probability `doomed`, else with .005."""
    rows = []
    for history in range(histories):
        climbs = history % 10 < 2
        p = doomed if climbs else 0.005
        rows += [(history, -1, -1, 8 if climbs else 4, 0, 1.0), (history, -1, 0, 0, p, 1.0 - p), (history, -1, -1, 0, 0, 1.0 - p)]
    table = by_hand(rows[:6])
    whole = np.zeros((len(rows), len(Field)))
    for i, (history, act, owner, rung, chosen, left) in enumerate(rows):
        whole[i, [Field.HISTORY, Field.ACT, Field.OWNER, Field.RUNG, Field.CHOSEN, Field.SURVIVAL]] = history, act, owner, rung, chosen, left
        whole[i, Field.TIER], whole[i, Field.MONTH] = 3, 1.0
    survival = np.array([row[5] for row in rows[2::3]])
    starts = np.arange(0, len(rows) + 1, 3)
    ones = np.ones(histories)
    return Moments(table.names, table.rungs_of_acts, table.exposes, whole, starts, np.arange(histories), ones, survival, ones, 0.5 * ones, 0)


def test_a_rung_after_which_use_is_ten_times_as_likely_is_a_point_of_no_return():
    found = gateways_to(many(2_000, 0.5), "nuclear_use", rule=(4.0, 0.9))
    assert [point.state[0].kind for point in found.points] == ["rung"]
    assert found.points[0].clear
    assert found.points[0].after.value == pytest.approx(0.5)
    assert found.points[0].passing.value == pytest.approx(0.1 / (0.1 + 0.004))
    assert found.points[0].reached.value == pytest.approx(0.2)


def test_a_rung_after_which_it_is_less_than_that_is_none_and_the_nearest_is_told():
    found = gateways_to(many(2_000, 0.02), "nuclear_use")
    assert found.points == ()
    assert found.nearest.state[0].kind == "rung"
    assert found.nearest.times.value == pytest.approx(0.02 / 0.008, rel=1e-6)


def test_an_ordinary_outcome_needs_nine_in_ten():
    sure = gateways_to(many(2_000, 0.95), "nuclear_use")
    assert (sure.rare, sure.points[0].after.value) == (False, pytest.approx(0.95))
    assert gateways_to(many(2_000, 0.85), "nuclear_use").points == ()


def test_what_flows_into_the_outcome_is_the_outcome(moments):
    for outcome in ("nuclear_use", "clash", "settlement"):
        graph = graph_to(moments, outcome)
        assert math.fsum(flow.p for flow in graph.flows if flow.to is None) == pytest.approx(graph.start.value, rel=1e-9)
    assert all(flow.to is None or flow.to > flow.source for flow in graph.flows)


def test_every_declared_line_of_the_crisis_of_2024_is_moved_alone(november):
    world = november[0]
    lines = red_lines(world)
    assert {line.tier for line in lines} == {"conventional", "nuclear"}
    assert len(lines) == len({line.key for line in lines}) == 16
    line = next(line for line in lines if line.key == "russia.nuclear.western_missiles")
    changed = moved(world, line, -0.2)
    before, after = (next(owner for owner in one.owners if owner.id == "russia").operative.nuclear_lines for one in (world, changed))
    assert {name for name in before if before[name] != after[name]} == {"western_missiles"}
    assert after["western_missiles"] == pytest.approx(0.5)
    assert [owner for owner in changed.owners if owner.id == "nato"] == [owner for owner in world.owners if owner.id == "nato"]


def test_a_nuclear_line_has_a_radius_where_audience_costs_are_high_and_none_where_there_are_none(two):
    costly = load(scenario_path("two-actors"), ["owners.north.nuclear.audience_cost=1.5"])
    found = radii(costly, prepare(costly), ["nuclear_use"], RUNS, 1, 0.1, jobs=1)[0]
    nuclear = [one for one in found.radii if one.line.tier == "nuclear"]
    assert [one.verdict for one in nuclear if one.direction == "down"] == [MOVED]
    assert all(abs(one.effect.value) >= found.amount for one in found.radii if one.change is not None)
    free = load(scenario_path("two-actors"), ["owners.north.nuclear.audience_cost=0", "owners.north.conventional.audience_cost=0"])
    none = radii(free, prepare(free), ["nuclear_use"], RUNS, 1, 0.1, jobs=1)[0]
    assert {(one.verdict, one.change, one.effect.value) for one in none.radii} == {(NONE, None, 0.0)}
