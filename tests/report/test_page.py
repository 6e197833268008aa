"""The page: loads nothing, runs nothing, keeps hostile text as text, and can be read by machines and without eyes."""

import itertools
import re

import pytest

from sim.plots.style import DARK
from sim.report.blocks import Bullets, Code, Figures, Page, Section, Table, Terms, Text
from sim.report.page import MOST_ROWS, render
from tests import hostile
from tests.plots.examples import EDGES, HOSTILE, ORDINARY
from tests.report.reader import read

STRINGS = (HOSTILE, *hostile.ALL)


def page_of(text: str, figures=()) -> Page:
    """Return a page with `text` in every place that takes one."""
    blocks = [
        Text(text, "lead"),
        Bullets([text]),
        Table([text], [[text]], text),
        Table([text], [[text]]),
        Terms({text: text}),
        Code(text),
        Code(text, text),
    ]
    return Page(text, text, [text], text, [Section("answer", text, [*blocks, Figures(figures, {"outcome-dots": "F1"})], text, half=1)])


@pytest.fixture(scope="module")
def page() -> str:
    """Return a page with every ordinary figure."""
    figures = [draw() for draw in ORDINARY.values()]
    sections = [Section("answer", "Answer", [Text("A (1-5 %) b 7 %.", "lead")], "about it", "answer"), Section("more", "More", [Figures(figures)])]
    return render(Page("Title", "Tab", ["run 1"], "About.", sections))


def test_no_line_ends_inside_a_range_in_per_cent(page):
    assert "(1\N{NON-BREAKING HYPHEN}5\N{NO-BREAK SPACE}%)" in page
    assert " %" not in page.split("<figure", maxsplit=1)[0].split("</style>")[1]


def test_the_page_runs_and_loads_nothing(page):
    tags = read(page).tags
    assert not {"script", "iframe", "object", "embed", "link", "img", "image", "base", "form"} & {tag for tag, _ in tags}
    assert not [key for _, attributes in tags for key in attributes if key.startswith("on")]
    addresses = [value for _, attributes in tags for key, value in attributes.items() if key.split(":")[-1] in ("href", "src", "action")]
    assert all(address.startswith("#") for address in addresses)
    assert not re.search(r"url\((?!#)|@import", page)
    assert "default-src 'none'" in page


def test_ids_are_unique_and_every_reference_has_one(page):
    ids = [attributes["id"] for _, attributes in read(page).tags if "id" in attributes]
    labels = [name for _, attributes in read(page).tags for name in (attributes.get("aria-labelledby") or "").split()]
    used = re.findall(r'(?:xlink:href="|url\()#([^")]+)', page)
    assert len(ids) == len(set(ids))
    assert set(labels) | set(used) <= set(ids)


def test_headings_descend_one_step_at_a_time(page):
    steps = [int(tag[1]) for tag, _ in read(page).tags if re.fullmatch(r"h\d", tag)]
    assert steps[0] == 1
    assert steps.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(steps))


def test_every_figure_has_words_and_its_table(page):
    tags = [tag for tag, _ in read(page).tags]
    assert tags.count("figure") == tags.count("details") == tags.count("table") == len(ORDINARY)
    assert sum(attributes.get("role") == "img" for tag, attributes in read(page).tags if tag == "svg") == len(ORDINARY)
    for draw in ORDINARY.values():
        assert draw().title in read(page).text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_is_small_and_dark_mode_covers_every_colour(page):
    assert len(page.encode()) < 3_000_000
    light, dark = re.findall(r":root \{ ([^}]*)\}", page)[:2]
    assert "prefers-color-scheme: dark" in page
    assert len(re.findall(r"--[a-z]+:", light)) == len(re.findall(r"--[a-z]+:", dark)) == len(DARK)
    assert set(re.findall(r"var\(--([a-z]+)", page)) <= {variable for variable, _ in DARK.values()}


@pytest.mark.parametrize("text", STRINGS, ids=range(len(STRINGS)))
def test_hostile_text_stays_text_wherever_it_stands(text):
    page = render(page_of(text))
    found, plain = read(page), read(render(page_of("plain")))
    assert [tag for tag, _ in found.tags] == [tag for tag, _ in plain.tags]
    assert [sorted(attributes) for _, attributes in found.tags] == [sorted(attributes) for _, attributes in plain.tags]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029]", page)


def test_hostile_names_stay_text_in_figures_too():
    figures = [EDGES[name]() for name in ("dots, hostile", "ladder, hostile", "curve, hostile")]
    found = read(render(page_of("plain", figures)))
    assert "script" not in {tag for tag, _ in found.tags}
    assert '<script>alert("x")</script>' in found.text


def test_what_is_folded_in_a_section_is_open_on_paper_and_the_numbers_of_figures_are_not_announced(page):
    printed = page.partition("@media print")[2].partition("</style>")[0]
    assert "details::details-content { content-visibility: visible;" in printed
    assert re.search(r"figure details, details\.screen \{ display: none; \}", printed)
    assert not re.search(r"^  details \{ display: none", printed, flags=re.MULTILINE)


def test_a_long_table_is_cut_and_the_rest_named():
    figure = EDGES["map, contours"]()
    long = type(figure)(**{name: getattr(figure, name) for name in figure.__dataclass_fields__} | {"rows": figure.rows * 5})
    assert f"{len(long.rows) - MOST_ROWS} more rows are in figures/heat-map.csv." in read(render(page_of("plain", [long]))).text
