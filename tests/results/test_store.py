"""A shard counts only if it is whole and of this run; everything else is set aside with a reason and done again."""

from __future__ import annotations

import errno
import os

import pytest

from sim.errors import Exit, ResultsError, RunError
from sim.results import files, shards
from sim.results.store import create, open_store
from sim.results.tables import LAYOUTS


def table(kind, blocks, **said):
    """Return the columns of a table, with what is said in some and the same in all rows of the others."""
    count = len(blocks)
    usual = {"variant": ["base"] * count, "contrast": ["c"] * count, "measure": ["a"] * count}
    return (
        {name: [0.0] * count for name in LAYOUTS[kind].columns}
        | {"point": [0] * count, "block": blocks}
        | {name: values for name, values in {**usual, **said}.items() if name in LAYOUTS[kind].columns}
    )


COLUMNS = table("rows", [0, 0], measure=["a", "b"], sum_wy=[1.0, 2.0])


@pytest.fixture
def store(tmp_path):
    return create(tmp_path / "results", {"run_id": "a" * 64, "kinds": ["rows"]}, {"scenario.yaml": b"id: toy\n"})


def test_a_written_shard_is_found_whole_and_reads_back(store):
    store.write("rows", 0, 2, COLUMNS, {"failed": [[0, "base", 7]]})
    inventory = store.take_inventory()
    assert inventory.done() == {0, 1, 2}
    assert inventory.sound["rows"][0].notes == {"failed": [[0, "base", 7]]}
    (found,) = store.read(inventory, "rows")
    assert {name: list(values) for name, values in found.items()} == COLUMNS


def test_a_shard_cut_short_anywhere_is_refused(store):
    whole = store.write("rows", 0, 0, COLUMNS).path.read_bytes()
    for length in range(0, len(whole), 37):
        path = store.folder / "shards" / "rows" / f"000000-000000.{shards._sum(whole)}.parquet"
        path.write_bytes(whole[:length])
        inventory = store.take_inventory()
        assert inventory.done() == set()
        assert inventory.refused[0][1].startswith("the checksum does not fit")
        assert not path.exists()
    assert len(list((store.folder / "quarantine").glob("*.reason"))) == len(range(0, len(whole), 37))


def test_any_flipped_bit_is_refused(store):
    path = store.write("rows", 0, 0, COLUMNS).path
    whole = path.read_bytes()
    for place in range(0, len(whole), 53):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << (place % 8)
        path.write_bytes(damaged)
        assert store.take_inventory().done() == set()


@pytest.mark.parametrize(
    ("run_id", "kind", "first", "reason"), [("b" * 64, "rows", 0, "run id"), ("a" * 64, "pairs", 0, "kind"), ("a" * 64, "rows", 5, "first unit")]
)
def test_a_sound_file_of_something_else_is_refused(store, run_id, kind, first, reason):
    other = shards.write(store.folder, run_id, kind, first, 9, COLUMNS)
    name = other.path.name.replace(f"{first:06d}-", "000000-")
    other.path.rename(store.folder / "shards" / "rows" / name)
    inventory = store.take_inventory()
    assert inventory.done() == set()
    assert reason in inventory.refused[0][1]


def test_a_stray_file_is_set_aside_but_one_being_written_is_left_alone(store):
    folder = store.folder / "shards" / "rows"
    (folder / "notes.txt").write_text("mine")
    (folder / f"{files.TEMPORARY}elsewhere-1-abcd").write_text("half")
    inventory = store.take_inventory()
    assert inventory.refused == (("rows/notes.txt", "the name is not that of a shard"),)
    assert [p.name for p in folder.iterdir()] == [f"{files.TEMPORARY}elsewhere-1-abcd"]


def test_a_unit_counts_only_when_every_kind_has_it(tmp_path):
    store = create(tmp_path / "r", {"run_id": "a" * 64, "kinds": ["rows", "pairs"]}, {})
    store.write("rows", 0, 3, COLUMNS)
    store.write("pairs", 1, 2, table("pairs", [1, 2]))
    assert store.take_inventory().done() == {1, 2}


def test_blocks_done_twice_in_other_ranges_are_read_once(store):
    def rows(blocks):
        return table("rows", blocks, sum_wy=[float(block) for block in blocks])

    store.write("rows", 0, 2, rows([0, 1, 2]))
    store.write("rows", 1, 3, rows([1, 2, 3]))
    store.write("rows", 1, 1, rows([1]))
    inventory = store.take_inventory()
    assert [block for part in store.read(inventory, "rows") for block in part["block"].tolist()] == [0, 1, 2, 3]


def test_two_sound_shards_that_differ_are_damage(store):
    store.write("rows", 0, 0, COLUMNS)
    store.write("rows", 0, 0, {**COLUMNS, "sum_wy": [1.0, 2.5]})
    with pytest.raises(ResultsError, match="differ although they are the same work") as caught:
        store.take_inventory()
    assert caught.value.exit_code == Exit.DAMAGED
    assert len(list((store.folder / "quarantine").glob("*.reason"))) == 2


def test_a_folder_holds_one_run_only(store):
    with pytest.raises(ResultsError, match="holds another run") as caught:
        create(store.folder, {"run_id": "c" * 64, "kinds": ["rows"]}, {})
    assert caught.value.exit_code == Exit.INPUT
    assert create(store.folder, {"run_id": "a" * 64, "kinds": ["rows"]}, {}).run_id == "a" * 64


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "other/1"}'])
def test_a_manifest_that_is_none_is_named(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ResultsError, match=r"manifest\.json"):
        open_store(tmp_path)


def test_a_folder_without_results_is_wrong_use(tmp_path):
    with pytest.raises(ResultsError, match="holds no results") as caught:
        open_store(tmp_path)
    assert caught.value.exit_code == Exit.INPUT


def test_a_place_that_cannot_be_written_ends_with_one_line_and_code_5(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunError) as caught:
        create(tmp_path / "file" / "results", {"run_id": "a" * 64, "kinds": ["rows"]}, {})
    assert caught.value.exit_code == Exit.MACHINE
    assert "\n" not in str(caught.value)
    assert "choose another folder with --out" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "advice"),
    [(errno.ENOSPC, "free some"), (errno.EROFS, "read-only"), (errno.EACCES, "permissions"), (errno.EIO, "run the same command again")],
)
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_trouble_at_any_step_of_a_write_leaves_nothing_behind(tmp_path, monkeypatch, code, advice, step):
    def refuse(*_args, **_kwargs):
        raise OSError(code, os.strerror(code))

    if step == "open":
        monkeypatch.setattr("builtins.open", refuse)
    else:
        monkeypatch.setattr(os, step, refuse)
    with pytest.raises(RunError, match=advice) as caught:
        files.write_whole(tmp_path / "x", b"data")
    monkeypatch.undo()
    assert caught.value.exit_code == Exit.MACHINE
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_the_dead_are_removed_and_of_the_living_kept(tmp_path):
    import socket

    living = tmp_path / f"{files.TEMPORARY}{socket.gethostname()}-{os.getpid()}-00"
    dead = tmp_path / f"{files.TEMPORARY}{socket.gethostname()}-{2**22 + 5}-00"
    foreign = tmp_path / f"{files.TEMPORARY}other-node-7-00"
    for file in (living, dead, foreign):
        file.touch()
    files.sweep_leftovers(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([living.name, foreign.name])
