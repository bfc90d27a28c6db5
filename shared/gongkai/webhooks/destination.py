"""Where a delivery may go: to the partner's own networks, and never by a trick into ours."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from ssl import SSLContext
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx

Address = IPv4Address | IPv6Address

NEVER: Final = tuple(
    ip_network(network)
    for network in (
        # RFC 6890: this host, private, shared, loopback, link-local, special, for tests, multicast, reserved
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        # IPv6: only 2000::/3 is routed at all; inside it, what hides an IPv4 address or is not for the public
        "::/3",
        "4000::/2",
        "8000::/1",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
        "5f00::/16",
    )
)
"""Own table: `ipaddress.is_global` of Python 3.11 calls NAT64 (64:ff9b::/96), 6to4 and multicast addresses global.
`::/3` holds loopback, mapped, compatible and both NAT64 prefixes; `8000::/1` unique-local, link-local, multicast."""


class DestinationRefused(Exception):
    """The address is not one to which this endpoint's deliveries may go."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An address that was checked: `url` names it by number, `host` is what the other side is called."""

    url: str
    host: str


def allowed(address: Address, networks: Sequence[str]) -> bool:
    """Inside the partner's networks if any are set, else anywhere but in the table above."""
    if networks:
        return any(address in ip_network(network) for network in networks)
    return not any(address in network for network in NEVER)


@cache
def trusted() -> SSLContext:
    """Whose certificates a delivery believes, whatever the environment says; to read them takes as long as a delivery,
    so they are read once."""
    return httpx.create_ssl_context(trust_env=False)


async def check_destination(url: str, networks: Sequence[str]) -> Destination:
    """Resolve the host once, check every address it has, and pin the first: nobody resolves a second time."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise DestinationRefused
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = await _resolved(parts.hostname, port)
    if not addresses or not all(allowed(address, networks) for address in addresses):
        raise DestinationRefused
    first = addresses[0]
    numeric = f"[{first}]" if first.version == 6 else str(first)
    pinned = parts._replace(netloc=f"{numeric}:{port}", fragment="")
    host = parts.netloc.rpartition("@")[2]
    return Destination(url=urlunsplit(pinned), host=host)


async def _resolved(host: str, port: int) -> list[Address]:
    try:
        return [ip_address(host)]
    except ValueError:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
