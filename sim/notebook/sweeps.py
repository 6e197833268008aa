"""`sweep`: run an experiment, or a scenario over its ranges, and look at what came out."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.console import Console, compile_notice
from sim.errors import ExperimentError, Problem
from sim.notebook import asking
from sim.notebook.frames import failed, frame
from sim.notebook.pictures import Gallery

if TYPE_CHECKING:
    from sim.analysis.sweeps import SweepResult
    from sim.notebook.analyses import Analysed


class Sweep:
    """A finished sweep, kept in `folder`. Frames: `estimates`, `contrasts`, `signs`, `failed`. Words: `sentences`. Pictures: `figures`."""

    def __init__(self, result: SweepResult) -> None:
        self.result = replace(result, folder=result.folder.absolute())
        self.folder = self.result.folder

    def __repr__(self) -> str:
        plan = self.result.plan
        return f"<sweep {plan.name}: {len(plan.points):,} points x {len(plan.variants)} variants, {self.digest[:15]}...>\n" + "\n".join(
            self.sentences
        )

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{html.escape(text)}</p>" for text in self.sentences)
        return f"<h4>{html.escape(self.result.plan.name)}</h4>{told}{self.figures._repr_html_()}"

    @property
    def digest(self) -> str:
        """The checksum of the canonical table: the same from every backend, on every machine."""
        return self.result.digest

    @property
    def estimates(self) -> Any:
        """point, variant, measure, value, low, high, effective_sample_size, then the value of each factor."""
        return frame(self.result.estimate_rows())

    @property
    def contrasts(self) -> Any:
        """point, contrast, measure, from, to, difference, low, high, sign, changed_histories, histories."""
        return frame(self.result.difference_rows(), () if self.result.plan.contrasts else ("point", "contrast", "measure"))

    @property
    def signs(self) -> Any:
        """contrast, label, claim, measure, the difference at the default point, and in what share of the sampled points the sign is clear."""
        return frame(self.result.sign_rows(), () if self.result.plan.contrasts else ("contrast", "label", "claim", "measure"))

    @cached_property
    def sentences(self) -> list[str]:
        """What the sweep says, as `redline sweep` prints it."""
        from sim.report import sweep_report, words

        lost = words.failed(len(self.result.failed), self.result.plan.histories())
        return [*filter(None, [lost]), *sweep_report.sentences(self.result)]

    @property
    def failed(self) -> Any:
        """point, variant, history, seed, error, replay (words of the command that tells it) of every history that failed: they are in no average."""
        return failed(self.folder)

    @cached_property
    def figures(self) -> Gallery:
        """The figures that fit the design, by name."""
        from sim.report import sweep_report

        return Gallery(sweep_report.figures(self.result))

    def analyse(self, **asked: Any) -> Analysed:
        """Return which factors matter, how clear signs are and where points of interest lie: see `sim.analyse`."""
        from sim.notebook.analyses import analyse

        return analyse(self, **asked)


def sweep(
    source: str | Path,
    settings: asking.Settings = (),
    *,
    factors: Sequence[str] = (),
    points: int | None = None,
    design: str | None = None,
    preset: str | None = None,
    runs: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
) -> Sweep:
    """Run an experiment file, or a scenario over factors, on this machine; what was done before is found.

    Parameters
    ----------
    source : experiment file, scenario file, or name of a shipped scenario
    factors : of a scenario: "PATH", "PATH=A,B,C" or "PATH=LOW:HIGH:COUNT", as --factor
    points : of a scenario: points of the design
    design : of a scenario: grid, latin_hypercube, sobol, saltelli or morris, or one with its number as "sobol:128"
    runs : histories a point
    out : folder; results/<experiment>-<run id> where None

    Raises
    ------
    ExperimentError, ScenarioError, RunError, ResultsError
    """
    from sim.analysis.sweeps import run_sweep
    from sim.cli import asking as words
    from sim.experiment.engine import prepare, read, simulate
    from sim.experiment.plan import plan_sweep

    given = asking.overrides(Path(source), None, settings)
    try:
        kind = words.DesignKind().convert(design, None, None) if design else None
        experiment = words.experiment(words.Asked(str(source), tuple(factors), points, kind, None, runs, seed, given, preset))
    except click.ClickException as error:
        raise ExperimentError([Problem(str(source), 0, 0, error.message)]) from None
    experiment = replace(experiment, target=None) if runs else experiment
    console = Console(quiet)
    plan = plan_sweep(experiment)
    case = prepare(read(experiment.scenario).scenario((*plan.overrides, *next(iter(plan.variants.values())))))
    with compile_notice(console):
        simulate(case, plan.seed, 0, 1)
    with console.progress(plan.name) as meter:
        return Sweep(run_sweep(experiment, jobs, Path(out) if out else None, meter))
