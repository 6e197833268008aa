"""The verb `redline view`: what it opens, what it says, how it ends."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("dash")

from sim.cli.ending import run
from sim.cli.view import opened
from sim.dashboard.app import build
from sim.dashboard.figures import live_map, run_answer, sweep_map
from sim.dashboard.live import Live

ROOT = Path(__file__).parents[2]


def test_it_says_where_answers_there_on_loopback_only_and_ends_with_ctrl_c(capsys):
    command = [sys.executable, "-m", "sim.cli", "view", "two-actors", "--port", "0", "--no-browser", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        said = json.loads(server.stdout.readline())
        assert said["schema"] == "redline/view/1"
        port = int(re.fullmatch(r"http://127\.0\.0\.1:(\d+)/", said["address"])[1])
        with urllib.request.urlopen(said["address"]) as page:  # noqa: S310 (the address is this test's own)
            assert b"react-entry-point" in page.read()
        assert run(["view", "two-actors", "--port", str(port), "--no-browser"]) == 2
        assert re.fullmatch(rf"error: port {port} is in use; try: --port \d+\n", capsys.readouterr().err)
        assert {address for address, listening in listeners() if listening == port} == {"127.0.0.1"}
        server.send_signal(signal.SIGINT)
        rest, complaints = server.communicate(timeout=60)
    assert (server.returncode, rest, complaints) == (0, "", "ended\n")


def test_without_dash_it_says_what_to_install(monkeypatch, capsys):
    for name in [name for name in sys.modules if name.startswith("sim.dashboard.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "dash", None)
    assert run(["view", "two-actors", "--no-browser"]) == 5
    assert capsys.readouterr().err == "error: the dashboard needs Dash: pip install 'redline[dashboard]'\n"


def listeners() -> list[tuple[str, int]]:
    """Return address and port of every socket of this machine that listens on IPv4, as Linux tells; those on IPv6 as `ipv6`."""
    found = []
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]:
            place, state = line.split()[1], line.split()[3]
            host, _, port = place.partition(":")
            if state == "0A":
                found.append((socket.inet_ntoa(bytes.fromhex(host)[::-1]) if name == "tcp" else "ipv6", int(port, 16)))
    return found


def test_a_folder_without_results_says_what_to_try(tmp_path, capsys):
    assert run(["view", str(tmp_path), "--no-browser"]) == 2
    assert capsys.readouterr().err == f"error: {tmp_path}: No results here yet. Try: redline demo\n"


def test_the_folder_of_a_run_opens_with_its_settings_and_its_luck(tmp_path):
    folder = tmp_path / "run"
    settings = ["--set", "owners.north.nuclear.audience_cost=1", "--seed", "7"]
    assert run(["run", "two-actors", "--runs", "64", *settings, "-o", str(folder), "-q", "--no-figures"]) == 0
    given, scenario, base, seed = opened(str(folder), (), None)
    assert given == "two-actors"
    live = Live(scenario, base, 64, seed)
    kept = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["outcomes"]["nuclear_use"]["p"]
    assert live.at().result.estimate("nuclear_use").value == kept
    assert run_answer(folder).startswith("The run in the folder, 64 histories: Nuclear use within 12 months: ")


def test_the_folder_of_a_sweep_over_two_numbers_opens_with_its_map(tmp_path):
    folder = tmp_path / "sweep"
    factors = ["owners.north.nuclear.audience_cost=0:1.5", "owners.north.nuclear.cost.median=1.5:4"]
    given = [part for factor in factors for part in ("--factor", factor)]
    assert run(["sweep", "two-actors", *given, "--design", "grid:3", "--runs", "64", "-o", str(folder), "-q", "--no-figures", "-j", "1"]) == 0
    given, scenario, base, seed = opened(str(folder), (), None)
    live = Live(scenario, base, 64, seed)
    found = sweep_map(live, folder)
    assert (found.x.path, found.y.path) == ("owners.north.nuclear.audience_cost", "owners.north.nuclear.cost.median")
    assert {cell.x for cell in found.cells} == {0, 0.75, 1.5}
    cell = max(found.cells, key=lambda one: one.p)
    again = live.at((f"owners.north.nuclear.audience_cost={cell.x}", f"owners.north.nuclear.cost.median={cell.y}"))
    assert again.result.estimate("nuclear_use").value == pytest.approx(cell.p, rel=1e-12)
    now = live_map(live, (), found.x, found.y)
    assert len(now.cells) == 25
    assert build(live, given, found).layout is not None
