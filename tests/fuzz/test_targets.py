"""What the fuzzers look for, in small: the corpus is read, and no single change of it brings out anything but an answer or a clean refusal."""

from __future__ import annotations

import json
from copy import copy, deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import targets
from tests.mutations.trees import at, paths

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(CORPUS.glob("*/*"))
MANIFESTS = {path.name: json.loads(path.read_bytes()) for path in FILES if path.name.startswith("manifest")}
PARTS = [targets.seed(path) for path in FILES if path.suffix == ".parquet"]
INPUTS = [path.read_bytes() for path in FILES if path.parent.name == "reader"]
VALUES = (None, [], {}, -1, 1e308, float("nan"), "x", "\x1b[31m", [None])
PIECES = st.sampled_from(
    [b"", b"\x00", b"\n", b": ", b"- ", b"{", b"]", b"null", b"-1", b"1e400", b".nan", b"'", b'"', b"&a ", b"\xff", b"9" * 30, b"\n\n"]
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_corpus_begins_with_what_is_sound(path):
    assert targets.TARGETS[path.parent.name](targets.seed(path)) == ""


@pytest.mark.parametrize("name", MANIFESTS)
def test_no_value_in_a_manifest_brings_out_anything_but_a_clean_refusal(name):
    refused, sound = 0, 0
    for path in paths(MANIFESTS[name]):
        for value in VALUES:
            changed = deepcopy(MANIFESTS[name])
            at(changed, path[:-1])[path[-1]] = copy(value)
            said = targets.manifest(json.dumps(changed).encode())
            refused, sound = refused + bool(said), sound + (not said)
        changed = deepcopy(MANIFESTS[name])
        del at(changed, path[:-1])[path[-1]]
        targets.manifest(json.dumps(changed).encode())
    assert refused > sound / 2
    assert sound > 0


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PARTS), st.integers(1, 5000), st.binary(max_size=6), st.integers(0, 8))
def test_no_change_of_a_shard_or_of_a_list_of_points_breaks_its_reader(data, place, piece, length):
    place = 1 + place % (len(data) - 1)
    targets.results(data[:place] + piece + data[place + length :])


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(INPUTS), st.integers(0, 5000), PIECES, st.integers(0, 12))
def test_no_change_of_an_input_file_breaks_its_reader(data, place, piece, length):
    place %= len(data)
    targets.reader(data[:place] + piece + data[place + length :])


def test_a_fault_is_one():
    with pytest.raises(targets.Fault, match="not fit for a terminal"):
        targets.held(lambda: (_ for _ in ()).throw(targets.RedlineError("\x1b[31m")))
