"""The server answers this machine's own page, and nobody else."""

import pytest

pytest.importorskip("dash")

from sim.dashboard.app import build
from sim.dashboard.server import bind, guard
from sim.errors import RunError

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


@pytest.mark.parametrize("place", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2fapp.py", "/_dash-component-suites/dash/..%2fdash.py"])
def test_nothing_outside_the_page_is_handed_out(client, place):
    assert b"import " not in client.get(place, headers={"Host": OWN}).data


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
