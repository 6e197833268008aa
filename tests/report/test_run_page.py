"""The page of a run says what it must, and every number of its first page follows from the tables by the script that it prints."""

import json
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from sim.analysis.ranges import Driver
from sim.cli.ending import run
from sim.report import derive, figure_names, labels, run_page
from sim.report.of_folder import material_of_folder
from sim.report.page import render
from sim.report.run_report import shown_summary
from sim.report.words import SCALES
from sim.scenario.shipped import scenario_path
from tests.plots.examples import HOSTILE
from tests.report.reader import read

CODES = {"F1", "F2", "F3", "F4", "F6", "F7", "F10"}  # that the smallest scenario gives, without a contrast


@pytest.fixture(scope="module")
def page(finished) -> str:
    """Return the page of the finished run."""
    return (finished / "report.html").read_text(encoding="utf-8")


def first(page: str) -> str:
    """Return the text of the first page: up to the heading of what lies behind it."""
    return read(page).text.partition("Ladder and answers")[0]


@pytest.mark.parametrize(
    "expected",
    [
        "Answer (about this model, not the world)",
        "Nuclear use within 12 months: ",
        "Uncertain inputs: ",
        "over the middle 90 % of 256 sets of numbers drawn from the scenario's own ranges",
        "The interval above is simulation noise alone.",
        "What drives it",
        "What would change the answer",
        "Points of no return",
        "How far to trust it",
        "have no source: they are assumptions",
        "redline run two-actors --runs 1100 --seed 1 --range",
        "No contrast was computed",
        "Three spreads are kept apart",
    ],
)
def test_the_first_page_states(page, expected):
    assert expected in first(page)


def test_the_page_goes_on_with_everything_behind_it(page):
    text = read(page).text
    heads = ["Ladder and answers", "Credibility", "Drivers, maps and differences", "Typical histories, step by step", "Inputs, with their sources"]
    heads += ["Checks and quality", "Method and definitions", "Files", "Every number of the first page, from the tables"]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    assert "assumption: the strongest driver of the level" in text
    assert {attributes["id"] for tag, attributes in read(page).tags if tag == "figure"} >= CODES


def test_no_sentence_promises_or_says_zero_or_hundred_per_cent_or_mixes_likelihood_and_confidence(page):
    text = read(page).text.partition("Answer")[2]  # what goes before is the scenario's own
    assert not re.search(r"(?<![\d.])(0|100) %", text)
    assert not re.search(r"\bwill\b|\bconfidence\b", text)


def test_every_number_of_the_first_page_follows_from_the_tables(finished, page):
    script = re.search(r"<pre[^>]*>(&#34;&#34;&#34;Derive.*?)</pre>", page, flags=re.DOTALL)
    plain = script[1].replace("&#34;", '"').replace("&#39;", "'").replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    done = subprocess.run([sys.executable, "-c", plain, str(finished)], capture_output=True, text=True, check=True)
    values = [abs(float(value)) for line in done.stdout.splitlines() for value in line.split("\t")[1:]]
    told = first(page).partition("Answer")[2].partition("Again")[0]
    told = re.sub(r"\(?(below|above|about)? ?\d+-?\d* %\)?|95 % interval|middle 90 %|12 months|F1 |(^|\W)[1-5]\. |in 1[0,]+", " ", told)
    about = set(re.findall(r"[\d,.]*\d", str(json.loads((finished / "summary.json").read_text())["runs"]) + " 1100 256 100 1,000"))
    for token in re.findall(r"\d[\d,]*\.?\d*", told):
        number, decimals = float(token.replace(",", "")), len(token.partition(".")[2])
        bases = (1, 100, 1_000, 10_000, 100_000)
        if token in about or any(abs(base * value - number) <= 0.51 * 10.0**-decimals for value in values for base in bases):
            continue
        assert re.search(rf"{re.escape(token)} (of|numbers|others|stand|that stand|times)", told), token


def test_the_script_knows_what_the_run_knows(finished):
    found = derive.run(finished)
    use = json.loads((finished / "summary.json").read_text())["outcomes"]["nuclear_use"]
    assert found["nuclear_use"] == pytest.approx((use["p"], use["low"], use["high"]))


@pytest.fixture(scope="module")
def told(finished):
    """Return a function from a scale of words to the text of the page without figures."""
    _, _, material = material_of_folder(finished)
    summary = shown_summary(material.result, material.world)
    return lambda name: read(render(run_page.build(material, summary, [], "redline run two-actors", SCALES[name]))).text


@pytest.mark.parametrize(
    ("name", "method", "word"),
    [("icd203", "Directive 203", "almost no chance (1-5 %)"), ("ipcc", "guidance note of the IPCC", "very unlikely (below 10 %)")],
)
def test_words_are_those_asked_for(told, name, method, word):
    assert method in told(name)
    assert f"Nuclear use within 12 months: {word}: " in told(name)


def test_without_words_only_frequencies_are_said(told):
    text = told("none")
    assert "No words of likelihood" in text
    assert not re.search("likely|chance ", text.partition("What drives it")[0])


def test_fixed_names_are_ten_and_each_figure_has_at_most_one():
    assert [fixed.code for fixed in figure_names.FIXED] == [f"F{place}" for place in range(1, 11)]
    assert figure_names.of_file("answer-ladder-russia").word == "ladder"
    assert figure_names.of_file("parts") is None
    assert figure_names.of_file("drivers-variant-base").code == "F3"


def test_numbers_of_a_scenario_are_called_by_words():
    assert labels.quantity("doctrines.russia-2024.nuclear_lines.territory") == "nuclear line on territory in doctrine russia-2024"
    assert labels.quantity("incidents.belarus_unrest.per_month") == "Belarus unrest, per month"
    assert labels.quantity("tension.gain") == "gain of tension"
    assert labels.quantity("owners.russia.lines.territory_lost.per_unit") == "Russia's stake per unit in territory lost"
    assert labels.quantity("owners.russia.nuclear.probability_real") == "Russia's probability of a real nuclear threat"
    assert run_page.driver_title([]).startswith("No single one of 0 numbers")


def test_drivers_that_stand_out_and_are_not_shown_are_counted_and_a_label_starts_with_a_capital():
    ranked = [Driver("observers.bias", 0.5, 0.4, 0.6, True)] * 7
    table, note = run_page.ranked_by_closeness(ranked, 256)
    assert table.rows[0][0] == "1. Bias of observers"
    assert "shown are the first 5 of 7 that stand out" in note.text
    assert "2 stand out" in run_page.ranked_by_closeness(ranked[:2], 256)[1].text


def test_a_scenario_with_hostile_words_leaves_a_page_of_the_same_tags(finished, tmp_path, page):
    text = scenario_path("two-actors").read_text(encoding="utf-8")
    visible = "".join(sign for sign in HOSTILE if sign.isprintable())  # a scenario with other signs is refused before it gets here
    words = json.dumps(f"{visible}<img src=x onerror=alert(1)>{{{{ 7 * 7 }}}}", ensure_ascii=True)
    text = re.sub(r"^title: .*$", lambda _: f"title: {words}", text, flags=re.MULTILINE)
    text = re.sub(r"^reading: .*$", lambda _: f"reading: {words}", text, flags=re.MULTILINE)
    text = text.replace("assumption: the strongest driver of the level", f"unit: {words}, assumption: {words}")
    (tmp_path / "hostile.yaml").write_text(text, encoding="utf-8")
    assert run(["run", str(tmp_path / "hostile.yaml"), "--runs", "60", "-o", str(tmp_path / "out"), "-q"]) == 0
    made = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    tags = read(made).tags
    assert {tag for tag, _ in tags} <= {tag for tag, _ in read(page).tags}
    assert not [key for _, attributes in tags for key in attributes if key.startswith("on")]
    assert read(made).text.count("<img src=x onerror=alert(1)>") >= 3
    assert "49" not in read(made).text.partition("Answer")[0]
    for figure in (tmp_path / "out" / "figures").glob("*.svg"):
        elements = ElementTree.parse(figure).iter()  # noqa: S314 (our own file)
        assert not {"script", "image", "foreignObject"} & {element.tag.rpartition("}")[2] for element in elements}
