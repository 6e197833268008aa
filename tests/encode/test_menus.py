"""Menus as arrays: options by name, nests, weights, utilities from regime to regime."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load_text
from sim.scenario.shipped import folder
from tests.engine.worlds import TWO, changed, world


def menu_of(prepared, actor, channel=0):
    """Return {act: (utility at the start, weight, nest)} of one channel, and the nests' (weight, similarity)."""
    p, a = prepared.params, prepared.names.actors.index(actor)
    acts = {
        prepared.names.actions[int(p.menu[a, channel, m])]: (
            float(p.utility[0, a, channel, m]),
            float(p.option_weight[a, channel, m]),
            int(p.option_nest[a, channel, m]),
        )
        for m in range(int(p.menu_size[a, channel]))
    }
    nests = [(float(p.nest_weight[a, channel, n]), float(p.nest_similarity[a, channel, n])) for n in range(int(p.nest_count[a, channel]))]
    return acts, nests


def test_acts_of_a_nest_share_it_and_every_other_act_is_a_nest_of_its_own():
    acts, nests = menu_of(world("two-actors"), "south")
    assert acts == {"hold": (0.0, 1.0, 0), "probe": (0.3, 1.0, 1), "raid": (0.5, 1.0, 1), "strike": (0.6, 1.0, 1)}
    assert nests == [(1.0, 1.0), (3.0, 0.5)]


def test_an_act_outside_any_nest_has_its_base_weight_as_that_of_its_nest():
    acts, nests = menu_of(world("two-actors", "actors.south.military.weights={hold: 2.5, raid: 4}"), "south")
    assert nests == [(2.5, 1.0), (3.0, 0.5)]
    assert acts["raid"][1] == 4.0


def test_new_utilities_hold_from_their_regime_on_and_others_carry_over():
    prepared = world("november-2024")
    p, usa = prepared.params, prepared.names.actors.index("usa")
    menu = [prepared.names.actions[int(p.menu[usa, 0, m])] for m in range(int(p.menu_size[usa, 0]))]
    before, after = ({act: float(p.utility[g, usa, 0, m]) for m, act in enumerate(menu)} for g in (0, 1))
    changes = {"routine_arms": 0.2, "new_arms": -0.5, "permit": -0.6, "restrict": 0.2, "intervene": -4.0}
    assert after == before | changes
    assert before["hold"] == after["hold"] == 0.0


def test_a_channel_nobody_has_is_empty():
    prepared = world("two-actors")
    p, names = prepared.params, prepared.names
    assert [[int(p.menu_size[names.actors.index(a), c]) for c in (0, 1)] for a in ("north", "south")] == [[0, 0], [4, 0]]


LOSS = "    loss_if_answered: 0.6\n"
BOTH = changed(TWO, (LOSS, "    diplomacy: {tempo: 1, precision: 2, utilities: {hold: 0, probe: 0.3}}\n" + LOSS))


def test_an_act_on_both_menus_of_an_actor_is_refused_where_it_stands_twice():
    with pytest.raises(ScenarioError, match="is also on the military menu"):
        load_text(BOTH, "test.yaml", folder())
