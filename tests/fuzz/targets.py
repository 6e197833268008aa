"""What a fuzzer may feed: any bytes as an input file, any bytes as part of a results folder. Whatever is not an answer or a clean refusal is a fault.

The checksums of a part are made right first, for a fuzzer that has to guess them finds nothing behind them.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from sim.errors import RedlineError
from sim.experiment.load import load_experiment
from sim.results import design_file, shards
from sim.results.store import CHECKSUM, MANIFEST, _checksum, open_store
from sim.scenario.load import load_text
from sim.scenario.schema import DoctrineFile, SourcesFile
from sim.scenario.table import read_rows
from sim.scenario.text import read
from sim.scenario.validate import validate

LINE = re.compile(r".+: error: .+|[0-9]+ more problems")
RUN, KIND = "f" * 64, "rows"


class Fault(Exception):
    """A refusal that is not clean."""


@cache
def folder() -> Path:
    """Return a folder of this process."""
    return Path(tempfile.mkdtemp(prefix="redline-fuzz-"))


def held(action: Callable[[], object]) -> str:
    """Return what an action complains about, in lines fit for a terminal; nothing where it does not."""
    try:
        action()
    except RedlineError as error:
        said = str(error)
        lines = said.split("\n")
        if not 1 <= len(lines) <= 20 or not all(line.isprintable() for line in lines):
            raise Fault(f"not fit for a terminal: {said!r}") from error
        return said
    return ""


def reader(data: bytes) -> str:
    """Read bytes as what they say they are: a history, an experiment, a doctrine, a bibliography, or else a scenario."""
    if data.startswith(b"id,"):
        return held(lambda: read_rows(data, "f"))
    if data.startswith(b"schema: redline/experiment"):
        path = folder() / "f.yaml"
        path.write_bytes(data)
        return held(lambda: load_experiment(path))
    if data.startswith(b"schema: redline/doctrine"):
        return held(lambda: validate(read(data, "f")[0], DoctrineFile))
    if data.startswith(b"schema: redline/sources"):
        return held(lambda: validate(read(data, "f")[0], SourcesFile))
    said = held(lambda: load_text(data, "f"))
    if said and not all(LINE.fullmatch(line) for line in said.split("\n")):
        raise Fault(f"a line without its place: {said!r}")
    return said


def results(data: bytes) -> str:
    """Read bytes as a part of a results folder: the first one says which, 0 a manifest, 1 a shard, 2 the points of a large design."""
    kind, rest = data[:1], data[1:]
    return {b"0": manifest, b"1": shard, b"2": points}.get(kind, lambda _: "")(rest)


def manifest(data: bytes) -> str:
    """Read bytes as the manifest of a folder, and ask how far the folder is."""
    from sim.analysis.folder import facts, status

    try:
        given = json.loads(data)
        if isinstance(given, dict):
            given.pop(CHECKSUM, None)
            data = json.dumps({**given, CHECKSUM: _checksum(given)}).encode()
    except (ValueError, RecursionError):
        pass  # as it is, then
    home = folder() / "manifest"
    home.mkdir(exist_ok=True)
    (home / MANIFEST).write_bytes(data)
    return held(lambda: facts(status(home)))


def shard(data: bytes) -> str:
    """Read bytes as a shard of a sound folder: it is sound too, or it is refused with a reason; what is sound can be read."""
    home = folder() / "shards-of"
    place = home / "shards" / KIND
    place.mkdir(parents=True, exist_ok=True)
    whole = {"schema": "redline/results/1", "run_id": RUN, "kinds": [KIND], "copies": {}}
    (home / MANIFEST).write_text(json.dumps({**whole, CHECKSUM: _checksum(whole)}))
    path = place / f"000000-000000.{hashlib.sha256(data).hexdigest()[:16]}.parquet"
    path.write_bytes(data)
    try:
        return held(lambda: [shards.read(one) for one in open_store(home).look().sound[KIND]])
    finally:
        path.unlink()


def points(data: bytes) -> str:
    """Read bytes as the points of a large design."""
    (folder() / design_file.NAME).write_bytes(data)
    return held(lambda: design_file.load(folder(), {"sha256": hashlib.sha256(data).hexdigest(), "count": 2}))


def seed(path: Path) -> bytes:
    """Return a file of the corpus as a target takes it."""
    part = {"manifest": b"0", "shard": b"1", "points": b"2"}.get(path.name.partition("-")[0].partition(".")[0], b"")
    return (part if path.parent.name == "results" else b"") + path.read_bytes()


TARGETS: dict[str, Callable[[bytes], str]] = {"reader": reader, "results": results}
