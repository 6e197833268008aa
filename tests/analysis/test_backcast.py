"""The backcast finds skill where there is some and none where there is none, and no forecast knows what came later."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis import fitting
from sim.analysis.backcast import (
    BURN_IN,
    BY_CATEGORY,
    CLIMATOLOGY,
    EQUAL,
    FITTED,
    LEAVE_OUT,
    PAST,
    SHIPPED,
    Backcast,
    backcast,
    grids_of,
    may_know,
    permutation,
    score,
)
from sim.analysis.backcast_tables import HEADLINE, difference_rows, forecast_rows
from sim.analysis.clusters import clusters_of
from sim.errors import RunError
from tests.analysis.records import made_by_the_model, past, shipped, with_answers

HISTORIES = 60


def dealt(found, seed):
    """Return a record with its answers dealt anew to its rows."""
    order = np.random.Generator(np.random.Philox(seed)).permutation(len(found.rows))
    return with_answers(found, found.answered[order], found.rungs[order])


def gap(found, split=LEAVE_OUT, measure="rps"):
    """Return the mean difference of the model less climatology."""
    return score(found, {}, deals=0).difference(split, SHIPPED, CLIMATOLOGY, measure).value


@pytest.fixture(scope="module")
def whole() -> Backcast:
    """Return the backcast of the shipped record."""
    return backcast(past().world, past().categories, deals=99)


@pytest.mark.parametrize("split", [LEAVE_OUT, PAST])
@pytest.mark.parametrize("measure", ["rps", "log", "brier"])
def test_histories_made_by_the_model_are_recovered_and_dealt_ones_are_not(split, measure):
    made = [made_by_the_model(shipped(), seed) for seed in range(HISTORIES)]
    own = np.array([gap(one, split, measure) for one in made])
    mixed = np.array([gap(dealt(one, seed), split, measure) for seed, one in enumerate(made)])
    assert own.mean() < -4 * own.std(ddof=1) / np.sqrt(HISTORIES)
    assert mixed.mean() > 4 * mixed.std(ddof=1) / np.sqrt(HISTORIES)


def test_the_permutation_check_tells_the_two_apart():
    clusters = clusters_of([row.date for row in shipped().rows])
    known = may_know(clusters, LEAVE_OUT)
    shares = []
    for seed in range(20):
        made = made_by_the_model(shipped(), seed)
        for one in (made, dealt(made, seed)):
            split = replace(score(one, {}, deals=0).splits[LEAVE_OUT], known=known)
            shares.append(permutation(one, split, seed, 99).share)
    own, mixed = np.array(shares[::2]), np.array(shares[1::2])
    assert np.mean(own <= 0.05) > 0.8
    assert np.mean(mixed <= 0.05) < 0.2
    assert mixed.min() >= 0.01  # never 0: the real answers count as one deal


@pytest.mark.parametrize("row", [8, 17, 28])
def test_no_forecast_trained_on_the_past_knows_a_later_outcome(monkeypatch, row):
    monkeypatch.setattr(fitting, "STEPS", 3)
    found = shipped()
    answered, rungs = found.answered, found.rungs
    answered[row], rungs[row] = not answered[row], 8 if rungs[row] <= 2 else 1
    changed = with_answers(found, answered, rungs)
    grids = grids_of(past().world, found, "russia")
    one = score(found, grids, deals=0)
    # a grid carries the record it belongs to; its own answers are never read
    two = score(changed, grids, deals=0)
    mine = one.clusters[row]
    for name in one.forecasters:
        before, after = (each.splits[PAST].said[name] for each in (one, two))
        assert before[one.clusters <= mine].tobytes() == after[one.clusters <= mine].tobytes(), name
        left_out = [each.splits[LEAVE_OUT].said[name][one.clusters == mine] for each in (one, two)]
        assert left_out[0].tobytes() == left_out[1].tobytes(), name
    moved = [
        one.splits[PAST].said[name][one.clusters > mine].tobytes() != two.splits[PAST].said[name][one.clusters > mine].tobytes()
        for name in one.forecasters
    ]
    assert any(moved)
    assert one.splits[LEAVE_OUT].said[SHIPPED].tobytes() != two.splits[LEAVE_OUT].said[SHIPPED].tobytes()


def test_a_cluster_is_never_split():
    clusters = np.array([0, 0, 1, 2, 2])
    assert may_know(clusters, LEAVE_OUT).astype(int).tolist() == [[0, 0, 1, 1, 1], [0, 0, 1, 1, 1], [1, 1, 0, 1, 1], [1, 1, 1, 0, 0], [1, 1, 1, 0, 0]]
    assert may_know(clusters, PAST).astype(int).tolist() == [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [1, 1, 1, 0, 0]]


def test_all_rows_are_scored_one_cluster_left_out_and_all_but_the_first_eight_on_the_past(whole):
    assert whole.splits[LEAVE_OUT].scored.all()
    assert whole.splits[PAST].scored.tolist() == [False] * BURN_IN + [True] * (32 - BURN_IN)
    assert int(whole.clusters[-1]) + 1 == 26
    four = [row.id for row, cluster in zip(whole.record.rows, whole.clusters, strict=True) if cluster == whole.clusters[26]]
    assert four == ["E62", "E64", "E65", "E67"]  # 17 to 23 November 2024


def test_every_forecast_is_a_distribution(whole):
    for one in whole.splits.values():
        for said in one.said.values():
            assert said.min() >= 0
            assert said.sum(axis=1) == pytest.approx(1, abs=1e-12)


def test_the_finding_is_the_one_that_the_page_states(whole):
    # docs/explanation/backcast.md; what Russia did is frozen, so these move only with the model
    one = whole.difference(*HEADLINE)
    assert (one.value, one.low, one.high) == pytest.approx((-0.0643, -0.1294, 0.0009), abs=1e-3)
    assert one.verdict == "not distinguishable"
    assert whole.difference(LEAVE_OUT, SHIPPED, BY_CATEGORY, "rps").verdict == "not distinguishable"
    assert whole.difference(LEAVE_OUT, EQUAL, CLIMATOLOGY, "rps").value == pytest.approx(-0.0016, abs=1e-3)
    assert whole.permutation.share == pytest.approx(0.01)  # none of 99 deals does as well
    assert whole.without_heaviest(*HEADLINE)[0] == ["E62", "E64", "E65", "E67"]


def test_the_rivals_smoothing_is_the_protocols_and_does_not_carry_the_finding(whole):
    for rival in (CLIMATOLOGY, BY_CATEGORY):
        found = {row["more"]: row["difference"] for row in whole.smoothing(rival)}
        assert found[1.0] == pytest.approx(whole.difference(LEAVE_OUT, SHIPPED, rival, "rps").value, abs=1e-12)
        assert max(found.values()) - min(found.values()) < whole.difference(LEAVE_OUT, SHIPPED, rival, "rps").visible


def test_rows_of_the_tables_add_up_to_the_scores(whole):
    rows = [row for row in forecast_rows(whole) if row["split"] == PAST and row["forecaster"] == CLIMATOLOGY and row["scored"]]
    assert np.mean([row["rps"] for row in rows]) == pytest.approx(whole.mean_score(PAST, CLIMATOLOGY, "rps"))
    assert len(difference_rows(whole)) == 2 * 3 * 3 * 3
    fitted = [row for row in forecast_rows(whole) if row["forecaster"] == FITTED]
    assert {0.25 <= row["cost_median"] <= 0.6 and 0.25 <= row["answer_noise"] <= 0.6 for row in fitted} == {True}


def test_fitting_finds_the_numbers_that_made_the_answers():
    world, found = past().world, shipped()
    grid = fitting.settings(world, found, "russia")
    low = min(range(len(grid)), key=lambda k: grid[k].values)
    strong = replace(found, chance=np.repeat(grid[low].evidence.chance[:, None], 2, axis=1), prior=found.prior)
    answers = [made_by_the_model(strong, seed) for seed in range(8)]
    known = may_know(clusters_of([row.date for row in found.rows]), LEAVE_OUT)
    chosen = [grid[k].values[0] for one in answers for k in fitting.fitted_forecasts(grid, one, known, one.answered, one.rungs)[1]]
    assert np.mean(chosen) < 0.35  # made with a median cost of 0.25, on a grid from 0.25 to 0.6


def test_scoring_may_begin_at_a_day_and_then_learns_from_all_that_came_before():
    later = score(shipped(), {}, deals=0, begin=dt.date(2024, 11, 1))
    assert [row.id for row, scored in zip(shipped().rows, later.splits[PAST].scored, strict=True) if scored] == [
        "E62",
        "E64",
        "E65",
        "E67",
        "E70",
        "E72",
    ]
    assert later.splits[PAST].known[-1].sum() == 31
    with pytest.raises(RunError, match="no crossing on or after 2030-01-01"):
        score(shipped(), {}, deals=0, begin=dt.date(2030, 1, 1))
    with pytest.raises(RunError, match="two clusters"):
        score(shipped(), {}, deals=0, begin=dt.date(2025, 1, 1))


def test_the_same_seed_gives_the_same_check(whole):
    split = whole.splits[LEAVE_OUT]
    assert permutation(shipped(), split, 1, 99) == whole.permutation
    assert permutation(shipped(), split, 2, 99) != whole.permutation
