"""What keeping books costs at scale: a results folder of very many shards, and each thing that is done with it, in a process of its own.

python -m benchmarks.scale                        1e5 units, each a shard of its own of three kinds: 3e5 files; half an hour of processor time
python -m benchmarks.scale --units 2000           smaller
python -m benchmarks.scale --books                the books of 1e9 histories as a sweep keeps them: 980,000 blocks in 2 times 16,334 shards
python -m benchmarks.scale --out figures.json     also written there

Shards of one unit are made by the work itself with the store's own writer; only the histories are those of a toy world. The books of 1e9
histories are written by the same writer, but their sums are made up, for simulating them would be another thing. Flushing to the disk is real
for the first few hundred tasks and left out for the rest, because what it takes is the disk's affair and not ours.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.processes import run

UNITS, BLOCKS = 100_000, 10  # units; blocks a point
BOOKS = 980_000, 98  # the same for 10,000 points of 100,000 histories
FLUSHED = 300  # tasks whose files are flushed to the disk as in earnest

BEFORE = """
import os, sys, time
from dataclasses import replace
from pathlib import Path
import pyarrow.parquet
from benchmarks import toy
from sim.analysis.folder import status
from sim.analysis.runs import add_up
from sim.analysis.sweeps import load_sweep, resume_sweep
from sim.analysis.verify import verify
from sim.backends.local import Threads
from sim.experiment.inputs import manifest_of, place_of
from sim.experiment.plan import from_manifest, plan_sweep
from sim.experiment.sweep import chunks
from sim.experiment.work import Task, work
from sim.results.store import create, open_store

folder, units, blocks, books = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "books"
out = folder / "out"
found = {}


def memory(name):
    return next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith(name))


def task(store, first, last):
    return Task(out, store.run_id, place_of(store), toy.ENGINE, first, last)


def tasks(store):
    return chunks(from_manifest(store.manifest), ()) if books else [(unit, unit) for unit in range(units)]


def write(store, first, last):
    if books:
        toy.make_up(store, from_manifest(store.manifest), first, last)
    else:
        work(task(store, first, last))


started, clock, wall = memory("VmRSS"), time.process_time(), time.perf_counter()
"""
AFTER = """
found |= {"seconds": time.process_time() - clock, "wall": time.perf_counter() - wall, "mib": memory("VmHWM") - started}
"""
STEPS = {
    "plan": """
experiment = toy.experiment(folder, units // blocks, blocks, contrast=not books)
plan = plan_sweep(experiment, toy.ENGINE)
create(out, *manifest_of(plan, toy.ENGINE.read(experiment.scenario), experiment))
found = {"tasks": len(chunks(plan, ())), "bytes": sum(file.stat().st_size for file in out.rglob("*") if file.is_file())}
""",
    "write, flushed": f"""
store = open_store(out)
for first, last in (parts := tasks(store)[:{FLUSHED}]):
    write(store, first, last)
found = {{"tasks": len(parts)}}
""",
    "write": f"""
os.fsync = lambda handle: None
store = open_store(out)
for first, last in (parts := tasks(store)[{FLUSHED}:]):
    write(store, first, last)
files = [file for file in (out / "shards").rglob("*.parquet")]
found = {{"tasks": len(parts), "files": len(files), "bytes": sum(file.stat().st_size for file in files)}}
""",
    "a worker's first task": "store = open_store(out); work(task(store, *tasks(store)[7]))",
    "a worker's next task": """
store = open_store(out)
work(task(store, *tasks(store)[7]))
clock, wall = time.process_time(), time.perf_counter()
work(task(store, *tasks(store)[8]))
""",
    "list": "found = {'files': sum(1 for kind in open_store(out).kinds for _ in os.scandir(out / 'shards' / kind))}",
    "look for a share": "found = {'units': len(open_store(out).done_among(range(0, units, 1000)))}",
    "take_inventory": "found = {'units': len(open_store(out).take_inventory().done())}",
    "status": "found = {'finished': status(out).finished}",
    "verify": "found = {'damage': len((told := verify(out, 0 if books else 4, toy.ENGINE)).damage), 'digest': told.digest}",
    "load": "found = {'digest': load_sweep(out).digest}",
    "resume": "found = {'digest': resume_sweep(out, engine=toy.ENGINE, backend=Threads(1)).digest}",
}


def measure(units: int = UNITS, blocks: int = BLOCKS, place: Path | None = None, books: bool = False) -> dict[str, dict[str, Any]]:
    """Return for each step what it found, processor seconds, seconds, and MiB of memory beyond the libraries."""
    found = {}
    with tempfile.TemporaryDirectory(dir=place) as folder:
        for name, step in STEPS.items():
            if books and name.startswith("a worker"):
                continue  # which would add true sums beside made up ones
            one = run(BEFORE + step + AFTER, folder, str(units), str(blocks), "books" if books else "")
            found[name] = {key: value for key, value in one.items() if key not in ("cpu", "peak_kib")}
    return found


def table(found: dict[str, dict[str, Any]]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| step | processor s | s | MiB | found |", "|---|---:|---:|---:|---|"]
    for name, one in found.items():
        rest = ", ".join(f"{key} {value:,}" if isinstance(value, int) else f"{key} {value}" for key, value in one.items() if key not in _SHOWN)
        lines.append(f"| {name} | {one['seconds']:.3g} | {one['wall']:.3g} | {one['mib']:.0f} | {rest} |")
    return "\n".join(lines)


_SHOWN = ("seconds", "wall", "mib")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description="What keeping books costs at scale.")
    parser.add_argument("--books", action="store_true", help="the books of 1e9 histories")
    parser.add_argument("--units", type=int, help=f"units ({UNITS:,}; {BOOKS[0]:,} with --books)")
    parser.add_argument("--blocks", type=int, help=f"blocks a point ({BLOCKS}; {BOOKS[1]} with --books)")
    parser.add_argument("--place", type=Path, help="folder on the disk to be tried (that of temporary files)")
    parser.add_argument("--out", type=Path, help="file for the figures, as JSON")
    asked = parser.parse_args(arguments)
    usual = BOOKS if asked.books else (UNITS, BLOCKS)
    units, blocks = asked.units or usual[0], asked.blocks or usual[1]
    if units % blocks:
        parser.error(f"--units must be a multiple of --blocks, got {units} and {blocks}")
    found = measure(units, blocks, asked.place, asked.books)
    print(table(found))
    if asked.out:
        facts = {"machine": machine.describe(), "load": machine.load(), "units": units, "blocks": blocks, "steps": found}
        asked.out.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
