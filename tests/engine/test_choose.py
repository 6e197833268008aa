"""Step 3: menus, probabilities, and the race of Gumbel draws that has exactly these probabilities."""

import math

import numpy as np
import pytest

from sim.encode.params import new_state
from sim.engine.begin import begin
from sim.engine.choose import choice_probabilities, choose, value_menu
from sim.terms import Policy
from tests.engine.worlds import from_text, world, writable

ACTOR, ACTS = "south", 4
INF = math.inf


class Menu:
    """South's menu of the smallest crisis with worths, weights and nests of one's own; nobody answers anything."""

    def __init__(self, worths, weights=(), nests=(), nest_weights=(), similarities=(), precision=2.0, policy=Policy.LOGIT):
        prepared = writable(world("two-actors", "owners.north.active=false"))
        self.p, self.a = prepared.params, prepared.names.actors.index(ACTOR)
        self.size = len(worths)
        nests = nests or range(self.size)
        p, a = self.p, self.a
        p.menu_size[a, 0], p.nest_count[a, 0] = self.size, max(nests) + 1
        p.policy[a], p.precision[a, 0] = int(policy), precision
        for i in range(self.size):
            p.menu[a, 0, i] = i % ACTS
            p.utility[0, a, 0, i] = worths[i]
            p.option_weight[a, 0, i] = weights[i] if weights else 1.0
            p.option_log_weight[a, 0, i] = math.log(p.option_weight[a, 0, i])
            p.option_nest[a, 0, i] = nests[i]
            p.option_key[a, 0, i] = 1000 + i
            p.option_column[a, 0, i] = p.option_column[a, 0, 0] + i
        for n in range(max(nests) + 1):
            p.nest_weight[a, 0, n] = nest_weights[n] if nest_weights else 1.0
            p.nest_log_weight[a, 0, n] = math.log(p.nest_weight[a, 0, n])
            inside = [i for i in range(self.size) if nests[i] == n]
            p.option_alone[a, 0, n] = inside[0] if len(inside) == 1 else -1
            p.nest_similarity[a, 0, n] = similarities[n] if similarities else 1.0
            p.nest_key[a, 0, n] = 2000 + n
        self.s = new_state(p)
        begin(p, self.s, np.uint64(1), np.uint64(0))

    def probabilities(self) -> np.ndarray:
        """Return the probability of each option (options,)."""
        value_menu(self.p, self.s, self.a, 0)
        out = np.zeros(8)
        choice_probabilities(self.p, self.s, self.a, 0, out)
        return out[: self.size]

    def race(self, counter: int) -> int:
        """Return the option that wins the race of one opportunity."""
        p, s = self.p, self.s
        s.clock = next(c for c in range(p.clocks) if p.clock_subject[c] == 2 * self.a)
        s.subject, s.count[s.clock] = 2 * self.a, counter
        s.score[:] = 0.0
        choose(p, s)
        first = p.option_column[self.a, 0, 0]
        won = [i for i in range(self.size) if s.score[first + i] > 0]
        assert len(won) == 1
        return won[0]


NESTED = {
    "worths": (0.0, 0.3, 0.5, 0.6),
    "weights": (1.0, 2.0, 1.0, 0.5),
    "nests": (0, 1, 1, 1),
    "nest_weights": (1.0, 3.0),
    "similarities": (1.0, 0.5),
}


@pytest.mark.parametrize("precision", [0.0, 1e-12, 1.0, 700.0, 710.0, 1e6])
@pytest.mark.parametrize("worths", [(0, 0, 0), (1e-300, -1e-300, 0), (1e300, -1e300, 0), (0, 0.5, 0.6), (0.0, 1e-9, -1e300)])
@pytest.mark.parametrize("nests", [(0, 1, 2), (0, 0, 1), (0, 0, 0)])
def test_extreme_worths_and_precisions_give_probabilities(worths, precision, nests):  # RELIABILITY F1
    found = Menu(worths, nests=nests, similarities=(0.5, 0.5, 0.5), precision=precision).probabilities()
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert math.fsum(found) == pytest.approx(1, abs=4 * 2.0**-52)
    if precision > 0 and nests == (0, 1, 2):
        order = np.argsort(worths)
        assert (np.diff(found[order]) >= 0).all()


@pytest.mark.parametrize("precision", [1e-12, 1.0, 700.0, 1e6])
@pytest.mark.parametrize("nests", [(0, 1, 2), (0, 0, 1), (0, 0, 0)])
def test_what_is_infinitely_bad_is_never_chosen(precision, nests):
    found = Menu((0.0, 0.5, -INF), nests=nests, similarities=(0.5, 0.5, 0.5), precision=precision).probabilities()
    assert found[2] == 0.0
    assert math.fsum(found) == pytest.approx(1, abs=4 * 2.0**-52)


def test_zero_precision_gives_the_base_weights():
    expected = [1 / 4, 3 / 4 * 2 / 3.5, 3 / 4 * 1 / 3.5, 3 / 4 * 0.5 / 3.5]
    assert Menu(**NESTED, precision=0.0).probabilities() == pytest.approx(expected, abs=1e-15)
    assert Menu(**NESTED, policy=Policy.RANDOM, precision=50.0).probabilities().tolist() == Menu(**NESTED, precision=0.0).probabilities().tolist()


def test_boundless_precision_is_the_mechanical_policy():
    sharp = Menu(**NESTED, precision=1e9).probabilities().tolist()
    assert sharp == Menu(**NESTED, policy=Policy.MECHANICAL).probabilities().tolist() == [0, 0, 0, 1]


def test_a_mechanical_actor_breaks_ties_by_base_weight():
    found = Menu((0.5, 0.5, 0.1), weights=(1, 1, 1), nest_weights=(1, 3, 9), policy=Policy.MECHANICAL).probabilities()
    assert found.tolist() == pytest.approx([0.25, 0.75, 0], abs=1e-15)


def test_worth_times_c_with_precision_over_c_changes_nothing():
    base = Menu(**NESTED).probabilities()
    scaled = Menu(**(NESTED | {"worths": tuple(7.0 * q for q in NESTED["worths"])}), precision=2.0 / 7.0).probabilities()
    assert scaled == pytest.approx(base, rel=1e-13)


def test_a_constant_added_to_every_worth_changes_nothing():
    shifted = Menu(**(NESTED | {"worths": tuple(q - 1000.0 for q in NESTED["worths"])})).probabilities()
    assert shifted == pytest.approx(Menu(**NESTED).probabilities(), rel=1e-11)


def test_an_act_cloned_inside_its_nest_with_its_weight_split_changes_nothing():
    base = Menu(**NESTED).probabilities()
    cloned = Menu((0, 0.3, 0.5, 0.6, 0.6), (1, 2, 1, 0.2, 0.3), (0, 1, 1, 1, 1), (1, 3), (1, 0.5)).probabilities()
    assert [*cloned[:3], cloned[3] + cloned[4]] == pytest.approx(base, rel=1e-13)


def test_an_act_cloned_outside_any_nest_with_its_weight_split_changes_nothing():
    base = Menu(**NESTED).probabilities()
    cloned = Menu((0, 0.3, 0.5, 0.6, 0), (0.6, 2, 1, 0.5, 0.4), (0, 1, 1, 1, 2), (0.6, 3, 0.4), (1, 0.5, 1)).probabilities()
    assert [cloned[0] + cloned[4], *cloned[1:4]] == pytest.approx(base, rel=1e-13)


def test_opening_an_act_of_equal_worth_leaves_its_nest_as_likely_as_before():
    base = Menu((0.0, 0.4, 0.4), nests=(0, 1, 1), nest_weights=(1, 3), similarities=(1, 0.5)).probabilities()
    opened = Menu((0.0, 0.4, 0.4, 0.4), nests=(0, 1, 1, 1), nest_weights=(1, 3), similarities=(1, 0.5)).probabilities()
    assert opened[1:].sum() == pytest.approx(base[1:].sum(), rel=1e-14)


@pytest.mark.parametrize(
    "menu",
    [
        NESTED,
        {"worths": (0.0, 0.3, 0.5, 0.6), "precision": 4.0},
        {"worths": (0.2, 0.2, 0.1), "weights": (1, 2, 3), "nests": (0, 0, 0), "nest_weights": (2,), "similarities": (0.1,)},
    ],
    ids=["nested", "flat", "one nest"],
)
def test_the_race_is_won_as_often_as_the_formula_says(menu):  # n = 20,000 opportunities of seed 1
    n = 20_000
    crisis = Menu(**menu)
    expected = crisis.probabilities()
    counts = np.bincount([crisis.race(counter) for counter in range(n)], minlength=crisis.size)
    assert (np.abs(counts / n - expected) <= 4 * np.sqrt(expected * (1 - expected) / n)).all()


def test_an_act_opened_outside_any_nest_takes_choices_but_never_swaps_others():  # common random numbers stay coupled; 2,000 opportunities
    small, large = Menu((0.0, 0.3, 0.5)), Menu((0.0, 0.3, 0.5, 0.6))
    pairs = {(small.race(counter), large.race(counter)) for counter in range(2000)}
    assert pairs == {(0, 0), (1, 1), (2, 2), (0, 3), (1, 3), (2, 3)}


def test_an_act_that_needs_a_flag_is_legal_only_while_it_is_up():
    prepared = writable(world("november-2024"))
    p, names = prepared.params, prepared.names
    actor = names.actors.index("ukraine")
    s = new_state(p)
    begin(p, s, np.uint64(1), np.uint64(0))
    menu = [names.actions[int(p.menu[actor, 0, m])] for m in range(int(p.menu_size[actor, 0]))]
    for up in (1, 0):
        s.flag[names.flags.index("strike_permission")] = up
        value_menu(p, s, actor, 0)
        closed = {act for m, act in enumerate(menu) if math.isnan(s.option_value[m])}
        assert closed == (set() if up else {"western_missile", "deep_western_missile"})
        out = np.zeros(p.menu.shape[2])
        choice_probabilities(p, s, actor, 0, out)
        assert out.sum() == pytest.approx(1, abs=1e-14)
        assert all(out[m] == 0 for m, act in enumerate(menu) if act in closed)


def test_an_act_that_would_set_a_locked_flag_or_change_nothing_is_not_legal():
    for override, open_acts in (
        ((), {"restrict"}),  # permission is up: it can only be withdrawn
        (("flags.strike_permission.locked=true",), set()),
        (("flags.strike_permission.initial=false",), {"permit"}),
    ):
        prepared = world("november-2024", *override)
        p, names = prepared.params, prepared.names
        s = new_state(p)
        begin(p, s, np.uint64(1), np.uint64(0))
        actor = names.actors.index("usa")
        value_menu(p, s, actor, 0)
        legal = {names.actions[int(p.menu[actor, 0, m])] for m in range(int(p.menu_size[actor, 0])) if not math.isnan(s.option_value[m])}
        assert legal & {"permit", "restrict"} == open_acts


# THEORY 1.14, Signorino 1999 with logit: u1 = (0, 1, -1.5), p_R = the answer probability, p_A = sigma(lambda (p_R u_war + (1 - p_R) u_concede))
@pytest.mark.parametrize(("precision", "resist", "attack"), [(0.5, 0.56217650, 0.44949269), (1, 0.62245933, 0.36443913), (2, 0.73105858, 0.16039488)])
def test_attack_is_as_likely_as_in_the_strategic_quantal_response_model(precision, resist, attack):
    text = f"""\
schema: redline/scenario/1
id: signorino
title: Attack or not, resist or concede
clock: {{start: 2030-01-01, horizon_months: 1}}
sides: [one, two]
actors:
  first: {{side: one, military: {{tempo: 1, precision: {precision}, utilities: {{stay: 0, attack: 1}}}}, loss_if_answered: 2.5}}
  second: {{side: two}}
actions: {{stay: {{rung: 0}}, attack: {{rung: 5, exposes: {{home: 1}}}}}}
owners:
  second:
    lines: {{home: {{stake: 1000000}}}}
    conventional: {{cost: {{median: 1, sigma: 0.1}}, reliability: {resist}, answer_noise: 0.1, answer: {{rungs: [3, 3]}}}}
"""
    prepared = from_text(text)
    s = new_state(prepared.params)
    begin(prepared.params, s, np.uint64(1), np.uint64(0))
    value_menu(prepared.params, s, 0, 0)
    out = np.zeros(prepared.params.menu.shape[2])
    choice_probabilities(prepared.params, s, 0, 0, out)
    assert out[0] == pytest.approx(attack, abs=1e-8)
