"""A process that runs commands and notes what Python tells an audit hook of each: what is opened, started, connected to, compiled.

    python -m tests.cli.audited NOTES.json < COMMANDS.json

COMMANDS.json holds {"marker": word planted in texts, "groups": [{"folder": where to go, "commands": [[verb, ...], ...]}, ...]}. A hook cannot be
taken away again, so this needs a process of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from types import CodeType
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime"}
STARTING = ("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn", "subprocess.", "webbrowser.")
NETWORK = ("socket.", "http.client.", "urllib.", "ftplib.", "smtplib.", "telnetlib.", "imaplib.", "poplib.", "nntplib.")
OURS = Path(__file__).parents[2] / "sim"


class Notes:
    """What one command did: reads, changes, starts, connections; which texts it compiled that hold the marker; what was unpickled, and by whom."""

    def __init__(self, marker: str) -> None:
        self.marker = marker
        self.found: dict[str, list[Any]] = {}

    def begin(self) -> None:
        """Forget what was noted."""
        self.found = {"reads": [], "changes": [], "starts": [], "connections": [], "planted": [], "unpickled": [], "compiled by us": []}

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take one event."""
        if not self.found:
            return
        if event == "open":
            self._opened(*arguments)
        elif event in CHANGING:
            self.found["changes"] += [[event, _place(one)] for one in arguments if isinstance(one, str | bytes | os.PathLike)]
        elif event.startswith(STARTING):
            self.found["starts"].append([event, repr(arguments)[:300]])
        elif event.startswith(NETWORK):
            self.found["connections"].append([event, repr(arguments)[:300]])
        elif event == "pickle.find_class":
            self.found["unpickled"].append([".".join(map(str, arguments)), _callers()])
        elif event in ("exec", "compile"):
            self._compiled(event, arguments)

    def _opened(self, path: Any, mode: Any, flags: Any) -> None:
        if isinstance(path, int):  # a file that is open already
            return
        writes = bool(flags & WRITING) if isinstance(flags, int) else False
        writes |= isinstance(mode, str) and bool(set("wax+") & set(mode))
        if writes:
            self.found["changes"].append(["open", _place(path)])
        else:
            self.found["reads"].append(_place(path))

    def _compiled(self, event: str, arguments: tuple[Any, ...]) -> None:
        source = arguments[0]
        text = source if isinstance(source, str) else source.decode("utf-8", "replace") if isinstance(source, bytes) else ""
        if self.marker in text or (isinstance(source, CodeType) and self._in_code(source)):
            self.found["planted"].append([event, text[:200]])
        caller = sys._getframe(2).f_code.co_filename
        if caller.startswith(str(OURS)):
            self.found["compiled by us"].append([event, caller])

    def _in_code(self, code: CodeType) -> bool:
        words = (*code.co_names, *code.co_varnames, code.co_name, code.co_filename)
        return any(self.marker in word for word in words) or any(
            self._in_code(one) if isinstance(one, CodeType) else isinstance(one, str) and self.marker in one for one in code.co_consts
        )


def _place(path: Any) -> str:
    return os.path.abspath(os.fsdecode(path))


def _callers() -> list[str]:
    found, frame = [], sys._getframe(2)
    while frame is not None:
        found.append(frame.f_code.co_filename)
        frame = frame.f_back
    return sorted(set(found))


def main() -> None:
    """Run the commands one after the other, each noted by itself."""
    told = json.load(sys.stdin)
    notes = Notes(told["marker"])
    sys.addaudithook(notes.hook)
    from sim.cli.ending import run

    result = []
    for group in told["groups"]:
        os.chdir(group["folder"])
        for words in group["commands"]:
            if words[0] == "view":
                from sim.dashboard import server

                server.serve = lambda app, found: _visited(app, found.getsockname()[1])  # type: ignore[assignment]
            notes.begin()
            code = _control(told["marker"]) if words == ["control"] else run(words)
            found, notes.found = notes.found, {}
            result.append({"command": words, "code": code, **found})
    Path(sys.argv[1]).write_text(json.dumps(result))


def _control(marker: str) -> int:
    """Do one of each that must be noted."""
    import collections
    import pickle
    import socket

    parcel = pickle.dumps(collections.OrderedDict())
    Path("notes.txt").touch()
    with contextlib.suppress(OSError), open("notes.txt"):
        pass
    socket.socket().close()
    os.system("true")  # noqa: S605
    exec(f"{marker} = 1")  # noqa: S102
    pickle.loads(parcel)  # noqa: S301
    Path("written").write_text("")
    Path("written").unlink()
    return 0


def _visited(app: Any, port: int) -> None:
    """Ask for the page and its layout, as a browser would."""
    for place in ("/", "/_dash-layout", "/_dash-dependencies", "/assets/dashboard.js"):
        assert app.test_client().get(place, headers={"Host": f"127.0.0.1:{port}"}).status_code == 200


if __name__ == "__main__":
    main()
