"""In which unit a number of a scenario stands, in words: its own where the scenario gives one, else that of its kind in the model."""

from __future__ import annotations

GAINS, STAKES, LOG = "battlefield gains", "stakes", "log"
NONE_GIVEN = "no unit given"
SCALES = (
    "the model's two scales of worth; neither is money or lives, and a scenario gives no other. A battlefield gain is what one notable gain on the "
    "front is worth to an actor: acts and losses stand in it. A stake is what a full crossing (exposure 1) of a line of weight 1 is worth to its "
    "owner: costs and prices of answering stand in it."
)
BY_NAME = {  # part of a path -> unit of what stands at or below it
    "loss_if_answered": GAINS,
    "loss_if_nuclear": GAINS,
    "utilities": GAINS,
    "when_losing": f"{GAINS} per unit of losing",
    "when_aid_short": f"{GAINS} per unit of missing aid",
    "audience_cost": STAKES,
    "cost_of_war": "share of what is fought over",
    "stake": "stakes per unit of exposure",
    "per_unit": "stakes per unit of the front",
    "tempo": "decisions a month",
    "accidents": "events a year",
}
OF_COST = {"median": STAKES, "sigma": LOG}
SAID = {"stake": STAKES}  # a unit that a scenario gives -> how a page calls it


def unit(path: str, given: str = "") -> str:
    """Return the unit of the number at a dotted path; `given`: what the scenario says. Empty where it has none and needs none.

    >>> unit("actors.ukraine.loss_if_answered"), unit("owners.russia.nuclear.cost.median", "stake"), unit("observers.bias")
    ('battlefield gains', 'stakes', '')
    >>> unit("owners.nato.conventional.cost.sigma"), unit("owners.x.nuclear.burial_cost")
    ('log', 'no unit given')
    """
    if given:
        return SAID.get(given, given)
    parts = path.split(".")
    found = next((BY_NAME[part] for part in reversed(parts) if part in BY_NAME), None)
    if found is not None:
        return found
    if "cost" in parts:
        return OF_COST.get(parts[-1], STAKES)
    return NONE_GIVEN if any("cost" in part or "loss" in part for part in parts[2:]) else ""
