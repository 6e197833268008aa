"""The strict reader: bytes of a YAML file -> a tree of values with line and column, or a list of problems.

PyYAML is used as a source of parser events only; nothing is ever constructed from a file but names, lists, numbers, true, false and text.
Refused: more than 1 MiB, 40 levels, 20,000 values or 1,024 characters in a name; anything but UTF-8; control characters and tabs; anchors,
aliases, tags, merge keys, directives, a second document; a name given twice; words whose meaning YAML readers disagree about (see scalars.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from sim.errors import Problem, ScenarioError, quoted
from sim.scenario.nodes import Items, Mark, Names, Node, Scalar
from sim.scenario.scalars import Refused, in_a_file, resolve

BYTES = 1 << 20
DEPTH = 40
NODES = 20_000
LONGEST_NAME = 1024  # characters; what a scenario may be named after has 64
PROBLEMS = 500  # reading stops here: the file is something else

# Controls (a line feed is fine), line ends of other worlds, text direction, byte-order marks, non-characters, halves of characters.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_DIRECTIVE = re.compile(r"(?:[ ]*(?:#[^\n]*)?\n)*%")  # before the first document; one of PyYAML's parsers skips those it does not know
_WORDS = (  # what the two YAML parsers say -> what we say; {opened} is where the thing began
    ("mapping values are not allowed", "a ':' here starts a name inside a value; use quotes around text with ': ', or check the indentation"),
    ("could not find expected ':'", "a name without ':' after it (or text that goes on without indentation)"),
    ("',' or ']'", "the list opened on line {opened} is not closed, or lacks a comma here"),
    ("',' or '}'", "the names opened on line {opened} with '{{' are not closed, or lack a comma here"),
    ("unexpected end of stream", "the quotes are not closed"),
    ("unexpected document separator", "the quotes are not closed"),
    ("unknown escape", "unknown escape after '\\' in double quotes; use single quotes for a plain backslash"),
    ("escape", "bad escape after '\\' in double quotes; use single quotes for a plain backslash"),
    ("hexdecimal", "bad escape after '\\' in double quotes; use single quotes for a plain backslash"),
    ("cannot start any token", "this character cannot start a value; use quotes for text"),
    ("alphabetic or numeric", "'*' and '&' cannot start text, and aliases are not allowed; use quotes for text"),
    ("tag handle", "'!' cannot start text, and tags are not allowed; use quotes for text"),
    ("directive", "directives (%) are not allowed; delete the line"),
    ("<block end>", "the indentation does not fit the lines above"),
    ("expected key", "the indentation does not fit the lines above"),
    ("expected '-' indicator", "the indentation does not fit the lines above"),
    ("sequence entries are not allowed", "a list entry '-' cannot stand here; begin a new line, or use quotes for text"),
    ("mapping keys are not allowed", "a name cannot start here; begin a new line"),
    ("document start", "only one document is allowed; remove what follows the '---' or '...'"),
    ("node content", "a value is missing here"),
)
_AT_THE_START = ("quotes", "escape")  # these are told where the quotes open, the rest where reading stopped


class _Stop(Exception):
    """Reading cannot go on: the problem that stands for the rest."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_bytes(path: Path, name: str) -> bytes:
    """Return the content of a file, at most one byte over the budget; ScenarioError where it cannot be read."""
    try:
        if path.is_file():
            with path.open("rb") as stream:
                return stream.read(BYTES + 1)
        reason = "not a file" if path.exists() else "no such file"
    except (OSError, ValueError) as error:
        reason = f"cannot be read ({(getattr(error, 'strerror', None) or 'the name cannot be used').lower()})"
    raise ScenarioError([Problem(name, 0, 0, reason)])


def decode(data: bytes, name: str) -> str:
    """Return the text of a file with line feeds as line ends; ScenarioError for anything but clean UTF-8 within the budget."""
    if len(data) > BYTES:
        raise ScenarioError([Problem(name, 0, 0, f"larger than {BYTES >> 20} MiB; a scenario is a few pages of text")])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ScenarioError([Problem(name, 1, 1, "not UTF-8 text (it looks like UTF-16); save the file as UTF-8")])
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise ScenarioError([_position(before, name).problem("not UTF-8 text; save the file as UTF-8")]) from None
    text = text.replace("\r\n", "\n")
    found = _FORBIDDEN.search(text)
    if found:
        sign = found.group()
        what = "tab character; use spaces" if sign == "\t" else f"control or invisible character U+{ord(sign):04X}; delete it"
        raise ScenarioError([_position(text[: found.start()], name).problem(what)])
    return text


def _position(before: str, name: str) -> Mark:
    start = before.rfind("\n") + 1
    return Mark(name, before.count("\n") + 1, len(before) - start + 1)


def read(data: bytes | str, name: str, layer: int = 0) -> tuple[Node, list[Problem]]:
    """Return the tree of a file and what is wrong with single values; ScenarioError where there is no tree to speak of.

    `layer` goes into every mark: see nodes.Mark.
    """
    text = decode(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data, name)
    builder = _Builder(name, layer)
    try:
        for event in _events(text, name):
            builder.take(event)
    except _Stop as stop:
        raise ScenarioError([*builder.problems, stop.problem]) from None
    if builder.root is None:
        raise ScenarioError([*builder.problems, Problem(name, 1, 1, "the file is empty")])
    return builder.root, builder.problems


def _events(text: str, name: str) -> Iterator[yaml.Event]:
    directive = _DIRECTIVE.match(text)
    if directive:
        raise _Stop(_position(text[: directive.end() - 1], name).problem("directives (%) are not allowed; delete the line"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        raise _Stop(_syntax_problem(error, name)) from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError, IndexError):
        raise _Stop(Problem(name, 1, 1, "not readable as YAML; check quotes, brackets and indentation")) from None


def _syntax_problem(error: yaml.MarkedYAMLError, name: str) -> Problem:
    technical = f"{error.problem or ''} {error.context or ''}"
    start, stop = error.context_mark or error.problem_mark, error.problem_mark or error.context_mark
    ours = next((ours for theirs, ours in _WORDS if theirs in technical), "not readable as YAML here; check quotes, brackets and indentation")
    message = ours.format(opened=start.line + 1 if start is not None else 1)
    return _mark(start if any(word in message for word in _AT_THE_START) else stop, name).problem(message)


def _mark(mark: Any, name: str, layer: int = 0) -> Mark:
    return Mark(name, mark.line + 1, mark.column + 1, layer) if mark is not None else Mark(name, 1, 1, layer)


class _Builder:
    """Turns events into nodes with a stack of its own: depth costs memory by the level, never the interpreter's stack."""

    def __init__(self, name: str, layer: int = 0) -> None:
        self.name = name
        self.layer = layer
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[Items | Names] = []
        self._waiting: list[tuple[str, Mark] | None] = []  # per open collection: the name whose value comes next
        self._count = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Digest one event."""
        mark = _mark(event.start_mark, self.name, self.layer)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, mark)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._properties(event, mark)
            self._start(Names(mark) if isinstance(event, yaml.MappingStartEvent) else Items(mark))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
            self._waiting.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._complain(mark, f"alias {quoted('*' + str(event.anchor))} is not allowed; write the value out")
            self._place(Scalar(mark, "", bad=True))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event, mark)

    def _document(self, event: yaml.DocumentStartEvent, mark: Mark) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _Stop(mark.problem("only one document is allowed; remove what follows the '---' or '...'"))

    def _properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, mark: Mark) -> None:
        if event.anchor:
            self._complain(mark, f"anchor {quoted('&' + str(event.anchor))} is not allowed; write the value out where it is needed")
        if event.tag:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._complain(mark, f"tag {quoted(tag)} is not allowed; put everything in one file or use 'base:'")

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        self._properties(event, mark)
        is_plain = not event.style
        value = resolve(event.value) if is_plain else event.value
        is_name = bool(self._open) and isinstance(self._open[-1], Names) and self._waiting[-1] is None
        if is_plain and event.value == "<<" and is_name:
            value = Refused("merge key '<<' is not allowed; write the entries out, or use 'base:'")
        if isinstance(value, Refused):
            self._complain(mark, value.message if not (is_name and not event.value) else "a name is missing before ':'")
            self._place(Scalar(mark, str(event.value), bad=True))
        elif isinstance(value, str) and _FORBIDDEN.search(value):
            self._complain(mark, f"control or invisible character in {quoted(value)}; delete it")
            self._place(Scalar(mark, value, bad=True))
        else:
            self._place(Scalar(mark, value))

    def _start(self, node: Items | Names) -> None:
        self._place(node)
        self._open.append(node)
        self._waiting.append(None)
        if len(self._open) > DEPTH:
            raise _Stop(node.mark.problem(f"more than {DEPTH} levels inside one another"))

    def _place(self, node: Node) -> None:
        self._count += 1
        if self._count > NODES:
            raise _Stop(node.mark.problem(f"more than {NODES} values in one file"))
        if not self._open:
            self.root = node
        elif isinstance(self._open[-1], Items):
            self._open[-1].items.append(node)
        elif self._waiting[-1] is None:
            self._waiting[-1] = (self._name(node), node.mark)
        else:
            self._entry(self._open[-1], node)

    def _name(self, node: Node) -> str:
        if not isinstance(node, Scalar):
            self._complain(node.mark, "a list or a group of names cannot be a name")
            return f"\0{self._count}"
        if isinstance(node.value, bool | float):
            self._complain(node.mark, f"{quoted(in_a_file(node.value))} cannot be a name; use quotes")
        if len(str(node.value)) > LONGEST_NAME and not node.bad:
            self._complain(node.mark, f"a name of {len(str(node.value)):,} characters, {quoted(node.value)}; {LONGEST_NAME:,} is the most")
            return f"\0{self._count}"
        return str(node.value) if not node.bad else f"\0{self._count}"

    def _entry(self, owner: Names, node: Node) -> None:
        name, mark = self._waiting[-1] or ("", node.mark)
        self._waiting[-1] = None
        if name.startswith("\0"):
            owner.bad = True  # its name was refused: what it lacks or has too much of is not known
        elif name in owner.entries:
            self._complain(mark, f"{quoted(name)} is given twice; first on line {owner.keys[name].line}")
        else:
            owner.entries[name] = node
            owner.keys[name] = mark

    def _complain(self, mark: Mark, message: str) -> None:
        if len(self.problems) >= PROBLEMS:
            raise _Stop(mark.problem(f"more than {PROBLEMS} problems; is this a scenario file?"))
        self.problems.append(mark.problem(message))
