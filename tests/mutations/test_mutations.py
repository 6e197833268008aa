"""A seeded sample of what `make mutations` does in full: one mistake at one node of a shipped file, refused at its line or another valid file."""

from __future__ import annotations

import random

import pytest

from tests.mutations.kinds import Bench, Cells, shipped

SEED, MUTANTS, SLIPS = 20241117, 5, 3  # a file
FILES = shipped()


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """Return what became of a sample of every file: mutants that were not treated as they should be, slips, slips that were understood, kinds."""
    luck, wrong, slips, understood, kinds = random.Random(SEED), [], 0, 0, set()
    for number, one in enumerate(FILES):
        bench = Bench(one, tmp_path_factory.mktemp(f"file-{number}"))
        for kind, path in luck.sample(sorted(bench.mutants(), key=repr), MUTANTS):
            answer = bench.judge(kind, path)
            kinds.add(answer.what)
            wrong += [] if answer.right else [(one.name, kind, path, answer)]
        for path, slip in luck.sample(sorted(bench.misspellings(), key=repr), SLIPS):
            slips, understood = slips + 1, understood + bench.suggests(path, slip).right
    cells = Cells(tmp_path_factory.mktemp("history"))
    for mutant in luck.sample(sorted(cells.mutants()), 12):
        answer = cells.judge(*mutant)
        wrong += [] if answer.right else [(cells.one.name, *mutant, answer)]
    return wrong, slips, understood, kinds


def test_every_kind_of_file_that_a_person_may_edit_is_among_them():
    assert {one.name.split("/")[0] for one in FILES} == {"scenarios", "experiments"}
    assert {"scenarios/november-2024.yaml", "scenarios/small/brink.yaml", "scenarios/sources.yaml", "scenarios/doctrines/russia-2024.yaml"} <= {
        one.name for one in FILES
    }


def test_one_mistake_is_refused_at_its_line_or_gives_another_valid_file(judged):
    wrong, _, _, kinds = judged
    assert wrong == []
    assert {"refused", "another"} <= kinds


def test_nine_of_ten_misspelt_names_are_understood(judged):
    _, slips, understood, _ = judged
    assert understood >= 0.9 * slips > 50
