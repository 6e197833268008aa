"""Four hundred hostile files through the real command: each is refused in clean lines with its place, or is valid, and none costs much.

The files are made from the tables of hostile_texts.py (what attacks the reader), hostile_sizes.py (what multiplies) and hostile_edits.py (what only
the schema can see).
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import Exit
from tests.cli.conftest import environment
from tests.cli.hostile_edits import EDITS, file_of
from tests.cli.hostile_sizes import SIZES
from tests.cli.hostile_texts import BOMBS, CHARACTERS, ENCODINGS, TAGS, TWO, WORDS, Row

LINE = re.compile(r"(x\.yaml|[^:]*\.csv)(:[1-9][0-9]*:[1-9][0-9]*)?: error: .+")
MORE = re.compile(r"[1-9][0-9]* more problems")
LONGEST_LINE = 500  # characters; what is quoted from the file is cut at 60
GROWTH = 200 << 10  # KiB
TIMES = 6  # CPU time of a hostile file, at most, in times of a good one as a process of its own


def groups() -> dict[str, dict[str, Row]]:
    """Return all files by kind."""
    return {
        "bombs": BOMBS,
        "sizes": SIZES,
        "tags": TAGS,
        "encodings": ENCODINGS,
        "words": WORDS,
        "characters": CHARACTERS,
        "edits": {name: file_of(*edit) for name, edit in EDITS.items()},
    }


def faults(code: int, out: str, err: str, place: str, words: str) -> list[str]:
    """Return what is not as it should be about an answer of the command."""
    lines = err.splitlines()
    where = f"x.yaml:{place}: error: " if place else "x.yaml: error: "
    meant = any(words in line and (line.startswith(where) or (not place and line.startswith("x.yaml:"))) for line in lines)
    checks = {
        "the exit code": code == (Exit.INPUT if words else Exit.DONE),
        "the place and the words": meant or not words,
        "silence where all is well": bool(words) or not lines,
        "one stream": bool(out) != bool(words),
        "twenty lines": len(lines) <= 20,
        "the shape of lines": all(LINE.fullmatch(line) for line in lines[:-1])
        and all(LINE.fullmatch(line) or MORE.fullmatch(line) for line in lines),
        "what a terminal may show": all(line.isprintable() and len(line) <= LONGEST_LINE for line in lines),
        "no traceback": "Traceback" not in err and "Error:" not in err,
    }
    return [what for what, holds in checks.items() if not holds]


def test_the_corpus_is_as_large_as_promised():
    assert sum(len(rows) for rows in groups().values()) >= 400
    assert len({row[0] for rows in groups().values() for row in rows.values()}) >= 390


@pytest.mark.parametrize("kind", groups())
def test_a_hostile_file_is_refused_in_clean_lines_with_its_place_or_is_valid(redline, tmp_path, kind):
    missed = {}
    for name, (data, place, words) in groups()[kind].items():
        (tmp_path / "x.yaml").write_bytes(data)
        said = redline("check", "x.yaml")
        found = faults(said.code, said.out, said.err, place, words)
        if found:
            missed[name] = (found, said.code, said.errors[:3])
    assert missed == {}
    assert [path.name for path in tmp_path.iterdir()] == ["x.yaml"]


@pytest.mark.parametrize("words", ["x\u200by", "\U000e0041", "n" * 3000])
def test_names_of_the_file_in_a_list_of_what_is_known_cannot_reach_the_terminal(redline, tmp_path, words):
    (tmp_path / "x.yaml").write_text(TWO + f"presets:\n  ? {words}\n  : {{id: other}}\n", encoding="utf-8")
    said = redline("check", "x.yaml", "--preset", "calm")
    assert said.code == Exit.INPUT
    assert all(line.isprintable() and len(line) <= LONGEST_LINE for line in said.errors)


def test_a_preset_that_is_no_group_is_told_with_its_place_and_hides_nothing_else(redline, tmp_path):
    (tmp_path / "x.yaml").write_text(TWO.replace("tempo: 1 ", "tempo: -1 ") + "presets: {calm: 7}\n", encoding="utf-8")
    assert [line.split(": error: ")[0] for line in redline("check", "x.yaml").errors] == ["x.yaml:44:14", "x.yaml:57:17"]
    assert redline("check", "x.yaml", "--preset", "calm").errors == ["x.yaml:57:17: error: preset 'calm' must be a group of paths and values"]


# The command, and then its own peak of memory: ru_maxrss would begin with that of the process it was started from.
ALONE = """
import atexit, pathlib
from sim.cli import main
atexit.register(lambda: pathlib.Path("status").write_text(pathlib.Path("/proc/self/status").read_text()))
main()
"""


def limits() -> None:
    """Allow a process half a minute of the processor and no file that is larger than a message."""
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))


def alone(folder: Path, data: bytes) -> tuple[int, str, str, float, int]:
    """Check a file in a process of its own; return code, both streams, CPU seconds and the most memory it held, KiB."""
    (folder / "x.yaml").write_bytes(data)
    command = [sys.executable, "-c", ALONE, "check", "x.yaml"]
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        started = subprocess.Popen(command, cwd=folder, env=environment(), stdout=out, stderr=err, preexec_fn=limits)
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    said, complained = [(folder / name).read_text(encoding="utf-8") for name in ("out", "err")]
    peak = re.search(r"VmHWM:\s*([0-9]+) kB", (folder / "status").read_text())
    assert peak is not None
    return started.returncode, said, complained, used.ru_utime + used.ru_stime, int(peak[1])


WORST = (
    "a billion laughs below a good file",
    "eight thousand unknown names",
    "two thousand actors",
    "one word of a megabyte",
    "a summary of half a megabyte",
    "200 presets on 500 actors",
    "3,900 flags that are 3,900 others",
    "a history under one text nine thousand times",
)


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc/self/status")
def test_the_worst_files_cost_little_time_and_memory_as_processes_of_their_own(tmp_path):
    code, _, _, usual_seconds, usual_memory = alone(tmp_path, TWO.encode())
    assert code == Exit.DONE
    for name in WORST:
        data, place, words = (BOMBS | SIZES)[name]
        code, out, err, seconds, memory = alone(tmp_path, data)
        assert faults(code, out, err, place, words) == [], name
        assert memory - usual_memory < GROWTH, name
        assert seconds < TIMES * usual_seconds, name
