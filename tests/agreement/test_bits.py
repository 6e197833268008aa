"""The same bytes however a run or sweep is worked: threads, processes, shards, order, hash seed; and the first histories stay when more are added.

Blocks and kernels are compared in test_compiled.py, test_drivers.py and tests/engine/test_batch.py; here goes everything from the scenario
file to the tables that people open.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.runs import run_scenario
from sim.engine.batch import BLOCK, simulate_block
from sim.results import sums
from sim.results.tables import CREDIBILITY, CURVES, ROWS, SHARES, append, canonical_text, digest, empty, totals
from sim.scenario.shipped import folder, scenario_path
from tests.agreement.cells import ALL, Cell, run_digest, sweep_digest
from tests.engine.worlds import SHIPPED, changed, from_text, world

ROOT = Path(__file__).parents[2]
SHORT = {"two-actors": ("clock.horizon_months=3",), "november-2024": ("clock.horizon_months=1",)}
THREADS = [("threads", jobs, size, order) for jobs in (1, 2) for size in (1, 7, ALL) for order in (0, 1)]
scenario = pytest.mark.parametrize("scenario", SHORT)


def cell(scenario, *way):
    return Cell(scenario, SHORT[scenario], *way)


@pytest.fixture(scope="module")
def plain():
    """Return the digests (run, sweep) of each scenario worked in one thread, in order, all units in one shard."""
    return {name: (run_digest(cell(name, "threads", 1, ALL, 0)), sweep_digest(cell(name, "threads", 1, ALL, 0))) for name in SHORT}


@scenario
@pytest.mark.parametrize("way", THREADS, ids=lambda way: f"{way[1]} threads, shards of {way[2]}, order {way[3]}")
def test_threads_shards_and_order_do_not_matter(scenario, way, plain):
    assert (run_digest(cell(scenario, *way)), sweep_digest(cell(scenario, *way))) == plain[scenario]


@pytest.mark.parametrize(
    ("scenario", "way"),
    [
        ("two-actors", ("fork", 2, 1, 2)),
        ("november-2024", ("fork", 2, 7, 0)),
        ("november-2024", ("spawn", 2, 1, 3)),
        ("two-actors", ("forkserver", 2, 7, 0)),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else value,
)
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forking a process with threads: newer Pythons warn, and here it is meant
def test_processes_do_not_matter_however_they_start(scenario, way, plain):
    assert run_digest(cell(scenario, *way)) == plain[scenario][0]


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_hash_seeds_do_not_matter(hash_seed, plain):
    command = [sys.executable, "-m", "tests.agreement.cells", json.dumps([cell(name, "threads", 2, 1, 4) for name in SHORT])]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed}
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert json.loads(found) == [list(plain[name]) for name in SHORT]


def test_what_should_move_the_digest_does(plain):
    digests = {plain["two-actors"][0], run_digest(Cell("two-actors", ("clock.horizon_months=4",), "threads", 1, ALL, 0))}
    assert len(digests) == 2


@pytest.mark.parametrize(("few", "many"), [(100, 200), (1000, 1100)], ids=["in a block", "over the edge of a block"])
@scenario
def test_histories_of_a_run_stay_when_more_are_added(scenario, few, many, tmp_path):  # RELIABILITY D5, through the kept histories
    short, long = (run_scenario(scenario_path(scenario), histories=n, seed=3, jobs=2, out=tmp_path / str(n)).read_histories() for n in (few, many))
    assert list(short) == list(long)
    assert short["replicate"].tolist() == list(range(few))
    for name, values in short.items():
        assert values.dtype == long[name].dtype
        assert repr(values.tolist()) == repr(long[name][:few].tolist()), name


@pytest.mark.parametrize("scenario", SHIPPED)
def test_histories_of_blocks_stay_when_more_are_added_over_the_edge(scenario):
    few, many = ([simulate_block(world(scenario), 3, index, n) for index in range(-(-n // BLOCK))] for n in (1000, 1100))
    for name in ("weights", "measures", "details"):
        one, two = (np.concatenate([getattr(block, name) for block in blocks]) for blocks in (few, many))
        assert one.tobytes() == two[:1000].tobytes()


@pytest.mark.parametrize("output", ["clock.record_every=day", "clock.record_every=month", "reference.exposure=0.1"])
@pytest.mark.parametrize("scenario", SHIPPED)
def test_reading_more_or_less_often_or_something_else_changes_no_history(scenario, output):  # with fronts, losing and lines that watch ground
    one, two = (simulate_block(prepared, 1, 0, 60) for prepared in (world(scenario), world(scenario, output)))
    for name in ("weights", "measures", "details"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()


@pytest.mark.parametrize("place", ["aardvark", "zanzibar"])
def test_a_passive_actor_changes_no_history_of_a_crisis(place):  # first and last by name, so that every other actor's index moves or none does
    text = (folder() / "november-2024.yaml").read_text(encoding="utf-8")
    more, names = from_text(changed(text, ("\nactors:\n", f"\nactors:\n  {place}: {{side: west}}\n"))), world("november-2024").names
    one, two = (simulate_block(prepared, 1, 0, 200) for prepared in (world("november-2024"), more))
    columns = [more.names.measures.index(name) for name in names.measures]
    assert one.weights.tobytes() == two.weights.tobytes()
    assert one.measures.tobytes() == np.ascontiguousarray(two.measures[:, columns]).tobytes()
    assert one.details.tobytes() == two.details.tobytes()


def test_tables_merged_in_any_order_and_grouping_give_one_hash():  # RELIABILITY D5t: 20 random ones; adding floats up as they come gives several
    prepared = world("november-2024", "clock.horizon_months=1")
    blocks = [simulate_block(prepared, 1, index, 12 * BLOCK - 77) for index in range(12)]
    rows = {ROWS: sums.measure_rows, SHARES: sums.share_rows, CURVES: sums.curve_rows, CREDIBILITY: sums.credibility_rows}
    parts = [{layout: make(0, "base", block, prepared.names) for layout, make in rows.items()} for block in blocks]
    luck, hashes, naive = random.Random(1), set(), set()
    for _ in range(20):
        luck.shuffle(parts)
        cuts = sorted(luck.sample(range(1, 12), luck.randrange(1, 8)))
        groups = [parts[a:b] for a, b in zip([0, *cuts], [*cuts, 12], strict=True)]
        text = ""
        for layout in rows:
            whole = empty(layout)
            for group in groups:
                shard = empty(layout)
                for part in group:
                    append(shard, part[layout])
                append(whole, shard)
            text += repr(totals(layout, whole)) + (canonical_text(whole) if layout is ROWS else "")
        hashes.add(digest(text))
        total = 0.0
        for part in parts:
            total += part[ROWS]["sum_wy"][part[ROWS]["measure"].index("nuclear_use")]
        naive.add(total)
    assert len(hashes) == 1
    assert len(naive) > 1
