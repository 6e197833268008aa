"""`redline rare`: an estimate with its interval and method, the same for any number of workers, and clear words for what cannot be."""

import pytest

from sim.analysis.solve import solve_scenario
from sim.errors import Exit
from sim.scenario.shipped import scenario_path

CLASH = "small/clash-then-use"
VIA = ("--measure", "nuclear_use.via_clash")


@pytest.fixture(scope="module")
def exact():
    return solve_scenario(scenario_path(CLASH)).score("nuclear_use.via_clash")


def test_the_estimate_is_printed_with_interval_and_method(redline, exact):
    done = redline("rare", CLASH, *VIA, "--json")
    found = done.json
    assert done.code == Exit.DONE
    assert found["schema"] == "redline/rare/1"
    assert found["low"] < exact < found["high"]
    assert (found["high"] - found["low"]) / 2 <= 0.1 * found["p"]
    assert found["method"] == "forks at every possible clash"
    assert found["times_cheaper_than_plain_sampling"] > 50
    assert redline("rare", CLASH, *VIA, "--json", "-j", "3").out == done.out
    words = redline("rare", CLASH, *VIA).out
    assert "95 % interval" in words
    assert "By forks at every possible clash" in words


def test_what_cannot_be_is_0_with_a_reason(redline):
    done = redline("rare", "small/rare-3", *VIA)
    assert done.code == Exit.DONE
    assert "0 (no act, accident or answer of this scenario can be a clash)" in " ".join(done.out.split())


def test_a_limit_ends_with_its_own_exit_code(redline):
    done = redline("rare", "small/rare-3", "--relative-error", "0.001", "--max-runs", "9000")
    assert done.code == Exit.LIMIT
    assert "--max-runs" in done.err


def test_an_unknown_measure_is_one_line(redline):
    done = redline("rare", "small/rare-3", "--measure", "nuclear_us")
    assert done.code == Exit.INPUT
    assert done.out == ""
    assert len(done.errors) == 1
    assert "nuclear_use" in done.err


def test_a_run_that_its_ceiling_ends_names_the_other_means(redline):
    done = redline("run", CLASH, *VIA, "--relative-error", "0.1", "--max-runs", "4096", "--no-figures")
    assert done.code == Exit.LIMIT
    assert f"rare {CLASH} --measure nuclear_use.via_clash --relative-error 0.1" in done.err
