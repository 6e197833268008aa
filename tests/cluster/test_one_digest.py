"""One experiment, one digest: from one process of this machine, from two, from Dask, a job array and Dask workers that Slurm starts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sim.experiment import sweep
from tests.cluster.sweeps import UNITS, gathered, shards, sound, submitted

pytestmark = pytest.mark.slow
FILE = "schema: redline/cluster/1\ninterface: lo\nmemory: 1GB\nworkers: 2\n"
PLACES = {
    "two processes": ("-j", "2"),
    "dask": ("--backend", "dask", "--workers", "2"),
    "dask-slurm": ("--backend", "dask-slurm", "--cluster", "cluster.yaml"),
}


@pytest.mark.parametrize(("pieces", "files"), [(64, UNITS), (3, 3)])
def test_every_backend_comes_to_one_digest_at_two_sizes_of_shards_in_any_order(slurm, redline, golden, monkeypatch, tmp_path, pieces, files):
    pytest.importorskip("dask_jobqueue")
    monkeypatch.setattr(sweep, "SHARDS", pieces)
    in_order = sweep.chunks
    monkeypatch.setattr(sweep, "chunks", lambda plan, done: random.Random(pieces).sample(found := in_order(plan, done), len(found)))
    array = submitted(redline, "--workers", 3, out="array")
    Path("cluster.yaml").write_text(FILE)
    digests, folders = {}, {"array": array}
    for place, options in PLACES.items():
        folders[place] = tmp_path / place.replace(" ", "-")  # dask-jobqueue does not quote what it writes into its scripts
        said = redline("sweep", "array.yaml", "-o", folders[place], "--no-figures", "-q", "--json", *options)
        assert said.code == 0, said.err
        digests[place] = said.json["digest"]
    gathered(slurm, array)
    digests["array"] = sound(redline, array)
    assert set(digests.values()) == {golden}, digests
    assert {place: len(shards(folder)) for place, folder in folders.items()} == dict.fromkeys(digests, 3 * files)
