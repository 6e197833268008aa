"""A hostile experiment is refused before its cost multiplies: tries, guesses and lines of a file of points have bounds."""

from __future__ import annotations

import pytest

from sim.errors import ExperimentError, ScenarioError
from sim.experiment import listed
from sim.experiment.listed import read_columns
from sim.experiment.load import load_experiment
from sim.scenario.load import Draft
from sim.scenario.suggest import GUESSES

HEAD = "schema: redline/experiment/1\nid: e\ntitle: t\nscenario: two-actors\nreplicates: 1024\n"
TURNED = "factors:\n  a: {path: actors.south.military.tempo, range: [0.5, 2]}\ndesign: {kind: grid, steps: 2}\n"
TEMPO = "actors.south.military.tempo"


@pytest.fixture
def refused(tmp_path, monkeypatch):
    """Return what refuses an experiment: its problems, and how often the scenario was tried."""
    tries = []
    whole = Draft._checked
    monkeypatch.setattr(Draft, "_checked", lambda self, *asked: tries.append(asked) or whole(self, *asked))

    def refuse(body: str) -> tuple[list[str], int]:
        tries.clear()
        (tmp_path / "e.yaml").write_text(HEAD + body)
        with pytest.raises(ExperimentError) as caught:
            load_experiment(tmp_path / "e.yaml")
        return [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems], len(tries)

    return refuse


def test_many_listed_values_are_refused_untried(refused):
    values = ", ".join(str(1 + step / 1000) for step in range(1000))
    paths = ("military.tempo", "military.precision", "loss_if_nuclear", "loss_if_answered", "military.utilities.probe", "military.utilities.raid")
    factors = "".join(
        f"  f{number}: {{path: actors.south.{path}, values: [{values}]}}\n" for number, path in enumerate([*paths, "military.utilities.hold"])
    )
    variants = "variants:\n" + "".join(f"  v{number}: {{{TEMPO}: {number + 1}}}\n" for number in range(200))
    said, tries = refused(f"factors:\n{factors}design: {{kind: latin_hypercube, points: 2}}\n{variants}")
    message = "7,200 variants and listed values are too many to try on a scenario of 42 numbers; 7,042 are the most here"
    assert (said, tries) == ([f"e.yaml:16:3: error: {message}"], 1)


@pytest.mark.parametrize(
    "body",
    [
        "variants:\n" + "".join(f"  v{i}: {{actors.sout.side: north}}\n" for i in range(4_000)),
        "factors:\n" + "".join(f"  f{i}: {{path: actors.sout{i}.military.tempo, range: [1, 2]}}\n" for i in range(1_500)) + "design: {kind: grid}\n",
        TURNED + "variants: {a: {}, b: {}}\ncontrasts:\n" + "".join(f"  - {{name: c{i}, from: x{i}, to: y{i}}}\n" for i in range(2_000)),
        "factors:\n"
        + "".join(f"  f{i}: {{path: actors.south.a{i}, range: [1, 2]}}\n" for i in range(200))
        + "design:\n  kind: product\n  parts:\n"
        + f"    - {{kind: grid, factors: [{', '.join(f'g{i}' for i in range(100))}]}}\n" * 50,
    ],
    ids=["variants", "factors", "contrasts", "parts"],
)
def test_what_is_wrong_again_and_again_is_tried_until_that_is_clear(refused, body):
    said, tries = refused(body)
    assert 20 < len(said) <= 2 * GUESSES + 60
    assert tries <= GUESSES + 3


def test_a_quantity_that_a_thousand_factors_turn_is_not_tried_at_all(refused):
    factors = "".join(f"  f{number}: {{path: {TEMPO}, range: [1, 2]}}\n" for number in range(1_000))
    said, tries = refused(f"factors:\n{factors}design: {{kind: grid}}\n")
    assert (len(said), tries) == (999, 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("a\n" + " " * 60_000 + 'x"\n', ":2:1: error: quotes that do not close, or text beside them"),
        ("a\n" + '"' + '""' * 30_000 + " \n", ":2:1: error: quotes that do not close, or text beside them"),
        ("a\n" + "1" * 70_000, ":2:1: error: a line of more than 65,536 characters"),
        ("a\n" + "1,2\n" * 5_000, ":503:1: error: there is more that is wrong; the rest was not read"),
        (",".join(f"f{number}" for number in range(9_000)), ": error: the first line names the columns, and 'a' is not among them"),
        ("a\n" + "\n" * 400 + "1\n", ":201:1: error: more than half of the lines are blank"),
        ("a\n" + "1\n" * 101, ":102:1: error: more than 100 points"),
    ],
    ids=["blanks", "quotes", "a long line", "too many cells", "columns", "blank lines", "too many points"],
)
def test_a_file_of_points_is_read_line_by_line_until_enough_is_wrong(tmp_path, monkeypatch, data, words):
    monkeypatch.setattr(listed, "MOST_POINTS", 100 if "blank lines" in words or "points" in words or "half" in words else 1_000_000)
    path = tmp_path / "p.csv"
    path.write_text(data)
    try:
        _, problems = read_columns(path, "p.csv", ["a"])
    except ScenarioError as error:
        problems = list(error.problems)
    assert any(words.removeprefix(":") in str(problem) for problem in problems)
    assert len(problems) <= listed.PROBLEMS + 3
