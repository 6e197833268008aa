"""The audit: every shipped scenario passes, and whatever is dead, unread, wrongly excused or unlawful on purpose is found.

Sabotage is done to the encoded arrays, to what the engine reads of them, or to the world before it is encoded; sizes as said, seed of the scenario.
"""

from __future__ import annotations

import functools
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.analysis import audit_laws, audit_reasons
from sim.analysis.audit import Audit, audit
from sim.analysis.audit_entries import Kind
from sim.analysis.audit_examine import MATERIAL, Standing, is_clear
from sim.analysis.audit_laws import Court
from sim.analysis.audit_plan import Plan, plan
from sim.analysis.audit_tables import summary, tornado_rows, write
from sim.analysis.audit_transforms import cloned, quicker, renamed
from sim.analysis.compare import compare
from sim.analysis.contrasts import Difference
from sim.encode.layout import copy_record
from sim.engine.history import Prepared
from sim.errors import ScenarioError
from sim.experiment.engine import REAL, Engine
from sim.scenario import shape
from sim.scenario.load import draft_of, read_draft
from sim.scenario.nodes import Names
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Document
from sim.scenario.shipped import folder, scenario_path
from sim.scenario.text import read
from tests.engine.worlds import SHIPPED, TWO

QUICK = 16  # histories a change
LARGE = 300  # values of a scenario
SCENARIOS = [*map(scenario_path, SHIPPED), *sorted((folder() / "small").glob("*.yaml"))]
BASED = [path for path in SCENARIOS if "\nbase: " in path.read_text(encoding="utf-8")]
SPEAKING = [path for path in SCENARIOS if path not in BASED]
TWO_ACTORS, NEW_TEXT = folder() / "two-actors.yaml", folder() / "small" / "new-text.yaml"
EVERY_KEY = Path(__file__).parent / "every_key.yaml"
ELSEWHERE = (  # put in the place of what it names before an audit sees it, or not part of a world
    ("history", "crossings"), ("presets", "*", "*"), ("numerics", "histories"), ("numerics", "seed"),
)  # fmt: skip
NOISE = "owners.north.conventional.answer_noise"


def engine(params=None, world=None) -> Engine:
    """Return the real engine with a sabotage of the arrays (a function of params and the world), or of the world before it is encoded."""

    def prepare(scenario):
        prepared = REAL.prepare(world(scenario) if world else scenario)
        changed = copy_record(prepared.params)
        if params:
            params(changed, scenario)
        return Prepared(changed, prepared.names)

    return replace(REAL, prepare=prepare)


def audited(path: Path, runs: int = QUICK, only: tuple[str, ...] = (), engine: Engine = REAL) -> Audit:
    """Return an audit in this process."""
    return audit(plan(path, runs, only=only, engine=engine), 1)


@functools.cache
def planned(path: Path) -> Plan:
    """Return the plan of a whole audit, made once."""
    return plan(path, QUICK)


def keys(kinds, path=()):
    """Yield every path of the schema at which a value may stand; `*` is any name, `#` any place in a list."""
    for kind in kinds:
        if shape.is_model(kind) and kind is not Quantity:
            for name, annotation in shape.fields(kind).items():
                yield from keys(shape.kinds(annotation), (*path, name))
        elif getattr(kind, "__origin__", None) in (dict, list):
            yield from keys(shape.kinds(kind.__args__[-1]), (*path, "*" if kind.__origin__ is dict else "#"))
        elif kind is not type(None):
            yield path


def said_at(key, path: str) -> bool:
    """Return whether a dotted path stands at a key of the schema."""
    steps = path.split(".")
    return len(key) == len(steps) and all(a in ("*", b) or (a == "#" and b.isdecimal()) for a, b in zip(key, steps, strict=True))


def said_by(path: Path) -> tuple[str, ...]:
    """Return the paths at which a scenario file that starts from another one speaks itself."""
    tree, problems = read(path.read_bytes(), str(path))
    assert not problems
    assert isinstance(tree, Names)

    def below(node, at: str):
        if isinstance(node, Names) and "value" not in node.entries:
            for name, one in node.entries.items():
                yield from below(one, f"{at}.{name}" if at else name)
        else:
            yield at

    return tuple(one for one in below(tree, "") if one.split(".")[0] not in ("schema", "base", "presets"))


# ---- what ships -----------------------------------------------------------------------------------------------------------------------------
def in_short(todo: Plan) -> Plan:
    """Return a plan with all laws and values, but of the rows of a coded history, which are alike, only the first and the last.

    Of a large crisis beside that of November 2024, which says the same keys, it keeps one value in three, by its path; all are audited by hand.
    """
    rows = {entry.path: int(entry.path.split(".")[2]) for entry in todo.entries if entry.path.startswith("history.crossings.")}
    ends = {min(rows.values(), default=0), max(rows.values(), default=0)}
    kept = [pair for pair in zip(todo.entries, todo.reasons, strict=True) if rows.get(pair[0].path, 0) in ends]
    if len(kept) > LARGE and todo.name != "november-2024":
        kept = [pair for pair in kept if zlib.crc32(pair[0].path.encode()) % 3 == 0]
    return replace(todo, entries=tuple(entry for entry, _ in kept), reasons=tuple(why for _, why in kept), whole=True)


def passes(todo: Plan) -> Audit:
    """Return an audit that has found nothing."""
    found = audit(in_short(todo), 1)
    assert found.findings == []
    assert [law.name for law in found.laws if law.holds is False] == []
    assert sum(law.holds is True for law in found.laws) >= 10
    return found


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.stem)
def test_nothing_that_a_shipped_scenario_says_does_nothing_without_a_reason(path):
    assert passes(planned(path)).count(Standing.MOVES) > 30


@pytest.mark.parametrize("path", BASED, ids=lambda path: path.stem)
def test_nor_what_a_scenario_says_that_starts_from_another_one(path):  # the rest is said, and audited, there
    said = said_by(path)
    assert {path.split(".")[0] for path in said} >= {"id", "title"}
    assert len(passes(plan(path, QUICK, only=said)).examined) >= len(said)


def test_every_key_of_the_schema_is_said_by_some_scenario_that_is_audited():
    schema = [key for key in dict.fromkeys(keys([Document])) if key not in ELSEWHERE]
    said = {entry.path for path in (*SPEAKING, EVERY_KEY, NEW_TEXT) for entry in planned(path).entries}
    assert [".".join(key) for key in schema if not any(said_at(key, path) for path in said)] == []
    assert len(schema) > 150


def test_keys_that_no_shipped_scenario_says_do_something_too():
    shipped = {entry.path for entry in planned(TWO_ACTORS).entries}
    todo = planned(EVERY_KEY)
    pairs = [pair for pair in zip(todo.entries, todo.reasons, strict=True) if pair[0].path not in shipped]
    found = audit(replace(todo, entries=tuple(entry for entry, _ in pairs), reasons=tuple(why for _, why in pairs), whole=True), 1)
    assert found.findings == []
    still = [one for one in found.examined if one.standing is Standing.INERT]
    assert not [one.entry.path for one in still if one.entry.path.split(".")[2:3] in (["prospect"], ["lookahead"], ["reflex"])]
    assert [law.name for law in found.laws if law.holds is None] == ["the unit of utility means nothing"]


def test_every_value_of_a_scenario_is_either_tried_or_for_readers():
    todo = planned(TWO_ACTORS)
    paths = {entry.path: entry for entry in todo.entries}
    said = read_draft(TWO_ACTORS).scenario().quantities
    assert set(said) - set(paths) == set()
    assert all(paths[path].kind in (Kind.NUMBER, Kind.WHOLE) for path in said)
    assert [path for path, entry in paths.items() if entry.kind is Kind.TEXT] == [
        "schema", "id", "title", "summary", "reading", "ladder", "doctrines.north-2030.title", "doctrines.north-2030.document",
    ]  # fmt: skip


# ---- what is found --------------------------------------------------------------------------------------------------------------------------
def test_a_value_that_the_encoder_does_not_read_is_found():
    deaf = engine(lambda p, _: p.answer_noise.fill(0.35))
    found = audited(TWO_ACTORS, only=(NOISE, "owners.north.conventional.cost"), engine=deaf)
    assert found.findings == [f"unread: {NOISE} = 0.35: no array of the encoded world differs at 0.525, 0.175, 3.5, 0.035"]
    assert [one.standing for one in found.examined] == [Standing.MOVES, Standing.MOVES, Standing.UNREAD]


def test_a_value_that_is_encoded_and_never_looked_at_is_found():
    def blind(prepared, *luck):
        changed = copy_record(prepared.params)
        changed.answer_noise[0, 0] = 0.35
        return REAL.simulate(Prepared(changed, prepared.names), *luck)

    (line,) = audited(TWO_ACTORS, only=(NOISE,), engine=replace(REAL, simulate=blind)).findings
    assert line == f"dead: {NOISE} = 0.35: none of 256 histories differs at 0.525, 0.175, 3.5, 0.035, nor any in 4 louder worlds"


def test_an_act_that_nobody_ever_chooses_is_found(tmp_path):
    path = tmp_path / "dead.yaml"
    text = TWO.replace("strike: 0.6}", "strike: 0.6, folly: -100000}").replace("  strike: {", "  folly:  {rung: 8}\n  strike: {")
    path.write_text(text, encoding="utf-8")
    found = audited(path, only=("actions.folly", "actors.south.military.utilities"))
    assert [line.partition(": none")[0] for line in found.findings] == ["dead: actions.folly.rung = 8", "dead: actions.folly.talks = false"]


def test_a_requirement_that_says_what_another_key_says_already_is_found(tmp_path):
    text = EVERY_KEY.read_text(encoding="utf-8").replace("requires: [open]}", "requires: [open], sets: {open: false}}")
    (tmp_path / "twice.yaml").write_text(text, encoding="utf-8")  # no act may set a flag to what it is
    found = audited(tmp_path / "twice.yaml", only=("actions.charge.requires",))
    assert [line.partition(" differs")[0] for line in found.findings] == ["dead: actions.charge.requires.0 = open: none of 256 histories"]


def test_a_reason_that_does_not_hold_is_found(monkeypatch):
    monkeypatch.setattr(audit_reasons, "CASES", ((NOISE, lambda *_: "the moon is full"),))
    (line,) = audited(TWO_ACTORS, only=(NOISE,)).findings
    assert line.startswith(f"not inert: {NOISE} = 0.35 is said to move nothing (the moon is full), but moves ")


def test_histories_that_fail_are_found():
    def breaking(p, _):
        if p.answer_noise[0, 0] > 0.5:
            p.value[:] = np.nan

    found = audited(TWO_ACTORS, only=(NOISE,), engine=engine(breaking)).findings
    assert f"histories fail: {NOISE}=0.525: 16 of 16" in found


def test_a_path_that_the_scenario_does_not_have_is_refused_with_the_nearest():
    with pytest.raises(ScenarioError, match=r"--only owners\.north\.lines\.bordr: error: .* did you mean 'owners\.north\.lines\.border'"):
        plan(TWO_ACTORS, QUICK, only=("owners.north.lines.bordr",))


# ---- laws -----------------------------------------------------------------------------------------------------------------------------------
def armed(p, _):
    """Let accidents happen although nobody has weapons."""
    p.steps, p.accident_steps[0], p.accident_total[0] = max(1, int(p.steps)), -0.5, 0.01


def named_clocks(p, world):
    """Let an actor that is not called South decide half as often."""
    if "south" not in {actor.id for actor in world.actors}:
        p.clock_rate *= 0.5


def one_for_each(p, _):
    """Give every act the base weight 1, whatever it was given."""
    p.option_weight[:], p.option_log_weight[:] = 1.0, 0.0


def hurried(p, _):
    """Let shorter crises be more dangerous."""
    p.accident_total *= (12.0 / p.horizon) ** 3
    p.accident_rates *= (12.0 / p.horizon) ** 3


def bounded(p, _):
    """Let no loss be greater than 70, whatever the unit."""
    np.minimum(p.loss_if_nuclear, 70.0, out=p.loss_if_nuclear)


def restless(p, _):
    """Let a world that is looked at more often be more tense."""
    p.tension_base = 0.1 * (p.record_times > 0.0).sum()


SABOTAGE = {
    audit_laws.no_weapons: engine(armed),
    audit_laws.no_lines: engine(world=lambda world: replace(world, owners=tuple(replace(one, active=True) for one in world.owners))),
    audit_laws.no_audience_cost: engine(lambda p, _: p.audience_cost.fill(0.5)),
    audit_laws.labels: engine(lambda p, world: setattr(p, "ambiguity", 0.1 + len(world.title) / 1000)),
    audit_laws.ids: engine(named_clocks),
    audit_laws.order_of_ids: engine(named_clocks),
    audit_laws.clones: engine(one_for_each),
    audit_laws.shift: engine(lambda p, _: np.minimum(p.utility, 1.0, out=p.utility)),
    audit_laws.unit_of_utility: engine(bounded),
    audit_laws.watching: engine(restless),
    audit_laws.unit_of_time: engine(lambda p, _: setattr(p, "tension_rate", 0.5)),
    audit_laws.horizon: engine(hurried),
}


@pytest.mark.parametrize("law", [law for _, _, law in audit_laws.LAWS], ids=lambda law: law.__name__)
def test_a_broken_law_is_found(law):  # 256 histories
    todo = planned(TWO_ACTORS)
    verdicts = [law(Court(todo.text, "two-actors", 1, 256, todo.entries, one))[0] for one in (REAL, SABOTAGE[law])]
    assert verdicts == [True, False]


def test_a_law_that_breaks_is_a_finding():
    found = audited(folder() / "small" / "trip-wire.yaml", engine=engine(armed))
    assert [line for line in found.findings if line.startswith("law broken: no nuclear weapons, no nuclear use: largest nuclear measure")]


# ---- effects --------------------------------------------------------------------------------------------------------------------------------
def test_effects_are_those_of_compare_for_the_same_change(tmp_path):
    path = "owners.russia.nuclear.answer_noise"
    found = audited(scenario_path("november-2024"), 128, (path,))
    (one,) = found.examined
    assert [trial.change for trial in one.trials] == [f"{path}=0.25", f"{path}=0.6"]
    for trial in one.trials:
        told = compare(scenario_path("november-2024"), None, (trial.change,), 128, jobs=1, out=tmp_path / trial.change[-3:])
        alone = {m: d for m, d in trial.effects.items() if m not in ("answers.russia", "answers.nato")}
        assert alone == {m: d for m, d in told.differences.items() if d.changed}
        rungs = [trial.effects[f"answers.russia.{rung}"].value for rung in range(3, 13) if f"answers.russia.{rung}" in trial.effects]
        assert trial.effects["answers.russia"].value == pytest.approx(sum(rungs))
        assert trial.moved.histories == 128
    assert one.standing is Standing.ALIVE


def test_a_difference_of_a_hundred_thousandth_is_not_clear_however_small_its_error():
    clear, tiny = (Difference(d, d, d, 0.0, 0.5, 0.5 + d, 1024, 1024) for d in (1e-3, 0.1 * MATERIAL))
    assert is_clear(clear, 5.0)
    assert not is_clear(tiny, 5.0)


def test_what_moves_clearly_is_drawn_and_written(tmp_path):
    found = audited(TWO_ACTORS, 256, ("owners.north.nuclear", "crossings.state_step"))
    rows = tornado_rows(found)
    assert {row["measure"] for row in rows} == {"nuclear_use"}
    assert len({row["unit"] for row in rows}) == 1
    assert all(row["path"].startswith("owners.north.nuclear") for row in rows)
    assert write(found, tmp_path / "out") == ["values.csv", "effects.csv", "leading.csv", "laws.csv", "audit.json"]
    values = (tmp_path / "out" / "values.csv").read_text(encoding="utf-8").splitlines()
    assert len(values) == 1 + len(found.examined)
    assert any(line.startswith("crossings.state_step,number,0.025,inert,no line is state-like") for line in values)
    told = summary(found)
    assert told["standing"]["inert"] == 1
    assert (told["whole"], told["laws"]) == (False, [])


# ---- worlds said otherwise ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", SHIPPED)
def test_a_world_renamed_and_named_back_is_the_same(name):
    world = draft_of(read_draft(scenario_path(name)).scenario().text).setting(())
    other = {actor.id: f"x-{actor.id}" for actor in world.actors}
    there = renamed(world, other)
    assert not {actor.id for actor in there.actors} & set(other)
    assert renamed(there, {new: old for old, new in other.items()}) == world


def test_a_clone_takes_half_of_the_weight_on_every_menu():
    world = draft_of(read_draft(scenario_path("november-2024")).scenario().text).setting(())
    twice = cloned(world, "new_arms", "twin")
    menus = {actor.id: actor.military for actor in twice.actors if actor.military and "new_arms" in actor.military.utilities}
    assert set(menus) == {"usa", "europe"}
    for menu in menus.values():
        assert (menu.weights["new_arms"], menu.weights["twin"]) == (0.5, 0.5)
        assert {"new_arms", "twin"} <= set(menu.nests[0].actions)
    assert twice.timeline[0].utilities["usa", "military", "twin"] == -0.5


def test_a_quicker_world_has_its_times_divided_and_its_rates_multiplied():
    world = draft_of(read_draft(scenario_path("november-2024")).scenario().text).setting(())
    fast = quicker(world)
    assert (fast.clock.horizon_months, fast.tension.half_life_months) == (3.0, 0.35)
    assert fast.fronts[0].volatility == 2 * world.fronts[0].volatility
    assert (fast.timeline[0].date - world.clock.start).days * 4 == (world.timeline[0].date - world.clock.start).days
