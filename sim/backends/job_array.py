"""A Slurm job array as a backend: independent shares of the work, and after them one job that gathers the results or begins the next round.

Nobody waits: handing work over ends the driver (`Submitted`), and the last job of a round runs `redline resume` with this same backend. That
finds everything done and writes the tables, or hands over what is left; it works itself what is no more than one task had, and what a round
could not do at all, where each killing history must be found. So a sweep with a target goes from look to look, and every end is an end.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from sim.backends import cluster_file, rounds, slurm
from sim.backends.base import R, T
from sim.backends.local import Processes
from sim.backends.rounds import UNITS, Round
from sim.backends.settings import SLURM, Settings
from sim.errors import Exit, RunError, escaped
from sim.results.files import write_whole
from sim.results.ranges import Range, Ranges

TASKS = 64  # of an array, where nothing is said
ARRAY, FINISH = "array", "finish"
CLUSTER = "cluster.yaml"


class Submitted(Exception):
    """The work is in the hands of Slurm: in jobs just submitted, or in those submitted before that are still at it.

    `place` is the folder of the round, `jobs` what each job does -> its number, `shares` the number of tasks.
    """

    def __init__(self, place: Path, jobs: dict[str, str], shares: int, anew: bool) -> None:
        super().__init__(f"submitted as {jobs}")
        self.place, self.jobs, self.shares, self.anew = place, jobs, shares, anew


@dataclass(slots=True)
class JobArray:
    """Hand work to Slurm as a job array.

    Parameters
    ----------
    folder : of the results
    name : of the jobs
    options : further words of the command that finishes, such as --no-figures
    before : folder of the round that this process finishes, if it does
    """

    settings: Settings
    folder: Path
    run_id: str
    name: str
    options: tuple[str, ...] = ()
    before: Path | None = None
    _here: Ranges = field(default_factory=Ranges)  # units that are worked in this process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, work: Callable[[T], R], tasks: Iterable[T], done: Callable[[R], None]) -> list[T]:
        """See `base.Backend`; the tasks have a first and a last unit.

        Raises
        ------
        Submitted                  unless the work is done here
        RunError                   exit code 2 where Slurm refuses, 5 where it or the disk does; 75 where somebody cancelled the round before
        """
        waiting = list(tasks)
        asked = self.round_of(rounds.spans(waiting))
        if self._is_for_here(asked):
            self._here = asked.units()
            return Processes(self.settings.processors).run(work, waiting, done)
        live = self._live()
        if live:
            raise live
        raise self._submit(asked)

    def round_of(self, ranges: Sequence[Range]) -> Round:
        """Return the round in which some ranges of units are handed over."""
        return Round(self.run_id, min(self.settings.workers or TASKS, len(ranges)), tuple(ranges))

    def scripts(self, place: Path, shares: int) -> dict[str, str]:
        """Return the scripts of a round by what they do."""
        python = [self.settings.python or sys.executable, "-m", "sim.cli"]
        folder = str(self.folder.absolute())
        processors = f"--jobs={self.settings.processors}"
        working = [*python, "work", folder, "--units", str(place / UNITS), processors, "--requeue"]
        ending = [*python, "resume", folder, "--backend", SLURM, "--cluster", str(place / CLUSTER), *self.options, "--finish", str(place)]
        array, finish = slurm.log_path(place, "task-%a.log"), slurm.log_path(place, "finish.log")
        share = f'{shlex.join(working)} --share "{slurm.TASK}/{shares}"'
        return {
            ARRAY: slurm.script(self.settings, self.name, array, share, shares),
            FINISH: slurm.script(self.settings, self.name, finish, shlex.join(ending)),
        }

    def _is_for_here(self, asked: Round) -> bool:
        """Return whether this process shall do the work: it finishes a round, of which little is left, or all."""
        if self.before is None:
            return False
        units = asked.units()
        if units <= self._here:
            return True
        last = rounds.read(self.before / UNITS)
        if slurm.was_cancelled(str(rounds.recorded(self.folder).get(self.before, {}).get(ARRAY, "0"))):
            raise RunError(f"the job array of {escaped(str(self.before))} was cancelled, so no other is submitted", Exit.LIMIT)
        return len(asked.ranges) <= -(-len(last.ranges) // last.shares) or last.units() <= units

    def _live(self) -> Submitted | None:
        """Return the last round whose array still waits or runs, if any; the one that this process finishes has ended."""
        queue = slurm.queued()
        for place, jobs in reversed(rounds.recorded(self.folder).items()):
            if queue.get(str(jobs.get(ARRAY))) == self.name and place != self.before:
                known = {what: str(number) for what, number in jobs.items()}
                return Submitted(place, known, rounds.read(place / UNITS).shares, anew=False)
        return None

    def _submit(self, asked: Round) -> Submitted:
        place = rounds.begin(self.folder, asked).absolute()
        write_whole(place / CLUSTER, cluster_file.text(self.settings))
        for what, text in self.scripts(place, asked.shares).items():
            write_whole(place / f"{what}.sh", text)
        jobs = {ARRAY: slurm.submit(place / f"{ARRAY}.sh")}
        try:
            jobs[FINISH] = slurm.submit(place / f"{FINISH}.sh", jobs[ARRAY])
        except RunError as error:
            message = f"job array {jobs[ARRAY]} is submitted, but not the job that gathers its results: {error}; when it has ended: redline resume"
            raise RunError(message, error.exit_code) from error
        finally:
            rounds.record(place, jobs)
        return Submitted(place, jobs, asked.shares, anew=True)
