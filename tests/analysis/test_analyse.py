"""Whole analyses of sweeps with a known truth: the factors, signs and boxes that were put there come out, and noise does not."""

from __future__ import annotations

import csv
import json
import math
import shutil

import pytest

from sim.analysis import discovery, outputs, sensitivity
from sim.analysis.analyse import Asked, analyse
from sim.analysis.analysis_tables import as_dict, write
from sim.analysis.interest import Question
from sim.analysis.summary import json_text
from sim.analysis.sweeps import load_sweep
from sim.errors import Exit, ResultsError
from sim.report.analysis_report import figures
from sim.report.analysis_words import path, sentences, table
from tests.analysis.responses import swept

SHIFT = "{shift: 0.2}"  # raises the outcome by 0.2 (a - 0.3), so that its sign turns at a = 0.3


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("analyses")


def of(analysis, name, index, kind="variant"):
    (one,) = analysis.about(kind, name)
    return {index_.factor: index_ for index_ in one.indices if index_.index == index and not index_.other}


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory):
    pytest.importorskip("SALib")
    result = swept(tmp_path_factory.mktemp("saltelli"), "linear", "{kind: saltelli, points: 32, pairs: true}", variants=SHIFT)
    return analyse(result, Asked(seed=0))


def test_sobol_indices_come_out_of_a_folder(saltelli):
    # 3 a - 2 b + c: shares of 9, 4 and 1 of 14, alone and in all, and nothing between two
    for index in ("S1", "ST"):
        assert {name: one.value for name, one in of(saltelli, "without", index).items()} == {
            "a": pytest.approx(9 / 14, abs=0.08), "b": pytest.approx(4 / 14, abs=0.08), "c": pytest.approx(1 / 14, abs=0.03)
        }  # fmt: skip
    assert all(one.clear for one in of(saltelli, "without", "ST").values())
    (whole,) = saltelli.about("variant", "without")
    assert [one.value for one in whole.indices if one.index == "S2"] == pytest.approx([0.0] * 3, abs=0.08)


def test_the_effect_of_a_contrast_has_indices_of_its_own(saltelli):
    found = of(saltelli, "change", "ST", "contrast")
    assert found["a"].value == pytest.approx(1.0, abs=0.05)
    assert [name for name, one in found.items() if one.clear] == ["a"]


def test_all_measures_are_explained_and_constants_have_no_indices(saltelli):
    assert {one.output.measure for one in saltelli.explained} == {"clash", "nuclear_use", "acts.blue.strike"}
    by_measure = {one.output.measure: one for one in saltelli.explained if one.output.name == "without"}
    assert by_measure["clash"].indices == ()
    assert by_measure["acts.blue.strike"].indices[3].value == pytest.approx(by_measure["nuclear_use"].indices[3].value)  # three times the same


def test_the_share_of_points_with_a_clear_sign_is_that_of_the_ranges(saltelli):
    (one,) = [a for a in saltelli.agreements if a.key[2] == "nuclear_use"]
    assert one.signs.up / one.signs.points == pytest.approx(0.7, abs=0.05)
    assert one.up[0] < 0.7 < one.up[1]
    assert one.down[0] < 0.3 < one.down[1]
    (never,) = [a for a in saltelli.agreements if a.key[2] == "clash"]
    assert (never.same, never.signs.up) == (never.signs.points, 0)


def test_the_box_where_a_contrast_turns_its_sign_is_found(saltelli):
    pytest.importorskip("ema_workbench")
    (_, box) = saltelli.boxes
    assert (box.output.of, box.interest.rule, box.interest.usual) == ("contrast", "other", 1)
    assert set(box.found.chosen.limits) == {"a"}
    assert box.found.chosen.limits["a"].high == pytest.approx(0.3, abs=0.05)
    assert len(box.points) == 64  # both ends of each group, not the mixtures


def test_morris_gives_slopes_and_no_box(folder):
    pytest.importorskip("SALib")
    analysis = analyse(swept(folder, "linear", "{kind: morris, points: 8}", "abcd"), Asked())
    assert {name: one.value for name, one in of(analysis, "base", "mu").items()} == pytest.approx({"a": 0.3, "b": -0.2, "c": 0.1, "d": 0.0}, abs=1e-6)
    assert [name for name, one in of(analysis, "base", "mu_star").items() if one.clear] == ["a", "b", "c"]
    assert analysis.boxes[0].found is None
    assert "trajectories" in analysis.boxes[0].reason
    flat = " ".join(sentences(analysis))
    assert "It hangs most on a (across its range up by 30 in 100 on average" in flat
    assert "then b (across its range down by 20 in 100" in flat
    assert "1 of 4 factors are not clear of noise." in flat
    assert [figure.name for figure in figures(analysis)] == ["morris-variant-base"]


@pytest.fixture(scope="module")
def hypercube(tmp_path_factory):
    pytest.importorskip("SALib")
    pytest.importorskip("ema_workbench")
    result = swept(tmp_path_factory.mktemp("hypercube"), "box", "{kind: latin_hypercube, points: 128}", "abcd", variants=SHIFT)
    return analyse(result, Asked(question=Question(above=0.5), seed=0))


def test_a_planted_box_comes_out_of_a_folder(hypercube):
    box = hypercube.boxes[0]
    assert set(box.found.chosen.limits) == {"a", "b"}
    assert box.found.chosen.limits["a"].low == pytest.approx(0.6, abs=0.02)
    assert box.found.chosen.limits["b"].high == pytest.approx(0.5, abs=0.02)
    assert (box.found.chosen.coverage, box.found.chosen.density) == (pytest.approx(1, abs=0.05), pytest.approx(1, abs=0.05))
    assert box.found.density > 0.85


def test_the_planted_box_has_the_first_order_indices_that_it_must(hypercube):
    # y is 0.8 on a > 0.6, b < 0.5 and near 0.1 elsewhere; with p = 0.4 and q = 0.5 of a product the shares are q (1 - p) and p (1 - q) over 1 - pq
    found = of(hypercube, "without", "S1")
    assert found["a"].low <= 0.375 <= found["a"].high
    assert found["b"].low <= 0.25 <= found["b"].high
    assert [name for name in "abcd" if found[name].clear] == ["a", "b"]
    assert [name for name, one in of(hypercube, "without", "rank_correlation").items() if one.clear and one.value < 0] == ["b"]


def test_sentences_name_factor_share_and_box_with_their_intervals(hypercube):
    flat = " ".join(sentences(hypercube))
    assert flat.startswith("128 sets of numbers over 4 factors, a Latin hypercube; the same luck for all.")
    assert "It hangs most on a (alone 0." in flat
    assert "; higher, more), then b (alone 0." in flat
    assert "The change: nuclear use is clearly up in 90, clearly down in 38, unclear in none of 128 sets of numbers." in flat
    assert "As shares of the ranges, 95 % intervals: up in 62 to 78 in 100" in flat
    assert "Nuclear use (without) is above 50 in 100 (31 of 128 sets) mostly where a is above 0." in flat
    assert " and b is below 0." in flat
    assert "(density above 0.99, 95 % interval 0.89 to above 0.99)" in flat
    assert "Sought in halves of the sets and judged by the others: density" in flat
    assert " 0 %" not in flat
    assert "100 %" not in flat


def test_the_search_is_shown_as_a_table(hypercube):
    lines = path(hypercube.boxes[0])
    assert lines[1].split() == ["step", "coverage", "density", "sets", "inside", "restricted"]
    assert lines[2].split() == ["0", "above", "0.99", "0.24", "128", "nothing"]
    assert lines[-1].split() == ["taken", "above", "0.99", "above", "0.99", "31", "a,", "b"]


def test_figures_of_a_sample_are_drivers_a_curve_and_boxes(hypercube):
    found = {figure.name: figure for figure in figures(hypercube)}
    assert set(found) == {
        "drivers-variant-without", "drivers-contrast-change", "curve-a", "box-tradeoff-variant-without", "box-map-variant-without",
        "box-tradeoff-contrast-change", "box-map-contrast-change", "rules-variant-without", "rules-contrast-change",
    }  # fmt: skip
    rows = [dict(zip(found["box-map-variant-without"].columns, row, strict=True)) for row in found["box-map-variant-without"].rows]
    assert sum(row["of_interest"] for row in rows) == 31
    assert all(row["x"] > 0.59 and row["y"] < 0.51 for row in rows if row["in_box"])
    curve = [row for row in found["curve-a"].rows if row[0] == "without"]
    assert curve[0][2] == pytest.approx(0.12, abs=0.02)  # below 0.6 nothing of the box
    assert curve[-1][2] > 0.3


def test_tables_and_json_say_the_same_and_are_made_again_to_the_byte(hypercube):
    place = write(hypercube)
    first = {file.name: file.read_bytes() for file in place.iterdir() if file.is_file()}
    assert set(first) == {"README.md", "analysis.json", "boxes.csv", "indices.csv", "outputs.csv", "points.csv", "signs.csv"}
    assert all(name in first["README.md"].decode() for name in first if name != "README.md")
    found = json.loads(first["analysis.json"])
    assert (found["schema"], found["measure"], found["variant"], found["contrast"]) == ("redline/analysis/1", "nuclear_use", "without", "change")
    assert found["boxes"][0]["chosen"]["limits"]["a"]["high"] is None
    rows = list(csv.DictReader(first["points.csv"].decode().splitlines()))
    inside = [row for row in rows if row["value_in_box"] == "True"]
    assert len(rows) == 128
    assert len(inside) == found["boxes"][0]["chosen"]["points_inside"]
    assert all(float(row["value_low"]) - 1e-12 <= float(row["value"]) <= float(row["value_high"]) + 1e-12 for row in rows)
    named = {(row["name"], row["measure"], row["index"], row["factor"]): row for row in csv.DictReader(first["indices.csv"].decode().splitlines())}
    of_a = next(row for row in found["outputs"][0]["indices"] if (row["index"], row["factor"]) == ("S1", "a"))
    assert float(named["without", "nuclear_use", "S1", "a"]["value"]) == of_a["value"]
    shutil.rmtree(place)
    write(analyse(load_sweep(hypercube.result.folder), hypercube.asked))
    assert {file.name: file.read_bytes() for file in place.iterdir() if file.is_file()} == first


def test_another_seed_moves_intervals_and_no_estimate(hypercube):
    other = analyse(hypercube.result, Asked(question=Question(above=0.5), seed=1))
    assert of(other, "without", "S1")["a"].value == of(hypercube, "without", "S1")["a"].value
    assert of(other, "without", "S1")["a"].low != of(hypercube, "without", "S1")["a"].low


def test_a_grid_has_shares_without_intervals_and_its_box_on_the_map(folder):
    pytest.importorskip("ema_workbench")
    (folder / "grid").mkdir()
    analysis = analyse(swept(folder / "grid", "box", "{kind: grid, steps: 6}", "ab"), Asked(question=Question(above=0.5)))
    flat = " ".join(sentences(analysis))
    assert "chosen and not drawn" not in flat  # there is no contrast
    found = {figure.name: figure for figure in figures(analysis)}
    assert set(found) == {"drivers-variant-base", "curve-a", "box-tradeoff-variant-base", "box-map-variant-base", "rules-variant-base"}
    assert "Frame: the discovered box, a above 0.7, b below 0.5." in found["box-map-variant-base"].reading
    assert all(row["low"] is None for one in as_dict(analysis)["outputs"] for row in one["indices"] if row["method"] == "grid")


def test_a_product_is_analysed_at_each_setting_of_its_lever(folder):
    pytest.importorskip("SALib")
    (folder / "product").mkdir()
    design = "{kind: product, parts: [{kind: latin_hypercube, points: 64, factors: [b, c, d]}, {kind: grid, factors: [a], steps: 2}]}"
    analysis = analyse(swept(folder / "product", "box", design, "abcd"), Asked(question=Question(above=0.5)))
    below, above = analysis.about("variant", "base")
    assert (below.setting.values, above.setting.values) == ({"a": 0.0}, {"a": 1.0})
    assert next(one for one in below.indices if one.index == "S1" and one.factor == "c").value > 0.8  # without the box only c is left
    assert next(one for one in above.indices if one.index == "S1" and one.factor == "b").value > 0.8
    flat = " ".join(sentences(analysis))
    assert "At a 0: Nuclear use runs from" in flat
    assert "At a 1: " in flat
    assert "64 sets" not in flat.split(";")[0]
    assert "128 sets of numbers over 3 factors, a Latin hypercube at each of 2 settings of a" in flat


def test_noise_is_measured_by_halves_and_warned_of(folder):
    pytest.importorskip("SALib")
    (folder / "noise").mkdir()
    result = swept(folder / "noise", "flat", "{kind: latin_hypercube, points: 48}", "abc", histories=2048, noise=1.0)
    analysis = analyse(result, Asked())
    (one,) = analysis.about("variant", "base")
    assert one.output.noise() > 0.7  # nothing but noise moves a flat response
    assert 0.3 < one.measured <= 1.0
    assert any("may be noise of simulation" in note and "by halves of the histories" in note for note in analysis.notes)
    assert "moved by no factor beyond what noise" in " ".join(sentences(analysis))


def test_common_noise_of_all_points_is_no_variance_over_points(folder):
    (folder / "common").mkdir()
    result = swept(folder / "common", "linear", "{kind: latin_hypercube, points: 16}", "ab", histories=2048, noise=4.0, apart=0.0)
    (one,) = analyse(result, Asked()).about("variant", "base")
    assert one.output.noise() > 0.2  # by the standard errors
    assert one.measured == pytest.approx(0.0, abs=1e-9)  # but all points err alike


def test_noise_of_its_own_at_each_point_is_measured_as_large_as_expected(folder):
    (folder / "own").mkdir()
    design = "{kind: latin_hypercube, points: 48}\nluck: independent"
    result = swept(folder / "own", "linear", design, "ab", histories=2048, noise=1.5, apart=0.0)
    (one,) = analyse(result, Asked()).about("variant", "base")
    assert one.measured == pytest.approx(one.output.noise(), rel=0.6)  # both estimate one share; a variance of 48 differences has 1 in 5 of error
    assert 0.02 < one.output.noise() < 0.1


def test_an_outcome_that_is_nowhere_is_said_and_nothing_breaks(folder):
    (folder / "none").mkdir()
    analysis = analyse(swept(folder / "none", "none", "{kind: latin_hypercube, points: 32}", "ab", variants="{}"), Asked())
    flat = " ".join(sentences(analysis))
    assert "Nuclear use (without) is the same at every point (none): no factor moves it." in flat
    assert "The change: nuclear use is exactly the same in all 32 sets of numbers." in flat
    assert figures(analysis) == []
    assert json.loads(json_text(as_dict(analysis)))["outputs"][0]["noise_at_most"] is None
    assert all(box.found is None for box in analysis.boxes)


def test_many_contrasts_are_a_table(folder):
    (folder / "many").mkdir()
    more = "".join(f"  - {{name: c{n}, from: without, to: with, label: change number {n}}}\n" for n in range(5))
    analysis = analyse(swept(folder / "many", "linear", "{kind: latin_hypercube, points: 40}", "ab", variants=SHIFT, more=more), Asked())
    lines = table(analysis)
    assert lines[0].split()[:4] == ["difference", "in", "nuclear", "use"]
    assert len(lines) == 1 + 6
    assert lines[2].split() == ["change", "number", "0", *f"{28} up {12} down".split(), "a"]


@pytest.mark.parametrize(("asked", "said"), [
    (Asked(measure="nuclear_us"), "no measure 'nuclear_us'; did you mean 'nuclear_use'?"),
    (Asked(variant="witout"), "no variant 'witout'; did you mean 'without'?"),
    (Asked(contrast="chang"), "no contrast 'chang'; did you mean 'change'?"),
])  # fmt: skip
def test_what_there_is_not_is_one_line_with_the_nearest(hypercube, asked, said):
    with pytest.raises(ResultsError) as caught:
        analyse(hypercube.result, asked)
    assert str(caught.value).endswith(said)
    assert caught.value.exit_code == Exit.INPUT


def test_without_its_libraries_the_rest_is_done(hypercube, monkeypatch):
    monkeypatch.setattr(sensitivity, "installed", lambda: False)
    monkeypatch.setattr(discovery, "installed", lambda: False)
    analysis = analyse(hypercube.result, Asked(question=Question(above=0.5)))
    assert analysis.missing == (sensitivity.NEEDED, discovery.NEEDED)
    assert of(analysis, "without", "rank_correlation")["a"].clear
    flat = " ".join(sentences(analysis))
    assert " (rank correlation +0." in flat
    assert "python -m pip install 'redline[discovery]'" in flat
    assert {figure.name.partition("-")[0] for figure in figures(analysis)} == {"drivers", "curve"}


def test_on_a_log_scale_a_product_is_a_sum(folder):
    pytest.importorskip("SALib")
    (folder / "log").mkdir()
    result = swept(folder / "log", "product", "{kind: saltelli, points: 32}", variants="{times: 0.5}")
    analysis = analyse(result, Asked(log=True))
    # log y = 2 a + b + log(times): shares of 4 and 1 of 5; the ratio of the variants is a half everywhere
    found = of(analysis, "without", "S1")
    assert (found["a"].value, found["b"].value) == (pytest.approx(0.8, abs=0.1), pytest.approx(0.2, abs=0.05))
    (ratio,) = analysis.about("contrast", "change")
    assert ratio.output.values == pytest.approx([-0.30103] * len(ratio.output.values), abs=1e-5)
    assert (ratio.output.constant, ratio.indices) == (True, ())
    flat = " ".join(sentences(analysis))
    assert "Nuclear use (without) runs from 2 to 49 in 100" in flat  # levels are not logarithms
    assert "Its logarithm hangs most on a (total index 0." in flat
    assert as_dict(analysis)["scale"] == "log10"


def test_errors_of_logarithms_are_relative_errors(folder):
    (folder / "errors").mkdir()
    result = swept(folder / "errors", "product", "{kind: latin_hypercube, points: 8}", "ab", histories=256, variants="{times: 0.5}", noise=0.01)
    points = tuple(range(1, 9))
    plain, logarithm = (outputs.output(result, ("variant", "without", "nuclear_use"), points, log) for log in (False, True))
    assert logarithm.errors == pytest.approx(plain.errors / plain.values / math.log(10))
    assert 10**logarithm.lows == pytest.approx(plain.lows)
    ratio = outputs.output(result, ("contrast", "change", "nuclear_use"), points, log=True)
    before, after = (outputs.output(result, ("variant", name, "nuclear_use"), points) for name in ("without", "with"))
    # both variants have the same noise, so its ratio to each is known: d log r = n (1 / after - 1 / before)
    assert ratio.errors == pytest.approx(before.errors * abs(1 / after.values - 1 / before.values) / math.log(10), rel=1e-6)


def test_what_is_nowhere_has_no_logarithm(folder):
    (folder / "nowhere").mkdir()
    result = swept(folder / "nowhere", "none", "{kind: latin_hypercube, points: 4}", "ab")
    with pytest.raises(ResultsError, match="is 0 at some points, which has no logarithm; leave --log out") as caught:
        analyse(result, Asked(log=True))
    assert caught.value.exit_code == Exit.INPUT
