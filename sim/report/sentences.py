"""The `redline/run/1` object in sentences: the answer, its parts, who, what else happens, how owners answer. Page and terminal share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report import labels, words

OTHERS = {"nato_clash": "a direct clash", "settlement": "a settlement", "collapse": "collapse of the front"}
Names = Mapping[str, str]


def answer(summary: Mapping[str, Any], horizon: str, scale: words.Scale = words.ICD203) -> str:
    """Return the sentence on nuclear use within `horizon` (a length of time, as text)."""
    use = summary["outcomes"]["nuclear_use"]
    outcome = f"nuclear use within {horizon}"
    return words.sentence(outcome, use["p"], use["low"], use["high"], summary["effective_sample_size"], False, scale)


def parts(summary: Mapping[str, Any], names: Names | None = None) -> str:
    """Return what nuclear use is made of, how much of it came after a clash and who used it, each with its interval; nothing where there is none."""
    use = summary["outcomes"]["nuclear_use"]
    if use["p"] == 0.0:
        return ""
    ends, by = use["intervals"], use["by_owner_intervals"]
    made_of = [(part, use[part], *ends[part]) for part in ("deliberate", "noise", "inadvertent")]
    users = [(f"by {_named(owner, names)}", use["by_owner"][owner], *by[owner]) for owner in by if use["by_owner"][owner] > 0]
    users = sorted(users, key=lambda one: -one[1]) if len(users) > 1 else []
    alone = next((owner for owner in by if use["by_owner"][owner] > 0), "")
    text = words.parts(use["p"], made_of, [("after a direct clash", use["via_clash"], *ends["via_clash"]), *users])
    return text if users or not alone else f"{text} All of it is by {_named(alone, names)}."


def others(summary: Mapping[str, Any], horizon: str, names: Names | None = None, scale: words.Scale = words.ICD203) -> list[str]:
    """Return one sentence on each other outcome that the summary has: clash, settlement, collapse."""
    outcomes, histories = summary["outcomes"], summary["effective_sample_size"]
    return [
        words.sentence(
            f"{(names or {}).get(key, noun)} within {horizon}",
            outcomes[key]["p"],
            outcomes[key]["low"],
            outcomes[key]["high"],
            histories,
            sampled=True,
            scale=scale,
        )
        for key, noun in OTHERS.items()
        if key in outcomes
    ]


def answers(summary: Mapping[str, Any], names: Names | None = None) -> list[str]:
    """Return one sentence on how each owner answers crossings: with intervals, or exactly where the summary is that of an exact solution."""
    if "answers_reaching" not in summary:
        by_rung = {owner: {int(rung): share for rung, share in shares.items()} for owner, shares in summary["answers"].items()}
        return [words.answers(_named(owner, names), shares) for owner, shares in by_rung.items() if shares]
    found = []
    for owner, shares in summary["answers_reaching"].items():
        reached = {int(rung): (one["p"], one["low"], one["high"]) for rung, one in shares.items()}
        found += [words.answers_reaching(_named(owner, names), reached)] if reached else []
    return found


def exactness(summary: Mapping[str, Any]) -> str:
    """Return how exact a run with a target became, and what was asked; nothing for a run of a number of histories."""
    target = summary.get("target")
    if target is None:
        return ""
    relative = "relative_error" in target
    asked = words.margin(target["relative_error" if relative else "half_width"], relative)
    reached, looks, measure = target["reached"], target["looks"], labels.measure(target["measure"])
    after = f"after {summary['runs']:,} histories ({looks} look{'s' if looks > 1 else ''})"
    ended = "" if target["met"] else " The run reached its ceiling before its target."
    if reached == 0.0:
        return f"{measure[:1].upper()}{measure[1:]} is exactly {target['estimate']['p']:g} {after}: no interval is left to narrow."
    shown = words.margin(reached, relative) + (" of the estimate" if relative else "")
    held = "All intervals here are widened so that they hold although the run was looked at while it grew."
    return f"The 95 % interval of {measure} is {shown}, asked for {asked}, {after}.{ended} {held}"


def _named(key: str, names: Names | None) -> str:
    return (names or {}).get(key) or labels.actor(key)
