"""When a run is exact enough: the schedule of looks, what decides, that the interval at the end covers, and that runs grow without a trace."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis import estimates, stopping
from sim.analysis.runs import load_run, run_scenario
from sim.analysis.sweeps import load_sweep, run_sweep
from sim.backends.local import Threads
from sim.errors import Exit, ExperimentError, ResultsError, RunError
from sim.experiment import plan
from sim.experiment.design import CEILING, Target
from sim.experiment.load import load_experiment
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

BLOCK = 1024
HALF = Target("clash", 0.01, relative=False)
TENTH = Target("clash", 0.1, relative=True)
RUNS = 1000  # of a coverage test: a standard error of 0.007 at 95 %


def yes_and_no(p: float, histories: int) -> tuple[float, ...]:
    """Return the sums of an ending that happened in a share p of unweighted histories."""
    n, yes = float(histories), round(p * histories)
    return n, n, float(yes), float(yes), float(yes)


def walk(target: Target, sums: Callable[[int], Sequence[float]], ceiling: int) -> stopping.Look:
    """Return the look at which a run ends, as `growing` walks from look to look; `sums` gives the sums of the first blocks."""
    look = None
    while look is None or (not look.met and look.blocks < stopping.last_look(ceiling)):
        blocks = min(stopping.next_look(look), stopping.last_look(ceiling))
        last = blocks == stopping.last_look(ceiling)
        look = stopping.judge(target, look.number + 1 if look else 1, blocks, sums(blocks), last)
    return look


# ---- the schedule -------------------------------------------------------------------------------------------------


def test_looks_are_at_every_block_first_and_at_eight_to_a_doubling_later():
    looks, blocks = [], stopping.FIRST_LOOK
    while blocks <= 64:
        looks.append(blocks)
        blocks = stopping.next_look(stopping.Look(1, blocks, estimates.Estimate(0.5, 0, 1, 0), stopping.Z_MET, 1.0, 1.01))
    assert looks == [*range(2, 16), *range(16, 32, 2), *range(32, 65, 4)]
    assert [stopping.last_look(n) for n in looks] == looks


@given(st.integers(2, 10**6), st.floats(1.0, 1e9))
def test_the_next_look_lies_on_the_schedule_ahead_and_at_most_four_times_as_far(blocks, growth):
    start = stopping.last_look(blocks)
    ahead = stopping.next_look(stopping.Look(1, start, estimates.Estimate(0.5, 0, 1, 0), stopping.Z_MET, 1.0, growth))
    assert start < ahead <= max(4 * start, start + 1)
    assert stopping.last_look(ahead) == ahead


# ---- what decides -------------------------------------------------------------------------------------------------


@given(st.floats(1e-6, 0.999), st.floats(1e-4, 1.2), st.sampled_from(["nuclear_use", "clash", "acts.blue.strike"]))
def test_precision_is_half_the_width_of_the_interval_that_is_printed(p, relative_spread, measure):
    n = 10_000.0
    sums = n, n, n * p, n * p, n * p * p + (n * relative_spread * p * (1 - p)) ** 2  # so that z times the error is near the estimate
    found = estimates.score(measure, *sums, z=2.2)
    for relative in (False, True):
        _, half = stopping.precision(Target(measure, 0.1, relative), sums, 2.2)
        if half < math.inf:
            assert half == pytest.approx((found.high - found.low) / 2 / (found.value if relative else 1.0), rel=1e-6, abs=1e-12)


def test_a_target_is_met_where_the_interval_is_as_narrow_as_asked_and_not_before():
    n = round(stopping.Z_MET**2 * 0.3 * 0.7 / 0.01**2)
    assert stopping.judge(HALF, 1, 2, yes_and_no(0.3, n + 20)).met
    assert not stopping.judge(HALF, 1, 2, yes_and_no(0.3, n - 20)).met


def test_nothing_seen_is_an_interval_with_one_side_and_never_a_relative_one():
    sums = yes_and_no(0.0, 2048)
    look = stopping.judge(HALF, 1, 2, sums)
    assert look.met
    assert look.estimate.high == pytest.approx(estimates.rule_of_three(stopping.Z_MET) / 2048) == look.reached
    assert stopping.judge(TENTH, 1, 2, sums).growth == math.inf
    via_clash = stopping.judge(Target("nuclear_use.via_clash", 0.1, relative=True), 1, 2, sums)
    assert not via_clash.met  # no clash was seen yet, which says little
    assert via_clash.estimate.high > 0


def test_what_is_zero_by_construction_is_exact_at_the_first_look():
    look = stopping.judge(TENTH, 1, 2, yes_and_no(0.0, 2048), zero=True)
    assert (look.met, look.reached, look.estimate.low, look.estimate.high) == (True, 0.0, 0.0, 0.0)


def test_no_interval_ends_closer_than_three_unseen_histories_could_move_it():
    n = 2048.0
    alike = n, n, n * 0.01, n * 0.01, n * 0.0001  # all histories alike: no standard error at all
    missed = estimates.rule_of_three(stopping.Z_MET) / n
    noise, whole = stopping.precision(HALF, alike, stopping.Z_MET)
    assert noise == pytest.approx(0, abs=1e-9)
    assert whole == pytest.approx(missed / 2)
    assert estimates.score("nuclear_use", *alike, z=stopping.Z_MET).high == pytest.approx(0.01 + missed)
    assert estimates.score("nuclear_use", *alike).high == pytest.approx(0.01)  # where nobody looks before the end
    assert not stopping.judge(replace(HALF, size=missed / 3), 1, 2, alike).met


def test_a_walk_that_its_ceiling_ends_says_so_with_a_wider_interval():
    look = walk(TENTH, lambda blocks: yes_and_no(0.01, blocks * BLOCK), 5)
    assert (look.blocks, look.met, look.z) == (5, False, stopping.Z_LIMIT)
    further = walk(TENTH, lambda blocks: yes_and_no(0.01, blocks * BLOCK), 5000)
    assert (further.met, further.z) == (True, stopping.Z_MET)


# ---- coverage -----------------------------------------------------------------------------------------------------


def covered(target: Target, scores: np.ndarray, weights: np.ndarray, chances: np.ndarray, ceiling: int = 100_000) -> float:
    """Return in how many of RUNS runs the interval at the end holds the truth: histories have one of a few (score, weight), drawn exactly."""
    luck = np.random.default_rng(5)
    terms = np.stack([weights, weights**2, weights * scores, weights**2 * scores, (weights * scores) ** 2], axis=1)
    truth = (weights * scores * chances).sum() / (weights * chances).sum()
    hits = 0
    for _ in range(RUNS):
        counts, there = np.zeros(len(chances)), 0

        def sums(blocks: int) -> tuple[float, ...]:
            nonlocal counts, there
            counts, there = counts + luck.multinomial((blocks - there) * BLOCK, chances), blocks
            return tuple((counts @ terms).tolist())

        found = walk(target, sums, ceiling).estimate
        hits += found.low <= truth <= found.high
    return hits / RUNS


LEAST = 0.95 - 2 * math.sqrt(0.95 * 0.05 / RUNS)


@pytest.mark.parametrize("p", [0.001, 0.01, 0.1, 0.5])
@pytest.mark.parametrize(("size", "relative"), [(0.1, True), (0.3, True), (0.001, False), (0.02, False)])
def test_the_interval_at_the_end_covers_a_share_of_yes_and_no(p, size, relative):
    assert covered(Target("clash", size, relative), np.array([0.0, 1.0]), np.ones(2), np.array([1 - p, p])) >= LEAST


@pytest.mark.parametrize("tied", [-0.8, 0.0, 1.0])  # how much the weight grows with the score
@pytest.mark.parametrize("p", [0.001, 0.01, 0.1])
@pytest.mark.parametrize(("size", "relative"), [(0.1, True), (0.3, True), (0.001, False), (0.02, False)])
def test_the_interval_at_the_end_covers_a_weighted_score_with_a_heavy_tail(p, size, relative, tied):
    scores = np.logspace(-7, 0, 15)
    while (scores**0.45).sum() < p * (scores**-0.55).sum():  # too many small ones for this mean
        scores = scores[1:]
    chances = scores**-0.55 / (scores**-0.55).sum()
    few = p / (scores * chances).sum()
    scores, chances = np.append(scores, 1e-9), np.append(few * chances, 1 - few)
    weights, how_often = np.array([0.25, 0.8, 1.2, 4.0]), np.array([0.3, 0.35, 0.3, 0.05])
    score, weight, chance = np.repeat(scores, 4), np.tile(weights, len(scores)), np.outer(chances, how_often).ravel()
    assert covered(Target("nuclear_use", size, relative), score, weight * (1 + tied * np.sqrt(score)), chance) >= LEAST


# ---- runs ---------------------------------------------------------------------------------------------------------

ASKED = Target("clash", 0.1, relative=True)


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    path = tmp_path / "toy.yaml"
    path.write_text("level: 0.6\ntilt: 0.2\n")
    return path


@pytest.fixture
def grown(toy, tmp_path):
    return run_scenario(toy, seed=5, jobs=2, out=tmp_path / "grown", engine=FAKE, target=ASKED)


def test_a_run_with_a_target_ends_as_narrow_as_asked(grown):
    one = grown.estimate("clash")
    assert 0.09 < (one.high - one.low) / 2 / one.value <= 0.1
    assert one == grown.look.estimate
    assert grown.histories == grown.look.blocks * BLOCK == grown.sums["rows"][0, "base", "clash"][0]
    said = json.loads((grown.folder / "summary.json").read_text())
    assert said["runs"] == grown.histories
    assert said["target"] == {
        "measure": "clash",
        "relative_error": 0.1,
        "reached": grown.look.reached,
        "met": True,
        "looks": grown.look.number,
        "estimate": one.as_dict(),
        "standard_errors": stopping.Z_MET,
    }


def test_workers_and_reading_again_change_nothing(grown, toy, tmp_path):
    alone = run_scenario(toy, seed=5, jobs=1, out=tmp_path / "alone", engine=FAKE, target=ASKED)
    again = load_run(grown.folder)
    assert alone.digest == grown.digest == again.digest
    assert alone.plan.id == grown.plan.id
    assert again.look == grown.look == alone.look
    assert again.outcomes() == grown.outcomes()


def test_a_run_held_by_a_ceiling_goes_on_from_there_to_the_same_answer(grown, toy, tmp_path):
    def run(ceiling: int):
        return run_scenario(toy, seed=5, jobs=1, out=tmp_path / "held", engine=FAKE, target=ASKED, ceiling=ceiling)

    held = run(5000)
    assert (held.histories, held.look.met) == (4096, False)
    shards = {path: path.read_bytes() for path in held.folder.glob("shards/*/*")}
    on = run(CEILING)
    assert on.digest == grown.digest
    assert all(path.read_bytes() == data for path, data in shards.items())
    back = run(5000)  # asks for less than is there, and gets no more
    assert (back.digest, back.histories) == (held.digest, held.histories)
    assert len(back.read_histories()["replicate"]) == 4096


def test_lost_and_unfinished_work_is_done_again_to_the_same_answer(grown, toy):
    for place, path in enumerate(sorted(grown.folder.glob("shards/*/*"))):
        if place % 3 == 0:
            path.unlink()
    again = run_scenario(toy, seed=5, jobs=2, out=grown.folder, engine=FAKE, target=ASKED)
    assert (again.digest, again.look) == (grown.digest, grown.look)


def test_a_folder_without_a_first_look_says_how_to_finish_it(grown):
    for path in grown.folder.glob("shards/rows/*"):
        path.unlink()
    with pytest.raises(ResultsError, match="is not finished: 0 of 2 blocks are there; run the command that made it again") as caught:
        load_run(grown.folder)
    assert caught.value.exit_code == Exit.INPUT


def test_another_question_is_another_run_and_a_ceiling_is_no_question(grown, toy, tmp_path):
    def name(target: Target, ceiling: int = 3000) -> str:
        return run_scenario(toy, seed=5, jobs=1, out=tmp_path / f"{target}", engine=FAKE, target=target, ceiling=ceiling).plan.id

    others = [replace(ASKED, size=0.2), replace(ASKED, measure="settlement"), Target("clash", 0.1, relative=False)]
    assert len({grown.plan.id, *map(name, others)}) == 4
    assert name(ASKED) == grown.plan.id


def test_single_histories_are_kept_of_the_first_blocks_only(toy, tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "KEPT_HISTORIES", 3000)
    result = run_scenario(toy, seed=5, jobs=1, out=tmp_path / "long", engine=FAKE, target=ASKED)
    assert result.histories > 3000
    with pytest.raises(ResultsError, match="kept no single histories"):
        result.read_histories()
    assert not (result.folder / "histories.parquet").exists()
    assert load_run(result.folder).digest == result.digest


@pytest.mark.parametrize(
    ("target", "ceiling", "message"),
    [
        (replace(ASKED, measure="clach"), 10_000, "no measure 'clach'; did you mean 'clash'?"),
        (ASKED, 2000, "a run with a target is first looked at after 2,048 histories; it cannot be held to 2,000"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(toy, tmp_path, target, ceiling, message):
    with pytest.raises(RunError) as caught:
        run_scenario(toy, jobs=1, out=tmp_path / "none", engine=FAKE, target=target, ceiling=ceiling)
    assert str(caught.value) == message
    assert caught.value.exit_code == Exit.INPUT
    assert not (tmp_path / "none").exists()


def test_what_the_world_cannot_produce_is_exactly_nothing(toy, tmp_path):
    found = run_scenario(toy, jobs=1, out=tmp_path / "none", engine=FAKE, target=replace(ASKED, measure="collapse"))
    assert (found.histories, found.look.reached, found.look.met) == (2048, 0.0, True)


# ---- sweeps -------------------------------------------------------------------------------------------------------

TARGETED = EXPERIMENT.replace("replicates: 2048\n", "target: {measure: clash, relative_error: 0.2}\n", 1)


@pytest.fixture
def targeted(toy) -> Path:
    path = toy.parent / "targeted.yaml"
    path.write_text(TARGETED)
    return path


def test_every_point_of_a_sweep_grows_by_itself_until_every_variant_is_exact_enough(targeted, tmp_path):
    experiment = load_experiment(targeted, FAKE)
    swept = run_sweep(experiment, out=tmp_path / "a", engine=FAKE, backend=Threads(2))
    assert len({point.histories for point in swept.plan.points}) > 1
    for point in swept.plan.points:
        look = swept.looks[point.number]
        assert look.met
        assert point.histories == look.blocks * BLOCK
        widths = [(one.high - one.low) / 2 / one.value for one in (swept.estimate(point.number, v, "clash") for v in swept.plan.variants)]
        assert max(widths) == pytest.approx(look.reached)
        assert look.reached <= 0.2
    again = load_sweep(swept.folder)
    alone = run_sweep(experiment, out=tmp_path / "b", engine=FAKE, backend=Threads(1))
    assert swept.digest == again.digest == alone.digest
    assert swept.looks == again.looks == alone.looks
    assert alone.plan.id == swept.plan.id
    said = json.loads((swept.folder / "summary.json").read_text())
    assert said["target"] == {"measure": "clash", "relative_error": 0.2}
    assert [one["looks"] for one in said["outcomes"]] == [swept.looks[point.number].number for point in swept.plan.points]


def test_a_point_has_the_histories_of_a_run_of_the_same_question(targeted, toy, tmp_path):
    swept = run_sweep(load_experiment(targeted, FAKE), out=tmp_path / "sweep", engine=FAKE, backend=Threads(1))
    alone = run_scenario(toy, seed=3, jobs=1, out=tmp_path / "run", engine=FAKE, target=Target("clash", 0.2, relative=True))
    least = min(alone.histories, swept.plan.points[0].histories)
    assert least == alone.histories  # another variant may need more
    assert swept.sums["rows"][0, "base", "clash"][0] >= alone.sums["rows"][0, "base", "clash"][0]


def test_a_sweep_held_by_its_ceiling_goes_on_to_the_same_answer(targeted, tmp_path):
    experiment = load_experiment(targeted, FAKE)
    whole = run_sweep(experiment, out=tmp_path / "whole", engine=FAKE, backend=Threads(1))
    held = run_sweep(replace(experiment, ceiling=2048), out=tmp_path / "held", engine=FAKE, backend=Threads(1))
    assert not all(look.met for look in held.looks.values())
    assert {point.histories for point in held.plan.points} == {2048}
    assert run_sweep(experiment, out=tmp_path / "held", engine=FAKE, backend=Threads(2)).digest == whole.digest


def test_a_paired_difference_may_be_the_target(targeted, tmp_path):
    targeted.write_text(TARGETED.replace("relative_error: 0.2", "half_width: 0.005, contrast: level-up"))
    swept = run_sweep(load_experiment(targeted, FAKE), out=tmp_path / "a", engine=FAKE, backend=Threads(1))
    for point in swept.plan.points:
        found = swept.difference(point.number, "level-up", "clash")
        assert (found.high - found.low) / 2 == pytest.approx(swept.looks[point.number].reached)
        assert swept.looks[point.number].reached <= 0.005
    assert load_sweep(swept.folder).looks == swept.looks


def test_variants_without_a_difference_are_no_wider_than_three_unseen_histories():
    one = (2048.0, *yes_and_no(0.3, 2048))
    pair = (2048.0, 0, 2048.0, 614.0, 614.0, 614.0)
    found = stopping.judge_difference(replace(HALF, size=0.002, contrast="c"), 1, 2, one, one, pair)
    assert (found.estimate.value, found.met) == (0.0, True)
    assert found.estimate.high == pytest.approx(estimates.rule_of_three(stopping.Z_MET) / 2048)
    assert not stopping.judge_difference(replace(HALF, size=0.001, contrast="c"), 1, 2, one, one, pair).met


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("{measure: clach, half_width: 0.1}", "no measure 'clach'; did you mean 'clash'?"),
        ("{measure: settlement, half_width: 0.1}", "the target speaks of 'settlement', which measures leaves out; name it there too"),
        ("{measure: clash}", "a target is either a relative_error or a half_width; give one of them"),
        ("{measure: clash, half_width: 0.1, relative_error: 0.1}", "a target is either a relative_error or a half_width; give one of them"),
        ("{measure: clash, relative_error: 0.1, contrast: level-up}", "a difference may be 0, so its target is a half_width"),
        ("{measure: clash, half_width: 0.1, contrast: level-upp}", "no contrast 'level-upp'; did you mean 'level-up'?"),
        ("{measure: clash, half_width: 0.1}\nreplicates: 1024", "replicates and a target ask for two things; keep one"),
    ],
)
def test_a_target_of_an_experiment_that_makes_no_sense_is_refused_at_its_place(targeted, target, message):
    targeted.write_text(TARGETED.replace("{measure: clash, relative_error: 0.2}", target))
    with pytest.raises(ExperimentError) as caught:
        load_experiment(targeted, FAKE)
    (problem,) = caught.value.problems
    assert problem.message == message
    assert problem.line in (6, 7)
