"""The dashboard driven in a real browser: what people do with it, from loading to sharing."""

import re
from pathlib import Path

import pytest

from sim.cli.ending import run
from sim.dashboard.live import Live
from sim.scenario.shipped import scenario_path

COST = "owners.russia.nuclear.audience_cost"
MEDIAN = "owners.russia.nuclear.cost.median"
SHEETS, A4 = 12, (710, 1047)  # most sheets of a report; what fits on one within its margins, in pixels
AXE = "() => axe.run({{include: [{place}], exclude: ['.figure svg g']}}, {{resultTypes: ['violations']}})"  # not each of a thousand dots
WATCH = """() => {
  const one = document.getElementById("answer"), text = document.getElementById("sentence");
  window.looks = [];
  const look = () => window.looks.push([one.classList.contains("stale"), text.innerText, one.querySelector("#dots svg") !== null]);
  new MutationObserver(look).observe(one, {attributes: true, subtree: true, childList: true, characterData: true});
}"""


def serious(page, place: str) -> list[str]:
    """Return what axe-core finds serious or critical in a place of the page as it is."""
    script = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH
    page.evaluate(Path(script).read_text(encoding="utf-8"))
    found = page.evaluate(AXE.format(place=place))["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_moved_slider_changes_the_answer_and_the_address_which_gives_the_same_page_again(november, address, look):
    seen = look(november, address)
    seen.ready()
    before = seen.text("sentence")
    assert before.startswith("Nuclear use within 12 months: ")
    assert "This is the scenario as it stands" in seen.text("change")
    seen.page.evaluate(WATCH)
    seen.move(COST, "1.2")
    after = seen.text("sentence")
    assert after != before
    looks = seen.page.evaluate("window.looks")
    assert any(stale and text == before for stale, text, _ in looks), "the earlier answer is greyed while the new one is awaited"
    assert all(text and dots for _, text, dots in looks), "and nothing is ever blank"
    assert re.search(r"nuclear use (rises|falls|shows no clear change)", seen.text("change"))
    assert seen.page.input_value(f"#{seen.control(COST, 'typed')}") == "1.20"
    seen.page.select_option("#story", "worst")
    seen.until("location.search.includes('story=worst')")
    again = look(november, seen.page.url)
    again.ready()
    assert again.text("sentence") == after
    assert again.page.input_value(f"#{again.control(COST)}") == "1.2"
    assert again.page.input_value("#story") == "worst"
    again.page.click("#reset")
    again.until("location.search === '?story=worst'")
    again.ready()
    assert again.text("sentence") == before


def test_a_typed_value_a_switch_and_a_doctrine_are_obeyed_and_a_senseless_one_is_refused_beside_the_last_answer(november, address, look):
    seen = look(november, address)
    seen.ready()
    typed = f"#{seen.control(COST, 'typed')}"
    seen.page.fill(typed, "2.5")  # beyond the slider, but legal
    seen.page.press(typed, "Enter")
    seen.until("location.search.includes('2.5')")
    seen.ready()
    assert seen.page.input_value(f"#{seen.control(COST)}") == "1.5"
    before = seen.text("sentence")
    seen.page.fill(typed, "-1")
    seen.page.press(typed, "Enter")
    seen.page.wait_for_selector("#trouble p")
    assert "must be" in seen.text("trouble")
    assert seen.text("sentence") == before
    seen.page.click("#reset")
    seen.until("document.querySelector('#trouble').childElementCount === 0")
    permission = f"#{seen.control('flags.strike_permission.initial')}"
    seen.page.focus(permission)
    seen.page.keyboard.press("Space")
    seen.until("location.search.includes('strike_permission.initial%3Dfalse')")
    assert seen.page.get_attribute(permission, "aria-checked") == "false"
    seen.page.select_option(f"#{seen.control('owners.russia.doctrine')}", "russia-2020")
    seen.until("location.search.includes('russia-2020')")
    seen.ready()
    seen.until("document.getElementById('command').textContent.includes('owners.russia.doctrine=russia-2020')")


def test_a_history_is_replayed_stepped_and_scrubbed_with_its_reasons(november, address, look):
    seen = look(november, address)
    seen.ready()
    page = seen.page
    assert "The history begins" in seen.text("now")
    page.get_by_role("button", name="Play", exact=True).click()
    seen.until("document.getElementById('scrub').value >= 2")
    page.get_by_role("button", name="Pause", exact=True).click()
    place = int(page.input_value("#scrub"))
    page.click("[aria-label='One event on']")
    assert int(page.input_value("#scrub")) == place + 1
    page.focus("#scrub")
    page.keyboard.press("End")
    last = int(page.input_value("#scrub"))
    assert page.get_attribute("#scrub", "max") == str(last)
    assert re.search(r"chosen with \d+ in 100.*an answer was expected with", page.inner_text(".log"), re.DOTALL)
    assert page.locator("#player path.answer").first.bounding_box()["height"] > 0
    told = seen.text("story-said")
    page.select_option("#story", "worst")
    seen.until("document.getElementById('story-said').textContent.includes('most probable')")
    assert seen.text("story-said") != told


def test_histories_are_filtered_and_sorted_by_keyboard_and_one_is_chosen_to_be_replayed(november, address, look):
    seen = look(november, address)
    seen.ready()
    page = seen.page
    page.focus("#tab-replay")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#histories table")
    assert "of 500 histories" in seen.text("histories")
    page.focus("#histories [data-sort=rung]")
    page.keyboard.press("Enter")
    assert page.get_attribute("#histories th:has([data-sort=rung])", "aria-sort") == "descending"
    rungs = [int(text) for text in page.locator("#histories tbody td:nth-child(5)").all_inner_texts()]
    assert rungs == sorted(rungs, reverse=True)
    page.select_option("#histories-which", "settlement")
    assert set(page.locator("#histories tbody td:nth-child(2)").all_inner_texts()) == {"settlement"}
    first = page.locator("#histories [data-history]").first
    number = first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    seen.until(f"document.getElementById('story-said').textContent.startsWith('History {number}, chosen from the table')")
    assert "settle" in seen.text("story-end").lower()
    assert f"story={number}" in page.url
    again = look(november, page.url)
    again.ready()
    again.until(f"document.getElementById('story-said').textContent.startsWith('History {number}, ')")


def test_a_kept_setting_is_compared_in_pairs_and_a_click_on_the_map_sets_both_sliders(november, address, look):
    seen = look(november, f"{address}?set={COST}%3D0.6")
    seen.ready()
    page = seen.page
    page.click("#keep")
    seen.until("location.search.includes('than=')")
    page.focus("#tab-replay")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("#map-shown table")
    cell = page.locator("#map-shown button").nth(3)
    wanted = cell.get_attribute("aria-label")
    cell.click()
    seen.until(f"location.search.includes({MEDIAN!r})")
    seen.ready()
    values = [float(page.input_value(f"#{seen.control(path, 'typed')}")) for path in (COST, MEDIAN)]
    assert all(f" {value:.4g}" in wanted for value in values)
    page.click("#tab-compare")
    page.wait_for_selector("#compare-shown svg")
    assert "the setting you kept" in seen.text("compare-shown")
    assert re.search(r"95 % interval .* to ", seen.text("compare-shown"))
    page.click("#tab-credibility")
    page.wait_for_selector("#credibility-shown svg")


def test_axe_finds_nothing_serious_in_any_panel_nor_in_the_folded_controls(november, address, look):
    seen = look(november, address)
    seen.ready()
    seen.page.evaluate("document.querySelectorAll('#controls details').forEach((one) => { one.open = true; })")
    assert serious(seen.page, "document") == []
    for name in ("histories", "credibility", "map", "compare", "take"):
        seen.page.click(f"#tab-{name}")
        seen.page.wait_for_selector({"map": "#map-shown table", "take": "#yaml", "histories": "#histories table"}.get(name, f"#{name}-shown"))
        assert serious(seen.page, "'#panels'") == []


def test_a_telephone_in_the_dark_of_who_wants_less_motion_shows_all_of_it_and_plays_nothing(november, address, look):
    seen = look(november, address, 360, color_scheme="dark", reduced_motion="reduce")
    seen.ready()
    page = seen.page
    assert page.is_disabled("#player button:has-text('Play')")
    page.click("[aria-label='One event on']")
    assert page.input_value("#scrub") == "1"
    assert serious(page, "document") == []
    for name in ("histories", "map", "replay"):
        page.click(f"#tab-{name}")
        page.wait_for_selector(f"#panel-{name} :is(table, svg)")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_axe_finds_nothing_serious_on_a_report_whose_first_page_is_one_sheet_of_paper(tmp_path, november, look):
    assert run(["run", "two-actors", "--runs", "256", "-o", str(tmp_path / "out"), "-q"]) == 0
    page = look(november, (tmp_path / "out" / "report.html").as_uri(), 360).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert serious(page, "document") == []
    printed = page.pdf(prefer_css_page_size=True)
    assert 1 < len(re.findall(rb"/Type\s*/Page\b", printed)) <= SHEETS
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4[0], "height": A4[1]})
    assert page.evaluate("document.querySelector('.behind').getBoundingClientRect().top + window.scrollY") <= A4[1]


def test_a_broken_file_is_shown_with_its_line_and_the_last_answer_stays_until_it_is_mended(tmp_path, served, look):
    file = tmp_path / "mine.yaml"
    text = (scenario_path("two-actors") or Path()).read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    live = Live(file, histories=64)
    seen = look(live, served(live, str(file)))
    seen.ready()
    before = seen.text("sentence")
    file.write_text(text.replace("audience_cost: 0.2 ", "audience_cots: 0.2 "), encoding="utf-8")
    seen.page.wait_for_selector("#trouble p")
    assert re.search(r"mine\.yaml:\d+:\d+: error: .*audience_cots", seen.text("trouble"))
    assert seen.text("sentence") == before
    file.write_text(text.replace("loss_if_nuclear: 60", "loss_if_nuclear: 0"), encoding="utf-8")
    seen.until("document.querySelector('#trouble').childElementCount === 0")
    seen.until("(before) => document.getElementById('sentence').textContent !== before", before)
