"""What a scenario may name: other scenarios to start from, doctrines, histories and sources, beside its file first, then among the shipped ones.

Names only, never paths: a scenario file cannot make us read anything but these folders. What was read is remembered byte for byte, so that
results can keep it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import Problem, ScenarioError, quoted
from sim.scenario import shipped
from sim.scenario.nodes import Items, Mark, Names, Node, Scalar, size
from sim.scenario.schema import DOCTRINE, DoctrineFile, SourcesFile
from sim.scenario.suggest import GUESSES, hint
from sim.scenario.table import read_rows
from sim.scenario.text import read, read_bytes
from sim.scenario.validate import validate

Bibliography = dict[str, dict[str, str]]
MOST_VALUES = 10_000  # of the doctrine files that one scenario names; the shipped ones have some 400 each


@dataclass
class Library:
    """The folders a scenario may take from, and what has been read from them so far."""

    folders: list[Path]
    files: dict[str, bytes] = field(default_factory=dict)  # place, such as doctrines/x.yaml or shipped/doctrines/y.yaml -> what stood there
    _doctrines: dict[str, Names] = field(default_factory=dict)
    _sizes: dict[str, int] = field(default_factory=dict)  # doctrine -> values in it
    _histories: dict[str, Items] = field(default_factory=dict)
    _bibliography: Bibliography | None = None

    def doctrine(self, name: str, mark: Mark) -> Names:
        """Return the tree of a doctrine without its `schema` and `id`; ScenarioError where it does not exist or is not sound."""
        if name not in self._doctrines:
            path = self._find("doctrines", ".yaml", name, mark, "doctrine")
            self._doctrines[name] = doctrine_tree(path, self.bytes_of(path))
            self._sizes[name] = size(self._doctrines[name])
        return self._doctrines[name]

    def size(self, doctrine: str) -> int:
        """Return how many values there are in a doctrine that has been read."""
        return self._sizes[doctrine]

    def doctrine_names(self) -> list[str]:
        """Return the names of all doctrines in reach."""
        return list(shipped.candidates(self.folders, "doctrines", ".yaml"))

    def history(self, name: str, mark: Mark) -> Items:
        """Return the rows of a history file; ScenarioError where it does not exist or is not sound."""
        if name not in self._histories:
            path = self._find("history", ".csv", name, mark, "history")
            self._histories[name] = read_rows(self.bytes_of(path), str(path))
        return self._histories[name]

    def scenario(self, name: str, mark: Mark) -> Path:
        """Return the file of the scenario that another one starts from."""
        return self._find("", ".yaml", name, mark, "scenario")

    def bibliography(self) -> Bibliography:
        """Return the sources in reach by key; a file nearer to the scenario wins."""
        if self._bibliography is None:
            found: Bibliography = {}
            for place in dict.fromkeys([*self.folders, shipped.folder()]):
                path = place / shipped.BIBLIOGRAPHY
                if path.is_file() and path.resolve().is_relative_to(place.resolve()):
                    found = {**_read_sources(self.bytes_of(path), str(path)), **found}
            self._bibliography = found
        return self._bibliography

    def bytes_of(self, path: Path) -> bytes:
        """Return the content of a file in reach, and remember it by its place: beside the scenario, or among the shipped files."""
        data = read_bytes(path, str(path))
        home = next((place for place in self.folders if path.is_relative_to(place)), None)
        place = path.relative_to(home) if home is not None else shipped.FROZEN / path.relative_to(shipped.folder())
        self.files[place.as_posix()] = data
        return data

    def _find(self, part: str, ending: str, name: str, mark: Mark, kind: str) -> Path:
        known = shipped.candidates(self.folders, part, ending)
        if name not in known:
            raise ScenarioError([mark.problem(f"no {kind} {quoted(name)}{hint(name, known)}")])
        return known[name]


def doctrine_tree(path: Path, data: bytes | None = None) -> Names:
    """Return the tree of a doctrine file without its `schema` and `id`; ScenarioError lists what is wrong with it.

    Parameters
    ----------
    data : what stands in the file, where it has been read before
    """
    tree, problems = read(read_bytes(path, str(path)) if data is None else data, str(path))
    document, found = validate(tree, DoctrineFile)
    problems = [*problems, *found]
    if document is not None and document.id != path.stem:
        problems.append(Problem(str(path), 0, 0, f"id is {quoted(document.id)}, but the file is called {quoted(path.stem)}; make them the same"))
    if problems or not isinstance(tree, Names):
        raise ScenarioError(problems or [tree.mark.problem(f"not a {DOCTRINE} file")])
    return tree.without("schema").without("id")


def _read_sources(data: bytes, name: str) -> Bibliography:
    tree, problems = read(data, name)
    document, found = validate(tree, SourcesFile)
    if document is None or problems:
        raise ScenarioError([*problems, *found])
    return {key: entry.model_dump() for key, entry in document.sources.items()}


def inline(tree: Names, library: Library) -> tuple[Names, list[Problem]]:
    """Return the tree with every doctrine and history it names put in, so that it stands on its own; problems where one is not to be had."""
    problems: list[Problem] = []
    left = MOST_VALUES
    for node in _doctrine_nodes(tree):
        if isinstance(node.value, str) and not node.bad:
            before = tree
            tree = _take(tree, node.value, node.mark, library, problems)
            left -= library.size(node.value) if tree is not before else 0
        if left < 0:
            problems.append(node.mark.problem(f"the doctrines that the scenario names have more than {MOST_VALUES:,} values together"))
        if left < 0 or len(problems) > GUESSES:
            break
    history = tree.entries.get("history")
    rows = history.entries.get("crossings") if isinstance(history, Names) else None
    if isinstance(history, Names) and isinstance(rows, Scalar) and isinstance(rows.value, str) and not rows.bad:
        try:
            tree = tree.with_entry("history", history.with_entry("crossings", library.history(rows.value, rows.mark)))
        except ScenarioError as error:
            problems += error.problems
            tree = tree.with_entry("history", history.without("crossings"))
    return tree, list(dict.fromkeys(problems))


def with_doctrine(tree: Names, name: str, mark: Mark, library: Library) -> Names:
    """Return the tree with doctrine `name` put in; ScenarioError where there is none."""
    own = tree.entries.get("doctrines", Names(mark))
    if not isinstance(own, Names) or name in own.entries:
        return tree
    known = [*own.entries, *library.doctrine_names()]
    if name not in known:
        raise ScenarioError([mark.problem(f"no doctrine {quoted(name)}{hint(name, known)}")])
    text = library.doctrine(name, mark)
    return tree.with_entry("doctrines", own.with_entry(name, text))


def _take(tree: Names, name: str, mark: Mark, library: Library, problems: list[Problem]) -> Names:
    try:
        return with_doctrine(tree, name, mark, library)
    except ScenarioError as error:
        problems += error.problems
        return tree


def _doctrine_nodes(tree: Names) -> list[Scalar]:
    found: list[Scalar] = []
    for place in ("owners", "timeline"):
        group = tree.entries.get(place)
        for entry in group.entries.values() if isinstance(group, Names) else ():
            chosen = entry.entries.get("doctrine") if isinstance(entry, Names) else None
            each = chosen.entries.values() if place == "timeline" and isinstance(chosen, Names) else [chosen]
            found += [node for one in each for node in _names_in(one)]
    history = tree.entries.get("history")
    listed = history.entries.get("doctrines") if isinstance(history, Names) else None
    return found + [node for node in (listed.items if isinstance(listed, Items) else ()) if isinstance(node, Scalar)]


def _names_in(node: Node | None) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Names):
        named = [node.entries.get(name) for name in ("published", "operative", "attribution", "earlier")]
        return [one for one in named if isinstance(one, Scalar)]
    return []
