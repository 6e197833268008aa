"""Run the benchmarks, print the goals with what was reached, and write results, a table and a figure.

python -m benchmarks.run                        everything, some ten minutes
python -m benchmarks.run --quick                about a minute, smaller and noisier, nothing written unless --out says where
python -m benchmarks.run --only contenders limit
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import contenders, figure, goals, growth, lanes, limit, machine, memory, start, table, threads

OUT = Path(__file__).resolve().parent.parent / "docs" / "performance"


def limits(quick: bool) -> dict[str, Any]:
    """Return the distance from the limit in the crisis of November 2024 and, where time allows, in that of September 2022."""
    return {name: limit.measure(name, quick) for name in (("november-2024",) if quick else ("november-2024", "september-2022"))}


SECTIONS: dict[str, Callable[[bool], Any]] = {
    "contenders": contenders.measure,
    "limit": limits,
    "growth": growth.measure,
    "lanes": lanes.measure,
    "memory": memory.measure,
    "start": start.measure,
    "threads": threads.measure,
}


def measure(names: Sequence[str], quick: bool, say: Callable[[str], object] = print) -> dict[str, Any]:
    """Return the results of the named sections, with the machine they belong to."""
    results: dict[str, Any] = {"quick": quick, "machine": machine.describe()}
    for name in names:
        say(f"measuring {name}")
        results[name] = SECTIONS[name](quick)
    return results


def write(results: dict[str, Any], folder: Path) -> None:
    """Write results.json, results.md and, where there is something to compare, the figure."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (folder / "results.md").write_text(table.page(results), encoding="utf-8")
    if "contenders" in results:
        figure.save(results, folder)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run", description="Time and memory of fixed work, beside what a user would pick instead."
    )
    parser.add_argument("--quick", action="store_true", help="about a minute instead of some ten")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--out", type=Path, help="folder of the results (docs/performance; none with --quick)")
    asked = parser.parse_args(arguments)
    results = measure(asked.only, asked.quick)
    print(table.page(results))
    for one in goals.reached(results):
        print(goals.sentence(one))
    folder = asked.out or (None if asked.quick else OUT)
    if folder:
        write(results, folder)
        print(f"written to {folder}")


if __name__ == "__main__":
    main()
