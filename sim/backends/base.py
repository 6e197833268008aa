"""What every backend promises: each task is worked once or more, its receipt is reported, and nothing is lost in silence.

A task is small and can be pickled; its work is a pure function of the task that leaves its results in the store and returns a receipt,
also small. Work may be done twice (a worker died after the rename): that is harmless, because the same task writes the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Backend(Protocol):
    """Somewhere to work tasks."""

    def run(self, work: Callable[[T], R], tasks: Iterable[T], done: Callable[[R], None]) -> list[T]:
        """Work every task and call `done` with each receipt, in the order of completion, in the caller's thread.

        Returns
        -------
        list                       tasks that could not be worked because they killed their worker each time

        Raises
        ------
        KeyboardInterrupt          after the tasks in hand were finished and reported
        Exception                  the first one that `work` raised, after the tasks in hand were finished and reported
        """
        ...
