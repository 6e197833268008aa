"""Which contrast belongs to a run: an owner whose doctrine has a predecessor is set against it on the same luck.

The level of a single run is not to be read alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.compare import Comparison, contrast_row
from sim.plots.differences import ContrastRow, from_mappings
from sim.report import labels
from sim.scenario.world import Scenario

HEADLINE = ("nuclear_use", "nuclear_use.deliberate", "nuclear_use.noise", "nuclear_use.inadvertent", "clash", "settlement", "collapse")


@dataclass(frozen=True, slots=True)
class Predecessor:
    """An owner whose published doctrine replaced an earlier text."""

    owner: str
    later: str
    earlier: str

    @property
    def override(self) -> str:
        """The setting that puts the earlier text in force."""
        return f"owners.{self.owner}.doctrine={self.earlier}"

    @property
    def folder(self) -> str:
        """Name of the folder, inside that of the run, which holds the same histories under the earlier text."""
        return f"against-{self.earlier}"

    @property
    def label(self) -> str:
        """How the contrast is called."""
        return f"Doctrine {self.later} instead of {self.earlier}"

    @property
    def measures(self) -> tuple[str, ...]:
        """What the contrast is read by: outcomes, and how far the owner's lines are exposed (what the text deters)."""
        return (*HEADLINE, f"exposure.{self.owner}")


def predecessor(world: Scenario) -> Predecessor | None:
    """Return the owner (the first by id) whose published doctrine stands in the scenario's history after another text of its own."""
    for owner in sorted(world.owners, key=lambda one: one.id):
        if owner.active and owner.published is not None:
            texts = [text.id for text in world.history.doctrines if text.owner == owner.id]
            place = texts.index(owner.published.id) if owner.published.id in texts else 0
            if place > 0:
                return Predecessor(owner.id, texts[place], texts[place - 1])
    return None


def difference_rows(comparison: Comparison, label: str, measures: Sequence[str]) -> list[ContrastRow]:
    """Return paired differences for figures and sentences: the named measures that both runs have and that happen in one of them at all."""
    rungs, found = comparison.one.plan.about["rungs"], comparison.differences
    rows = [contrast_row(label, name, found[name]) for name in measures if name in found and (found[name].before or found[name].after)]
    return from_mappings([row | {"measure": labels.measure(row["measure"], rungs)} for row in rows])
