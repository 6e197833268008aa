"""The figures and the page that a results folder gives, whatever it holds: a run or a sweep."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from sim.analysis.folder import plan_of_folder, scenario_of_folder
from sim.analysis.runs import load_run
from sim.analysis.sweeps import load_sweep
from sim.experiment.plan import Plan
from sim.plots.figure import FigureSpec
from sim.report import page, run_report, sweep_page, sweep_report
from sim.report.explained import FILE, FOLDER
from sim.report.material import RANGE, Material, of_folder
from sim.report.words import ICD203, Scale
from sim.results.files import write_whole
from sim.results.store import MANIFEST, Store, open_store
from sim.scenario import shipped
from sim.scenario.world import Scenario


def material_of_folder(folder: Path) -> tuple[Store, Plan, Material]:
    """Return the store, the plan and the material of the run in a folder.

    Raises
    ------
    ResultsError, RunError         exit code 2 where it is not finished, holds no run, or was changed since
    """
    store, plan = plan_of_folder(folder)
    world = scenario_of_folder(store, plan).scenario(plan.overrides)
    return store, plan, of_folder(folder, world)


def world_of_folder(folder: Path) -> tuple[Plan, Scenario, int]:
    """Return the plan of a folder, the scenario as its first point has it, and how many histories it holds there.

    Raises
    ------
    ResultsError, RunError         as `material_of_folder`
    """
    store, plan = plan_of_folder(folder)
    world = scenario_of_folder(store, plan).scenario(plan.overrides)
    return plan, world, load_run(folder).histories if plan.kind == "run" else plan.points[0].histories


def figures_of_folder(folder: Path) -> list[FigureSpec]:
    """Return every figure that a folder gives, in the order of its page."""
    _, plan = plan_of_folder(folder)
    if plan.kind == "sweep":
        return sweep_figures(folder)[0]
    return run_report.figures(material_of_folder(folder)[2])


def sweep_figures(folder: Path) -> tuple[list[FigureSpec], Any, Any]:
    """Return the figures of a sweep, its result, and its analysis (None where nothing varies)."""
    from sim.analysis.analyse import Asked, analyse
    from sim.errors import ResultsError
    from sim.report import analysis_report

    result = load_sweep(folder)
    found, analysis = sweep_report.figures(result), None
    try:
        analysis = analyse(result, Asked())
    except ResultsError:
        return found, result, None
    known = {figure.name for figure in found}
    return [*found, *(figure for figure in analysis_report.figures(analysis) if figure.name not in known)], result, analysis


def write_report(folder: Path, scale: Scale = ICD203) -> tuple[Path, list[FigureSpec]]:
    """Write the page and the figures of a folder anew, and return the path of the page with the figures.

    Raises
    ------
    ResultsError, RunError         exit code 2 where it is not finished, holds neither run nor sweep, or was changed since; 5 for the disk
    """
    _, plan = plan_of_folder(folder)
    if plan.kind == "sweep":
        figures, result, analysis = sweep_figures(folder)
        run_report.save(figures, folder / run_report.FIGURES)
        write_whole(folder / run_report.PAGE, page.render(sweep_page.build(result, analysis, figures, command_of(folder, plan), scale)))
        return folder / run_report.PAGE, figures
    _, plan, material = material_of_folder(folder)
    figures = run_report.figures(material)
    run_report.save(figures, folder / run_report.FIGURES)
    return run_report.write_page(material, figures, command_of(folder, plan, material.result.histories), scale), figures


def command_of(folder: Path, plan: Plan, histories: int = 0) -> str:
    """Return the command that repeats what a folder holds: a run from the shipped scenario or the folder's own copy, a sweep as it was begun."""
    if plan.kind == "sweep":
        made_with = open_store(folder).manifest.get("made_with", {})
        begun = [str(word) for word in made_with.get("command", [])]
        return shlex.join(begun if begun[:1] == ["redline"] else ["redline", "resume", str(folder)])
    copy, known = folder / "scenario.yaml", shipped.scenario_path(plan.scenario)
    given = plan.scenario if known is not None and copy.is_file() and copy.read_bytes() == known.read_bytes() else str(copy)
    settings = [part for override in plan.overrides for part in ("--set", override)]
    words = ["redline", "run", given, "--runs", str(histories), "--seed", str(plan.seed), *settings]
    if plan.target is not None:
        how = "--relative-error" if plan.target.relative else "--half-width"
        words = ["redline", "run", given, how, str(plan.target.size), "--measure", plan.target.measure, "--seed", str(plan.seed), *settings]
    more = [["--range"] if (folder / RANGE / MANIFEST).is_file() else [], ["--explain"] if (folder / FOLDER / FILE).is_file() else []]
    return shlex.join([*words, *more[0], *more[1]])
