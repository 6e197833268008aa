"""`run` and `demo`: the JSON object, the answer in words, found and continued runs, figures and page."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.cli.console import Console
from sim.cli.running import finish, suggestion
from sim.errors import Exit
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path

FIGURES = {"answer-ladder-north", "credibility", "cumulative-incidence", "outcome-dots", "parts", "quality", "trajectories"}


def test_json_is_one_versioned_object_and_nothing_else(redline):
    said = redline("run", "two-actors", "--runs", "200", "--json", "--no-figures")
    assert said.code == 0
    assert said.out.count("\n") == 1
    found = said.json
    assert list(found)[:8] == ["schema", "scenario", "runs", "seed", "effective_sample_size", "digest", "outcomes", "answers"]
    assert (found["schema"], found["scenario"], found["runs"], found["seed"]) == ("redline/run/1", "two-actors", 200, 1)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", found["digest"])
    assert 0 < found["effective_sample_size"] <= 200
    assert list(found["outcomes"]) == ["nuclear_use", "nato_clash", "settlement", "collapse"]
    nuclear = found["outcomes"]["nuclear_use"]
    assert list(nuclear)[:8] == ["p", "low", "high", "deliberate", "noise", "inadvertent", "via_clash", "by_owner"]
    assert all(low <= nuclear[part] <= high for part, (low, high) in nuclear["intervals"].items())
    assert nuclear["by_owner_intervals"].keys() <= nuclear["by_owner"].keys()
    reaching = found["answers_reaching"]["north"]
    assert reaching["3"]["p"] == pytest.approx(sum(share for rung, share in found["answers"]["north"].items() if int(rung) >= 3))
    assert nuclear["p"] == pytest.approx(nuclear["deliberate"] + nuclear["noise"] + nuclear["inadvertent"])
    assert set(nuclear["by_owner"]) == {"north", "south"}
    assert all(set(found["outcomes"][key]) == {"p", "low", "high"} for key in ("nato_clash", "settlement", "collapse"))
    assert sum(found["answers"]["north"].values()) == pytest.approx(1)


def test_without_nuclear_weapons_russia_uses_none_by_choice_or_accident(redline):
    said = redline("run", "november-2024", "--runs", "300", "--json", "--no-figures", "--set", "actors.russia.nuclear=false", "-q")
    assert (said.code, said.err) == (0, "")
    nuclear = said.json["outcomes"]["nuclear_use"]
    assert nuclear["by_owner"]["russia"] == 0.0
    assert (nuclear["deliberate"], nuclear["noise"]) == (0.0, 0.0)
    assert nuclear["by_owner"]["usa"] > 0


def test_a_run_leaves_tables_figures_and_a_page_and_says_where(finished):
    names = {file.name for file in finished.iterdir()}
    assert {"manifest.json", "scenario.yaml", "table.csv", "summary.json", "report.html", "figures", "README.md"} <= names
    written = {file.name for file in (finished / "figures").iterdir()}
    assert written == {f"{name}{suffix}" for name in FIGURES for suffix in (".svg", ".png", ".pdf", ".csv")}
    page = (finished / "report.html").read_text(encoding="utf-8")
    assert "redline run two-actors --runs 1100 --seed 1" in page
    assert "settlement within" not in page  # this crisis has none, so nothing is said of it
    assert json.loads((finished / "summary.json").read_text())["runs"] == 1100


def test_the_answer_is_told_in_words_with_its_parts_and_where_to_go_on(redline):
    said = redline("run", "two-actors", "--runs", "200")
    assert said.out.startswith("Nuclear use within 12 months: ")
    flat = " ".join(said.out.split())
    assert "95 % interval" in flat
    assert re.search(r"answer noise, [^;]* [\d.]+ \([^)]*[\d.]+ to [\d.]+\); .*inadvertent, by accident, [\d.]+ \([\d.]+ to [\d.]+\)", flat)
    assert "This is about the model, not the world" in flat
    assert "North's answers to crossings" in flat
    assert "effective sample size" in flat
    assert "report.html" in said.err
    assert re.search(r"Next: +redline replay results/two-actors-[0-9a-f]{8}\n", said.err)
    assert "redline compare two-actors --set owners.north.nuclear.audience_cost=1.5" in said.err


def test_the_same_command_finds_the_finished_run_and_touches_nothing_people_made(redline):
    first = redline("run", "two-actors", "--runs", "100", "--json")
    again = redline("run", "two-actors", "--runs", "100", "--json")
    assert "found finished: nothing left to simulate" in again.err
    assert "found finished" not in first.err
    assert again.json == first.json


def test_jobs_and_figures_change_no_bit(redline):
    one = redline("run", "two-actors", "--runs", "1500", "--json", "-j", "1", "--no-figures", "-o", "one").json
    two = redline("run", "two-actors", "--runs", "1500", "--json", "-j", "2", "--no-figures", "-o", "two").json
    assert one["digest"] == two["digest"]


def test_a_preset_is_its_settings_and_a_setting_overrides_it(redline):
    def digest(*arguments: str) -> str:
        return redline("run", "november-2024", "--runs", "20", "--no-figures", "--json", "-q", *arguments).json["digest"]

    real = "owners.russia.nuclear.probability_real"
    assert digest("--preset", "bluff") == digest("--set", f"{real}=0.1") != digest()
    assert digest("--preset", "bluff", "--set", f"{real}=0.5") == digest()


def test_an_owner_whose_doctrine_replaced_another_is_contrasted_with_it_on_the_same_luck(redline, tmp_path):
    said = redline("run", "november-2024", "--runs", "60", "-o", "run", "-q")
    assert (said.code, said.err) == (0, "")
    assert re.search(r"^Doctrine russia-2024 instead of russia-2020: nuclear use (rises|falls|shows)", said.out, flags=re.MULTILINE)
    assert (tmp_path / "run" / "against-russia-2020" / "summary.json").exists()
    assert (tmp_path / "run" / "figures" / "contrasts.svg").exists()
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "Doctrine russia-2024 instead of russia-2020" in page
    again = redline("run", "november-2024", "--runs", "60", "-o", "run", "-q")
    assert again.out == said.out


def test_the_range_of_the_level_stands_beside_it_where_asked_for(redline, tmp_path):
    said = redline("run", "two-actors", "--runs", "60", "--range", "-o", "run")
    assert "Uncertain inputs: " in " ".join(said.out.split())
    assert "256 sets of numbers drawn" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_a_suggestion_lies_within_the_range_of_a_number_and_is_accepted():
    for name in ("november-2024", "two-actors"):
        path = scenario_path(name)
        change = suggestion(load(path))
        assert change.split("=")[0].endswith("nuclear.audience_cost")
        load(path, [change])


def test_a_run_too_large_to_keep_its_histories_says_what_that_costs(redline, monkeypatch):
    monkeypatch.setattr("sim.experiment.plan.KEPT_HISTORIES", 50)
    said = redline("run", "november-2024", "--runs", "60", "-o", "large")
    assert said.code == 0
    assert "no contrast with russia-2020: too many histories to keep each" in said.err
    assert redline("replay", "large").err == "error: large kept no single histories: it has more than a million\n"
    assert redline("replay", "large", "--history", "59").code == 0


def test_failed_histories_are_counted_and_the_first_can_be_looked_at(capsys):
    result = SimpleNamespace(failed=((0, "base", 7), (0, "base", 9)), histories=1000, folder=Path("results/x"), look=None)
    assert finish(Console(), result) == Exit.INCOMPLETE
    line = capsys.readouterr().err
    assert line.startswith("warning: 2 of 1,000 histories failed; they are in no average. The first: redline replay results/x --history 7")


def test_demo_is_november_2024_with_everything(redline, tmp_path):
    said = redline("demo", "--runs", "40", "-o", "demo")
    assert said.code == Exit.DONE
    assert {file.name for file in (tmp_path / "demo").iterdir()} >= {"report.html", "figures", "against-russia-2020", "range"}
    assert said.err.count("redline ") == 2  # two next commands


def test_a_run_is_as_exact_as_asked_and_says_how_exact(redline, tmp_path):
    said = redline("run", "two-actors", "--relative-error", "0.15", "-o", "exact")
    assert said.code == 0
    flat = " ".join(said.out.split())
    assert re.search(
        r"The 95 % interval of nuclear use is \+-1\d % of the estimate, asked for \+-15 %, after \d,\d{3} histories \(\d looks?\)\.", flat
    )
    assert "until the 95 % interval of nuclear_use is +-15 %, at most 1,000,000 histories of 12 months" in said.err
    page = (tmp_path / "exact" / "report.html").read_text(encoding="utf-8")
    assert "redline run two-actors --relative-error 0.15 --measure nuclear_use --seed 1" in page
    assert "widened so that they hold although the run was looked at while it grew" in page
    found = redline("run", "two-actors", "--relative-error", "0.15", "-o", "exact", "--json", "-j", "1").json
    nuclear, target = found["outcomes"]["nuclear_use"], found["target"]
    assert target["reached"] == pytest.approx((nuclear["high"] - nuclear["low"]) / 2 / nuclear["p"])
    assert target["met"] is True
    assert redline("run", "two-actors", "--runs", "20", "--json", "--no-figures").json["target"] is None


def test_a_ceiling_ends_a_run_with_75_and_a_higher_one_continues(redline):
    asked = ("run", "two-actors", "--relative-error", "0.1", "--no-figures", "-o", "held")
    held = redline(*asked, "--max-runs", "2500")
    assert held.code == Exit.LIMIT
    assert re.search(
        r"^stopped by the ceiling of 2,500 histories: the 95 % interval of nuclear_use is \+-\d\d % after 2,048, asked for \+-10 %; "
        r"a higher --max-runs continues from here$",
        held.err,
        flags=re.MULTILINE,
    )
    on = redline(*asked, "--json")
    assert on.code == 0
    assert "continued: 2,048 histories were there already" in on.err
    assert on.json["digest"] == redline("run", "two-actors", "--relative-error", "0.1", "--no-figures", "--json", "-o", "whole").json["digest"]
    assert redline("replay", "held", "--history", str(on.json["runs"] - 1)).code == 0
    assert redline("replay", "held", "--history", str(on.json["runs"])).code == Exit.INPUT


def test_without_nuclear_weapons_nothing_is_left_to_narrow(redline):
    said = redline("run", "two-actors", "--relative-error", "0.01", "--set", "actors.north.nuclear=false", "--no-figures")
    assert said.code == 0
    assert "Nuclear use is exactly 0 after 2,048 histories (1 look): no interval is left to narrow." in said.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--relative-error", "0"), "invalid value for '--relative-error': must be a number above 0, at most 1, got '0'"),
        (("--half-width", "nan"), "invalid value for '--half-width': must be a number above 0, at most 1e+09, got 'nan'"),
        (("--half-width", "0.1", "--relative-error", "0.1"), "--relative-error and --half-width ask for two things; keep one"),
        (("--half-width", "0.1", "--runs", "100"), "--runs is a number of histories; with a target use --max-runs"),
        (("--max-runs", "5000"), "--max-runs goes with --relative-error or --half-width"),
        (("--measure", "clash"), "--measure goes with --relative-error or --half-width"),
        (("--half-width", "0.1", "--measure", "nuclear"), "no measure 'nuclear'; did you mean 'nuclear_use'?"),
        (("--half-width", "0.1", "--max-runs", "1000"), "a run with a target is first looked at after 2,048 histories; it cannot be held to 1,000"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused_in_one_line(redline, arguments, message):
    said = redline("run", "two-actors", "-q", *arguments)
    assert said.code == Exit.INPUT
    assert said.out == ""
    assert re.fullmatch(re.escape(f"error: {message}") + r"( \(see: redline run --help\))?\n", said.err)
