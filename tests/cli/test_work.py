"""Shares of a sweep's work: what is dealt out, what is left out, how they end, and that together they are the whole."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.backends import rounds
from sim.backends.rounds import Round
from sim.errors import Exit
from sim.results.store import open_store
from tests.cli.conftest import environment, process

EXPERIMENT = """\
schema: redline/experiment/1
id: shares
title: Shares
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


@pytest.fixture
def begun(redline, tmp_path) -> Path:
    """Return the folder `parts` of a sweep in which nothing is done yet, beside the same sweep, done, in `whole`."""
    (tmp_path / "shares.yaml").write_text(EXPERIMENT)
    assert redline("sweep", "shares.yaml", "-o", "whole", "-j", "1", "--no-figures", "-q").code == 0
    return emptied(tmp_path / "whole")


def emptied(whole: Path) -> Path:
    """Return a copy of a folder in which nothing is done yet."""
    folder = whole.with_name("parts")
    shutil.copytree(whole, folder, ignore=lambda place, names: names if place.endswith(("rows", "pairs", "shares")) else ["table.csv"])
    return folder


def digest(folder: Path, redline) -> str:
    said = redline("verify", folder, "--json")
    assert said.code == 0, said.err
    return said.json["digest"]


def test_shares_in_any_order_are_the_whole_and_nothing_is_done_twice(begun, redline):
    for number in (3, 1, 2):
        said = redline("work", begun, "--share", f"{number}/3", "-j", "1")
        assert said.code == 0, said.err
        assert ", 0 of them before" in said.err
    files = sorted(path.name for path in (begun / "shards").rglob("*.parquet"))
    again = redline("work", begun)
    assert again.err.endswith("27,000 histories are done, 27,000 of them before\n")
    assert sorted(path.name for path in (begun / "shards").rglob("*.parquet")) == files
    resumed = redline("resume", begun, "--no-figures", "--json")
    assert "nothing left to simulate" in resumed.err
    assert resumed.json["digest"] == digest(begun, redline) == digest(begun.parent / "whole", redline)


def test_a_damaged_or_partly_missing_shard_is_work_again(begun, redline):
    redline("work", begun, "-q", "-j", "1")
    rows = sorted((begun / "shards" / "rows").glob("*.parquet"))
    rows[0].write_bytes(rows[0].read_bytes()[:-1])
    rows[1].unlink()
    said = redline("work", begun, "-j", "1")
    assert "27,000 histories are done, 22," in said.err
    assert open_store(begun).take_inventory().refused == ()
    assert redline("resume", begun, "-q", "--json", "--no-figures").json["digest"] == digest(begun.parent / "whole", redline)


def test_units_of_a_file_are_dealt_out_instead_of_the_whole(begun, redline):
    place = rounds.begin(begun, Round(open_store(begun).run_id, 2, ((0, 1), (7, 7))))
    assert place == begun / "jobs" / "0001"
    said = redline("work", begun, "--units", place / "units.json", "--share", "2/2", "-j", "1")
    assert said.code == 0
    assert {path.name[:13] for path in (begun / "shards").rglob("*.parquet")} == {"000007-000007"}
    assert rounds.begin(begun, Round("x", 1, ())) == begun / "jobs" / "0002"


def test_what_cannot_be_worked_is_said_in_one_line(begun, redline, tmp_path):
    other = rounds.begin(begun, Round("of another run", 1, ((0, 0),))) / "units.json"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"schema": rounds.SCHEMA, "run_id": "x", "shares": 1, "ranges": [[2, 1]]}))
    cases = {
        ("work", begun, "--share", "4/3"): "must be K/N, as 3/64 for the third of 64 shares, got '4/3'",
        ("work", begun, "--share", "0/3"): "must be K/N",
        ("work", begun, "--units", other): "names units of another run",
        ("work", begun, "--units", broken): "is not a file of units (redline/units/1)",
        ("work", begun, "--units", tmp_path / "none"): "cannot read",
        ("work", tmp_path): "holds no results",
    }
    for arguments, complaint in cases.items():
        said = redline(*arguments)
        assert said.code == Exit.INPUT
        assert complaint in said.err
        assert len(said.errors) == 1


def test_a_sweep_with_a_target_needs_a_file_of_units(redline, tmp_path):
    (tmp_path / "target.yaml").write_text(EXPERIMENT)
    assert redline("sweep", "target.yaml", "--half-width", "0.2", "-o", "grown", "-j", "1", "-q", "--no-figures").code == 0
    said = redline("work", "grown")
    assert said.code == Exit.INPUT
    assert "redline resume" in said.err
    store = open_store(tmp_path / "grown")
    far = [40, 41, 42, 1048576 + 40]  # blocks 40 to 42 of the first point, 40 of the second
    assert store.done_among(far) == set()
    place = rounds.begin(store.folder, Round(store.run_id, 1, ((40, 42), (far[3], far[3]))))
    assert redline("work", "grown", "--units", place / "units.json", "-q", "-j", "1").code == 0
    assert store.done_among([39, *far]) == set(far)


DEADLY = """\
import dataclasses, os, signal
from sim.experiment import engine
whole = engine.simulate
def simulate(case, seed, block, histories, left_out=()):
    if (histories, block) == (3000, 2) and 2500 not in left_out:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(case, seed, block, histories, left_out)
engine.REAL = dataclasses.replace(engine.REAL, simulate=simulate)
"""


def test_a_history_that_kills_its_process_is_found_and_the_rest_of_the_share_is_done(redline, tmp_path):
    text = EXPERIMENT.replace("replicates: 2100", "replicates: 8").replace("points: 5", "points: 2")
    (tmp_path / "shares.yaml").write_text(text[: text.index("variants:")])
    assert redline("sweep", "shares.yaml", "-o", "whole", "-j", "1", "--no-figures", "-q").code == 0
    folder = emptied(tmp_path / "whole")
    (tmp_path / "deadly.py").write_text(DEADLY)
    command = [sys.executable, "-c", "import deadly; from sim.cli import main; main()", "work", str(folder), "-j", "1"]
    around = environment()
    around["PYTHONPATH"] = f"{tmp_path}:{around['PYTHONPATH']}"
    found = subprocess.run(command, cwd=tmp_path, env=around, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert "3,016 histories are done, 0 of them before" in found.stderr
    assert "1 histories failed" in found.stderr
    (one,) = redline("status", folder, "--json").json["failed"]
    assert (one["point"], one["history"], one["error"]) == (0, 2500, "the process was killed by SIGKILL")


def stopped(command: list[str], folder: Path, numbers: tuple[signal.Signals, ...]) -> list[str]:
    """Start a command, send it signals once it has left a shard, see that it ends with 75, and return what it said."""
    rows = folder / "long" / "shards" / "rows"
    before = len(list(rows.glob("[0-9]*")))
    started = subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *command, "-j", "1"], cwd=folder, env=environment(), text=True, stderr=subprocess.PIPE
    )
    while numbers and len(list(rows.glob("[0-9]*"))) == before and started.poll() is None:
        time.sleep(0.01)
    for number in numbers:
        started.send_signal(number)
    _, said = started.communicate(timeout=120)
    assert started.returncode == Exit.LIMIT, said
    return said.splitlines()


def test_what_is_stopped_hands_over_what_is_done_ends_75_and_goes_on(tmp_path):
    (tmp_path / "long.yaml").write_text(EXPERIMENT.replace("replicates: 2100", "replicates: 900000"))
    said = stopped(["sweep", "long.yaml", "-o", "long", "--no-figures"], tmp_path, (signal.SIGTERM, signal.SIGTERM))
    assert said[-1].endswith("histories are kept; run the same command again to continue, or: redline resume long")
    said = stopped(["work", "long"], tmp_path, (signal.SIGUSR1,))
    kept = int(said[-1].removeprefix("stopped; ").split(" of ")[0].replace(",", ""))
    status = json.loads(process("status", "long", "--json", cwd=tmp_path).stdout)
    assert status["histories"]["done"] == kept > 0
    assert stopped(["work", "long", "--time-limit", "2s"], tmp_path, ())[-1].startswith("stopped; ")
    later = json.loads(process("status", "long", "--json", cwd=tmp_path).stdout)
    assert kept <= later["histories"]["done"] < later["histories"]["asked"]
    assert later["damaged"] == []
