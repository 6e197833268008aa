"""`verify` and `status` see every kind of damage and change nothing; `resume` mends it from the folder alone."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from sim.analysis.folder import status
from sim.analysis.sweeps import SweepResult, resume_sweep, run_sweep
from sim.analysis.verify import Verdict, verify
from sim.backends.local import Threads
from sim.errors import Exit, ResultsError, RunError
from sim.experiment.load import load_experiment
from sim.results import shards
from sim.results.store import open_store
from tests.experiment.conftest import EXPERIMENT, experiment_file, toy
from tests.experiment.fakes import FAKE

__all__ = ["experiment_file", "toy"]


@pytest.fixture
def swept(experiment_file: Path, tmp_path: Path) -> SweepResult:
    """Return a finished sweep of the toy."""
    return run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Threads(1))


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def checked(folder: Path, sample: int = 3) -> Verdict:
    """Verify a folder, and see to it that nothing in it changed."""
    before = content(folder)
    verdict = verify(folder, sample, FAKE)
    assert content(folder) == before
    return verdict


def part(folder: Path, kind: str = "rows", number: int = 0) -> Path:
    """Return one shard of a folder."""
    return sorted((folder / "shards" / kind).glob("*.parquet"))[number]


def resumed(folder: Path) -> SweepResult:
    """Resume a sweep of the toy in this process."""
    return resume_sweep(folder, engine=FAKE, backend=Threads(1))


def test_a_finished_sweep_is_sound_and_its_digest_is_told(swept):
    verdict = checked(swept.folder, sample=100)
    assert verdict.damage == []
    assert verdict.notes == []
    assert verdict.digest == swept.digest
    assert verdict.recomputed == sorted(swept.plan.units())
    assert len(checked(swept.folder, sample=3).recomputed) == 3


def test_status_counts_what_is_there(swept):
    found = status(swept.folder)
    assert (found.done, found.wanted, found.finished) == (len(swept.plan.units()), len(swept.plan.units()), True)
    assert found.histories == found.asked == swept.plan.histories()
    part(swept.folder).unlink()
    part(swept.folder, "pairs", 2).write_bytes(b"no")
    before = content(swept.folder)
    less = status(swept.folder)
    assert content(swept.folder) == before
    assert not less.finished
    assert less.done == found.done - 2
    assert [reason[:12] for _, reason in less.damaged] == ["the checksum"]
    resumed(swept.folder)
    whole = status(swept.folder)
    assert whole.finished
    assert whole.damaged == ()
    assert len(whole.quarantined) == 1


def test_failed_histories_are_told(experiment_file, tmp_path):
    experiment_file.write_text(EXPERIMENT.replace("{level: 0.5}", "{level: 0.5, poison: failed}"))
    result = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Threads(1))
    assert status(result.folder).failed == result.failed != ()
    assert checked(result.folder).damage == []


def cut(folder: Path) -> str:
    path = part(folder)
    path.write_bytes(path.read_bytes()[:-1])
    return path.name


def renamed(folder: Path) -> str:
    path = part(folder)
    name = "000001-000001" + path.name[13:]
    path.rename(path.with_name(name))
    return name


def stray(folder: Path) -> str:
    (folder / "shards" / "rows" / "notes.txt").write_text("mine")
    return "notes.txt"


def edited_copy(folder: Path) -> str:
    path = folder / "experiment.yaml"
    path.write_text(path.read_text() + "# mine\n")
    return "experiment.yaml"


def edited_table(folder: Path) -> str:
    path = folder / "table.csv"
    path.write_text(path.read_text().replace("0,base,0", "0,base,9", 1))
    return "table.csv"


def edited_manifest(folder: Path) -> str:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"seed": 3', '"seed": 4'))
    return "manifest.json"


def forged(folder: Path) -> str:
    """Write a shard that is whole and of this run, but whose numbers are not what the engine gives."""
    return _rewritten(folder, lambda table: {**table, "sum_wy": table["sum_wy"] * (1 + 2**-52)})


def of_other_units(folder: Path) -> str:
    return _rewritten(folder, lambda table: {**table, "block": table["block"] + 1})


def doubled(folder: Path) -> str:
    return _rewritten(folder, lambda table: {name: [*values, *values] for name, values in table.items()})


def _rewritten(folder, change):
    path, store = part(folder), open_store(folder)
    shard = shards.check(path, store.run_id, "rows")
    table = shards.read(shard)
    path.unlink()
    return store.write("rows", shard.first, shard.last, change(table)).path.name


@pytest.mark.parametrize("damage", [cut, renamed, stray, edited_copy, edited_table, edited_manifest, forged, of_other_units, doubled])
def test_every_kind_of_damage_is_one_line_that_names_the_file(swept, damage):
    name = damage(swept.folder)
    verdict = checked(swept.folder, sample=100)
    assert {Path(one.file).name for one in verdict.damage} - {"table.csv"} <= {name}
    assert any(Path(one.file).name == name for one in verdict.damage)
    assert all(one.reason and one.advice for one in verdict.damage)


def test_a_sweep_that_lost_parts_is_resumed_to_the_same_digest(swept):
    for kind in ("rows", "pairs", "shares"):
        part(swept.folder, kind, 1).unlink()
    (lost,) = checked(swept.folder).damage
    assert (lost.file, lost.reason) == ("shards", "1 blocks are missing from a folder that was finished once")
    cut(swept.folder)
    again = resumed(swept.folder)
    assert again.digest == swept.digest
    assert checked(swept.folder).damage == []


def test_a_folder_begun_and_nothing_else_is_resumed(swept):
    before = {name: data for name, data in content(swept.folder).items() if name.endswith(".csv")}
    for path in (path for path in sorted(swept.folder.rglob("*")) if path.is_file()):
        if path.name not in ("manifest.json", "toy.yaml"):
            path.unlink()
    assert not status(swept.folder).finished
    verdict = checked(swept.folder)
    assert [one.file for one in verdict.damage] == ["scenario.yaml", "experiment.yaml"]
    assert any("not finished" in note for note in verdict.notes)
    assert resumed(swept.folder).digest == swept.digest
    assert {name: data for name, data in content(swept.folder).items() if name.endswith(".csv")} == before


def test_a_target_is_resumed_with_the_ceiling_it_began_with(experiment_file, tmp_path):
    text = EXPERIMENT.replace("replicates: 2048\ndefault_replicates: 3000\n", "").replace(
        "design:", "target: {measure: nuclear_use, half_width: 0.0001, max_replicates: 4096}\ndesign:"
    )
    experiment_file.write_text(text)
    first = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Threads(1))
    assert status(first.folder).finished
    assert checked(first.folder).digest == first.digest
    part(first.folder, number=3).unlink()
    assert not status(first.folder).finished
    assert resumed(first.folder).digest == first.digest


@pytest.mark.parametrize("change", ["level: 0.31\ntilt: 0.2\n", None])
def test_a_folder_whose_scenario_is_lost_is_verified_as_far_as_possible_and_not_resumed(swept, change):
    copy = swept.folder / "inputs" / "toy.yaml"
    copy.unlink() if change is None else copy.write_text(change)
    verdict = checked(swept.folder)
    assert verdict.recomputed == []
    assert verdict.digest == swept.digest
    assert [one.file for one in verdict.damage] == ["inputs/toy.yaml"]
    assert verdict.notes[0].startswith("nothing was simulated once more: ")
    with pytest.raises(RunError, match=r"inputs/toy\.yaml") as caught:
        resumed(swept.folder)
    assert caught.value.exit_code == Exit.INPUT


def test_results_of_another_model_version_are_not_mixed_with_ours(swept):
    path = swept.folder / "manifest.json"
    manifest = {name: value for name, value in json.loads(path.read_text()).items() if name != "checksum"} | {"model_version": "0"}
    whole = hashlib.sha256(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    path.write_text(json.dumps({**manifest, "checksum": whole}))
    verdict = checked(swept.folder)
    assert verdict.damage == []
    assert "model version 0" in verdict.notes[0]
    with pytest.raises(RunError, match="model version 0"):
        resumed(swept.folder)


def test_a_folder_without_results_is_wrong_use(tmp_path):
    for look in (verify, status, resume_sweep):
        with pytest.raises(ResultsError) as caught:
            look(tmp_path)
        assert caught.value.exit_code == Exit.INPUT


def test_a_folder_of_an_older_version_without_inputs_is_read_and_resumed_from_its_copy(swept):
    shutil.rmtree(swept.folder / "inputs")
    path = swept.folder / "manifest.json"
    manifest = {name: value for name, value in json.loads(path.read_text()).items() if name not in ("checksum", "texts", "scenario_file")}
    manifest["copies"] = {name: value for name, value in manifest["copies"].items() if not name.startswith("inputs/")}
    whole = hashlib.sha256(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    path.write_text(json.dumps({**manifest, "checksum": whole}))
    verdict = checked(swept.folder)
    assert (verdict.damage, verdict.notes, len(verdict.recomputed)) == ([], [], 3)
    part(swept.folder, number=1).unlink()
    assert resumed(swept.folder).digest == swept.digest
    assert not (swept.folder / "inputs").exists()
