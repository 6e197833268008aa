"""Options that are spelled alike wherever they make sense, and what the arguments FILE, NAME and DIR may be."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from sim.errors import Exit, Problem, ResultsError, ScenarioError, quoted

F = TypeVar("F", bound=Callable[..., Any])
MOST_RUNS = 1_000_000_000
LARGEST_SEED = 2**53 - 1  # as in files
MANIFEST = "manifest.json"
LONGEST = 255  # characters of a name that cannot be used, in a message
NUCLEAR_USE = "nuclear_use"


class Size(click.ParamType):
    """A number above 0, and up to `most`."""

    name = "size"

    def __init__(self, most: float) -> None:
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> float:
        """Return the number; a usage error says what is allowed."""
        with contextlib.suppress(ValueError):
            number = float(value)
            if 0 < number <= self.most:
                return number
        return self.fail(f"must be a number above 0, at most {self.most:g}, got {quoted(value)}", param, context)


class Whole(click.ParamType):
    """A whole number between two ends."""

    name = "whole number"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> int:
        """Return the number; a usage error says what is allowed."""
        with contextlib.suppress(ValueError):
            number = int(str(value).replace("_", ""))
            if self.low <= number <= self.high:
                return number
        return self.fail(f"must be a whole number between {self.low} and {self.high}, got {quoted(value)}", param, context)


relative_error = click.option(
    "--relative-error", type=Size(1.0), metavar="X", help="Add histories until the 95 % interval is +-X of the estimate, as 0.1 for 10 %."
)
half_width = click.option("--half-width", type=Size(1e9), metavar="X", help="The same, until the 95 % interval is +-X, as 0.001.")
measure = click.option("--measure", metavar="NAME", help="Which measure must be as exact as that (default: nuclear_use).")
max_runs = click.option("--max-runs", type=Whole(1, MOST_RUNS), metavar="N", help="Never more histories than that (default: 1,000,000).")
exactness = (relative_error, half_width, measure, max_runs)
runs = click.option("-r", "--runs", type=Whole(1, MOST_RUNS), metavar="N", help="Simulated histories (default: those of the scenario).")
seed = click.option("--seed", type=Whole(0, LARGEST_SEED), metavar="N", help="Same seed, same results, on any machine (default: the scenario's).")
settings = click.option(
    "-s", "--set", "settings", multiple=True, metavar="PATH=VALUE", help="Put one value in, as owners.russia.nuclear.audience_cost=1; repeatable."
)
preset = click.option("--preset", metavar="NAME", help="Put in a preset of the scenario, before any --set.")
jobs = click.option("-j", "--jobs", type=Whole(1, 4096), metavar="N", help="Work on N processors (default: all).")
out = click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the results (default: its own in results/).")
json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output, and nothing else.")
no_figures = click.option("--no-figures", is_flag=True, help="Only simulate: no figures, no page, no paired run for them.")


def common(command: F) -> F:
    """Add what every verb has: how much it says."""
    command = click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback where something goes wrong.")(command)
    command = click.option("-v", "--verbose", is_flag=True, help="Say more.")(command)
    return click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")(command)


def together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Return a decorator that adds options in the order given."""

    def add(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def target(relative: float | None, width: float | None, measure_name: str | None, ceiling: int | None, count: int | None) -> Any:
    """Return the `Target` that the options ask for, or None for a number of histories; a usage error where they contradict each other."""
    from sim.experiment.design import Target

    context = click.get_current_context()
    asked = relative if width is None else width
    if asked is None:
        for name, given in (("--measure", measure_name), ("--max-runs", ceiling)):
            if given is not None:
                raise click.UsageError(f"{name} goes with --relative-error or --half-width", context)
        return None
    if relative is not None and width is not None:
        raise click.UsageError("--relative-error and --half-width ask for two things; keep one", context)
    if count is not None:
        raise click.UsageError("--runs is a number of histories; with a target use --max-runs", context)
    return Target(measure_name or NUCLEAR_USE, asked, relative is not None)


def is_results(text: str) -> bool:
    """Return whether an argument names a results folder."""
    return (Path(text) / MANIFEST).is_file()


def scenario_file(text: str) -> Path:
    """Return the scenario file that an argument means: a file, else a shipped scenario of that name.

    Raises
    ------
    ScenarioError                  where there is neither; the nearest shipped name is suggested
    ResultsError                   exit code 2 for a folder
    """
    from sim.scenario import shipped

    path = Path(text)
    try:
        path.lstat()
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:  # such as a name that is too long
        reason = (getattr(error, "strerror", None) or "the name cannot be used").lower()
        raise ScenarioError([Problem(text[:LONGEST], 0, 0, f"cannot be read ({reason})")]) from None
    if path.is_dir():
        what = "holds results, not a scenario; try: redline replay, compare or plot" if is_results(text) else "is a folder; name a scenario file"
        raise ResultsError(f"{quoted(text)} {what}", Exit.INPUT)
    known = None if path.exists() else shipped.scenario_path(text)
    if known is not None:
        return known
    if not path.exists() and path.suffix not in (".yaml", ".yml") and path.parent == Path():
        from sim.scenario.suggest import hint

        names = shipped.scenario_names()
        raise ScenarioError([Problem(text, 0, 0, f"no such file, and no shipped scenario of that name{hint(text, names)}")])
    return path  # the reader says what is wrong with it


def world_of_folder(folder: Path, plan: Any, settings: Sequence[str]) -> Any:
    """Return the scenario that a results folder was made from, with settings put in.

    Raises
    ------
    ResultsError                   exit code 2 where files that it starts from have changed since
    """
    from sim.experiment.inputs import place_of, same
    from sim.results.store import open_store
    from sim.scenario.load import read_draft

    store = open_store(folder)
    draft = read_draft(place_of(store))
    if not same(store, plan, draft):
        where = quoted(str(folder))
        raise ResultsError(f"the scenario in {where}, or a file that it names, has changed since; use the scenario file itself", Exit.INPUT)
    return draft.scenario(settings)


def overrides(scenario: Path, preset_name: str | None, given: Sequence[str]) -> tuple[str, ...]:
    """Return `path=value` of a preset of the scenario, then those given; ScenarioError for an unknown preset."""
    if preset_name is None:
        return tuple(given)
    from sim.scenario.load import read_draft

    draft = read_draft(scenario)
    draft.scenario((), preset_name)  # complains about an unknown name, with the nearest
    return (*(f"{path}={value}" for path, value in draft.scenario().presets[preset_name].items()), *given)
