"""`sweep`: experiments and scenarios, dry runs, stopping and going on."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.errors import Exit
from sim.experiment.plan import from_manifest
from tests.cli.conftest import environment, process

EXPERIMENT = """\
schema: redline/experiment/1
id: pushes
title: A line that costs nothing to give up, and one that does
scenario: two-actors
replicates: 1024
default_replicates: 1024
factors:
  noise: {path: owners.north.nuclear.answer_noise, range: [0.3, 0.5]}
design: {kind: latin_hypercube, points: 6}
variants:
  cheap: {owners.north.nuclear.audience_cost: 0}
  costly: {owners.north.nuclear.audience_cost: 1.5}
contrasts:
  - {name: cost, from: cheap, to: costly, label: a line that is costly to give up}
measures: [nuclear_use, nuclear_use.*, clash]
"""
COST = "owners.north.nuclear.audience_cost"


@pytest.fixture
def pushes(tmp_path: Path) -> Path:
    """Return the file of a small experiment."""
    path = tmp_path / "pushes.yaml"
    path.write_text(EXPERIMENT, encoding="utf-8")
    return path


def test_a_dry_run_says_what_it_would_take_and_leaves_nothing(redline, pushes, tmp_path):
    said = redline("sweep", "pushes.yaml", "-n")
    assert said.code == 0
    assert "7 points x 2 variants = 14,336 histories" in said.err
    assert "point 0: 1,024 histories, the scenario as it stands" in said.out
    assert "variant costly: owners.north.nuclear.audience_cost=1.5" in said.out
    assert "Nothing was run." in said.out
    found = redline("sweep", "pushes.yaml", "--dry-run", "--json", "--runs", "100").json
    assert (found["schema"], found["points"], found["variants"], found["contrasts"], found["runs"]) == ("redline/plan/1", 7, 2, 1, 1400)
    assert min(found["seconds"], found["bytes"]) > 0
    assert not (tmp_path / "results").exists()


def test_a_dry_run_says_about_how_much_the_disk_will_hold(redline, pushes, tmp_path):
    pushes.write_text(EXPERIMENT.replace("measures: [nuclear_use, nuclear_use.*, clash]\n", "").replace("points: 6", "points: 16"), encoding="utf-8")
    said = redline("sweep", "pushes.yaml", "-n", "--json").json
    assert (said["luck"], said["points"]) == ("common", 17)
    assert redline("sweep", "pushes.yaml", "-q", "--no-figures", "-o", "s").code == 0
    found = sum(file.stat().st_size for file in (tmp_path / "s").rglob("*") if file.is_file())
    assert said["bytes"] == pytest.approx(found, rel=0.25)


def test_points_that_are_drawn_take_no_count_of_steps(redline):
    said = redline("sweep", "two-actors", "--points", "8", "--factor", f"{COST}=0:1:5")
    assert (said.code, said.out) == (2, "")
    assert said.err == f"--factor: error: {COST} counts steps, which points that are drawn do not have\n"


def test_an_experiment_ends_in_tables_figures_and_the_main_contrast_in_words(redline, pushes, tmp_path):
    said = redline("sweep", "pushes.yaml", "--runs", "256", "-o", "s")
    assert said.code == 0
    names = {file.name for file in (tmp_path / "s").iterdir()}
    assert {"estimates.csv", "contrasts.csv", "signs.csv", "summary.json", "experiment.yaml", "figures"} <= names
    assert {file.name for file in (tmp_path / "s" / "figures").glob("*.svg")} == {"contrasts-nuclear-use.svg", "curve-nuclear-use.svg"}
    flat = " ".join(said.out.split())
    assert "A line that is costly to give up: nuclear use " in flat
    assert "Over the sampled sets it is" in flat
    assert "Over 6 sets of numbers the level of nuclear use (cheap) runs from" in flat


def test_many_contrasts_are_a_table(redline, pushes):
    more = "".join(f"  - {{name: cost-{n}, from: cheap, to: {variant}}}\n" for n, variant in enumerate(["costly", "cheap"] * 2))
    pushes.write_text(EXPERIMENT.replace("measures:", f"{more}measures:"), encoding="utf-8")
    lines = redline("sweep", "pushes.yaml", "--runs", "64", "-q", "--no-figures").out.splitlines()
    assert lines[0].split() == ["Nuclear", "use", "as", "the", "scenario", "stands", "clear", "in", "6", "sets"]
    assert re.match(r"  a line that is costly to give up +[+-][\d.]+ \([+-][\d.]+ to [+-][\d.]+\) .* \d up +\d down$", lines[1])
    assert re.match(r"  cost-1 +the same in every history +0 up +0 down$", lines[3])


def test_json_is_one_versioned_object(redline, pushes):
    said = redline("sweep", "pushes.yaml", "--runs", "64", "--json", "--no-figures", "-q")
    assert said.err == ""
    assert said.out.count("\n") == 1
    found = said.json
    assert (found["schema"], found["experiment"], found["points"]) == ("redline/sweep/1", "pushes", 7)
    assert found["contrasts"][0]["name"] == "cost"
    assert set(found["contrasts"][0]["measures"]["nuclear_use"]) == {"default", "over_points"}


def test_one_factor_makes_curves_and_two_make_a_map(redline, tmp_path):
    noise = "owners.north.nuclear.answer_noise"
    one = redline("sweep", "two-actors", "--factor", f"{COST}=0:1.5:4", "--runs", "64", "-o", "one", "-q")
    two = redline("sweep", "two-actors", "-f", f"{COST}=0:1.5:3", "-f", f"{noise}=0.3,0.5", "--runs", "64", "-o", "two", "-q")
    assert (one.code, two.code) == (0, 0)
    assert [file.name for file in (tmp_path / "one" / "figures").glob("*.svg")] == ["curve-nuclear-use.svg"]  # no clash, no settlement to draw
    assert [file.name for file in (tmp_path / "two" / "figures").glob("*.svg")] == ["map-nuclear-use.svg"]
    assert one.out.startswith("As nuclear audience cost goes from 0 to 1.5, nuclear use")
    assert two.out.startswith("Nuclear use ")


def test_without_factors_every_range_is_sampled(redline):
    said = redline("sweep", "two-actors", "--points", "3", "--runs", "32", "--json", "-q", "--no-figures")
    assert list(said.json["factors"]) == ["owners.north.nuclear.audience_cost", "owners.north.nuclear.answer_noise"]
    assert said.json["points"] == 4  # the scenario as it stands, and three


@pytest.mark.parametrize(
    ("design", "points"), [("sobol:4", 5), ("latin-hypercube:3", 4), ("grid:3", 9), ("morris:2", 7)], ids=["sobol", "hypercube", "grid", "morris"]
)
def test_a_design_may_be_named_on_the_command_line(redline, design, points):
    if design.startswith("morris"):
        pytest.importorskip("SALib")
    said = redline("sweep", "two-actors", "--design", design, "-n", "--json", "-q").json
    assert (said["points"], said["luck"]) == (points, "common")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--design", "sobol:6"), "--design: error: a sobol design has a power of two of points"),
        (("--design", "points"), "points of a file and products need an experiment file"),
        (("--design", "grid:1"), "grid:N has a whole number of steps between 2 and 1000, got '1'"),
        (("--design", "grid", "--points", "4"), "a grid has steps, not points: --design grid:STEPS"),
        (("--design", "sobol:4", "--points", "4"), "--points and --design sobol:N ask for two things; keep one"),
        (("--luck", "bad"), "'bad' is not one of 'common', 'independent'"),
    ],
)
def test_a_design_that_cannot_be_is_refused_in_one_line(redline, given, message):
    said = redline("sweep", "two-actors", *given, "-n")
    assert said.code == 2
    assert len(said.errors) == 1
    assert message in said.err


def test_an_experiment_keeps_its_design_and_may_be_given_other_luck(redline, pushes):
    said = redline("sweep", "pushes.yaml", "--design", "grid", "-n")
    assert (said.code, said.err.startswith("error: an experiment has its own design; --factor, --points and --design need a scenario")) == (2, True)
    assert "seed 1, luck of its own at each point -> " in redline("sweep", "pushes.yaml", "--luck", "independent", "-n").err
    found = redline("sweep", "pushes.yaml", "--luck", "independent", "--runs", "16", "--no-figures", "--json", "-q", "-o", "own").json
    assert found["luck"] == "independent"
    assert redline("status", "own", "--json").json["luck"] == "independent"
    assert "seed 1, luck of its own at each point" in redline("status", "own").out
    assert "seed 1, luck of its own at each point" in redline("resume", "own", "--no-figures").err


def test_points_that_are_illegal_together_are_told_before_any_work(redline, pushes, tmp_path):
    rungs = "owners.north.conventional.answer.rungs"
    factors = f"factors:\n  first: {{path: {rungs}.0}}\n  last: {{path: {rungs}.1}}\n"
    listed = EXPERIMENT.replace("  noise: {path: owners.north.nuclear.answer_noise, range: [0.3, 0.5]}\n", "").replace("factors:\n", factors)
    pushes.write_text(listed.replace("{kind: latin_hypercube, points: 6}", "{kind: points, file: rungs.csv}"), encoding="utf-8")
    (tmp_path / "rungs.csv").write_text("first,last\n1,2\n6,4\n", encoding="utf-8")
    message = "rungs.csv:3:1: error: point 2 (first 6, last 4): rungs must go from first to last, got [6, 4]\n"
    for command in (("check", "pushes.yaml"), ("sweep", "pushes.yaml", "-n"), ("sweep", "pushes.yaml", "-o", "out")):
        said = redline(*command)
        assert said.code == 2
        assert said.err.endswith(message)
    assert not (tmp_path / "out").exists()


def test_a_factor_that_variants_set_themselves_is_told(redline, pushes):
    pushes.write_text(EXPERIMENT.replace("owners.north.nuclear.answer_noise, range: [0.3, 0.5]", f"{COST}"), encoding="utf-8")
    note = f"  note: factor noise moves nothing in variants that set {COST} themselves: cheap, costly\n"
    assert note in redline("check", "pushes.yaml").out
    assert note in redline("sweep", "pushes.yaml", "-n").err


def test_settings_and_seed_hold_for_experiments_too(redline, pushes):
    first = redline("sweep", "pushes.yaml", "--runs", "16", "--json", "-q", "--no-figures").json
    other = redline("sweep", "pushes.yaml", "--runs", "16", "--json", "-q", "--no-figures", "--seed", "9", "--set", "clock.horizon_months=3").json
    assert (first["seed"], other["seed"]) == (1, 9)
    assert first["digest"] != other["digest"]
    said = redline("sweep", "pushes.yaml", "--set", "clock.horizon=3")
    assert said.code == 2
    assert said.err.startswith("--set clock.horizon=3: error: no 'horizon' in 'clock'")


def test_a_mistake_in_an_experiment_has_its_place(redline, pushes):
    pushes.write_text(EXPERIMENT.replace("answer_noise, range", "anwser_noise, range"), encoding="utf-8")
    said = redline("sweep", "pushes.yaml")
    assert said.code == 2
    assert said.err.startswith("pushes.yaml:8:")
    assert "did you mean 'answer_noise'?" in said.err
    assert redline("check", "pushes.yaml").code == 2


def shards_of(folder: Path) -> int:
    """Return how many shards of rows a sweep has left in a folder."""
    return len(list((folder / "shards" / "rows").glob("[0-9]*.parquet")))


def stopped(command: list[str], folder: Path, number: signal.Signals) -> tuple[int, str, str]:
    """Start a sweep, send it a signal once it has written a shard, and return code, output and messages."""
    before = shards_of(folder / "parts")
    started = subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *command], cwd=folder, env=environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 120
    while started.poll() is None and time.monotonic() < deadline:
        if shards_of(folder / "parts") > before:
            break
        time.sleep(0.01)
    started.send_signal(number)
    out, err = started.communicate(timeout=120)
    return started.returncode, out, err


def test_a_stopped_sweep_goes_on_where_it_was_and_ends_with_the_same_digest(pushes, tmp_path):
    whole = process("sweep", "pushes.yaml", "--json", "-q", "--no-figures", "-j", "2", "-o", "whole", cwd=tmp_path)
    assert whole.returncode == 0, whole.stderr
    command = ["sweep", "pushes.yaml", "--json", "--no-figures", "-j", "1", "-o", "parts"]
    for number, expected in ((signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.LIMIT)):
        code, out, err = stopped(command, tmp_path, number)
        assert code == expected, err
        assert out == ""
        last = err.splitlines()[-1]
        assert last.startswith("stopped; ")
        assert last.endswith("of 14,336 histories are kept; run the same command again to continue, or: redline resume parts")
        assert "Traceback" not in err
    finished = process(*command, cwd=tmp_path)
    assert finished.returncode == 0
    assert "histories were there already" in finished.stderr
    assert json.loads(finished.stdout)["digest"] == json.loads(whole.stdout)["digest"]
    again = process(*command, cwd=tmp_path)
    assert "found finished: nothing left to simulate" in again.stderr
    assert again.stdout == finished.stdout


def test_an_interrupt_before_anything_is_finished_is_one_line_too(tmp_path):
    command = [sys.executable, "-m", "sim.cli", "run", "two-actors", "--runs", "20000"]
    started = subprocess.Popen(command, cwd=tmp_path, env=environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert started.stderr is not None
    started.stderr.readline()  # what it is about to do
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=120)
    assert (started.returncode, out) == (Exit.INTERRUPTED, "")
    assert err.splitlines()[-1].startswith("stopped; ")
    assert "Traceback" not in err


@pytest.mark.slow
def test_each_point_is_as_exact_as_asked_and_a_ceiling_ends_with_75(redline, pushes, tmp_path):
    asked = ("sweep", "pushes.yaml", "--relative-error", "0.1", "--measure", "nuclear_use", "--no-figures", "-o", "exact")
    dry = redline(*asked[:-2], "-n")
    assert "each until the 95 % interval of nuclear_use is +-10 %, at most 1,000,000 histories" in dry.err
    assert "At least " in dry.out
    held = redline(*asked, "--max-runs", "2100")
    assert held.code == Exit.LIMIT
    assert re.search(r"^stopped by the ceiling of 2,100 histories: \d of 7 points are not as exact as asked; ", held.err, flags=re.MULTILINE)
    said = redline(*asked)
    assert said.code == 0
    flat = " ".join(said.out.split())
    assert re.search(
        r"The 95 % interval of nuclear_use is as narrow as asked \(\+-10 %\) at 7 of 7 points, after [\d,]+ to \d+,\d{3} histories", flat
    )
    assert (
        redline("sweep", "pushes.yaml", "--half-width", "0.1", "--measure", "nuclear").err
        == "--measure: error: no measure 'nuclear'; did you mean 'nuclear_use'?\n"
    )


def test_a_history_of_a_point_with_luck_of_its_own_is_told_with_that_luck(redline, pushes, tmp_path):
    pushes.write_text(f"{EXPERIMENT}luck: independent\n", encoding="utf-8")
    said = redline("sweep", "pushes.yaml", "--runs", "16", "-o", "s", "--no-figures")
    assert "seed 1, luck of its own at each point -> s" in said.err
    manifest = json.loads((tmp_path / "s" / "manifest.json").read_text(encoding="utf-8"))
    plan = from_manifest(manifest)
    point = plan.points[2]
    settings = [part for setting in plan.case(point, "costly") for part in ("--set", setting)]
    told = redline("replay", "s", "--point", "2", "--variant", "costly", "--history", "5").out
    assert told == redline("replay", "two-actors", *settings, "--seed", plan.seed_at(point), "--history", "5").out
    assert told != redline("replay", "two-actors", *settings, "--seed", "1", "--history", "5").out


def test_a_sweep_has_a_report_that_leads_with_its_contrast(redline, pushes, tmp_path):
    pushes.write_text(EXPERIMENT.replace("replicates: 1024", "replicates: 256"), encoding="utf-8")
    assert redline("sweep", "pushes.yaml", "-o", "s", "-q", "--no-figures").code == 0
    said = redline("report", "s")
    assert said.code == 0
    page = (tmp_path / "s" / "report.html").read_text(encoding="utf-8")
    answer, rest = page.partition('id="answer"')[2].split('id="drivers"', 1)
    assert re.search(r"A line that is costly to give up: nuclear use (rises|falls|shows)", answer)
    assert "of 6 sets of numbers" in answer
    for head in ("How far to trust it", "What each change does", "Factors and their ranges", "Checks and quality", "Files"):
        assert head in rest
    assert redline("report", "s", "--explain").err.startswith("error: s holds a sweep; --explain is for a run")
