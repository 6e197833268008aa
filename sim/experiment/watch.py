"""A clock beside the work: a process whose work never comes back is ended, also from inside compiled code that lets no other thread run.

Who waits for the process sees it die, and looks for the reason (see `isolate`). What a clock ends is only ever looked at again, never counted.
"""

from __future__ import annotations

import faulthandler
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager


def here() -> str:
    """Return a name for this process: machine and number."""
    return f"{socket.gethostname()}-{os.getpid()}"


@contextmanager
def limited(seconds: float, driver: str) -> Iterator[None]:
    """End this process if what is inside takes longer; never the driver's own, and not at all for 0 seconds.

    Parameters
    ----------
    driver : name of the process that must not be ended (see `here`)
    """
    if not seconds or driver == here():
        yield
        return
    with open(os.devnull, "w") as nowhere:  # for the traceback that would come
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
