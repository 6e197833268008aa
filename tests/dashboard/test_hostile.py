"""Forty hostile strings in every text of a scenario, an experiment, a file's name and a folder's: a browser shows them, and runs and loads nothing.

Where a field takes identifiers only, the reader refuses them. A page that does run them shows that the browser would tell.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest

from sim.analysis.sweeps import run_sweep
from sim.backends.local import Threads
from sim.cli.ending import run
from sim.dashboard.layout import TABS
from sim.dashboard.live import Live
from sim.errors import ScenarioError
from sim.experiment.load import load_experiment
from sim.results.store import CHECKSUM, MANIFEST
from sim.results.tables import FORMULA
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path
from tests import hostile
from tests.hostile import yaml

TWO = (scenario_path("two-actors") or Path()).read_text(encoding="utf-8")
SPLITS = "/"  # of a path; no name of a file may hold it
NAME = "".join(one for one in (hostile.MARKUP[4], hostile.ATTRIBUTES[0], *hostile.TEMPLATES[:2], *hostile.DIRECTION)).replace(SPLITS, "|")
WATCH = """() => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (one) => window.violations.push(one.violatedDirective + " " + one.blockedURI));
  window.alert = window.prompt = window.confirm = () => { window.ran = 1; };
}"""
WIDE = """() => [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1
  && !one.closest(".scroll, pre, svg, .figure, [hidden]")).slice(0, 5).map((one) => one.outerHTML.slice(0, 160))"""


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    """Return a text with parts replaced, each of which must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


@pytest.fixture(scope="module")
def scenario(tmp_path_factory) -> Path:
    """Return a scenario with hostile text wherever text may stand, in a file of a hostile name."""
    everything, titles = yaml(" ".join(hostile.IN_FILES)), hostile.lines(200)
    rungs = [yaml(one) for one in [*titles, *map("rung {}".format, range(13))][:13]]
    source = ", ".join(f"{part}: {everything}" for part in ("publisher", "date", "title", "link", "verified"))
    event = f"{{id: {yaml(titles[2])}, date: 2029-06-01, owner: north, dimension: border, exposure: 0.9, answered: true, rung: 5}}"
    text = re.sub(r"(summary): >\n(?:  .*\n)+", lambda found: f"{found[1]}: {everything}\n", TWO)
    text = re.sub(r"reading: .*", lambda _: f"reading: {everything}", text)
    text = replaced(
        text,
        ("title: A nuclear power draws a red line, and its neighbour pushes", f"title: {yaml(titles[0])}"),
        ("unit: stake, assumption: the first thing to vary", f"unit: {everything}, assumption: {everything}"),
        ("assumption: the strongest driver of the level", "source: mine"),
        ("title: North's nuclear doctrine,", f"title: {everything}, document: {everything}, clauses: [{{id: c1, watches: {everything}}}],"),
        ("in_force_from: 2030-01-01", "in_force_from: 2029-01-01"),
        ("sides: [north, south]", f"sides: [north, south]\nladder: {{names: [{', '.join(rungs)}], first_outcome: 10}}"),
        ("doctrines:\n", f"sources: {{mine: {{{source}}}}}\nhistory: {{crossings: [{event}], doctrines: [north-2030]}}\ndoctrines:\n"),
    )
    file = tmp_path_factory.mktemp("hostile") / f"{NAME}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def watched(browser, look):
    """Return a function that opens a page in a narrow window, which notes scripts that run and what its policy stops."""

    def see(live: Live | None, url: str) -> object:
        seen = look(live, "about:blank", 360)
        seen.page.add_init_script(f"({WATCH})()")
        seen.page.goto(url)
        return seen

    return see


def tried(page) -> tuple[bool, list[str], list[str], bool]:
    """Return whether a script ran, what the policy of the page stopped, and which elements stick out of the window, if it can be moved sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return page.evaluate("window.ran !== undefined"), page.evaluate("window.violations"), page.evaluate(WIDE) if wide else [], wide


QUIET = (False, [], [], False)


def armed(folder: Path) -> list[tuple[str, str]]:
    """Return every cell of a CSV below a folder that a spreadsheet would take for a formula; numbers are none."""
    cells = [
        (path.name, cell)
        for path in sorted(folder.rglob("*.csv"))
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        for cell in row
        if cell[:1] in FORMULA
    ]
    return [(name, cell) for name, cell in cells if not re.fullmatch(r"-?[0-9.]+(e[-+]?[0-9]+)?|-inf", cell)]


def test_the_report_of_a_run(scenario, tmp_path, watched):
    folder = tmp_path / NAME
    assert run(["run", str(scenario), "--runs", "64", "-o", str(folder), "-q"]) == 0
    assert armed(folder) == []
    seen = watched(None, (folder / "report.html").as_uri())
    for one in (*hostile.MARKUP[:5], hostile.TEMPLATES[0]):
        assert one in seen.page.inner_text("body") or one in " ".join(seen.page.locator("details").all_text_contents())
    assert tried(seen.page) == QUIET
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert tried(seen.page) == QUIET


def test_the_report_of_a_sweep_that_somebody_else_made_and_changed(scenario, tmp_path, watched):
    everything = yaml(" ".join(hostile.IN_FILES))
    plain = tmp_path / "plain.yaml"
    plain.write_bytes(scenario.read_bytes())
    (tmp_path / "x.yaml").write_text(
        f"schema: redline/experiment/1\nid: x\ntitle: {everything}\nquestion: {everything}\nscenario: plain.yaml\nreplicates: 64\n"
        "factors: {cost: {path: owners.north.nuclear.audience_cost, values: [0.2, 0.9]}}\ndesign: {kind: grid}\n"
        "variants: {base: {}, quiet: {owners.north.nuclear.answer_noise: 0.3}}\n"
        f"contrasts: [{{name: noise, from: base, to: quiet, label: {yaml(hostile.TEMPLATES[3])}, claim: {everything}}}]\n",
        encoding="utf-8",
    )
    folder = tmp_path / NAME
    run_sweep(load_experiment(tmp_path / "x.yaml"), out=folder, backend=Threads(1))
    manifest = json.loads((folder / MANIFEST).read_text())
    worst = " ".join(hostile.ALL)
    manifest |= {"title": worst, "made_with": manifest["made_with"] | {"command": ["redline", worst], "platform": worst}}
    manifest["about"] |= {"question": worst, "reading": worst, "rungs": [worst] * 13}
    del manifest[CHECKSUM]
    manifest[CHECKSUM] = hashlib.sha256(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert run(["report", str(folder), "-q"]) == 0
    assert armed(folder) == []
    assert any(f",'{hostile.TEMPLATES[3]}," in f",{path.read_text(encoding='utf-8')}" for path in folder.rglob("*.csv"))
    seen = watched(None, (folder / "report.html").as_uri())
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert hostile.MARKUP[0] in seen.page.inner_text("body")
    assert tried(seen.page) == QUIET


def test_the_dashboard(scenario, served, watched):
    live = Live(scenario, histories=64)
    seen = watched(live, served(live, str(scenario)))
    seen.ready()
    for name in reversed(TABS):
        seen.page.click(f"#tab-{name}")
        if name == "histories":
            seen.page.wait_for_selector("#histories table")
        assert tried(seen.page) == QUIET, name
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    seen.page.click("[aria-label='To the end']")
    assert tried(seen.page) == QUIET
    assert hostile.MARKUP[0] in seen.page.inner_text("h1")
    assert seen.page.evaluate("document.querySelectorAll('#react-entry-point :is(script, iframe, img, object, base, form, meta, link)').length") == 0


def test_an_address_that_somebody_made_up_runs_nothing(november, address, watched):
    asked = "&".join(
        f"{name}={one}" for name in ("set", "than", "story", "tab") for one in ("%3Cscript%3Ewindow.ran%3D1%3C/script%3E", "__proto__%3D1")
    )
    seen = watched(november, f"{address}?{asked}#<img src=x onerror=window.ran=1>")
    seen.page.wait_for_selector("#sentence")
    assert tried(seen.page) == QUIET


def test_a_page_that_runs_them_would_be_seen(browser, tmp_path):
    (tmp_path / "bad.html").write_text(
        f"<meta charset=utf-8><body>{' '.join(one for one in hostile.IN_FILES if 'refresh' not in one)}", encoding="utf-8"
    )
    policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
    (tmp_path / "stopped.html").write_text(f"{policy}<meta charset=utf-8><body>{hostile.MARKUP[0]}{hostile.LONG[0]}", encoding="utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(f"({WATCH})()")
    page.goto((tmp_path / "bad.html").as_uri())
    assert page.evaluate("window.ran === 1")
    assert [url for url in asked if "evil.example" in url]
    page.goto((tmp_path / "stopped.html").as_uri())
    ran, violations, _, wide = tried(page)
    assert (ran, bool(violations), wide) == (False, True, True)
    page.close()


IDENTIFIERS = {
    "an actor": ("  south:\n    side", "  {}:\n    side"),
    "an action": ("  raid:   {{rung: 6", "  {}:   {{rung: 6"),
    "a dimension": ("      border: {{stake", "      {}: {{stake"),
    "an owner": ("owners:                                            # who holds red lines\n  north:", "owners:\n  {}:"),
    "a side": ("sides: [north, south]", "sides: [north, {}]"),
    "a doctrine": ("    doctrine: north-2030", "    doctrine: {}"),
    "a doctrine's line": ("nuclear_lines: {{border: 0.8}}", "nuclear_lines: {{{}: 0.8}}"),
    "a nest": ("nests: {{push:", "nests: {{{}:"),
    "the id": ("id: two-actors", "id: {}"),
    "a preset": ("reference: ", "presets: {{{}: {{clock.horizon_months: 6}}}}\nreference: "),
    "a flag": ("reference: ", "flags: {{{}: {{initial: true}}}}\nreference: "),
    "a front": ("reference: ", "fronts: {{{}: {{between: [north, south], initial: 0}}}}\nreference: "),
    "an event of the calendar": ("reference: ", "timeline: {{{}: {{date: 2030-02-01}}}}\nreference: "),
    "a source": ("reference: ", "sources: {{{}: {{title: x}}}}\nreference: "),
    "a scenario to start from": ("clock: ", "base: {}\nclock: "),
}


@pytest.mark.parametrize("what", IDENTIFIERS)
def test_where_an_identifier_stands_each_is_refused(tmp_path, what):
    file = tmp_path / "x.yaml"
    old, new = IDENTIFIERS[what]
    for one in hostile.IN_FILES:
        file.write_text(replaced(TWO, (old.format(), new.format(yaml(one[:900])))), encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            load(file)
        assert re.search(r"must be a short name|: error: no \w+ '", str(caught.value)), caught.value
