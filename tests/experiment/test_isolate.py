"""A history that always fails is found, named and left out; everything else is done, and how it was found changes no bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.analysis.folder import facts, status
from sim.analysis.sweeps import run_sweep
from sim.analysis.verify import verify
from sim.backends.local import Processes, Threads
from sim.errors import Exit, RunError
from sim.experiment import isolate, sweep
from sim.experiment.load import load_experiment
from sim.results.failed import AGAIN, noted, try_again
from sim.results.store import open_store
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

SMALL = EXPERIMENT.replace("replicates: 2048\ndefault_replicates: 3000", "replicates: 40\ndefault_replicates: 1100").replace("points: 4", "points: 2")


def poisoned(experiment_file: Path, poison: str) -> None:
    """Have some histories of one variant fail in some way."""
    experiment_file.write_text(SMALL.replace("{level: 0.5}", f"{{level: 0.5, poison: {poison}}}"))


def test_histories_that_always_fail_are_left_out_and_the_rest_is_done(experiment_file, tmp_path):
    errors = {
        1025: ("raise", "ZeroDivisionError: a toy that breaks"),
        1030: ("kill", "the process was killed by SIGKILL"),
        1031: ("segfault", "the process was killed by SIGSEGV"),
        1040: ("exit", "the process ended with exit code 3"),
        1050: ("memory", "MemoryError: Unable to allocate"),
        1099: ("hang", "the process did not come back within 2 seconds"),
    }
    poisoned(experiment_file, "histories " + "+".join(f"{number}:{kind}" for number, (kind, _) in errors.items()))
    experiment, out = load_experiment(experiment_file, FAKE), tmp_path / "out"
    with Processes(2) as backend:
        result = run_sweep(experiment, out=out, engine=FAKE, backend=backend, limit=2.0)
    assert result.failed == tuple((0, "above", number) for number in errors)
    assert result.sums["rows"][0, "above", "clash"][0] == 1100 - len(errors)
    for one, (number, (_, error)) in zip(noted(out, result.plan.id), errors.items(), strict=True):
        assert (one.key, one.seed, one.error[: len(error)]) == ((0, "above", number), 3, error)
        assert one.command == f"redline replay {out} --point 0 --variant above --history {number}"
    found = facts(status(out))
    assert (found["finished"], len(found["failed"])) == (True, 6)
    told = {"point": 0, "variant": "above", "history": 1030, "seed": 3, "error": errors[1030][1], "replay": ()}
    assert found["failed"][1] | {"replay": ()} == told
    assert found["failed"][1]["replay"][2:] == [str(out), "--point", "0", "--variant", "above", "--history", "1030"]
    verdict = verify(out, 100, FAKE)
    assert (verdict.damage, verdict.digest, len(verdict.recomputed), verdict.failed) == ([], result.digest, len(result.plan.units()), 6)
    first, second, *_ = sorted((out / "failed").iterdir())
    first.unlink()
    second.write_text("{}")
    damage = [(one.file, one.reason[:34]) for one in verify(out, 0, FAKE).damage]
    assert damage == [("failed", "there is no sound note of history ")] * 2 + [(f"failed/{second.name}", "is not a note of this run, or was ")]


class Left:
    """A backend of this thread that leaves out some histories from the first, as if they had been known."""

    def run(self, work, tasks, done):
        """See `sim.backends.base.Backend`."""
        for task in tasks:
            done(work(replace(task, left_out=((0, "above", 1030), (0, "above", 1060)))))
        return []


def test_how_failing_histories_were_found_changes_no_bit(experiment_file, tmp_path, monkeypatch):
    poisoned(experiment_file, "nothing")
    digests = {run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "golden", engine=FAKE, backend=Left()).digest}
    for number, (kind, backend) in enumerate([("kill", Processes(2)), ("raise", Threads(2))]):
        monkeypatch.setattr(sweep, "LARGEST_SHARD", 1 + number)
        monkeypatch.setattr(sweep, "SHARDS", 1)
        poisoned(experiment_file, f"histories 1030:{kind}+1060:{kind}")
        result = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / str(number), engine=FAKE, backend=backend)
        assert result.failed == ((0, "above", 1030), (0, "above", 1060))
        digests.add(result.digest)
    assert len(digests) == 1


def test_a_history_that_failed_is_not_tried_for_ever_but_again_when_asked(experiment_file, tmp_path):
    poisoned(experiment_file, "histories 1030:raise")
    experiment, out = load_experiment(experiment_file, FAKE), tmp_path / "out"
    first = run_sweep(experiment, out=out, engine=FAKE, backend=Threads(1))
    before = {path: path.stat().st_ino for path in out.rglob("*.parquet")}
    for path in (out / "shards" / "rows").glob("000001-*"):
        path.unlink()  # the block with the failing history is to be done again
    calls = []

    class Counting(Threads):
        def run(self, work, tasks, done):
            calls.append(work.__name__)
            return super().run(work, tasks, done)

    again = run_sweep(experiment, out=out, engine=FAKE, backend=Counting(1))
    assert (calls, again.digest, again.failed) == (["work"], first.digest, first.failed)
    try_again(open_store(out))
    assert noted(out, first.plan.id) == []
    assert not status(out).finished
    once_more = run_sweep(experiment, out=out, engine=FAKE, backend=Counting(1))
    assert (calls[1:], once_more.digest, len(noted(out, first.plan.id))) == (["work", "isolate", "work"], first.digest, 1)
    assert [reason for _, reason in status(out).quarantined] == [AGAIN] * 3
    assert len(before.items() & {path: path.stat().st_ino for path in out.rglob("*.parquet")}.items()) == len(before) - 3


def test_where_too_many_fail_the_work_stops_and_nothing_is_noted(experiment_file, tmp_path, monkeypatch):
    monkeypatch.setattr(isolate, "MOST", 3)
    monkeypatch.setattr(isolate, "MOST_DEATHS", 1)
    for number, (kind, message) in enumerate([("raise", "more than 3 histories"), ("exit", "more than 1 histories")]):
        poisoned(experiment_file, "histories " + "+".join(f"{number}:{kind}" for number in range(1030, 1034)))
        out = tmp_path / str(number)
        with pytest.raises(RunError, match=f"{message} of work units 1-1 .* as in: ") as caught:
            run_sweep(load_experiment(experiment_file, FAKE), out=out, engine=FAKE, backend=Threads(1) if kind == "raise" else Looking())
        assert caught.value.exit_code == Exit.INCOMPLETE
        assert not (out / "failed").exists()


class Looking:
    """A backend that looks into tasks in this process, and works them nowhere."""

    def run(self, work, tasks, done):
        """See `sim.backends.base.Backend`."""
        if work is not isolate.isolate:
            return list(tasks)
        for task in tasks:
            done(work(task))
        return []


def test_blocks_of_which_every_history_is_sound_by_itself_are_given_up_with_a_word(experiment_file, tmp_path):
    poisoned(experiment_file, "nothing")
    with pytest.raises(RunError, match="can be played alone") as caught:
        run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Looking())
    assert caught.value.exit_code == Exit.INCOMPLETE


def test_what_fails_only_once_is_not_held_against_a_history(experiment_file, tmp_path):
    poisoned(experiment_file, f"'once:{tmp_path / 'died'}'")
    with pytest.raises(RunError, match="can be played alone"):
        run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Looking())
    assert (tmp_path / "died").exists()
    assert not (tmp_path / "out" / "failed").exists()


def test_a_case_that_cannot_be_prepared_is_told_as_what_it_is(experiment_file, tmp_path):
    poisoned(experiment_file, "nothing")
    experiment, out = load_experiment(experiment_file, FAKE), tmp_path / "out"

    class Broken(Looking):
        def run(self, work, tasks, done):
            (out / "inputs" / "toy.yaml").write_text("level: 0.4\n")
            return super().run(work, tasks, done)

    with pytest.raises(RunError, match="cannot be looked into: RunError: the scenario was changed"):
        run_sweep(experiment, out=out, engine=FAKE, backend=Broken())


@pytest.mark.parametrize("change", [lambda text: text[:-5], lambda text: text.replace("1030", "1031"), lambda text: text.replace("above", "base", 1)])
def test_a_note_that_was_changed_leaves_out_nothing(experiment_file, tmp_path, change):
    poisoned(experiment_file, "histories 1030:raise")
    experiment, out = load_experiment(experiment_file, FAKE), tmp_path / "out"
    run_id = run_sweep(experiment, out=out, engine=FAKE, backend=Threads(1)).plan.id
    (path,) = (out / "failed").iterdir()
    text = path.read_text()
    path.write_text(change(text))
    assert noted(out, run_id) == []
    path.write_text(text)
    path.rename(path.with_name(path.name.replace("1030", "1031")))
    assert noted(out, run_id) == []
