"""The generated reference, docs/reference: `python -m tests.reference --write` makes it; without --write it says which pages are out of date."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel

from sim.backends.cluster_file import Document as Cluster
from sim.experiment.schema import Document as Experiment
from sim.scenario.quantity import Quantity
from sim.scenario.schema import DoctrineFile, SourcesFile
from sim.scenario.schema import Document as Scenario
from sim.scenario.schema_world import Row
from sim.scenario.table import COLUMNS
from tests.reference import commands, figures, functions, keys, messages, results, versions
from tests.reference.units import MEANT, UNITS
from tests.reference.words import code, row, table

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"
AGAIN = "make reference"
HEAD = "<!-- Made from the code by `make reference`; a test compares. Change the code, then make it again. -->"
ROOTS: tuple[type[BaseModel], ...] = (Scenario, Experiment, DoctrineFile, SourcesFile, Cluster)
TYPES = """\
*Name* is a short name: lowercase letters, digits, `-` and `_`, a letter first, at most 64. *By name* is a group `{name: value}`;
*by rung* and *by dotted path* are groups under rungs of the ladder and under paths such as `owners.north.nuclear.audience_cost`.
*Date* is `2024-11-17`. Names that are not listed are refused."""


def scenario() -> list[str]:
    """Return the page of scenario files."""
    lines = [
        "Every key of a scenario file. A tour of them with comments: `redline new crisis.yaml`. For editors: `redline schema`.",
        "",
        TYPES,
        "",
        MEANT,
        "",
    ]
    lines += [
        (
            "A scenario may begin with `base: NAME`, the name of another one: then all but `schema`, `id` and `title` may be left "
            "out, and what is said overrides it."
        ),
        "",
    ]
    lines += [
        "## Number",
        "",
        "Where a number may stand, so may a group that says where it comes from. " + " ".join((Quantity.__doc__ or "").split()),
        "",
    ]
    rows = [row(code(name), keys.allowed(facts), facts.get("description", "")) for name, facts in keys.properties(Quantity).items()]
    return lines + table(["key", "what may stand there", "meaning"], rows) + keys.described(Scenario)


def doctrine() -> list[str]:
    """Return the page of doctrines, bibliographies and coded histories."""
    lines = [
        (
            "Files that a scenario names, beside it or shipped: `doctrines/ID.yaml`, `sources.yaml`, `history/NAME.csv`. Types and "
            "units are those of [scenario files](scenario.md)."
        ),
        "",
        "## Doctrines",
    ]
    lines += [*keys.described(DoctrineFile, "###"), "", "## Bibliographies", *keys.described(SourcesFile, "###")]
    lines += [
        "",
        "## Coded histories (CSV)",
        "",
        (
            "Past crossings, one a line; the first eight columns are these, what follows is for readers. What the shipped file "
            "codes, and how: [codebook](../../scenarios/history/CODEBOOK.md)."
        ),
        "",
    ]
    facts = keys.properties(Row)
    rows = [
        row(code(name), keys.allowed(facts[name]), UNITS.get(f"Row.{name}", "rungs" if name == "rung" else ""), facts[name].get("description", ""))
        for name in COLUMNS
    ]
    return lines + table(["column", "what may stand there", "unit", "meaning"], rows)


def experiment() -> list[str]:
    """Return the page of experiment files."""
    told = (
        "Every key of an experiment file, with examples: [how to write an experiment](../how-to/write-an-experiment.md). For "
        "editors: `redline schema experiment`."
    )
    return [told, "", TYPES, *keys.described(Experiment)]


def cluster() -> list[str]:
    """Return the page of cluster files."""
    told = (
        "Every key of the file that describes a cluster. How to use it: [run a sweep on a cluster](../how-to/cluster.md). For "
        "editors: `redline schema cluster`."
    )
    return [told, *keys.described(Cluster)]


PAGES: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "commands": ("Commands", commands.page),
    "scenario": ("Scenario files", scenario),
    "experiment": ("Experiment files", experiment),
    "doctrine": ("Doctrines, bibliographies, coded histories", doctrine),
    "cluster": ("Cluster files", cluster),
    "results": ("Result files and columns", results.page),
    "messages": ("Exit codes and messages", messages.page),
    "versions": ("Versions of files and JSON objects", versions.page),
    "figures": ("Figures", figures.page),
    "python": ("Python functions", functions.page),
}


def made(name: str) -> str:
    """Return the text of a page."""
    title, page = PAGES[name]
    return "\n".join([HEAD, "", f"# {title}", "", *page()]).rstrip() + "\n"


def main() -> int:
    """Write all pages, or say which differ from the code; return the exit code."""
    old = []
    for name in PAGES:
        path, text = FOLDER / f"{name}.md", made(name)
        if "--write" in sys.argv:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            old.append(name)
    if old:
        print(f"not what the code says: {', '.join(old)}; again: {AGAIN}")
    return 6 if old else 0


if __name__ == "__main__":
    sys.exit(main())
