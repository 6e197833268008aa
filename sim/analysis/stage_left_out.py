"""What a stage game leaves out of the scenario it was taken from: a list that is made from the scenario, each entry with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.analysis.stage_extract import FULL, Opening
from sim.analysis.stage_game import TIERS, StageGame
from sim.encode.menus import channels_of

KINDS = (*TIERS, "backer")  # in the order of terms.Tier


@dataclass(frozen=True)
class LeftOut:
    """One thing that the stage game leaves out: a word for it, and what it is in this scenario."""

    topic: str
    words: str


def left_out(game: StageGame, opening: Opening) -> tuple[LeftOut, ...]:
    """Return everything that this scenario has and the stage game has not."""
    parts = (_moves, _others, _retaliation, _reading, _answers, _world, _endings)
    return tuple(one for part in parts for one in part(game, opening))


def _moves(game: StageGame, opening: Opening) -> Iterator[LeftOut]:
    """What this actor does besides the one move."""
    world, actor = opening.world, _actor(opening.world, game.actor)
    for channel, menu in enumerate(channels_of(actor)):
        if menu is None or not menu.utilities:
            continue
        if channel != opening.channel:
            yield LeftOut("the other channel", f"{game.actor} also chooses among {', '.join(sorted(menu.utilities))}")
            continue
        times, months = menu.tempo * world.clock.horizon_months, world.clock.horizon_months
        taught = f"every answer and every silence teaches what {game.owner} is, and later choices go by it"
        yield LeftOut("later moves", f"{game.actor} chooses about {times:.3g} times in {months:g} months; {taught}")
        closed = sorted(set(menu.utilities) - set(opening.options))
        if closed:
            yield LeftOut("acts not open yet", f"not legal at the opening: {', '.join(closed)}")


def _others(game: StageGame, opening: Opening) -> Iterator[LeftOut]:
    """Who else there is, the owner's own acts included."""
    world = opening.world
    for actor in world.actors:
        menus = [menu for menu in channels_of(actor) if menu is not None and menu.utilities and menu.tempo > 0.0]
        if actor.id == game.actor or not menus:
            continue
        acts = ", ".join(sorted({act for menu in menus for act in menu.utilities}))
        times = sum(menu.tempo for menu in menus) * world.clock.horizon_months
        who = "the owner's own acts" if actor.id == game.owner else "other actors"
        yield LeftOut(who, f"{actor.id} acts about {times:.3g} times in {world.clock.horizon_months:g} months: {acts}")
    needed = {flag for action in world.actions if action.id in opening.options for flag in action.requires}
    setters = sorted({action.id for action in world.actions if needed & set(action.sets)})
    if setters:
        yield LeftOut("what is legal", f"{', '.join(sorted(needed))} may be changed by {', '.join(setters)}")
    crossed = sorted(act.name for act in game.acts if act.elsewhere)
    if crossed:
        worst = max(game.acts, key=lambda act: abs(act.elsewhere))
        yield LeftOut(
            "other owners crossed",
            f"acts that also cross lines of other owners: {', '.join(crossed)}; what their answers would take from {worst.name} is "
            f"{worst.elsewhere:.4g}",
        )


def _retaliation(game: StageGame, opening: Opening) -> Iterator[LeftOut]:
    """What the owner itself fears, frozen into its price."""
    p, s, j = opening.params, opening.state, opening.owner
    losses = {KINDS[kind]: float(s.price_key[FULL, j, kind][0]) for kind in range(len(game.kinds))}
    feared = {tier: loss for tier, loss in losses.items() if loss > 0.0}
    if feared:
        named = ", ".join(f"{loss:.4g} for a {tier} answer" for tier, loss in feared.items())
        depth = f"to depth {int(p.depth)}" if p.depth > 0 else "until it converges"
        yield LeftOut(
            "retaliation",
            f"what other owners would do to {game.owner} for its answer is no move here but a number in its price: {named} (expected loss {depth}, "
            "by the belief of the opening)",
        )


def _reading(game: StageGame, opening: Opening) -> Iterator[LeftOut]:
    """Who sees what differently from the game, in which belief and lines are common knowledge."""
    world, p, j = opening.world, opening.params, opening.owner
    if world.crossings.exposure_noise > 0.0:
        yield LeftOut(
            "how acts are read",
            f"exposure is read with noise of {world.crossings.exposure_noise:g}; actors reckon without it and so does the game, so that a "
            "rare answer may be met more often than it is feared",
        )
    if world.bias != 0.0:
        yield LeftOut(
            "observers' bias", f"the public overrates the cost of nuclear use by {world.bias:g} sigmas; the types here are what it believes"
        )
    if (p.nuclear_line_public[0, j] != p.nuclear_line_own[0, j]).any():
        yield LeftOut("two texts", f"{game.owner} decides by another text than it has published; the game is played by the published one")


def _answers(game: StageGame, opening: Opening) -> Iterator[LeftOut]:
    """What an answer is besides answered or not."""
    p, j = opening.params, opening.owner
    first, last = game.rungs.first, game.rungs.last
    if last > first:
        yield LeftOut(
            "rungs",
            f"a conventional answer has a rung from {first} to {last}, by logit at precision {game.rungs.precision:g}; to {game.actor} all rungs "
            "cost the same",
        )
    backed = sorted(act for act in opening.options if p.act_backed[opening.actor, opening.names.actions.index(act)] > 0.0)
    if p.backer_probability[j] > 0.0 and backed:
        yield LeftOut(
            "strikes on the backer",
            f"given an answer to {', '.join(backed)}, {game.owner} may strike whoever stands behind it (at most "
            f"{float(p.backer_probability[j]):g} an answer); the actor does not reckon with it",
        )
    cascades = [KINDS[kind] for kind in range(3) if p.reply_count[j, kind] > 0]
    if cascades:
        yield LeftOut("what answers bring about", f"a {' or '.join(cascades)} answer crosses lines of others and may be answered in turn")


def _world(game: StageGame, opening: Opening) -> Iterator[LeftOut]:
    """What moves by itself."""
    world, owner = opening.world, next(one for one in opening.world.owners if one.id == game.owner)
    for front in world.fronts:
        if front.volatility > 0.0 or front.drift_per_month != 0.0 or front.aid_effect != 0.0:
            price = f"; {game.owner}'s price falls by exp({owner.desperation:g} x losing) as it loses" if owner.desperation > 0.0 else ""
            yield LeftOut("fronts", f"the front {front.id} stands at {front.initial:g} and moves{price}")
    for line in owner.lines:
        if line.front is not None:
            yield LeftOut("lost ground", f"{line.dimension} is crossed by what {game.owner}'s side loses on the front {line.front}, by nobody's act")
    owned = {line.dimension for line in owner.lines}
    for incident in world.incidents:
        if owned & set(incident.exposes) and incident.per_month > 0.0:
            yield LeftOut("incidents", f"{incident.id} exposes {', '.join(sorted(incident.exposes))} {incident.per_month:g} times a month")
    for event in world.timeline:
        if event.active:
            changed = sorted({actor for actor, _, _ in event.utilities} | set(event.doctrine))
            kind = "a change of leadership" if event.kind == "leadership_change" else "a dated change"
            yield LeftOut("the calendar", f"{event.id} on {event.date.isoformat()}, {kind}: {', '.join([*changed, *sorted(event.flags)])}")
    past = sum(crossing.date < world.clock.start for crossing in world.history.crossings)
    if past:
        yield LeftOut("the past", f"{past} dated crossings have taught what is believed at the opening; the game takes that belief as given")


def _endings(game: StageGame, opening: Opening) -> Iterator[LeftOut]:
    """How a crisis may end or break out of anybody's hands."""
    world, p = opening.world, opening.params
    if world.settlement is not None:
        yield LeftOut("settlement", f"{' and '.join(world.settlement.parties)} may settle once both have talked")
    clashing = sorted(act for act in opening.options if p.act_clash[opening.names.actions.index(act)] > 0.0)
    if clashing:
        yield LeftOut("clash by an act", f"{', '.join(clashing)} may end in a direct clash")
    if world.clash is not None and world.clash.hazard:
        yield LeftOut("clash by accident", "tension may bring a direct clash that nobody chooses")
    able = sorted(actor.id for actor in world.actors if any(rate > 0.0 for rate in actor.accidents.values()))
    if able:
        yield LeftOut("accidents", f"inadvertent nuclear use by {', '.join(able)}, at rates that grow with tension")


def _actor(world: Any, name: str) -> Any:
    return next(actor for actor in world.actors if actor.id == name)
