"""From the design section of a file to a Design: which factor is in which part, and nothing given that the design would ignore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import Problem, ScenarioError, quoted
from sim.experiment import schema
from sim.experiment.design import Design, Factor
from sim.experiment.listed import Column, read_columns
from sim.experiment.samplers import morris, saltelli, sobol
from sim.scenario.nodes import Node
from sim.scenario.suggest import GUESSES, hint
from sim.scenario.validate import place

Place = list[str | int]
POINTS, STEPS = 64, 11  # unless told
OF_A_FACTOR = {  # what a factor may say in each kind of design, besides path and kind
    "grid": ("range", "values", "scale", "steps"),
    "latin_hypercube": ("range", "values", "scale", "distribution"),
    "sobol": ("range", "values", "scale", "distribution"),
    "saltelli": ("range", "values", "scale", "distribution"),
    "morris": ("range", "values", "scale", "distribution"),
    "points": (),
}
OF_A_RANGE = "scale", "steps", "distribution"  # say nothing about a list of values


@dataclass(slots=True)
class Found:
    """The design, and the mistakes."""

    design: Design
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)  # that the design names, by place beside the experiment


def read_design(tree: Node, document: schema.Document, path: Path) -> Found:
    """Return the design of an experiment file at `path`, with all that is wrong with it and with what factors say to it."""
    given, found = document.design, Found(Design("grid"))
    if given is None:
        if document.factors:
            example = "design: {kind: latin_hypercube, points: 64}"
            found.problems.append(place(tree, ["factors"], of_name=True).problem(f"factors need a design, such as {example}"))
        return found
    if not document.factors:
        found.problems.append(place(tree, ["design"], of_name=True).problem("a design needs factors"))
        return found
    if given.kind != "product":
        found.design = _part(tree, given, ["design"], list(document.factors), path, found)
        kinds: dict[str, str] = dict.fromkeys(document.factors, given.kind)
    else:
        _settings(tree, given, ["design"], found)
        names = _shared_out(tree, given.parts or [], list(document.factors), found)
        places: list[Place] = [["design", "parts", number] for number in range(len(names))]
        parts = [_part(tree, part, at, of, path, found) for part, at, of in zip(given.parts or [], places, names, strict=True)]
        found.design = Design("product", parts=tuple(parts))
        kinds = {name: part.kind for part in parts for name in part.factors}
    for name, factor in document.factors.items():
        found.problems += _of_factor(tree, name, factor, kinds.get(name, ""))
    return found


def usual(kind: str) -> tuple[int, int]:
    """Return the points and steps (of a morris design trajectories and levels) of a design that says nothing of them."""
    return (morris.TRAJECTORIES, morris.LEVELS) if kind == "morris" else (POINTS, STEPS)


def refusals(design: Design) -> dict[str, str]:
    """Return what is wrong with a design that is drawn, by the setting that brings it about."""
    found = {}
    if design.kind in ("sobol", "saltelli") and sobol.refusal(design.points, design.kind):
        found["points"] = sobol.refusal(design.points, design.kind)
    if design.kind == "morris" and design.steps % 2:
        beside = f"beside it lie {design.steps - 1} and {design.steps + 1}"
        found["steps"] = f"the levels of a morris design are an even number, got {design.steps}; {beside}"
    if design.kind in ("morris", "saltelli") and not morris.installed():
        found["kind"] = morris.NEEDED if design.kind == "morris" else saltelli.NEEDED
    return found


def too_many(design: Design, factors: Sequence[Factor]) -> str:
    """Return what to say where a design has more points than any sweep can hold; empty otherwise."""
    count = design.count(factors)
    return f"the design has {count:,} points, and {schema.MOST_POINTS:,} is the most" if count > schema.MOST_POINTS else ""


def _part(tree: Node, given: schema.Part | schema.Design, at: Place, names: Sequence[str], path: Path, found: Found) -> Design:
    """Return the design of some factors, all of them or those of a part of a product."""
    kind = given.kind
    _settings(tree, given, at, found)
    points, steps = usual(kind)
    of_part = tuple(names) if isinstance(given, schema.Part) else ()
    design = Design(kind, given.points or points, given.steps or steps, factors=of_part, pairs=bool(given.pairs))
    found.problems += [place(tree, [*at, setting]).problem(message) for setting, message in refusals(design).items()]
    if kind == "points" and given.file is not None:
        columns = _listed(tree, given.file, [*at, "file"], names, path, found)
        rows = tuple(zip(*(columns[name].values for name in names), strict=True)) if columns else ()
        lines = columns[names[0]].lines if columns else ()
        return Design(kind, rows=rows, file=str(path.parent / given.file), lines=lines, factors=design.factors)
    return design


def _settings(tree: Node, given: schema.Part | schema.Design, at: Place, found: Found) -> None:
    """Refuse settings of a design that its kind does not take, and miss the one that it needs."""
    kind = given.kind
    takes = schema.TAKES[kind]
    for name in schema.SETTINGS:
        if name in given.model_fields_set and name not in takes:
            found.problems.append(place(tree, [*at, name], of_name=True).problem(f"a {kind} design takes no {name}; it takes {' and '.join(takes)}"))
        elif name in ("file", "parts") and name in takes and getattr(given, name) is None:
            found.problems.append(place(tree, at, of_name=True).problem(f"a {kind} design needs {name}"))


def _shared_out(tree: Node, parts: Sequence[schema.Part], factors: Sequence[str], found: Found) -> list[list[str]]:
    """Return the names of the factors of each part; one part without names has all that are left."""
    taken: dict[str, int] = {}
    for number, part in enumerate(parts):
        for entry, name in enumerate(part.factors or ()):
            at = place(tree, ["design", "parts", number, "factors", entry])
            if len(found.problems) > GUESSES:
                break
            if name not in factors:
                found.problems.append(at.problem(f"no factor {quoted(name)}{hint(name, factors)}"))
            elif name in taken:
                found.problems.append(at.problem(f"factor {quoted(name)} is in part {taken[name] + 1} already; every factor is in exactly one"))
            else:
                taken[name] = number
    rest = [name for name in factors if name not in taken]
    open_parts = [number for number, part in enumerate(parts) if part.factors is None]
    for number in open_parts[1:]:
        message = "only one part may leave factors out, for it has all that no other part names"
        found.problems.append(place(tree, ["design", "parts", number]).problem(message))
    if open_parts and not rest:
        found.problems.append(place(tree, ["design", "parts", open_parts[0]]).problem("no factor is left for this part"))
    if parts and rest and not open_parts:
        names = ", ".join(map(quoted, rest))
        found.problems.append(place(tree, ["design", "parts"], of_name=True).problem(f"every factor is in exactly one part; in none: {names}"))
    return [
        (rest if number in open_parts[:1] else []) if part.factors is None else [name for name in factors if taken.get(name) == number]
        for number, part in enumerate(parts)
    ]


def _listed(tree: Node, file: str, at: Place, names: Sequence[str], path: Path, found: Found) -> Mapping[str, Column]:
    """Return the columns of a file of points, which lies beside the experiment or below."""
    folder = path.parent
    try:
        inside = not Path(file).is_absolute() and (folder / file).resolve().is_relative_to(folder.resolve()) and ".." not in Path(file).parts
        if not inside:
            message = f"the file of points must lie beside the experiment or below, got {quoted(file)}"
            found.problems.append(place(tree, at).problem(message))
            return {}
        if not (folder / file).is_file():
            found.problems.append(place(tree, at).problem(f"no file {quoted(file)} beside the experiment"))
            return {}
        columns, problems = read_columns(folder / file, str(folder / file), names)
    except ScenarioError as error:
        columns, problems = {}, list(error.problems)
    except (OSError, ValueError):
        columns, problems = {}, [place(tree, at).problem(f"{quoted(file)} cannot be the name of a file")]
    found.problems += problems
    if columns:
        found.files[Path(file).as_posix()] = (folder / file).read_bytes()
    return columns


def _of_factor(tree: Node, name: str, factor: schema.Factor, kind: str) -> list[Problem]:
    """Return what a factor says that contradicts itself, or that the design it is in would ignore."""
    at, problems = place(tree, ["factors", name], of_name=True), []
    if factor.range is not None and factor.values is not None:
        problems.append(at.problem(f"factor {name} has both range and values; keep one"))
    if factor.range is not None and not factor.range[0] < factor.range[1]:
        low, high = factor.range
        problems.append(place(tree, ["factors", name, "range"]).problem(f"range must go from low to high, got {low} and {high}"))
    for word in ("range", "values", "scale", "steps", "distribution"):
        if getattr(factor, word) is None or not kind:
            continue
        if word not in OF_A_FACTOR[kind]:
            problems.append(place(tree, ["factors", name, word], of_name=True).problem(f"a {kind} design has no use for {word} of factor {name}"))
        elif word in OF_A_RANGE and factor.values is not None and factor.range is None:
            problems.append(place(tree, ["factors", name, word], of_name=True).problem(f"{word} says nothing about the values of factor {name}"))
    return problems + (_of_distribution(tree, name, factor, factor.distribution) if factor.distribution is not None else [])


def _of_distribution(tree: Node, name: str, factor: schema.Factor, given: schema.Distribution) -> list[Problem]:
    """Return what a distribution lacks, and what it or its factor says that it would ignore."""
    at: Place = ["factors", name, "distribution"]
    words, problems = schema.SPREADS[given.kind], []
    takes = " and ".join(words) or "nothing more"
    for word in schema.SPREAD_WORDS:
        if word in given.model_fields_set and word not in words:
            problems.append(place(tree, [*at, word], of_name=True).problem(f"a {given.kind} distribution takes no {word}; it takes {takes}"))
    missing = [word for word in words if word not in given.model_fields_set]
    if missing:
        problems.append(place(tree, at, of_name=True).problem(f"a {given.kind} distribution needs {' and '.join(missing)}"))
    if factor.scale is not None and given.kind in ("normal", "lognormal"):
        message = f"a {given.kind} distribution has a scale of its own; leave scale out"
        problems.append(place(tree, ["factors", name, "scale"], of_name=True).problem(message))
    return problems
