"""`redline doctor`: what a bug report needs, no more, and whether this installation computes what it should."""

import importlib.metadata
import json
import platform
import socket
from pathlib import Path

import pytest

from sim.errors import Exit
from sim.report import environment, self_check

GOLDEN = json.loads((Path(__file__).parents[1] / "agreement" / "golden.json").read_text(encoding="utf-8"))
TOLD_TO_NOBODY = "hunter2-token"


def test_the_known_digest_is_that_of_the_golden_file():
    assert (GOLDEN["seed"], GOLDEN["histories"]) == (self_check.SEED, self_check.HISTORIES)
    assert GOLDEN["digests"][self_check.SCENARIO] == self_check.DIGEST


def test_an_installation_in_order_is_told_so_and_every_check_is_shown(redline):
    found = redline("doctor", "--json")
    assert (found.code, found.json["schema"], found.json["healthy"]) == (Exit.DONE, "redline/doctor/1", True)
    names = [check["check"] for check in found.json["checks"]]
    assert names == ["python", "libraries", "this folder", "temporary files", "compiled code", "luck", "kernel"]
    told = redline("doctor")
    assert told.code == Exit.DONE
    assert [line.split()[0] for line in told.out.splitlines() if line.startswith("  ")] == ["ok"] * len(names)
    assert told.err.startswith("in order")


def test_every_library_that_is_asked_for_is_named_with_its_version(redline):
    found = redline("doctor", "--no-kernel", "--json").json
    assert {"numpy", "numba", "networkx", "llvmlite"} <= found["libraries"].keys()
    assert found["libraries"]["numpy"] == importlib.metadata.version("numpy")
    assert {"dashboard", "cluster", "frames"} <= found["extras"].keys()
    assert "kernel" not in [check["check"] for check in found["checks"]]


def test_it_names_no_user_no_host_no_folder_and_no_secret(redline, tmp_path, monkeypatch):
    home = tmp_path / "homes" / "alice"
    home.mkdir(parents=True)
    for name, value in {"HOME": home, "USER": "alice", "LOGNAME": "alice", "API_TOKEN": TOLD_TO_NOBODY, "OMP_NUM_THREADS": "1"}.items():
        monkeypatch.setenv(name, str(value))
    for module in (platform, socket):
        monkeypatch.setattr(module, "node" if module is platform else "gethostname", lambda: "bunker-7")
    monkeypatch.setenv("REDLINE_CACHE", str(home / "cache" / "alice"))
    text = "".join(redline("doctor", "--no-kernel", *more).out for more in ((), ("--json",), ("-v",)))
    assert all(name not in text for name in (TOLD_TO_NOBODY, "alice", str(tmp_path), "bunker-7"))
    assert "~/cache/USER" in text
    assert "OMP_NUM_THREADS=1" in text


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [("DIGEST", "sha256:" + "0" * 64, "kernel"), ("ANSWERS", (("0 0 0 0 0 0", "00000000 00000000 00000000 00000000"),), "luck")],
)
def test_other_numbers_than_elsewhere_are_a_bug(redline, monkeypatch, name, value, check):
    monkeypatch.setattr(self_check, name, value)
    said = redline("doctor")
    assert said.code == Exit.BUG
    assert [line.split()[1] for line in said.out.splitlines() if "WRONG" in line] == [f"{check}:"]
    assert "a bug in redline" in said.err


def test_a_kernel_that_cannot_be_tried_is_told_and_stops_nothing(redline, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("no")

    monkeypatch.setattr("sim.engine.batch.simulate_block", broken)
    said = redline("doctor")
    assert said.code == Exit.BUG
    assert "WRONG  kernel: could not be tried: ZeroDivisionError: no" in said.out


def test_a_library_too_old_a_missing_one_and_a_full_disk_are_matters_of_the_machine(redline, monkeypatch):
    asked = {"": [("numpy", ">=2.1", "1.26.0"), ("scipy", ">=1.15", ""), ("click", ">=8.1", "8.2.0")], "bench": [("jax", ">=0.10", "")]}
    monkeypatch.setattr(environment, "requirements", lambda: asked)
    monkeypatch.setattr(environment, "_room", lambda place: 5_000_000)
    said = redline("doctor", "--no-kernel")
    assert said.code == Exit.MACHINE
    assert "WRONG  libraries: scipy is missing; numpy 1.26.0 is not >=2.1" in said.out
    assert "WRONG  this folder: can be written to, 0.0 GB free" in said.out
    assert "bench lacks jax" in said.out


def test_an_installed_copy_reads_its_requirements_from_its_metadata(monkeypatch, tmp_path):
    lines = ["numpy>=2.1", 'dash>=4; extra == "dashboard"', 'redline[dashboard]; extra == "all"']
    monkeypatch.setattr(environment, "__file__", str(tmp_path / "site" / "sim" / "report" / "environment.py"))
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: lines)
    about = importlib.metadata.metadata("numpy")
    monkeypatch.setattr(type(about), "get_all", lambda self, name: ["dashboard", "all"])
    monkeypatch.setattr(importlib.metadata, "metadata", lambda _: about)
    found = environment.requirements()
    assert [(name, wanted) for name, wanted, _ in found[""]] == [("numpy", ">=2.1")]
    assert [name for name, _, _ in found["dashboard"]] == ["dash"]
