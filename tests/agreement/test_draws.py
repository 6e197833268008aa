"""Common luck, draw by draw: what is added to a world makes draws of its own and moves none of what was there (RELIABILITY D6).

test_luck.py compares what draws decide; here every draw of a history is written down, with its address and the month it was made in. An added
clock only cuts stretches of time in two, which may move the last digits of a month, never a value or an address.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.engine.draws import uniform
from sim.scenario.shipped import folder
from sim.terms import Purpose
from tests.agreement.addresses import SEED
from tests.agreement.test_luck import ACTOR, CHANNEL, CLOCK, FRONT, INCIDENT, PASSIVE
from tests.engine.worlds import TWO, changed, from_text

ROOT = Path(__file__).parents[2]
HISTORIES = 12
WAIT = ("  hold:   {rung: 0}\n", "  hold:   {rung: 0}\n  wait:   {rung: 0}\n")
NEVER = ("actions:\n", "  statue: {side: south, military: {tempo: 0, precision: 1, utilities: {hold: 0}}}\n\nactions:\n")
RECORD = ("horizon_months: 12", "horizon_months: 12, record_every: month")
REFERENCE = ("reference: {owner: north, dimension: border, exposure: 0.9}", "reference: {owner: north, dimension: border, exposure: 0.3}")
ADDED = {
    "actor with a clock": [ACTOR],
    "actor that never moves": [NEVER],
    "passive actor": [PASSIVE],
    "channel": [CHANNEL, WAIT],
    "incident": [INCIDENT],
    "process": [CLOCK],
    "front": [FRONT],
    "record interval": [RECORD],
    "measured crossing": [REFERENCE],
}
SILENT = ("actor that never moves", "passive actor", "record interval", "measured crossing")  # they draw nothing and cut no time
NOVEMBER = changed((folder() / "november-2024.yaml").read_text(encoding="utf-8"), ("horizon_months: 12", "horizon_months: 3"))


@pytest.fixture(scope="module")
def draws():
    """Return the draws of 12 histories of the smallest crisis and of each world with something added."""
    texts = {"plain": TWO, "november": NOVEMBER} | {name: changed(TWO, *pieces) for name, pieces in ADDED.items()}
    command = [sys.executable, "-m", "tests.agreement.addresses"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "REDLINE_COMPILED": "0"}
    request = json.dumps({"histories": HISTORIES, "texts": list(texts.values())})
    found = subprocess.run(command, input=request, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    return dict(zip(texts, json.loads(found), strict=True))


@pytest.mark.parametrize("added", ADDED)
def test_every_draw_of_before_is_made_again_in_the_same_order_and_month(draws, added):
    for before, after in zip(draws["plain"], draws[added], strict=True):
        there = {tuple(draw[:3]) for draw in before}
        again = [draw for draw in after if tuple(draw[:3]) in there]
        assert [draw[:4] for draw in again] == [draw[:4] for draw in before]
        assert [draw[4] for draw in again] == pytest.approx([draw[4] for draw in before], rel=1e-12)


@pytest.mark.parametrize("added", ADDED)
def test_draws_that_are_new_bear_keys_that_are_new(draws, added):
    known = {draw[0] for history in draws["plain"] for draw in history}
    for before, after in zip(draws["plain"], draws[added], strict=True):
        there = {tuple(draw[:3]) for draw in before}
        fresh = [draw for draw in after if tuple(draw[:3]) not in there]
        assert not known & {draw[0] for draw in fresh}
        assert bool(fresh) == (added not in SILENT)


@pytest.mark.parametrize("added", SILENT)
def test_where_no_time_is_cut_even_the_months_are_the_same_bits(draws, added):
    assert draws[added] == draws["plain"]


def test_no_address_is_used_twice_in_a_history(draws):
    for name, histories in draws.items():
        for made in histories:
            assert len({tuple(draw[:3]) for draw in made}) == len(made), name


def test_the_draws_written_down_are_of_every_kind_and_those_of_the_compiled_kernel(draws):
    p = from_text(TWO).params
    made = {(draw[0], draw[1]) for history in draws["plain"] for draw in history}
    assert {(int(p.owner_key[0]), int(purpose)) for purpose in (Purpose.TYPE_COST, Purpose.ANSWER, Purpose.RUNG)} <= made
    assert {purpose for _, purpose in made} >= {Purpose.CLOCK, Purpose.NEST, Purpose.OPTION, Purpose.EXPOSURE}
    for replicate, history in enumerate(draws["plain"]):
        for key, purpose, counter, value, _ in history:
            assert uniform(np.uint64(SEED), np.uint64(replicate), np.uint64(key), purpose, counter) == value
