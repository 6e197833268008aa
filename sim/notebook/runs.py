"""`run`: simulate a scenario, and look at what came out."""

from __future__ import annotations

import html
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.console import Console, compile_notice
from sim.notebook import asking
from sim.notebook.frames import failed, frame
from sim.notebook.pictures import Gallery

if TYPE_CHECKING:
    from sim.analysis.runs import RunResult
    from sim.notebook.comparisons import Compared
    from sim.notebook.stories import Story


class Run:
    """A finished run, kept in `folder`, where the same call finds it again.

    Frames: `outcomes`, `measures`, `answers`, `acts`, `curves`, `credibility`, `histories`, `failed`. Words: `answer`. Pictures: `figures`.
    """

    def __init__(self, result: RunResult, world: Any) -> None:
        self.result, self.world = replace(result, folder=result.folder.absolute()), world
        self.folder = self.result.folder

    def __repr__(self) -> str:
        return f"<run of {self.world.id}: {self.result.histories:,} histories, {self.result.digest[:15]}...>\n" + "\n".join(self.answer)

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{html.escape(text)}</p>" for text in self.answer)
        about = f"{self.result.histories:,} histories, seed {self.result.plan.seed}, {html.escape(self.folder.name)}"
        first = next(iter(self.figures.values()))._repr_html_() if self.figures else ""
        return f"<h4>{html.escape(self.world.title)}</h4>{told}{first}<p><small>{about}</small></p>"

    @property
    def digest(self) -> str:
        """The checksum of the canonical table: the same on every machine."""
        return self.result.digest

    @cached_property
    def answer(self) -> list[str]:
        """The answer in sentences, as `redline run` prints it."""
        from sim.plots import spans
        from sim.report import sentences, words
        from sim.report.run_report import shown_summary

        summary, horizon = shown_summary(self.result, self.world), spans.text(self.world.clock.horizon_months)
        told = [words.failed(len(self.result.failed), self.result.histories), sentences.answer(summary, horizon), sentences.parts(summary)]
        told += ["This is about the model, not the world: read differences, not this level.", *sentences.others(summary, horizon)]
        return [text for text in told if text]

    @property
    def outcomes(self) -> Any:
        """key, label, p, low, high, is_ending: the endings, which sum to 1, then the clash, which is no ending."""
        return frame(self.result.outcomes())

    @property
    def measures(self) -> Any:
        """measure, value, low, high of everything that was measured."""
        rows = []
        for name in self.result.measures:
            one = self.result.estimate(name)
            rows.append({"measure": name, "value": one.value, "low": one.low, "high": one.high})
        return frame(rows)

    @property
    def answers(self) -> Any:
        """owner, rung, name, share, low, high, above, above_low, above_high: how owners answered crossings."""
        return frame([{"owner": owner, **row} for owner in self.result.owners() for row in self.result.answers(owner)])

    @property
    def acts(self) -> Any:
        """actor, act, mean (a history), low, high, share (of the actor's acts)."""
        return frame(self.result.acts())

    @property
    def curves(self) -> Any:
        """channel, month, value, low, high of everything recorded over time."""
        return frame(self.result.curves())

    @property
    def credibility(self) -> Any:
        """group, month, mean, low, high: what the public thinks of the reference crossing, by true type and for all types."""
        return frame(self.result.credibility(), ("group", "month", "mean", "low", "high"))

    @property
    def failed(self) -> Any:
        """point, variant, history, seed, error, replay (words of the command that tells it) of every history that failed: they are in no average."""
        return failed(self.folder)

    @property
    def histories(self) -> Any:
        """One row a history: its number, importance weight, every measure and detail."""
        return frame(self.result.read_histories())

    @cached_property
    def figures(self) -> Gallery:
        """The figures of the run by name."""
        from sim.report.material import gather
        from sim.report.run_report import figures

        return Gallery(figures(gather(self.result, self.world)))

    def replay(self, history: int | str = "typical") -> Story:
        """Return one history, told: by number, or `typical`, `worst`, `drawn`."""
        from sim.notebook.stories import of_run

        return of_run(self, history)

    def compare(self, other: Run) -> Compared:
        """Return what changes from this run to another one on the same luck."""
        from sim.analysis.compare import compare_runs
        from sim.notebook.comparisons import Compared

        return Compared(compare_runs(self.result, other.result), f"{other.world.id} instead of {self.world.id}")


def run(
    scenario: str | Path,
    settings: asking.Settings = (),
    *,
    preset: str | None = None,
    runs: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
) -> Run:
    """Simulate a scenario, or find what was simulated before.

    Parameters
    ----------
    scenario : a file, or the name of a shipped scenario
    settings : mapping of path to value, as {"owners.russia.nuclear.audience_cost": 1}, or sequence of "path=value"
    preset : name of a preset of the scenario, put in before the settings
    runs, seed : histories and luck; those of the scenario where None
    jobs : threads; all processors where None
    out : folder; results/<scenario>-<run id> below the working folder where None

    Raises
    ------
    ScenarioError, RunError
    """
    from sim.analysis.runs import run_scenario
    from sim.scenario.load import load

    path = asking.scenario(scenario)
    given = asking.overrides(path, preset, settings)
    console = Console(quiet)
    with compile_notice(console), console.progress(path.stem) as meter:
        result = run_scenario(path, given, runs, seed, jobs, Path(out) if out else None, meter)
    return Run(result, load(path, given))
