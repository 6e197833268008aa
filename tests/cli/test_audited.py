"""What commands do to the machine, as Python's audit hook tells it: nothing is connected to, started, run from text, or written elsewhere.

One process runs all of them, on hostile files and on folders that somebody else made: a finished run and a finished sweep whose manifests,
notes and jobs name commands, with modules and settings of libraries lying about for whoever looks in the working folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.sweeps import run_sweep
from sim.backends.local import Threads
from sim.cli.ending import run
from sim.experiment.load import load_experiment
from sim.jit import cache_folder
from sim.results.store import CHECKSUM, MANIFEST
from tests.cli.conftest import ROOT
from tests.cli.hostile_texts import TWO

MARKER = "xyzzy_planted"
PLANTED = f"__import__('os').system('touch {MARKER}')"
MACHINE = ("/dev/null",)
BAIT = ("multiprocessing", "json", "numpy", "sim", "sitecustomize", "conftest")
PATHS = (
    *("../secret", "../secret.yaml", "{outside}/secret", "{outside}/secret.yaml", "file://{outside}/secret.yaml", "~/secret", "$HOME/secret"),
    *("%2e%2e/secret", "..%2fsecret", "..\\secret", "./../secret", "doctrines/../../secret", "linked", "linked.yaml"),
    *("/dev/zero", "/dev/stdin", "/proc/self/environ", "-secret", "--help", "con", "nul.yaml", "n" * 900, "", ".", ".."),
)
FIELDS = {
    "base": ("clock: ", "base: {}\nclock: "),
    "doctrine": ("    doctrine: north-2030", "    doctrine: {}"),
    "history": ("reference: ", "history: {{crossings: {}, doctrines: [north-2030]}}\nreference: "),
    "texts of the past": ("reference: ", "history: {{crossings: [], doctrines: [{}]}}\nreference: "),
    "source": ("assumption: the first thing to vary", "source: {}"),
    "id": ("id: two-actors", "id: {}"),
}
LISTED = "schema: redline/experiment/1\nid: x\ntitle: X\nscenario: {scenario}\nfactors: {{cost: {{path: owners.north.nuclear.audience_cost}}}}\n"
LISTED += "design: {{kind: points, file: {file}}}\n"


def quoted(text: str) -> str:
    """Return a text as a scalar of YAML."""
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that nothing may read: each file in it is sound, so that only its place is wrong."""
    place = tmp_path_factory.mktemp("outside")
    for name in ("secret", "-secret", "con"):
        for ending in ("", ".yaml", ".csv"):
            (place / f"{name}{ending}").write_text(TWO if ending == ".yaml" else "cost\n0.5\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def commands(outside: Path) -> tuple[Path, list[list[str]]]:
    """Return a folder within `outside` with hostile scenarios and experiments, and a command for each."""
    place = outside / "here"
    (place / "doctrines").mkdir(parents=True)
    (place / "history").mkdir()
    for name in ("linked.yaml", "doctrines/linked.yaml", "history/linked.csv", "list.csv"):
        (place / name).symlink_to(outside / ("secret.yaml" if name.endswith("yaml") else "secret.csv"))
    found = []
    for what, (old, new) in FIELDS.items():
        assert old in TWO
        for number, path in enumerate(PATHS):
            name = f"{what.replace(' ', '-')}-{number}.yaml"
            text = TWO.replace(old, new.format(quoted(path.format(outside=outside))), 1)
            (place / name).write_text(text if what != "base" else text.replace("sides: [north, south]\n", ""), encoding="utf-8")
            if (what, path) != ("id", "linked"):  # which is one
                found.append(["check", name])
    (place / "two.yaml").write_text(TWO, encoding="utf-8")
    for number, path in enumerate([*PATHS, "list.csv", "../secret.csv"]):
        name = f"x{number}.yaml"
        (place / name).write_text(LISTED.format(scenario="two.yaml", file=quoted(path.format(outside=outside))), encoding="utf-8")
        found.append(["check", name])
    (place / "no-scenario.yaml").write_text(LISTED.format(scenario="/dev/zero", file="two.csv"), encoding="utf-8")
    found += [["check", "no-scenario.yaml"], ["check", "a\0b"], ["check", "/dev/zero"], ["check", "--", "-secret"], ["check", "n" * 10_000]]
    found += [["check", "two.yaml", "--set", f"owners.north.doctrine={path}"] for path in ("../secret", "~/secret", "/dev/zero")]
    return place, found


def tampered(folder: Path, home: Path) -> None:
    """Change a results folder as somebody would who wants its reader to run something."""
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest |= {"title": f"{PLANTED} \x1b]0;owned\x07 {{{{ 7 * 7 }}}}", "schema": manifest["schema"]}
    manifest["made_with"] |= {"command": ["sh", "-c", f"touch {MARKER}"], "python": PLANTED}
    manifest["about"] |= {"question": PLANTED, "reading": PLANTED}
    del manifest[CHECKSUM]
    manifest[CHECKSUM] = hashlib.sha256(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))
    jobs = folder / "jobs" / "0001"
    jobs.mkdir(parents=True)
    (jobs / "array.sh").write_text(f"#!/bin/sh\ntouch {home / MARKER}\n")
    (jobs / "array.sh").chmod(0o755)
    (jobs / "submitted.json").write_text('{"array": "1; touch x", "finish": "--help"}')
    (jobs / "cluster.yaml").write_text(f"schema: redline/cluster/1\npython: {jobs / 'array.sh'}\nsetup: [touch {MARKER}]\n")
    for name in BAIT:
        (folder / f"{name}.py").write_text(f"import os\nos.system('touch {home / MARKER}')\n")
    (folder / "matplotlibrc").write_text(f"backend: module://{MARKER}\ntext.usetex: true\n")
    (folder / ".env").write_text("FLASK_DEBUG=1\n")
    (folder / "pyproject.toml").write_text("[tool]\n")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a finished run and a finished sweep as somebody else left them."""
    place = tmp_path_factory.mktemp("theirs")
    text = TWO.replace("the first thing to vary", PLANTED.replace("'", "")).replace("Invented numbers.", f"{PLANTED}.")
    (place / "x.yaml").write_text(text, encoding="utf-8")
    assert run(["run", str(place / "x.yaml"), "--runs", "64", "-o", str(place / "run"), "-q", "--no-figures"]) == 0
    text = (
        LISTED.format(scenario="x.yaml", file="x")
        .replace("kind: points, file: x", "kind: grid, steps: 3")
        .replace("title:", "replicates: 64\ntitle:")
    )
    (place / "e.yaml").write_text(text, encoding="utf-8")
    run_sweep(load_experiment(place / "e.yaml"), out=place / "sweep", backend=Threads(1))
    for name in ("run", "sweep"):
        tampered(place / name, place)
    return {name: place / name for name in ("run", "sweep")}


Noted = dict[str, list[dict[str, Any]]]  # group of commands -> what each did
KEPT = ["status", "verify", "replay", "view"]  # verbs that leave a folder as it is


@pytest.fixture(scope="module")
def notes(theirs: dict[str, Path], commands: tuple[Path, list[list[str]]], tmp_path_factory: pytest.TempPathFactory) -> Noted:
    """Return what was noted of each group of commands, all in one process with an empty home, in the folder of the run that somebody else made."""
    import matplotlib

    home = tmp_path_factory.mktemp("home")
    place, checks = commands
    shutil.copy(theirs["run"].parent / "x.yaml", home / "mine.yaml")
    groups = {
        "mine": [["check", "mine.yaml", "--sources"], ["run", "mine.yaml", "--runs", "64", "-o", "out", "-q"]],
        "run": [["status", "."], ["verify", ".", "--sample", "1"], ["replay", ".", "--history", "3"], ["view", ".", "--no-browser", "--port", "0"],
                ["report", ".", "-q"], ["resume", ".", "-q", "--no-figures", "-j", "1"]],
        "sweep": [["status", "."], ["verify", ".", "--sample", "1"], ["analyse", ".", "-q"], ["resume", ".", "-q", "--no-figures", "-j", "1"]],
        "checks": checks,
    }  # fmt: skip
    folders = {"mine": home, **theirs, "checks": place}
    told = {"marker": MARKER, "groups": [{"folder": str(folders[name]), "commands": words} for name, words in groups.items()]}
    cache = {"REDLINE_CACHE": str(cache_folder().parent), "MPLCONFIGDIR": matplotlib.get_cachedir()}
    environment = {**os.environ, **cache, "HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(ROOT)}
    (home / "tmp").mkdir()
    command = [sys.executable, "-P", "-m", "tests.cli.audited", str(home / "notes.json")]
    done = subprocess.run(command, input=json.dumps(told), cwd=home, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = iter(json.loads((home / "notes.json").read_text()))
    (home / "notes.json").unlink()
    assert list((home / "tmp").iterdir()) == []
    return {name: [next(found) for _ in words] for name, words in groups.items()} | {"home": [{"folder": str(home)}]}


def everything(notes: Noted) -> list[dict[str, Any]]:
    """Return the notes of all commands."""
    return [one for name, group in notes.items() if name != "home" for one in group]


def beyond(note: dict[str, Any], *allowed: str) -> list[list[str]]:
    """Return the changes that a command made outside some folders; the caches of the kernel and of Matplotlib are always among them."""
    import matplotlib

    folders = (*allowed, str(cache_folder().parent), matplotlib.get_cachedir())
    return [one for one in note["changes"] if one[1] not in MACHINE and not any(f"{one[1]}/".startswith(f"{place}/") for place in folders)]


def test_they_end_as_they_should(notes):
    codes = {name: [one["code"] for one in notes[name]] for name in ("mine", "run", "sweep")}
    assert codes == {"mine": [0, 0], "run": [0] * 6, "sweep": [0] * 4}
    assert {one["code"] for one in notes["checks"]} == {2}, [one["command"] for one in notes["checks"] if one["code"] != 2]


def test_no_command_connects_to_anything_but_the_dashboard_which_listens_on_loopback(notes):
    for one in everything(notes):
        asked = [event for event, _ in one["connections"] if event != "socket.gethostname"]
        if one["command"][0] != "view":
            assert asked == [], one["command"]
        else:
            assert set(asked) <= {"socket.__new__", "socket.bind"}
            assert all("'127.0.0.1'" in said or "'::1'" in said for event, said in one["connections"] if event == "socket.bind")


def test_no_command_starts_a_program_but_status_which_asks_slurm_for_the_users_jobs_and_tells_it_nothing(notes):
    asked = f"('squeue', ['squeue', '--noheader', '--user={os.getuid()}', '--format=%F %t %j'], None, None)"
    for one in everything(notes):
        allowed = [["subprocess.Popen", asked]] if one["command"][0] == "status" else []
        assert [start for start in one["starts"] if start not in allowed] == [], one["command"]


def test_no_text_of_a_file_is_compiled_and_we_compile_none_ourselves(notes):
    for one in everything(notes):
        assert (one["planted"], one["compiled by us"]) == ([], []), one["command"]


def test_nothing_is_unpickled_but_the_compilers_own_cache(notes):
    for one in everything(notes):
        assert [what for what, callers in one["unpickled"] if not any("/numba/" in caller for caller in callers)] == [], one["command"]


def test_nothing_is_written_outside_the_results_folder(notes, theirs):
    home = notes["home"][0]["folder"]
    check, ran = notes["mine"]
    assert beyond(check) == []
    assert beyond(ran, f"{home}/out") == []
    for name, folder in theirs.items():
        for one in notes[name]:
            assert beyond(one, *([] if one["command"][0] in KEPT else [str(folder)])) == [], one["command"]
    for one in notes["checks"]:
        assert beyond(one) == [], one["command"]


def test_nothing_that_was_planted_ran_and_nobody_left_anything_at_home(notes, theirs):
    home = Path(notes["home"][0]["folder"])
    assert sorted(path.name for path in home.iterdir()) == ["mine.yaml", "out", "tmp"]
    assert not list(theirs["run"].parent.rglob(MARKER))


def test_no_path_in_a_file_reaches_beyond_its_folder(notes, commands, outside):
    secrets = {str(path) for path in outside.iterdir()} | {str(path) for path in commands[0].rglob("*linked*")} | {str(commands[0] / "list.csv")}
    for one in notes["checks"]:
        read = {path for path in one["reads"] if path in secrets or path.startswith(("/dev/", "/proc/"))}
        assert read == set(), one["command"]


def test_the_hook_would_tell(tmp_path):
    told = {"marker": MARKER, "groups": [{"folder": str(tmp_path), "commands": [["control"]]}]}
    command = [sys.executable, "-P", "-m", "tests.cli.audited", str(tmp_path / "notes.json")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, input=json.dumps(told), cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    (note,) = json.loads((tmp_path / "notes.json").read_text())
    assert [event for event, _ in note["connections"]] == ["socket.__new__"]
    assert [event for event, _ in note["starts"]] == ["os.system"]
    assert note["planted"]
    assert [what for what, _ in note["unpickled"]] == ["collections.OrderedDict"]
    assert [event for event, place in beyond(note) if place == str(tmp_path / "written")] == ["open", "os.remove"]
    assert str(tmp_path / "notes.txt") in note["reads"]
