"""Every mistake ends in one clear line and its exit code; never in a traceback, unless asked for."""

import errno
import os
import re
import sys
from pathlib import Path

import pytest

from sim.cli import ending
from sim.errors import Exit
from tests.cli.conftest import process

TWO = Path(__file__).parents[2] / "scenarios" / "two-actors.yaml"


def mistyped(folder: Path, old: str, new: str) -> str:
    """Write two-actors with `old` replaced by `new` and return the name of the file."""
    text = TWO.read_text(encoding="utf-8")
    assert old in text
    (folder / "x.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return "x.yaml"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["run", "novmber-2024"], "novmber-2024: error: no such file, and no shipped scenario of that name; did you mean 'november-2024'?"),
        (["replay", "two-actor"], "two-actor: error: no such file, and no shipped scenario of that name; did you mean 'two-actors'?"),
        (
            ["sweep", "red-line-curv"],
            "red-line-curv: error: no such file, and no scenario or experiment of that name; did you mean 'red-line-curve'?",
        ),
        (["run", "missing.yaml"], "missing.yaml: error: no such file"),
        (["check", "gone/missing.yaml"], "gone/missing.yaml: error: no such file"),
        (["run", "."], "error: '.' is a folder; name a scenario file"),
        (
            ["run", "two-actors", "--set", "owners.north.nuclear.audience_cots=1"],
            "--set owners.north.nuclear.audience_cots=1: error: no 'audience_cots' in 'owners.north.nuclear'; did you mean 'audience_cost'?",
        ),
        (["run", "two-actors", "--set", "owners.north"], "--set owners.north: error: write it as path=value, for example clock.horizon_months=6"),
        (["run", "november-2024", "--preset", "bluf"], None),
        (["replay", "two-actors", "--history", "3", "--worst"], "error: --history and --worst exclude each other (see: redline replay --help)"),
        (
            ["compare", "two-actors"],
            "error: nothing to compare: name a second scenario or folder, or a change (--set, --preset) (see: redline compare --help)",
        ),
        (["doctrine", "show", "rusia-2024"], "doctrine: error: no doctrine 'rusia-2024'; did you mean 'russia-2024'?"),
        (["plot", "nowhere"], "error: nowhere holds no results: there is no manifest.json in it"),
        (["sweep", "red-line-curve", "--points", "5"], None),
        (["sweep", "two-actors", "--factor", "owners.north.nuclear.cost.median"], None),
    ],
)
def test_a_mistake_on_the_command_line_is_one_line_and_exit_2(redline, arguments, line):
    said = redline(*arguments)
    assert said.code == Exit.INPUT
    assert said.out == ""
    assert len(said.errors) == 1
    assert ": error: " in said.err or said.err.startswith("error: ")
    if line is not None:
        assert said.errors == [line]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("sigma: 0.4}", "sgima: 0.4}", "x.yaml:22:27: error: unknown name 'sgima' in owners.north.conventional.cost; did you mean 'sigma'?"),
        ("probability_real: 0.5", "probability_real: 35", None),
        ("reliability: 0.9", "reliability: 0.9\n      reliability: 0.8", None),
        ("loss_if_answered: 0.6", "loss_if_answered: yes", None),
        ("schema: redline/scenario/1", "schema: redline/scenario/2", None),
    ],
)
@pytest.mark.parametrize("verb", ["run", "check", "replay", "sweep", "compare"])
def test_a_mistake_in_a_file_is_one_line_with_its_place_whatever_the_verb(redline, tmp_path, verb, old, new, line):
    name = mistyped(tmp_path, old, new)
    said = redline(verb, name, *(["--set", "clock.horizon_months=6"] if verb == "compare" else []))
    assert (said.code, said.out) == (Exit.INPUT, "")
    assert len(said.errors) == 1
    assert re.match(r"x\.yaml:\d+:\d+: error: ", said.err)
    assert line is None or said.errors == [line]


def test_a_probability_of_35_is_told_to_be_a_share(redline, tmp_path):
    said = redline("run", mistyped(tmp_path, "probability_real: 0.5", "probability_real: 35"))
    assert said.err == "x.yaml:24:25: error: probability_real must be between 0 and 1, got 35; did you mean 0.35?\n"


def test_all_mistakes_of_a_file_are_told_at_once(redline, tmp_path):
    mistyped(tmp_path, "reliability: 0.9", "reliability: 9")
    text = (tmp_path / "x.yaml").read_text().replace("tempo: 1 ", "tmepo: 1 ").replace("probability_real: 0.5", "probability_real: -1")
    (tmp_path / "x.yaml").write_text(text)
    assert len(redline("check", "x.yaml").errors) == 3


def test_an_output_folder_that_cannot_be_written_is_the_machines_fault(redline, tmp_path):
    (tmp_path / "taken").write_text("a file")
    for arguments in (["run", "two-actors", "--runs", "10"], ["sweep", "two-actors", "--points", "2", "--runs", "10"]):
        said = redline(*arguments, "-o", "taken/deeper", "-q")
        assert said.code == Exit.MACHINE
        where = "error: cannot write taken/deeper: a file stands where a folder is needed; choose another folder with --out"
        assert said.errors == [f"{where}, then run the same command again; what is already there is kept"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_the_machines_fault(redline, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    said = redline("run", "two-actors", "--runs", "10", "-o", "closed/here", "-q")
    assert said.code == Exit.MACHINE
    assert "writing is not permitted; choose another folder with --out" in said.err


def test_a_folder_of_another_run_is_left_alone(redline, finished):
    before = (finished / "summary.json").read_bytes()
    said = redline("run", "two-actors", "--runs", "1100", "--seed", "2", "-o", finished, "-q")
    assert said.code == Exit.INPUT
    assert "holds another run" in said.err
    assert len(said.errors) == 1
    assert (finished / "summary.json").read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_standard_output_that_is_full_is_the_machines_fault(tmp_path):
    with open("/dev/full", "w") as full:
        ended = process("schema", cwd=tmp_path, stdout=full, stderr=-1, capture_output=False)
    assert ended.returncode == Exit.MACHINE
    assert len(ended.stderr.splitlines()) == 1
    assert "no space left on device" in ended.stderr


def test_a_reader_that_has_seen_enough_is_no_mistake(tmp_path):
    read, write = os.pipe()
    os.close(read)
    try:
        ended = process("schema", cwd=tmp_path, stdout=write, stderr=-1, capture_output=False)
    finally:
        os.close(write)
    assert (ended.returncode, ended.stderr) == (0, "")


def broken(*_: object, **__: object) -> None:
    """Stand in for a verb that has a bug."""
    raise ZeroDivisionError("a secret detail")


def test_a_bug_is_one_line_with_its_details_in_a_file_and_a_traceback_only_on_request(redline, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.scenario.load.load", broken)
    said = redline("run", "two-actors")
    assert said.code == Exit.BUG
    assert len(said.errors) == 1
    place = r"unexpected error \(a bug in redline\): ZeroDivisionError in test_errors\.py:\d+; details were saved to \S*\.txt"
    assert re.match(place + "; please report them with what this prints: redline doctor$", said.err)
    saved = next(tmp_path.glob("redline-crash-*.txt")).read_text(encoding="utf-8")
    assert "redline run two-actors" in saved
    assert "ZeroDivisionError: a secret detail" in saved
    with pytest.raises(ZeroDivisionError, match="a secret detail"):
        ending.run(["run", "two-actors", "--debug"])


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (MemoryError(), Exit.MACHINE, "error: out of memory; use fewer --jobs or --runs"),
        (OSError(errno.EIO, os.strerror(errno.EIO), "a/b"), Exit.MACHINE, "error: cannot read or write a/b: input/output error"),
        (ModuleNotFoundError("No module named 'mesa'", name="mesa"), Exit.MACHINE, "error: the library mesa is not installed"),
        (KeyboardInterrupt(), Exit.INTERRUPTED, ending.STOPPED),
    ],
)
def test_what_the_machine_does_is_told_in_one_line(redline, monkeypatch, error, code, line):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("sim.scenario.load.load", fail)
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    said = redline("run", "two-actors")
    assert said.code == code
    assert [text for text in said.errors if text] == [said.err.strip()]
    assert said.err.strip().startswith(line)


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        (["run", "two-actors"], True),
        (["--debug", "compare", "two-actors"], True),
        (["solve", "small/brink"], False),
        (["check", "two-actors"], False),
    ],
)
def test_only_a_verb_that_keeps_its_work_says_that_it_is_kept(redline, monkeypatch, arguments, kept):
    monkeypatch.setattr("sim.cli.ending.program.main", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert redline(*arguments).err.strip() == (ending.STOPPED if kept else ending.LOST)
    monkeypatch.setattr("sim.cli.ending.program.main", lambda **_: (_ for _ in ()).throw(MemoryError))
    assert ("what was finished is kept" in redline(*arguments).err) == kept


def test_hostile_names_cannot_reach_the_terminal(redline):
    said = redline("run", "\x1b[31mred\x1b[0m.yaml")
    assert said.code == Exit.INPUT
    assert "\x1b" not in said.err
    assert "\x1b" not in redline("doctrine", "show", "\x1b]0;x\x07").err
