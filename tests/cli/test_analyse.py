"""`analyse`: what it prints and writes for real sweeps, and what cannot be analysed."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from sim.analysis import discovery, sensitivity
from sim.cli.ending import run
from sim.errors import Exit

pytest.importorskip("SALib")
pytest.importorskip("ema_workbench")

EXPERIMENT = """\
schema: redline/experiment/1
id: pushes
title: A line that costs nothing to give up, and one that does
scenario: two-actors
replicates: 512
default_replicates: 64
factors:
  noise: {path: owners.north.nuclear.answer_noise, range: [0.3, 0.6]}
  cost:  {path: owners.north.nuclear.cost.median, range: [1, 4], scale: log}
design: DESIGN
variants:
  cheap: {owners.north.nuclear.audience_cost: 0}
  costly: {owners.north.nuclear.audience_cost: 1.5}
contrasts:
  - {name: cost, from: cheap, to: costly, label: a line that is costly to give up}
measures: [nuclear_use, clash, exposure.*]
"""
DESIGNS = {
    "hypercube": "{kind: latin_hypercube, points: 40}",
    "saltelli": "{kind: saltelli, points: 32}",
    "morris": "{kind: morris, points: 6}",
    "grid": "{kind: grid, steps: 5}",
}


@pytest.fixture(scope="session")
def swept(tmp_path_factory):
    """Return a function that gives the folder of a finished sweep of a design, done once a session."""
    place, done = tmp_path_factory.mktemp("swept"), {}

    def folder(name):
        if name not in done:
            (place / f"{name}.yaml").write_text(EXPERIMENT.replace("DESIGN", DESIGNS[name]), encoding="utf-8")
            assert run(["sweep", str(place / f"{name}.yaml"), "-q", "--no-figures", "-o", str(place / name)]) == 0
            done[name] = place / name
        return done[name]

    return folder


@pytest.mark.parametrize(("name", "said"), [
    ("hypercube", "40 sets of numbers over 2 factors, a Latin hypercube; the same luck for all. Nuclear use (cheap) runs from"),
    ("saltelli", "128 sets of numbers over 2 factors, Saltelli's design; the same luck for all. Nuclear use (cheap) runs from"),
    ("morris", "18 sets of numbers over 2 factors, Morris's trajectories; the same luck for all. Nuclear use (cheap) runs from"),
    ("grid", "25 sets of numbers over 2 factors, a grid; the same luck for all. Nuclear use (cheap) runs from"),
])  # fmt: skip
def test_every_design_ends_in_sentences_tables_and_figures(redline, swept, name, said):
    folder = swept(name)
    found = redline("analyse", folder)
    assert found.code == 0
    flat = " ".join(found.out.split())
    assert flat.startswith(said)
    assert "It hangs most on cost" in flat  # what an answer costs moves its chance most by far
    assert "A line that is costly to give up: nuclear use is" in flat
    assert flat.endswith("All of this is about the model, not the world.")
    assert "Traceback" not in found.err
    assert " 0 %" not in flat
    names = {file.name for file in (folder / "analysis").iterdir()}
    assert names == {"README.md", "analysis.json", "boxes.csv", "figures", "indices.csv", "outputs.csv", "points.csv", "signs.csv"}
    assert any((folder / "analysis" / "figures").glob("*.svg"))
    assert redline("verify", folder, "--sample", "0").code == 0  # what is derived does not damage a folder


def test_json_is_one_versioned_object_and_seed_0_is_a_seed(redline, swept):
    folder = swept("hypercube")
    first, again, other = (redline("analyse", folder, "--json", "--seed", seed, "--no-figures", "-q") for seed in (0, 0, 1))
    assert (first.code, first.err, first.out.count("\n")) == (0, "", 1)
    assert first.out == again.out != other.out
    assert (first.json["schema"], first.json["seed"], first.json["design"]["kind"]) == ("redline/analysis/1", 0, "latin_hypercube")
    assert {(one["of"], one["name"]) for one in first.json["outputs"]} == {("variant", "cheap"), ("variant", "costly"), ("contrast", "cost")}
    assert other.json == json.loads((folder / "analysis" / "analysis.json").read_text(encoding="utf-8"))


def test_another_measure_variant_and_threshold_are_looked_at(redline, swept):
    found = redline(
        "analyse", swept("hypercube"), "--measure", "exposure.north", "--variant", "costly", "--top", "0.5", "--json", "--no-figures"
    ).json
    assert (found["measure"], found["variant"]) == ("exposure.north", "costly")
    assert found["boxes"][0]["of_interest"] == 20
    above = redline("analyse", swept("hypercube"), "--above", "0.5", "--no-figures", "--sign", "unclear")
    assert "is above 50 in 100" in " ".join(above.out.split())


def test_figures_of_another_analysis_do_not_stay(redline, swept):
    folder = swept("grid")
    figures = folder / "analysis" / "figures"
    assert redline("analyse", folder, "-q").code == 0
    assert any(figures.glob("*.svg"))
    (figures / "note.txt").write_text("mine", encoding="utf-8")
    assert redline("analyse", folder, "-q", "--no-figures").code == 0
    assert [file.name for file in figures.iterdir()] == ["note.txt"]
    (figures / "note.txt").unlink()


def test_the_analysis_works_from_the_folder_alone(redline, swept, tmp_path):
    copy = tmp_path / "elsewhere"
    shutil.copytree(swept("saltelli"), copy)
    shutil.rmtree(copy / "analysis", ignore_errors=True)
    for name in ("table.csv", "points.csv", "estimates.csv", "contrasts.csv", "signs.csv", "summary.json"):
        (copy / name).unlink()
    assert redline("analyse", copy, "--no-figures", "-q").code == 0
    assert (copy / "analysis" / "indices.csv").exists()


@pytest.mark.parametrize(("options", "said"), [
    (("--measure", "nuclear_us"), "has no measure 'nuclear_us'; did you mean 'nuclear_use'?"),
    (("--variant", "chepa"), "has no variant 'chepa'; did you mean 'cheap'?"),
    (("--contrast", "costs"), "has no contrast 'costs'; did you mean 'cost'?"),
    (("--above", "0.1", "--top", "0.2"), "--above and --top say two things about the same points; keep one (see: redline analyse --help)"),
    (("--above", "nan"), "must be a number"),
    (("--top", "2"), "at most 1, got '2'"),
    (("--sign", "sideways"), "'sideways' is not one of"),
])  # fmt: skip
def test_what_cannot_be_looked_at_is_one_line_and_code_2(redline, swept, options, said):
    found = redline("analyse", swept("grid"), *options)
    assert (found.code, found.out, len(found.errors)) == (Exit.INPUT, "", 1)
    assert said in found.err


def test_a_sweep_that_is_not_finished_is_one_line_and_code_2(redline, swept, tmp_path):
    shutil.copytree(swept("grid"), tmp_path / "half")
    for kind in (tmp_path / "half" / "shards").iterdir():
        sorted(kind.iterdir())[0].unlink()
    found = redline("analyse", tmp_path / "half")
    assert (found.code, found.out, len(found.errors)) == (Exit.INPUT, "", 1)
    assert "is not finished" in found.err


def test_a_run_and_a_folder_without_results_are_one_line_and_code_2(redline, finished, tmp_path):
    for folder in (finished, tmp_path):
        found = redline("analyse", folder)
        assert (found.code, found.out, len(found.errors)) == (Exit.INPUT, "", 1)


def test_one_point_is_nothing_to_analyse(redline, tmp_path):
    text = EXPERIMENT.replace("DESIGN", "{kind: grid, steps: 5}").replace(", range: [0.3, 0.6]}", ", values: [0.4]}")
    text = text.replace("range: [1, 4], scale: log}", "values: [2]}").replace("{kind: grid, steps: 5}", "{kind: grid}")
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    assert redline("sweep", "one.yaml", "-q", "--no-figures", "-o", "one").code == 0
    found = redline("analyse", "one")
    assert (found.code, len(found.errors)) == (Exit.INPUT, 1)
    assert "one set of numbers: nothing varies" in found.err


def test_a_measure_that_is_nowhere_is_said(redline, swept):
    found = redline("analyse", swept("hypercube"), "--measure", "clash", "-q")  # nobody can clash in this world
    assert found.code == 0
    assert "A direct clash (cheap) is the same at every point (none): no factor moves it." in " ".join(found.out.split())


def test_without_its_libraries_the_rest_is_done_and_the_code_is_2(redline, swept, monkeypatch):
    monkeypatch.setattr(sensitivity, "installed", lambda: False)
    monkeypatch.setattr(discovery, "installed", lambda: False)
    found = redline("analyse", swept("hypercube"), "--no-figures", "-q")
    assert found.code == Exit.INPUT
    assert found.errors == [f"error: {sensitivity.NEEDED}", f"error: {discovery.NEEDED}"]
    assert "rank correlation" in found.out


def test_help_of_analyse_loads_no_library_of_statistics(redline):
    before = {name for name in sys.modules if name.partition(".")[0] in ("SALib", "ema_workbench")}
    said = redline("analyse", "--help")
    assert said.code == 0
    assert "from the folder of a finished sweep alone" in " ".join(said.out.split()).lower()
    assert {name for name in sys.modules if name.partition(".")[0] in ("SALib", "ema_workbench")} == before
