"""The verbs as functions: the numbers of the command line, tidy frames, pictures that show themselves."""

import subprocess
import sys

import pandas
import pytest

import sim
from sim.errors import ExperimentError, GameError, ResultsError, RunError, ScenarioError
from sim.notebook import FUNCTIONS
from tests.cli.conftest import ROOT


@pytest.fixture(scope="module", autouse=True)
def somewhere(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("notebook"))
        yield


@pytest.fixture(scope="module")
def run(somewhere):
    return sim.run("two-actors", runs=600, seed=3, quiet=True)


@pytest.fixture(scope="module")
def swept(somewhere):
    return sim.sweep("two-actors", factors=["owners.north.nuclear.audience_cost=0:1.5:3"], runs=64, seed=3, jobs=1, quiet=True)


def test_importing_loads_nothing_heavy_and_lists_the_verbs():
    code = "import sys, sim; print(*sorted(set(sys.modules) & {'numpy', 'pandas', 'click', 'matplotlib'})); print(*dir(sim))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0] == ""
    assert {"run", "compare", "sweep", "analyse", "replay", "solve", "game", "check", "scenarios", "open_results"} <= set(said[1].split())


def test_no_verb_has_the_name_of_a_folder_of_the_package():
    """A folder that is imported becomes an attribute, and would hide the verb."""
    assert not {path.stem for path in (ROOT / "sim").iterdir()} & set(FUNCTIONS)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        _ = sim.runn


def test_a_run_has_the_digest_of_the_command_and_is_found_again(run, redline):
    assert redline("run", "two-actors", "--runs", "600", "--seed", "3", "--no-figures", "--json").json["digest"] == run.digest
    again = sim.open_results(run.folder)
    assert again.digest == run.digest
    pandas.testing.assert_frame_equal(again.outcomes, run.outcomes)


def test_a_runs_frames_are_tidy(run):
    assert list(run.outcomes.columns) == ["key", "label", "p", "low", "high", "is_ending"]
    assert run.outcomes.query("is_ending").p.sum() == pytest.approx(1.0)
    assert len(run.histories) == 600
    weighted = (run.histories.weight * run.histories.nuclear_use).sum() / run.histories.weight.sum()
    assert run.measures.set_index("measure").value["nuclear_use"] == pytest.approx(weighted)
    assert set(run.answers.owner) == {"north"}
    assert set(run.acts.actor) == {"south"}
    assert run.curves.groupby("channel").month.is_monotonic_increasing.all()
    assert {"group", "month", "mean"} <= set(run.credibility.columns)


def test_a_run_tells_and_shows_itself(run):
    assert "simulated" in run.answer[0]
    assert run.answer[0] in repr(run)
    shown = run._repr_html_()
    assert "<svg" in shown
    assert "http://" not in shown.replace("http://www.w3.org", "").replace("http://purl.org", "").replace("http://creativecommons.org", "")
    picture = run.figures["outcome-dots"] if "outcome-dots" in run.figures else next(iter(run.figures.values()))
    assert list(picture.data.columns) == list(picture.spec.columns)
    assert len(picture.data) == len(picture.spec.rows)
    assert picture.spec.title in picture._repr_html_()
    with pytest.raises(ResultsError, match="no figure 'nonsense'"):
        run.figures["nonsense"]


def test_settings_are_a_mapping_or_words_and_mean_the_same():
    path = "owners.north.nuclear.audience_cost"
    one = sim.run("two-actors", {path: 1.5, "owners.north.active": True}, runs=32, quiet=True)
    two = sim.run("two-actors", [f"{path}=1.5", "owners.north.active=true"], runs=32, quiet=True)
    assert one.digest == two.digest


def test_a_comparison_is_that_of_the_command(redline):
    change = {"owners.north.nuclear.audience_cost": 0}
    found = sim.compare("two-actors", settings=change, runs=300, seed=3, quiet=True)
    said = redline("compare", "two-actors", "--set", "owners.north.nuclear.audience_cost=0", "--runs", "300", "--seed", "3", "--json").json
    mine = found.differences.set_index("measure").loc["nuclear_use"]
    assert mine.difference == said["differences"]["nuclear_use"]["difference"]
    assert found.sentences[0] in repr(found)
    assert "<svg" in found._repr_html_()


def test_two_runs_compare_only_on_the_same_luck(run):
    other = sim.run("two-actors", {"owners.north.nuclear.audience_cost": 0}, runs=600, seed=3, quiet=True)
    assert len(run.compare(other).differences) > 10
    with pytest.raises(ResultsError, match="same luck"):
        run.compare(sim.run("two-actors", runs=32, seed=4, quiet=True))


def test_a_sweep_is_tidy_and_has_its_curve(swept):
    frame = swept.estimates.query("measure == 'nuclear_use'")
    assert sorted(frame["owners.north.nuclear.audience_cost"].dropna()) == [0.0, 0.75, 1.5]
    assert swept.contrasts.empty
    assert swept.signs.empty
    assert len(swept.figures) >= 1
    assert "<svg" in swept._repr_html_()
    assert sim.open_results(swept.folder).digest == swept.digest


def test_an_analysis_comes_from_the_sweep_or_its_folder(swept):
    one, two = swept.analyse(), sim.analyse(swept.folder)
    assert one.sentences == two.sentences
    assert not one.indices.empty
    assert one.as_dict()["schema"].startswith("redline/")
    assert one.sentences[0] in repr(one)


def test_a_history_is_told_as_the_command_tells_it(run, redline):
    assert redline("replay", "two-actors", "--history", "16", "--seed", "1").out.rstrip("\n") == sim.replay("two-actors", 16, seed=1).text.rstrip(
        "\n"
    )
    story = run.replay("worst")
    assert story.trace.probability_of_use == pytest.approx(run.histories.nuclear_use.max())
    assert len(story.moments) == len(story.trace.moments)
    assert story.answers.exposure.ge(0).all()
    assert "<pre" in story._repr_html_()


def test_small_scenarios_and_games_are_solved():
    exact = sim.solve("small/brink")
    assert exact.outcomes.query("is_ending").p.sum() == pytest.approx(1.0, abs=1e-9)
    assert "chicken" in set(sim.catalogue().name)
    chicken = sim.game("chicken")
    assert chicken.equilibria.groupby("equilibrium").probability.sum().tolist() == pytest.approx([1.0] * len(chicken.solution))
    assert str(len(chicken.solution)) in repr(chicken) or len(chicken.solution) == 1
    assert sim.scenarios().name.is_unique


def test_a_checked_scenario_lists_its_numbers():
    frame = sim.check("november-2024").quantities
    assert frame.path.is_unique
    assert frame.source.ne("").all()
    assert {"assumption"} < set(frame.source)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: sim.run("novembr-2024"), ScenarioError, "no shipped scenario of that name"),
        (lambda: sim.run("two-actors", {"owners.north.nuclear.audience_kost": 1}), ScenarioError, "audience_cost"),
        (lambda: sim.replay("two-actors", "best"), RunError, "drawn, typical, worst"),
        (lambda: sim.sweep("two-actors", design="spiral"), ExperimentError, "must be grid"),
        (lambda: sim.game("chickn"), GameError, "chicken"),
    ],
)
def test_mistakes_are_said_in_one_line(call, error, words):
    with pytest.raises(error, match=words):
        call()
