"""A small sweep on clusters: its experiment, how it is submitted, awaited and looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Said
from tests.cluster.one_host import Slurm, until

EXPERIMENT = """\
schema: redline/experiment/1
id: array
title: An array
scenario: two-actors
seed: 5
replicates: 2100
default_replicates: 3000
factors:
  line: {path: owners.north.nuclear.audience_cost, range: [0, 1.5]}
design: {kind: latin_hypercube, points: 5}
variants: {base: {}, loud: {owners.north.nuclear.audience_cost: 1.5}}
contrasts: [{name: louder, from: base, to: loud}]
measures: [nuclear_use, answers.*]
"""
UNITS = 18  # blocks of the experiment
PATIENCE = 150.0  # seconds for what takes a few on a machine with nothing else to do


def submitted(redline: Callable[..., Said], *more: object, out: str = "out") -> Path:
    """Submit the experiment and return its folder."""
    said = redline("sweep", "array.yaml", "-o", out, "--backend", "slurm", "--no-figures", *more)
    assert said.code == 0, said.err
    assert "submitted: job array" in said.out
    return Path(out).absolute()


def shards(folder: Path) -> set[str]:
    return {path.name for path in (folder / "shards").rglob("[0-9]*.parquet")}


def waiting(slurm: Slurm, folder: Path, reached: Callable[[], object], what: str) -> None:
    """Wait until something is reached, letting queued jobs start meanwhile."""

    def look() -> bool:
        slurm.now()
        return bool(reached())

    until(look, what, lambda: slurm.ask("squeue") + slurm.logs() + told(folder), PATIENCE)


def gathered(slurm: Slurm, folder: Path) -> None:
    """Wait until the last job of some round has written the tables."""
    waiting(slurm, folder, lambda: any("Written to " in path.read_text() for path in folder.glob("jobs/*/finish.log")), "the result")


def told(folder: Path) -> str:
    """Return what all jobs said."""
    return "\n".join(f"--- {path.parent.name}/{path.name}\n{path.read_text()}" for path in sorted(folder.glob("jobs/*/*.log")))


def sound(redline: Callable[..., Said], folder: Path) -> str:
    """Return the digest of a finished folder in which nothing is damaged; its tables are there."""
    status = redline("status", folder, "--json").json
    assert status["finished"], told(folder)
    assert (status["damaged"], status["quarantined"], status["failed"]) == ([], [], [])
    assert (folder / "estimates.csv").exists(), told(folder)
    said = redline("verify", folder, "--json", "-n", "0")
    assert said.code == 0, said.err
    digest: str = said.json["digest"]
    return digest
