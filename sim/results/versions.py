"""Layouts of a results folder: the one that is written, the older one that is read, and what is said of a newer one.

    redline/results/1    may lack what came in while it was in use: the copies in inputs/, the place of the scenario among them, the digests of
                         the scenario's texts, the checksum of the manifest and those of the copies
    redline/results/2    has all of them, and says which Redline wrote it

An older manifest is brought to the form of today in memory, here and nowhere else; its file is left as it is, and work on its folder goes on
in its layout. What shards and tables hold is the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim import __version__
from sim.errors import Exit, ResultsError, escaped
from sim.results.provenance import RESULTS_SCHEMA

CHECKSUM = "checksum"  # of the rest of the manifest
_LAYOUT = re.compile(r"redline/results/([1-9]\d{0,5})")
NEWEST = int(RESULTS_SCHEMA.rpartition("/")[2])
BEFORE_INPUTS = "scenario.yaml"  # the only copy that the first folders kept


def require_readable(manifest: Any, path: Path) -> None:
    """Return where a manifest is of a layout that is read here, and has what that layout always has.

    Raises
    ------
    ResultsError                   exit code 2 for a newer one, which only a newer Redline can read; 4 where it is no manifest of ours
    """
    match = _LAYOUT.fullmatch(str(manifest.get("schema"))) if isinstance(manifest, dict) else None
    if match is None:
        raise ResultsError(f"{escaped(str(path))} is not a manifest of {RESULTS_SCHEMA}; choose another folder")
    if int(match[1]) > NEWEST:
        writer = manifest.get("written_by")
        by = f"{escaped(writer[:40])} wrote" if isinstance(writer, str) else "it has"
        raise ResultsError(
            f"{escaped(str(path))} is of a newer Redline: {by} layout {match[0]}, this is redline {__version__}, which reads up to {RESULTS_SCHEMA}; "
            "install a newer redline to read it",
            Exit.INPUT,
        )
    if not {"run_id", "kinds"} <= manifest.keys() or (int(match[1]) >= 2 and not {"copies", CHECKSUM} <= manifest.keys()):
        raise ResultsError(f"{escaped(str(path))} is not a whole manifest of {match[0]}; restore it, or choose another folder")


def to_newest(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest in the form of today; what an older one does not say gets the value that it had then."""
    made_with, variants = manifest.get("made_with"), manifest.get("variants")
    packages = made_with.get("packages") if isinstance(made_with, dict) else None
    writer = packages.get("redline") if isinstance(packages, dict) else None
    first = next(iter(variants), "") if isinstance(variants, dict) else ""
    missing = {
        "written_by": f"redline {writer}" if isinstance(writer, str) else "redline",
        "copies": {},
        "scenario_file": BEFORE_INPUTS,
        "texts": {first: manifest.get("text_digest")},
    }
    return {**missing, **manifest}
