"""How ids are called in sentences and on figures: actors, acts, dimensions and measures."""

from __future__ import annotations

from collections.abc import Sequence

NAMES = {
    "nato": "NATO", "usa": "the USA", "eu": "the EU", "uk": "the United Kingdom", "ussr": "the USSR", "alliance": "the alliance",
    "baltics": "the Baltics",
}  # fmt: skip
PROPER = {  # keep their capitals
    "nato": "NATO", "belarus": "Belarus", "russia": "Russia", "ukraine": "Ukraine", "usa": "US", "western": "Western", "taiwan": "Taiwan",
    "china": "China", "japan": "Japan", "kaliningrad": "Kaliningrad", "baltic": "Baltic", "washington": "Washington",
    "ussr": "USSR", "soviet": "Soviet", "cuba": "Cuba", "berlin": "Berlin", "us": "US", "india": "India", "pakistan": "Pakistan", "kargil": "Kargil",
}  # fmt: skip
MEASURES = {
    "nuclear_use": "nuclear use",
    "nuclear_use.deliberate": "deliberate nuclear use",
    "nuclear_use.noise": "nuclear use by answer noise",
    "nuclear_use.inadvertent": "inadvertent nuclear use",
    "nuclear_use.via_clash": "nuclear use after a clash",
    "nuclear_use.demonstration": "nuclear demonstration",
    "nuclear_use.answered": "nuclear use that another owner answers",
    "clash": "a direct clash",
    "settlement": "settlement",
    "collapse": "collapse of a front",
    "no_end": "reaching the horizon without an ending",
}


WHOLE = {  # numbers whose path does not read as words
    "tension.half_life_months": "half-life of tension, in months",
    "settlement.rate_per_month.direct": "rate of settlement per month, direct talks",
}
TAILS = {  # the same of what an owner or actor has
    "initial": "starting position",
    "nuclear cost sigma": "spread of nuclear cost",
    "conventional cost sigma": "spread of conventional cost",
    "nuclear probability real": "probability of a real nuclear threat",
    "conventional probability real": "probability of a real conventional threat",
}


def plain(name: str) -> str:
    """Return the id of an act, a dimension, an incident or an event as words; proper names keep their capitals.

    >>> plain("deep_western_missile"), plain("nato_involvement"), plain("doctrine-2024")
    ('deep Western missile', 'NATO involvement', 'doctrine 2024')
    """
    return " ".join(PROPER.get(word, word) for word in name.replace("_", " ").replace("-", " ").split())


def actor(name: str, start: bool = False) -> str:
    """Return how an actor is called; `start`: at the beginning of a sentence.

    >>> actor("usa"), actor("usa", start=True), actor("north_korea")
    ('the USA', 'The USA', 'North Korea')
    """
    text = NAMES.get(name) or " ".join(word[:1].upper() + word[1:] for word in plain(name).split())
    return text[:1].upper() + text[1:] if start else text


def factor(name: str) -> str:
    """Return how a factor is called: its name, or the last two parts of a path that was swept without a name.

    >>> factor("nuclear_cost"), factor("owners.russia.nuclear.audience_cost")
    ('nuclear cost', 'nuclear audience cost')
    """
    return plain(" ".join(name.split(".")[-2:]))


def path(dotted: str) -> str:
    """Return the path of a value of a scenario as words, its parts apart.

    >>> path("owners.russia.lines.western_missiles.stake")
    'owners · Russia · lines · Western missiles · stake'
    """
    return " · ".join(plain(part) for part in dotted.split("."))


def quantity(path: str, start: bool = False) -> str:
    """Return how a number of a scenario is called, from its dotted path; `start`: at the beginning of a sentence or a label.

    >>> quantity("owners.russia.lines.territory.stake"), quantity("owners.russia.nuclear.cost.median")
    ("Russia's stake in territory", "Russia's nuclear cost median")
    >>> quantity("actors.russia.loss_if_answered.nato"), quantity("fronts.ukraine.drift_per_month"), quantity("observers.bias")
    ("Russia's loss if answered by NATO", 'drift per month of the front in Ukraine', 'bias of observers')
    >>> quantity("fronts.ukraine.initial"), quantity("tension.half_life_months", start=True)
    ('starting position of the front in Ukraine', 'Half-life of tension, in months')
    """
    name = WHOLE.get(path) or _quantity(path)
    return name[:1].upper() + name[1:] if start else name


def _quantity(path: str) -> str:
    parts = path.split(".")
    kind, rest = parts[0], parts[1:]
    if len(rest) < 2:
        return f"{plain(' '.join(rest))} of {plain(kind)}" if rest else plain(kind)
    tail = plain(" ".join(rest[1:]))
    tail = TAILS.get(tail, tail)
    if kind == "owners" and rest[1] == "lines" and len(rest) > 3:
        what = plain(" ".join(rest[3:])).replace("per unit", "stake per unit")
        return f"{possessive(rest[0])} {what} {'in' if what.startswith('stake') else 'of'} {plain(rest[2])}"
    if kind == "actors" and rest[1] in ("loss_if_answered", "loss_if_nuclear") and len(rest) > 2:
        return f"{possessive(rest[0])} {plain(rest[1])} by {actor(rest[2])}"
    if kind in ("owners", "actors"):
        return f"{possessive(rest[0])} {tail}"
    if kind == "fronts":
        return f"{tail} of the front in {actor(rest[0])}"
    if kind == "doctrines":
        return f"{plain(' '.join(rest[1:])).replace('nuclear lines', 'nuclear line on')} in doctrine {rest[0]}"
    if kind == "incidents":
        return f"{plain(rest[0])}, {tail}"
    return f"{plain(' '.join(rest))} of {plain(kind)}"


def possessive(name: str) -> str:
    """Return an actor as the one who has something.

    >>> possessive("usa"), possessive("north"), possessive("baltics")
    ("the USA's", "North's", "the Baltics'")
    """
    called = actor(name)
    return f"{called}'" if called.startswith("the ") and called.endswith("s") else f"{called}'s"


def measure(name: str, rungs: Sequence[str] = ()) -> str:
    """Return how a measure is called in a sentence; `rungs` are the names of the ladder.

    >>> measure("nuclear_use.by.russia"), measure("answers.russia.7", ["x"] * 7 + ["mass strikes"])
    ('nuclear use by Russia', "Russia's answers at rung 7 (mass strikes)")
    """
    if name in MEASURES:
        return MEASURES[name]
    kind, _, rest = name.partition(".")
    if name.startswith("nuclear_use.by."):
        return f"nuclear use by {actor(name.removeprefix('nuclear_use.by.'))}"
    if kind == "answers":
        owner, _, rung = rest.rpartition(".")
        if not rung.isdecimal():
            return f"{actor(rest)}'s answers at rung 3 or above"
        called = f" ({rungs[int(rung)]})" if int(rung) < len(rungs) else ""
        return f"{actor(owner)}'s answers at rung {rung}{called}"
    if kind == "acts":
        taker, _, act = rest.partition(".")
        return f"{plain(act)} by {actor(taker)}"
    if kind == "crossings":
        return f"crossings on {plain(rest)}"
    if kind == "exposure":
        return f"exposure of {actor(rest)}'s lines, weighted by stake"
    return plain(name)
