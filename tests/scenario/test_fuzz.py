"""Whatever a file contains, the reader answers with a world or with at most twenty printable lines; nothing else ever comes out."""

import itertools
import re

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.load import load_text
from sim.scenario.table import read_rows
from sim.scenario.text import read
from tests.scenario.examples import NOVEMBER, SCENARIOS, TINY, TWO

LINE = re.compile(r".+: error: .+|[0-9]+ more problems")
WORDS = "a b: c: - [ ] { } , : ? | > ' \" # & * ! % @ ` ~ << !!str &x *x --- ... no 010 1e400 .nan 12:30 true 0.5 schema: id: \\ \\x1b é"
PIECES = st.sampled_from([*WORDS.split(" "), " ", "  ", "\n", "\n  ", "\n\n", ": ", "- ", ", ", "\t", "\x00", "\u2028", "\x85"])
GRAMMAR = st.lists(PIECES, max_size=60).map("".join)


def outcome(function, *arguments) -> str:
    """Return what a reader says, which must be nothing or a report fit for a terminal."""
    try:
        function(*arguments)
    except ScenarioError as error:
        report = str(error)
        lines = report.split("\n")
        assert 1 <= len(lines) <= 20
        assert all(LINE.fullmatch(line) and line.isprintable() for line in lines), report
        return report
    return ""


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300))
@example(b"[" * 5000)
@example(b"? " * 5000)
@example(b"\xff\xfe")
def test_any_bytes(data):
    outcome(read, data, "f")
    outcome(load_text, data, "f")
    outcome(read_rows, data, "f")


@settings(max_examples=600, deadline=None)
@given(GRAMMAR)
def test_any_text_made_of_yaml_pieces(text):
    outcome(load_text, text, "f")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([TINY, TWO]), st.integers(0, 10_000), st.integers(0, 12), PIECES)
def test_a_scenario_with_a_piece_cut_out_and_another_put_in(text, at, length, piece):
    at %= len(text)
    outcome(load_text, text[:at] + piece + text[at + length :], "f")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["title", "id", "clock.start", "actors.south.side", "owners.north.lines.border.stake", "x.y"]))
def test_any_override(value, path):
    outcome(load_text, TWO, "f", None, [f"{path}={value}"])
    outcome(load_text, TWO, "f", None, [value])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(alphabet='ab,"0. \n', max_size=6), max_size=9), max_size=4))
def test_any_table(rows):
    text = "id,date,owner,dimension,exposure,front,answered,rung\n" + "\n".join(",".join(row) for row in rows)
    outcome(read_rows, text.encode(), "f")


def scalars_of(text: str, of_names: bool) -> list[yaml.ScalarToken]:
    """Return every name, or every single value, of a text, by PyYAML's own scanner."""
    return [
        token
        for before, token in itertools.pairwise(yaml.scan(text))
        if isinstance(token, yaml.ScalarToken) and isinstance(before, yaml.KeyToken) is of_names
    ]


@pytest.mark.parametrize("wrong", ["[]", "{}", "{what: ever}", "'no such thing!'"])
def test_a_value_of_the_wrong_kind_is_refused_on_its_line(wrong):
    missed = []
    for token in scalars_of(TWO, of_names=False):
        first, end, line = token.start_mark.index, token.end_mark.index, token.start_mark.line + 1
        is_prose = wrong.startswith("'") and " " in token.value
        report = outcome(load_text, TWO[:first] + wrong + TWO[end:], "x.yaml")
        if f"x.yaml:{line}:" not in report and not (is_prose or token.value == "stake"):
            missed.append((line, token.value, report))
    assert missed == []


def slip(name: str, number: int) -> str:
    """Return the name with one letter lost, added, changed or swapped; which one and where follows from `number`."""
    at, kind = number % len(name), number % 4
    swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    return [name[:at] + name[at + 1 :], name[:at] + "q" + name[at:], name[:at] + "x" + name[at + 1 :], swapped][kind]


def test_a_misspelt_name_is_recognised_nine_times_in_ten_and_told_once():
    names = [token for token in scalars_of(NOVEMBER, of_names=True) if not token.value.isdigit()]
    reports = []
    for number, token in enumerate(names[::3]):
        first, end, name = token.start_mark.index, token.end_mark.index, token.value
        misspelt = slip(name, number)
        report = outcome(load_text, NOVEMBER[:first] + misspelt + NOVEMBER[end:], "x.yaml", SCENARIOS) if misspelt != name else ""
        if report:  # the rest are free names, such as those of presets and nests
            right, wrong = (re.escape(word.rpartition(".")[2]) for word in (name, misspelt))
            reports.append((bool(re.search(rf"did you mean '({right}|{wrong})'", report)), report.count("\n") + 1))
    assert len(reports) > 150
    assert sum(recognised for recognised, _ in reports) / len(reports) >= 0.9
    assert sum(lines for _, lines in reports) / len(reports) < 1.2
