"""Designs in experiment files: what each kind is told, what it refuses, and which points it makes."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sim.errors import ExperimentError
from sim.experiment import schema
from sim.experiment.design import Design, Factor
from sim.experiment.load import load_experiment
from sim.experiment.plan import plan_sweep
from sim.experiment.samplers import latin_hypercube, morris, product, sobol
from sim.results import provenance
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

DESIGN = "design: {kind: latin_hypercube, points: 4}"
LEVEL, TILT = "  level: {path: level}", "  tilt: {path: tilt, range: [0.1, 0.3], kind: lever}"
A, B = Factor("a", "a", "uncertainty", low=0.0, high=1.0), Factor("b", "b", "uncertainty", low=0.1, high=10.0, scale="log")
C = Factor("c", "c", "lever", values=("x", "y"))


def written(file: Path, design: str, *changes: tuple[str, str]) -> Path:
    """Write the experiment with another design, and other changes; return the file."""
    text = EXPERIMENT
    for old, new in ((DESIGN, f"design: {design}"), *changes):
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    return file


def refused(file: Path) -> list[str]:
    """Return the lines of complaint about a file, without its name."""
    with pytest.raises(ExperimentError) as caught:
        load_experiment(file, FAKE)
    return [line.removeprefix(str(file)) for line in str(caught.value).splitlines()]


# ---- Sobol


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_a_sobol_design_has_as_many_points_in_every_half_quarter_and_eighth_of_each_range(seed):
    rows = sobol.sample([A, A], Design("sobol", points=64), seed)
    for place in (0, 1):
        assert set(Counter(int(row[place] * 8) for row in rows).values()) == {8}
    assert set(Counter((int(row[0] * 8), int(row[1] * 8)) for row in rows).values()) == {1}


def test_a_sobol_design_depends_on_its_seed():
    drawn = [sobol.sample([A, B], Design("sobol", points=8), seed) for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_sobol_points_that_are_no_power_of_two_are_refused_in_one_line_that_names_the_powers_beside(experiment_file):
    (line,) = refused(written(experiment_file, "{kind: sobol, points: 100}"))
    assert line.startswith(":11:31: error: ")
    assert line.endswith("beside 100 lie 64 and 128")


def test_a_sobol_experiment_has_its_points_beside_the_default(experiment_file):
    points = load_experiment(written(experiment_file, "{kind: sobol, points: 8}"), FAKE).points()
    assert [point.number for point in points] == list(range(9))
    assert all(0.1 <= point.values["level"] <= 0.6 and 0.1 <= point.values["tilt"] <= 0.3 for point in points[1:])


# ---- Morris


@pytest.mark.parametrize("levels", [4, 6])
def test_each_step_of_a_trajectory_changes_one_factor_by_half_of_its_levels(levels):
    pytest.importorskip("SALib")
    wide = [Factor(name, name, "uncertainty", low=0.0, high=float(levels - 1)) for name in "abc"]
    rows = morris.sample(wide, Design("morris", points=5, steps=levels), 3)
    assert len(rows) == 5 * 4
    assert {value for row in rows for value in row} <= set(map(float, range(levels)))
    for start in range(0, len(rows), 4):
        changes = [[abs(b - a) for a, b in zip(rows[n], rows[n + 1], strict=True)] for n in range(start, start + 3)]
        assert all(sorted(change) == [0.0, 0.0, levels / 2] for change in changes)
        assert sorted(change.index(levels / 2) for change in changes) == [0, 1, 2]


def test_seed_0_of_a_morris_design_is_a_seed():
    pytest.importorskip("SALib")
    drawn = [morris.sample([A, B], Design("morris", points=6, steps=4), seed) for seed in (0, 0, 1, 2**63 - 1)]
    assert drawn[0] == drawn[1]
    assert len({tuple(rows) for rows in drawn}) == 3


def test_an_odd_number_of_levels_is_refused(experiment_file):
    (line,) = refused(written(experiment_file, "{kind: morris, points: 4, steps: 5}"))
    assert "even number, got 5; beside it lie 4 and 6" in line


def test_without_salib_a_morris_design_is_one_line_and_code_2(experiment_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib", None)
    (line,) = refused(written(experiment_file, "{kind: morris, points: 4}"))
    assert line == f":11:16: error: {morris.NEEDED}"
    with pytest.raises(ExperimentError, match="needs SALib") as caught:
        morris.sample([A], Design("morris", points=2, steps=4), 1)
    assert caught.value.exit_code == 2


def test_salib_is_not_loaded_where_no_design_needs_it(experiment_file):
    code = "import sys; from pathlib import Path; from sim.experiment.load import load_experiment; from tests.experiment.fakes import FAKE\n"
    code += "load_experiment(Path(sys.argv[1]), FAKE).points(); print('SALib' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code, experiment_file], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


# ---- points of a file


FILED = ((TILT, "  tilt: {path: tilt, kind: lever}"),)


def test_points_of_a_file_are_taken_as_they_stand_whatever_the_order_of_its_columns(experiment_file):
    (experiment_file.parent / "sets").mkdir()
    (experiment_file.parent / "sets" / "points.csv").write_bytes(b'\xef\xbb\xbf"tilt",level\r\n0.2,0.5\r\n\r\n 0.25 ,0.1234567\r\n')
    points = load_experiment(written(experiment_file, "{kind: points, file: sets/points.csv}", *FILED), FAKE).points()
    assert [dict(point.values) for point in points[1:]] == [{"level": 0.5, "tilt": 0.2}, {"level": 0.1234567, "tilt": 0.25}]


def test_every_bad_cell_is_named_by_line_and_column(experiment_file):
    file = experiment_file.parent / "points.csv"
    file.write_text('level,tilt\n0.2,\nyes,0.2\n0.3,0.4,0.5\n0.1,0x1f\n0.2,"a\n', encoding="utf-8")
    lines = refused(written(experiment_file, "{kind: points, file: points.csv}", *FILED))
    assert [line.removeprefix(str(file)).split(" error: ")[0] for line in lines] == [":2:5:", ":3:1:", ":4:1:", ":5:5:", ":6:5:"]
    assert "empty cell" in lines[0]
    assert "3 cells where the first line names 2 columns" in lines[2]
    assert "number in another base" in lines[3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("level,tlit\n1,1\n", ":1:7: error: no factor 'tlit' in this design; did you mean 'tilt'?"),
        ("level,tilt,level\n1,1,1\n", ":1:12: error: the column 'level' is given twice"),
        ("level\n1\n", ":1:1: error: the first line names the columns, and 'tilt' is not among them"),
        ("level,tilt\n", ":1:1: error: no points: a line for each follows the names of the columns"),
        ("", ":1:1: error: the first line names the columns, and 'level', 'tilt' is not among them"),
    ],
)
def test_a_file_whose_columns_do_not_fit_is_refused(experiment_file, text, message):
    file = experiment_file.parent / "points.csv"
    file.write_text(text, encoding="utf-8")
    lines = refused(written(experiment_file, "{kind: points, file: points.csv}", *FILED))
    assert f"{file}{message}" in lines


@pytest.mark.parametrize("file", ["../points.csv", "/etc/passwd", "sub/../../points.csv", "link.csv", "absent.csv", "."])
def test_a_file_of_points_may_not_leave_the_folder_of_the_experiment(experiment_file, file):
    outside = experiment_file.parent.parent / "points.csv"
    outside.write_text("level,tilt\n0.2,0.2\n", encoding="utf-8")
    (experiment_file.parent / "link.csv").symlink_to(outside)
    (line,) = refused(written(experiment_file, f"{{kind: points, file: {file}}}", *FILED))
    assert line.startswith(":11:30: error: ")
    assert "beside the experiment" in line


# ---- products

PRODUCT = "{kind: product, parts: [{kind: latin_hypercube, points: 4, factors: [level]}, {kind: grid, steps: 3}]}"


def test_a_product_crosses_every_point_of_one_part_with_every_point_of_the_other(experiment_file):
    points = load_experiment(written(experiment_file, PRODUCT), FAKE).points()[1:]
    assert [point.values["tilt"] for point in points] == [0.1, 0.2, 0.3] * 4
    levels = [point.values["level"] for point in points]
    assert levels == [level for level in levels[::3] for _ in range(3)]
    assert len(set(levels)) == 4


def test_the_values_of_a_product_stand_at_their_factors_whatever_the_order_of_the_parts():
    parts = (Design("grid", factors=("c",)), Design("latin_hypercube", points=3, factors=("a", "b")))
    rows = product.sample([A, B, C], Design("product", parts=parts), 5)
    assert [row[2] for row in rows] == ["x"] * 3 + ["y"] * 3
    assert all(0 <= row[0] <= 1 and 0.1 <= row[1] <= 10 for row in rows)
    assert [row[:2] for row in rows[:3]] == [row[:2] for row in rows[3:]]


def test_two_drawn_parts_do_not_draw_the_same_shares():
    twin = Factor("d", "d", "uncertainty", low=0.0, high=1.0)
    parts = tuple(Design("latin_hypercube", points=5, factors=(name,)) for name in "ad")
    rows = product.sample([A, twin], Design("product", parts=parts), 5)
    assert {row[0] for row in rows}.isdisjoint(row[1] for row in rows)
    assert {row[0] for row in rows}.isdisjoint(row[0] for row in latin_hypercube.sample([A], parts[0], 5))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ("[{kind: grid, factors: [level]}, {kind: grid, factors: [levle]}]", "no factor 'levle'; did you mean 'level'?"),
        ("[{kind: grid, factors: [level, tilt]}, {kind: grid, factors: [tilt]}]", "factor 'tilt' is in part 1 already"),
        ("[{kind: grid, factors: [level, level]}, {kind: grid}]", "factor 'level' is in part 1 already"),
        ("[{kind: grid, factors: [level, tilt]}, {kind: grid}]", "no factor is left for this part"),
        ("[{kind: grid}, {kind: grid}]", "only one part may leave factors out"),
        ("[{kind: grid, factors: [level]}]", "parts must have 2 entries or more, got 1"),
        ("[{kind: sobol, points: 3, factors: [level]}, {kind: grid}]", "beside 3 lie 2 and 4"),
        ("[{kind: product, factors: [level]}, {kind: grid}]", "'product'"),
        ("[{kind: grid, points: 9, factors: [level]}, {kind: grid}]", "a grid design takes no points; it takes steps"),
    ],
)
def test_parts_that_do_not_share_out_the_factors_are_refused(experiment_file, parts, message):
    (line, *_) = refused(written(experiment_file, f"{{kind: product, parts: {parts}}}"))
    assert message in line


def test_a_product_may_have_parts_of_every_kind(experiment_file):
    (experiment_file.parent / "points.csv").write_text("level\n0.2\n0.5\n", encoding="utf-8")
    design = "{kind: product, parts: [{kind: points, file: points.csv, factors: [level]}, {kind: sobol, points: 2}]}"
    experiment = load_experiment(written(experiment_file, design), FAKE)
    assert [point.values["level"] for point in experiment.points()[1:]] == [0.2, 0.2, 0.5, 0.5]
    assert experiment.design.count(experiment.factors) == 4


# ---- nothing is accepted and ignored


@pytest.mark.parametrize(
    ("design", "change", "place", "message"),
    [
        ("{kind: grid, points: 4}", None, ":11:22:", "a grid design takes no points; it takes steps"),
        ("{kind: latin_hypercube, steps: 4}", None, ":11:33:", "a latin_hypercube design takes no steps; it takes points"),
        ("{kind: sobol, steps: 4}", None, ":11:23:", "a sobol design takes no steps; it takes points"),
        ("{kind: grid, file: a.csv}", None, ":11:22:", "a grid design takes no file"),
        ("{kind: morris, file: a.csv}", None, ":11:24:", "a morris design takes no file; it takes points and steps"),
        ("{kind: points}", None, ":11:1:", "a points design needs file"),
        ("{kind: product}", None, ":11:1:", "a product design needs parts"),
        ("{kind: grid, parts: [{kind: grid}, {kind: grid}]}", None, ":11:22:", "a grid design takes no parts"),
        ("{kind: grid, point: 4}", None, ":11:22:", "unknown name 'point' in design; did you mean 'points'?"),
        ("{kind: sobol}", (TILT, f"{TILT[:-1]}, steps: 5}}"), ":10:54:", "a sobol design has no use for steps of factor tilt"),
        ("{kind: grid}", (LEVEL, "  level: {path: level, values: [0.2], steps: 3}"), ":9:39:", "steps says nothing about the values of factor level"),
        ("{kind: sobol}", (LEVEL, "  level: {path: level, values: [0.2], scale: log}"), ":9:39:", "scale says nothing about the values"),
        (
            "{kind: grid, steps: 1000}",
            (LEVEL, "  level: {path: level, steps: 1000}\n  more: {path: poison, values: [a, b]}"),
            ":12:1:",
            "2,000,000 points",
        ),
    ],
)
def test_a_setting_that_would_be_ignored_is_refused(experiment_file, design, change, place, message):
    lines = refused(written(experiment_file, design, *([change] if change else [])))
    assert lines[0].startswith(f"{place} error: ")
    assert message in lines[0]


def test_a_range_beside_a_file_of_points_is_refused(experiment_file):
    (experiment_file.parent / "points.csv").write_text("level,tilt\n0.2,0.2\n", encoding="utf-8")
    (line,) = refused(written(experiment_file, "{kind: points, file: points.csv}"))
    assert "a points design has no use for range of factor tilt" in line


def test_a_design_without_factors_is_refused(experiment_file):
    (line,) = refused(written(experiment_file, "{kind: grid}", ("factors:\n", ""), (f"{LEVEL}\n{TILT}\n", "")))
    assert line == ":8:1: error: a design needs factors"


# ---- run ids


@pytest.mark.parametrize(
    ("design", "scale", "run_id"),
    [
        ("{kind: latin_hypercube, points: 4}", "", "19969adf60b79bb28a980f1c423977b992f8f6bbbf163dd7b3e6590170630c7b"),
        ("{kind: latin_hypercube, points: 4}", ", scale: log", "d4adef594a7f44d1dd86aa7e556ca42d6cbec570119b3deee56ee4fda2240a42"),
        ("{kind: grid, steps: 5}", ", scale: log", "2b42e865148d5f11a1a48f9d77c97bf8e7a3e46b90a0f63908b6aaeded43c861"),
    ],
)
def test_the_run_ids_of_files_are_those_of_before_there_were_more_designs(experiment_file, monkeypatch, design, scale, run_id):
    monkeypatch.setattr(provenance, "MODEL_VERSION", "2")
    file = written(experiment_file, design, ("range: [0.1, 0.3]", f"range: [0.1, 0.3]{scale}"))
    assert plan_sweep(load_experiment(file, FAKE), FAKE).id == run_id


def test_the_manifest_says_how_points_were_chosen(experiment_file):
    plan = plan_sweep(load_experiment(written(experiment_file, PRODUCT), FAKE), FAKE)
    parts = [{"kind": "latin_hypercube", "points": 4, "factors": ["level"]}, {"kind": "grid", "steps": 3, "factors": ["tilt"]}]
    assert plan.manifest()["about"]["design"] == {"kind": "product", "parts": parts}


@pytest.mark.parametrize(("section", "told"), [("Design", schema.TAKES), ("Part", schema.TAKES), ("Distribution", schema.SPREADS)])
def test_the_json_schema_refuses_what_the_loader_refuses(section, told):
    found = schema.Document.model_json_schema(by_alias=True)["$defs"][section]
    kinds = set(found["properties"]["kind"]["enum"])
    assert {rule["if"]["properties"]["kind"]["const"] for rule in found["allOf"]} == kinds
    words = found["properties"].keys() - {"kind", "factors"}
    for rule in found["allOf"]:
        takes = set(told[rule["if"]["properties"]["kind"]["const"]])
        assert {word for word, allowed in rule["then"]["properties"].items() if allowed is False} == words - takes
        assert set(rule["then"]["required"]) <= takes
