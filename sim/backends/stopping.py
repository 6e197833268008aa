"""A wish to stop that reaches the work itself: who simulates looks here between two units, and hands over what is done so far.

Signals come to the main thread; work may be in other threads, or in other processes, which then have a wish of their own. Who drives the work
says that the interrupt was heard: until then it may have been lost in some library.
"""

from __future__ import annotations

import threading

_wish, _heard = threading.Event(), threading.Event()


def ask() -> None:
    """Ask the work of this process to stop after the unit in hand."""
    _wish.set()


def asked() -> bool:
    """Return whether the work of this process shall stop."""
    return _wish.is_set()


def hear() -> None:
    """Say that an interrupt has come to those who can end the work in good order."""
    _heard.set()


def heard() -> bool:
    """Return whether it has."""
    return _heard.is_set()


def forget() -> None:
    """Begin without a wish, and with nothing heard."""
    _wish.clear()
    _heard.clear()
