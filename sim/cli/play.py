"""`redline play`: a person takes one actor's seat in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn, TextIO

import click

from sim.cli import options
from sim.errors import Exit, RedlineError, RunError, quoted

SCHEMA = "redline/play/1"
CONTINUATIONS = 64
WORDS = {"h": "hint", "s": "situation", "m": "menu", "q": "leave", "?": "help"}


@click.command("play", short_help="take an actor's seat")
@click.argument("source", metavar="FILE|NAME")
@click.option("--as", "actor", required=True, metavar="ACTOR", help="Whose seat: an actor that has acts to choose from.")
@click.option("-n", "--history", type=options.Whole(0, 2**31 - 1), metavar="N", help="Play history number N of the seed (default: one drawn).")
@click.option("--choices", default="", metavar="ACT,ACT,...", help="Do these acts first, as `Again:` names them after a game.")
@click.option(
    "--continuations", type=options.Whole(2, 1 << 16), default=CONTINUATIONS, metavar="N", show_default=True,
    help="How many continuations weigh each act in the debrief.",
)  # fmt: skip
@options.together(options.seed, options.settings, options.preset, options.json, options.common)
def command(
    source: str,
    actor: str,
    history: int | None,
    choices: str,
    continuations: int,
    seed: int | None,
    settings: tuple[str, ...],
    preset: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Take one actor's seat in a crisis. The model plays all others; you see what that actor may see: what everybody believes of the others'
    red lines, not their types. Whenever your actor may act you choose from its legal menu, with the model's odds as a hint if you ask.
    The debrief tells what the others' types were, which of your acts changed what followed, and what the model would have done.

    Choices are read from standard input, a line each; where it ends, the model plays your seat on. The same command and choices give the
    same game.

    \b
    Examples
      redline play november-2024 --as ukraine
      redline play two-actors --as south --history 7
      redline play november-2024 --as russia --preset bluff --seed 4
    """
    from sim.cli import failures
    from sim.cli.console import Console, compile_notice
    from sim.cli.replay import choose, of_scenario
    from sim.engine.seat import Seat
    from sim.experiment.engine import prepare

    console = Console(quiet, verbose)
    world, luck, _, histories = of_scenario(source, settings, preset, seed, 1024, console, need=history is None)
    number = choose(histories, "drawn", luck)[0] if history is None else history
    with compile_notice(console):
        prepared = prepare(world)
        seat = Seat(prepared, actor, luck, number)
    again = ["play", source, "--as", actor, "--seed", str(luck), "--history", str(number)]
    again += [part for name, value in [("--preset", preset)] if value for part in (name, value)] + [
        part for one in settings for part in ("--set", one)
    ]
    try:
        Game(seat, world, console, as_json).play([name.strip() for name in choices.split(",") if name.strip()])
        say_debrief(seat, world, console, as_json, continuations, again)
        return failures.warn_of_one(console, seat.told())
    except KeyboardInterrupt:
        _stopped(seat, again)
    finally:
        seat.close()


class Game:
    """Asks for acts until the story is over or the person leaves; speaks on standard output, with --json on standard error."""

    def __init__(
        self, seat: Any, world: Any, console: Any, as_json: bool, lines: TextIO | None = None, tell: Callable[[str], None] | None = None
    ) -> None:
        from sim.engine.trace import Trace
        from sim.report.seat_words import SeatTeller
        from sim.terms import Ending

        self.seat, self.world, self.console, self.as_json = seat, world, console, as_json
        seed, replicate = seat.model.luck
        unknown = Trace(seed, replicate, 1.0, {}, (), Ending.RUNNING, 0.0, None, 0.0)  # a story of which nothing is known yet
        self.teller = SeatTeller(unknown, world, verbose=False)
        self.lines = sys.stdin if lines is None else lines
        self.tell = tell or partial(click.echo, err=as_json)

    def say(self, lines: list[str]) -> None:
        """Print lines of the game."""
        for line in lines:
            self.tell(line)

    def play(self, given: list[str]) -> None:
        """Play to the end of the story: first the acts that are given, then those that are read."""
        from sim.report import seat_words

        self.say(seat_words.introduction(self.world, self.seat.actor, self.seat.types().get(self.seat.actor)))
        while (offer := self._wait()) is not None:
            self.say(seat_words.menu(self.world, offer))
            act = self._given(given.pop(0), offer) if given else self._ask(offer)
            if act is None:
                self.say(["You leave the seat; the model plays it to the end.", ""])
                self.seat.leave()
                self._news()
                return
            self.seat.take(act)
        if given and not self.seat.told().failed:
            raise RunError(f"the story is over, but --choices has more: {', '.join(map(quoted, given[:3]))}", Exit.INPUT)

    def _wait(self) -> Any:
        offer = self.seat.wait()
        self._news()
        return offer

    def _news(self) -> None:
        moments = self.seat.news()
        lines = [
            line for number, moment in enumerate(moments) for line in self.teller.moment(moment, (), self.seat.over and number == len(moments) - 1)
        ]
        self.say([*lines, ""] if lines else [])

    def _given(self, name: str, offer: Any) -> str:
        act = _act(name, offer)
        if act is None:
            choices = ", ".join(option.act for option in offer.options)
            raise RunError(f"--choices: {quoted(name)} is not on the menu of move {offer.number + 1}: {choices}", Exit.INPUT)
        self.say([f"> {act}", ""])
        return act

    def _ask(self, offer: Any) -> str | None:
        """Return the act that the person chooses; None if it leaves."""
        from sim.report import seat_words

        while True:
            seen = self.lines.isatty()
            if seen:
                click.echo("> ", nl=False, err=self.as_json)
            line = self.lines.readline()
            if not seen:
                self.tell("> " + (line.rstrip("\n") or "(no more lines)"))
            word = WORDS.get(line.strip().lower(), line.strip().lower())
            if not line or word in ("leave", "quit", "exit"):
                return None
            if word == "hint":
                self.say(seat_words.hint(self.world, self.seat.actor, offer))
            elif word == "situation":
                self.say(seat_words.situation(self.world, offer))
            elif word == "menu":
                self.say(seat_words.menu(self.world, offer))
            elif word == "help":
                self.say(seat_words.HELP.splitlines())
            elif (act := _act(word, offer)) is not None:
                self.say([""])
                return act
            elif word:
                self.say([f"{quoted(line.strip())} is none of your choices: a number from 1 to {len(offer.options)}, or ? for help"])


def _act(name: str, offer: Any) -> str | None:
    """Return the act that a number or a name means; None where it is none of the menu."""
    acts = [option.act for option in offer.options]
    if name.isdecimal() and 1 <= int(name) <= len(acts):
        return str(acts[int(name) - 1])
    spelled = name.lower().replace(" ", "_")
    return next((act for act in acts if act.lower() == spelled), None)


def say_debrief(seat: Any, world: Any, console: Any, as_json: bool, continuations: int, again: list[str]) -> None:
    """Print what the others' types were, which acts changed what followed, and what the model would have done."""
    from sim.analysis.debrief import weigh_acts
    from sim.analysis.summary import json_text
    from sim.cli.console import spoken
    from sim.engine.trace import trace
    from sim.report import seat_words

    console.say("weighing your acts ...")
    played, model = seat.told(), trace(seat.prepared, *seat.model.luck)
    weighed = weigh_acts(seat, continuations) if not played.failed else ()
    command = spoken(*again, "--choices", ",".join(seat.taken))
    if as_json:
        console.data(json_text(_object(seat, world, played, model, weighed, continuations, command)).rstrip("\n"))
        return
    for line in [*seat_words.debrief(world, seat.actor, played, model, weighed, continuations), "", f"Again: {command}"]:
        console.data(line)


def _object(seat: Any, world: Any, played: Any, model: Any, weighed: Any, continuations: int, command: str) -> dict[str, Any]:
    """Return the debrief as JSON values."""
    from sim.report.story import date_of

    def end(story: Any) -> dict[str, Any]:
        used = story.nuclear is not None
        month = story.moments[-1].month if used and story.moments else story.ending_month
        return {"ending": "nuclear_use" if used else story.ending.name.lower(), "month": month, "probability_of_use": story.probability_of_use}

    moves = []
    for one in weighed:
        changes = {
            change.outcome.replace(" ", "_"): {
                "after_act": change.act, "after_model": change.model, "difference": change.difference, "low": change.low, "high": change.high,
                "clear": change.clear,
            }
            for change in one.changes
        }  # fmt: skip
        menu = [{"act": option.act, "value": option.value, "probability": option.probability} for option in one.offer.options]
        date = date_of(world, one.offer.month).isoformat()
        moves.append({"date": date, "channel": one.offer.channel.name.lower(), "act": one.act, "probability": one.probability,
                      "likeliest": one.likeliest, "menu": menu, "changes": changes})  # fmt: skip
    return {
        "schema": SCHEMA, "scenario": world.id, "actor": seat.actor, "seed": played.seed, "history": played.replicate, "again": command,
        "played": end(played), "model": end(model), "types": played.types, "continuations": continuations, "moves": moves,
    }  # fmt: skip


def _stopped(seat: Any, again: list[str]) -> NoReturn:
    from sim.cli.console import spoken

    choices = ["--choices", ",".join(seat.taken)] if seat.taken else []
    raise RedlineError(f"stopped; go on with: {spoken(*again, *choices)}", Exit.INTERRUPTED)
