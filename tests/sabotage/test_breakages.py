"""Every breakage of `make sabotage` still fits the code it breaks, names tests that exist, and leaves a file that Python reads."""

import ast

import pytest

from tests.sabotage.breakages import BREAKAGES, ROOT

breakage = pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda one: one.name)


@breakage
def test_a_breakage_fits_the_code_exactly_once_and_changes_what_it_does(breakage):
    sound = (ROOT / breakage.file).read_text(encoding="utf-8")
    broken = breakage.broken(sound)
    assert ast.dump(ast.parse(broken)) != ast.dump(ast.parse(sound))


@breakage
def test_the_tests_that_ought_to_catch_it_exist(breakage):
    named = [word for word in breakage.tests if word.startswith("tests/")]
    assert named
    assert all((ROOT / word).exists() for word in named)


def test_a_breakage_that_no_longer_fits_says_so():
    with pytest.raises(ValueError, match="stands there 0 times, not once"):
        BREAKAGES[0].broken("nothing of the kind")


def test_no_two_breakages_have_one_name():
    assert len({one.name for one in BREAKAGES}) == len(BREAKAGES) >= 16
