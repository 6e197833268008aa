"""Blocks of histories: what they must add up to, and what they may not depend on."""

import numpy as np
import pytest

from sim.engine.batch import BLOCK, simulate_block
from sim.terms import Ending
from tests.engine.worlds import SHIPPED, apart, sample, told, world, writable

ENDS = ("nuclear_use.deliberate", "nuclear_use.noise", "nuclear_use.inadvertent", "settlement", "collapse", "no_end")
scenario = pytest.mark.parametrize("scenario", SHIPPED)


@pytest.fixture(scope="module")
def blocks():
    """Return one block of 256 histories of each shipped scenario, seed 1."""
    return {name: (world(name).names, simulate_block(world(name), 1, 0, 256)) for name in SHIPPED}


@scenario
def test_endings_and_nuclear_use_make_up_every_history(scenario, blocks):
    names, block = blocks[scenario]
    parts = block.measures[:, [names.measures.index(end) for end in ENDS]]
    assert np.abs(parts.sum(axis=1) - 1).max() <= 1e-12
    assert parts.min() >= 0


@scenario
def test_nuclear_use_is_the_sum_of_its_parts_and_of_its_users(scenario, blocks):
    names, block = blocks[scenario]
    total = block.measures[:, names.measures.index("nuclear_use")]
    assert block.measures[:, [names.measures.index(part) for part in ENDS[:3]]].sum(axis=1) == pytest.approx(total, abs=1e-15)
    by_user = block.measures[:, [i for i, name in enumerate(names.measures) if name.startswith("nuclear_use.by.")]].sum(axis=1)
    assert by_user == pytest.approx(total, abs=1e-12)
    assert total == pytest.approx(1 - block.details[:, names.details.index("survival")], abs=1e-12)
    for part in ("via_clash", "demonstration", "answered"):
        assert (block.measures[:, names.measures.index(f"nuclear_use.{part}")] <= total + 1e-15).all()


@scenario
def test_every_number_is_finite_and_every_score_a_probability(scenario, blocks):  # RELIABILITY F1
    names, block = blocks[scenario]
    assert block.failed == ()
    for values in (block.weights, block.measures, block.curves, block.groups):
        assert np.isfinite(values).all()
    always = [i for i, name in enumerate(names.details) if name not in ("clash_month", "first_answer_month")]
    assert np.isfinite(block.details[:, always]).all()
    scores = block.measures[:, [names.measures.index(name) for name in (*ENDS, "nuclear_use", "clash")]]
    assert scores.min() >= 0
    assert scores.max() <= 1


@scenario
def test_details_agree_with_the_scores(scenario, blocks):
    names, block = blocks[scenario]
    detail = {name: block.details[:, i] for i, name in enumerate(names.details)}
    score = {name: block.measures[:, i] for i, name in enumerate(names.measures)}
    assert set(detail["ending"]) <= {Ending.HORIZON, Ending.SETTLEMENT, Ending.COLLAPSE}
    assert ((score["settlement"] > 0) == (detail["ending"] == Ending.SETTLEMENT)).all()
    assert ((score["collapse"] > 0) == (detail["ending"] == Ending.COLLAPSE)).all()
    assert (detail["ending_month"][detail["ending"] == Ending.HORIZON] == names.ticks[-1]).all()
    assert (np.isnan(detail["clash_month"]) == (score["clash"] == 0)).all()
    assert np.exp(detail["log_weight"]) == pytest.approx(block.weights, rel=1e-12)


@scenario
def test_the_first_hundred_histories_stay_when_a_hundred_are_added(scenario):  # RELIABILITY D5
    few, many = (simulate_block(world(scenario), 3, 0, n) for n in (100, 200))
    assert few.weights.tobytes() == many.weights[:100].tobytes()
    assert few.measures.tobytes() == many.measures[:100].tobytes()
    assert few.details.tobytes() == many.details[:100].tobytes()


def test_a_block_is_the_same_whatever_run_it_belongs_to():
    prepared = world("two-actors")
    second = simulate_block(prepared, 1, 1, 2 * BLOCK)
    again = simulate_block(prepared, 1, 1, 5 * BLOCK)
    assert second.first == BLOCK
    assert second.measures.tobytes() == again.measures.tobytes()
    alone = told(prepared, 1, BLOCK + 7)
    assert second.measures[7].tolist() == alone.score[: len(prepared.names.measures)].tolist()


def test_the_last_block_is_short_and_what_lies_beyond_is_refused():
    prepared = world("two-actors")
    last = simulate_block(prepared, 1, 1, BLOCK + 10)
    assert (last.count, last.measures.shape[0]) == (10, 10)
    for index in (-1, 2):
        with pytest.raises(ValueError, match="outside"):
            simulate_block(prepared, 1, index, BLOCK + 10)


def test_another_seed_is_another_sample_of_the_same_world():  # n = 2,048 each, seeds 1 and 2
    one, two = (sample(world("two-actors"), 2048, seed) for seed in (1, 2))
    assert one.measures.tobytes() != two.measures.tobytes()
    assert apart(one, two, "nuclear_use") <= 4
    assert apart(one, two, "crossings.border") <= 4


@pytest.mark.parametrize("exponent", [0.5, 0.2])
@pytest.mark.parametrize("scenario", ["two-actors", "november-2024"])
def test_importance_weights_average_one(scenario, exponent):  # n = 2,048, seed 1
    weights = sample(world(scenario, f"numerics.proposal_exponent={exponent}"), 2048).weights
    assert weights.std() > 0.1
    assert abs(weights.mean() - 1) <= 4 * weights.std() / np.sqrt(len(weights))


@pytest.mark.parametrize("measure", ["nuclear_use", "nuclear_use.deliberate", "nuclear_use.noise", "crossings.border"])
def test_tempering_the_drawn_types_changes_no_expectation(measure):  # n = 6,144 each, seeds 1 and 2
    plain = sample(world("two-actors", "numerics.proposal_exponent=1"), 6144, 1)
    tempered = sample(world("two-actors", "numerics.proposal_exponent=0.5"), 6144, 2)
    assert plain.weights == pytest.approx(1, abs=1e-12)
    assert tempered.weights != pytest.approx(1, abs=1e-12)
    assert apart(plain, tempered, measure) <= 4


def test_tempering_makes_rare_use_cheaper_to_estimate():  # MODEL section 6: about four times fewer runs; at least half as many here
    plain = sample(world("two-actors", "numerics.proposal_exponent=1"), 6144, 1)
    tempered = sample(world("two-actors", "numerics.proposal_exponent=0.5"), 6144, 2)
    assert 2 * tempered.mean("nuclear_use.deliberate")[1] ** 2 < plain.mean("nuclear_use.deliberate")[1] ** 2


def test_a_history_with_impossible_evidence_is_reported_as_failed_and_counts_nothing():  # RELIABILITY F3
    broken = writable(world("two-actors"))
    broken.params.prior_public[:] = 0.0  # the public thinks every type impossible: the first crossing leaves no evidence
    block, sound = simulate_block(broken, 1, 0, 64), simulate_block(world("two-actors"), 1, 0, 64)
    met = sound.details[:, world("two-actors").names.details.index("crossings")] > 0
    assert block.failed == tuple(np.flatnonzero(met))
    assert 0 < len(block.failed) <= 64
    assert not block.measures[list(block.failed)].any()
    assert not block.weights[list(block.failed)].any()


@pytest.mark.parametrize("depth", ["1", "2", "3", "converged"])
def test_every_depth_of_expected_loss_runs_soundly(depth):  # n = 64, seed 1
    result = sample(world("november-2024", f"crossings.expected_loss_depth={depth}"), 64)
    assert np.isfinite(result.measures).all()


@scenario
def test_leaving_histories_out_changes_no_other(scenario):
    prepared, without = world(scenario), {0, 5, 6, 63, 64, 1000}
    whole, part = simulate_block(prepared, 1, 0, 64), simulate_block(prepared, 1, 0, 64, without)
    kept = [row for row in range(64) if row not in without]
    assert part.failed == (0, 5, 6, 63)
    for name in ("weights", "measures", "details"):
        assert getattr(part, name)[kept].tobytes() == getattr(whole, name)[kept].tobytes()
        assert not getattr(part, name)[list(part.failed)].any()
    alone = [simulate_block(prepared, 1, 0, 64, set(range(64)) - {row}) for row in kept[:5]]
    assert np.stack([one.weights[row] for one, row in zip(alone, kept, strict=False)]).tobytes() == whole.weights[kept[:5]].tobytes()
    first, second = (simulate_block(prepared, 1, 0, 64, set(range(*ends))) for ends in ((32, 64), (0, 32)))
    assert first.curves + second.curves == pytest.approx(whole.curves, rel=1e-12)
    assert simulate_block(prepared, 1, 0, 64, set(range(64))).curves.any() == np.False_
