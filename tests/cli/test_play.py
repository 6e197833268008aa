"""`play`: a person's seat, from standard input, repeatable, with a debrief."""

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT, environment

SEAT = ("play", "two-actors", "--as", "south", "--history", "7", "--continuations", "8")


def game(*arguments, lines=""):
    command = [sys.executable, "-m", "sim.cli", *map(str, arguments)]
    return subprocess.run(command, input=lines, capture_output=True, text=True, env=environment() | {"PYTHONPATH": str(ROOT)}, check=False)


def test_a_game_from_lines_can_be_played_again_from_the_command_it_prints():
    first = game(*SEAT, lines="?\nh\ns\nm\n99\nprobe\n1\n3\n")
    assert first.returncode == 0, first.stderr
    assert "'99' is none of your choices: a number from 1 to 4" in first.stdout
    assert "The model in your place (policy logit)" in first.stdout
    assert "You leave the seat" in first.stdout
    command = first.stdout.rpartition("Again: redline ")[2].split()
    assert command[:3] == ["play", "two-actors", "--as"]
    assert command[-2:] == ["--choices", "probe,hold,raid"]
    second = game(*command, "--continuations", "8", lines="q\n")
    start = "What nobody could see"
    assert second.stdout.partition(start)[2] == first.stdout.partition(start)[2]


def test_before_the_debrief_nothing_hidden_is_said():
    said = game(*SEAT, lines="2\n2\n2\n2\n").stdout
    before, _, after = said.partition("What nobody could see")
    assert before.count("Your move") >= 3
    for word in ("true type", "carries out", "cost "):
        assert word not in before
    assert "carries out what it means to do with" in " ".join(after.split())


def test_json_is_one_object_and_the_game_goes_to_standard_error():
    said = game(*SEAT, "--json", "--choices", "hold,probe")
    assert said.returncode == 0, said.stderr
    found = json.loads(said.stdout)
    assert found["schema"] == "redline/play/1"
    assert [move["act"] for move in found["moves"]] == ["hold", "probe"]
    assert set(found["moves"][0]["changes"]) == {"nuclear_use", "clash", "settlement"}
    assert found["types"]["north"]["nuclear cost"] > 0
    assert "Your move" in said.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as", "nobody"), "nobody can sit in the seat of 'nobody'; seats: south"),
        (("--as", "south", "--history", "7", "--choices", "jump"), "'jump' is not on the menu of move 1: hold, probe, raid, strike"),
        (("--as", "south", "--history", "7", "--choices", ",".join(["hold"] * 99)), "the story is over, but --choices has more"),
    ],
)
def test_bad_words_get_one_line(redline, arguments, words):
    said = redline("play", "two-actors", *arguments)
    assert said.code == 2
    assert words in said.err.splitlines()[-1]
