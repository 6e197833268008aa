"""The page: says what it must, loads nothing, runs nothing, and keeps hostile text as text."""

import copy
import itertools
import re
from html.parser import HTMLParser

import pytest

from sim.plots.differences import COLUMNS, ContrastRow
from sim.plots.style import DARK
from sim.report.page import MOST_ROWS, render
from tests.plots.examples import EDGES, HOSTILE, ORDINARY

SUMMARY = {
    "schema": "redline/run/1",
    "scenario": "november-2024",
    "runs": 20_000,
    "seed": 1,
    "effective_sample_size": 17_342.2,
    "digest": "sha256:" + "3f9c12ab" * 8,
    "outcomes": {
        "nuclear_use": {
            "p": 0.0074,
            "low": 0.0068,
            "high": 0.0081,
            "deliberate": 0.0011,
            "noise": 0.0044,
            "inadvertent": 0.0019,
            "via_clash": 0.0011,
            "by_owner": {"russia": 0.0066, "usa": 0.0008, "nato": 0.0},
        },
        "nato_clash": {"p": 0.031, "low": 0.0285, "high": 0.0335},
        "settlement": {"p": 0.148, "low": 0.143, "high": 0.153},
        "collapse": {"p": 0.0, "low": 0.0, "high": 0.0002},
    },
    "answers": {"russia": {"1": 0.5, "7": 0.5}, "nato": {}},
}
META = {
    "title": "Long-range strike permission",
    "command": "redline run scenarios/november-2024.yaml --runs 20000 --seed 1",
    "summary": "What happened.",
    "reading": "Read contrasts.",
    "numbers": 163,
    "numbers_without_source": 141,
}
DOCTRINE = ContrastRow("2024 doctrine text against 2020", "nuclear use", 0.0019, 0.0015, 0.0023, 0.0055, "per 1,000")
OWNER_OFF = ContrastRow("NATO owner off", "nuclear use", 0.017, 0.0155, 0.0185, 0.0074, "per 1,000")
CONTRASTS = [{column: getattr(row, column) for column in COLUMNS} for row in (DOCTRINE, OWNER_OFF)]


class Reader(HTMLParser):
    """Collects tags, attributes, ids, headings and the text a person sees."""

    VOID = frozenset({"meta", "br", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        """Note an opening tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Note a tag that closes itself, as SVG's do."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Check that the tag closed is the one last opened."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Keep what is seen: no style, no SVG words."""
        if not {"style", "svg", "title"} & set(self.open):
            self.text += data


def read(page: str) -> Reader:
    """Return the page as read by a strict reader, spaces made plain."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    reader.text = " ".join(reader.text.replace("\N{NON-BREAKING HYPHEN}", "-").split())
    return reader


@pytest.fixture(scope="module")
def page() -> str:
    """Return the page with every ordinary figure."""
    return render(SUMMARY, [draw() for draw in ORDINARY.values()], CONTRASTS, META)


@pytest.mark.parametrize(
    "expected",
    [
        "Answer (about this model, not the world)",
        "Nuclear use within 12 months: fewer than 1 in 100 (about 7.4 in 1,000 simulated histories; 95 % interval 6.8 to 8.1).",
        "nuclear use is deliberate in 1.1, answer noise in 4.4 and inadvertent in 1.9",
        "Most of what is not inadvertent is noise",
        "15 in 100 of it came after a direct clash.",
        "By actor: Russia 89 in 100, the USA 11 in 100.",
        "it is not identified",
        "2024 doctrine text against 2020: nuclear use rises by 1.9 in 1,000 simulated histories (95 % interval 1.5 to 2.3), from 5.5.",
        "NATO owner off: nuclear use rises by 17.0",
        "A direct clash within 12 months: almost no chance (1-5 %): 3.1 in 100 simulated histories (95 % interval 2.9 to 3.4).",
        "A settlement within 12 months: very unlikely (5-20 %): 14.8 in 100",
        "Collapse of the front within 12 months: none in 17,342 simulated histories, so below 3/17,342.",
        "Russia's answers to crossings: 50 in 100 at rungs 0 to 2, none at rungs 3 to 6, 50 in 100 at rung 7 or above.",
        "141 of 163 numbers of the scenario have no source",
        "20,000 weighted histories are worth 17,342 unweighted ones (effective sample size)",
        "run 3f9c12ab",
        "sha256:3f9c12ab3f9c12ab",
        "redline run scenarios/november-2024.yaml --runs 20000 --seed 1",
        "Read contrasts.",
    ],
)
def test_the_page_states(page, expected):
    assert expected in read(page).text


def test_no_line_ends_inside_a_range_in_per_cent(page):
    assert "(1\N{NON-BREAKING HYPHEN}5\N{NO-BREAK SPACE}%)" in page
    assert " %" not in page.split("<figure", maxsplit=1)[0].split("</style>")[1]


def test_the_first_contrast_leads_the_page(page):
    text = read(page).text
    assert text.index("2024 doctrine text") < text.index("NATO owner off") < text.index("Figures")


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


def test_the_page_is_small_and_the_same_when_made_again(page):
    assert len(page.encode()) < 3_000_000
    assert page == render(SUMMARY, [draw() for draw in ORDINARY.values()], CONTRASTS, META)


def test_dark_mode_covers_every_colour_of_the_figures(page):
    light, dark = re.findall(r":root \{ ([^}]*)\}", page)[:2]
    assert "prefers-color-scheme: dark" in page
    assert len(re.findall(r"--[a-z]+:", light)) == len(re.findall(r"--[a-z]+:", dark)) == len(DARK)
    assert set(re.findall(r"var\(--([a-z]+)", page)) <= {variable for variable, _ in DARK.values()}


def test_hostile_text_stays_text():
    summary = copy.deepcopy(SUMMARY) | {
        "scenario": HOSTILE,
        "digest": HOSTILE,
        "run_id": HOSTILE,
        "version": HOSTILE,
        "answers": {HOSTILE: {"1": 1.0}},
    }
    summary["outcomes"]["nuclear_use"]["by_owner"] = {HOSTILE: 0.0074}
    contrasts = [dict(CONTRASTS[0], label=HOSTILE, measure=HOSTILE, unit=HOSTILE)]
    figures = [EDGES["dots, hostile"](), EDGES["ladder, hostile"](), EDGES["curve, hostile"]()]
    page = render(summary, figures, contrasts, dict.fromkeys(("title", "command", "summary", "reading"), HOSTILE))
    tags = {tag for tag, _ in read(page).tags}
    assert "script" not in tags
    assert '<script>alert("x")</script>' in read(page).text


def test_impossible_use_has_no_parts_to_tell():
    summary = copy.deepcopy(SUMMARY)
    summary["outcomes"]["nuclear_use"] = dict.fromkeys(("p", "low", "high", "deliberate", "noise", "inadvertent", "via_clash"), 0.0)
    text = read(render(summary, [], [], META)).text
    assert "No nuclear use within 12 months: impossible in this model as set." in text
    assert "Most of what" not in text
    assert "By actor" not in text


def test_what_is_not_known_is_left_out_or_said():
    text = read(render(SUMMARY, [], [], {"title": "t", "command": "c"})).text
    assert "No contrast was computed." in text
    assert "have no source" not in text
    assert "Figures" not in text


def test_what_is_optional_is_shown_when_given():
    level = {"low": 0.003, "high": 0.067, "basis": "two prototypes"}
    meta = META | {"horizon_months": 18, "level_range": level, "anchors": ["Others said <9 in 100."]}
    meta |= {"names": {"russia": "Moscow", "nato_clash": "a NATO-Russia clash"}}
    text = read(render(SUMMARY | {"failed": 3, "version": "9.9"}, [], [], meta)).text
    for expected in (
        "within 18 months",
        "3 to 67 in 1,000 (two prototypes)",
        "Moscow's answers",
        "A NATO-Russia clash within",
        "3 failed",
        "redline 9.9",
        "Others said <9 in 100.",
    ):
        assert expected in text


def test_a_long_table_is_cut_and_the_rest_named():
    figure = EDGES["map, contours"]()
    long = type(figure)(**{name: getattr(figure, name) for name in figure.__dataclass_fields__} | {"rows": figure.rows * 5})
    text = read(render(SUMMARY, [long], [], META)).text
    assert f"{len(long.rows) - MOST_ROWS} more rows are in heat-map.csv." in text


def test_another_object_or_a_missing_key_is_refused():
    with pytest.raises(ValueError, match="redline/run/1"):
        render({"schema": "redline/sweep/1"}, [], [], META)
    with pytest.raises(KeyError, match="command"):
        render(SUMMARY, [], [], {"title": "t"})
