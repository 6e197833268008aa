"""This machine: threads for one run (the kernel frees the interpreter lock), processes for a sweep.

`Processes` survives a killed worker: the pool is rebuilt and what was in hand is worked again; a task that was in hand at two such deaths is
then worked alone, and given up only if its worker dies once more. Luck is addressed by replicate, never by worker, so none of this moves a bit.

Whoever is told to stop passes it on: the work in hand ends after its next unit (see stopping.py) and is reported.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Self

from sim.backends import stopping
from sim.backends.base import R, T
from sim.errors import Exit, RunError

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
DEATHS_BEFORE_ALONE = 2
LOOK = 5.0  # seconds after which it is looked whether the pool still lives
MOST_UNBORN = 10  # pools in a row that died before anything was handed over
LEAVING = 5.0  # seconds that a worker has to hand over its receipt after it was ended by SIGTERM


class Threads:
    """Work tasks in `jobs` threads of this process."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def run(self, work: Callable[[T], R], tasks: Iterable[T], done: Callable[[R], None]) -> list[T]:
        """See `base.Backend`; threads cannot be killed, so nothing is ever given up."""
        stopping.forget()
        with ThreadPoolExecutor(self.jobs) as pool:
            _drive(pool, self.jobs, work, deque(tasks), done, stopping.ask, {})
        return []


class Processes:
    """Work tasks in `jobs` processes of this machine; as a context (`with Processes(2) as backend`) they stay from one `run` to the next."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._stay = False
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        self._stay = True
        return self

    def __exit__(self, *_: object) -> None:
        self._stay = False
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def run(self, work: Callable[[T], R], tasks: Iterable[T], done: Callable[[R], None]) -> list[T]:
        """See `base.Backend`."""
        waiting, suspects, given_up = deque(tasks), deque[T](), list[T]()
        deaths: Counter[T] = Counter()
        barren = 0
        while waiting or suspects:
            alone = not waiting
            batch = deque([suspects.popleft()]) if alone else waiting
            lost, sound = self._one_pool(1 if alone else self.jobs, work, batch, done)
            suspects.extendleft(batch if alone else ())  # the worker died before it was handed over
            barren = 0 if sound or lost else barren + 1
            if barren > MOST_UNBORN:
                raise RunError("processes to work in die as soon as they are started; see how much memory is left", Exit.MACHINE)
            for task in lost:
                deaths[task] += 1
                if alone:
                    given_up.append(task)
                elif deaths[task] >= DEATHS_BEFORE_ALONE:
                    suspects.append(task)
                else:
                    waiting.append(task)
        return given_up

    def _one_pool(self, jobs: int, work: Callable[[T], R], waiting: deque[T], done: Callable[[R], None]) -> tuple[list[T], bool]:
        """Work with one pool until all is done or a worker dies; return the tasks that were in hand then, and whether none died."""
        kept = None
        if jobs == self.jobs:
            kept, self._pool = self._pool, None
        pool = kept or ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("forkserver"), initializer=_start_worker)
        sound, running = False, dict[Future[R], T]()
        try:
            _drive(pool, jobs, partial(_in_hand, work), waiting, done, lambda: _each(pool, "terminate"), running)
            sound = True
            return [], True
        except BrokenProcessPool:
            _each(pool, "kill")  # the pool itself may have missed one that was started just now, and would wait for it for ever
            pool.shutdown(wait=True, cancel_futures=True)
            return _finish(running, done), False
        except KeyboardInterrupt:
            _each(pool, "kill")  # idle by now, unless Ctrl-C came twice
            raise
        finally:
            if sound and self._stay and jobs == self.jobs:
                self._pool = pool
            else:
                pool.shutdown(wait=True, cancel_futures=True)


def _each(pool: ProcessPoolExecutor, act: str) -> None:
    """Terminate or kill every worker of a pool."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        getattr(process, act)()


def _drive(
    pool: Executor,
    jobs: int,
    work: Callable[[T], R],
    waiting: deque[T],
    done: Callable[[R], None],
    hurry: Callable[[], None],
    running: dict[Future[R], T],
) -> None:
    """Keep `jobs` tasks in hand until `waiting` is empty.

    Parameters
    ----------
    hurry : makes what is in hand end early
    running : empty; it holds what is in hand, and so what is left of it when this raises

    Raises
    ------
    BrokenProcessPool              where a worker died
    """
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running[_submit(pool, work, waiting[0])] = waiting[0]
                waiting.popleft()
            finished = wait(running, timeout=LOOK, return_when=FIRST_COMPLETED).done
            if not finished and getattr(pool, "_broken", False):  # a task handed over while its worker died is looked after by nobody
                raise BrokenProcessPool("a worker died while a task was handed over")
            for future in finished:
                receipt = future.result()
                del running[future]
                done(receipt)
    except BrokenProcessPool:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            stopping.hear()
            hurry()
        wait(running)
        _finish(running, done)
        raise


def _submit(pool: Executor, work: Callable[[T], R], task: T) -> Future[R]:
    """Hand a task over; a worker that dies while it is started for it breaks the pool like any other."""
    try:
        return pool.submit(work, task)
    except (EOFError, ConnectionError) as error:
        raise BrokenProcessPool("a worker died while it was started") from error


def _finish(running: dict[Future[R], T], done: Callable[[R], None]) -> list[T]:
    """Report what was finished, and return the tasks whose worker died, also those that nobody has looked after since."""
    died = []
    for future, task in running.items():
        error = future.exception() if future.done() else BrokenProcessPool()
        if error is None:
            done(future.result())
        elif isinstance(error, BrokenProcessPool):
            died.append(task)
    return died


_busy = threading.Event()  # in a worker: a task is in hand


def _in_hand(work: Callable[[T], R], task: T) -> R:
    """Work one task in a worker; where SIGTERM comes meanwhile, this is the worker's last."""
    stopping.forget()
    _busy.set()
    try:
        return work(task)
    finally:
        _busy.clear()
        if stopping.asked():
            leaving = threading.Timer(LEAVING, os._exit, [1])
            leaving.daemon = True
            leaving.start()


def _end_worker(number: int, _frame: object) -> None:
    """Take SIGTERM: at once where there is nothing in hand, else after the next unit."""
    if not _busy.is_set():
        os._exit(128 + number)
    stopping.ask()


def _start_worker() -> None:
    """Give a worker one thread for everything, deaf ears for Ctrl-C (the driver decides), and an end when the driver is gone."""
    for name in ONE_THREAD:
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end_worker)
    threading.Thread(target=_end_with_driver, daemon=True).start()


def _end_with_driver() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
