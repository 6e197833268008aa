"""What a person in a seat reads: the situation, the menu, the news, hints on request, and the debrief.

Before the debrief nothing is said that the actor could not see: no type of another owner, no chance that its true type answers, none of the
odds with which the model chooses for others.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.plots import frequency, spans
from sim.report import labels
from sim.report.story import WIDTH, Teller, date_of, ending_of, hidden_types, valued

if TYPE_CHECKING:
    from sim.analysis.debrief import Change, Weighed
    from sim.engine.seat import Offer, Offered, Threat
    from sim.engine.trace import Answer, Moment, Trace
    from sim.scenario.world import Scenario

HELP = """\
A number, or the name of an act, does it. Other words:
  h, hint        what the model would do in your place, with its odds
  s, situation   where things stand
  m, menu        your choices once more
  q, leave       get up: the model plays your seat to the end, then comes the debrief
  ?, help        these lines"""
TOLD_NUCLEAR = 0.0001  # a smaller chance of a nuclear answer is left out
NAMED = 5  # turning points named in a debrief


class SeatTeller(Teller):
    """Tells what happens as somebody in the story sees it."""

    def _chosen(self, moment: Moment) -> str:
        return ""

    def _menu(self, moment: Moment) -> list[str]:
        return []

    def _crossed(self, answer: Answer) -> str:
        owner = labels.actor(answer.owner)
        how = "The answer meets" if answer.cascade else "The further loss meets" if answer.ground else "It meets"
        text = f"{how} {owner}'s line on {labels.plain(answer.dimension)}, exposure {answer.exposure:.2f}: an answer was expected with"
        return f"{text} {_believed(answer.believed, answer.believed_nuclear)}."

    def _use(self, moment: Moment, place: int) -> str:
        who = f"{labels.actor(moment.answers[place].owner)} answers with nuclear use" if place < len(moment.answers) else "nuclear use by accident"
        return f"Here the story ends: {who}."


def introduction(scenario: Scenario, actor: str, own: dict[str, float | bool] | None) -> list[str]:
    """Return what a person is told before the first move; `own` is the hidden type of the seat's own lines, which it may know."""
    end = f"{spans.text(scenario.clock.horizon_months)} from {scenario.clock.start.isoformat()}"
    start = (
        f"{scenario.title}: {end}. You are {labels.actor(actor)}. You see what everybody sees: acts, answers, tension, fronts, and what is believed "
        "of red lines. The types of others are hidden until the debrief. This is a model of a crisis, not a forecast of one."
    )
    lines = [start]
    if own is not None:
        told = "; ".join(f"{name} {'yes' if value is True else 'no' if value is False else f'{value:.2f}'}" for name, value in own.items())
        lines.append(f"Your own red lines are answered for you, by the type that you alone know: {told}. You choose the acts.")
    return [line for text in lines for line in textwrap.wrap(text, WIDTH, break_on_hyphens=False)] + ["", HELP, ""]


def situation(scenario: Scenario, offer: Offer) -> list[str]:
    """Return where things stand as the seat may act."""
    own, other = offer.tension
    rungs = scenario.ladder.names
    lines = [f"Tension, in rungs: your side {own:.1f} ({rungs[round(own)]}), the other {other:.1f} ({rungs[round(other)]})."]
    for front, place in zip(sorted(scenario.fronts, key=lambda one: one.id), offer.fronts, strict=True):
        low, high = map(labels.actor, front.between)
        lines.append(f"The front in {labels.actor(front.id)} stands at {place:+.2f} (-1: {low} collapses, +1: {high}).")
    if abs(offer.losing) >= 0.005:
        lines.append(f"Your side is {'losing' if offer.losing > 0 else 'gaining'} by {abs(offer.losing):.2f} of 1.")
    if offer.aid_short >= 0.005:
        lines.append(f"Aid falls short by {offer.aid_short:.2f} of what holds the front.")
    return lines


def menu(scenario: Scenario, offer: Offer) -> list[str]:
    """Return the heading and the numbered choices."""
    date = date_of(scenario, offer.month).isoformat()
    lines = [f"{date}  Your move ({offer.channel.name.lower()}). Tension: your side {offer.tension[0]:.1f}, the other {offer.tension[1]:.1f}."]
    rungs = {action.id: action.rung for action in scenario.actions}
    width = max(len(labels.plain(option.act)) for option in offer.options)
    for number, option in enumerate(offer.options, 1):
        meets = "; ".join(_meets(threat) for threat in option.threats) or "meets no red line"
        start = f"{number:>4}  {labels.plain(option.act):<{width}}  rung {rungs[option.act]:>2}  "
        lines += textwrap.wrap(start + meets, WIDTH, subsequent_indent=" " * len(start), break_on_hyphens=False, drop_whitespace=True)
    return lines


def hint(scenario: Scenario, actor: str, offer: Offer) -> list[str]:
    """Return what the model would do in the seat."""
    policy = next(one.policy for one in scenario.actors if one.id == actor)
    ordered: list[Offered] = sorted(offer.options, key=lambda option: (-option.probability, option.act))
    told = "; ".join(f"{labels.plain(one.act)} {frequency.in_n(one.probability)} ({valued(policy, one.value)})" for one in ordered)
    return textwrap.wrap(f"The model in your place (policy {policy}): {told}.", WIDTH, break_on_hyphens=False)


def debrief(scenario: Scenario, actor: str, played: Trace, model: Trace, weighed: Sequence[Weighed], continuations: int) -> list[str]:
    """Return what a person is told afterwards.

    Parameters
    ----------
    played, model : the history as played; the one that the model lives through on the same luck
    """
    texts = [f"Your history, as {labels.actor(actor)}, {_lower(ending_of(played, scenario))} {_chance_of_use(played)}"]
    texts.append(f"With the model in your seat the same luck {_lower(ending_of(model, scenario))} {_chance_of_use(model)}")
    lines = [line for text in texts for line in textwrap.wrap(text, WIDTH, break_on_hyphens=False)]
    lines += ["", *hidden_types(played, scenario), "", *_turning(scenario, weighed, continuations)]
    choices = [one for one in weighed if one.changes]
    if choices:
        same = sum(one.act == one.likeliest for one in choices)
        average = sum(one.probability for one in choices) / len(choices)
        lines += ["", *textwrap.wrap(
            f"Of your {len(choices)} choices {same} {'was' if same == 1 else 'were'} what the model finds most probable in your place; on average it "
            f"gave yours {frequency.in_n(average)}.", WIDTH, break_on_hyphens=False)]  # fmt: skip
    return lines


def _turning(scenario: Scenario, weighed: Sequence[Weighed], continuations: int) -> list[str]:
    """Return the acts that clearly changed what followed, by outcome."""
    from sim.analysis.debrief import OUTCOMES, turning_points

    if not any(one.changes for one in weighed):
        return ["Turning points: you had no choice to make."]
    start = (
        "Turning points: how each act changed the chance of what follows, against the model's own odds at the same menu "
        f"({continuations:,} continuations with the hidden types of this history; in brackets the 95 % interval of the change, wide enough for "
        "all acts together)"
    )
    lines = textwrap.wrap(start, WIDTH, break_on_hyphens=False)
    for outcome in OUTCOMES:
        found = turning_points(tuple(weighed), outcome)
        if not found:
            possible = any(change.act or change.model for one in weighed for change in one.changes if change.outcome == outcome)
            none = "none of your acts can be told from luck, or moved it visibly" if possible else "it came in no continuation"
            lines.append(f"  {outcome}: {none}.")
            continue
        lines.append(f"  {outcome}:")
        for one, change in found[:NAMED]:
            date = date_of(scenario, one.offer.month).isoformat()
            text = f"    {date}  {labels.plain(one.act)}: {_moved(change)}; the model chooses it with {frequency.in_n(one.probability)}."
            lines += textwrap.wrap(text, WIDTH, subsequent_indent=" " * 16, break_on_hyphens=False)
    return lines


def _moved(change: Change) -> str:
    base = frequency.axis_base(change.act, change.model)
    decimals = 1 if abs(change.difference) * base >= 0.1 else 3
    shift, low, high = (f"{value * base:+.{decimals}f}" for value in (change.difference, change.low, change.high))
    return f"{shift} in {base:,} ({low} to {high}), from {frequency.in_n(change.model)} to {frequency.in_n(change.act)}"


def _meets(threat: Threat) -> str:
    line = f"meets {labels.actor(threat.owner)}'s line on {labels.plain(threat.dimension)} at {threat.exposure:.2f}"
    return f"{line}: an answer is believed with {_believed(threat.answered, threat.nuclear)}"


def _believed(answered: float, nuclear: float) -> str:
    return frequency.in_n(answered) + (f", a nuclear one with {frequency.in_n(nuclear)}" if nuclear >= TOLD_NUCLEAR else "")


def _chance_of_use(trace: Trace) -> str:
    if trace.failed:
        return "It failed: it would be in no average."
    if trace.probability_of_use <= 0:
        return "Nuclear use was impossible in it."
    return f"Over the whole of it nuclear use had a probability of {frequency.in_n(trace.probability_of_use)}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
