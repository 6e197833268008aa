"""The compiled engine and the oracle in plain Python tell the same histories, event by event, with the same scores."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.encode.encode import encode
from sim.encode.params import new_state
from sim.engine.begin import begin
from sim.engine.history import Prepared, prepare
from sim.engine.turn import turn
from sim.scenario.load import load, load_text
from sim.scenario.shipped import scenario_names
from sim.scenario.world import Scenario
from sim.terms import Crossing, Ending, Event, Tier
from tests.agreement.reference import History, Told
from tests.agreement.reference_owners import Met

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SEED = 7
REPLICATES = {False: range(3), True: range(12)}  # more where rare things are looked for
LIKE = {"rel": 1e-9, "abs": 1e-30}
ACTORS = ("europe", "russia", "ukraine", "usa")
HEATED = (  # everything that is rare in the shipped scenarios, made common
    "fronts.ukraine.volatility=0.3",
    "incidents.belarus_unrest.per_month=1",
    "clash.hazard_per_year.5=3",
    "actors.europe.military.utilities.intervene=3",
    "actors.russia.military.utilities.hybrid_attack=1.5",
    "actors.russia.diplomacy.utilities.talk=2",
    "actors.ukraine.diplomacy.utilities.talk=1",
    "owners.russia.wait_for_successor=0.5",
    "owners.russia.backer.probability=1",
    "owners.russia.lines.western_missiles.stake=4",
    "actors.russia.loss_if_answered.nato=0.05",
    "owners.nato.conventional.cost.median=0.5",
    "owners.nato.conventional.false_alarm=0.3",
)
VARIANTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "how grave it is": ("november-2024", ("crossings.attribution=exposure",)),
    "who is hit and how grave": (
        "november-2024",
        ("crossings.attribution=both", "owners.russia.doctrine={published: russia-2024, attribution: russia-2020}"),
    ),
    "published, not operative": ("november-2024", ("owners.russia.doctrine={published: russia-2024, operative: russia-2020}",)),
    "between two texts": (
        "november-2024",
        ("owners.russia.doctrine={published: russia-2024, earlier: russia-2020, blend: 0.5, line_shift: 0.1}",),
    ),
    "doctrine by calendar": (
        "november-2024",
        (
            "owners.russia.doctrine=russia-2020",
            "timeline.inauguration.doctrine={russia: russia-2024}",
            "timeline.inauguration.flags.strike_permission=false",
        ),
    ),
    "depth 2": ("november-2024", ("crossings.expected_loss_depth=2",)),
    "depth 3": ("september-2022", ("crossings.expected_loss_depth=3",)),
    "NATO owns no lines": ("november-2024", ("owners.nato.active=false",)),
    "nothing declared": ("november-2024", ("owners.russia.declared=false", "owners.nato.declared=false")),
    "mechanical": ("november-2024", ("actors.ukraine.policy=mechanical", "actors.russia.policy=mechanical")),
    "random": ("november-2024", ("actors.ukraine.policy=random", "actors.usa.policy=random")),
    "prospect": ("november-2024", tuple(f"actors.{name}.policy=prospect" for name in ACTORS)),
    "prospect, losing, other numbers": (
        "november-2024",
        (
            *(f"actors.{name}.policy=prospect" for name in ACTORS),
            "actors.ukraine.prospect={curvature: 0.6, loss_aversion: 3, weighting: 0.5, lost_ground: 12}",
            "actors.russia.prospect={curvature: 1, loss_aversion: 1.5, weighting: 0.8}",
            "fronts.ukraine.initial=0.3",
            "observers.bias=-1",
        ),
    ),
    "reflex": ("november-2024", tuple(f"actors.{name}.policy=reflex" for name in ACTORS)),
    "reflex, losing, other numbers": (
        "september-2022",
        (
            *(f"actors.{name}.policy=reflex" for name in ACTORS),
            "actors.ukraine.reflex={routine: 7, calm: 6.5, panic: 8, dread: 0.001, stress: -0.7}",
            "actors.russia.reflex={desperate: 0.05, calm: 2}",
        ),
    ),
    "lookahead": ("november-2024", (*(f"actors.{name}.policy=lookahead" for name in ACTORS), "clock.horizon_months=3")),
    "lookahead, farther, by calendar": (
        "september-2022",
        (
            "actors.ukraine.policy=lookahead",
            "actors.ukraine.lookahead={horizon: 2, discount: 1}",
            "actors.russia.policy=lookahead",
            "actors.russia.lookahead={horizon: 4, discount: 0.7}",
            "actors.usa.policy=reflex",
            "actors.europe.policy=prospect",
            "clock.horizon_months=2",
        ),
    ),
    "biased observers": ("november-2024", ("observers.bias=1",)),
    "nobody believes in answers": ("november-2024", ("observers.beliefs=none",)),
    "permission locked": ("november-2024", ("flags.strike_permission.initial=false", "flags.strike_permission.locked=true")),
    "other numerics": (
        "september-2022",
        ("numerics.front_steps_per_month=10", "numerics.proposal_exponent=1", "crossings.state_step=0.01", "tension.gain=0.3", "tension.base=6"),
    ),
    "heated": ("november-2024", HEATED),
    "heated, 2022, depth 2, both": (
        "september-2022",
        (*HEATED, "crossings.expected_loss_depth=2", "crossings.attribution=both", "fronts.ukraine.volatility=0.6"),
    ),
}


@cache
def world(name: str, overrides: tuple[str, ...] = ()) -> tuple[Scenario, Prepared]:
    scenario = load(SCENARIOS / f"{name}.yaml", list(overrides))
    return scenario, prepare(encode(scenario))


def told_by_engine(prepared: Prepared, replicate: int):
    """Return the events of a history as the engine plays them, and its final state."""
    p, names = prepared.params, prepared.names
    s = new_state(p)
    begin(p, s, np.uint64(SEED), np.uint64(replicate))
    told = []
    while s.ending == Ending.RUNNING:
        turn(p, s)
        one = Told(pytest.approx(float(s.now), **LIKE), Event(int(s.event)).name)
        if s.event == Event.OPPORTUNITY:
            one.actor, one.act = names.actors[int(s.subject) // 2], names.actions[int(s.act)] if s.act >= 0 else None
        for row in s.crossing[: int(s.crossings)]:
            one.crossings.append(
                Met(
                    owner=names.owners[int(row[Crossing.OWNER])],
                    dimension=names.dimensions[int(row[Crossing.DIMENSION])],
                    exposure=pytest.approx(float(row[Crossing.EXPOSURE]), **LIKE),
                    backed=float(row[Crossing.BACKED]),
                    depth=int(row[Crossing.DEPTH]),
                    ground=names.dimensions[int(row[Crossing.DIMENSION])] if row[Crossing.GROUND] >= 0 else None,
                    kind=Tier(int(row[Crossing.TIER])).name.lower(),
                    rung=int(row[Crossing.RUNG]),
                    use=pytest.approx(float(row[Crossing.NUCLEAR]), **LIKE),
                )
            )
        told.append(one)
    return told, s


def agree(name: str, overrides: tuple[str, ...], replicate: int) -> History:
    return agree_in(*world(name, overrides), replicate)


def agree_in(scenario: Scenario, prepared: Prepared, replicate: int) -> History:
    told, s = told_by_engine(prepared, replicate)
    mine = History(scenario, SEED, replicate).play()
    for theirs, ours in zip(told, mine.told, strict=False):
        assert theirs == ours
    assert len(told) == len(mine.told)
    assert Ending(int(s.ending)).name == mine.ending
    assert s.weight == pytest.approx(mine.weight, **LIKE)
    assert set(mine.score) <= set(prepared.names.measures)
    expected = {measure: mine.score.get(measure, 0.0) for measure in prepared.names.measures}
    assert dict(zip(prepared.names.measures, map(float, s.score), strict=False)) == pytest.approx(expected, **LIKE)
    return mine


@pytest.mark.parametrize("replicate", range(12))
@pytest.mark.parametrize("name", scenario_names())
def test_shipped_scenarios_are_told_alike(name: str, replicate: int) -> None:
    agree(name, (), replicate)


@pytest.mark.parametrize(("variant", "replicate"), [(name, r) for name in VARIANTS for r in REPLICATES[name.startswith("heated")]])
def test_variants_are_told_alike(variant: str, replicate: int) -> None:
    agree(*VARIANTS[variant], replicate)


SECOND_FRONT = """
schema: redline/scenario/1
base: november-2024
id: two-fronts
title: A second front, on which Russia may lose ground of its own
fronts:
  kursk: {between: [russia, west], initial: -0.2, drift_per_month: -0.02, volatility: 0.2, aid: {initial: 0.5, effect: 0.1, decay_per_month: 0.1}}
owners:
  russia:
    lines:
      own_soil: {stake: 0.9, conventional_line: 0.2, doctrine_line: territory, front: kursk}
"""


def test_two_fronts_are_told_alike() -> None:
    scenario = load_text(SECOND_FRONT, "two-fronts.yaml", SCENARIOS)
    prepared = prepare(encode(scenario))
    histories = [agree_in(scenario, prepared, replicate) for replicate in range(6)]
    assert prepared.names.fronts == ("kursk", "ukraine")
    assert sum(any(met.ground == "own_soil" for told in one.told for met in told.crossings) for one in histories) >= 3


def test_the_heated_variants_reach_what_is_rare() -> None:
    """Without this the agreement could be one about quiet histories only."""
    histories = [History(world(*VARIANTS[name])[0], SEED, r).play() for name in VARIANTS if name.startswith("heated") for r in REPLICATES[True]]
    events = {told.event for one in histories for told in one.told}
    answers = {(met.owner, met.kind, met.depth) for one in histories for told in one.told for met in told.crossings}
    assert {event.name for event in Event} == events
    assert {("russia", "backer", 0), ("nato", "conventional", 1), ("nato", "verbal", 1), ("nato", "conventional", 0)} <= answers
    assert {"SETTLEMENT", "COLLAPSE"} <= {one.ending for one in histories}
    assert any(one.score["nuclear_use.via_clash"] > 0 for one in histories)
    assert any(one.score["nuclear_use.deliberate"] > 0 for one in histories)
