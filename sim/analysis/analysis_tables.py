"""An analysis as tables and as one JSON object, and the folder that holds them: derived, deletable, made again by the same command."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.analysis.analyse import Agreement, Analysis, Boxed, Explained, in_box, varied
from sim.analysis.discovery import Box, Limit
from sim.analysis.outputs import CONTRAST, VARIANT, output
from sim.analysis.sensitivity import Index
from sim.analysis.summary import json_text
from sim.results.files import make_folder, write_whole
from sim.results.tables import csv_text

ANALYSIS = "redline/analysis/1"
FOLDER, FIGURES, JSON = "analysis", "figures", "analysis.json"
Row = dict[str, Any]
MEANINGS = {
    "points.csv": "each point: its factors, the measure of the variant in focus with its 95 % interval, the difference of the contrast in focus, "
    "whether they are of interest and in the box",
    "outputs.csv": "each variant's and contrast's measure over the points of a setting: range, variance, and what share of it noise of simulation "
    "may have (noise_at_most) and was measured to have by halves of the histories (noise_measured)",
    "indices.csv": "each index of each factor with its 95 % interval; floor is what noise alone can look like",
    "signs.csv": "each contrast: the share of points at which its sign is clear, with 95 % intervals where points were drawn",
    "boxes.csv": "every box on the way of the search, the whole space first, and the one that was chosen",
    JSON: f"what the command prints with --json: schema {ANALYSIS}",
}


def write(analysis: Analysis) -> Path:
    """Write the tables and the object into `analysis/` of the results folder, and return that folder."""
    folder = analysis.result.folder / FOLDER
    make_folder(folder)
    tables = {
        "points.csv": point_rows(analysis),
        "outputs.csv": [output_row(one) for one in analysis.explained],
        "indices.csv": [_head(one) | index_row(index) for one in analysis.explained for index in one.indices],
        "signs.csv": [sign_row(analysis, one) for one in analysis.agreements],
        "boxes.csv": [row for box in analysis.boxes for row in box_rows(box)],
    }
    for name, rows in tables.items():
        write_whole(folder / name, csv_text(rows))
    write_whole(folder / JSON, json_text(as_dict(analysis)))
    words = "\n".join(f"* `{name}`: {meaning}" for name, meaning in MEANINGS.items())
    asked = analysis.asked
    focus = ", ".join(f"{what} {name}" for what, name in (("variant", asked.variant), ("contrast", asked.contrast)) if name)
    scale = "logarithms, " if asked.log else ""
    made = f"Made by `redline analyse` (measure {asked.measure}, {focus}, {scale}seed {asked.seed}); delete it, or make it again."
    write_whole(folder / "README.md", f"# Analysis of {analysis.result.plan.name}\n\n{made}\n\n{words}\n")
    for old in (folder / FIGURES).glob("*.*"):  # of another measure or scale, which would be taken for this one's
        if old.suffix in (".svg", ".png", ".pdf", ".csv"):
            old.unlink()
    return folder


def as_dict(analysis: Analysis) -> dict[str, Any]:
    """Return the `redline/analysis/1` object: the measure in focus, of every variant and contrast."""
    plan, spread, asked = analysis.result.plan, analysis.spread, analysis.asked
    return {
        "schema": ANALYSIS,
        "experiment": plan.name,
        "title": plan.title,
        "scenario": plan.scenario,
        "run_id": plan.id,
        "digest": analysis.result.digest,
        "folder": str(analysis.result.folder),
        "luck": plan.luck,
        "seed": asked.seed,
        "measure": asked.measure,
        "variant": asked.variant,
        "contrast": asked.contrast,
        "scale": "log10" if asked.log else "plain",
        "design": {
            "kind": spread.kind,
            "points": sum(len(setting.points) for setting in spread.settings),
            "factors": list(spread.factors),
            "settings": [dict(setting.values) for setting in spread.settings],
            "draws": spread.drawn,
            "pairs": spread.pairs,
        },
        "outputs": [
            output_row(one) | {"setting": dict(one.setting.values), "indices": [index_row(index) for index in one.indices]}
            for one in analysis.explained
            if one.output.measure == asked.measure
        ],
        "signs": [
            sign_row(analysis, one) | {"setting": dict(one.setting.values)} for one in analysis.agreements if one.key[2] == asked.measure
        ],
        "boxes": [box_facts(box) for box in analysis.boxes],
        "notes": list(analysis.notes),
        "missing": list(analysis.missing),
    }  # fmt: skip


def _head(one: Explained) -> Row:
    of, name, measure = one.output.key
    return {"of": of, "name": name, "measure": measure, "setting": one.setting.label()}


def output_row(one: Explained) -> Row:
    """Return of, name, measure, setting, scale, points, mean, lowest, highest, variance, noise_at_most, noise_measured, heaviest."""
    values = one.output.values
    row = _head(one) | {
        "scale": "log10" if one.output.log else "plain",
        "points": len(values),
        "mean": float(values.mean()),
        "lowest": float(values.min()),
        "highest": float(values.max()),
    }
    if one.output.constant:
        return row | {"variance": 0.0, "noise_at_most": None, "noise_measured": None, "heaviest": None}
    variance = float(values.var(ddof=1))
    return row | {"variance": variance, "noise_at_most": one.output.noise(), "noise_measured": one.measured, "heaviest": one.output.heaviest()}


def index_row(one: Index) -> Row:
    """Return method, index, factor, other, value, low, high, floor, clear; no interval where points were not drawn."""
    drawn = one.method != "grid"
    row: Row = {"method": one.method, "index": one.index, "factor": one.factor, "other": one.other, "value": one.value}
    return row | {"low": one.low if drawn else None, "high": one.high if drawn else None, "floor": one.floor, "clear": one.clear}


def sign_row(analysis: Analysis, one: Agreement) -> Row:
    """Return contrast, label, measure, setting, points, the shares that are clear with their intervals, and at how many no history differs."""
    _, name, measure = one.key
    label = next(contrast.label for contrast in analysis.result.plan.contrasts if contrast.name == name)
    row: Row = {"contrast": name, "label": label, "measure": measure, "setting": one.setting.label(), "points": one.signs.points}
    for word, count, ends in (("up", one.signs.up, one.up), ("down", one.signs.down, one.down)):
        row |= {f"share_{word}": count / one.signs.points if one.signs.points else None}
        row |= {f"share_{word}_low": ends[0] if ends else None, f"share_{word}_high": ends[1] if ends else None}
    unclear = one.signs.points - one.signs.up - one.signs.down
    return row | {"share_unclear": unclear / one.signs.points if one.signs.points else None, "points_exactly_the_same": one.same}


def point_rows(analysis: Analysis) -> list[Row]:
    """Return each point with its factors and what is in focus there."""
    asked, plan = analysis.asked, analysis.result.plan
    names = varied(plan, analysis.spread)
    points = [number for setting in analysis.spread.settings for number in setting.points]
    values = {point.number: point.values for point in plan.points}
    rows: list[Row] = [{"point": number, **{name: values[number][name] for name in names}} for number in points]
    for of, name in ((VARIANT, asked.variant), (CONTRAST, asked.contrast)):
        one = output(analysis.result, (of, str(name), str(asked.measure)), points) if name else None
        if one is None:
            continue
        word = "value" if of == VARIANT else "difference"
        columns = {word: one.values, f"{word}_low": one.lows, f"{word}_high": one.highs}
        for column, numbers in columns.items():
            for row, number in zip(rows, numbers, strict=True):
                row[column] = float(number)
    for box in analysis.boxes:
        word = "value" if box.output.of == VARIANT else "difference"
        inside = in_box(box)
        flags = dict(zip(box.points, box.interest.flags.tolist(), strict=True))
        held = dict(zip(box.points, inside.tolist(), strict=True)) if inside is not None else {}
        for row in rows:
            row[f"{word}_of_interest"], row[f"{word}_in_box"] = flags.get(row["point"]), held.get(row["point"])
    return rows


def box_rows(box: Boxed) -> list[Row]:
    """Return a row for each step of the search and one for the chosen box: coverage, density, points and limits."""
    if box.found is None:
        return []
    of, name, measure = box.output.key
    head: Row = {"of": of, "name": name, "measure": measure, "rule": box.interest.rule, "threshold": box.interest.threshold}
    steps = [(str(number), one) for number, one in enumerate(box.found.path)]
    return [head | {"step": step} | _box_row(one) for step, one in [*steps, ("chosen", box.found.chosen)]]


def _box_row(one: Box) -> Row:
    numbers = {"coverage": one.coverage, "density": one.density, "density_low": one.interval[0], "density_high": one.interval[1]}
    numbers |= {"points_inside": one.inside, "of_interest_inside": one.hits}
    return numbers | {"restricted": len(one.limits), "limits": "; ".join(f"{name} {_limit(limit)}" for name, limit in one.limits.items())}


def _limit(limit: Limit) -> str:
    if limit.words:
        return " or ".join(limit.words)
    return " and ".join(([f">= {limit.low!r}"] if limit.low is not None else []) + ([f"<= {limit.high!r}"] if limit.high is not None else []))


def box_facts(box: Boxed) -> dict[str, Any]:
    """Return the box of an output as JSON values: why points are of interest, the path, the box, and how it fares when it is sought again."""
    of, name, measure = box.output.key
    facts: dict[str, Any] = {"of": of, "name": name, "measure": measure, "rule": box.interest.rule, "threshold": box.interest.threshold}
    facts |= {"points": len(box.points), "of_interest": box.interest.count, "by_noise_alone": box.interest.unsure, "reason": box.reason}
    if box.found is None:
        return facts | {"path": [], "chosen": None}
    found = box.found
    chosen = _box_row(found.chosen) | {"limits": {name: limit_facts(limit) for name, limit in found.chosen.limits.items()}}
    chosen |= {"quasi_p": dict(found.chosen.quasi_p), "restricted_again": dict(found.again)}
    chosen["other_halves"] = {"coverage": found.coverage, "density": found.density, "halvings": found.halvings}
    return facts | {"path": [{**_box_row(one), "limits": {n: limit_facts(x) for n, x in one.limits.items()}} for one in found.path], "chosen": chosen}


def limit_facts(limit: Limit) -> Mapping[str, Any]:
    """Return a restriction as JSON values."""
    return {"values": list(limit.words)} if limit.words else {"low": limit.low, "high": limit.high}


def share_text(value: float) -> str:
    """Return a share in [0, 1] with two digits, never as nothing or as all.

    >>> share_text(0.372), share_text(0.001), share_text(0.999), share_text(-0.02), share_text(0.0)
    ('0.37', 'below 0.01', 'above 0.99', 'below 0.01', 'below 0.01')
    """
    if math.isnan(value):
        return "unknown"
    return "below 0.01" if value < 0.005 else "above 0.99" if value > 0.995 else f"{value:.2f}"
