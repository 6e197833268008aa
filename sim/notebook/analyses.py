"""`analyse`: which factors matter in a sweep, how clear signs are, and where the points of interest lie."""

from __future__ import annotations

import html
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.notebook.frames import frame
from sim.notebook.pictures import Gallery

if TYPE_CHECKING:
    from sim.analysis.analyse import Analysis
    from sim.notebook.sweeps import Sweep


class Analysed:
    """What a sweep says about its factors. Frame: `indices`. Words: `sentences`, `notes`. Pictures: `figures`. Everything: `as_dict`."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def __repr__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{html.escape(text)}</p>" for text in (*self.sentences, *(f"Warning: {note}" for note in self.notes)))
        return told + self.figures._repr_html_()

    @property
    def indices(self) -> Any:
        """of, name, measure, then for each factor its index with interval, for every output and setting."""
        from dataclasses import asdict

        rows = []
        for one in self.analysis.explained:
            of, name, measure = one.output.key
            rows += [{"of": of, "name": name, "measure": measure, "noise": one.noise, **asdict(index)} for index in one.indices]
        return frame(rows)

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known before believing it."""
        return (*self.analysis.notes, *self.analysis.missing)

    @cached_property
    def sentences(self) -> list[str]:
        """What was found, as `redline analyse` prints it."""
        from sim.report.analysis_words import sentences

        return list(sentences(self.analysis))

    @cached_property
    def figures(self) -> Gallery:
        """The figures by name."""
        from sim.report.analysis_report import figures

        return Gallery(figures(self.analysis))

    def as_dict(self) -> dict[str, Any]:
        """Return the `redline/analyse/...` object that --json prints."""
        from sim.analysis import analysis_tables

        found: dict[str, Any] = analysis_tables.as_dict(self.analysis)
        return found


def analyse(
    source: Sweep | str | Path,
    *,
    measure: str | None = None,
    variant: str | None = None,
    contrast: str | None = None,
    above: float | None = None,
    top: float | None = None,
    sign: str | None = None,
    log: bool = False,
    seed: int = 1,
) -> Analysed:
    """Analyse a sweep, or the folder of one; the parameters are those of `redline analyse`.

    Raises
    ------
    ResultsError       exit code 2 where nothing varies, or there is no such measure, variant or contrast
    """
    from sim.analysis.analyse import Asked
    from sim.analysis.analyse import analyse as analysed
    from sim.analysis.interest import Question
    from sim.analysis.sweeps import load_sweep

    result = load_sweep(Path(source)) if isinstance(source, str | Path) else source.result
    return Analysed(analysed(result, Asked(measure, variant, contrast, Question(above, top, sign), seed, log)))
