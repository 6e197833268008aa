"""The version strings of files and of JSON objects, as Markdown: found in the source, each with its meaning."""

from __future__ import annotations

import re
from pathlib import Path

from tests.reference.words import code, row, table

ROOT = Path(__file__).resolve().parents[2]
FOUND = re.compile(r"redline/([a-z-]+)/(\d+)")

FILES = {
    "scenario": "a scenario: [every key](scenario.md)",
    "experiment": "an experiment: [every key](experiment.md)",
    "doctrine": "a nuclear doctrine: [every key](doctrine.md)",
    "sources": "a bibliography shared by scenarios: [every key](doctrine.md)",
    "cluster": "a cluster: [every key](cluster.md)",
    "claims": "numbers of these documents, `docs/claims.yaml`: its head explains it",
}
FOLDERS = {
    "results": "`manifest.json` of a results folder",
    "failed": "a history that cannot be played, in `failed/`",
    "units": "a share of the work, handed to a cluster",
    "findings": "what the headline experiment found, `docs/results/doctrine-2024.json`",
}
OBJECTS = {
    "analysis": "`redline analyse --json`, and `analysis/analysis.json`",
    "anchors": "`redline anchors --json`",
    "audit": "`redline audit --json`",
    "backcast": "`redline backcast --json`",
    "check": "`redline check --json`",
    "cite": "`redline cite --json`",
    "claims-report": "`python -m sim.report.claims --json`",
    "compare": "`redline compare --json`",
    "doctrine-diff": "`redline doctrine diff --json`",
    "doctrine-list": "`redline doctrine list --json`",
    "doctrine-show": "`redline doctrine show --json`",
    "doctrine-timeline": "`redline doctrine timeline --json`",
    "doctor": "`redline doctor --json`",
    "ensemble": "`redline ensemble --json`",
    "explain": "`redline explain --json`, and `explain/explain.json`",
    "figures": "`redline plot --json`",
    "game-extract": "`redline game extract --json`",
    "game-fit": "`redline game fit --json`",
    "game-list": "`redline game list --json`",
    "game-show": "`redline game show --json`",
    "game-solve": "`redline game solve --json`",
    "game-sweep": "`redline game sweep --json`",
    "learn": "`redline learn --json`",
    "plan": "`redline sweep --dry-run --json`",
    "play": "`redline play --json`",
    "rare": "`redline rare --json`",
    "replay": "`redline replay --json`",
    "replications": "`redline validate --json`",
    "report": "`redline report --json`",
    "run": "`redline run --json`, and `summary.json` of a run",
    "solve": "`redline solve --json`",
    "status": "`redline status --json`",
    "submitted": "`redline sweep --backend slurm --json`",
    "sweep": "`redline sweep --json`, and `summary.json` of a sweep",
    "verify": "`redline verify --json`",
    "view": "`redline view --json`",
}


def found() -> dict[str, list[int]]:
    """Return every version string of the package: name -> versions, sorted."""
    names: dict[str, set[int]] = {}
    for file in sorted((ROOT / "sim").rglob("*.py")):
        for name, version in FOUND.findall(file.read_text(encoding="utf-8")):
            names.setdefault(name, set()).add(int(version))
    return {name: sorted(versions) for name, versions in sorted(names.items())}


def page() -> list[str]:
    """Return the page."""
    known = found()
    lines = [
        "The first key of every file and of every JSON object is its `schema`: a name and a version. A program that reads one should look at it,",
        "and stop at a version that it does not know. Where several versions stand, the last is written and all are read.",
    ]
    for title, listed in (("Files that you write", FILES), ("Files of a results folder", FOLDERS), ("What commands print with `--json`", OBJECTS)):
        rows = [row(", ".join(code(f"redline/{name}/{version}") for version in known[name]), what) for name, what in listed.items() if name in known]
        lines += ["", f"## {title}", "", *table(["`schema`", "what it is"], rows)]
    others = {name for name in known if name not in {**FILES, **FOLDERS, **OBJECTS}}
    rows = [row(code(f"redline/{name}/{known[name][-1]}"), "") for name in sorted(others)]
    return [*lines, *(["", "## Further", "", *table(["`schema`", "what it is"], rows)] if rows else [])]
