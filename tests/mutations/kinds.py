"""Every kind of shipped file: how it is read, with a scenario around it where it needs one, and what it means once it is read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Problem, ProblemsError
from sim.experiment.load import load_experiment
from sim.experiment.schema import Document as ExperimentDocument
from sim.scenario.load import load, load_text
from sim.scenario.nodes import plain
from sim.scenario.schema import DoctrineFile, Document, SourcesFile
from sim.scenario.text import read
from tests.mutations.trees import CHANGES, Word, at, is_near, misspelt, mutant, paths, slips, written

ROOT = Path(__file__).parents[2]
SHIPPED, EXPERIMENTS = ROOT / "scenarios", ROOT / "experiments"
PROSE = {"title", "summary", "reading", "question", "label", "claim", "unit", "assumption", "range"}  # may change without another result
CELLS = ("", "zz", "-1", "1e400", ".nan", "null", "[]", '"', "1e300", "a,b")


@dataclass(frozen=True)
class Shipped:
    """One file, and how it is read from a folder in which it lies under its own name; `meaning` is what a run id is made from."""

    name: str
    place: str  # in the folder
    meaning: Callable[[Path], str]
    model: Any = None
    around: str = ""  # the scenario that names it

    @property
    def source(self) -> Path:
        """The file as it ships."""
        return ROOT / self.name


@dataclass(frozen=True)
class Answer:
    """What became of one mutant: refused, another, or the same; and whether that is right."""

    what: str
    right: bool
    told: str = ""


def _around(name: str, preset: str | None = None) -> Callable[[Path], str]:
    def meaning(folder: Path) -> str:
        return load_text((SHIPPED / f"{name}.yaml").read_text(), "around.yaml", folder, (), preset).text

    return meaning


def _experiment(place: str) -> Callable[[Path], str]:
    def meaning(folder: Path) -> str:
        one = load_experiment(folder / place)
        facts = (one.overrides, one.factors, one.design, one.variants, one.contrasts, one.measures, one.replicates, one.default_replicates)
        return repr((one.id, one.scenario.name, *facts, one.seed, one.target, one.ceiling, one.luck))

    return meaning


def _who_draws(doctrine: str) -> tuple[str, str | None]:
    """Return a scenario that draws a doctrine, without which no file of it would be read, and the preset in which it does."""
    for path in [SHIPPED / "november-2024.yaml", *sorted(SHIPPED.glob("*.yaml"))]:
        if doctrine in path.read_text(encoding="utf-8"):
            presets = (None, *load(path).presets)
            return path.stem, next(preset for preset in presets if f"\n  {doctrine}:\n    title:" in load(path, (), preset).text)
    raise LookupError(doctrine)


def shipped() -> list[Shipped]:
    """Return every shipped file that a person may edit."""
    found = [
        Shipped(f"scenarios/{path.relative_to(SHIPPED)}", path.name, lambda folder, name=path.name: load(folder / name).text, Document)  # type: ignore[misc]
        for path in [*sorted(SHIPPED.glob("*.yaml")), *sorted((SHIPPED / "small").glob("*.yaml"))]
        if path.name != "sources.yaml"
    ]
    for path in sorted((SHIPPED / "doctrines").glob("*.yaml")):
        around, preset = _who_draws(path.stem)
        found.append(Shipped(f"scenarios/doctrines/{path.name}", f"doctrines/{path.name}", _around(around, preset), DoctrineFile, around))
    found += [Shipped("scenarios/sources.yaml", "sources.yaml", _around("november-2024"), SourcesFile, "november-2024")]
    found += [
        Shipped(f"experiments/{path.name}", path.name, _experiment(path.name), ExperimentDocument) for path in sorted(EXPERIMENTS.glob("*.yaml"))
    ]
    return found


HISTORY = Shipped("scenarios/history/ukraine-2022-2025.csv", "history/ukraine-2022-2025.csv", _around("november-2024"), None, "november-2024")


def tree_of(one: Shipped) -> Any:
    """Return the tree of a file as Python values, dates and unusual words as they are written."""
    return plain(read(one.source.read_bytes(), one.name)[0])


def _is_missed(path: Any, lines: list[Any], problem: Problem) -> bool:
    """Return whether a problem names the key that was changed and stands at a neighbour of it, which needs it, or at a group that holds it."""
    where = lines[min(problem.line, len(lines)) - 1][0]
    near = where == path[: len(where)] or where[:-1] == path[:-1]
    return (
        len(where) > 1 and near and isinstance(path[-1], str) and re.search(rf"(?<![\w-]){re.escape(path[-1])}(?![\w-])", problem.message) is not None
    )


class Bench:
    """One file with all its mutants: write, read, judge."""

    def __init__(self, one: Shipped, folder: Path) -> None:
        self.one, self.folder = one, folder
        self.path = folder / one.place
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for beside in one.source.parent.glob("*.yaml") if one.model is Document else ():  # bases
            (folder / beside.name).write_bytes(beside.read_bytes())
        if one.model is not None:
            self.tree = tree_of(one)
            self.usual = self._meaning([line for _, line in written(self.tree)])
        else:
            self.path.write_bytes(one.source.read_bytes())
            self.usual = one.meaning(folder)

    def _meaning(self, lines: list[str]) -> str:
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return self.one.meaning(self.folder)

    def mutants(self) -> Iterator[tuple[str, Any]]:
        """Yield the kind and the path of every mutant."""
        for path in paths(self.tree):
            owner = at(self.tree, path[:-1])
            for kind, change in CHANGES.items():
                if change(copy(owner), path[-1]) is not None:
                    yield kind, path

    def judge(self, kind: str, path: Any) -> Answer:
        """Return what becomes of a mutant."""
        lines = list(written(mutant(self.tree, path, CHANGES[kind])))
        try:
            meaning = self._meaning([line for _, line in lines])
        except ProblemsError as error:
            own = [problem.line for problem in error.problems if problem.file.endswith(self.one.place)]
            known = is_near(self.tree, lines, path, own) if own else False
            known |= len(path) == 1 and any(str(path[0]) in problem.message for problem in error.problems)  # a section: whoever needs it says so
            known |= any(_is_missed(path, lines, problem) for problem in error.problems if problem.file.endswith(self.one.place))
            return Answer("refused", known or self._named_elsewhere(path, error.problems), str(error.problems[0]))
        if meaning != self.usual:
            again = load_text(meaning).text if self.one.model is Document else meaning  # the canonical text is a file, and its own canonical text
            return Answer("another", again == meaning, "its canonical text is another world")
        return Answer("the same", kind in ("dropped", "doubled") or bool(PROSE & set(map(str, path))) or self.one.name.endswith("sources.yaml"))

    def _named_elsewhere(self, path: Any, problems: tuple[Problem, ...]) -> bool:
        """Return whether a problem is told where the file is named, or where something in it is used, and speaks of it."""
        words = {str(path[-1]), str(at(self.tree, path)), self.path.stem, *(str(part) for part in path if isinstance(part, str))}
        return any(not problem.file.endswith(self.one.place) and any(word in problem.message for word in words) for problem in problems)

    def misspellings(self) -> Iterator[tuple[Any, str]]:
        """Yield the path and the misspelling of every name that the schema knows."""
        from sim.scenario import shape

        for path in paths(self.tree):
            if isinstance(path[-1], str) and path[-1] in shape.names(shape.walk(self.one.model, list(map(str, path[:-1])))):
                for slip in slips(path[-1]):
                    yield path, slip

    def suggests(self, path: Any, slip: str) -> Answer:
        """Return whether a misspelt name is refused with the right suggestion; a slip that is another legal name cannot be."""
        tree = misspelt(self.tree, path, slip)
        try:
            self._meaning([line for _, line in written(tree)])
        except ProblemsError as error:
            said = "\n".join(problem.message for problem in error.problems)
            return Answer("refused", f"did you mean '{path[-1]}'" in said, str(error.problems[0]))
        return Answer("another", False)


class Cells:
    """The history file with single cells changed, and single rows dropped, doubled and cut short."""

    def __init__(self, folder: Path) -> None:
        self.one, self.folder = HISTORY, folder
        self.path = folder / HISTORY.place
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.rows = list(csv.reader(io.StringIO(HISTORY.source.read_text(encoding="utf-8"))))
        self.path.write_text(self._text(self.rows), encoding="utf-8")
        self.usual = HISTORY.meaning(folder)

    @staticmethod
    def _text(rows: list[list[str]]) -> str:
        quoted = (",".join(cell if isinstance(cell, Word) else f'"{cell}"' if "," in cell or '"' in cell else cell for cell in row) for row in rows)
        return "\n".join(quoted) + "\n"

    def mutants(self) -> Iterator[tuple[int, int, str]]:
        """Yield row, column (-1: the row as a whole) and what happens there."""
        for number, row in enumerate(self.rows):
            yield from ((number, -1, what) for what in ("dropped", "doubled", "cut"))
            yield from ((number, column, word) for column in range(min(8, len(row))) for word in CELLS)

    def judge(self, number: int, column: int, what: str) -> Answer:
        """Return what becomes of a mutant."""
        rows = [list(row) for row in self.rows]
        if what == "dropped":
            del rows[number]
        elif what == "doubled":
            rows.insert(number, rows[number])
        elif what == "cut":
            rows[number] = rows[number][:-1]
        else:
            rows[number][column] = Word(what)
        self.path.write_text(self._text(rows), encoding="utf-8")
        try:
            meaning = HISTORY.meaning(self.folder)
        except ProblemsError as error:
            told = [problem.line for problem in error.problems if problem.file.endswith(".csv")]
            return Answer("refused", bool({number + 1, number + 2} & set(told)) or number == 0 or not told, str(error.problems[0]))
        return Answer("another", True) if meaning != self.usual else Answer("the same", what in ("doubled", "dropped"))
