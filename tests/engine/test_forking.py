"""Forks: a clash by act or accident scored as weight keeps every expectation, costs a second history at most, and bits repeat."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.engine.batch import simulate_block
from sim.engine.exact import solve
from sim.engine.forking import pick, simulate_forks
from sim.engine.splitting import Height, Splitter
from tests.engine.worlds import sample, world

CHAIN = "small/clash-then-use"
OFTEN = "actions.strike.clash_probability=0.1"


def agree(prepared, histories, most=4.5):
    """Return the measures in which forked and plain histories lie further apart than sampling explains."""
    forks = simulate_forks(prepared, 21, 0, histories)
    assert forks.failed == ()
    forked, plain = forks.weights[:, None] * forks.measures, sample(prepared, histories, seed=22)
    scores = plain.weights[:, None] * plain.measures
    error = np.sqrt(forked.var(axis=0, ddof=1) / histories + scores.var(axis=0, ddof=1) / histories)
    gap = np.abs(forked.mean(axis=0) - scores.mean(axis=0))
    seen = ((scores > 0.0).sum(axis=0) >= 20) & (error > 0.0)
    assert seen.sum() >= 8
    return {prepared.names.measures[i]: (scores[:, i].mean(), forked[:, i].mean()) for i in np.flatnonzero(seen) if gap[i] > most * error[i]}


@pytest.mark.parametrize(
    ("name", "overrides"),
    [
        (CHAIN, (OFTEN,)),  # by acts
        (CHAIN, (OFTEN, "actors.south.policy=mechanical")),
        (
            "november-2024",
            ("clash.hazard_per_year.6=0.5", "clash.hazard_per_year.8=1", "actions.hybrid_attack.clash_probability=0.2"),
        ),
    ],
)
def test_every_score_keeps_its_expectation(name, overrides):
    assert agree(world(name, *overrides), 2048) == {}


@pytest.mark.parametrize(("name", "overrides"), [("small/brink", ()), (CHAIN, ()), (CHAIN, ("actions.strike.clash_probability=2e-7",))])
def test_the_exact_solution_is_met_however_rare_the_clash(name, overrides):
    prepared, histories = world(name, *overrides), 2048
    exact, forks = solve(prepared), simulate_forks(prepared, 31, 0, histories)
    values = forks.weights[:, None] * forks.measures
    error = values.std(axis=0, ddof=1) / np.sqrt(histories)
    for measure in ("clash", "nuclear_use", "nuclear_use.via_clash", "nuclear_use.by.north", "no_end"):
        if measure in exact.names.measures:
            i = exact.names.measures.index(measure)
            assert abs(values[:, i].mean() - exact.scores[i]) < 4.0 * error[i], measure
            assert error[i] < 0.1 * exact.scores[i], measure


def test_a_world_without_clashes_is_played_as_it_is():
    prepared = world("two-actors")
    forks, block = simulate_forks(prepared, 5, 0, 64), simulate_block(prepared, 5, 0, 64)
    assert np.array_equal(forks.weights, block.weights)
    assert np.allclose(forks.measures, block.measures, rtol=1e-12, atol=1e-15)
    assert forks.turns.sum() == block.details[:, prepared.names.details.index("events")].sum()
    assert (forks.measures[:, prepared.names.measures.index("clash")] == 0.0).all()


def test_the_relative_error_hardly_grows_as_the_clash_becomes_rarer():
    spread = {}
    for chance in ("2e-2", "2e-4", "2e-8"):
        forks = simulate_forks(world(CHAIN, f"actions.strike.clash_probability={chance}"), 3, 0, 512)
        values = forks.weights * forks.measures[:, world(CHAIN).names.measures.index("nuclear_use.via_clash")]
        assert (values > 0.0).mean() > 0.5
        spread[chance] = values.std() / values.mean()
    assert spread["2e-8"] < 1.5 * spread["2e-2"]


def test_chances_are_proportional_to_a_rarer_clash():
    """The moments kept are the same ones, so the score is the chance of a clash times the same number, but for what open weight is left."""
    names = world(CHAIN).names.measures
    two = [simulate_forks(world(CHAIN, f"actions.strike.clash_probability={chance}"), 3, 0, 256) for chance in ("1e-8", "1e-9")]
    clash = [one.measures[:, names.index("clash")].sum() for one in two]
    assert clash[0] / clash[1] == pytest.approx(10.0, rel=1e-6)


def test_bits_repeat_and_do_not_depend_on_the_block():
    prepared = world(CHAIN)
    whole, part = simulate_forks(prepared, 5, 0, 64), simulate_forks(prepared, 5, 32, 32)
    assert np.array_equal(whole.measures[32:], part.measures)
    assert np.array_equal(whole.turns[32:], part.turns)


def test_an_option_is_picked_in_proportion_to_its_chance_and_never_at_chance_0():
    chances = np.array([0.0, 0.3, 0.0, 0.1, 0.0])
    picks = [pick(chances, 5, u) for u in (np.arange(400) + 0.5) / 400]
    assert [picks.count(option) for option in range(5)] == [0, 300, 0, 100, 0]


def digest():
    """Return a digest of a few forked histories and one repetition of splitting."""
    forks = simulate_forks(world(CHAIN), 3, 0, 4)
    split = Splitter(world(CHAIN), Height.ANSWERS, 8).repeat((1, 2), 4, 1)
    arrays = (forks.weights, forks.measures, forks.turns, split.measures, split.late, split.reached, split.highest)
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


def test_without_the_compiler_the_bits_are_the_same_and_nothing_overflows():
    root = Path(__file__).parents[2]
    surroundings = os.environ | {"PYTHONPATH": str(root), "REDLINE_COMPILED": "0", "PYTHONWARNINGS": "error::RuntimeWarning"}
    command = [sys.executable, "-c", "from tests.engine.test_forking import digest; print(digest())"]
    plain = subprocess.run(command, cwd=root, env=surroundings, capture_output=True, text=True, check=False)
    assert plain.stdout.strip() == digest(), plain.stderr
