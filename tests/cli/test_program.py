"""The bare call, the help, the verbs."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from sim import __version__
from sim.cli.program import VERBS
from tests.cli.conftest import ROOT, environment

MODULES = "import sys\nfrom sim.cli.ending import run\nrun({arguments!r})\nprint('modules:', *sorted(sys.modules))"


def test_a_bare_call_welcomes_and_shows_four_ways_on(redline):
    said = redline()
    assert said.code == 0
    assert [line.split()[:2] for line in said.out.splitlines() if line.startswith("  redline")] == [
        ["redline", "demo"],
        ["redline", "new"],
        ["redline", "run"],
        ["redline", "replay"],
    ]
    assert said.err == ""


def test_help_lists_every_verb_once_on_a_line_of_its_own(redline):
    listed = [line.split()[0] for line in redline("--help").out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()]
    assert listed == list(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_with_examples(redline, verb):
    said = redline(verb, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: redline {verb}")
    assert verb == "demo" or f"  redline {verb}" in said.out.partition("Examples")[2]


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("doctrine", "game")])
def test_every_verb_knows_how_to_be_quiet_loud_and_debugged(redline, verb):
    text = redline(verb, "--help").out
    assert all(flag in text for flag in ("-q, --quiet", "-v, --verbose", "--debug"))


@pytest.mark.parametrize("verb", ["run", "compare", "sweep"])
def test_flags_are_spelled_alike(redline, verb):
    text = redline(verb, "--help").out
    assert all(flag in text for flag in ("-r, --runs", "--seed", "-s, --set", "--preset", "-j, --jobs", "-o, --out", "--json", "--no-figures"))


def test_the_version_is_that_of_the_package(redline):
    assert redline("--version").out == f"redline {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], [], ["run", "--help"], ["sweep", "--help"], ["replay", "--help"], ["nonsense"]])
def test_help_and_usage_errors_load_no_library_but_click(arguments):
    program = MODULES.format(arguments=arguments)
    text = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True).stdout
    loaded = {name.partition(".")[0] for name in text.rpartition("modules:")[2].split()}
    assert "click" in loaded
    heavy = {"numpy", "numba", "matplotlib", "mesa", "scipy", "pyarrow", "pydantic", "pydantic_core", "rich", "yaml", "jinja2", "pandas"}
    assert loaded & heavy == set()


def processor_seconds(*command: str) -> float:
    """Return the least processor time of three calls of Python."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment(), capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def test_help_takes_little_more_processor_time_than_python_itself():
    bare, with_help = processor_seconds("-c", "pass"), processor_seconds("-m", "sim.cli", "--help")
    assert with_help < 15 * bare  # bare Python takes 10 to 20 ms, so this is 0.3 s at most


def test_unknown_verbs_and_options_are_one_line_with_the_nearest_and_exit_2(redline):
    said = redline("rnu")
    assert (said.code, said.err) == (2, "error: no command 'rnu'; did you mean 'run'? (see: redline --help)\n")
    said = redline("run", "two-actors", "--rnus", "5")
    assert said.code == 2
    assert said.err.startswith("error: no such option")
    assert "--runs" in said.err
    assert said.err.endswith("(see: redline run --help)\n")
    assert redline("run").err == "error: missing argument 'FILE|NAME' (see: redline run --help)\n"


@pytest.mark.parametrize(("option", "value"), [("--runs", "0"), ("--runs", "many"), ("--seed", "-1"), ("-j", "0")])
def test_numbers_out_of_reach_are_refused_with_what_is_allowed(redline, option, value):
    said = redline("run", "two-actors", option, value)
    assert said.code == 2
    assert f"must be a whole number between {'0' if option == '--seed' else '1'} and " in said.err
    assert f"got '{value}'" in said.err
    assert len(said.errors) == 1


def test_the_command_runs_as_a_module_from_anywhere(tmp_path: Path):
    command = [sys.executable, "-m", "sim.cli", "--version"]
    assert subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True).stdout.startswith("redline ")
