"""What a results folder keeps of its inputs, so that work goes on from the folder alone: on another machine, and after the originals have changed.

    scenario.yaml, experiment.yaml      byte copies, to be read by people
    inputs/NAME.yaml                    the scenario once more, under its own name, from which work goes on
    inputs/doctrines/ history/ ...      what the scenario names: bases, doctrines, histories, sources, in the same places as beside the original
    inputs/shipped/                     the same of the files that come with Redline, as they were
    inputs/experiment/                  what the experiment names: lists of points

The manifest has the SHA-256 of every copy, and the digest of the scenario's text for every variant and for every word that a factor takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.experiment import points
from sim.experiment.design import Experiment
from sim.experiment.engine import Draft
from sim.experiment.plan import Plan, text_digest, word_digests
from sim.results.store import Store

COPY = "scenario.yaml"
EXPERIMENT = "experiment.yaml"
INPUTS = "inputs"


def copies(draft: Draft, experiment: Experiment | None = None) -> tuple[dict[str, bytes], str]:
    """Return what a folder keeps, place -> content, and the place of the scenario from which work goes on.

    Parameters
    ----------
    draft : which has been asked for every text that the plan needs (see `texts`), and so has read all that they name
    """
    read = dict(draft.files())
    own = next(iter(read))
    found = {COPY: read[own], **{f"{INPUTS}/{place}": content for place, content in read.items()}}
    if experiment is not None and experiment.source:
        found[EXPERIMENT] = experiment.source
        found |= {f"{INPUTS}/experiment/{place}": content for place, content in experiment.files.items()}
    return found, f"{INPUTS}/{own}"


def texts(plan: Plan, draft: Draft) -> dict[str, str]:
    """Return the digest of the scenario's text for each variant, and for each word that a factor takes: it may name a file."""
    found = {name: text_digest(draft.scenario((*plan.overrides, *overrides))) for name, overrides in plan.variants.items()}
    return found | word_digests(plan, draft)


def same(store: Store, plan: Plan, draft: Draft) -> bool:
    """Return whether a draft is still of the scenario that the folder began with: every text that the manifest knows is the same."""
    expected: Mapping[str, str] = store.manifest["texts"]
    found = texts(plan, draft)
    return all(found.get(name) == digest for name, digest in expected.items())


def place_of(store: Store) -> Path:
    """Return the file of the scenario in a folder: among its inputs, in folders of older versions the copy that may name files elsewhere."""
    return store.folder / str(store.manifest["scenario_file"])


def self_contained(store: Store) -> bool:
    """Return whether a folder keeps all that its scenario names."""
    return bool(store.manifest["scenario_file"] != COPY)


def manifest_of(plan: Plan, draft: Draft, experiment: Experiment | None = None) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of a folder about to be made, and the copies that belong to it."""
    known = texts(plan, draft)  # first, because it reads what is to be copied
    kept, scenario = copies(draft, experiment)
    return plan.manifest() | {"texts": known, "scenario_file": scenario}, kept | points.files(plan.points)
