"""The server of the dashboard: loopback only, strangers refused, Ctrl-C to end.

A page of another site may send a browser's requests to any port of this machine. So every request must name this server as its host, and its
origin, where it has one, must be this server's own page.
"""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, Response, request
from werkzeug.serving import make_server

from sim.errors import Exit, RunError

LOOPBACK = "127.0.0.1"
PORT = 8050
TRIED = 100  # ports after the one that is in use
POLICY = "default-src 'none'; connect-src 'self'; font-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'"


def bind(port: int) -> socket.socket:
    """Return a listening socket of this machine's own address; port 0 takes any free one.

    Raises
    ------
    RunError                       exit code 2 where the port is in use, with the next free one, or may not be had
    """
    try:
        return _listen(port)
    except PermissionError:
        raise RunError(f"port {port} may not be used; try: --port {PORT}", Exit.INPUT) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
    free = _next_free(port)
    raise RunError(f"port {port} is in use; try: --port {free}", Exit.INPUT)


def _listen(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((LOOPBACK, port))
        found.listen(64)
    except OSError:
        found.close()
        raise
    return found


def _next_free(port: int) -> int:
    for tried in range(port + 1, min(port + TRIED, 65535) + 1):
        try:
            _listen(tried).close()
        except OSError:
            continue
        return tried
    return 0


def guard(server: Flask, port: int, hashes: Callable[[], Sequence[str]]) -> None:
    """Refuse strangers (403), and give every answer the headers that keep a page to this server.

    `hashes` names the scripts that the page carries in itself; no other may run.
    """
    names = {f"{host}:{port}" for host in (LOOPBACK, "localhost")}
    origins = {f"http://{name}" for name in names}

    def refuse() -> Response | None:
        own = request.headers.get("Host") in names
        origin = request.headers.get("Origin")
        site, mode = request.headers.get("Sec-Fetch-Site", "none"), request.headers.get("Sec-Fetch-Mode", "navigate")
        followed = site in ("none", "same-origin") or (mode == "navigate" and request.method == "GET")
        if own and followed and (origin is None or origin in origins):
            return None
        return Response("this server answers its own page only\n", 403, mimetype="text/plain")

    def protect(response: Response) -> Response:
        scripts = " ".join(["script-src 'self'", *hashes()])
        response.headers["Content-Security-Policy"] = f"{POLICY}; form-action 'none'; frame-ancestors 'none'; {scripts}"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    server.before_request(refuse)
    server.after_request(protect)


def serve(server: Flask, found: socket.socket) -> None:
    """Answer until Ctrl-C; nothing is printed for a request."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    answering: Any = make_server(LOOPBACK, found.getsockname()[1], server, threaded=True, fd=found.fileno())
    answering.daemon_threads = True
    try:
        answering.serve_forever()
    finally:
        answering.server_close()
