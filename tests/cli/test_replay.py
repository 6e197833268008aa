"""`replay`: of scenarios and folders, drawn, typical, worst, given."""

import json

import pytest

from tests.traces.retell import FOLDER, TOLD


def test_a_history_is_told_as_it_is_kept(redline):
    said = redline("replay", "two-actors", "--seed", "1", "--history", TOLD["two-actors"])
    assert (said.code, said.err) == (0, "")
    assert said.out == (FOLDER / "two-actors.txt").read_text(encoding="utf-8")


def test_a_folder_tells_the_same_history_as_its_scenario(redline, finished):
    assert redline("replay", finished, "--history", 11).out == redline("replay", "two-actors", "--history", 11).out


@pytest.mark.parametrize("how", ["drawn", "typical", "worst"])
def test_the_same_choice_tells_the_same_history_and_says_how_it_was_chosen(redline, how):
    flag = [] if how == "drawn" else [f"--{how}"]
    said = redline("replay", "two-actors", "--runs", "1100", *flag)
    assert said.code == 0
    assert "1,100 histories" in said.err
    assert redline("replay", "two-actors", "--runs", "1100", *flag).out == said.out
    found = redline("replay", "two-actors", "--runs", "1100", "--json", *flag).json
    assert found["chosen"] == how
    assert f"history {found['replicate']} of seed 1" in " ".join(said.out.split())


def test_a_folder_and_its_scenario_choose_alike(redline, finished):
    for flag in ([], ["--worst"], ["--typical"]):
        assert redline("replay", finished, *flag).out == redline("replay", "two-actors", "--runs", "1100", *flag).out


def test_the_worst_is_the_most_dangerous_of_all(redline, finished):
    import pyarrow.parquet as parquet

    worst = redline("replay", finished, "--worst", "--json").json
    table = parquet.read_table(finished / "histories.parquet", columns=["nuclear_use"])
    assert worst["probability_of_use"] == pytest.approx(max(table.column("nuclear_use").to_pylist()))


def test_json_holds_the_whole_trace_by_name(redline):
    found = redline("replay", "two-actors", "--history", "16", "--json").json
    assert list(found)[:3] == ["schema", "scenario", "chosen"]
    assert found["schema"] == "redline/replay/1"
    assert found["ending"] == "horizon"
    moment = next(one for one in found["moments"] if one["answers"])
    assert (moment["event"], moment["channel"], moment["date"][:4]) == ("opportunity", "military", "2030")
    assert sum(option["probability"] for option in moment["menu"]) == pytest.approx(1)
    answer = moment["answers"][0]
    assert answer["tier"] in ("conventional", "verbal", "nuclear", "backer")
    assert 0 < answer["believed_after"] < 1
    learned = [(a["believed"], a["believed_after"], a["tier"]) for one in found["moments"] for a in one["answers"]]
    assert all(after >= before - 1e-12 if tier == "conventional" else after <= before + 1e-12 for before, after, tier in learned)


def test_verbose_and_reveal_say_more_and_earlier(redline):
    short, long = (redline("replay", "two-actors", "--history", "16", *flags).out for flags in ([], ["-v", "--reveal"]))
    assert "Its menu" in long
    assert "Its menu" not in short
    assert long.index("What nobody could see") < short.index("What nobody could see")


def test_settings_hold_for_scenarios_only(redline, finished):
    assert redline("replay", "two-actors", "--history", "3", "--set", "clock.horizon_months=6").code == 0
    said = redline("replay", finished, "--set", "clock.horizon_months=6")
    assert said.code == 2
    assert said.err == "error: a results folder is told as it is; --set, --preset, --seed and --runs need a scenario\n"


def test_a_number_beyond_the_run_is_refused(redline, finished):
    said = redline("replay", finished, "--history", "1100")
    assert (said.code, said.err) == (2, "error: the run has histories 0 to 1,099; there is no number 1,100\n")


def test_a_folder_whose_scenario_has_changed_is_not_told_wrongly(redline, finished, tmp_path):
    import shutil

    copy = shutil.copytree(finished, tmp_path / "copy")
    text = (copy / "inputs" / "two-actors.yaml").read_text(encoding="utf-8")
    (copy / "inputs" / "two-actors.yaml").write_text(text.replace("loss_if_nuclear: 60", "loss_if_nuclear: 61"), encoding="utf-8")
    said = redline("replay", copy, "--history", "1")
    assert said.code == 2
    assert "changed since" in said.err


def test_sweeps_are_told_by_point_and_variant(redline):
    factor = "owners.north.nuclear.audience_cost=0,1"
    assert redline("sweep", "two-actors", "--factor", factor, "--runs", "30", "-o", "s", "-q", "--no-figures").code == 0
    assert redline("replay", "s").err == "error: s holds a sweep, which keeps no single histories: name one with --history\n"
    told = redline("replay", "s", "--point", "2", "--history", "7").out
    assert told == redline("replay", "two-actors", "--history", "7", "--set", "owners.north.nuclear.audience_cost=1").out
    assert redline("replay", "s", "--point", "9", "--history", "7").err == "error: s has no point 9 (0 to 2)\n"
    assert redline("replay", "s", "--variant", "x", "--history", "7").err == "error: s has no variant x (it has base)\n"
    assert json.loads(redline("replay", "s", "--history", "7", "--json").out)["replicate"] == 7
