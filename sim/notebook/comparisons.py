"""`compare`: what a change does, history by history on the same luck."""

from __future__ import annotations

import html
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.console import Console, compile_notice
from sim.notebook import asking
from sim.notebook.frames import frame
from sim.notebook.pictures import Picture

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison

TOLD = ("nuclear_use", "clash", "settlement", "collapse")


class Compared:
    """Paired differences. Frame: `differences`. Words: `sentences`. Picture: `figure`."""

    def __init__(self, comparison: Comparison, label: str) -> None:
        self.comparison, self.label = comparison, label

    def __repr__(self) -> str:
        return f"<change: {self.label}>\n" + "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{html.escape(text)}</p>" for text in self.sentences)
        return f"<h4>{html.escape(self.label)}</h4>{told}{self.figure._repr_html_() if self._rows else ''}"

    @property
    def differences(self) -> Any:
        """measure, from, to, difference, low, high, sign, changed_histories, histories."""
        return frame([{"measure": name, **one.as_dict()} for name, one in self.comparison.differences.items()])

    @cached_property
    def sentences(self) -> list[str]:
        """The differences of the outcomes in words."""
        from sim.report import words

        sides = (self.comparison.one, self.comparison.two)
        lost = [words.failed(len(side.failed), side.histories) for side in sides]
        return [*filter(None, lost), *(words.contrast(row, headed=False) for row in self._rows)]

    @cached_property
    def figure(self) -> Picture:
        """The differences of the outcomes, and of how far lines are exposed."""
        from sim.plots import contrasts

        return Picture(contrasts.draw(self._rows))

    @cached_property
    def _rows(self) -> list[Any]:
        from sim.report.run_report import difference_rows

        exposures = sorted(name for name in self.comparison.differences if name.startswith("exposure."))
        return difference_rows(self.comparison, self.label, (*TOLD, *exposures))


def compare(
    one: str | Path,
    two: str | Path | None = None,
    settings: asking.Settings = (),
    *,
    preset: str | None = None,
    runs: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    quiet: bool = False,
) -> Compared:
    """Compare two scenarios, or one with itself under settings; parameters as of `run`, the settings change the second.

    Raises
    ------
    ScenarioError, RunError, ResultsError
    """
    from sim.analysis.compare import compare as compared

    first = asking.scenario(one)
    second = first if two is None else asking.scenario(two)
    given = asking.overrides(second, preset, settings)
    console = Console(quiet)
    with compile_notice(console), console.progress("simulating") as meter:
        comparison = compared(first, second, given, runs, seed, jobs, None, meter)
    label = ", ".join(given) or "nothing"
    return Compared(comparison, label if two is None else f"{second.stem} instead of {first.stem}" + (f", {label}" if given else ""))
