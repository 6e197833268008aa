"""Where the scenarios, doctrines, histories and experiments lie that come with Redline: beside the package in a checkout, else inside it."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.suggest import nearest_name

BIBLIOGRAPHY = "sources.yaml"  # lies among the scenarios and is none
FROZEN = Path("shipped")  # folder beside a scenario that stands before the shipped files: as they were when results were made
SMALL = "small"  # folder of the scenarios that can be solved exactly: yardsticks, not among the ones to start from
_PACKAGE = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """Return the folder of the shipped scenarios."""
    installed = _PACKAGE / "shipped"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def experiments() -> Path:
    """Return the folder of the shipped experiments."""
    installed = _PACKAGE / "shipped" / "experiments"
    return installed if installed.is_dir() else _PACKAGE.parent / "experiments"


def experiment_names() -> list[str]:
    """Return the names of the shipped experiments, sorted."""
    return sorted(path.stem for path in experiments().glob("*.yaml"))


def experiment_path(name: str) -> Path | None:
    """Return the file of a shipped experiment, or None where there is none of that name."""
    return experiments() / f"{name}.yaml" if name in experiment_names() else None


def beside(path: Path) -> list[Path]:
    """Return the folders in which the files that a scenario names are looked for before the shipped ones: its own, and `shipped` in that."""
    frozen = path.parent / FROZEN
    return [path.parent, *([frozen] if frozen.is_dir() else [])]


def scenario_names() -> list[str]:
    """Return the names of the shipped scenarios, sorted."""
    return sorted(path.stem for path in folder().glob("*.yaml") if path.name != BIBLIOGRAPHY)


def scenario_path(name: str) -> Path | None:
    """Return the file of a shipped scenario, or None where there is none of that name."""
    return folder() / f"{name}.yaml" if name in (*scenario_names(), *small_names()) else None


def small_names() -> list[str]:
    """Return the names of the shipped scenarios that can be solved exactly, as "small/NAME", sorted."""
    return sorted(f"{SMALL}/{path.stem}" for path in (folder() / SMALL).glob("*.yaml"))


def suggestion(name: str) -> str | None:
    """Return the shipped scenario whose name is nearest to `name`, or None."""
    return nearest_name(name, scenario_names())


def candidates(folders: list[Path], part: str, ending: str) -> dict[str, Path]:
    """Return name -> file of all that lie in `part` of the folders or of the shipped ones; the first folder wins.

    A link that leads out of its folder is passed over, so that a scenario file cannot make us read anything else.
    """
    found: dict[str, Path] = {}
    for place in [*folders, folder()]:
        home = place / part
        for path in sorted(home.glob(f"*{ending}")) if home.is_dir() else ():
            if path.name != BIBLIOGRAPHY and path.is_file() and path.resolve().is_relative_to(place.resolve()):
                found.setdefault(path.name.removesuffix(ending), path)
    return found
