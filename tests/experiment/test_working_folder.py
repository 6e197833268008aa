"""The working folder may be somebody else's results: modules that lie in it are imported by no process that we start.

Python puts the working folder first where a process is started with `-c`, as multiprocessing starts its own: `cd results/theirs; redline resume .`
would run a `multiprocessing.py` that came with the folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.backends.local import Threads
from sim.experiment.load import load_experiment
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

ROOT = Path(__file__).parents[2]
BAIT = ("multiprocessing", "json", "signal", "threading", "numpy", "sim")
COMMAND = """
import sys
from sim.cli import main
try:
    sys.argv = ["redline", "--version"]
    main()
except SystemExit:
    pass
from sim.backends.local import Processes
if __name__ == "__main__":
    Processes(1).run(len, ["work"], print)
"""


@pytest.fixture
def baited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder full of modules that leave a file `ran` beside it when they are imported."""
    place = tmp_path / "theirs"
    place.mkdir()
    for name in BAIT:
        (place / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name + ' '!r})\n")
    monkeypatch.chdir(place)
    return place


def test_processes_that_the_command_starts_import_nothing_from_it(baited):
    installed = baited.parent / "bin" / "redline"  # Python puts the folder of a script first, and not the working folder
    installed.parent.mkdir()
    installed.write_text(COMMAND)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(installed)], env=environment, capture_output=True, text=True, check=False)
    assert not (baited.parent / "ran").exists(), (baited.parent / "ran").read_text()
    assert done.stdout.split()[-1] == "4", done.stderr


def test_the_process_that_looks_for_a_failing_history_imports_nothing_from_it(baited, experiment_file):
    from sim.analysis.sweeps import run_sweep

    text = EXPERIMENT.replace("replicates: 2048\ndefault_replicates: 3000", "replicates: 40\ndefault_replicates: 0").replace("points: 4", "points: 2")
    experiment_file.write_text(text.replace("{level: 0.5}", "{level: 0.5, poison: 'histories 7:raise'}"))
    result = run_sweep(load_experiment(experiment_file, FAKE), out=baited / "out", engine=FAKE, backend=Threads(1))
    assert not (baited.parent / "ran").exists(), (baited.parent / "ran").read_text()
    assert {history for _, _, history in result.failed} == {7}
