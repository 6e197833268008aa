"""One simulated history told in sentences: who did what, with which alternatives, which red line it met, what was believed, what was answered.

Pure text from a trace and the scenario it belongs to; nothing is computed here but dates. Quiet moments (waits, holds, chances that pass) are
counted, not told, unless asked for.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.plots import frequency, spans
from sim.report import labels
from sim.terms import Ending, Event, Tier

if TYPE_CHECKING:
    from sim.engine.agents import Option
    from sim.engine.trace import Answer, Moment, Trace
    from sim.scenario.world import Action, Scenario, TypeSpec

DAYS_PER_MONTH = 365.25 / 12
WIDTH = 108  # columns
DATE = 12  # columns of the date
RIVALS = 2  # alternatives named beside what was chosen
TOLD_NUCLEAR = 0.0005  # a smaller chance of a nuclear answer is left out, unless verbose
FARTHEST = -100.0  # rungs times strictness
OUTCOMES = {"deliberate": "its stake exceeds its price", "noise": "by noise: its price exceeds its stake"}
CHOSEN = ("deliberate", "noise")  # nuclear use that is an answer; the rest is accident
Learned = Sequence[Sequence[float | None]]  # by moment and answer: public probability of an answer to the same crossing just after; None: unsaid


def tell(trace: Trace, scenario: Scenario, after: Learned | None = None, verbose: bool = False, reveal: bool = False) -> str:
    """Return the history as text.

    Parameters
    ----------
    trace : Trace                 of a history of `scenario`
    after : what the public believes of the same crossings just after each was answered; nothing is said of learning where None
    verbose : tell quiet moments too, and every menu
    reveal : tell the hidden types first instead of last
    """
    teller = Teller(trace, scenario, verbose)
    hidden = hidden_types(trace, scenario)
    lines = [*_wrapped(_heading(trace, scenario)), ""]
    lines += [*hidden, ""] if reveal else []
    for number, moment in enumerate(trace.moments):
        lines += teller.moment(moment, after[number] if after is not None else (), last=number == len(trace.moments) - 1)
    lines += [*([""] if lines[-1] else []), *_wrapped(ending_of(trace, scenario)), *_wrapped(_odds(trace))]
    lines += [] if reveal else ["", *hidden]
    return "\n".join(lines) + "\n"


def date_of(scenario: Scenario, month: float) -> dt.date:
    """Return the calendar day of a moment `month` months after the start."""
    return scenario.clock.start + dt.timedelta(days=int(month * DAYS_PER_MONTH))


class Teller:
    """Tells moments one after the other, and counts those that are not worth a sentence."""

    def __init__(self, trace: Trace, scenario: Scenario, verbose: bool) -> None:
        self.trace, self.scenario, self.verbose = trace, scenario, verbose
        self.actions = {action.id: action for action in scenario.actions}
        self.quiet = 0

    def moment(self, moment: Moment, after: Sequence[float | None], last: bool) -> list[str]:
        """Return the lines of one moment, none where it is quiet."""
        settled = last and self.trace.ending == Ending.SETTLEMENT and self.trace.nuclear is None
        if moment.event == Event.HORIZON and not moment.used:
            return self._pause()
        if not self.verbose and not settled and self._is_quiet(moment):
            self.quiet += 1
            return []
        sentences = [self._opening(moment, settled), *self._menu(moment)]
        told = before_use(moment)
        for place, answer in enumerate(told):
            sentences.append(self._answer(answer, after[place] if place < len(after) else None))
        if moment.clash and moment.used not in CHOSEN:
            sentences.append("That is a direct clash of the two sides.")
        if moment.used in CHOSEN:
            sentences.append(self._crossed(moment.answers[len(told)]))
        if moment.used:
            sentences.append(self._use(moment, len(told)))
        return [*self._pause(), *self._dated(moment, sentences)]

    def _pause(self) -> list[str]:
        count, self.quiet = self.quiet, 0
        return [" " * DATE + f"({count} quiet moment{'s' if count > 1 else ''})"] if count else []

    def _dated(self, moment: Moment, sentences: Sequence[str]) -> list[str]:
        date = f"{date_of(self.scenario, moment.month).isoformat():<{DATE}}"
        lines = []
        for number, sentence in enumerate(sentences):
            lines += textwrap.wrap(
                sentence, WIDTH, initial_indent=date if number == 0 else " " * DATE, subsequent_indent=" " * (DATE + (2 if number else 0)),
                break_on_hyphens=False,
            )  # fmt: skip
        return lines

    def _is_quiet(self, moment: Moment) -> bool:
        if moment.answers or moment.clash or moment.used:
            return False
        if moment.event in (Event.SETTLEMENT_CHANCE, Event.CLASH_CHANCE):
            return True
        return moment.event == Event.OPPORTUNITY and (moment.act is None or _does_nothing(self.actions[moment.act]))

    def _opening(self, moment: Moment, settled: bool) -> str:
        if moment.event == Event.OPPORTUNITY:
            who = labels.actor(moment.actor or "", start=True)
            return f"{who}: nothing it may do." if moment.act is None else f"{who}: {labels.plain(moment.act)}{self._chosen(moment)}."
        if moment.event == Event.INCIDENT:
            incident = next(one for one in self.scenario.incidents if one.id == moment.subject)
            where = labels.actor(incident.actor)
            name = labels.plain(incident.id)
            return f"Incident: {name}." if where in name else f"Incident in {where}: {name}."
        if moment.event == Event.CALENDAR:
            return f"Calendar: {labels.plain(moment.subject or '')}. Payoffs, flags or doctrines change from here on."
        if moment.event == Event.GROUND:
            return f"Ground is lost: {self._fronts(moment)}."
        if moment.event == Event.CLASH_CHANCE:
            return "Forces of the two sides meet by accident." if moment.clash else "A chance of an accidental clash passes."
        if moment.event == Event.SETTLEMENT_CHANCE:
            return "The parties settle." if settled else "A chance to settle passes."
        return "The horizon."

    def _fronts(self, moment: Moment) -> str:
        found = []
        for front, place in zip(sorted(self.scenario.fronts, key=lambda one: one.id), moment.front, strict=True):
            low, high = map(labels.actor, front.between)
            found.append(f"the front in {labels.actor(front.id)} stands at {place:+.2f} (-1: {low} collapses, +1: {high})")
        return ", ".join(found)

    def _chosen(self, moment: Moment) -> str:
        mine = next(option.probability for option in moment.menu if option.act == moment.act)
        rest = [option for option in _by_probability(moment.menu) if option.act != moment.act and option.probability > 0]
        if not rest:
            return " (its only choice)"
        rivals = ", ".join(f"{labels.plain(option.act)} {frequency.in_n(option.probability)}" for option in rest[:RIVALS])
        return f" (chosen with {frequency.in_n(mine)}; also {rivals})"

    def _menu(self, moment: Moment) -> list[str]:
        if not self.verbose or not moment.menu:
            return []
        legal = [option for option in _by_probability(moment.menu) if option.value is not None]
        policy = next(actor.policy for actor in self.scenario.actors if actor.id == moment.actor)
        shown = "; ".join(
            f"{labels.plain(option.act)} {valued(policy, option.value or 0.0)}, {frequency.in_n(option.probability)}" for option in legal
        )
        closed = ", ".join(labels.plain(option.act) for option in moment.menu if option.value is None)
        return [f"Its menu: {shown}." + (f" Not open to it: {closed}." if closed else "")]

    def _answer(self, answer: Answer, after: float | None) -> str:
        text = f"{self._crossed(answer)} {_reply(answer, labels.actor(answer.owner, start=True), self.scenario.ladder.names)}"
        return text + (f" Belief in an answer {_shift(answer.believed, after)}." if after is not None else "")

    def _crossed(self, answer: Answer) -> str:
        """Return which line is met, what was expected, and what the owner's true type does."""
        owner = labels.actor(answer.owner)
        how = "The answer meets" if answer.cascade else "The further loss meets" if answer.ground else "It meets"
        text = f"{how} {owner}'s line on {labels.plain(answer.dimension)}, exposure {answer.exposure:.2f}: an answer was expected with"
        text += f" {_chance(answer.believed)}, {owner}'s true type gives one with {_chance(answer.chance)}."
        if answer.chance_nuclear >= TOLD_NUCLEAR or (self.verbose and answer.chance_nuclear > 0):
            why = OUTCOMES["deliberate" if answer.deliberate else "noise"]
            text += f" A nuclear answer was expected with {_chance(answer.believed_nuclear)}, its true type gives one with"
            text += f" {_chance(answer.chance_nuclear)} ({why})."
        return text

    def _use(self, moment: Moment, place: int) -> str:
        if moment.used not in CHOSEN:
            return f"Here the story ends in nuclear use by accident; tension stands at rung {max(moment.tension):.1f}."
        return f"Here the story ends: {labels.actor(moment.answers[place].owner)} answers with nuclear use ({OUTCOMES[str(moment.used)]})."


def before_use(moment: Moment) -> tuple[Answer, ...]:
    """Return the answers of a moment that come before a nuclear one is told: all where none is.

    Where several crossings of one moment could have brought it, the likeliest of the kind that the trace names is taken.
    """
    if moment.used not in CHOSEN:
        return moment.answers
    kind = [answer for answer in moment.answers if answer.deliberate == (moment.used == "deliberate")] or list(moment.answers)
    return moment.answers[: moment.answers.index(max(kind, key=lambda answer: answer.chance_nuclear))]


def _chance(p: float) -> str:
    return "no chance" if p <= 0 else "certainty" if p >= 1 else frequency.in_n(p)


def _by_probability(menu: Sequence[Option]) -> list[Option]:
    return sorted(menu, key=lambda option: (-option.probability, option.act))


def valued(policy: str, value: float) -> str:
    """Return what an actor of this policy makes of an act; a book of rules bars what lies farther from it than any rung."""
    if policy == "reflex":
        return "barred by its book" if value < FARTHEST else f"off its book by {abs(value):.2f}"
    return f"{'felt as' if policy == 'prospect' else 'worth'} {value:+.2f}"


def _does_nothing(action: Action) -> bool:
    moves = action.exposes or action.sets or action.front or action.aid or action.talks or action.clash_probability
    return action.rung == 0 and not moves


def _reply(answer: Answer, owner: str, rungs: Sequence[str]) -> str:
    rung = f"rung {answer.rung}, {rungs[answer.rung]}"
    if answer.tier == Tier.BACKER:
        return f"{owner} strikes who stands behind it ({rung})."
    if answer.tier == Tier.VERBAL:
        return f"{owner} leaves it at words ({rung})." if answer.rung else f"{owner} does nothing ({rung})."
    return f"{owner} answers ({rung})."


def _shift(before: float, after: float) -> str:
    """Return how a belief moves, with as many decimals as show the move (one at most)."""
    if f"{100 * before:.1f}" == f"{100 * after:.1f}":
        return f"stays at {frequency.in_n(before)}"
    decimals = 0 if abs(after - before) >= 0.01 else 1
    return f"{'rises' if after > before else 'falls'} from {100 * before:.{decimals}f} to {100 * after:.{decimals}f} in 100"


def _heading(trace: Trace, scenario: Scenario) -> str:
    length = f"{spans.text(scenario.clock.horizon_months)} from {scenario.clock.start.isoformat()}"
    return (
        f"{scenario.title}: history {trace.replicate} of seed {trace.seed}, {length}. It is one of many that the model can play, not a forecast. "
        "Exposure 1 means that the wording of a red line is met; chances are the model's own, at the moment they are told."
    )


def ending_of(trace: Trace, scenario: Scenario) -> str:
    """Return how a history ends, and what it met on the way, in a sentence."""
    moments = trace.moments
    crossings = [answer for moment in moments for answer in before_use(moment)]
    answered = [answer for answer in crossings if answer.tier != Tier.VERBAL]
    highest = max((answer.rung for answer in crossings), default=0)
    counts = f"{len(crossings)} crossing{'' if len(crossings) == 1 else 's'}, {len(answered)} answered with more than words"
    counts += f", the highest answer at rung {highest} ({scenario.ladder.names[highest]})" if crossings else ""
    if trace.nuclear is not None and moments:
        how = {"deliberate": "deliberate", "noise": "by the noise of an answer", "inadvertent": "by accident"}[trace.nuclear]
        end = f"Ends on {date_of(scenario, moments[-1].month).isoformat()} in nuclear use, {how}"
    else:
        date = date_of(scenario, trace.ending_month).isoformat()
        end = {
            Ending.SETTLEMENT: f"Ends on {date} in a settlement",
            Ending.COLLAPSE: f"Ends on {date} with the collapse of the front",
            Ending.RUNNING: f"Breaks off on {date}, where a number is not finite or what was seen is impossible",
        }.get(trace.ending, f"Reaches the horizon on {date} without settlement, collapse or nuclear use")
    return f"{end}: {counts}."


def _odds(trace: Trace) -> str:
    if trace.failed:
        return "This history failed, and is in no average."
    if trace.probability_of_use <= 0:
        return "Nuclear use was impossible in this history."
    fate = "it comes" if trace.nuclear is not None else "it does not come"
    return (
        f"Over the whole history nuclear use had a probability of {frequency.in_n(trace.probability_of_use)}; whether it comes in the telling is "
        f"drawn with that probability, and here {fate}."
    )


def hidden_types(trace: Trace, scenario: Scenario) -> list[str]:
    """Return what nobody in the story can see: the types of the owners."""
    lines = ["What nobody could see"]
    for owner in scenario.owners:
        own = trace.types.get(owner.id)
        for tier, spec in (("conventional", owner.conventional), ("nuclear", owner.nuclear)):
            if own is not None and spec is not None and f"{tier} cost" in own:
                lines += _wrapped(f"  {labels.actor(owner.id, start=True)}, {tier} answers: {_type(own, tier, spec)}.", indent=4)
    return lines


def _type(own: dict[str, float | bool], tier: str, spec: TypeSpec) -> str:
    cost = f"cost {own[f'{tier} cost']:.2f} (median before any history {spec.cost_median:g})"
    real = "its declared lines are a bluff"
    if own[f"{tier} audience cost is real"] or spec.audience_cost == 0:
        real = f"backing down from a declared line would cost it {spec.audience_cost:g}"
    carries = f"carries out what it means to do with {frequency.in_n(float(own[f'{tier} reliability']))}"
    return f"{cost}, {real}, {carries}"


def _wrapped(text: str, indent: int = 0) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False)
