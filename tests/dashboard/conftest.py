"""A dashboard that is served in this process, and a real Chromium that looks at it; without either the tests that need it are left out."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sim.dashboard.live import Live
from sim.scenario.shipped import scenario_path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
PATIENCE = 120.0  # seconds for what takes a fraction of one
READY = "document.querySelector('#dots svg') && !document.querySelector('#answer.stale') && document.querySelector('#player svg')"


@dataclass
class Seen:
    """One page in the browser, with all that it complained about and asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return the text of an element."""
        return str(self.page.inner_text(f"#{name}"))

    def ready(self) -> None:
        """Wait until an answer stands and nothing is greyed."""
        self.until(READY)

    def until(self, expression: str, given: Any = None) -> None:
        """Wait until an expression is true in the page; the page's own policy forbids it to do so by itself."""
        end = time.monotonic() + PATIENCE
        while not self.page.evaluate(expression, given):
            assert time.monotonic() < end, f"in vain: {expression}"
            self.page.wait_for_timeout(30)

    def move(self, path: str, value: str) -> None:
        """Move the slider of a setting and wait for what it gives."""
        name = self.control(path)
        self.page.evaluate(
            """([name, value]) => {
              const one = document.getElementById(name);
              Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(one, value);
              one.dispatchEvent(new Event("input", {bubbles: true}));
            }""",
            [name, value],
        )
        self.until(f"location.search.includes({path!r})")
        self.ready()

    def control(self, path: str, kind: str = "knob") -> str:
        """Return the id of the control of a setting, or with `kind` "typed" that of its number."""
        return f"{kind}-{[knob.path for knob in self.live.knobs].index(path)}"

    @property
    def live(self) -> Live:
        """The scenario that is shown."""
        found: Live = self.page.live
        return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium once a module: as long as it runs, its driver holds the thread's event loop, and tests elsewhere could start none."""
    driver = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed; on Debian or Ubuntu: apt-get install chromium")
    with driver.sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES, NOWHERE], chromium_sandbox=False)
        yield found
        found.close()


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[..., str]]:
    """Return a function that serves a scenario on loopback and returns its address."""
    pytest.importorskip("dash")
    from werkzeug.serving import make_server

    from sim.dashboard.app import build
    from sim.dashboard.server import bind, guard

    running = []

    def serve(live: Live, given: str = "november-2024") -> str:
        found = bind(0)
        port = found.getsockname()[1]
        app = build(live, given)
        guard(app.server, port, app.csp_hashes)
        server = make_server("127.0.0.1", port, app.server, threaded=True, fd=found.fileno())
        found.close()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{port}/"

    yield serve
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def november() -> Live:
    """Return the crisis of November 2024, ready to be asked."""
    live = Live(scenario_path("november-2024") or Path())
    live.at()
    return live


@pytest.fixture(scope="session")
def address(served: Callable[..., str], november: Live) -> str:
    """Return the address of its dashboard."""
    return served(november)


@pytest.fixture
def look(browser: Any) -> Iterator[Callable[..., Seen]]:
    """Return a function that opens a page; complaints of the page and requests beyond loopback fail the test."""
    contexts, found = [], []

    def open_page(live: Live, url: str, width: int = 1200, **given: Any) -> Seen:
        context = browser.new_context(viewport={"width": width, "height": 900}, **given)
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.live = live
        seen = Seen(page)
        found.append(seen)
        page.on("console", lambda said: seen.complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("request", lambda request: seen.asked.append(request.url))
        page.goto(url)
        return seen

    yield open_page
    for context in contexts:
        context.close()
    for seen in found:
        assert seen.complaints == []
        assert [url for url in seen.asked if not url.startswith(("http://127.0.0.1:", "data:", "file:"))] == []
