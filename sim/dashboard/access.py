"""Who may ask the dashboard's server: the names it answers to, and the token that is needed where others could reach it.

A page of another site can send a reader's browser to any address under a name of its own (DNS rebinding). So a request must name the server by
a number, as `localhost`, or by the machine's own name. A number cannot be rebound. The token is new at every start; it comes once in the link,
goes into a cookie of this server, and is compared in constant time.
"""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import secrets
import socket

from sim.errors import Exit, RunError, quoted

LOOPBACK = "127.0.0.1"
LOCALHOST = "localhost"
BYTES = 32  # of a token
HTTP = 80  # the port that browsers leave out


def address_of(host: str) -> str:
    """Return the address to listen on.

    Raises
    ------
    RunError                       exit code 2 for anything but an IP address or localhost: a name may mean several machines
    """
    if host == LOCALHOST:
        return LOOPBACK
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host))
    raise RunError(f"--host must be an IP address of this machine or localhost, got {quoted(host)}; try: --host {LOOPBACK}", Exit.INPUT)


def is_loopback(address: str) -> bool:
    """Return whether only this machine reaches an address."""
    return ipaddress.ip_address(address).is_loopback


def shown(address: str) -> str:
    """Return how a link names an address: a number in brackets where it is IPv6, and this machine's name where it stands for all addresses."""
    found = ipaddress.ip_address(address)
    if found.is_unspecified:
        return socket.gethostname()
    return f"[{found}]" if found.version == 6 else str(found)


class Names:
    """The names under which a server answers, as they stand in `Host:`."""

    def __init__(self, address: str, port: int) -> None:
        self._address, self._port = ipaddress.ip_address(address), port
        self._own = {LOCALHOST} if self._address.is_loopback else {LOCALHOST, socket.gethostname().lower(), socket.getfqdn().lower()}

    def know(self, host: str | None) -> bool:
        """Return whether a `Host:` is one of them, with the port of this server."""
        name, colon, port = (host or "").rpartition(":")
        if not colon or port.endswith("]"):  # of an IPv6 number without a port
            name, port = host or "", str(HTTP)
        if port != str(self._port) or not name.isascii():
            return False
        if name.lower() in self._own:
            return True
        try:
            number = ipaddress.IPv6Address(name[1:-1]) if name[:1] == "[" and name[-1:] == "]" else ipaddress.IPv4Address(name)
        except ValueError:
            return False
        return number == self._address if self._address.is_loopback else True


class Token:
    """A secret of this start of the server."""

    def __init__(self) -> None:
        self.text = secrets.token_urlsafe(BYTES)

    def fits(self, given: str | None) -> bool:
        """Return whether what was given is the token; how long that takes says nothing about it."""
        return hmac.compare_digest((given or "").encode("utf-8", "surrogatepass"), self.text.encode())

    def cookie(self, port: int) -> str:
        """Return the name of the cookie, which cookies of servers on other ports of the machine must not meet."""
        return f"redline-{port}"
