"""Load a scenario: file or text -> tree -> overrides -> typed document -> checked, frozen Scenario."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.errors import ScenarioError
from sim.scenario.build import build
from sim.scenario.library import Library, inline
from sim.scenario.nodes import Names
from sim.scenario.schema import Document
from sim.scenario.text import read, read_bytes
from sim.scenario.validate import validate
from sim.scenario.world import Scenario


def load(path: str | Path, overrides: Iterable[str] = ()) -> Scenario:
    """Return the scenario of a file."""
    name = str(path)
    tree, problems = read(read_bytes(Path(path), name), name)
    library = Library([Path(path).parent])
    if not isinstance(tree, Names):
        raise ScenarioError([tree.mark.problem("a scenario file is a group of names")])
    tree, more = inline(tree, library)
    document, found = validate(tree, Document)
    problems = [*problems, *more, *found]
    if document is None or problems:
        raise ScenarioError(problems)
    return build(document, {}, {}, "")
