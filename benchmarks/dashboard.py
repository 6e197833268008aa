"""What a move of a slider costs: processor time of the server and of the browser's page, and how long the answer takes, over six moves.

python -m benchmarks.dashboard: needs Chromium and playwright. Only the processor times mean something on a machine that does other work as well.
"""

from __future__ import annotations

import shutil
import statistics
import threading
import time
from typing import Any

SCENARIO = "november-2024"
COST, MEDIAN = "owners.russia.nuclear.audience_cost", "owners.russia.nuclear.cost.median"
MOVES = ((COST, "0.9"), (MEDIAN, "2"), (COST, "1.2"), (MEDIAN, "3"), (COST, "0.1"), (MEDIAN, "1.5"))
READY = "document.querySelector('#dots svg') && !document.querySelector('#answer.stale') && document.querySelector('#player svg')"
MOVE = """([name, value]) => {
  const start = performance.now(), one = document.getElementById(name), answer = document.getElementById("answer");
  window.took = null;
  new MutationObserver((_, watch) => {
    if (answer.classList.contains("stale")) return;
    watch.disconnect();
    requestAnimationFrame(() => { window.took = performance.now() - start; });
  }).observe(answer, { attributes: true, attributeFilter: ["class"] });
  one.value = value;
  one.dispatchEvent(new Event("input", { bubbles: true }));
}"""
SETTLED = 1.5  # seconds after which an open panel has been filled too


def serve() -> tuple[Any, Any, str]:
    """Return the scenario, its server, running on loopback, and its address."""
    from pathlib import Path

    from werkzeug.serving import make_server

    from sim.dashboard.app import build
    from sim.dashboard.live import Live
    from sim.dashboard.server import bind, guard
    from sim.scenario.shipped import scenario_path

    live = Live(scenario_path(SCENARIO) or Path())
    live.at()
    found = bind(0)
    port = found.getsockname()[1]
    app = build(live, SCENARIO)
    guard(app.server, port, app.csp_hashes)
    server = make_server("127.0.0.1", port, app.server, threaded=True, fd=found.fileno())
    found.close()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return live, server, f"http://127.0.0.1:{port}/"


def wait(page: Any, expression: str) -> None:
    """Wait until an expression is true, asking seldom: every question costs what is measured."""
    while not page.evaluate(expression):
        page.wait_for_timeout(100)


def main() -> None:
    """Move, measure, print a line a move and the middle of each column."""
    from playwright.sync_api import sync_playwright

    live, server, address = serve()
    numbers = {knob.path: number for number, knob in enumerate(live.knobs)}
    rows = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--disable-gpu"], chromium_sandbox=False)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(address)
        wait(page, READY)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        for path, value in MOVES:
            time.sleep(SETTLED)
            before, start = _task(session), time.process_time()
            page.evaluate(MOVE, [f"knob-{numbers[path]}", value])
            wait(page, "window.took")
            row = (page.evaluate("window.took"), 1000 * (time.process_time() - start), 1000 * (_task(session) - before))
            rows.append(row)
            print(f"{path} {value}: answer after {row[0]:.0f} ms; processor: server {row[1]:.0f} ms, page {row[2]:.0f} ms")
        browser.close()
    server.shutdown()
    middle = [statistics.median(column) for column in zip(*rows, strict=True)]
    print(f"middle of {len(rows)}: answer after {middle[0]:.0f} ms; processor: server {middle[1]:.0f} ms, page {middle[2]:.0f} ms")


def _task(session: Any) -> float:
    """Return the seconds of processor that the page's main thread has used."""
    return float(next(one["value"] for one in session.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration"))


if __name__ == "__main__":
    main()
