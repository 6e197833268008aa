"""The harness measures what it says: timing, counting, growth, goals, table and figure, on tiny sizes and made-up results."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import contenders, counts, figure, goals, growth, limit, processes, run, table, timing
from benchmarks.worlds import world

TIMES = {"value": 50.0, "low": 48.0, "high": 55.0}
RESULTS: dict[str, Any] = {
    "quick": True,
    "machine": {"processor": "one made up, AVX2", "cores": "2", "system": "Linux x86_64", "Python": "3.11.0", "numpy": "2.0"},
    "contenders": {
        "scenario": "november-2024",
        "repeats": 3,
        "rows": [
            {"label": contenders.OURS, "nanoseconds": 1e5, "spread": 0.01, "times_ours": dict.fromkeys(TIMES, 1.0), "compile_seconds": 0.1},
            {"label": "Mesa, rules in Python", "nanoseconds": 5e6, "spread": 0.02, "times_ours": TIMES, "compile_seconds": 0.0},
            {
                "label": "numba, the obvious kernel",
                "nanoseconds": 1e6,
                "spread": 0.0,
                "times_ours": dict.fromkeys(TIMES, 10.0),
                "compile_seconds": 9.0,
            },
        ],
        "missing": {"JAX on the processor, 256 histories at a time": "not installed (jax)"},
    },
    "limit": {
        "november-2024": {
            "scenario": "november-2024",
            "counts": {"done": {"readiness": {"choice": 300.0}}, "needed": {"readiness": {"choice": 100.0}}},
            "rates": dict.fromkeys(limit.OPERATIONS, 2.0),
            "achieved": 500.0,
            "limit": 200.0,
            "limit_without_caches": 600.0,
            "by_place": {"choice": 200.0},
            "times_limit": 2.5,
            "times_limit_without_caches": 0.83,
        }
    },
    "growth": {"months": {"sizes": [3, 6], "nanoseconds": [10.0, 20.0], "slope": 1.0}},
    "memory": {"run_bytes": 0.0, "run_disk_bytes": 160.0, "sweep_bytes": 0.0, "sweep_disk_bytes": 13.0},
    "start": {"warm_seconds": 1.25, "import_seconds": 0.5, "cold_seconds": 30.0, "point_milliseconds": 10.0, "point_share": 0.05},
    "threads": {"wall_ratio": 1.1, "speed_up": None, "inflation": 1.02, "load": 4.0},
}


def test_tasks_are_timed_in_turn_and_charged_by_the_unit():
    now, order = [0.0], []

    def task(name: str, seconds: float, units: int) -> timing.Task:
        def work() -> int:
            order.append(name)
            now[0] += seconds
            return units

        return work

    found = timing.interleaved({"slow": task("slow", 8.0, 4), "fast": task("fast", 1.0, 2)}, 2, lambda: now[0])
    assert order == ["slow", "fast"] * 3
    assert (found["slow"].best, found["fast"].best) == (2.0, 0.5)
    assert timing.ratio(found["slow"], found["fast"]) == timing.Ratio(4.0, 4.0, 4.0)


def test_spread_and_compiling_are_what_goes_beyond_the_ordinary():
    one = timing.Timing((1.0, 1.5, 4.0), first_call=20.0, units=10)
    assert (one.spread, one.compiling) == (0.5, 5.0)


def test_our_tasks_play_what_they_say():
    prepared = world("two-actors", "clock.horizon_months=1")
    assert contenders.ours(prepared, 5)() == 5
    assert contenders.observed(world("november-2024", "clock.horizon_months=0.5"), 2, collect=True)() == 2


def test_an_alternative_that_cannot_be_imported_is_named_as_not_installed():
    assert "not installed" in str(contenders.alternative(contenders.Contender("none", "no_such_file", 1), world("two-actors"), 1.0))


@pytest.mark.slow
def test_counting_finds_the_work_that_the_model_asks_for():
    found = counts.measure("two-actors", 2)
    done, needed, events = found["done"], found["needed"], found["events"]
    pairs = 2 * 25  # cost cells, for a bluff and for a real audience cost; and the line itself
    assert done["readiness"]["record"] == events["record ticks"] * 2 * (pairs + 1)
    assert events["lessons"] == 2 * events["crossings answered"]
    assert needed["readiness"]["lesson"] > 0.9 * done["readiness"]["lesson"]  # noise makes nearly every exposure new
    assert sum(needed["readiness"].values()) < 0.2 * sum(done["readiness"].values())
    assert all(0.0 <= needed[operation][place] <= number for operation, places in done.items() for place, number in places.items())


def test_counting_in_compiled_code_is_refused():
    with pytest.raises(RuntimeError, match="NUMBA_DISABLE_JIT"):
        counts.count("two-actors", 1)


def test_the_limit_is_counts_times_rates():
    table_ = {"readiness": {"choice": 10.0, "record": 5.0}, "draw": {"choice": 4.0}}
    rate = dict.fromkeys(limit.OPERATIONS, 1.0) | {"readiness": 2.0}
    assert limit.cost(table_, rate) == 34.0
    by_operation, by_place = limit.shares(table_, rate)
    assert (by_operation["readiness"], by_place["choice"]) == (30.0, 24.0)


def test_counts_are_scaled_to_the_histories_that_are_timed():
    found = limit.scaled({"histories": 2, "events": {"events": 50.0}, "done": {"draw": {"choice": 4.0}}, "needed": {}}, 75.0)
    assert (found["factor"], found["events"], found["done"]) == (1.5, {"events": 75.0}, {"draw": {"choice": 6.0}})


@pytest.mark.parametrize("axis", growth.AXES, ids=lambda axis: axis.name)
def test_a_grown_world_is_valid_and_larger(axis):
    sizes = [axis.size(growth.grown(axis.overlay(count)).params) for count in axis.added[:2]]
    assert sizes[0] < sizes[1]


def test_a_goal_is_reached_missed_or_not_measured():
    verdicts = {one.goal.words: one.met for one in goals.reached(RESULTS)}
    assert list(verdicts.values()) == [False, None, None, True, True, None, None, True, False, True]
    sentences = [goals.sentence(one) for one in goals.reached(RESULTS)]
    assert "slower by 50 times (goal at least 100 times): NOT reached" in sentences[0]
    assert "not measured" in sentences[1]


def test_the_best_of_several_alternatives_counts():
    rows = [{"label": f"NumPy, {n}", "times_ours": {"value": ratio, "low": ratio, "high": ratio}} for n, ratio in ((256, 30.0), (1024, 20.0))]
    assert contenders.best_ratio(rows, "NumPy") == {"value": 20.0, "low": 20.0, "high": 20.0}
    assert contenders.best_ratio(rows, "JAX") is None


def test_the_page_has_every_section_and_says_what_is_missing():
    page = table.page(RESULTS)
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert [line.removeprefix("## ").partition(":")[0] for line in headings] == [
        "Goals", "Against what a user would pick instead", "Distance from the limit", "Growth", "Memory", "Start", "Threads",
    ]  # fmt: skip
    assert "| JAX on the processor, 256 histories at a time | not installed (jax) |" in page
    assert "| Mesa, rules in Python | 5,000,000 | 50 (48 to 55) | 2% | 0 |" in page


@pytest.mark.parametrize(("value", "text"), [(None, "-"), (0.0, "0"), (0.01234, "0.0123"), (99.96, "100"), (1234567.0, "1,234,567")])
def test_numbers_are_printed_with_three_digits(value, text):
    assert table.number(value) == text


def test_results_are_written_as_json_table_and_figure(tmp_path):
    run.write(RESULTS, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["benchmarks.png", "benchmarks.svg", "results.json", "results.md"]
    assert json.loads((tmp_path / "results.json").read_text()) == RESULTS
    svg = ElementTree.fromstring((tmp_path / "benchmarks.svg").read_text())  # noqa: S314
    assert svg.get("role") == "img"


def test_the_figure_is_ordered_and_ends_with_the_limit():
    rows = figure.rows_of(RESULTS)
    assert rows[0] == ("Mesa, rules in Python", 5e6)
    assert rows[-1] == ("limit of this machine", 200.0)


def test_a_process_reports_its_time_its_memory_and_what_it_found():
    found = processes.run("found = {'answer': 42}")
    assert found["answer"] == 42
    assert found["cpu"] > 0.0
    assert found["peak_kib"] > 1000


@pytest.mark.slow
def test_a_quick_section_runs_from_the_command_line(tmp_path, capsys):
    run.main(["--quick", "--only", "start", "--out", str(tmp_path)])
    assert "first answer from the cache" in capsys.readouterr().out
    assert json.loads((tmp_path / "results.json").read_text())["start"]["warm_seconds"] > 0.0
