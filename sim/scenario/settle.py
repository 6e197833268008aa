"""What a later word has made moot is switched off, so that nobody has to edit five places to change one fact.

Later words are those of an override, a preset, or a scenario with a base. An actor they disarm no longer backs any act; a calendar event
that their clock leaves beyond the horizon does not happen. Where one and the same file says both things, it contradicts itself, and the
checks complain.
"""

from __future__ import annotations

import datetime as dt

from sim.scenario.nodes import Names, Node, Scalar, at, edited

DAYS_PER_MONTH = 365.25 / 12


def settle(tree: Names) -> Names:
    """Return the tree without what a later word has made moot."""
    return _calendar(_disarm(tree))


def group(tree: Node, *path: str) -> dict[str, Node]:
    """Return the entries of the group at `path`, or none."""
    node = at(tree, path)
    return node.entries if isinstance(node, Names) else {}


def _disarm(tree: Names) -> Names:
    flags = {name: at(actor, ["nuclear"]) for name, actor in group(tree, "actors").items()}
    disarmed = {name: flag.mark.layer for name, flag in flags.items() if isinstance(flag, Scalar) and flag.value is False}
    for act in group(tree, "actions") if disarmed else ():
        for name, backing in group(tree, "actions", act, "backed_by").items():
            if name in disarmed and backing.mark.layer < disarmed[name]:
                tree = edited(tree, ["actions", act, "backed_by", name], None)
    return tree


def _calendar(tree: Names) -> Names:
    start, horizon = at(tree, ["clock", "start"]), at(tree, ["clock", "horizon_months"])
    months = horizon.entries.get("value") if isinstance(horizon, Names) else horizon
    if not (isinstance(start, Scalar) and isinstance(months, Scalar) and isinstance(months.value, int | float)):
        return tree
    layer = max(start.mark.layer, months.mark.layer)
    events = group(tree, "timeline")
    moot: dict[str, Node] = {}
    for name, event in events.items():
        date = event.entries.get("date") if isinstance(event, Names) else None
        late = isinstance(date, Scalar) and date.mark.layer < layer and is_beyond(start.value, months.value, date.value)
        if late and isinstance(event, Names):
            moot[name] = event.with_entry("active", Scalar(months.mark, False))
    timeline = tree.entries.get("timeline")
    if not moot or not isinstance(timeline, Names):
        return tree
    return tree.with_entry("timeline", Names(timeline.mark, {**events, **moot}, timeline.keys, timeline.bad))


def is_beyond(start: object, months: float, date: object) -> bool:
    """Return whether a date (YYYY-MM-DD) lies beyond the horizon; False where the two are not dates."""
    try:
        days = (dt.date.fromisoformat(str(date)) - dt.date.fromisoformat(str(start))).days
    except ValueError:
        return False
    return days > months * DAYS_PER_MONTH
