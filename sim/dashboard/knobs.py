"""Which values of a scenario the dashboard lets one move: each with its range, where that comes from, and the path that sets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.plots import style
from sim.report import labels
from sim.scenario.doctrine import doctrine_names, read_doctrine
from sim.scenario.provenance import PLAIN
from sim.scenario.world import Owner, Quantity, Scenario

NUMBER, CHOICE, SWITCH, DATE = "number", "choice", "switch", "date"
FEWEST_STEPS, MOST_DECIMALS = 50, 6
LONGEST = 160  # characters of a label or a basis
SHIFT = 0.2  # exposure: half the width of the ranges that doctrines give their lines
AS_IT_IS = ""  # the choice that leaves the scenario alone
WHO, LINES, CONVENTIONAL, AUDIENCE, RESOLVE, OTHER = (
    "Doctrine, switches, dates",
    "Thresholds: nuclear lines",
    "Thresholds: conventional lines",
    "Audience cost",
    "Resolve",
    "Everything else with a range",
)
GROUPS = (WHO, LINES, AUDIENCE, RESOLVE, CONVENTIONAL, OTHER)
CLOSED = (CONVENTIONAL, OTHER)  # groups that are folded at first


@dataclass(frozen=True, slots=True)
class Knob:
    """One value that can be moved.

    `value` is the scenario's: a number, a switch (bool), a choice (text, `AS_IT_IS` for the scenario's own) or a date (days after the start).
    `low`, `high` and `decimals` are those of the slider of a number or a date; `basis` says where value and range come from. The day of a change that
    the scenario has switched off may lie beyond the slider.
    """

    path: str
    kind: str
    group: str
    label: str
    value: float | str | bool
    basis: str
    low: float = 0.0
    high: float = 1.0
    decimals: int = 0
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # (value, label)
    more: str = ""  # about the source, "" where there is none
    start: dt.date | None = None  # day 0 of a date

    @property
    def step(self) -> float:
        """The smallest move of the slider."""
        return float(f"1e-{self.decimals}")


def knobs(world: Scenario, folder: Path | None = None) -> list[Knob]:
    """Return what can be moved in a scenario, group by group; doctrines are looked for in `folder` too."""
    found = [*_doctrines(world, folder), *_flags(world), *_leaders(world), *_shifts(world), *_numbers(world)]
    return sorted(found, key=lambda knob: GROUPS.index(knob.group))


def _doctrines(world: Scenario, folder: Path | None) -> Iterator[Knob]:
    texts = [read_doctrine(name, folder) for name in doctrine_names(folder)]
    for owner in world.owners:
        if owner.published is None or owner.operative is None:
            continue
        own = sorted((text for text in texts if text.owner == owner.id), key=lambda text: (text.in_force_from, text.id))
        if len(own) < 2:
            continue
        now = owner.published.id if owner.published.id == owner.operative.id else f"{owner.published.id} published, {owner.operative.id} acted on"
        choices = [(AS_IT_IS, f"as in the scenario: {labels.plain(now)}")]
        choices += [(text.id, labels.plain(text.id)) for text in own if text.id != now]
        last, before = own[-1].id, own[-2].id
        choices += [(f"{{published: {last}, operative: {before}}}", f"{labels.plain(last)} published, {labels.plain(before)} acted on")]
        label = f"{labels.actor(owner.id, start=True)}: nuclear doctrine"
        yield Knob(f"owners.{owner.id}.doctrine", CHOICE, WHO, _short(label), AS_IT_IS, "source: the texts, as coded", choices=tuple(choices))


def _flags(world: Scenario) -> Iterator[Knob]:
    for flag in world.flags:
        name = _short(labels.plain(flag.id))
        start = f"{name[:1].upper()}{name[1:]} at the start"
        yield Knob(f"flags.{flag.id}.initial", SWITCH, WHO, start, flag.initial, "as things stood at the start of the scenario")
        fixed = f"{name[:1].upper()}{name[1:]} stays so: no act may change it"
        yield Knob(f"flags.{flag.id}.locked", SWITCH, WHO, fixed, flag.locked, "assumption: a what-if")


def _leaders(world: Scenario) -> Iterator[Knob]:
    start = world.clock.start
    last = int(world.clock.horizon_months * 365.25 / 12) - 1
    for event in world.timeline:
        if event.doctrine:
            continue
        name = _short(labels.plain(event.id))
        what = "Change of leadership" if event.kind == "leadership_change" else "Dated change"
        basis = f"source: {event.source}; any day within the horizon" if event.source else "assumption; any day within the horizon"
        days = (event.date - start).days
        yield Knob(f"timeline.{event.id}.date", DATE, WHO, f"{what}: {name}", days, basis, 1, last, start=start)
        yield Knob(f"timeline.{event.id}.active", SWITCH, WHO, f"There is a {what.lower()} ({name})", event.active, "assumption: a what-if")


def _shifts(world: Scenario) -> Iterator[Knob]:
    for owner in world.owners:
        path = f"owners.{owner.id}.doctrine.line_shift"
        if owner.published is not None and owner.published.nuclear_lines and path not in world.quantities:
            label = f"{labels.actor(owner.id, start=True)}: all nuclear lines moved by"
            basis = "assumption: half the width of the ranges that doctrines give their lines"
            yield Knob(path, NUMBER, LINES, _short(label), 0.0, basis, -SHIFT, SHIFT, 2, "exposure")


def _numbers(world: Scenario) -> Iterator[Knob]:
    for quantity in world.quantities.values():
        group = _group(quantity, world.owners)
        if group is None:
            continue
        low, high = _range(quantity)
        decimals = _decimals(low, high, quantity.value)
        about = _source(world, quantity.source)
        yield Knob(
            quantity.path, NUMBER, group, _label(quantity.path), quantity.value, _basis(quantity), low, high, decimals, _short(quantity.unit),
            more=about,
        )  # fmt: skip


def _group(quantity: Quantity, owners: Sequence[Owner]) -> str | None:
    """Return the group of a number; None where it is not one to move here."""
    parts = quantity.path.split(".")
    if parts[0] == "doctrines" and len(parts) > 2 and parts[2] == "nuclear_lines":
        return LINES if any(owner.published is not None and owner.published.id == parts[1] for owner in owners) else None
    if parts[-1] == "line_shift":
        return LINES
    if parts[0] == "owners":
        if parts[-1] == "conventional_line":
            return CONVENTIONAL
        if parts[-1] in ("audience_cost", "probability_real"):
            return AUDIENCE
        if parts[-2:] == ["cost", "median"] or parts[-1] == "desperation":
            return RESOLVE
    if parts[0] == "doctrines" or quantity.low is None or quantity.high is None or quantity.low >= quantity.high:
        return None
    return OTHER


def _range(quantity: Quantity) -> tuple[float, float]:
    if quantity.low is not None and quantity.high is not None and quantity.low < quantity.high:
        return quantity.low, quantity.high
    if quantity.path.endswith(("conventional_line", "probability_real")) and 0 <= quantity.value <= 1:
        return 0.0, 1.0
    if quantity.path.endswith("median"):
        return quantity.value / 4, quantity.value * 4  # a cost of nothing is none
    return (0.0, 2 * quantity.value) if quantity.value > 0 else (0.0, 1.0)


def _decimals(*values: float) -> int:
    """Return the fewest decimals that keep the values as they are and give the slider enough steps.

    >>> _decimals(0.25, 0.6, 0.42), _decimals(12.0, 300.0, 60.0), _decimals(0.001, 0.012, 0.004)
    (3, 0, 4)
    """
    low, high = values[0], values[1]
    for decimals in range(MOST_DECIMALS):
        exact = all(abs(round(value, decimals) - value) < 1e-12 for value in values)
        if exact and round((high - low) * float(f"1e{decimals}")) >= FEWEST_STEPS:
            return decimals
    return MOST_DECIMALS


def _label(path: str) -> str:
    """Return how a number is called.

    >>> _label("owners.russia.nuclear.cost.median"), _label("doctrines.russia-2024.nuclear_lines.belarus")
    ('Russia: nuclear cost of answering, median', 'Russia 2024: line on Belarus')
    """
    parts = path.split(".")
    if parts[0] == "doctrines":
        return _short(f"{parts[1][:1].upper()}{labels.plain(parts[1])[1:]}: line on {labels.plain(parts[-1])}")
    if parts[-1] == "conventional_line":
        return _short(f"{labels.actor(parts[1], start=True)}: line on {labels.plain(parts[3])}")
    if parts[-2:] == ["cost", "median"]:
        return _short(f"{labels.actor(parts[1], start=True)}: {labels.plain(parts[2])} cost of answering, median")
    if parts[-1] == "probability_real":
        return _short(f"{labels.actor(parts[1], start=True)}: {labels.plain(parts[2])} threat is meant, probability")
    if parts[0] in ("owners", "actors") and len(parts) > 2:
        return _short(f"{labels.actor(parts[1], start=True)}: {labels.quantity(path).removeprefix(labels.possessive(parts[1])).strip()}")
    return _short(labels.quantity(path, start=True))


def _basis(quantity: Quantity) -> str:
    said = [f"source: {quantity.source}"] if quantity.source else []
    said += [f"assumption: {quantity.assumption}"] if quantity.assumption else []
    if quantity.low is None:
        said.append("no range given, so the slider's ends are ours")
    return _short("; ".join(said) if quantity.source or quantity.assumption else "; ".join([PLAIN, *said]))


def _source(world: Scenario, key: str | None) -> str:
    """Return what is known of a source: its title, who published it and when."""
    entry = world.sources.get(key or "", {})
    said = ", ".join(entry[name] for name in ("title", "publisher", "date") if entry.get(name))
    return style.clean(f"{key}: {said}", 300) if said else ""


def _short(text: str) -> str:
    return style.clean(text, LONGEST)
