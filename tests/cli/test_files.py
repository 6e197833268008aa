"""`check`, `new`, `schema`, `doctrine`, `plot`: what they print and leave."""

import json
import shutil

import pytest

from sim.cli.new import TEMPLATES
from sim.scenario.doctrine import doctrine_names
from sim.scenario.schema import schema_json
from sim.scenario.shipped import scenario_names
from tests.cli.conftest import ROOT


def test_everything_that_ships_is_sound(redline):
    files = [*sorted((ROOT / "experiments").glob("*.yaml")), *sorted((ROOT / "scenarios" / "doctrines").glob("*.yaml"))]
    said = redline("check", *scenario_names(), *files)
    assert (said.code, said.err) == (0, "")
    assert [": ok, " in line for line in said.out.splitlines() if not line.startswith("  note: ")] == [True] * (len(scenario_names()) + len(files))


def test_check_counts_what_a_scenario_rests_on(redline):
    found = redline("check", "november-2024", "--json").json
    assert (found["schema"], found["ok"]) == ("redline/check/1", True)
    one = found["files"][0]
    assert (one["kind"], one["id"], one["problems"]) == ("scenario", "november-2024", [])
    assert one["numbers"] > one["with_range"] > one["with_source"] > 0


def test_check_lists_every_number_with_its_basis(redline):
    said = redline("check", "november-2024", "--sources")
    assert "  owners.russia.nuclear.cost.median = 2.5 stake [1.25, 5] log; source forecasters-2022" in said.out.splitlines()
    assert "  tension.base = 2; assumed" in said.out.splitlines()
    assert any(line.startswith("  source doctrine-texts: ") for line in said.out.splitlines())
    numbers = redline("check", "november-2024", "--sources", "--json").json["files"][0]["quantities"]
    assert {"path", "value", "low", "high", "unit", "source", "assumption", "line"} <= set(numbers[0])


def test_check_tells_a_setting_before_it_is_used(redline):
    assert redline("check", "two-actors", "--set", "clock.horizon_months=6").code == 0
    assert redline("check", "two-actors", "--set", "clock.horizon_months=-6").code == 2
    assert redline("check", "november-2024", "--preset", "bluff").code == 0


def test_check_goes_on_after_a_bad_file_and_ends_with_2(redline, tmp_path):
    (tmp_path / "bad.yaml").write_text("schema: redline/scenario/1\n", encoding="utf-8")
    (tmp_path / "worse.yaml").write_text("a: [", encoding="utf-8")
    said = redline("check", "bad.yaml", "two-actors", "worse.yaml", "gone.yaml")
    assert said.code == 2
    assert [line.partition(":")[0] for line in said.errors if "worse" in line or "gone" in line] == ["worse.yaml", "gone.yaml"]
    assert said.out.startswith("two-actors: ok, ")
    found = redline("check", "bad.yaml", "two-actors", "--json").json
    assert [bool(one["problems"]) for one in found["files"]] == [True, False]
    assert set(found["files"][0]["problems"][0]) == {"file", "line", "column", "message"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_scenario_is_sound_commented_and_named_after_its_file(redline, tmp_path, template):
    said = redline("new", "Winter 2027", "--template", template)
    assert said.code == 0
    assert "redline run" in said.err
    text = (tmp_path / "Winter 2027.yaml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "\nid: winter-2027\n" in text
    assert redline("check", "Winter 2027.yaml").code == 0


def test_every_line_that_is_commented_out_may_be_put_in(redline, tmp_path):
    redline("new", "winter.yaml", "--template", "november-2024")
    lines = (tmp_path / "winter.yaml").read_text(encoding="utf-8").splitlines()
    head, body = lines[: lines.index("")], lines[lines.index("") :]
    (tmp_path / "winter.yaml").write_text("\n".join([*head, *(line.removeprefix("# ") for line in body)]) + "\n", encoding="utf-8")
    assert redline("check", "winter.yaml").err == ""
    one = redline("run", "winter.yaml", "--runs", "20", "--json", "--no-figures", "-q").json
    two = redline("run", "november-2024", "--runs", "20", "--json", "--no-figures", "-q").json
    assert one["outcomes"] == two["outcomes"]  # and changes nothing until a number is changed


def test_an_existing_file_is_left_as_it_is(redline, tmp_path):
    (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
    said = redline("new", "mine.yaml")
    assert (said.code, said.err) == (2, "error: mine.yaml exists and is left as it is; choose another name\n")
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine"
    assert redline("new", "nowhere/mine.yaml").code == 5


def test_schemas_are_those_of_the_reader(redline):
    assert redline("schema").out == redline("schema", "scenario").out == schema_json()
    assert "replicates" in json.loads(redline("schema", "experiment").out)["properties"]


def test_doctrines_are_listed_shown_and_told_apart(redline):
    listed = redline("doctrine", "list").out.splitlines()
    assert [line.split()[0] for line in listed] == doctrine_names()
    shown = redline("doctrine", "show", "russia-2024").out
    assert "  western_missiles     0.7" in shown.splitlines()
    assert "joint-attack" in shown
    differing = redline("doctrine", "diff", "russia-2020", "russia-2024").out
    assert "western_missiles: (absent)                      western_missiles: 0.7" in differing
    assert max(map(len, differing.splitlines())) <= 105
    assert redline("doctrine", "diff", "russia-2020", "russia-2020").out.endswith("No difference.\n")


def test_doctrines_as_json(redline):
    listed = redline("doctrine", "list", "--json").json
    assert [one["id"] for one in listed["doctrines"]] == doctrine_names()
    shown = redline("doctrine", "show", "russia-2020", "--json").json
    assert shown["nuclear_lines"]["territory"] == 1.0
    assert len(shown["clauses"]) > 5
    rows = redline("doctrine", "diff", "russia-2020", "russia-2024", "--json").json["differences"]
    assert {"what": "line", "name": "territory", "first": 1.0, "second": 0.7} in rows


def test_report_makes_the_same_figures_and_the_same_page_again(redline, finished, tmp_path):
    copy = shutil.copytree(finished, tmp_path / "copy")
    shutil.rmtree(copy / "figures")
    (copy / "report.html").unlink()
    assert redline("report", copy).code == 0
    for made in [*(finished / "figures").glob("*.*"), finished / "report.html"]:
        assert (copy / made.relative_to(finished)).read_bytes() == made.read_bytes()


def test_plot_makes_one_figure_elsewhere(redline, finished, tmp_path):
    said = redline("plot", finished, "parts", "-o", "paper")
    assert said.code == 0
    assert sorted(file.name for file in (tmp_path / "paper").iterdir()) == ["parts.csv", "parts.pdf", "parts.png", "parts.svg"]
    said = redline("plot", finished, "part")
    assert (said.code, said.err.endswith("no figure 'part'; did you mean 'parts'?\n")) == (2, True)


def test_figures_have_fixed_names_and_say_what_they_need(redline, finished):
    listed = redline("plot", finished, "--list")
    assert listed.out.splitlines()[0].split()[:3] == ["F1", "outcomes", "outcome-dots"]
    facts = redline("plot", finished, "F2", "-o", "two", "--json").json
    assert (facts["schema"], [one["name"] for one in facts["figures"]]) == ("redline/figures/1", ["answer-ladder-north"])
    assert len(facts["figures"][0]["files"]) == 4
    said = redline("plot", finished, "F8")
    assert said.code == 2
    assert said.err.endswith(f"cannot be drawn from it; it takes an explanation: redline report {finished} --explain\n")


def test_report_says_where_it_wrote_and_refuses_what_is_no_folder_of_results(redline, finished, tmp_path, monkeypatch):
    copy = shutil.copytree(finished, tmp_path / "copy")
    facts = redline("report", copy, "--words", "none", "--json").json
    assert (facts["schema"], facts["words"], len(facts["files"])) == ("redline/report/1", "none", 1)
    monkeypatch.setattr("sim.report.browser.find", lambda: None)
    said = redline("report", copy, "--format", "pdf", "-q")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert redline("report", tmp_path / "nowhere").code == 2
