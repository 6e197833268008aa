"""The server of the dashboard: loopback unless told, strangers refused, Ctrl-C to end.

A page of another site may send a browser's requests to any port of this machine. So every request must name this server as its host, and its
origin, where it has one, must be this server's own page. Where other machines or other users can reach it, a token is needed too (see access.py).
"""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, request
from werkzeug.serving import make_server

from sim.dashboard.access import LOOPBACK, Names, Token
from sim.errors import Exit, RunError

GIVEN = "token"  # in the link
ANY = "/<path:path>"  # Dash answers every other address with its page
PORT = 8050
TRIED = 100  # ports after the one that is in use
POLICY = "default-src 'none'; connect-src 'self'; font-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'"


def bind(port: int, address: str = LOOPBACK) -> socket.socket:
    """Return a listening socket of one of this machine's addresses, by default the one that no other machine reaches; port 0 takes any free one.

    Raises
    ------
    RunError                       exit code 2 where the port is in use, with the next free one, or may not be had; where the address is not ours
    """
    try:
        return _listen(port, address)
    except PermissionError:
        raise RunError(f"port {port} may not be used; try: --port {PORT}", Exit.INPUT) from None
    except OSError as error:
        if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            raise RunError(f"this machine has no address {address}; try: --host {LOOPBACK}", Exit.INPUT) from None
        if error.errno != errno.EADDRINUSE:
            raise
    free = _next_free(port, address)
    raise RunError(f"port {port} is in use; try: --port {free}", Exit.INPUT)


def _listen(port: int, address: str) -> socket.socket:
    found = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((address, port))
        found.listen(64)
    except OSError:
        found.close()
        raise
    return found


def _next_free(port: int, address: str) -> int:
    for tried in range(port + 1, min(port + TRIED, 65535) + 1):
        try:
            _listen(tried, address).close()
        except OSError:
            continue
        return tried
    return 0


def guard(server: Flask, port: int, hashes: Callable[[], Sequence[str]], address: str = LOOPBACK, token: Token | None = None) -> None:
    """Refuse strangers (403), and give every answer the headers that keep a page to this server.

    `hashes` names the scripts that the page carries in itself; no other may run. With a `token` only who has it is answered: it is taken from the
    link once, kept as a cookie, and gone from the address of the page.
    """
    names = Names(address, port)

    def refuse() -> Response | None:
        host, origin = request.headers.get("Host"), request.headers.get("Origin")
        site, mode = request.headers.get("Sec-Fetch-Site", "none"), request.headers.get("Sec-Fetch-Mode", "navigate")
        followed = site in ("none", "same-origin") or (mode == "navigate" and request.method == "GET")
        if not names.know(host) or not followed or (origin is not None and origin != f"http://{host}"):
            return Response("this server answers its own page only\n", 403, mimetype="text/plain")
        if token is not None and not token.fits(request.cookies.get(token.cookie(port))):
            if request.method == "GET" and request.path == "/" and token.fits(request.args.get(GIVEN)):
                return _welcome(token, port)
            return Response("this page needs the whole link that the terminal shows\n", 403, mimetype="text/plain")
        unknown = request.url_rule is None or request.url_rule.rule == ANY or ".." in request.path
        return _nothing() if unknown and request.path != "/" else None

    def protect(response: Response) -> Response:
        scripts = " ".join(["script-src 'self'", *hashes()])
        response.headers["Content-Security-Policy"] = f"{POLICY}; form-action 'none'; frame-ancestors 'none'; {scripts}"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    server.before_request(refuse)
    server.after_request(protect)
    for error in (DependencyException, InvalidResourceError):
        server.register_error_handler(error, _nothing)


def _nothing(_error: object = None) -> Response:
    return Response("there is no such page\n", 404, mimetype="text/plain")


def _welcome(token: Token, port: int) -> Response:
    """Return the way to the page without the token in its address, where histories and bookmarks would keep it."""
    rest = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != GIVEN])
    found = Response("", 303, {"Location": f"/?{rest}" if rest else "/", "Cache-Control": "no-store"})
    found.set_cookie(token.cookie(port), token.text, httponly=True, samesite="Lax")
    return found


def serve(server: Flask, found: socket.socket) -> None:
    """Answer until Ctrl-C; nothing is printed for a request."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    host, port = found.getsockname()[:2]
    answering: Any = make_server(host, port, server, threaded=True, fd=found.fileno())
    answering.daemon_threads = True
    try:
        answering.serve_forever()
    finally:
        answering.server_close()
