"""What is said while a command works: few lines, honest ones, and the notice of the compiler."""

import doctest
import io
import re
import sys
import time
from types import SimpleNamespace

import pytest

from sim.cli import console as module
from sim.cli.console import COMPILING, Console, Lines, compile_notice, spoken
from sim.experiment.sweep import Progress


def test_examples_hold():
    assert doctest.testmod(module).failed == 0


def test_lines_come_at_intervals_and_measure_speed_from_the_first_shard_on(capsys):
    report = Lines(Console(), "demo", every=0.0)
    report(Progress(1000, 9000, 1000, 0))
    time.sleep(0.2)  # the compiler works
    report(Progress(2000, 9000, 1000, 0))
    time.sleep(0.02)
    report(Progress(4000, 9000, 1000, 3))
    first, second, third = capsys.readouterr().err.splitlines()
    assert first == "  demo: 1,000 of 9,000 histories, 11 %"
    assert second == "  demo: 2,000 of 9,000 histories, 22 %"
    assert re.fullmatch(r"  demo: 4,000 of 9,000 histories, 44 %, [\d,]+ a second, about \d+ s left, 3 failed", third)
    assert int(re.search(r"([\d,]+) a second", third)[1].replace(",", "")) > 15_000


def test_a_log_gets_one_line_in_half_a_minute_at_most(capsys):
    report = Lines(Console(), "demo")
    for done in range(0, 9000, 100):
        report(Progress(done, 9000, 0, 0))
    assert capsys.readouterr().err == ""


def test_a_meter_knows_whether_there_was_anything_to_do():
    with Console(quiet=True).progress("demo") as meter:
        assert not meter.worked
        meter(Progress(0, 10, 0, 0))
        meter(Progress(10, 10, 0, 0))
        assert (meter.worked, meter.first.done, meter.last.done) == (True, 0, 10)


@pytest.mark.parametrize(("quiet", "verbose", "expected"), [(False, False, "a\n"), (True, True, ""), (False, True, "a\nb\n")])
def test_messages_go_to_standard_error_and_data_to_standard_output(capsys, quiet, verbose, expected):
    console = Console(quiet, verbose)
    console.say("a")
    console.detail("b")
    console.data("c")
    assert capsys.readouterr() == ("c\n", expected)


def test_a_terminal_gets_a_bar_that_is_gone_at_the_end_and_no_colour_where_none_is_wanted(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    console = Console()
    with console.progress("demo [red]") as meter:
        meter(Progress(10, 100, 0, 0))
        console.say("a word between [bold]")
        meter(Progress(100, 100, 0, 2))
    text = screen.getvalue()
    assert "a word between [bold]" in text
    assert "demo [red]" in text
    assert re.search(r"\x1b\[[0-9;]*3[1-7][;m]", text) is None


def test_a_command_to_copy_is_one_that_can_be_called_from_here(tmp_path, monkeypatch):
    program = tmp_path / "env" / "bin" / "redline"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(program), "demo"])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert spoken("replay", "my results") == "env/bin/redline replay 'my results'"
    monkeypatch.setenv("PATH", str(program.parent))
    assert spoken("replay", "x") == "redline replay x"
    monkeypatch.setattr(sys, "argv", ["-c"])
    assert spoken("replay", "x") == "redline replay x"


@pytest.mark.parametrize(("signatures", "said"), [([], True), (["there"], False), (None, False)])
def test_compiling_is_said_once_where_the_kernel_is_not_there_yet(capsys, signatures, said):
    kernel = SimpleNamespace() if signatures is None else SimpleNamespace(signatures=signatures)
    with compile_notice(Console(), patience=0.02, kernel=kernel):
        time.sleep(0.2)
    assert capsys.readouterr().err == (COMPILING + "\n" if said else "")


def test_a_kernel_that_is_loaded_in_time_is_not_spoken_of(capsys):
    with compile_notice(Console(), patience=5.0, kernel=SimpleNamespace(signatures=[])):
        pass
    assert capsys.readouterr().err == ""
