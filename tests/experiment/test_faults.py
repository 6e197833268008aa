"""Whatever happens to the disk or the process, results are whole in the end: nothing lost, nothing doubled, nothing computed twice in vain."""

from __future__ import annotations

import ctypes
import errno
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.analysis.folder import status
from sim.analysis.sweeps import SweepResult, load_sweep, resume_sweep, run_sweep
from sim.analysis.verify import verify
from sim.errors import Exit, ResultsError, RunError
from sim.experiment.load import load_experiment
from sim.results import shards
from sim.results.files import write_whole
from sim.results.store import create, open_store
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE
from tests.experiment.faults import DEATH, REFUSALS, Disk, child, parts
from tests.experiment.test_sweep import DRIVER, Shuffled

ROOT = Path(__file__).parents[2]
SMALL = EXPERIMENT.replace("replicates: 2048\ndefault_replicates: 3000", "replicates: 40\ndefault_replicates: 40").replace("points: 4", "points: 2")
KILLS = int(os.environ.get("REDLINE_KILLS", "60"))  # `make torture` asks for more
FLIPS = 500
Sweep = Callable[[Path], SweepResult]
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # it forks, and has threads that no child needs


class Here:
    """A backend that works one task after the other, in this thread."""

    def run(self, work, tasks, done):
        """See `sim.backends.base.Backend`."""
        for task in tasks:
            done(work(task))
        return []


@pytest.fixture
def sweep(experiment_file: Path) -> Sweep:
    """Return the function that does what of a small sweep is missing in a folder: three points, nine shards."""
    experiment_file.write_text(SMALL)
    experiment = load_experiment(experiment_file, FAKE)
    return lambda folder: run_sweep(experiment, out=folder, engine=FAKE, backend=Here())


@pytest.fixture
def golden(sweep: Sweep, tmp_path: Path) -> SweepResult:
    """Return the result that nothing happened to."""
    return sweep(tmp_path / "golden")


def whole(folder: Path, golden: SweepResult) -> bool:
    """Return whether a folder holds the golden result: same digest, every unit in one shard of each kind, nothing half written."""
    units = len(golden.plan.units())
    counts = {kind: len(list((folder / "shards" / kind).iterdir())) for kind in golden.plan.kinds}
    tables = {path.name: path.read_bytes() for path in golden.folder.glob("*.csv")}
    return (
        load_sweep(folder).digest == golden.digest
        and counts == dict.fromkeys(golden.plan.kinds, units)
        and {path.name: path.read_bytes() for path in folder.glob("*.csv")} == tables
        and not list(folder.rglob(".writing-*"))
    )


def explained(folder: Path) -> bool:
    """Return whether everything in quarantine has its reason."""
    names = {path.name for path in (folder / "quarantine").glob("[!.]*")}
    return all(f"{name}.reason" in names for name in names if not name.endswith(".reason"))


def test_a_death_at_any_step_of_any_write_loses_nothing(sweep, golden, tmp_path):
    with Disk().mounted() as disk:
        sweep(tmp_path / "counted")
    assert len(disk.steps) >= 150
    assert {"before open", "amid write", "after fsync", "before replace", "after replace", "before mkdir"} <= set(disk.steps)
    for fatal, name in enumerate(disk.steps):
        folder = tmp_path / "out"

        def dies(fatal: int = fatal, folder: Path = folder) -> None:
            with Disk(fatal).mounted():
                sweep(folder)

        assert child(dies) == DEATH, name
        kept = parts(folder)
        sweep(folder)
        assert whole(folder, golden), (fatal, name)
        assert kept.items() <= parts(folder).items(), (fatal, name)
        shutil.rmtree(folder)


def test_what_is_renamed_is_on_the_disk_first_and_its_name_after(tmp_path):
    with Disk().mounted() as disk:
        write_whole(tmp_path / "x", b"data")
    happened = [name.removeprefix("after ") for name in disk.steps if name.startswith("after")]
    assert happened == ["open", "write", "fsync", "replace", "fsync"]


def test_a_disk_that_refuses_any_step_is_one_line_and_loses_nothing(sweep, golden, tmp_path):
    with Disk(code=errno.ENOSPC).mounted() as disk:
        sweep(tmp_path / "counted")
    for fatal, name in enumerate(disk.steps):
        folder = tmp_path / "out"
        with Disk(fatal, REFUSALS[fatal % len(REFUSALS)]).mounted(), pytest.raises(RunError) as caught:
            sweep(folder)
        assert caught.value.exit_code == Exit.MACHINE, name
        assert "\n" not in str(caught.value)
        assert not list(folder.rglob(".writing-*")), name
        kept = parts(folder)
        sweep(folder)
        assert whole(folder, golden), (fatal, name)
        assert kept.items() <= parts(folder).items(), (fatal, name)
        shutil.rmtree(folder)


def damaged(golden: SweepResult, folder: Path) -> None:
    """Leave a copy of the golden folder with a shard cut short, and two sound ones of the same work that differ, ours and a wrong one."""
    shutil.copytree(golden.folder, folder)
    cut, other = sorted((folder / "shards" / "rows").glob("*.parquet"))[:2]
    cut.write_bytes(cut.read_bytes()[:-1])
    store = open_store(folder)
    shard = shards.check(other, store.run_id, "rows")
    table = shards.read(shard)
    store.write("rows", shard.first, shard.last, {**table, "sum_wy": table["sum_wy"] + 1})


def finish(sweep: Sweep, folder: Path) -> None:
    """Run the command, once more where it said that results differ."""
    try:
        sweep(folder)
    except ResultsError:
        sweep(folder)


def test_a_death_at_any_step_of_a_quarantine_lets_no_damaged_shard_count(sweep, golden, tmp_path):
    damaged(golden, tmp_path / "counted")
    with Disk().mounted() as disk, pytest.raises(ResultsError, match="differ although") as caught:
        sweep(tmp_path / "counted")
    assert caught.value.exit_code == Exit.DAMAGED
    for fatal, name in enumerate(disk.steps):
        folder = tmp_path / "out"
        damaged(golden, folder)

        def dies(fatal: int = fatal, folder: Path = folder) -> None:
            with Disk(fatal).mounted():
                sweep(folder)

        assert child(dies) == DEATH, name
        assert explained(folder), (fatal, name)
        finish(sweep, folder)
        assert whole(folder, golden), (fatal, name)
        assert explained(folder)
        assert len(list((folder / "quarantine").glob("*.parquet.????????"))) == 3
        shutil.rmtree(folder)


def test_every_truncation_and_every_flipped_bit_is_refused_with_a_reason(golden, tmp_path):
    store = create(tmp_path / "store", {"run_id": golden.plan.id, "kinds": ["rows"]}, {})
    shard = min((golden.folder / "shards" / "rows").glob("*.parquet"), key=lambda path: path.stat().st_size)
    data, rng = shard.read_bytes(), random.Random(3)
    flips = rng.sample(range(8 * len(data)), FLIPS)
    versions = [data[:length] for length in range(len(data))] + [bytes(len(data))]
    versions += [data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :] for bit in flips]
    place = store.folder / "shards" / "rows" / shard.name
    for version in versions:
        place.write_bytes(version)
        seen = store.look()
        assert seen.sound["rows"] == ()
        assert seen.refused[0][1].startswith("the checksum does not fit")
    place.write_bytes(data)
    assert len(store.look().sound["rows"]) == 1


@pytest.mark.parametrize("seed", range(5))
def test_damaged_shards_are_set_aside_and_exactly_their_work_is_done_again(sweep, golden, tmp_path, seed):
    folder, rng = tmp_path / "out", random.Random(seed)
    shutil.copytree(golden.folder, folder)
    hit = rng.sample(sorted(parts(folder)), 3)
    for path in hit:
        data = bytearray(path.read_bytes())
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data if rng.random() < 0.5 else data[: rng.randrange(len(data))])
    units = {path.name[:13] for path in hit}
    kept = {path: inode for path, inode in parts(folder).items() if path.name[:13] not in units}
    sweep(folder)
    assert whole(folder, golden)
    assert kept.items() <= parts(folder).items()
    assert [reason[:12] for _, reason in status(folder).quarantined] == ["the checksum"] * 3


def test_shards_swapped_between_two_runs_are_refused_by_both(sweep, golden, experiment_file, tmp_path):
    experiment_file.write_text(SMALL.replace("seed: 3", "seed: 4"))
    experiment = load_experiment(experiment_file, FAKE)
    other = run_sweep(experiment, out=tmp_path / "other", engine=FAKE, backend=Here())
    (golden.folder / "shards").rename(tmp_path / "aside")
    (other.folder / "shards").rename(golden.folder / "shards")
    (tmp_path / "aside").rename(other.folder / "shards")
    for result in (golden, other):
        assert {reason[:10] for _, reason in status(result.folder).damaged} == {"the run id"}
        resume_sweep(result.folder, engine=FAKE, backend=Here())
        assert whole(result.folder, result)
        assert len(list((result.folder / "quarantine").glob("*.reason"))) == 9
    assert golden.digest != other.digest


@pytest.mark.parametrize("seed", range(4))
def test_a_flipped_bit_in_the_manifest_never_passes_for_another_run(golden, seed):
    path, rng = golden.folder / "manifest.json", random.Random(seed)
    data = path.read_bytes()
    for bit in rng.sample(range(8 * len(data)), 250):
        path.write_bytes(data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :])
        try:
            found = open_store(golden.folder)
        except ResultsError:
            continue
        path.write_bytes(data)
        assert found.manifest == open_store(golden.folder).manifest  # such as an escape in capitals
    path.write_bytes(data)
    assert verify(golden.folder, 0, FAKE).damage == []


def test_two_drivers_at_once_end_with_the_same_result(sweep, golden, experiment_file, tmp_path):
    experiment = load_experiment(experiment_file, FAKE)
    for round_ in range(10):
        folder, digests = tmp_path / f"out{round_}", []

        def drive(seed: int, folder: Path = folder, digests: list[str] = digests) -> None:
            digests.append(run_sweep(experiment, out=folder, engine=FAKE, backend=Shuffled(seed)).digest)

        drivers = [threading.Thread(target=drive, args=[10 * round_ + number]) for number in range(3)]
        for driver in drivers:
            driver.start()
        for driver in drivers:
            driver.join(60)
        assert digests == [golden.digest] * 3
        assert whole(folder, golden)
        assert not (folder / "quarantine").exists()


def test_two_driver_processes_at_once_end_with_the_same_result(golden, experiment_file, tmp_path):
    script = tmp_path / "driver.py"
    script.write_text(DRIVER)
    command = [sys.executable, str(script), str(experiment_file), str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    drivers = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) for _ in range(2)]
    assert [driver.communicate(timeout=120)[0].splitlines()[-1] for driver in drivers] == [golden.digest] * 2
    assert [driver.returncode for driver in drivers] == [0, 0]
    assert whole(tmp_path / "out", golden)


def test_killed_at_random_moments_again_and_again_it_ends_with_the_same_result(sweep, golden, tmp_path):
    start = time.monotonic()
    sweep(tmp_path / "timed")
    length = time.monotonic() - start
    seed = random.SystemRandom().randrange(2**32) if KILLS > 60 else 8
    print(f"seed {seed}")
    rng, kills, folders = random.Random(seed), 0, 0
    while kills < KILLS:
        folder, kept = tmp_path / "out", {}
        for _ in range(rng.randrange(1, 5)):
            kills += child(lambda folder=folder: sweep(folder), kill_after=1.2 * length * rng.random()) < 0
            now = parts(folder)
            assert kept.items() <= now.items(), seed
            kept = now
        sweep(folder)
        assert whole(folder, golden), seed
        assert kept.items() <= parts(folder).items(), seed
        shutil.rmtree(folder)
        folders += 1
    print(f"{kills} kills in {folders} folders")


def _permissions_hold() -> None:
    """Give up the right of root to write where permissions forbid it, before a program starts."""
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="root gives up its rights by a call of Linux")
def test_a_read_only_folder_can_be_looked_at_and_is_one_line_for_who_writes(golden, experiment_file, tmp_path):
    script = tmp_path / "driver.py"
    script.write_text(DRIVER.replace("Processes(2)", "Threads(1)").replace("import Processes", "import Threads"))
    sorted(parts(golden.folder))[0].unlink()
    places = [golden.folder, *(path for path in golden.folder.rglob("*") if path.is_dir())]
    for place in places:
        place.chmod(0o555)
    try:
        command = [sys.executable, str(script), str(experiment_file), str(golden.folder)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        said = subprocess.run(command, capture_output=True, env=environment, text=True, timeout=60, check=False, preexec_fn=_permissions_hold)
        look = [sys.executable, "-m", "sim.cli", "status", str(golden.folder)]
        seen = subprocess.run(look, capture_output=True, env=environment, text=True, timeout=60, check=False, preexec_fn=_permissions_hold)
    finally:
        for place in places:
            place.chmod(0o755)
    assert said.returncode == Exit.MACHINE
    (line,) = said.stderr.strip().splitlines()
    assert "writing is not permitted" in line
    assert seen.returncode == 0
    assert "2 of 3 blocks" in seen.stdout
