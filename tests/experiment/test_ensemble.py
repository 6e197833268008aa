"""An ensemble as an experiment: what a theory sets, which numbers are varied, and what cannot be asked for."""

from __future__ import annotations

import pytest

from sim.errors import ExperimentError
from sim.experiment.design import INDEPENDENT
from sim.experiment.ensemble import PAIR, PARTS, THEORIES, experiment_of_theories, theory_of
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path

NOVEMBER = scenario_path("november-2024")


def test_every_actor_with_a_menu_goes_by_the_theory():
    world = load(NOVEMBER)
    assert theory_of("reflex").overrides(world) == tuple(f"actors.{name}.policy=reflex" for name in ("europe", "russia", "ukraine", "usa"))
    assert theory_of("lookahead:3").overrides(world)[:2] == ("actors.europe.policy=lookahead", "actors.europe.lookahead.horizon=3")
    assert theory_of("logit:0.5").overrides(world)[:3] == (
        "actors.europe.policy=logit",
        "actors.europe.military.precision=1.0",
        "actors.europe.diplomacy.precision=1.0",
    )


def test_the_usual_theories_are_all_there_are_and_every_pair_of_them_is_a_contrast():
    found = experiment_of_theories(NOVEMBER, points=8)
    assert tuple(found.variants) == THEORIES
    assert {name.partition(":")[0] for name in THEORIES} == {"logit", "mechanical", "random", "prospect", "reflex", "lookahead"}
    assert len(found.contrasts) == len(THEORIES) * (len(THEORIES) - 1) // 2
    assert found.contrasts[0].name == PAIR.format("logit", "logit:0.5")
    assert found.luck == INDEPENDENT
    assert [point.number for point in found.points()] == list(range(9))
    assert set(found.measures) == {
        "nuclear_use",
        "nuclear_use.deliberate",
        "nuclear_use.noise",
        "nuclear_use.inadvertent",
        "clash",
        "settlement",
        "collapse",
    }


def test_numbers_of_a_theory_are_not_varied_unless_asked_for():
    paths = [factor.path for factor in experiment_of_theories(NOVEMBER, points=8).factors]
    assert not [path for path in paths if "precision" in path]
    assert "actors.ukraine.military.tempo" in paths
    asked = experiment_of_theories(NOVEMBER, factors=["actors.ukraine.military.precision"], points=8)
    assert [factor.path for factor in asked.factors] == ["actors.ukraine.military.precision"]


def test_what_a_world_cannot_produce_is_not_measured():
    assert set(experiment_of_theories(scenario_path("two-actors"), points=8).measures) == {"nuclear_use", *PARTS}


@pytest.mark.parametrize(
    ("theories", "said"),
    [
        (["logit", "logits"], "no policy 'logits'; did you mean 'logit'?"),
        (["logit", "reflex:2"], "reflex takes no number, got 'reflex:2'"),
        (["logit", "lookahead:2.5"], "lookahead takes the opportunities in view, 1 to 4"),
        (["logit", "logit:0"], "logit takes a number above 0 that multiplies precision"),
        (["logit", "logit:-1"], "logit takes a number above 0"),
        (["logit", "logit:x"], "logit takes a number above 0"),
        (["logit"], "needs two theories or more, each once"),
        (["prospect", "prospect"], "needs two theories or more, each once"),
    ],
)
def test_a_theory_that_is_none_is_refused_in_one_line(theories, said):
    with pytest.raises(ExperimentError) as caught:
        experiment_of_theories(scenario_path("two-actors"), theories)
    assert len(caught.value.problems) == 1
    assert said in str(caught.value)


def test_a_scenario_without_ranges_has_nothing_to_vary():
    with pytest.raises(ExperimentError, match="no number of this scenario has a range"):
        experiment_of_theories(scenario_path("small/rare-3"))
