"""Menus as arrays: options, their nests and keys, for every actor and channel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.encode.names import key_of
from sim.rules.numerics import log
from sim.scenario.world import Actor, CalendarEvent
from sim.scenario.world import Channel as Menu

CHANNELS = ("military", "diplomacy")


def channels_of(actor: Actor) -> tuple[Menu | None, Menu | None]:
    """Return an actor's two channels in the order of terms.Channel."""
    return actor.military, actor.diplomacy


def encode_menus(actors: Sequence[Actor], actions: Sequence[str], regimes: Sequence[CalendarEvent | None]) -> dict[str, np.ndarray]:
    """Return the menu fields of Params by name; act without a nest of its own is a nest of one, weight its base weight.

    `regimes` holds None for the first regime, then the calendar event that begins each further one; utilities carry over from regime to
    regime.
    """
    size = max((len(menu.utilities) for actor in actors for menu in channels_of(actor) if menu), default=1)
    shape = (len(actors), 2, size)
    out: dict[str, np.ndarray] = {
        "menu_size": np.zeros(shape[:2], np.int64),
        "menu": np.full(shape, -1, np.int64),
        "utility": np.zeros((len(regimes), *shape)),
        "option_weight": np.ones(shape),
        "option_nest": np.zeros(shape, np.int64),
        "option_key": np.zeros(shape, np.uint64),
        "option_alone": np.full(shape, -1, np.int64),
        "nest_count": np.zeros(shape[:2], np.int64),
        "nest_weight": np.ones(shape),
        "nest_similarity": np.ones(shape),
        "nest_key": np.zeros(shape, np.uint64),
        "precision": np.zeros(shape[:2]),
    }
    for a, actor in enumerate(actors):
        for c, menu in enumerate(channels_of(actor)):
            if menu:
                _encode_channel(out, a, c, actor.id, menu, actions)
                for g, event in enumerate(regimes):
                    if g:
                        out["utility"][g, a, c] = out["utility"][g - 1, a, c]
                    else:
                        out["utility"][0, a, c, : len(menu.utilities)] = [menu.utilities[name] for name in _options(menu)]
                    for m, name in enumerate(_options(menu)):
                        changed = event.utilities.get((actor.id, CHANNELS[c], name)) if event else None
                        if changed is not None:
                            out["utility"][g, a, c, m] = changed
    out["option_log_weight"] = logarithms(out["option_weight"])
    out["nest_log_weight"] = logarithms(out["nest_weight"])
    return out


def logarithms(weights: np.ndarray) -> np.ndarray:
    """Return the portable logarithm of every weight; minus infinity for 0."""
    return np.array([log(float(weight)) for weight in weights.flat]).reshape(weights.shape)


def _options(menu: Menu) -> list[str]:
    return sorted(menu.utilities)


def _encode_channel(out: dict[str, np.ndarray], a: int, c: int, actor: str, menu: Menu, actions: Sequence[str]) -> None:
    options = _options(menu)
    nested = {name: nest for nest in menu.nests for name in nest.actions}
    nests = sorted({nested[name].id if name in nested else name for name in options})
    out["menu_size"][a, c], out["nest_count"][a, c], out["precision"][a, c] = len(options), len(nests), menu.precision
    for m, name in enumerate(options):
        weight = menu.weights.get(name, 1.0)
        nest = nested.get(name)
        n = nests.index(nest.id if nest else name)
        out["menu"][a, c, m] = actions.index(name)
        out["option_weight"][a, c, m] = weight
        out["option_nest"][a, c, m] = n
        out["option_key"][a, c, m] = key_of(actor, "option", name)
        out["nest_weight"][a, c, n] = nest.weight if nest else weight
        out["nest_similarity"][a, c, n] = nest.similarity if nest else 1.0
        out["nest_key"][a, c, n] = key_of(actor, "nest", nest.id if nest else name)
        out["option_alone"][a, c, n] = m if nest is None or len(nest.actions) == 1 else -1
