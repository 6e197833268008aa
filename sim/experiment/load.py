"""From an experiment file, or from factors named on the command line, to a checked Experiment: every mistake at once, at its place.

Nothing is simulated here, but every path and value is tried on the real scenario, so that a sweep never fails on its thousandth point for
a misspelt name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.errors import ExperimentError, Problem, ScenarioError, quoted
from sim.experiment import schema
from sim.experiment.dead import twice
from sim.experiment.design import BASE, CEILING, Contrast, Design, Experiment, Factor, Target, Value, override
from sim.experiment.distribution import LEAST, Distribution
from sim.experiment.engine import REAL, Draft, Engine
from sim.experiment.parts import read_design, refusals, too_many
from sim.experiment.work import kept
from sim.scenario import shipped
from sim.scenario.nodes import Mark, Node
from sim.scenario.scalars import Refused, resolve
from sim.scenario.suggest import GUESSES, hint
from sim.scenario.text import read, read_bytes
from sim.scenario.validate import place, validate

ON_COMMAND_LINE = Mark("--factor")
SCENARIO_SUFFIXES = (".yaml", ".yml")
TRIES_BY_NUMBERS, NUMBERS = 1_000_000, 100  # tries, times the numbers of the scenario and what it costs without any: some seconds
PRESET = "preset="  # an override that stands for those of a preset of the scenario


def load_experiment(path: Path, engine: Engine = REAL) -> Experiment:
    """Return the experiment of a file.

    Raises
    ------
    ExperimentError                every mistake of the file, with line and column
    """
    source, name = read_bytes(path, str(path)), str(path)
    try:
        tree, problems = read(source, name)
    except ScenarioError as error:
        raise ExperimentError(error.problems) from None
    document, found = validate(tree, schema.Document)
    if document is None or problems:
        raise ExperimentError([*problems, *found])
    scenario = _scenario_path(document.scenario, path)
    if scenario is None:
        near = hint(document.scenario, shipped.scenario_names())
        raise ExperimentError([place(tree, ["scenario"]).problem(f"no scenario {quoted(document.scenario)}{near}")])
    marks: dict[tuple[str, ...], Mark] = {("factors", n): place(tree, ["factors", n, "path"]) for n in document.factors}
    marks |= {("variants", n): place(tree, ["variants", n], of_name=True) for n in document.variants}
    marks |= {("set",): place(tree, ["set"], of_name=True), ("measures",): place(tree, ["measures"], of_name=True)}
    read_in = read_design(tree, document, path)
    experiment = Experiment(
        id=document.id,
        title=document.title.strip(),
        question=document.question.strip(),
        scenario=scenario,
        overrides=_settings(document.set),
        factors=tuple(_factor(factor_name, factor) for factor_name, factor in document.factors.items()),
        design=read_in.design,
        variants={n: _settings(settings) for n, settings in document.variants.items()} or {BASE: ()},
        contrasts=tuple(Contrast(c.name, c.before, c.after, c.label.strip() or c.name, c.claim.strip()) for c in document.contrasts),
        measures=tuple(document.measures),
        replicates=document.replicates,
        default_replicates=document.default_replicates if document.factors else max(document.default_replicates, document.replicates),
        seed=document.seed,
        source=source,
        files=read_in.files,
        target=_target(document.target) if document.target else None,
        ceiling=document.target.max_replicates if document.target else CEILING,
        luck=document.luck,
    )
    marks |= {("target", n): place(tree, ["target", n]) for n in ("measure", "contrast")} if document.target else {}
    marks |= {("design",): place(tree, ["design"], of_name=True)}
    problems = [*_target_problems(tree, document), *read_in.problems, *_contrast_problems(tree, experiment)]
    return _tried(experiment, marks, problems, engine)


def experiment_of_factors(
    scenario: Path,
    factors: Sequence[str],
    overrides: Sequence[str] = (),
    replicates: int = 1024,
    seed: int = 1,
    design: Design | None = None,
    engine: Engine = REAL,
) -> Experiment:
    """Return the experiment that turns `factors` of a scenario: a grid, or without factors a Latin hypercube over every range of the scenario.

    Parameters
    ----------
    factors : `path` (over the scenario's own range), `path=low:high` (over this one), `path=low:high:count` (equal steps) or `path=a,b,c` (values)
    design : another design; a Latin hypercube is always accompanied by the scenario as it stands, as point 0

    Raises
    ------
    ExperimentError                every factor that cannot be used
    """
    found, problems = [], []
    for text in factors:
        try:
            found.append(_factor_of_text(text))
        except ValueError as error:
            problems.append(ON_COMMAND_LINE.problem(str(error)))
    if not factors:
        quantities = engine.read(scenario).scenario(overrides).quantities
        found = [
            Factor(path, path, "uncertainty") for path, quantity in quantities.items() if quantity.low is not None and quantity.low < quantity.high
        ]
    chosen = design or Design("grid" if factors else "latin_hypercube")
    problems += [Mark("--design").problem(message) for message in refusals(chosen).values()]
    if chosen.kind != "grid":
        problems += [
            ON_COMMAND_LINE.problem(f"{factor.path} counts steps, which points that are drawn do not have") for factor in found if factor.steps
        ]
    experiment = Experiment(
        id=f"{scenario.stem}-sweep",
        title=f"{', '.join(factor.path for factor in found) if factors else 'every range'} in {scenario.stem}",
        question="",
        scenario=scenario,
        overrides=tuple(overrides),
        factors=tuple(found),
        design=chosen,
        variants={BASE: ()},
        contrasts=(),
        measures=(),
        replicates=replicates,
        default_replicates=0 if chosen.kind == "grid" else replicates,
        seed=seed,
    )
    return _tried(experiment, {}, problems, engine)


def with_target(experiment: Experiment, target: Target, ceiling: int, engine: Engine = REAL) -> Experiment:
    """Return the experiment with a target instead of numbers of histories.

    Raises
    ------
    ExperimentError                where it has no such measure
    """
    changed = replace(experiment, target=target, ceiling=ceiling)
    problems = target_problems(changed, engine.names(engine.read(experiment.scenario).scenario(experiment.overrides)).measures, {})
    if problems:
        raise ExperimentError([replace(problem, file="--measure") for problem in problems])
    return changed


def _tried(experiment: Experiment, marks: Mapping[tuple[str, ...], Mark], problems: Iterable[Problem], engine: Engine) -> Experiment:
    """Return the experiment with ranges filled in from the scenario, after trying all that it sets on the scenario, one by one.

    What a file lists is meant together, and tried together (see `legal`); of its factors only the paths are tried here.
    """
    problems = list(problems)
    try:
        draft = engine.read(experiment.scenario)
        experiment = _with_presets(experiment, draft, marks, problems)
        scenario = draft.scenario(experiment.overrides)
    except ScenarioError as error:
        raise ExperimentError([*problems, *(_at(marks.get(("set",)), problem) for problem in error.problems)]) from None
    repeated = twice(experiment.factors)
    problems += [marks.get(("factors", one), ON_COMMAND_LINE).problem(message) for one, message in repeated.items()]
    crowded = _too_many_tries(experiment, len(scenario.quantities), marks)
    problems += crowded
    if repeated or crowded or len(problems) > GUESSES:
        raise ExperimentError(dict.fromkeys(problems))
    factors = []
    in_files = _in_files(experiment)
    wrong = _first_row_wrong(draft, experiment, in_files)
    for factor in experiment.factors:
        mark = marks.get(("factors", factor.name), ON_COMMAND_LINE)
        try:
            listed = factor.name in in_files
            factor = _filled(factor, scenario.quantities, listed)
            if wrong and listed:
                problems += [mark.problem(message) for message in wrong if _about_path(draft, experiment.overrides, factor.path, message)]
            ends = {} if listed else {factor.at(0.0): None, factor.at(1.0): None, **dict.fromkeys(factor.values)}
            for value in ends:
                draft.setting((*experiment.overrides, override(factor.path, value)))
        except ValueError as error:
            problems.append(mark.problem(str(error)))
        except ScenarioError as error:
            problems += [_at(mark, problem) for problem in error.problems]
        factors.append(factor)
        if len(problems) > GUESSES:
            raise ExperimentError(dict.fromkeys(problems))
    crowd = "" if problems else too_many(experiment.design, factors)
    if crowd:
        problems.append(marks.get(("design",), ON_COMMAND_LINE).problem(crowd))
    for name, overrides in experiment.variants.items():
        try:
            draft.setting((*experiment.overrides, *overrides))
        except ScenarioError as error:
            problems += [_at(marks.get(("variants", name)), problem, f"variant {name}: ") for problem in error.problems]
        if len(problems) > GUESSES:
            raise ExperimentError(dict.fromkeys(problems))
    names = engine.names(scenario).measures if experiment.measures or experiment.target else []  # which takes the engine: a second
    for wanted in experiment.measures:
        if len(problems) <= GUESSES and not kept(names, [wanted]):
            problems.append(marks.get(("measures",), ON_COMMAND_LINE).problem(f"no measure {quoted(wanted)}{hint(wanted, names)}"))
    problems += target_problems(experiment, names, marks)
    if problems:
        raise ExperimentError(dict.fromkeys(problems))
    return replace(experiment, factors=tuple(factors))


def _too_many_tries(experiment: Experiment, numbers: int, marks: Mapping[tuple[str, ...], Mark]) -> list[Problem]:
    """Return a problem where an experiment has more variants and listed values than can be tried on a scenario of so many numbers in seconds."""
    tries = len(experiment.variants) + sum(len(factor.values) for factor in experiment.factors)
    most = TRIES_BY_NUMBERS // (numbers + NUMBERS)
    if tries <= most:
        return []
    mark = marks.get(("variants", next(iter(experiment.variants))), marks.get(("design",), ON_COMMAND_LINE))
    return [
        mark.problem(f"{tries:,} variants and listed values are too many to try on a scenario of {numbers:,} numbers; {most:,} are the most here")
    ]


def _with_presets(experiment: Experiment, draft: Draft, marks: Mapping[tuple[str, ...], Mark], problems: list[Problem]) -> Experiment:
    """Return the experiment with every preset written out as the overrides that it stands for; an unknown one is added to the problems."""
    if not any(one.startswith(PRESET) for overrides in (experiment.overrides, *experiment.variants.values()) for one in overrides):
        return experiment
    presets = draft.scenario().presets

    def written_out(overrides: Sequence[str], at: tuple[str, ...]) -> tuple[str, ...]:
        found: list[str] = []
        for one in overrides:
            name = one.removeprefix(PRESET)
            if name == one:
                found.append(one)
            elif name in presets:
                found += [f"{path}={value}" for path, value in presets[name].items()]
            else:
                problems.append(marks.get(at, ON_COMMAND_LINE).problem(f"no preset {quoted(name)}{hint(name, presets)}"))
        return tuple(found)

    variants = {name: written_out(overrides, ("variants", name)) for name, overrides in experiment.variants.items()}
    return replace(experiment, overrides=written_out(experiment.overrides, ("set",)), variants=variants)


def target_problems(experiment: Experiment, names: Sequence[str], marks: Mapping[tuple[str, ...], Mark]) -> list[Problem]:
    """Return what is wrong with the target of an experiment, if it has one: a measure or a contrast that it does not have or keep."""
    target, problems = experiment.target, []
    if target is None:
        return []
    at = marks.get(("target", "measure"), ON_COMMAND_LINE)
    if target.measure not in names:
        problems.append(at.problem(f"no measure {quoted(target.measure)}{hint(target.measure, names)}"))
    elif experiment.measures and target.measure not in (kept(names, experiment.measures) or ()):
        problems.append(at.problem(f"the target speaks of {quoted(target.measure)}, which measures leaves out; name it there too"))
    contrasts = [contrast.name for contrast in experiment.contrasts]
    if target.contrast and target.contrast not in contrasts:
        at = marks.get(("target", "contrast"), ON_COMMAND_LINE)
        problems.append(at.problem(f"no contrast {quoted(target.contrast)}{hint(target.contrast, contrasts)}"))
    return problems


def _in_files(experiment: Experiment) -> dict[str, Value]:
    """Return the names of the factors whose values a file lists, each with the first of them."""
    listed = [part for part in (experiment.design, *experiment.design.parts) if part.kind == "points"]
    columns = [(part.factors or [factor.name for factor in experiment.factors], part.rows) for part in listed]
    return {name: value for names, rows in columns for name, value in zip(names, rows[0] if rows else (0.0,) * len(names), strict=True)}


def _first_row_wrong(draft: Draft, experiment: Experiment, listed: Mapping[str, Value]) -> list[str]:
    """Return what the scenario has against the first values that files list, put in together."""
    paths = {factor.name: factor.path for factor in experiment.factors}
    return _complaints(draft, [*experiment.overrides, *(override(paths[name], value) for name, value in listed.items())])


def _about_path(draft: Draft, overrides: Sequence[str], path: str, message: str) -> bool:
    """Return whether a complaint is about a path and not about a value there: then two odd numbers there bring it about too."""
    return all(message in _complaints(draft, [*overrides, override(path, value)]) for value in (-0.123456789, 987654321.5))


def _complaints(draft: Draft, overrides: Sequence[str]) -> list[str]:
    """Return what the scenario has against overrides, in its own words."""
    try:
        draft.scenario(overrides)
    except ScenarioError as error:
        return list(dict.fromkeys(problem.message for problem in error.problems))
    return []


def _filled(factor: Factor, quantities: Mapping[str, Any], listed: bool = False) -> Factor:
    """Return the factor with what the scenario says of its quantity: default, unit, and range and scale where it has none and needs them.

    A factor whose values are `listed`, here or in a file, needs none.
    """
    quantity = quantities.get(factor.path)
    if quantity is not None:
        factor = replace(factor, unit=quantity.unit, default=quantity.value)
    if factor.values or listed:
        return factor
    if factor.low != factor.low:
        if quantity is None or quantity.low is None or quantity.high is None:
            ranged = [path for path, one in quantities.items() if one.low is not None]
            near = hint(factor.path, ranged) if quantity is None and len(ranged) > 12 else ""
            raise ValueError(
                f"the scenario gives no range for {quoted(factor.path)}; give one: {factor.path}=LOW:HIGH:COUNT or range: [LOW, HIGH]{near}"
            )
        factor = replace(factor, low=quantity.low, high=quantity.high)
    spread = factor.distribution
    scale = {"normal": "linear", "lognormal": "log"}.get(spread.kind if spread else "", factor.scale)
    scale = scale or (quantity.scale if quantity is not None else "linear")
    if scale == "log" and not factor.low > 0:
        if spread is not None and spread.kind == "lognormal":
            raise ValueError(f"{quoted(factor.path)} has a lognormal distribution, which needs a range above 0; give another range")
        raise ValueError(f"{quoted(factor.path)} is swept on a log scale, which needs a range above 0; give another range, or scale: linear")
    factor = replace(factor, scale=scale)
    if spread is not None and spread.kind == "triangular" and not factor.low <= spread.centre <= factor.high:
        raise ValueError(f"the mode of {quoted(factor.path)} must lie in its range [{factor.low:g}, {factor.high:g}], got {spread.centre:g}")
    if not factor.inside() >= LEAST:
        raise ValueError(f"hardly anything of the distribution of {quoted(factor.path)} lies in its range [{factor.low:g}, {factor.high:g}]")
    return factor


def _factor(name: str, given: schema.Factor) -> Factor:
    low, high = map(float, given.range) if given.range else (float("nan"), float("nan"))
    spread = _distribution(given.distribution)
    return Factor(name, given.path, given.kind, low, high, given.scale or "", tuple(given.values or ()), given.steps or 0, distribution=spread)


def _distribution(given: schema.Distribution | None) -> Distribution | None:
    """Return the distribution, None where it is uniform or lacks a number, which is told elsewhere."""
    if given is None or given.kind == "uniform":
        return None
    centre = {"triangular": given.mode, "normal": given.mean, "lognormal": given.median}[given.kind]
    return None if centre is None or (given.kind != "triangular" and given.sd is None) else Distribution(given.kind, centre, given.sd or 0.0)


def _factor_of_text(text: str) -> Factor:
    """Return the factor of `path`, `path=low:high`, `path=a,b,c` or `path=low:high:count`; ValueError says what is wrong with it."""
    path, equals, given = text.partition("=")
    if not path or any(not part.strip() for part in path.split(".")):
        raise ValueError(f"{quoted(text)} names no path; write path, path=low:high, path=a,b,c or path=low:high:count")
    factor = Factor(path, path, "lever")
    if not equals:
        return factor
    if given.count(":") in (1, 2):
        first, second, *count = given.split(":")
        try:
            low, high, steps = float(first), float(second), int(count[0]) if count else 0
        except ValueError:
            raise ValueError(f"{quoted(text)}: low and high must be numbers and count a whole number, as in {path}=0:1:5") from None
        if not (abs(low) < float("inf") and abs(high) < float("inf") and low < high and (not count or 2 <= steps <= 1000)):
            raise ValueError(f"{quoted(text)}: low must be below high, and count between 2 and 1000")
        return replace(factor, low=low, high=high, steps=steps, scale="linear" if count else "")
    values = given.split(",")
    if not all(value.strip() for value in values):
        raise ValueError(f"{quoted(text)} has an empty value; write path=a,b,c")
    read = [resolve(value.strip()) for value in values]
    refused = [value.message for value in read if isinstance(value, Refused)]
    if refused:
        raise ValueError(f"{path}: {refused[0]}")
    return replace(factor, values=tuple(value for value in read if not isinstance(value, Refused)))


def _scenario_path(text: str, experiment: Path) -> Path | None:
    """Return the scenario an experiment names: a file seen from the experiment's folder, or a shipped one."""
    if text.endswith(SCENARIO_SUFFIXES):
        path = experiment.parent / text
        return path if path.is_file() else None
    return shipped.scenario_path(text)


def _target(given: schema.Target) -> Target:
    relative = given.relative_error is not None
    return Target(given.measure, given.relative_error or given.half_width or 0.0, relative, given.contrast or "")


def _target_problems(tree: Node, document: schema.Document) -> list[Problem]:
    """Return what contradicts itself in the target section."""
    given = document.target
    if given is None:
        return []
    at, problems = place(tree, ["target"], of_name=True), []
    if (given.relative_error is None) == (given.half_width is None):
        problems.append(at.problem("a target is either a relative_error or a half_width; give one of them"))
    if given.contrast and given.relative_error is not None:
        problems.append(place(tree, ["target", "relative_error"]).problem("a difference may be 0, so its target is a half_width"))
    if "replicates" in document.model_fields_set:
        problems.append(place(tree, ["replicates"], of_name=True).problem("replicates and a target ask for two things; keep one"))
    return problems


def _settings(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return overrides as texts, a preset first; a group under a path is written out name by name."""
    flat: list[tuple[str, Value]] = []
    for path, given in sorted(settings.items(), key=lambda one: f"{one[0]}=" != PRESET):
        flat += [(f"{path}.{name}", value) for name, value in given.items()] if isinstance(given, dict) else [(path, given)]
    return tuple(override(path, value) for path, value in flat)


def _contrast_problems(tree: Node, experiment: Experiment) -> list[Problem]:
    problems: list[Problem] = []
    names: set[str] = set()
    for number, contrast in enumerate(experiment.contrasts):
        for end, variant in (("from", contrast.before), ("to", contrast.after)):
            if len(problems) > GUESSES:
                return problems
            if variant not in experiment.variants:
                mark = place(tree, ["contrasts", number, end])
                problems.append(mark.problem(f"no variant {quoted(variant)}{hint(variant, experiment.variants)}"))
        if contrast.name in names:
            problems.append(place(tree, ["contrasts", number, "name"]).problem(f"contrast {quoted(contrast.name)} is given twice"))
        names.add(contrast.name)
    return problems


def _at(mark: Mark | None, problem: Problem, before: str = "") -> Problem:
    """Return a problem of the scenario as one of the experiment, at the place that set it off."""
    if mark is None:
        return problem
    own = problem.line > 0  # a mistake in the scenario file itself keeps its place
    return problem if own else mark.problem(before + problem.message)
