"""The `redline/run/1` object in sentences: the answer, its parts, who, what else happens, how owners answer. Page and terminal share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report import labels, words

OTHERS = {"nato_clash": "a direct clash", "settlement": "a settlement", "collapse": "collapse of the front"}
Names = Mapping[str, str]


def answer(summary: Mapping[str, Any], horizon: str, scale: words.Scale = words.ICD203) -> str:
    """Return the sentence on nuclear use within `horizon` (months, as text)."""
    use = summary["outcomes"]["nuclear_use"]
    outcome = f"nuclear use within {horizon} months"
    return words.sentence(outcome, use["p"], use["low"], use["high"], summary["effective_sample_size"], False, scale)


def parts(summary: Mapping[str, Any]) -> str:
    """Return what nuclear use is made of, and how much of it came after a clash; nothing where there is none."""
    use = summary["outcomes"]["nuclear_use"]
    if use["p"] == 0.0:
        return ""
    text = words.parts(use["deliberate"], use["noise"], use["inadvertent"])
    return f"{text} {words.part_of('came after a direct clash', use['via_clash'], use['p'])}"


def by_owner(summary: Mapping[str, Any], names: Names | None = None) -> str:
    """Return who used nuclear weapons; nothing where nobody did."""
    use = summary["outcomes"]["nuclear_use"]
    shares = {_named(owner, names): p for owner, p in use.get("by_owner", {}).items() if p > 0}
    return words.by_owner(shares, use["p"]) if shares else ""


def others(summary: Mapping[str, Any], horizon: str, names: Names | None = None, scale: words.Scale = words.ICD203) -> list[str]:
    """Return one sentence on each other outcome that the summary has: clash, settlement, collapse."""
    outcomes, histories = summary["outcomes"], summary["effective_sample_size"]
    return [
        words.sentence(
            f"{(names or {}).get(key, noun)} within {horizon} months",
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
    """Return one sentence on how each owner answers crossings."""
    by_rung = {owner: {int(rung): share for rung, share in shares.items()} for owner, shares in summary["answers"].items()}
    return [words.answers(_named(owner, names), shares) for owner, shares in by_rung.items() if shares]


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
