"""The reader survives hostile files, says where and what, and says the same with either of PyYAML's parsers."""

import time

import pytest
import yaml

from sim.errors import ScenarioError
from sim.scenario.nodes import Mark, Names, Scalar, plain
from sim.scenario.text import read


@pytest.fixture(params=["the C parser", "the Python parser"], autouse=True)
def either_parser(request, monkeypatch):
    if request.param == "the Python parser":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


def report(data: bytes | str) -> list[str]:
    """Return what the reader says about a file f, one line a problem."""
    try:
        return [str(problem) for problem in read(data, "f")[1]]
    except ScenarioError as error:
        return str(error).split("\n")


HOSTILE = {
    "an empty file": (b"", "f:1:1: error: the file is empty"),
    "only comments": (b"# nothing\n\n", "f:1:1: error: the file is empty"),
    "100 KB of open lists": (b"[" * 100_000, "f:1:41: error: more than 40 levels inside one another"),
    "100 KB of dashes": (b"- " * 50_000, "f:1:81: error: more than 40 levels inside one another"),
    "41 levels of names": ("".join(" " * i + "a:\n" for i in range(50)), "f:41:41: error: more than 40 levels inside one another"),
    "many values": (b"a: [" + b"1," * 30_000 + b"]\n", "f:1:39999: error: more than 20000 values in one file"),
    "too many bytes": (b"a: " + b"x" * 1_100_000, "f: error: larger than 1 MiB; a scenario is a few pages of text"),
    "a tab": (b"a:\n\tb: 1\n", "f:2:1: error: tab character; use spaces"),
    "a second byte-order mark": ("a: \ufeffb\n", "f:1:4: error: control or invisible character U+FEFF; delete it"),
    "UTF-16": ("a: 1\n".encode("utf-16"), "f:1:1: error: not UTF-8 text (it looks like UTF-16); save the file as UTF-8"),
    "Latin-1": (b"x: 1\na: caf\xe9\n", "f:2:7: error: not UTF-8 text; save the file as UTF-8"),
    "a zero byte": (b"a: \x00\n", "f:1:4: error: control or invisible character U+0000; delete it"),
    "a terminal escape": (b"a: \x1b[31m\n", "f:1:4: error: control or invisible character U+001B; delete it"),
    "an old line end": (b"a: 1\rb: 2\r", "f:1:5: error: control or invisible character U+000D; delete it"),
    "a line separator": ('a: "x\u2028y"\n', "f:1:6: error: control or invisible character U+2028; delete it"),
    "text direction": ('a: "\u202eabc"\n', "f:1:5: error: control or invisible character U+202E; delete it"),
    "an escaped control": (b'a: "\\x1b[31m"\n', "f:1:4: error: control or invisible character in '\\x1b[31m'; delete it"),
    "a name twice": (b'a: 1\nb: 2\n"a": 3\n', "f:3:1: error: 'a' is given twice; first on line 1"),
    "an alias": (b"a: *b\n", "f:1:4: error: alias '*b' is not allowed; write the value out"),
    "an anchor": (b"a: &b 1\n", "f:1:4: error: anchor '&b' is not allowed; write the value out where it is needed"),
    "a merge key": (b"<<: {a: 1}\n", "f:1:1: error: merge key '<<' is not allowed; write the entries out, or use 'base:'"),
    "a tag": (b"a: !include x\n", "f:1:4: error: tag '!include' is not allowed; put everything in one file or use 'base:'"),
    "a Python tag": (
        b"a: !!python/object/apply:os.system [ls]\n",
        "f:1:4: error: tag '!!python/object/apply:os.system' is not allowed; put everything in one file or use 'base:'",
    ),
    "a standard tag": (b"a: !!str 1\n", "f:1:4: error: tag '!!str' is not allowed; put everything in one file or use 'base:'"),
    "an unknown tag handle": (b"a: !x!y 1\n", "f:1:4: error: '!' cannot start text, and tags are not allowed; use quotes for text"),
    "a directive": (b"%YAML 1.1\n---\na: 1\n", "f:1:1: error: directives (%) are not allowed; delete the line"),
    "an unknown directive": (b"# x\n\n%INCLUDE y\n---\na: 1\n", "f:3:1: error: directives (%) are not allowed; delete the line"),
    "two documents": (b"a: 1\n---\nb: 2\n", "f:2:1: error: only one document is allowed; remove what follows the '---' or '...'"),
    "text after the end": (b"a: 1\n...\nb: 2\n", "f:3:1: error: only one document is allowed; remove what follows the '---' or '...'"),
    "a colon in text": (
        b"title: war: a history\n",
        "f:1:11: error: a ':' here starts a name inside a value; use quotes around text with ': ', or check the indentation",
    ),
    "an open list": (b"a: [1, 2\nb: 1\n", "f:2:2: error: the list opened on line 1 is not closed, or lacks a comma here"),
    "open braces": (b"a: {b: 1\nc: 2\n", "f:2:2: error: the names opened on line 1 with '{' are not closed, or lack a comma here"),
    "open quotes": (b'x: 1\na: "abc\nb: 1\n', "f:2:4: error: the quotes are not closed"),
    "an unknown escape": (b'a: "\\q"\n', "f:1:4: error: unknown escape after '\\' in double quotes; use single quotes for a plain backslash"),
    "bad indentation": (b"a:\n  b: 1\n c: 2\n", "f:3:2: error: the indentation does not fit the lines above"),
    "an at sign": (b"a: @x\n", "f:1:4: error: this character cannot start a value; use quotes for text"),
    "a star": (b"a: * x\n", "f:1:4: error: '*' and '&' cannot start text, and aliases are not allowed; use quotes for text"),
    "a list as a name": (b"[a]: 1\n", "f:1:1: error: a list or a group of names cannot be a name"),
    "a number as a name": (b"1.5: a\n", "f:1:1: error: '1.5' cannot be a name; use quotes"),
    "a switch as a name": (b"true: a\n", "f:1:1: error: 'true' cannot be a name; use quotes"),
    "no value": (b"a:\nb: 1\n", "f:1:3: error: no value given; write one, or delete the name"),
    "a name in braces without value": (b"a: {b}\n", "f:1:6: error: no value given; write one, or delete the name"),
    "two commas": (b"a: [1,,2]\n", "f:1:7: error: a value is missing here"),
    "a stray dash": (b"a: -\n", "f:1:4: error: a list entry '-' cannot stand here; begin a new line, or use quotes for text"),
}


@pytest.mark.parametrize(("data", "message"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_gets_one_clear_line(data, message):
    started = time.process_time()
    assert report(data) == [message]
    assert time.process_time() - started < 2


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file():
    assert report(b"a: no\nb: &x 010\na: [*x, .nan]\n") == [
        "f:1:4: error: 'no' is ambiguous (text or yes/no?); write \"no\" in quotes for text, or true/false",
        "f:2:4: error: anchor '&x' is not allowed; write the value out where it is needed",
        "f:2:4: error: '010' is ambiguous (it looks like a number with a leading zero); drop the zero, or use quotes for text",
        "f:3:1: error: 'a' is given twice; first on line 1",
        "f:3:5: error: alias '*x' is not allowed; write the value out",
        "f:3:9: error: '.nan' is not a finite number; use quotes for text",
    ]


def test_a_report_is_never_longer_than_twenty_lines():
    assert report(b"a: [" + b"no, " * 5000 + b"]")[-1] == "482 more problems"
    assert len(report(b"a: [" + b"no, " * 5000 + b"]")) == 20


def test_a_merge_bomb_costs_nothing():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    started = time.process_time()
    assert all("is not allowed" in line for line in report(bomb)[:19])
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa: 1\r\nb: x\r\n", "a: 1\nb: x\n", "---\na: 1\nb: 'x'\n"])
def test_a_byte_order_mark_and_other_line_ends_change_nothing(data):
    tree, problems = read(data, "f")
    assert (plain(tree), problems) == ({"a": 1, "b": "x"}, [])


def test_every_value_keeps_its_place():
    tree, _ = read("a: 1\nb:\n  c: [x, {d: 2}]\n", "f")
    assert isinstance(tree, Names)
    assert tree.keys["b"] == Mark("f", 2, 1)
    inner = tree.entries["b"]
    assert isinstance(inner, Names)
    assert plain(inner) == {"c": ["x", {"d": 2}]}
    assert inner.entries["c"].mark == Mark("f", 3, 6)
    assert inner.entries["c"].items[1].entries["d"] == Scalar(Mark("f", 3, 14), 2)


def test_everything_in_quotes_is_text():
    tree, problems = read('a: "no"\nb: \'010\'\nc: ""\n"5": x\n', "f")
    assert (plain(tree), problems) == ({"a": "no", "b": "010", "c": "", "5": "x"}, [])
