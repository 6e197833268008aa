"""Load a scenario: file -> tree -> base, preset, overrides -> files it names -> typed document -> checks -> frozen Scenario.

`load` does it once. To try many settings of one scenario, read it once and ask the draft for each:

    draft = read_draft("scenarios/november-2024.yaml")
    for cost in (1.25, 2.5, 5.0):
        scenario = draft.scenario({"owners.russia.nuclear.cost.median": cost})
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import Problem, ScenarioError, escaped, quoted
from sim.scenario import shipped
from sim.scenario.base import with_base
from sim.scenario.build import build
from sim.scenario.canonical import canonical
from sim.scenario.checks import check
from sim.scenario.edit import PRESET, Given, Override, apply, parse_all
from sim.scenario.library import Library, inline, with_doctrine
from sim.scenario.nodes import Mark, Names, Node, Plain, Scalar, moved, size
from sim.scenario.provenance import quantities, used_sources
from sim.scenario.schema import Document
from sim.scenario.settle import group, settle
from sim.scenario.suggest import GUESSES, hint
from sim.scenario.text import read, read_bytes
from sim.scenario.validate import mended, validate
from sim.scenario.world import Scenario

PRESETS_BY_VALUES = 100_000  # presets, times the values of the scenario that each is tried on, at some 4 microseconds a value
PRESET_SETTINGS = 2_000  # in all presets; each may copy the largest group of the scenario
Overrides = Iterable[Given] | Mapping[str, Plain]


@dataclass(frozen=True)
class Draft:
    """A scenario file that has been read but not yet checked; `problems` are what the reader has against single values."""

    name: str
    tree: Names
    library: Library
    problems: tuple[Problem, ...]
    source: bytes = b""  # the file, byte for byte

    def scenario(self, overrides: Overrides = (), preset: str | None = None) -> Scenario:
        """Return the checked world with a preset and then the overrides put in; ScenarioError lists everything that is wrong."""
        document, tree = self._checked(overrides, preset)
        sources = used_sources(document, self.library.bibliography())
        return build(document, quantities(document, tree), sources, canonical(document, sources))

    def setting(self, overrides: Overrides = ()) -> Scenario:
        """Return the same world to be played only, checked just as well: without its text, the list of its numbers and its sources.

        A third of the time, which counts where an experiment asks for thousands of settings.
        """
        document, _ = self._checked(overrides, None)
        return build(document, {}, {}, "")

    def files(self) -> dict[str, bytes]:
        """Return what was read so far, byte for byte, by its place beside the scenario; the scenario's own file comes first.

        Shipped files stand under `shipped/`. These files in one folder are the same scenario, wherever that folder lies.
        """
        return {Path(self.name).name: self.source, **self.library.files}

    def _checked(self, overrides: Overrides, preset: str | None) -> tuple[Document, Names]:
        problems = list(self.problems)
        tree = self._edited([*(self._preset(preset) if preset else ()), *parse_all(overrides)], problems)
        document, tree = self._document(tree, problems)
        if document is None or problems:
            raise ScenarioError(sorted(dict.fromkeys(problems), key=lambda one: (one.file != self.name, one.file, one.line, one.column)))
        return document, tree

    def preset_names(self) -> list[str]:
        """Return the names of the presets of the scenario."""
        return list(group(self.tree, "presets"))

    def _preset(self, name: str) -> list[Override]:
        presets = group(self.tree, "presets")
        entries = presets.get(name)
        if entries is not None and not isinstance(entries, Names):
            raise ScenarioError([entries.mark.problem(f"preset {quoted(name)} must be a group of paths and values")])
        if entries is None:
            raise ScenarioError([Mark(self.name).problem(f"no preset {quoted(name)}{hint(name, presets)}")])
        return [Override(path, moved(node, lambda mark: replace(mark, layer=PRESET))) for path, node in entries.entries.items()]

    def _edited(self, overrides: Iterable[Override], problems: list[Problem]) -> Names:
        tree = self.tree
        wrong = 0
        for override in overrides:
            try:
                tree = apply(self._with_text(tree, override), override)
            except ScenarioError as error:
                problems += error.problems
                wrong += 1
            if wrong > GUESSES:
                problems.append(override.node.mark.problem(f"more than {GUESSES} settings are wrong; the rest was not tried"))
                break
        return tree

    def _with_text(self, tree: Names, override: Override) -> Names:
        """Put in the doctrine that an override speaks of, so that its lines can be found."""
        first, *rest = override.path.split(".")
        return with_doctrine(tree, rest[0], override.node.mark, self.library) if first == "doctrines" and rest else tree

    def _document(self, tree: Names, problems: list[Problem]) -> tuple[Document | None, Names]:
        """Return the document and the tree it was made of; None, and the tree as far as it could be guessed, where it is not sound."""
        tree, missing = inline(tree, self.library)
        tree = settle(tree)
        document, found = validate(tree, Document)
        problems += [*missing, *found]
        looked_at, guess = (document, tree) if document is not None else mended(tree, Document)
        if looked_at is not None and not missing:
            problems += check(looked_at, guess, self.library.bibliography())
        return document, guess

    def check_presets(self) -> list[Problem]:
        """Return what is wrong with the presets: each is tried, and what it alone brings about is reported at its place."""
        presets = {name: node for name, node in group(self.tree, "presets").items() if isinstance(node, Names)}  # the schema has the rest
        if not presets:
            return []
        problems: list[Problem] = []
        _, tree = self._document(self.tree, problems)
        before, found = set(problems), list[Problem]()
        tried = replace(self, tree=tree.without("presets"))
        values, settings = size(tried.tree), sum(len(node.entries) for node in presets.values())
        if len(presets) * values > PRESETS_BY_VALUES or settings > PRESET_SETTINGS:
            most = f"{PRESETS_BY_VALUES // values:,} presets and {PRESET_SETTINGS:,} settings in them are the most here"
            message = f"{len(presets):,} presets with {settings:,} settings on a scenario of {values:,} values are too many to try; {most}"
            return [self.tree.keys["presets"].problem(message)]
        for name in presets:
            problems = []
            tried._document(tried._edited(self._preset(name), problems), problems)
            found += [problem for problem in problems if problem not in before]
        return list(dict.fromkeys(found))


def read_draft(path: str | Path) -> Draft:
    """Return the draft of a scenario file; ScenarioError where there is no tree to speak of."""
    name = str(path)
    try:
        data = read_bytes(Path(path), name)
    except ScenarioError as error:
        near = shipped.suggestion(Path(path).stem)
        if near is None or not error.problems[0].message.startswith("no such file"):
            raise
        raise ScenarioError([Problem(name, 0, 0, f"no such file; did you mean {escaped(str(shipped.scenario_path(near)))}?")]) from None
    return _draft(data, name, shipped.beside(Path(path)))


def _draft(data: bytes | str, name: str, folders: list[Path]) -> Draft:
    tree, problems = read(data, name)
    library = Library(folders)
    try:
        tree = with_base(_group(tree), library, problems)
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.problems]) from None
    source = data.encode() if isinstance(data, str) else data
    draft = Draft(name, tree, library, tuple(problems), source)
    return replace(draft, problems=(*problems, *draft.check_presets()))


def _group(tree: Node) -> Names:
    if isinstance(tree, Names):
        return tree
    what = "a single value" if isinstance(tree, Scalar) else "a list"
    raise ScenarioError([tree.mark.problem(f"a scenario file is a group of names (schema:, id:, title:, ...), not {what}")])


def load(path: str | Path, overrides: Overrides = (), preset: str | None = None) -> Scenario:
    """Return the scenario of a file, with a preset and then overrides ("path=value", or a mapping) put in.

    Raises ScenarioError with every problem of the file and the overrides, each with file, line and column.
    """
    return read_draft(path).scenario(overrides, preset)


def load_text(
    text: str | bytes, name: str = "scenario", base_dir: str | Path | None = None, overrides: Overrides = (), preset: str | None = None
) -> Scenario:
    """Return the scenario of a text; `base_dir` is where doctrines, histories, sources and bases are looked up before the shipped ones."""
    return draft_of(text, name, base_dir).scenario(overrides, preset)


def draft_of(text: str | bytes, name: str = "scenario", base_dir: str | Path | None = None) -> Draft:
    """Return the draft of a text, such as the canonical one of a scenario, in which every value has a place of its own; see `load_text`."""
    return _draft(text, name, [Path(base_dir)] if base_dir is not None else [])
