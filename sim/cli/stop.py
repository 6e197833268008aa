"""From a signal to an orderly end: Ctrl-C, SIGTERM and SIGUSR1 become KeyboardInterrupt in the main thread, until somebody has heard it."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

from sim.backends import stopping

STOPPING = "stopping after the work in hand ..."
SILENT = 0.7  # seconds that stopping may take without a word
UNHEARD = 4.0  # seconds until an interrupt is raised again: a library that is being loaded may have swallowed it
TIME_IS_UP = getattr(signal, "SIGUSR1", None)  # what a batch system sends before the time of a job is over


class Stop:
    """Turns signals into KeyboardInterrupt: what is in hand is finished and kept, and if that takes a while, said.

    Ctrl-C once more does not wait; the others often come twice, to a process and to its group, and count once.
    """

    def __init__(self) -> None:
        self.ended = False  # by a signal that is not Ctrl-C
        self.time_is_up = False
        self._timers: list[threading.Timer] = []
        self._again = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Take a signal."""
        if self._again:
            self._again = False
            if stopping.heard():
                return
        elif number != signal.SIGINT and self.ended:
            return
        else:
            self.ended, self.time_is_up = number != signal.SIGINT, number == TIME_IS_UP
            if not self._timers:
                self._after(SILENT, say, STOPPING)
        self._after(UNHEARD, self._repeat, number)
        raise KeyboardInterrupt

    def _repeat(self, number: int) -> None:
        """Raise the same once more, unless it was heard."""
        if not stopping.heard():
            self._again = True
            signal.pthread_kill(threading.main_thread().ident or 0, number)

    def _after(self, seconds: float, act: object, given: object) -> None:
        timer = threading.Timer(seconds, act, [given])  # type: ignore[arg-type]
        timer.daemon = True
        timer.start()
        self._timers.append(timer)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take signals while inside; a signal that was ignored stays so."""
        before = {}
        stopping.forget()
        with contextlib.suppress(ValueError):  # not the main thread
            for number in (signal.SIGINT, signal.SIGTERM, *([TIME_IS_UP] if TIME_IS_UP else [])):
                if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                    before[number] = signal.signal(number, self)
        try:
            yield
        finally:
            stopping.hear()
            for timer in self._timers:
                timer.cancel()
            for number, handler in before.items():
                signal.signal(number, handler)


def say(message: str) -> None:
    """Write a line to standard error, as far as there is one."""
    with contextlib.suppress(OSError, ValueError):
        print(message, file=sys.stderr, flush=True)
