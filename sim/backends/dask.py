"""A Dask cluster: the workers of a scheduler that runs already, or a local one that lives as long as the backend.

Dask works a task at least once: of a killed worker it works again what was in hand, and what was finished but not yet collected. That is
harmless here (see base.py). A few tasks a thread are submitted at a time and forgotten as their receipts come in, so neither driver nor
scheduler grows with their number. A task that was in hand at several deaths of workers is worked alone in the end, and given up only if
its worker dies then too.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import os
import pickle
import queue
import signal
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, Self

from sim.backends import stopping
from sim.backends.base import R, T
from sim.backends.identity import Identity, differences, identity
from sim.backends.local import ONE_THREAD
from sim.errors import Exit, RunError, escaped

AHEAD, LEAST = 4, 16  # tasks on their way for each thread of a worker, and where there are few threads
TICK = 0.5  # seconds until the next look at the cluster, where nothing comes in
LOOK = 5.0  # seconds between two counts of the workers
CONNECTING = 10.0  # seconds to reach a scheduler
PATIENCE = 300.0  # seconds without any worker
DEATHS = 1  # of a worker, after which a task in hand is set aside; of a local cluster
HERE = "127.0.0.1"
PROFILE = "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED"  # off unless somebody asks for it: its record of calls is all that grows in a worker


class Dask:
    """Work tasks on the workers of a Dask scheduler (address or scheduler file), or on `workers` processes of this machine.

    As a context (`with Dask(workers=2) as backend`) connection and local workers stay from one `run` to the next.
    """

    patience = PATIENCE

    def __init__(self, workers: int | None = None, scheduler: str | None = None, memory: int = 0, scratch: str = "", cache: str = "") -> None:
        """Of the settings of a cluster (sim/backends/settings.py) those that matter here; all but `scheduler` are for local workers."""
        if (workers is None) == (scheduler is None):
            raise ValueError("either a number of local workers or a scheduler")
        self.workers, self.scheduler = workers, scheduler
        self._given: dict[str, Any] = {"memory_limit": f"{memory}MiB"} if memory else {}
        self._given |= {"local_directory": scratch} if scratch else {}
        self._environment = dict.fromkeys(ONE_THREAD, "1") | ({"REDLINE_CACHE": cache} if cache else {})
        self._client: Any = None
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        distributed = library()
        with ExitStack() as opening:
            opening.enter_context(quiet())
            where = self.reach(opening)
            try:
                self._client = distributed.Client(where, timeout=CONNECTING, set_as_default=False, name="redline")
            except (OSError, TimeoutError, ValueError, KeyError) as error:
                raise RunError(f"no Dask scheduler answers at {self.place}: {first_line(error)}", Exit.MACHINE) from error
            opening.callback(_close, self._client)
            _compare(self._client, self.place)
            self._opened = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._client = None
        self._opened.close()

    @property
    def place(self) -> str:
        """Where the work is done, in words that may be printed."""
        return escaped(self.scheduler) if self.scheduler else "this machine"

    def reach(self, opening: ExitStack) -> Any:
        """Return what a client connects to: an address, or a cluster that is started here and ends with `opening`."""
        distributed = library()
        if self.scheduler is not None:
            return _address(self.scheduler)
        cluster = distributed.LocalCluster(
            n_workers=self.workers,
            threads_per_worker=1,
            host=HERE,
            dashboard_address=f"{HERE}:0",
            security=certificates(),
            scheduler_kwargs={"allowed_failures": DEATHS},
            silence_logs=logging.CRITICAL,
            env=self._environment,
            preload=[__name__],
            config={} if PROFILE in os.environ else {"distributed.worker.profile.enabled": False},
            **self._given,
        )
        opening.callback(cluster.close)
        return cluster

    def run(self, work: Callable[[T], R], tasks: Iterable[T], done: Callable[[R], None]) -> list[T]:
        """See `base.Backend`; in hand is what a worker has begun, the rest is taken back. After Ctrl-C the work ends after its next unit."""
        if self._client is None:
            with self:
                return self.run(work, tasks, done)
        flight = _Flight(self._client, work, done, self.place, self.patience)
        suspects = flight.over(tasks)
        return [task for suspect in suspects for task in flight.over([suspect])]


class _Flight:
    """Tasks of one `run` on their way, by number, and the futures that came back."""

    def __init__(self, client: Any, work: Callable[[Any], Any], done: Callable[[Any], None], place: str, patience: float) -> None:
        self.client, self.work, self.done, self.place, self.patience = client, work, done, place, patience
        self.name = f"redline-{uuid.uuid4().hex[:8]}"
        self.numbers = 0
        self.flying: dict[int, tuple[Any, Any]] = {}  # number -> future, task
        self.back: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.threads = 1
        self.looked, self.seen = -LOOK, time.monotonic()

    def over(self, tasks: Iterable[T]) -> list[T]:
        """Work tasks until none is left; return those whose workers died."""
        waiting, killed = iter(tasks), list[T]()
        try:
            while self._fill(waiting):
                dead, errors = self._land(self._arrivals())
                killed += dead
                if errors:
                    raise errors[0]
        except BaseException as error:
            hurry = isinstance(error, KeyboardInterrupt)
            if hurry:
                stopping.hear()
            with contextlib.suppress(Exception):  # the first trouble is the one to tell
                self._finish(hurry)
            raise
        finally:
            self.flying.clear()
        return killed

    def _fill(self, waiting: Iterator[T]) -> bool:
        """Submit where half of what may be on its way is back, for Dask remembers each submission; return whether any task is on its way."""
        self._look()
        most = max(LEAST, AHEAD * self.threads)
        tasks = list(islice(waiting, most - len(self.flying) if 2 * len(self.flying) <= most else 0))
        if tasks:
            numbers = range(self.numbers, self.numbers + len(tasks))
            self.numbers += len(tasks)
            keys = [(self.name, number) for number in numbers]
            parcels = [library().protocol.pickle.dumps((self.work, task)) for task in tasks]  # which takes what a script defines too
            with self._asking():
                futures = self.client.map(_call, parcels, numbers, key=keys, pure=False, expected=identity())
            for number, task, future in zip(numbers, tasks, futures, strict=True):
                self.flying[number] = future, task
                future.add_done_callback(self.back.put)
        return bool(self.flying)

    def _arrivals(self) -> list[Any]:
        """Wait for futures that are done, and return all there are."""
        found: list[Any] = []
        while not found:
            with contextlib.suppress(queue.Empty):
                found.append(self.back.get(timeout=TICK))
                while True:
                    found.append(self.back.get_nowait())
            self._look()
        return [self.flying[number][0] for number in {future.key[1]: None for future in found} if number in self.flying]

    def _land(self, futures: list[Any]) -> tuple[list[Any], list[BaseException]]:
        """Report what was worked; return the tasks whose workers died, and what `work` raised."""
        for number, receipt in self._collect(futures):
            self.flying.pop(number)
            self.done(receipt)
        killed, errors = [], []
        for future in (future for future in futures if future.key[1] in self.flying):
            _, task = self.flying.pop(future.key[1])
            if future.status != "error":
                self._look()
                raise RunError(f"the Dask scheduler at {self.place} dropped tasks that it was given", Exit.MACHINE)
            error = future.exception()
            if isinstance(error, library().scheduler.KilledWorker):
                killed.append(task)
            else:
                errors.append(error)
        return killed, errors

    def _collect(self, futures: list[Any]) -> list[tuple[int, Any]]:
        """Return (number, receipt) of what was worked; where a worker died with its receipts, once they are made again."""
        with self._asking():
            gathering = self.client.gather(futures, errors="skip", asynchronous=True)
            coming = asyncio.run_coroutine_threadsafe(gathering, self.client.loop.asyncio_loop)
            while not concurrent.futures.wait([coming], TICK).done:
                self._look()
            found: list[tuple[int, Any]] = coming.result()
        return found

    def _look(self) -> None:
        """Count the threads of the workers now and then.

        Raises
        ------
        RunError                       where scheduler or workers are gone
        """
        if self.client.status != "running":
            raise self._lost()
        now = time.monotonic()
        if now - self.looked < (LOOK if self.threads else TICK):
            return
        with self._asking():
            self.threads = sum(self.client.nthreads().values())
        self.looked = now
        if self.threads:
            self.seen = now
        elif now - self.seen > self.patience:
            raise RunError(f"no Dask worker at {self.place} for {self.patience:.0f} seconds; see to the workers", Exit.MACHINE)

    @contextlib.contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn whatever a question to the scheduler can end with into one line; what `work` raises does not come this way."""
        try:
            yield
        except RunError:
            raise
        except (Exception, asyncio.CancelledError) as error:
            if self.client.status != "running" or isinstance(error, OSError | asyncio.CancelledError | concurrent.futures.CancelledError):
                raise self._lost() from error
            raise

    def _lost(self) -> RunError:
        return RunError(f"the Dask scheduler at {self.place} was lost", Exit.MACHINE)

    def _finish(self, hurry: bool) -> None:
        """Take back what no worker has begun, wait for the rest (in a hurry only for the units in hand) and report it."""
        if self.client.status != "running":
            return
        begun = set().union(*self.client.run(_begun, on_error="ignore").values())
        unbegun = [number for number, (future, _) in self.flying.items() if future.status == "pending" and future.key not in begun]
        self.client.cancel([self.flying.pop(number)[0] for number in unbegun])
        if hurry:
            self.client.run(_hurry, self.name, on_error="ignore")
        for future, _ in self.flying.values():
            if future.done():  # it may have been about to be reported when the trouble came
                self.back.put(future)
        while self.flying:
            self._land(self._arrivals())


def library() -> Any:
    """Return the library.

    Raises
    ------
    RunError                       exit code 2 where it is not installed
    """
    try:
        import distributed
    except ModuleNotFoundError:
        raise RunError("Dask is not installed; install it with: pip install 'redline[cluster]'", Exit.INPUT) from None
    return distributed


def certificates(folder: Path | None = None) -> Any:
    """Return keys that exist for one cluster of ours only, so that nobody else on these machines can give it work.

    Parameters
    ----------
    folder : that all machines of the cluster see; where given, the keys are in files there that only the user can read
    """
    made = library().security.Security.temporary()
    if folder is None:
        return made
    names = {"certificate.pem": made.tls_ca_file, "key.pem": made.tls_client_key}
    for name, text in names.items():
        with open(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    certificate, key = (str(folder / name) for name in names)
    parts = {f"tls_{role}_{what}": path for role in ("client", "scheduler", "worker") for what, path in (("cert", certificate), ("key", key))}
    return library().security.Security(require_encryption=True, tls_ca_file=certificate, **parts)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the library's log off the terminal: what matters comes as errors."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "distributed.scheduler", "tornado.application", "asyncio")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def dask_setup(_worker: Any) -> None:
    """Prepare a local worker: Ctrl-C reaches it too, but the driver decides (the library calls this by its name)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _call(parcel: bytes, number: int, expected: Identity) -> tuple[int, Any]:
    """Work one task on a worker. It comes packed, so that a scheduler need not load it, nor a worker that is another program."""
    other = differences(expected, identity())
    if other:
        raise RunError(_stranger(f"a Dask worker on {socket.gethostname()}", other), Exit.MACHINE)
    for name in ONE_THREAD:
        os.environ[name] = "1"
    stopping.forget()
    work, task = pickle.loads(parcel)  # noqa: S301  who can talk to a Dask worker can make it do anything
    return number, work(task)


def _begun(dask_worker: Any) -> set[Any]:
    """Return the keys that a worker is working on or has finished."""
    return {key for key, task in dask_worker.state.tasks.items() if task.state in ("executing", "long-running", "memory", "error")}


def _hurry(name: str, dask_worker: Any) -> None:
    """Ask the work in hand to stop, unless some of it is somebody else's."""
    if all(task.key[0] == name for task in dask_worker.state.executing):
        stopping.ask()


def _compare(client: Any, place: str) -> None:
    """Complain about a scheduler or a worker that is not the same program as this process."""
    try:
        answers = {f"the Dask scheduler at {place}": client.run_on_scheduler(identity)}
    except Exception as error:
        answers = {f"the Dask scheduler at {place}": error}
    answers |= {f"the Dask worker {escaped(name)}": answer for name, answer in client.run(identity, on_error="return").items()}
    for who, answer in answers.items():
        if isinstance(answer, Exception):
            raise RunError(f"{who} cannot load redline ({first_line(answer)}); start it in the environment of this command", Exit.MACHINE)
        if other := differences(identity(), answer):
            raise RunError(_stranger(who, other), Exit.MACHINE)


def _stranger(who: str, other: str) -> str:
    return f"{who} has {other}; start it again in the environment of this command"


def _address(scheduler: str) -> str:
    """Return the address itself, or the one in a scheduler file."""
    import json

    path = Path(scheduler)
    if not (path.is_file() or path.suffix == ".json"):
        return scheduler
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{escaped(scheduler)} is not a scheduler file: {first_line(error)}", Exit.INPUT) from error


def _close(client: Any) -> None:
    with contextlib.suppress(OSError, TimeoutError):
        client.close(timeout=2)


def first_line(error: object) -> str:
    """Return the first line of a message, fit for a terminal."""
    lines = str(error).strip().splitlines()
    return escaped(lines[0]) if lines else type(error).__name__
