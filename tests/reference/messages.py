"""Exit codes, exceptions, and what may be wrong with a file, as Markdown: read from the source."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from sim import errors
from tests.reference.words import code, plain, row, table

ROOT = Path(__file__).resolve().parents[2]
READERS = ("sim/scenario", "sim/experiment", "sim/backends")
SAID = {"PydanticCustomError": 1, "Refused": 0, "problem": 0, "Problem": 3, "ValueError": 0}  # what is called -> which argument is the message
HOLE = re.compile(r"\{[^{}]*\}")


def page() -> list[str]:
    """Return the page."""
    lines = [
        (
            "A mistake is one line on standard error: where, what, what is allowed, perhaps what was meant. All mistakes of a file "
            "come at once, at most 20 lines. No traceback without `--debug`."
        ),
        "",
    ]
    lines += [
        "## Exit codes",
        "",
        *table(["code", "name", "what it tells the shell"], [row(code(one), code(name), what) for one, name, what in _codes()]),
    ]
    lines += ["", "## Exceptions", "", "From Python the same mistakes are exceptions of `sim.errors`:", "", "```text", *_tree(), "```"]
    lines += [
        "",
        "## What may be wrong with a file",
        "",
        "`...` stands for what the message quotes. Every line begins with `FILE:LINE:COLUMN: error:` and the path of the value.",
    ]
    for folder in READERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            said = sorted(set(_messages(ast.parse(file.read_text(encoding="utf-8")))))
            if said:
                first = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").splitlines()[0]
                lines += ["", f"### {file.relative_to(ROOT).as_posix()}", "", plain(first), "", *(f"* {plain(text)}" for text in said)]
    return lines


def _codes() -> Iterator[tuple[int, str, str]]:
    """Yield every exit code with its name and the comment beside it."""
    for line in inspect.getsource(errors.Exit).splitlines():
        found = re.fullmatch(r"\s+([A-Z]+) = (\d+)  # (.*)", line)
        if found:
            yield int(found[2]), found[1], found[3]


def _tree() -> list[str]:
    text = inspect.getdoc(errors) or ""
    return [line.removeprefix("    ") for line in text.splitlines() if line.startswith("    ")]


def _messages(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of complaints, their quotations as dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            place = SAID.get(name)
            if place is not None and len(node.args) > place:
                text = _template(node.args[place])
                if re.search(r"[a-z]{3}", text):
                    yield re.sub(r"(?:\.\.\.){2,}", "...", text)


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return HOLE.sub("...", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "..." for part in node.values)
    return ""
