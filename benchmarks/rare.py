"""What a rare outcome costs by each way of sampling: processor seconds to a relative standard error of 10 %, against an exact answer.

    plain        one realised ending a history: nuclear use happens or not, by one uniform drawn against the engine's survival weights
    weights      the engine as it is: nuclear use scored as weight, nuclear cost cells drawn from a tempered posterior
    forks        a clash by act or accident scored as weight (engine.forking)
    splitting    fixed-effort multilevel splitting (engine.splitting), with the levels that a search finds, or 2 and 4 answers where none pays

Seconds are variance of one unit / exact value squared / 0.01, times the seconds of one unit: thread time, methods in turn, the least of the
rounds. Variance of plain sampling is exact, p (1 - p); that of weights on a clash too rare to be met is carried over from the same world with
a commoner clash, where square and mean of the score both fall with the chance of the clash. Everything but seconds repeats to the bit.

    python -m benchmarks.rare [--quick]        a few minutes; writes docs/performance/rare.json and rare.md
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import machine
from benchmarks.table import grid
from sim.analysis.rare import estimate_rare, interval, luck
from sim.analysis.samplers import CHAIN, CHUNK, FORKS, SPLITTING, WEIGHTS, Method, draw, ladder
from sim.encode.encode import encode
from sim.encode.names import key_of
from sim.engine.batch import BLOCK, simulate_block
from sim.engine.draws import uniform
from sim.engine.exact import solve
from sim.engine.history import Prepared, prepare
from sim.jit import routine
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path
from sim.terms import Purpose

OUT = Path(__file__).resolve().parent.parent / "docs" / "performance"
SEED, ROUNDS, TARGET = 20261122, 3, 0.1
CLASH = "small/clash-then-use"
BY_CHANCE = (  # the strikes of small/rare-3 answered by half, whatever the type: answers are a Poisson process of 3.75 a year, in closed form
    "actors.north.nuclear=false",
    "actors.south.military.tempo=1.25",
    "actors.south.military.precision=0",
    "owners.north.conventional.cost.median=1e-6",
    "owners.north.conventional.reliability=0.5",
)
ANSWERS_A_YEAR = 12.0 * 1.25 * 0.5 * 0.5
FALLBACK = (2.0, 4.0)  # answers: levels where a search finds that none pays, to show what they would cost
COMMON = "actions.strike.clash_probability=0.02"


@dataclass(frozen=True)
class Case:
    """One rare outcome: where, which measure, and which ways of splitting are tried on it."""

    label: str
    scenario: str
    overrides: tuple[str, ...]
    measure: str
    height: str = "ANSWERS"


CASES = (
    Case("nuclear use, 1e-3", "small/rare-3", (), "nuclear_use"),
    Case("nuclear use, 1e-5", "small/rare-5", (), "nuclear_use"),
    Case("nuclear use, 1e-7", "small/rare-7", (), "nuclear_use"),
    Case("use after a clash, 1e-3", CLASH, ("actions.strike.clash_probability=1.8e-3",), "nuclear_use.via_clash", "CLASH"),
    Case("use after a clash, 1e-5", CLASH, ("actions.strike.clash_probability=1.8e-5",), "nuclear_use.via_clash", ""),
    Case("use after a clash, 1e-7", CLASH, ("actions.strike.clash_probability=1.8e-7",), "nuclear_use.via_clash", ""),
    Case("11 answers in a year", "small/rare-3", BY_CHANCE, f"{CHAIN}11"),
    Case("15 answers in a year", "small/rare-3", BY_CHANCE, f"{CHAIN}15"),
    Case("18 answers in a year", "small/rare-3", BY_CHANCE, f"{CHAIN}18"),
)
APPLIED = (
    Case("November 2024: use after a clash", "november-2024", (), "nuclear_use.via_clash", "CLASH"),
    Case("September 2022: a front collapses", "september-2022", (), "collapse", "FRONT"),
)


@dataclass
class Sampled:
    """Values of one method with the seconds that a unit took, the least over rounds."""

    values: np.ndarray
    seconds: float


@routine
def realise_endings(scores, seed, first, key, purpose, happened):
    """Draw for each history whether its outcome is realised: one uniform against the weight that the engine scored."""
    for i in range(scores.shape[0]):
        happened[i] = 1.0 if uniform(seed, np.uint64(first + i), key, purpose, 0) < scores[i] else 0.0


def world(case: Case, *further: str) -> Prepared:
    """Return the world of a case, ready to run."""
    return prepare(encode(load(scenario_path(case.scenario) or Path(case.scenario), (*case.overrides, *further))))


def exact_value(case: Case, prepared: Prepared) -> float | None:
    """Return the exact probability: by the solver, or in closed form for answers by chance; None for what is too large to solve."""
    if case.measure.startswith(CHAIN):
        least = int(case.measure.removeprefix(CHAIN))
        terms = (k * math.log(ANSWERS_A_YEAR) - ANSWERS_A_YEAR - math.lgamma(k + 1) for k in range(least, least + 80))
        return math.fsum(math.exp(term) for term in terms)
    return solve(prepared).score(case.measure) if case in CASES else None


def sample(tasks: dict[str, Callable[[int], tuple[np.ndarray, int]]]) -> dict[str, Sampled]:
    """Call the tasks in turn, ROUNDS times after one untimed call each; a task gets the round and returns values and units."""
    for task in tasks.values():
        task(ROUNDS)
    values, least = {name: list[np.ndarray]() for name in tasks}, dict.fromkeys(tasks, math.inf)
    for turn in range(ROUNDS):
        for name, task in tasks.items():
            start = time.thread_time()
            found, units = task(turn)
            least[name] = min(least[name], (time.thread_time() - start) / units)
            values[name].append(found)
    return {name: Sampled(np.concatenate(values[name]), least[name]) for name in tasks}


def chunks_of(prepared: Prepared, method: Method, measure: str, chunks: int) -> Callable[[int], tuple[np.ndarray, int]]:
    """Return the task that draws so many chunks of a method, others in each round."""

    def task(turn: int) -> tuple[np.ndarray, int]:
        found = [draw(prepared, method, measure, luck(SEED, method.name), turn * chunks + chunk).values for chunk in range(chunks)]
        return np.concatenate(found), chunks * CHUNK[method.name]

    return task


def plain_of(prepared: Prepared, measure: str, chunks: int) -> Callable[[int], tuple[np.ndarray, int]]:
    """Return the task of plain sampling: the engine with types drawn from the posterior itself, and one more uniform a history."""
    key, column = np.uint64(key_of("realised")), prepared.names.measures.index(measure)

    def task(turn: int) -> tuple[np.ndarray, int]:
        happened = np.zeros(chunks * BLOCK)
        for chunk in range(chunks):
            first = (turn * chunks + chunk) * BLOCK
            scores = simulate_block(prepared, SEED, turn * chunks + chunk, first + BLOCK).measures[:, column]
            realise_endings(np.ascontiguousarray(scores), np.uint64(SEED), first, key, int(Purpose.STORY), happened[chunk * BLOCK :][:BLOCK])
        return happened, len(happened)

    return task


def measure_case(case: Case, quick: bool) -> dict[str, Any]:
    """Return what a case costs by each method."""
    prepared = world(case)
    exact = exact_value(case, prepared)
    chain, few = case.measure.startswith(CHAIN), 4 if quick else 1
    plain = world(case, "numerics.proposal_exponent=1")
    tasks = {"plain": plain_of(plain, "no_end" if chain else case.measure, 16 // few)}
    if not chain:
        tasks[WEIGHTS] = chunks_of(prepared, Method(WEIGHTS), case.measure, 16 // few)
    if "clash" in case.measure:
        tasks[FORKS] = chunks_of(prepared, Method(FORKS), case.measure, 16 // few)
    levels: tuple[float, ...] = ()
    if case.height:
        levels = ladder(prepared, case.height, case.measure, luck(SEED, "levels"))[0] or FALLBACK
    if levels:
        tasks[SPLITTING] = chunks_of(prepared, Method(SPLITTING, case.height, levels), case.measure, max(1, (8 if case in CASES else 6) // few))
    found = sample(tasks)
    ways = {name: statistics(one, exact, name) for name, one in found.items()}
    best = min((name for name in ways if name != "plain"), key=lambda name: ways[name]["relative_variance"] * ways[name]["seconds_a_unit"])
    p = exact if exact is not None else ways[best]["mean"]
    ways["plain"] |= {"relative_variance": (1.0 - p) / p}
    if chain:  # whether so many answers came is no score of the engine: only the cost of a history is taken from it
        ways["plain"] |= {"mean": None, "z": None}
    if case.scenario == CLASH:
        ways[WEIGHTS]["relative_variance"] = carried_over(case, p)
    for way in ways.values():
        way["seconds"] = way["relative_variance"] * way["seconds_a_unit"] / (TARGET * TARGET)
    return {
        "outcome": case.label,
        "scenario": case.scenario,
        "overrides": list(case.overrides),
        "measure": case.measure,
        "exact": exact,
        "probability": p,
        "levels": list(levels),
        "ways": ways,
        "shipped": shipped(case, prepared, exact, ways["plain"]["seconds"]),
    }


def statistics(one: Sampled, exact: float | None, name: str) -> dict[str, Any]:
    """Return mean, distance from the exact value in standard errors, relative variance and seconds of a unit."""
    n, mean, spread = len(one.values), float(one.values.mean()), float(one.values.std(ddof=1))
    scale = exact if exact is not None else mean
    error = spread / math.sqrt(n)
    if name == "plain" and exact is not None:
        error = math.sqrt(exact * (1 - exact) / n)
    z = (mean - exact) / error if exact is not None and error > 0.0 else None
    relative = spread * spread / (scale * scale) if scale > 0.0 else math.inf
    return {"units": n, "mean": mean, "z": z, "relative_variance": relative, "seconds_a_unit": one.seconds}


def carried_over(case: Case, p: float) -> float:
    """Return the relative variance of weights at probability p, from the mean square over the mean where the clash is common."""
    common = world(case, COMMON)
    values = np.concatenate([draw(common, Method(WEIGHTS), case.measure, luck(SEED, "common"), chunk).values for chunk in range(64)])
    return float((values * values).mean() / values.mean()) / p - 1.0


def shipped(case: Case, prepared: Prepared, exact: float | None, plain: float) -> dict[str, Any]:
    """Return what `redline rare` does and takes for the same error, pilot and all, and how much less than plain sampling that is."""
    asked = 1.959963984540054 * TARGET
    start = time.process_time()
    found = estimate_rare(prepared, case.measure, asked, SEED, jobs=1)
    seconds = time.process_time() - start
    z = (found.estimate.value - exact) / found.estimate.standard_error if exact is not None else None
    reached = found.estimate.standard_error / found.estimate.value
    return {
        "method": found.choice.method.label(),
        "reason": found.choice.reason,
        "estimate": found.estimate.as_dict(),
        "z": z,
        "relative_standard_error": reached,
        "seconds": seconds,
        "gain": plain * (TARGET / reached) * (TARGET / reached) / seconds,
    }


def coverage(quick: bool) -> list[dict[str, Any]]:
    """Return how often 95 % intervals of few units hold the exact value."""
    rows = []
    for case, method, chunks in (
        (CASES[1], Method(WEIGHTS), 2),
        (CASES[4], Method(FORKS), 2),
        (CASES[0], Method(SPLITTING, "ANSWERS", (2.0, 4.0)), 4),
        (CASES[6], Method(SPLITTING, "ANSWERS", (6.0, 8.0, 9.0, 10.0, 11.0)), 4),
        (CASES[6], Method(SPLITTING, "ANSWERS", (6.0, 8.0, 9.0, 10.0, 11.0)), 12),
    ):
        prepared = world(case)
        exact, inside, trials = exact_value(case, prepared), 0, 25 if quick else 200
        for trial in range(trials):
            found, _ = interval(
                case.measure, np.concatenate([draw(prepared, method, case.measure, 9000 + trial, c).values for c in range(chunks)]), 0.05
            )
            inside += bool(exact is not None and found.low <= exact <= found.high)
        units = chunks * CHUNK[method.name]
        rows.append({"outcome": case.label, "method": method.label(), "units": units, "trials": trials, "covered": inside / trials})
    return rows


def page(results: dict[str, Any]) -> str:
    """Return the results as Markdown."""
    rows, applied = ([line(one) for one in results[name]] for name in ("cases", "applied"))
    ways = ["plain, s", "weights, s", "forks, s", "splitting, s"]
    head = ["outcome", "p", *ways, "best gain", "largest abs z", "`redline rare`, s", "gain, pilot included"]
    cover = [[r["outcome"], r["method"], str(r["units"]), f"{r['covered']:.3f}"] for r in results["coverage"]]
    chosen = [[one["outcome"], one["shipped"]["method"], one["shipped"]["reason"]] for one in (*results["cases"], *results["applied"])]
    facts = results["machine"]
    return "\n".join(
        [
            "# What rare outcomes cost",
            "",
            "Processor seconds to a relative standard error of 10 %. Written by `python -m benchmarks.rare`, which says how; not by hand. "
            f"{facts.get('processor', '')}".rstrip(),
            "",
            "Against an exact answer (the solver; for answers by chance the closed form):",
            "",
            grid(head, rows),
            "",
            "In crises too large to solve (p estimated by the method that does best):",
            "",
            grid(head, applied),
            "",
            "What the pilot chose, and why:",
            "",
            grid(["outcome", "method", "reason"], chosen),
            "",
            "How often 95 % intervals hold the exact value:",
            "",
            grid(["outcome", "method", "units", "covered"], cover),
            "",
        ]
    )


def line(one: dict[str, Any]) -> list[str]:
    """Return the row of a case."""
    ways = one["ways"]
    cells = [seconds(ways[name]["seconds"]) if name in ways else "-" for name in ("plain", WEIGHTS, FORKS, SPLITTING)]
    best = min(way["seconds"] for name, way in ways.items() if name != "plain")
    zs = [abs(way["z"]) for way in (*ways.values(), one["shipped"]) if way["z"] is not None]
    made = one["shipped"]
    scaled = made["seconds"] * (made["relative_standard_error"] / TARGET) ** 2
    tail = [f"{ways['plain']['seconds'] / best:,.0f}", f"{max(zs):.1f}" if zs else "-", seconds(scaled), f"{made['gain']:,.0f}"]
    return [one["outcome"], f"{one['probability']:.3g}", *cells, *tail]


def seconds(value: float) -> str:
    """Return seconds with two significant digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


def main(arguments: Sequence[str] = ()) -> None:
    """Measure, print, write."""
    quick = "--quick" in arguments
    results: dict[str, Any] = {"quick": quick, "machine": machine.describe(), "seed": SEED, "target": TARGET}
    for name, cases in (("cases", CASES), ("applied", () if quick else APPLIED)):
        results[name] = []
        for case in cases:
            print(f"measuring {case.label}", flush=True)
            results[name].append(measure_case(case, quick))
    results["coverage"] = coverage(quick)
    print(page(results))
    if not quick:
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / "rare.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        (OUT / "rare.md").write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
