"""What must hold in every world, whatever its numbers: the theorems of the model, on small runs.

Exact statements are compared bit for bit; statements about distributions within four standard errors, seeds and sizes as said.
"""

import math

import numpy as np
import pytest

from sim.engine.agents import CrisisModel
from sim.rules.credibility import effective_threshold
from sim.scenario.build import RUNGS
from sim.scenario.shipped import folder
from sim.terms import Crossing, Tier
from tests.engine.worlds import TWO, Sample, apart, changed, from_text, paired, sample, world

NOVEMBER = (folder() / "november-2024.yaml").read_text(encoding="utf-8")
OLD_LINES = "owners.russia.doctrine={published: russia-2020, attribution: russia-2024}"  # the lines of 2020 with the attribution rule of 2024


def same_bits(one: Sample, two: Sample) -> bool:
    """Return whether two samples agree in every bit."""
    return all(getattr(one, name).tobytes() == getattr(two, name).tobytes() for name in ("weights", "measures", "details"))


@pytest.fixture(scope="module")
def november() -> Sample:
    """Return 256 histories of November 2024, seed 1."""
    return sample(world("november-2024"), 256)


# ---- no weapon, no line, no use -----------------------------------------------------------------------------------------------------------
def test_an_actor_without_nuclear_weapons_uses_none_by_choice_or_by_accident():
    disarmed = sample(world("november-2024", "actors.russia.nuclear=false"), 256)
    assert "nuclear_use.by.russia" not in disarmed.names.measures
    for part in ("deliberate", "noise", "demonstration", "answered"):
        assert not disarmed.scores(f"nuclear_use.{part}").any()
    others = sum(disarmed.scores(f"nuclear_use.by.{name}") for name in ("usa", "europe", "nato"))
    assert disarmed.scores("nuclear_use") == pytest.approx(others, abs=1e-15)


def test_without_any_nuclear_weapons_there_is_no_nuclear_use_at_all():
    disarmed = sample(world("november-2024", *(f"actors.{name}.nuclear=false" for name in ("russia", "usa", "europe", "nato"))), 256)
    nuclear = [i for i, name in enumerate(disarmed.names.measures) if name.startswith("nuclear_use")]
    assert len(nuclear) == 7
    assert not disarmed.measures[:, nuclear].any()
    assert (disarmed.detail("survival") == 1.0).all()


def test_a_nuclear_power_without_a_nuclear_tier_or_accidents_uses_none(november):
    assert not november.scores("nuclear_use.by.nato").any()
    assert november.scores("nuclear_use.by.russia").any()


@pytest.mark.parametrize("scenario", ["two-actors", "november-2024"])
def test_where_nobody_holds_a_line_nothing_is_crossed_and_nobody_answers(scenario):
    owners = {"two-actors": ["north"], "november-2024": ["russia", "nato"]}[scenario]
    free = sample(world(scenario, *(f"owners.{name}.active=false" for name in owners)), 256)
    silent = [i for i, name in enumerate(free.names.measures) if name.startswith(("answers.", "crossings.", "exposure."))]
    assert not free.measures[:, silent].any()
    assert not [name for name in free.names.measures if name.startswith("answers.")]
    assert np.isnan(free.detail("first_answer_month")).all()
    assert not free.scores("nuclear_use.deliberate").any()
    assert not free.scores("nuclear_use.noise").any()
    assert free.scores("nuclear_use.inadvertent").all()


# ---- doctrine -----------------------------------------------------------------------------------------------------------------------------
def test_without_an_audience_cost_the_lines_of_a_doctrine_change_no_bit():
    bluff = "owners.russia.nuclear.audience_cost=0"
    new, old = (sample(world("november-2024", bluff, *lines), 256) for lines in ((), (OLD_LINES,)))
    mixed = sample(world("november-2024", bluff, "owners.russia.doctrine={published: russia-2020, operative: russia-2024}"), 256)
    assert same_bits(new, old)
    assert same_bits(new, mixed)


def test_with_an_audience_cost_they_do(november):
    assert not same_bits(november, sample(world("november-2024", OLD_LINES), 256))


def test_a_text_that_is_published_but_not_operative_is_neither_of_the_two(november):
    old = sample(world("november-2024", OLD_LINES), 256)
    show = "owners.russia.doctrine={published: russia-2024, operative: russia-2020, attribution: russia-2024}"
    shown = sample(world("november-2024", show), 256)
    assert not same_bits(shown, november)
    assert not same_bits(shown, old)
    assert (shown.scores("nuclear_use.by.russia") <= november.scores("nuclear_use.by.russia") + 1e-15).all()  # others act alike, it has fewer lines


def test_an_undeclared_owner_without_audience_cost_is_like_a_declared_one_without():
    none = ("owners.north.nuclear.audience_cost=0", "owners.north.conventional.audience_cost=0")
    assert same_bits(*(sample(world("two-actors", *none, f"owners.north.declared={one}"), 256) for one in ("true", "false")))


def test_a_type_without_noise_answers_exactly_from_the_effective_threshold():  # 120 histories, seed 1: some 900 crossings
    """The limit of the model's section 2, in play: no answer noise, sure reliability, no false alarms, a sharp line."""
    sharp = ("answer_noise=0.000000000001", "reliability=1", "audience_cost=0.2", "false_alarm=0")
    prepared = world("two-actors", *(f"owners.north.conventional.{one}" for one in sharp), "crossings.ambiguity=0.000000000001")
    p, met = prepared.params, {True: 0, False: 0}
    for replicate in range(120):
        model = CrisisModel(prepared, 1, replicate)
        cell, real, _ = (int(x) for x in model.state.true_type[0, Tier.CONVENTIONAL])
        threshold = effective_threshold(1.0, 0.2 if real else 0.0, float(p.cost[0, 0, cell]), 0.5)
        while model.running:
            model.step()
            for row in model.state.crossing[: int(model.state.crossings)]:
                answered = row[Crossing.TIER] != Tier.VERBAL
                assert answered == (row[Crossing.EXPOSURE] >= threshold)
                met[bool(answered)] += 1
        model.close()
    assert min(met.values()) > 100


def test_switching_off_the_lines_of_the_alliance_changes_how_russia_answers(november):
    alone = sample(world("november-2024", "owners.nato.active=false"), 256)
    answers = [name for name in november.names.measures if name.startswith("answers.russia.")]
    assert any(paired(november, alone, name)[0] != 0 for name in answers)
    assert not np.array_equal(november.scores("nuclear_use.by.russia"), alone.scores("nuclear_use.by.russia"))


# ---- labels, ids, symmetry ----------------------------------------------------------------------------------------------------------------
def test_titles_names_of_rungs_and_the_order_of_sides_change_no_bit(november):
    names = ", ".join(f"step {len(RUNGS) - i}" for i in range(len(RUNGS)))
    relabelled = changed(
        NOVEMBER,
        ("id: november-2024", "id: something-else"),
        ("title: Long-range strike permission under Russia's 2024 nuclear doctrine", "title: Another title"),
        ("ladder: default-13 ", f"ladder: {{names: [{names}], first_outcome: 10}} "),
        ("sides: [russia, west]", "sides: [west, russia]"),
    )
    assert same_bits(november, sample(from_text(relabelled), 256))


def test_the_order_of_groups_in_a_file_changes_no_bit(november):
    head, _, rest = NOVEMBER.partition("\nactors:\n")
    actors, _, tail = rest.partition("\nactions:\n")
    actions, _, tail = tail.partition("\nincidents:\n")
    flipped = lambda block: "\n".join(reversed(_entries(block)))  # noqa: E731
    shuffled = f"{head}\nactions:\n{flipped(actions)}\n\nactors:\n{flipped(actors)}\n\nincidents:\n{tail}"
    assert shuffled != NOVEMBER
    assert same_bits(november, sample(from_text(shuffled), 256))


def _entries(block: str) -> list[str]:
    """Return the entries of a group (lines indented by two, with what belongs to them)."""
    entries: list[str] = []
    for line in block.rstrip().split("\n"):
        if line.startswith("  ") and not line.startswith("   "):
            entries.append(line)
        elif entries:
            entries[-1] += "\n" + line
    return entries


def test_renaming_an_actor_renames_its_results_and_redraws_its_luck():  # n = 4,096 each, seed 1
    renamed = TWO.replace("north:", "zeta:").replace("south:", "beta:").replace("owner: north,", "owner: zeta,")
    renamed = changed(renamed, ("{zeta: 3, beta: 3}", "{north: 3, south: 3}"))  # sides keep their names; beta sorts before zeta, south after north
    one, two = sample(world("two-actors"), 4096), sample(from_text(renamed), 4096)
    for name in one.names.measures:
        other = name.replace("north", "zeta").replace("south", "beta")
        (p, error), (q, error_too) = one.mean(name), two.mean(other)
        assert abs(p - q) <= 4 * math.hypot(error, error_too), name
    assert one.measures.tobytes() != two.measures.tobytes()


SYMMETRIC = """\
schema: redline/scenario/1
id: mirror
title: Two powers alike in everything
clock: {start: 2030-01-01, horizon_months: 12}
sides: [left, right]
tension: {initial: {left: 4, right: 4}}
clash: {tension: 9, hazard_per_year: {5: 0.05}}
actors:
"""
ACTOR = """\
  NAME:
    side: SIDE
    nuclear: true
    military: {tempo: 1, precision: 2, utilities: {hold: 0, push_OTHER: 0.4, strike_OTHER: 0.6}}
    loss_if_answered: 0.5
    loss_if_nuclear: 20
    accidents: {0: 0.001, 8: 0.02}
"""
OWNER = """\
  NAME:
    doctrine: text_NAME
    lines: {soil_NAME: {stake: 1.0, conventional_line: 0.5}}
    conventional:
      cost: {median: 0.5, sigma: 0.4}
      audience_cost: 0.2
      reliability: 0.9
      answer_noise: 0.35
      answer: {rungs: [3, 8], exposes: {soil_OTHER: 0.3}}
    nuclear:
      cost: {median: 1.5, sigma: 0.75}
      audience_cost: 0.3
      reliability: {levels: [0.1, 0.6], weights: [0.5, 0.5]}
      answer_noise: 0.45
      answer: {rungs: [10, 11], demonstration_share: 0.5, exposes: {soil_OTHER: 1.0}}
    verbal: {rungs: [1, 2], weights: [0.5, 0.5]}
"""


@pytest.fixture(scope="module")
def mirror() -> Sample:
    """Return 8,192 histories of two powers alike in everything but their names, seed 1."""
    pairs = (("anna", "left", "boris"), ("boris", "right", "anna"))
    filled = lambda part: "".join(part.replace("NAME", a).replace("SIDE", b).replace("OTHER", c) for a, b, c in pairs)  # noqa: E731
    acts = filled("  push_OTHER: {rung: 5, exposes: {soil_OTHER: 0.5}}\n  strike_OTHER: {rung: 8, exposes: {soil_OTHER: 0.9}}\n")
    texts = filled("  text_NAME: {owner: NAME, in_force_from: 2030-01-01, nuclear_lines: {soil_NAME: 0.8}}\n")
    text = f"{SYMMETRIC}{filled(ACTOR)}actions:\n  hold: {{rung: 0}}\n{acts}owners:\n{filled(OWNER)}doctrines:\n{texts}"
    return sample(from_text(text), 8192)


@pytest.mark.parametrize(
    "measure", ["nuclear_use.by.NAME", "crossings.soil_NAME", "exposure.NAME", "answers.NAME.8", "answers.NAME.1", "acts.NAME.hold"]
)
def test_actors_alike_in_everything_have_like_results(mirror, measure):
    one, two = (measure.replace("NAME", name) for name in ("anna", "boris"))
    gap = mirror.mean(two)[0] - mirror.mean(one)[0]
    error = float(np.sqrt(((mirror.parts(two) - mirror.parts(one)) ** 2).sum()))
    assert mirror.mean(one)[0] > 0
    assert 0 < abs(gap) <= 4 * error


# ---- choosing -----------------------------------------------------------------------------------------------------------------------------
def test_all_worths_times_four_with_a_quarter_of_the_precision_change_no_bit():  # powers of two are exact in floating point
    scaled = changed(
        TWO,
        ("precision: 2 ", "precision: 0.5 "),
        ("{hold: 0, probe: 0.3, raid: 0.5, strike: 0.6}", "{hold: 0, probe: 1.2, raid: 2.0, strike: 2.4}"),
        ("loss_if_answered: 0.6", "loss_if_answered: 2.4"),
        ("loss_if_nuclear: 60", "loss_if_nuclear: 240"),
    )
    assert same_bits(sample(world("two-actors"), 256), sample(from_text(scaled), 256))


def test_zero_precision_is_the_random_policy_and_boundless_precision_the_mechanical_one():
    for precision, policy in (("0", "random"), ("1000000000", "mechanical")):
        sharp = sample(world("two-actors", f"actors.south.military.precision={precision}"), 256)
        assert same_bits(sharp, sample(world("two-actors", f"actors.south.policy={policy}"), 256))
        assert not same_bits(sharp, sample(world("two-actors"), 256))


def test_cloning_an_act_with_its_weight_split_changes_no_expectation():  # n = 6,144 each, seeds 1 and 2
    clones = ("strike", "storm", "assault")
    acts = "".join(f"  {act}: {{rung: 8, exposes: {{border: 0.9}}}}\n" for act in clones)
    cloned = changed(
        TWO,
        ("strike: 0.6}", "strike: 0.6, storm: 0.6, assault: 0.6}\n      weights: {strike: 0.5, storm: 0.25, assault: 0.25}"),
        ("actions: [probe, raid, strike]}}", "actions: [probe, raid, strike, storm, assault]}}"),
        ("  strike: {rung: 8, exposes: {border: 0.9}}\n", acts),
    )
    one, two = sample(world("two-actors"), 6144, 1), sample(from_text(cloned), 6144, 2)
    for measure in ("nuclear_use", "crossings.border", "exposure.north", "acts.south.hold", "acts.south.raid", "answers.north.8"):
        assert apart(one, two, measure) <= 4, measure
    p, error = one.mean("acts.south.strike")
    counts = sum(two.scores(f"acts.south.{act}") for act in clones)
    q = float(two.weights @ counts / two.weights.sum())
    assert abs(p - q) <= 4 * math.sqrt(2) * error


def test_where_nobody_believes_in_answers_only_utilities_count():  # n = 2,048, seed 1: shares of acts equal the formula without any fear
    fearless = sample(world("two-actors", "observers.beliefs=none", "actors.north.accidents={}", "owners.north.nuclear.cost.median=50"), 2048)
    tilt = np.exp(2 * np.array([0.3, 0.5, 0.6]) / 0.5)
    nest = 3 * math.sqrt(tilt.mean())
    expected = np.array([1, *(nest * tilt / tilt.sum())]) / (1 + nest)
    counts = np.array([fearless.scores(f"acts.south.{act}") for act in ("hold", "probe", "raid", "strike")])
    shares, total = counts.sum(axis=1) / counts.sum(), counts.sum()
    assert (np.abs(shares - expected) <= 4 * np.sqrt(expected * (1 - expected) / total)).all()
