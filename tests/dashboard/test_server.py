"""The server answers this machine's own page, and nobody else; where others could reach it, whoever has the link."""

import http.client
import logging
import re
import socket
import threading

import pytest

pytest.importorskip("dash")

from sim.dashboard import access
from sim.dashboard.access import Names, Token, address_of, is_loopback
from sim.dashboard.app import build
from sim.dashboard.server import bind, guard, serve
from sim.errors import Exit, RunError

PORT = 8050
OWN = f"127.0.0.1:{PORT}"


@pytest.fixture(scope="module")
def client(november):
    """Return a client of the application that speaks HTTP without a socket."""
    app = build(november, "november-2024")
    guard(app.server, PORT, app.csp_hashes)
    return app.server.test_client()


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Host": OWN}, 200),
        ({"Host": f"localhost:{PORT}"}, 200),
        ({"Host": OWN, "Origin": f"http://{OWN}"}, 200),
        ({"Host": OWN, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),  # a link that somebody shared
        ({"Host": "evil.example"}, 403),
        ({"Host": f"evil.example:{PORT}"}, 403),
        ({"Host": f"127.0.0.1:{PORT + 1}"}, 403),
        ({"Host": OWN, "Origin": "http://evil.example"}, 403),
        ({"Host": OWN, "Origin": "null"}, 403),
        ({"Host": OWN, "Origin": f"http://127.0.0.1:{PORT + 1}"}, 403),
        ({"Host": OWN, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Host": OWN, "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Host": f"127.0.0.1.evil.example:{PORT}"}, 403),
        ({"Host": f"evil.example:80@{OWN}"}, 403),
        ({"Host": f"[::1]:{PORT}"}, 403),
        ({"Host": f"2130706433:{PORT}"}, 403),
        ({"Host": f"l\u00f6calhost:{PORT}"}, 403),
        ({"Host": ""}, 403),
        ({"Host": OWN, "Origin": f"http://localhost:{PORT}"}, 403),
        ({"Host": OWN, "Origin": f"https://{OWN}"}, 403),
        ({"Host": OWN, "Origin": f"http://{OWN}.evil.example"}, 403),
        ({"Host": OWN, "Origin": ""}, 403),
        ({"Host": OWN, "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "10.0.0.1"}, 200),  # nobody stands in front: they say nothing
    ],
)
def test_only_requests_to_this_server_from_its_own_page_are_answered(client, headers, code):
    for place in ("/", "/_dash-layout", "/assets/dashboard.js"):
        assert client.get(place, headers=headers).status_code == code


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Host": OWN, "Origin": "http://evil.example"}, {"Host": OWN, "Sec-Fetch-Site": "cross-site"}]
)
def test_nobody_else_may_ask_for_an_answer(client, headers):
    assert client.post("/_dash-update-component", json={}, headers=headers).status_code == 403


OUTSIDE = ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "..%5capp.py", "....//app.py", "%252e%252e/app.py", "/etc/hostname", "..%00/app.py"]


@pytest.mark.parametrize("root", ["/assets/", "/_dash-component-suites/dash/", "/_dash-component-suites/sim/", "/", "/data/../"])
@pytest.mark.parametrize("place", OUTSIDE)
def test_nothing_outside_the_page_is_handed_out(client, root, place):
    answer = client.get(root + place, headers={"Host": OWN})
    assert answer.status_code in (403, 404)
    assert b"import " not in answer.data


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_form_or_a_script_of_another_site_changes_nothing(client, method):
    for sent in ({"data": "a=1", "content_type": "text/plain"}, {"json": {}}, {"data": {"a": "1"}}):
        for foreign in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}):
            answer = client.open("/_dash-update-component", method=method, headers={"Host": OWN, **foreign}, **sent)
            assert answer.status_code == 403
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_there_is_no_websocket_to_hijack(client):
    rules = list(client.application.url_map.iter_rules())
    assert not [rule.rule for rule in rules if rule.websocket]
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    for place in {rule.rule for rule in rules if not rule.arguments} | {"/ws", "/_dash-ws"}:
        assert client.get(place, headers={"Host": OWN, "Origin": "http://evil.example", **upgrade}).status_code == 403
        assert client.get(place, headers={"Host": "evil.example", **upgrade}).status_code == 403
        assert client.get(place, headers={"Host": OWN, "Origin": f"http://{OWN}", **upgrade}).status_code != 101


def test_a_request_beyond_a_megabyte_is_not_read(client):
    asked = client.post("/_dash-update-component", data=b"[" * (2 << 20), content_type="application/json", headers={"Host": OWN})
    assert asked.status_code == 413


def test_the_page_may_load_from_this_server_only_and_stand_in_no_other(client):
    policy = client.get("/", headers={"Host": OWN}).headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "http" not in policy


def test_a_port_in_use_is_told_with_the_next_free_one():
    with bind(0) as taken:
        assert taken.getsockname()[0] == "127.0.0.1"
        port = taken.getsockname()[1]
        with pytest.raises(RunError, match=rf"^port {port} is in use; try: --port \d+$") as said:
            bind(port)
        free = int(str(said.value).rsplit(" ", 1)[1])
        with bind(free) as other:
            assert other.getsockname()[1] == free


@pytest.fixture(scope="module")
def secret():
    """Return a token and a client of an application that asks for it, at an address that other machines reach."""
    from flask import Flask

    token, app = Token(), Flask("guarded")
    guard(app, PORT, list, "192.0.2.7", token)
    app.add_url_rule("/", "page", lambda: "the page")
    app.add_url_rule("/_dash-update-component", "answer", lambda: "an answer", methods=["POST"])
    return token, app


HERE = {"Host": f"192.0.2.7:{PORT}"}


def test_without_the_token_nothing_is_answered(secret):
    token, app = secret
    for place in ("/", "/_dash-layout", "/assets/dashboard.js", "/?token=", "/?token=x", f"/?token={token.text[:-1]}", f"/?Token={token.text}"):
        assert app.test_client().get(place, headers=HERE).status_code == 403
    for cookie in ("", token.text[:-1], token.text + "x", token.text.swapcase()):
        client = app.test_client()
        client.set_cookie(f"redline-{PORT}", cookie, domain="192.0.2.7")
        assert client.post("/_dash-update-component", json={}, headers=HERE).status_code == 403
    assert app.test_client().post(f"/_dash-update-component?token={token.text}", json={}, headers=HERE).status_code == 403


def test_the_link_is_taken_once_and_the_address_is_clean_afterwards(secret):
    token, app = secret
    client = app.test_client()
    welcome = client.get(f"/?set=a%3D1&token={token.text}&tab=map", headers=HERE, base_url=f"http://192.0.2.7:{PORT}")
    assert (welcome.status_code, welcome.headers["Location"], welcome.headers["Cache-Control"]) == (303, "/?set=a%3D1&tab=map", "no-store")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(re.split(r"; ", welcome.headers["Set-Cookie"]))
    assert welcome.headers["Referrer-Policy"] == "no-referrer"
    assert client.get("/", headers=HERE, base_url=f"http://192.0.2.7:{PORT}").data == b"the page"
    answered = client.post("/_dash-update-component", json={}, headers=HERE, base_url=f"http://192.0.2.7:{PORT}")
    assert answered.data == b"an answer"
    foreign = HERE | {"Origin": "http://evil.example"}
    assert client.post("/_dash-update-component", json={}, headers=foreign, base_url=f"http://192.0.2.7:{PORT}").status_code == 403


@pytest.mark.parametrize("place", ["//evil.example/", "/%2f%2fevil.example", "/\\evil.example"])
def test_the_way_to_the_page_leads_nowhere_else(secret, place):
    token, app = secret
    answer = app.test_client().get(f"{place}?token={token.text}", headers=HERE)
    assert (answer.status_code, answer.headers.get("Location")) == (403, None) or answer.headers["Location"] == "/"


def test_every_start_has_a_token_of_its_own_of_256_bits():
    made = {Token().text for _ in range(100)}
    assert len(made) == 100
    assert all(len(text) >= 43 for text in made)


def test_tokens_are_compared_in_constant_time(monkeypatch):
    seen = []
    monkeypatch.setattr(access.hmac, "compare_digest", lambda one, two: seen.append((one, two)) or True)
    token = Token()
    assert [token.fits(given) for given in ("x", None, "\ud800", token.text)] == [True] * 4
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("address", "host", "known"),
    [
        ("0.0.0.0", "192.0.2.7:8050", True),  # noqa: S104
        ("0.0.0.0", "localhost:8050", True),  # noqa: S104
        ("0.0.0.0", f"{socket.gethostname()}:8050", True),  # noqa: S104
        ("0.0.0.0", "rebound.example:8050", False),  # noqa: S104
        ("0.0.0.0", "192.0.2.7:80", False),  # noqa: S104
        ("::1", "[::1]:8050", True),
        ("::1", "[::1]", False),
        ("::1", "::1:8050", False),
        ("127.0.0.1", "192.0.2.7:8050", False),
        ("127.0.0.1", None, False),
    ],
)
def test_numbers_and_the_machines_own_names_are_known_and_no_name_that_could_be_rebound(address, host, known):
    assert Names(address, PORT).know(host) is known


def test_on_the_port_of_the_web_a_browser_leaves_the_port_out():
    assert Names("127.0.0.1", 80).know("127.0.0.1")
    assert Names("::1", 80).know("[::1]")


def test_which_addresses_are_this_machines_alone():
    assert [is_loopback(address_of(host)) for host in ("127.0.0.1", "127.1.2.3", "localhost", "::1", "0.0.0.0", "::", "192.0.2.7")] == [  # noqa: S104
        True, True, True, True, False, False, False
    ]  # fmt: skip
    for host in ("example.com", "127.1", "", "0", "localhost.evil.example"):
        with pytest.raises(RunError, match="must be an IP address of this machine or localhost") as caught:
            address_of(host)
        assert caught.value.exit_code == Exit.INPUT
    with pytest.raises(RunError, match="this machine has no address"):
        bind(0, "192.0.2.7")


def test_no_log_tells_the_token_or_what_is_asked(secret, caplog, capfd):
    token, app = secret
    with caplog.at_level(logging.DEBUG), bind(0) as found:
        port = found.getsockname()[1]
        threading.Thread(target=serve, args=(app, found), daemon=True).start()
        for _ in range(3):
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            asking.request("GET", f"/?token={token.text}", headers=HERE)
            assert asking.getresponse().status == 303
            asking.close()
    assert token.text not in caplog.text + "".join(capfd.readouterr())
