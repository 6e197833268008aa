"""Sweeps on a Dask scheduler and workers that run already, as processes of their own: the bytes of this machine, whatever dies."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim.analysis.sweeps import run_sweep
from sim.backends import dask
from sim.backends.dask import Dask
from sim.backends.local import Processes, Threads
from sim.errors import Exit, RunError
from sim.experiment import sweep
from sim.experiment.load import experiment_of_factors, load_experiment
from sim.scenario.shipped import scenario_path
from tests.cluster.dasks import ROOT, Cluster, until
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

pytest.importorskip("distributed")
SLOW = EXPERIMENT.replace("{level: 0.5}", "{level: 0.5, poison: 'slow:0.05'}")
MORE = SLOW.replace("points: 4", "points: 12")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Return a cluster of two workers; what a test kills there, its nanny starts again."""
    with Cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture
def toy_sweep(tmp_path):
    """Return a function that loads an experiment on the toy scenario from its text."""
    (tmp_path / "toy.yaml").write_text("level: 0.3\ntilt: 0.2\n")

    def load(text: str = EXPERIMENT):
        (tmp_path / "toy-test.yaml").write_text(text)
        return load_experiment(tmp_path / "toy-test.yaml", FAKE)

    return load


def shards(folder: Path) -> list[Path]:
    return list((folder / "shards" / "rows").glob("[0-9]*.parquet"))


def killed_amid(cluster: Cluster, backend: Dask, experiment, out: Path, after: int):
    """Run a sweep and kill a worker with -9 as soon as there are so many shards; return the result."""
    victims = []

    def report(_progress):
        if len(shards(out)) >= after and not victims:
            victims.append(cluster.processes_of(cluster.workers[0])[0])
            os.kill(victims[0], signal.SIGKILL)

    result = run_sweep(experiment, out=out, engine=FAKE, backend=backend, report=report)
    assert victims
    return result


def test_the_digest_is_that_of_this_machine_at_two_sizes_of_shards_and_in_any_order(cluster, toy_sweep, tmp_path, monkeypatch):
    experiment, whole = toy_sweep(), sweep.chunks
    golden = run_sweep(experiment, out=tmp_path / "golden", engine=FAKE, backend=Threads(1)).digest
    with Dask(scheduler=str(cluster.file)) as backend:
        for largest, seed in ((1, None), (1 << 14, None), (1, 5)):
            monkeypatch.setattr(sweep, "LARGEST_SHARD", largest)
            monkeypatch.setattr(sweep, "SHARDS", 1 if largest > 1 else 64)
            if seed is not None:
                monkeypatch.setattr(sweep, "chunks", lambda plan, done: random.Random(5).sample(found := whole(plan, done), len(found)))
            out = tmp_path / f"{largest}-{seed}"
            assert run_sweep(experiment, out=out, engine=FAKE, backend=backend).digest == golden
    assert len(shards(tmp_path / "1-None")) == len(shards(tmp_path / "1-5")) > len(shards(tmp_path / "16384-None"))


def test_the_digest_of_a_crisis_is_that_of_this_machine(cluster, tmp_path):
    experiment = experiment_of_factors(scenario_path("small/misjudged"), (), (), 2048, 7, None)
    golden = run_sweep(experiment, out=tmp_path / "golden", backend=Threads(2)).digest
    assert run_sweep(experiment, out=tmp_path / "out", backend=Dask(scheduler=cluster.address)).digest == golden


def test_a_worker_killed_amid_a_sweep_costs_nothing_but_time(cluster, toy_sweep, tmp_path):
    golden = run_sweep(toy_sweep(), out=tmp_path / "golden", engine=FAKE, backend=Threads(1)).digest
    with Dask(scheduler=cluster.address) as backend:
        assert killed_amid(cluster, backend, toy_sweep(SLOW), tmp_path / "out", after=3).digest == golden


def test_a_history_that_kills_its_worker_each_time_is_found_and_the_rest_is_finished(cluster, toy_sweep, tmp_path):
    experiment = toy_sweep(EXPERIMENT.replace("points: 4", "points: 2").replace("{level: 0.5}", "{level: 0.5, poison: histories 2100:kill}"))
    result = run_sweep(experiment, out=tmp_path / "out", engine=FAKE, backend=Dask(scheduler=cluster.address))
    assert result.failed == ((0, "above", 2100),)  # only the default point has so many
    assert result.digest == run_sweep(experiment, out=tmp_path / "here", engine=FAKE, backend=Processes(2)).digest


def test_a_folder_that_a_worker_does_not_see_is_one_line(cluster, toy_sweep, tmp_path, monkeypatch):
    experiment = toy_sweep()
    out = tmp_path / "out"
    whole = sweep.chunks

    def hidden(plan, done):
        (out / "manifest.json").rename(out / "elsewhere")
        return whole(plan, done)

    monkeypatch.setattr(sweep, "chunks", hidden)
    with pytest.raises(RunError, match=r"sees no .*manifest.json; .* on a disk that all workers see") as caught:
        run_sweep(experiment, out=out, engine=FAKE, backend=Dask(scheduler=cluster.address))
    assert caught.value.exit_code == Exit.MACHINE
    assert "\n" not in str(caught.value)


def test_a_worker_of_another_version_is_refused_when_it_is_there_and_when_it_comes_later(cluster, toy_sweep, tmp_path):
    shutil.copytree(ROOT / "sim", tmp_path / "other" / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "other" / "sim" / "rules" / "war.py"
    file.write_text(file.read_text() + "# another rule\n")
    strangers = []

    def report(_progress):
        if not strangers:
            strangers.append(cluster.worker(tmp_path / "other"))

    late = SLOW.replace("points: 4", "points: 200")
    try:
        with pytest.raises(RunError, match=r"a Dask worker on .* has the source of redline \w{8} instead of \w{8}") as caught:
            run_sweep(toy_sweep(late), out=tmp_path / "out", engine=FAKE, backend=Dask(scheduler=cluster.address), report=report)
        assert caught.value.exit_code == Exit.MACHINE
        with pytest.raises(RunError, match=r"the Dask worker tcp://127.0.0.1:\d+ has the source of redline"), Dask(scheduler=cluster.address):
            pass
    finally:
        cluster.end(*strangers)


def test_a_worker_that_cannot_load_the_package_is_one_line(cluster, tmp_path):
    (tmp_path / "sim").mkdir()  # found before a package that is installed
    (tmp_path / "sim" / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'sim'\")\n")
    stranger = cluster.worker(tmp_path)
    try:
        until(lambda: cluster.connected(stranger), "no worker")
        with pytest.raises(RunError, match=r"^the Dask worker .* cannot load redline \(.*No module named 'sim'.*\); start it in") as caught:
            Dask(scheduler=cluster.address).__enter__()
    finally:
        cluster.end(stranger)
    assert caught.value.exit_code == Exit.MACHINE


DRIVER = """
import sys
from pathlib import Path
from sim.analysis.sweeps import run_sweep
from sim.backends.dask import Dask
from sim.errors import RedlineError
from sim.experiment.load import load_experiment
from tests.experiment.fakes import FAKE
if __name__ == "__main__":
    try:
        where = dict(scheduler=sys.argv[3]) if len(sys.argv) > 3 else dict(workers=2)
        print(run_sweep(load_experiment(Path(sys.argv[1]), FAKE), out=Path(sys.argv[2]), engine=FAKE, backend=Dask(**where)).digest)
    except RedlineError as error:
        print(error, file=sys.stderr)
        sys.exit(int(error.exit_code))
"""


@pytest.fixture
def driver(tmp_path, toy_sweep):
    """Return a function that starts a driver of the slow sweep as a process, as a terminal does."""
    toy_sweep(MORE)
    (tmp_path / "driver.py").write_text(DRIVER)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def start(*where: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(tmp_path / "driver.py"), str(tmp_path / "toy-test.yaml"), str(tmp_path / "out"), *where]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True, start_new_session=True)

    return start


@pytest.mark.parametrize("where", ["here", "there"])
def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(where, cluster, driver, tmp_path):
    process = driver(*([cluster.address] if where == "there" else []))
    until(lambda: len(shards(tmp_path / "out")) > 2, "no shards")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: driver and workers alike
    _, errors = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED, errors
    (line,) = errors.strip().splitlines()
    assert "run the same command again to continue" in line
    assert int(line.split("stopped; ")[1].split(" of ")[0].replace(",", "")) > 0


def test_a_scheduler_that_dies_is_one_line_and_another_one_goes_on(driver, toy_sweep, tmp_path):
    (tmp_path / "one").mkdir()
    with Cluster(tmp_path / "one", 1) as short:
        process = driver(short.address)
        until(lambda: len(shards(tmp_path / "out")) > 2, "no shards")
        short.scheduler.kill()
        _, errors = process.communicate(timeout=60)
    assert process.returncode == Exit.MACHINE, errors
    (line,) = errors.strip().splitlines()
    assert line.startswith(f"the Dask scheduler at {short.address} was lost (")
    before = {path: path.stat().st_ino for path in shards(tmp_path / "out")}
    result = run_sweep(toy_sweep(MORE), out=tmp_path / "out", engine=FAKE, backend=Dask(2))
    assert result.digest == run_sweep(toy_sweep(MORE.replace("slow", "fast")), out=tmp_path / "golden", engine=FAKE, backend=Threads(2)).digest
    assert before.items() <= {path: path.stat().st_ino for path in shards(tmp_path / "out")}.items()


def test_a_scheduler_without_workers_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(Dask, "patience", 1.0)
    with Cluster(tmp_path, 0) as empty, pytest.raises(RunError, match=r"no Dask worker at .* for 1 seconds") as caught:
        Dask(scheduler=empty.address).run(abs, [1, -2], print)
    assert caught.value.exit_code == Exit.MACHINE
    assert dask.PATIENCE > 60
