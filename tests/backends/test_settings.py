"""What a cluster is told: sizes, times, the file, and the file against its mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.backends import cluster_file
from sim.backends.settings import BACKENDS, NAMES, Settings, clock, memory, seconds
from sim.errors import ProblemsError

WHOLE = """\
schema: redline/cluster/1
partition: short
account: p-1234
memory: 1.5GB
time: 1h50m
processors: 2
workers: 64
setup:
  - module load python/3.11
  - source ~/redline/bin/activate
directives: [--constraint=skylake, --mail-type=END]
scheduler: tcp://10.0.0.1:8786
interface: ib0
python: python3
cache: /shared/cache
scratch: /local
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "cluster.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(("text", "size"), [("2GB", 2048), ("2g", 2048), ("2GiB", 2048), ("512M", 512), ("1", 1), ("1K", 1), ("1T", 1 << 20)])
def test_sizes(text, size):
    assert memory(text) == size


@pytest.mark.parametrize("text", ["", "two", "2 gigs", "-1G", "0", "1e3M", "G", "9" * 40])
def test_bad_sizes(text):
    with pytest.raises(ValueError, match="must be a size such as 2GB"):
        memory(text)


@pytest.mark.parametrize(
    ("text", "length"), [("90m", 5400), ("1h 50m", 6600), ("2d", 172_800), ("30min", 1800), ("12:30", 45_000), ("00:01:30", 90), ("1-00:00", 86_400)]
)
def test_times(text, length):
    assert seconds(text) == length
    assert seconds(clock(length)) == length


@pytest.mark.parametrize("text", ["", "90", "1m1h", "0s", "soon", "-1h", "400d", "1:2:3:4", "1h50"])
def test_bad_times(text):
    with pytest.raises(ValueError, match="must be a time such as 1h50m"):
        seconds(text)


def test_a_whole_file_is_read_and_written_back(tmp_path):
    found = cluster_file.load(file(tmp_path, WHOLE))
    assert (found.memory, found.time, found.workers, found.setup[0]) == (1536, 6600, 64, "module load python/3.11")
    assert found.directives == ("--constraint=skylake", "--mail-type=END")
    assert all(getattr(found, name) != getattr(Settings(), name) for name in NAMES)
    assert cluster_file.load(file(tmp_path, cluster_file.text(found))) == found


def test_an_empty_description_leaves_everything_to_the_cluster(tmp_path):
    assert cluster_file.load(file(tmp_path, "schema: redline/cluster/1\n")) == Settings()
    assert cluster_file.text(Settings()) == "schema: redline/cluster/1\n"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("partion: short", "2:1: error: unknown name 'partion'; did you mean 'partition'?"),
        ("memory: lots", "2:9: error: memory must be a size such as 2GB or 512M, got 'lots'"),
        ("memory: 2", "2:9: error: memory must be text, got 2; use quotes"),
        ("time: 90", "2:7: error: time must be text, got 90; use quotes"),
        ("time: 01:50:00", "2:7: error: '01:50:00' is ambiguous (it looks like a time of day or base-60 number); use quotes for text"),
        ("time: tomorrow", "2:7: error: time must be a time such as 1h50m, 90m or 02:00:00 (hours, minutes, seconds), got 'tomorrow'"),
        ("processors: 0", "2:13: error: processors must be a whole number from 1 to 1,000,000, got 0"),
        ("setup: module load python", "2:8: error: setup must be a list in square brackets, got 'module load python'"),
        ("directives: [constraint=skylake]", "2:14: error: directives, entry 1, must be one option of sbatch, such as --constraint=skylake"),
        ('partition: "a\\nb"', "2:12: error: partition must be one line of text"),
    ],
)
def test_mistakes_have_line_and_column(tmp_path, line, complaint):
    path = file(tmp_path, f"schema: redline/cluster/1\n{line}\n")
    with pytest.raises(ProblemsError) as caught:
        cluster_file.load(path)
    assert str(caught.value).startswith(f"{path}:{complaint}"), caught.value
    assert "\n" not in str(caught.value)


def test_where_the_file_is_looked_for(tmp_path, monkeypatch):
    monkeypatch.delenv(cluster_file.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert cluster_file.usual() is None
    (tmp_path / "redline").mkdir()
    mine = tmp_path / "redline" / "cluster.yaml"
    mine.write_text(WHOLE)
    assert cluster_file.usual() == mine
    monkeypatch.setenv(cluster_file.VARIABLE, "other.yaml")
    assert cluster_file.usual() == Path("other.yaml")


def test_the_schema_names_every_setting_and_every_backend_heeds_known_ones():
    assert set(json.loads(cluster_file.schema_json())["properties"]) == {"schema", *NAMES}
    assert {name for heeded in BACKENDS.values() for name in heeded} == set(NAMES)
