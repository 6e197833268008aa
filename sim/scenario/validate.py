"""Tree -> typed document: every complaint of the schema in our words, at the line and column it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import Problem, quoted
from sim.scenario import shape
from sim.scenario.nodes import Mark, Names, Node, Scalar, at, descend, edited, nearest, plain
from sim.scenario.quantity import described
from sim.scenario.suggest import hint, nearest_name
from sim.scenario.words import choice_context

M = TypeVar("M", bound=BaseModel)
Path = Sequence[str | int]
MANY = 100  # mistakes in one file from which on it is another kind of file: nothing is guessed about what was meant


def validate(tree: Node, model: type[M]) -> tuple[M | None, list[Problem]]:
    """Return the typed document, or None and what the schema has against the tree."""
    try:
        return model.model_validate(plain(tree)), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        guessing = len(details) < MANY
        meant = _meant(tree, model, details) if guessing else set()
        found = [_problem(tree, model, detail, guessing) for detail in details if not (detail["type"] == "missing" and detail["loc"] in meant)]
        return None, [problem for problem in dict.fromkeys(found) if problem is not None]


def _meant(tree: Node, model: type[BaseModel], details: Iterable[Any]) -> set[tuple[str | int, ...]]:
    """Return the locations of names that are not missing but misspelt: the mistake is told once, where it was made."""
    found: set[tuple[str | int, ...]] = set()
    for detail in details:
        if detail["type"] == "extra_forbidden":
            near = nearest_name(str(detail["loc"][-1]), _free(tree, model, _without_tags(detail["loc"])))
            found |= {(*detail["loc"][:-1], near)} if near else set()
    return found


def _free(tree: Node, model: type[BaseModel], loc: Path) -> list[str]:
    """Return the names that the schema knows beside the last name of `loc` and the file has not used."""
    above = at(tree, loc[:-1])
    taken = set(above.entries) if isinstance(above, Names) else set()
    return [name for name in _known(model, loc) if name not in taken]


def _known(model: type[BaseModel], loc: Path) -> list[str]:
    """Return the names that the schema knows beside the last name of `loc`."""
    return shape.names(shape.walk(model, [str(step) for step in loc[:-1]]))


def mended(tree: Names, model: type[M]) -> tuple[M | None, Names]:
    """Return the document the author seems to have meant, or None, so that checks can go on after mistakes of the simple kind.

    A misspelt name is read as the nearest free one, other unknown names and bad optional numbers are left out; anything graver makes
    guessing idle.
    """
    try:
        return model.model_validate(plain(tree)), tree
    except ValidationError as error:
        details = error.errors(include_url=False)
    guess: Names | None = tree if len(details) < MANY else None
    for detail in details if guess is not None else ():
        loc = _without_tags(detail["loc"])
        guess = _mend(guess, model, loc, detail["type"]) if guess is not None and "[key]" not in loc else None
    if guess is None:
        return None, tree
    try:
        return model.model_validate(plain(guess)), guess
    except ValidationError:
        return None, tree


def _mend(tree: Names, model: type[BaseModel], loc: Path, kind: str) -> Names | None:
    above, name = at(tree, loc[:-1]), str(loc[-1]) if loc else ""
    if not isinstance(above, Names):
        return None
    if kind == "extra_forbidden":
        meant = nearest_name(name, _free(tree, model, loc))
        rest = above.without(name)
        return edited(tree, loc[:-1], rest.with_entry(meant, above.entries[name], above.keys[name]) if meant else rest)
    if kind == "missing":
        return tree  # perhaps a misspelt name turns out to be this one
    node = above.entries.get(name)
    optional = shape.is_optional_number(shape.walk(model, [str(step) for step in loc[:-1]]), name)
    return edited(tree, loc[:-1], above.without(name)) if optional and isinstance(node, Scalar) else None


def place(tree: Node, path: Path, of_name: bool = False) -> Mark:
    """Return the mark of the value at `path` (of its name with `of_name`), or of the nearest one above."""
    steps = list(descend(tree, path))
    if of_name and steps:
        above = at(tree, [step for step, _ in steps[:-1]])
        if isinstance(above, Names):
            return above.keys[str(steps[-1][0])]
    return nearest(tree, path).mark


def dotted(path: Path) -> str:
    """Return a path as it is written in messages and overrides."""
    return ".".join(str(step) for step in path)


def _problem(tree: Node, model: type[BaseModel], detail: Any, guessing: bool) -> Problem | None:
    loc = _without_tags(detail["loc"])
    context, kind = detail.get("ctx") or {}, detail["type"]
    if loc and loc[-1] == "[key]":
        return place(tree, loc[:-1], of_name=True).problem(detail["msg"])
    if any(node.bad for _, node in [("", tree), *descend(tree, loc)]) and kind != "extra_forbidden":
        return None  # the reader has said what is wrong here
    if kind == "missing":
        return _missing(tree, loc)
    if kind == "extra_forbidden":
        return _unknown(tree, model, loc, guessing)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return _wrong_kind(tree, model, loc, detail["input"], "a group of names")
    mark = place(tree, [*loc, context["at"]] if "at" in context else loc)
    return mark.problem(f"{_name(loc)}{_words(kind, context, detail)}")


def _without_tags(loc: Path) -> list[str | int]:
    return [step for step in loc if not (isinstance(step, str) and step.startswith("<") and step.endswith(">"))]


def _missing(tree: Node, loc: Path) -> Problem:
    return place(tree, loc[:-1], of_name=True).problem(f"{quoted(loc[-1])} is missing{_where(loc)}")


def _where(loc: Path) -> str:
    return f" in {'.'.join(_bare(step) for step in loc[:-1])}" if len(loc) > 1 else ""


def _bare(step: str | int) -> str:
    """Return a name of the file as messages show it without quotes: shortened, and escaped for the terminal."""
    return quoted(step)[1:-1]


def _unknown(tree: Node, model: type[BaseModel], loc: Path, guessing: bool) -> Problem:
    name, near = str(loc[-1]), ""
    if guessing:
        free = _free(tree, model, loc)
        near = hint(name, free if nearest_name(name, free) else _known(model, loc))
    return place(tree, loc, of_name=True).problem(f"unknown name {quoted(name)}{_where(loc)}{near}")


def _wrong_kind(tree: Node, model: type[BaseModel], loc: Path, given: Any, wanted: str) -> Problem:
    known = shape.names(shape.walk(model, [str(step) for step in loc]), with_quantity=False)
    of = f" ({', '.join(known[:8])}{', ...' if len(known) > 8 else ''})" if known else ""
    return place(tree, loc).problem(f"{_name(loc)}must be {wanted}{of}, got {described(given)}")


def _name(loc: Path) -> str:
    if not loc:
        return "the file "
    if isinstance(loc[-1], int):
        return f"{_bare(loc[-2]) if len(loc) > 1 else 'list'}, entry {loc[-1] + 1}, "
    return f"{_bare(loc[-1])} "


def _words(kind: str, context: Any, detail: Any) -> str:
    if kind == "literal_error":
        words = choice_context(detail["input"], re.findall("'([^']*)'", context["expected"]))
        return "must be {allowed}, got {got}{hint}".format(**words)
    if kind == "list_type":
        return f"must be a list in square brackets, got {described(detail['input'])}"
    if kind == "too_short":
        return f"must have {context['min_length']} {'entry' if context['min_length'] == 1 else 'entries'} or more, got {context['actual_length']}"
    if kind == "too_long":
        return f"must have at most {context['max_length']} entries, got {context['actual_length']}"
    return str(detail["msg"])
