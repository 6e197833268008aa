"""The results as a page of Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.goals import reached

OPERATION_WORDS = {
    "readiness": "readiness of a type (normal distribution)",
    "multiply_add": "multiply-adds of believed sums and lessons",
    "log": "logarithms",
    "exp": "exponentials",
    "quantile": "normal draws from uniform ones",
    "draw": "Philox draws",
    "division": "divisions",
}


HOW = (
    "Written by the command, not by hand. Processor time of the process, tasks in turn, minima over rounds. Trust the ratios, not the nanoseconds: "
    "other machines differ, and so does this one when others use it."
)
LIBRARY_NAMES = ("numpy", "numba", "llvmlite", "mesa", "scipy", "jax", "jaxlib")


PLACE_WORDS = {
    "choice": "choosing: what each act is worth, and the race",
    "lesson": "lessons: Bayes' rule over types",
    "record": "the weekly record: credibility of the reference crossing",
    "answer": "answers of the true type",
    "world": "the world between events: fronts, tension, accidents, clocks",
    "start": "the start of a history",
}


def number(value: float | None) -> str:
    """Return a number with three significant digits and no exponent, thousands apart."""
    if value is None:
        return "-"
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; every column but the first flush right."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _goals(results: Mapping[str, Any]) -> str:
    rows = []
    for one in reached(results):
        asked = f"{'at least' if one.goal.at_least else 'at most'} {one.goal.bound:g} {one.goal.unit}"
        verdict = {True: "yes", False: "**no**", None: "not measured"}[one.met]
        rows.append([one.goal.words, asked, number(one.value), verdict])
    return grid(["", "goal", "measured", "reached"], rows)


def _contenders(found: Mapping[str, Any]) -> str:
    rows = []
    for row in found["rows"]:
        times = row["times_ours"]
        span = f"{number(times['value'])} ({number(times['low'])} to {number(times['high'])})"
        rows.append([row["label"], number(row["nanoseconds"]), span, f"{row['spread']:.0%}", number(row["compile_seconds"])])
    rows += [[label, why, "", "", ""] for label, why in found["missing"].items()]
    head = ["one history of " + found["scenario"], "ns", "times ours (range over rounds)", "median above minimum", "compiling, s"]
    return grid(head, rows)


def _limit(found: Mapping[str, Any]) -> str:
    done, needed = found["counts"]["done"], found["counts"]["needed"]
    rows = []
    for operation, words in OPERATION_WORDS.items():
        often, least = sum(done.get(operation, {}).values()), sum(needed.get(operation, {}).values())
        rate = found["rates"][operation]
        rows.append([words, number(often), number(least), f"{rate:.3f}", number(least * rate), f"{least * rate / found['limit']:.0%}"])
    rows.append(["limit", "", "", "", number(found["limit"]), "100%"])
    rows.append(["measured", "", "", "", number(found["achieved"]), f"{found['times_limit']:.2f} times"])
    rows.append(["limit without caches", "", "", "", number(found["limit_without_caches"]), f"{found['times_limit_without_caches']:.2f} times"])
    return grid([f"one history of {found['scenario']}", "asked for", "needed", "ns each", "ns", "share"], rows)


def _places(found: Mapping[str, Any]) -> str:
    by_place = found["by_place"]
    rows = [[words, number(by_place.get(place)), f"{by_place.get(place, 0.0) / found['limit']:.0%}"] for place, words in PLACE_WORDS.items()]
    return grid(["where it is needed", "ns", "share of the limit"], rows)


def _growth(found: Mapping[str, Any]) -> str:
    rows = []
    for axis, one in found.items():
        sizes = ", ".join(f"{size}: {number(ns)}" for size, ns in zip(one["sizes"], one["nanoseconds"], strict=True))
        rows.append([axis, sizes, f"{one['slope']:.2f}"])
    return grid(["grown along", "size: ns a history", "log-log slope"], rows)


def _facts(found: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return grid(["", ""], [[text, number(found[name])] for name, text in words.items() if name in found])


MEMORY = {
    "run_bytes": "a run, which keeps each history: MB of memory a million histories",
    "run_disk_bytes": "the same on disk: MB",
    "sweep_bytes": "a sweep, which keeps sums: MB of memory a million histories",
    "sweep_disk_bytes": "the same on disk: MB",
}  # bytes a history are megabytes a million
START = {
    "warm_seconds": "first answer from the cache, imports included: s",
    "import_seconds": "of which imports: s",
    "cold_seconds": "compiling from cold beyond that: s",
    "point_milliseconds": "one more design point of a sweep (edit, check, encode, replay history): ms",
    "point_share": "as a share of 512 histories of it",
}
THREADS = {
    "wall_ratio": "one thread's wall time over two threads' (a speed-up only on quiet cores)",
    "inflation": "two threads' processor time over one thread's",
    "load": "tasks that wanted a core in the minute before",
}


def lanes(found: Mapping[str, Any]) -> str:
    """Return what histories side by side would gain in the hot work, as a table and what it rests on."""
    rows = [
        [str(r["lanes"]), number(r["full_ns"]), number(r["full_gain"]), f"{r['share']:.0%}", number(r["masked_ns"]), number(r["masked_gain"])]
        for r in found["rows"]
    ]
    head = ["histories side by side", "ns, all learn", "times as fast", "that learn at a step", "ns, as they would", "times as fast"]
    return (
        f"{grid(head, rows)}\n\nOne history after another: {number(found['one_ns'])} ns a lesson with ten readings, and "
        f"{number(found['history_ns'] / 1000)} microseconds a whole history of {number(found['events'])} events and "
        f"{number(found['lessons'])} crossings, each a lesson in two tiers. "
        f"The k-th events of two histories are of the same kind and subject in {found['alike']:.0%} of cases."
    )


def page(results: Mapping[str, Any]) -> str:
    """Return the results as Markdown; sections that were not measured are left out."""
    machine = "; ".join(
        f"{name} {text}" if name in ("Python", *LIBRARY_NAMES) else text for name, text in results["machine"].items() if name != "cores"
    )
    parts = [
        "# Measured by `make bench`",
        HOW,
        f"Machine: {machine}; {results['machine']['cores']} cores.",
        "## Goals",
        _goals(results),
    ]
    if "contenders" in results:
        parts += ["## Against what a user would pick instead", _contenders(results["contenders"])]
    for found in results.get("limit", {}).values():
        parts += [f"## Distance from the limit: {found['scenario']}", _limit(found), _places(found)]
    if "growth" in results:
        parts += ["## Growth", _growth(results["growth"])]
    if "lanes" in results:
        parts += ["## Histories side by side, as lanes of vectors", lanes(results["lanes"])]
    for name, title, words in (("memory", "Memory", MEMORY), ("start", "Start", START), ("threads", "Threads", THREADS)):
        if name in results:
            parts += [f"## {title}", _facts(results[name], words)]
    return "\n\n".join(parts) + "\n"
