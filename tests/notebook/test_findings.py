"""The verbs that say why, how sure and how sound: words of the command, tidy frames, pictures, the object of --json."""

import io

import pytest

import sim
from sim.errors import ResultsError, RunError

SMALL = ("two-actors", {"clock.horizon_months": 3})


@pytest.fixture(scope="module", autouse=True)
def somewhere(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("findings"))
        yield


@pytest.fixture(scope="module")
def folder(somewhere):
    return sim.run("two-actors", runs=64, seed=3, quiet=True).folder


FOUND = {
    "explain": (lambda: sim.explain(*SMALL, runs=64, parts=["shares", "paths"]), {"shares", "paths", "gateways", "nodes", "flows", "lines"}),
    "audit": (lambda: sim.audit(*SMALL, only=["owners.north.nuclear.audience_cost"], runs=32), {"values", "effects", "leading", "laws"}),
    "ensemble": (lambda: sim.ensemble(*SMALL, policies=["logit", "random"], points=4, runs=32, jobs=1), {"shares", "policies"}),
    "backcast": (lambda: sim.backcast(deals=8), {"scores", "differences", "forecasts", "path"}),
    "learn": (lambda: sim.learn("november-2024", seed=2), {"learned", "priors"}),
    "anchors": (lambda: sim.anchors(*SMALL, points=3, runs=16, jobs=1), {"models", "anchors", "quiet"}),
    "rare": (lambda: sim.rare(*SMALL[:1], settings=SMALL[1], relative_error=0.9, jobs=1), {"estimate", "pilot"}),
    "play": (lambda: sim.play("two-actors", "south", ["1", "hold"], SMALL[1], history=7, continuations=4), {"moves", "changes"}),
}


@pytest.fixture(scope="module", params=FOUND)
def found(request, somewhere):
    """Return what a verb found, and the names of its frames."""
    return FOUND[request.param][0](), FOUND[request.param][1], request.param


def test_a_finding_has_words_frames_pictures_and_the_object_of_the_command(found):
    one, names, verb = found
    assert set(one.frames) == names
    assert all(getattr(one, name).equals(one.frames[name]) for name in names)
    assert one.as_dict()["schema"] == f"redline/{verb}/1"
    assert one.text
    assert one.text in repr(one)
    assert "<pre" in one._repr_html_()
    assert all(picture.spec.rows for picture in one.figures.values())
    assert names < set(dir(one))
    with pytest.raises(AttributeError, match=f"no attribute 'nonsense'; frames: .*{min(names)}"):
        _ = one.nonsense


def test_a_folder_is_looked_at_and_verified_in_the_words_of_the_command(folder, redline):
    assert sim.status(folder).text == redline("status", str(folder)).out.rstrip("\n")
    assert sim.verify(folder, sample=1).text == redline("verify", str(folder), "--sample", "1").out.rstrip("\n")
    assert sim.verify(folder, sample=1).damage.empty
    with pytest.raises(ResultsError, match="no results"):
        sim.status("nowhere")


def test_a_damaged_shard_is_a_row_and_a_line(tmp_path):
    folder = sim.run("two-actors", runs=64, seed=4, out=tmp_path / "run", quiet=True).folder
    shard = next(path for path in sorted((folder / "shards").rglob("*.*")) if path.is_file())
    shard.write_bytes(shard.read_bytes()[:-9])
    found = sim.verify(folder, sample=1)
    assert len(found.damage) >= 1
    assert "damaged: " in found.text


def test_a_seat_is_played_by_a_list_of_choices_and_tells_what_the_command_tells(redline, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    mine = sim.play("two-actors", "south", ["1"], history=7, continuations=4)
    given = ["play", "two-actors", "--as", "south", "--history", "7", "--seed", "1", "--choices", "1", "--continuations", "4"]
    assert mine.text == redline(*given).out.rstrip("\n")
    assert set(mine.changes.move) <= set(range(1, len(mine.moves) + 1))
    with pytest.raises(RunError, match="not on the menu"):
        sim.play("two-actors", "south", ["dance"], history=7, continuations=4)
