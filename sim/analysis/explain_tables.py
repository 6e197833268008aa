"""An explanation as tables and as one JSON object, with the meaning of every column, and the folder that holds them."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.analysis.attribution import Share
from sim.analysis.estimates import Estimate
from sim.analysis.explain import Explanation
from sim.analysis.gateways import Condition, Gateway
from sim.analysis.knockouts import CHANNELS
from sim.analysis.paths import Path as Way
from sim.analysis.paths import Step
from sim.analysis.summary import json_text
from sim.results.files import make_folder, write_whole
from sim.results.tables import csv_text, digest

SCHEMA = "redline/explain/1"
JSON, README = "explain.json", "README.md"
Row = dict[str, Any]
FILES = {
    "shares.csv": "what each channel adds to each outcome: Shapley values; with `deliberate` they add up to the total",
    "paths.csv": "the commonest climbs to each outcome, and what brought it whatever the climb, each with a history to replay",
    "gateways.csv": "points of no return: public states after which an outcome is far more probable; none: the state that comes nearest",
    "nodes.csv": "the gateway graph: each rung that was the highest so far",
    "flows.csv": "the gateway graph: what passes from one highest rung to the next, or to the outcome",
    "lines.csv": "how far each declared threshold may move, down and up, before an outcome has moved by the stated amount",
    JSON: f"all of it as one object, what --json prints: schema {SCHEMA}",
}
COLUMNS = {
    "outcome": "nuclear_use, clash, settlement or collapse: its probability over the horizon",
    "part": "a channel, `deliberate` for what is left when all channels are out, or `total`",
    "value, low, high": "what the part adds to the probability of the outcome, with the 95 % interval (paired, same luck); may be negative",
    "share, share_low, share_high": "the same as a share of the outcome; empty where histories are too few",
    "first, first_low, first_high": "what the channel adds to deliberate choice alone",
    "last, last_low, last_high": "what is missing when the channel alone is knocked out",
    "carriers": "histories that carry the number, in effect; below 25 nothing is said of a share",
    "verdict": "raises, lowers, unclear (the interval holds zero), exactly none (no history differs), too few histories",
    "kind": "path: a whole climb; end: what brought the outcome, whatever the climb",
    "rank": "1 is the commonest",
    "steps": "the acts and answers that set a new highest rung, in order: act:dimension@rung, answer:owner@rung",
    "end": "how the outcome came: deliberate, noise, accident, accident_after_clash, meeting, act, answer, ...; then owner and dimension",
    "histories": "histories in which it occurs",
    "p, p_low, p_high": "probability that the outcome comes this way",
    "replicate": "number of the history in which it weighs most; `told`: a replay of it ends this way",
    "replay": "command that tells that history",
    "state": "conditions that hold together, kind:name:number",
    "reached, reached_low, reached_high": "probability of entering the state (or coming to the rung) with the outcome still open",
    "after, after_low, after_high": "probability of the outcome from then on; empty where histories are too few",
    "times, times_low, times_high": "the same over the probability at the start",
    "passing, passing_low, passing_high": "share of the outcome that comes after the state",
    "entrants": "histories that enter",
    "point": "whether it is a point of no return; `clear`: the whole interval lies beyond what makes one",
    "rung, source, to": "rungs of the ladder; `to` empty: the outcome itself",
    "owner, tier, dimension, threshold": "a declared line; nuclear lines under the name that the doctrine uses",
    "direction, bound": "which way it is moved, and the farthest change tried",
    "change": "the smallest change found that moves the outcome by `amount`; empty: none",
    "effect, effect_low, effect_high": "what that change does (none: the effect whose interval reaches farthest), paired",
    "tried": "changes played",
}  # fmt: skip


def ends(name: str, one: Estimate | None) -> Row:
    """Return NAME, NAME_low, NAME_high of an estimate; None where there is none."""
    numbers = (None, None, None) if one is None else (one.value, one.low, one.high)
    return dict(zip((name, f"{name}_low", f"{name}_high"), map(_known, numbers), strict=True))


def _known(number: float | None) -> float | None:
    return None if number is None or math.isnan(number) else number


def share_rows(explanation: Explanation) -> list[Row]:
    """Return a row for each outcome and part, the total last."""
    rows = []
    for one in explanation.attributions:
        rows += [{"outcome": one.outcome, **share_row(part)} for part in one.parts]
        total = {"outcome": one.outcome, "part": "total", "value": one.total.value, "low": one.total.low, "high": one.total.high}
        rows.append(total | dict.fromkeys([name for name in rows[-1] if name not in total]))
    return rows


def share_row(part: Share) -> Row:
    """Return part, value, share, first, last with their ends, carriers, verdict."""
    value = {"value": part.value.value, "low": part.value.low, "high": part.value.high}
    row = {"part": part.channel, **value, **ends("share", part.share), **ends("first", part.first), **ends("last", part.last)}
    return row | {"carriers": part.carriers, "verdict": part.verdict}


def path_rows(explanation: Explanation, source: Sequence[str]) -> list[Row]:
    """Return a row for each path and each end; `source` are the words of the command line that name what was explained."""
    rows = []
    for found in explanation.paths:
        for kind, ways in (("path", found.paths), ("end", found.ends)):
            rows += [{"outcome": found.outcome, "kind": kind, "rank": rank, **path_row(way, source)} for rank, way in enumerate(ways, 1)]
    return rows


def path_row(way: Way, source: Sequence[str]) -> Row:
    """Return steps, end, histories, p, share, carriers, replicate, told, replay of one path."""
    end = ":".join(word for word in (way.end.how, way.end.owner, way.end.dimension) if word)
    row: Row = {"steps": " > ".join(map(step_code, way.steps)), "end": end}
    row |= {"histories": way.histories, **ends("p", way.probability), **ends("share", way.share), "carriers": way.carriers}
    return row | {"replicate": way.replicate, "told": way.told, "replay": replay(source, way.replicate)}


def step_code(step: Step) -> str:
    """Return act:dimension@rung or answer:owner@rung."""
    return f"{step.kind}:{step.what}@{step.rung}"


def replay(source: Sequence[str], replicate: int) -> str:
    """Return the command that tells a history."""
    return shlex.join(["redline", "replay", *source, "--history", str(replicate)])


def gateway_rows(explanation: Explanation) -> list[Row]:
    """Return a row for each point of no return, or for the state that comes nearest."""
    rows = []
    for found in explanation.gateways:
        rows += [gateway_row(one, point=True) for one in found.points]
        rows += [gateway_row(found.nearest, point=False)] if found.nearest else []
    return rows


def gateway_row(one: Gateway, point: bool) -> Row:
    """Return outcome, state, after, times, passing, reached with their ends, entrants, carriers, point, clear."""
    row: Row = {"outcome": one.outcome, "state": " and ".join(map(condition_code, one.state)), **ends("after", one.after), **ends("times", one.times)}
    row |= {**ends("passing", one.passing), **ends("reached", one.reached), "entrants": one.entrants, "carriers": one.carriers}
    return row | {"point": point, "clear": one.clear}


def condition_code(one: Condition) -> str:
    """Return kind:name:number, what is not said left out."""
    return ":".join([one.kind, *([one.name] if one.name else []), *([] if one.kind in ("clash", "calendar") else [f"{one.number:g}"])])


def node_rows(explanation: Explanation) -> list[Row]:
    """Return a row for each rung of each graph."""
    rows = []
    for graph in explanation.graphs:
        for node in graph.nodes:
            row: Row = {"outcome": graph.outcome, "rung": node.rung, "name": explanation.rungs[node.rung]}
            rows.append(row | {**ends("reached", node.reached), **ends("after", node.after), "entrants": node.entrants})
    return rows


def flow_rows(explanation: Explanation) -> list[Row]:
    """Return a row for each flow of each graph."""
    return [
        {"outcome": graph.outcome, "source": flow.source, "to": flow.to, "p": flow.p, "p_low": flow.low, "p_high": flow.high}
        for graph in explanation.graphs
        for flow in graph.flows
    ]


def line_rows(explanation: Explanation) -> list[Row]:
    """Return a row for each outcome, red line and direction."""
    rows = []
    for found in explanation.radii:
        for one in found.radii:
            line = one.line
            row: Row = {"outcome": found.outcome, "owner": line.owner, "tier": line.tier, "dimension": line.dimension, "threshold": line.threshold}
            row |= {"direction": one.direction, "bound": one.bound, "amount": found.amount, "change": one.change, **ends("effect", one.effect)}
            rows.append(row | {"tried": one.tried, "verdict": one.verdict})
    return rows


def tables(explanation: Explanation, source: Sequence[str]) -> dict[str, list[Row]]:
    """Return every table by the name of its file; those that were not asked for are left out."""
    found = {
        "shares.csv": share_rows(explanation),
        "paths.csv": path_rows(explanation, source),
        "gateways.csv": gateway_rows(explanation),
        "nodes.csv": node_rows(explanation),
        "flows.csv": flow_rows(explanation),
        "lines.csv": line_rows(explanation),
    }
    return {name: rows for name, rows in found.items() if rows}


def digest_of(explanation: Explanation) -> str:
    """Return the SHA-256 of all tables, which names the result; the words by which it was asked for are no part of it."""
    return digest_of_rows(tables(explanation, ()))


def digest_of_rows(found: Mapping[str, Sequence[Row]]) -> str:
    """Return the SHA-256 of tables, their numbers to six digits: ends of intervals come from a library's functions, which differ in the last bits."""
    short = [
        [{name: float(f"{cell:.6g}") if isinstance(cell, float) else cell for name, cell in row.items()} for row in rows] for rows in found.values()
    ]
    return digest("\n".join(csv_text(rows) for rows in short))


def as_dict(explanation: Explanation, source: Sequence[str]) -> dict[str, Any]:
    """Return the `redline/explain/1` object."""
    return {
        "schema": SCHEMA,
        "scenario": explanation.scenario,
        "title": explanation.title,
        "source": list(source),
        "digest": digest_of(explanation),
        "seed": explanation.seed,
        "histories": explanation.histories,
        "histories_recorded": explanation.recorded,
        "histories_failed": explanation.failed,
        "histories_of_lines": explanation.radii[0].histories if explanation.radii else 0,
        "move": explanation.move,
        "missed": [name for name in explanation.outcomes if explanation.missed(name)],
        "channels": [{"name": one.name, "meaning": one.meaning, "knocked_out": list(one.set_to)} for one in CHANNELS],
        "states_looked_at": {found.outcome: found.looked_at for found in explanation.gateways},
        **{name.removesuffix(".csv"): rows for name, rows in tables(explanation, source).items()},
    }


def write(explanation: Explanation, folder: Path, source: Sequence[str], command: str) -> Mapping[str, Any]:
    """Write the tables, the object and the codebook into a folder, made where missing; return the object."""
    make_folder(folder)
    for name, rows in tables(explanation, source).items():
        write_whole(folder / name, csv_text(rows))
    whole = as_dict(explanation, source)
    write_whole(folder / JSON, json_text(whole))
    write_whole(folder / README, codebook(explanation, command))
    return whole


def codebook(explanation: Explanation, command: str) -> str:
    """Return what lies in the folder, what every column means, and what 'knocked out' means, as Markdown."""
    lines = [f"# Why {explanation.scenario} escalates", "", f"Made by `{command}`; delete it, or make it again.", ""]
    lines += [f"* `{name}`: {meaning}" for name, meaning in FILES.items()]
    lines += ["", "## Columns", "", *(f"* `{name}`: {meaning}" for name, meaning in COLUMNS.items())]
    lines += ["", "## Channels, and what is set to what when one is knocked out", ""]
    lines += [f"* {one.label}: {one.meaning}. Out: {'; '.join(f'`{path}`' for path in one.set_to)}" for one in CHANNELS]
    return "\n".join([*lines, ""])
