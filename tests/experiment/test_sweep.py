"""The driver: the same digest however the work is split, killed and resumed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.analysis.sweeps import load_sweep, run_sweep
from sim.backends.local import Processes, Threads
from sim.errors import Exit, ResultsError, RunError
from sim.experiment import sweep
from sim.experiment.load import load_experiment
from sim.experiment.plan import from_manifest, plan_sweep
from sim.results.store import open_store
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

DRIVER = """
import sys
from pathlib import Path
from sim.analysis.sweeps import run_sweep
from sim.backends.local import Processes
from sim.errors import RedlineError
from sim.experiment.load import load_experiment
from tests.experiment.fakes import FAKE
if __name__ == "__main__":
    print("ready", flush=True)
    try:
        result = run_sweep(load_experiment(Path(sys.argv[1]), FAKE), out=Path(sys.argv[2]), engine=FAKE, backend=Processes(2))
        print(result.digest)
    except RedlineError as error:
        print(error, file=sys.stderr)
        sys.exit(int(error.exit_code))
"""


class Shuffled:
    """A backend that works tasks here, in a random order."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def run(self, work, tasks, done):
        """See `sim.backends.base.Backend`."""
        tasks = list(tasks)
        self.random.shuffle(tasks)
        for task in tasks:
            done(work(task))
        return []


def shards(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "shards").rglob("*.parquet") if not path.name.startswith("."))


def test_digest_does_not_depend_on_backend_order_or_size_of_the_shards(experiment_file, tmp_path, monkeypatch):
    experiment = load_experiment(experiment_file, FAKE)
    digests, contrasts = set(), set()
    for number, (backend, largest) in enumerate(
        [(Threads(1), 1 << 14), (Threads(3), 1), (Shuffled(1), 1 << 14), (Shuffled(2), 1), (Processes(2), 1 << 12)]
    ):
        monkeypatch.setattr(sweep, "LARGEST_SHARD", largest)
        monkeypatch.setattr(sweep, "SHARDS", 1 if largest > 1 else 64)
        result = run_sweep(experiment, out=tmp_path / str(number), engine=FAKE, backend=backend)
        digests.add(result.digest)
        contrasts.add((tmp_path / str(number) / "contrasts.csv").read_text())
    assert len(digests) == 1
    assert len(contrasts) == 1


def test_a_finished_sweep_is_read_not_worked_again(experiment_file, tmp_path):
    experiment = load_experiment(experiment_file, FAKE)
    first = run_sweep(experiment, out=tmp_path / "out", engine=FAKE, backend=Threads(1))
    times = {path: path.stat().st_mtime_ns for path in shards(tmp_path / "out")}
    seen = []
    again = run_sweep(experiment, out=tmp_path / "out", engine=FAKE, backend=Threads(1), report=seen.append)
    assert again.digest == first.digest == load_sweep(tmp_path / "out").digest
    assert times == {path: path.stat().st_mtime_ns for path in shards(tmp_path / "out")}
    assert seen == []


def test_a_damaged_shard_is_set_aside_and_only_its_work_is_done_again(experiment_file, tmp_path):
    experiment = load_experiment(experiment_file, FAKE)
    out = tmp_path / "out"
    first = run_sweep(experiment, out=out, engine=FAKE, backend=Threads(1))
    cut, flipped = random.Random(5).sample(shards(out), 2)
    cut.write_bytes(cut.read_bytes()[:-9])
    data = bytearray(flipped.read_bytes())
    data[len(data) // 2] ^= 4
    flipped.write_bytes(data)
    before = {path: path.stat().st_mtime_ns for path in shards(out)}
    with pytest.raises(ResultsError, match="damaged shards went to quarantine") as caught:
        load_sweep(out)
    assert caught.value.exit_code == Exit.DAMAGED
    again = run_sweep(experiment, out=out, engine=FAKE, backend=Threads(1))
    assert again.digest == first.digest
    assert len(list((out / "quarantine").glob("*.reason"))) == 2
    units = {path.name.split(".")[0] for path in (cut, flipped)}
    kept = [path for path in before if path.name.split(".")[0] not in units]
    assert kept
    assert all(path.stat().st_mtime_ns == before[path] for path in kept)


def test_a_driver_killed_at_any_moment_resumes_to_the_same_digest(experiment_file, tmp_path):
    experiment_file.write_text(EXPERIMENT.replace("{level: 0.5}", "{level: 0.5, poison: 'slow:0.02'}").replace("points: 4", "points: 10"))
    golden = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "golden", engine=FAKE, backend=Threads(1)).digest
    driver = tmp_path / "driver.py"
    driver.write_text(DRIVER)
    command = [sys.executable, str(driver), str(experiment_file), str(tmp_path / "killed")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    rng = random.Random(11)
    for _ in range(3):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True)
        before = len(shards(tmp_path / "killed"))
        while len(shards(tmp_path / "killed")) == before and process.poll() is None:
            time.sleep(0.005)
        time.sleep(0.1 * rng.random())
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    final = subprocess.run(command, capture_output=True, env=environment, text=True, timeout=60, check=True)
    assert final.stdout.splitlines()[-1] == golden
    left = list((tmp_path / "killed" / "shards").rglob(".writing-*"))  # a worker that ended with its driver may leave what it was writing
    counted = {shard.path.name for kind in open_store(tmp_path / "killed").take_inventory().sound.values() for shard in kind}
    assert not counted & {path.name for path in left}


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(experiment_file, tmp_path):
    experiment_file.write_text(EXPERIMENT.replace("{level: 0.5}", "{level: 0.5, poison: 'slow:0.2'}"))
    driver = tmp_path / "driver.py"
    driver.write_text(DRIVER)
    command = [sys.executable, str(driver), str(experiment_file), str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True, start_new_session=True)
    process.stdout.readline()
    while not (tmp_path / "out" / "shards" / "rows").is_dir() or not list((tmp_path / "out" / "shards" / "rows").glob("*.parquet")):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: driver and workers alike
    _, errors = process.communicate(timeout=30)
    assert process.returncode == Exit.INTERRUPTED
    (line,) = errors.strip().splitlines()
    assert "run the same command again to continue" in line
    kept = int(line.split("stopped; ")[1].split(" of ")[0].replace(",", ""))
    rows = len(list((tmp_path / "out" / "shards" / "rows").glob("*.parquet")))
    assert kept > 0
    assert rows > 0


def test_a_worker_killed_once_costs_nothing_but_time(experiment_file, tmp_path):
    plain = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "plain", engine=FAKE, backend=Threads(1))
    experiment_file.write_text(EXPERIMENT.replace("variants:", f"set: {{poison: 'once:{tmp_path / 'died'}'}}\nvariants:"))
    result = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Processes(2))
    assert (tmp_path / "died").exists()
    assert result.digest == plain.digest


def test_work_that_always_kills_its_worker_is_given_up_and_the_rest_is_finished(experiment_file, tmp_path):
    experiment_file.write_text(EXPERIMENT.replace("{level: 0.5}", "{level: 0.5, poison: 'block 2'}"))  # only the default point has a block 2
    experiment = load_experiment(experiment_file, FAKE)
    with pytest.raises(RunError, match="killed their worker each time") as caught:
        run_sweep(experiment, out=tmp_path / "out", engine=FAKE, backend=Processes(2))
    assert caught.value.exit_code == Exit.INCOMPLETE
    units = plan_sweep(experiment, FAKE).units()
    poisoned = [unit for unit, (_, block) in units.items() if block == 2]
    rows = {path.name.split("-")[0] for path in (tmp_path / "out" / "shards" / "rows").glob("*.parquet")}
    assert rows == {f"{unit:06d}" for unit in range(len(units)) if unit not in poisoned}


def test_failed_histories_are_named_and_left_out(experiment_file, tmp_path):
    experiment_file.write_text(EXPERIMENT.replace("{level: 0.5}", "{level: 0.5, poison: failed}"))
    result = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Threads(1))
    assert result.failed == tuple((point, "above", 7) for point in range(5))
    assert result.sums["rows"][1, "above", "clash"][0] == 2047


class Meddler:
    """A backend during whose work somebody edits a scenario."""

    def __init__(self, scenario: Path) -> None:
        self.scenario = scenario

    def run(self, work, tasks, done):
        """See `sim.backends.base.Backend`."""
        self.scenario.write_text("level: 0.31\ntilt: 0.2\n")
        for task in tasks:
            done(work(task))
        return []


def test_a_scenario_changed_under_way_changes_nothing_for_work_goes_on_from_the_folder(experiment_file, toy, tmp_path):
    golden = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "golden", engine=FAKE, backend=Threads(1)).digest
    experiment = load_experiment(experiment_file, FAKE)
    assert run_sweep(experiment, out=tmp_path / "out", engine=FAKE, backend=Meddler(toy)).digest == golden


def test_a_copy_changed_under_way_stops_the_work(experiment_file, tmp_path):
    experiment = load_experiment(experiment_file, FAKE)
    with pytest.raises(RunError, match="scenario was changed") as caught:
        run_sweep(experiment, out=tmp_path / "out", engine=FAKE, backend=Meddler(tmp_path / "out" / "inputs" / "toy.yaml"))
    assert caught.value.exit_code == Exit.INPUT


def test_anything_that_changes_a_number_changes_the_run_id(experiment_file, toy):
    ids = [plan_sweep(load_experiment(experiment_file, FAKE), FAKE).id]
    for old, new in [
        ("seed: 3", "seed: 4"),
        ("replicates: 2048", "replicates: 2047"),
        ("{level: 0.5}", "{level: 0.6}"),
        ("points: 4", "points: 5"),
        ("clash, ", ""),
    ]:
        experiment_file.write_text(EXPERIMENT.replace(old, new))
        ids.append(plan_sweep(load_experiment(experiment_file, FAKE), FAKE).id)
    experiment_file.write_text(EXPERIMENT.replace("title: A toy", "title: Another title"))
    same = plan_sweep(load_experiment(experiment_file, FAKE), FAKE).id
    toy.write_text("level: 0.3\ntilt: 0.25\n")
    ids.append(plan_sweep(load_experiment(experiment_file, FAKE), FAKE).id)
    assert same == ids[0]
    assert len(set(ids)) == len(ids)


def test_a_folder_that_cannot_be_written_ends_with_one_line_and_code_5(experiment_file, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunError) as caught:
        run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "file" / "out", engine=FAKE, backend=Threads(1))
    assert caught.value.exit_code == Exit.MACHINE
    assert "\n" not in str(caught.value)


def test_a_disk_that_fills_up_keeps_what_is_there(experiment_file, tmp_path):
    script = tmp_path / "full.py"
    script.write_text(DRIVER.replace("Processes(2)", "Threads(1)").replace("import Processes", "import Threads"))
    command = [sys.executable, str(script), str(experiment_file), str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
    script.write_text(limit + script.read_text())
    refused = subprocess.run(command, capture_output=True, env=environment, text=True, timeout=60, check=False)
    assert refused.returncode == Exit.MACHINE
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "run the same command again" in refused.stderr
    script.write_text(script.read_text().removeprefix(limit))
    done = subprocess.run(command, capture_output=True, env=environment, text=True, timeout=60, check=True)
    golden = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "golden", engine=FAKE, backend=Threads(1)).digest
    assert done.stdout.splitlines()[-1] == golden


def test_points_share_their_luck_or_have_luck_of_their_own_and_variants_share_it_always(experiment_file, tmp_path):
    (tmp_path / "twice.csv").write_text("level,tilt\n0.4,0.2\n0.4,0.2\n")
    text = EXPERIMENT.replace("{kind: latin_hypercube, points: 4}", "{kind: points, file: twice.csv}").replace(", range: [0.1, 0.3]", "")
    text = text.replace("above: {level: 0.5}", "above: {level: 0.4}")
    means = {}
    for luck in ("common", "independent"):
        experiment_file.write_text(f"{text}luck: {luck}\n")
        result = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / luck, engine=FAKE, backend=Threads(1))
        assert load_sweep(tmp_path / luck).plan.luck == luck
        means[luck] = [result.sums["rows"][point, "base", "clash"][1] for point in (1, 2)]
        assert [result.sums["rows"][point, "above", "clash"][1] for point in (1, 2)] == means[luck]
    assert means["common"][0] == means["common"][1]
    assert len({*means["common"], *means["independent"]}) == 3


def test_luck_is_part_of_the_run_id_only_where_it_is_not_common(experiment_file):
    plans = []
    for luck in ("", "luck: common\n", "luck: independent\n"):
        experiment_file.write_text(EXPERIMENT + luck)
        plans.append(plan_sweep(load_experiment(experiment_file, FAKE), FAKE))
    assert plans[0].id == plans[1].id != plans[2].id
    seeds = [plans[2].seed_at(point) for point in plans[2].points]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**53 for seed in seeds)
    assert {plans[0].seed_at(point) for point in plans[0].points} == {3}
    assert seeds == [from_manifest(plans[2].manifest()).seed_at(point) for point in plans[2].points]
