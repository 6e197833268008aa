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


@pytest.fixture
def asked(monkeypatch, capsys):
    """Return a function that runs the command without serving: (codes of a page without and with the link, streams, sockets asked for, opened)."""
    from sim.dashboard import server

    seen, own = [], server.bind

    def serve(app, found):
        port = found.getsockname()[1]
        here = {"Host": f"127.0.0.1:{port}"}
        link = capsys.readouterr()
        token = re.search(r"\?token=([\w-]{43})", link.out + link.err)
        codes = [app.test_client().get(f"/{query}", headers=here).status_code for query in ("", f"?token={token[1] if token else ''}")]
        seen.append((codes, link))

    def call(*words):
        seen.clear()
        capsys.readouterr()
        bound, opened = [], []
        monkeypatch.setattr(server, "bind", lambda port, address: bound.append(address) or own(port))  # of tests nothing leaves this machine
        monkeypatch.setattr(server, "serve", serve)
        monkeypatch.setattr("webbrowser.open", opened.append)
        assert run(["view", "two-actors", "--runs", "50", "--port", "0", *words]) == 0
        return *seen[0], bound, opened

    return call


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])  # noqa: S104
def test_another_address_brings_a_warning_and_needs_the_token_of_the_link(asked, host):
    codes, said, bound, opened = asked("--host", host)
    assert (codes, bound, opened) == ([403, 303], [host], [])
    assert re.match(r"warning: \S+:\d+ can be reached from other machines: .*\n  Safer: .* ssh -N -L ", said.err)
    codes, said, _, _ = asked("--host", host, "--json", "-q")
    assert codes == [403, 303]
    assert said.err.startswith("warning: ")
    assert re.fullmatch(r"http://\S+:\d+/\?token=[\w-]{43}", json.loads(said.out)["address"])


def test_on_loopback_there_is_no_token_unless_it_is_wanted(asked):
    codes, said, bound, opened = asked("--host", "localhost")
    assert (codes, bound, len(opened)) == ([200, 200], ["127.0.0.1"], 1)
    assert "warning" not in said.err
    codes, said, _, opened = asked("--token")
    assert (codes, opened) == ([403, 303], [])  # a browser's command line can be read by others
    assert "warning" not in said.err


def test_an_address_that_is_none_is_one_line(capsys):
    assert run(["view", "two-actors", "--host", "example.com", "--no-browser"]) == 2
    assert capsys.readouterr().err == "error: --host must be an IP address of this machine or localhost, got 'example.com'; try: --host 127.0.0.1\n"


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
