"""Which addresses may be asked at all: https, the provider's own hosts, the public internet."""

from __future__ import annotations

import re
import socket
from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Thread

import httpx2

from schema.errors import NotAllowed, Unreachable

# NAT64 carries an IPv4 address in its last 32 bits (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")
# IPv6 that carries an IPv4 address in its last 32 bits: compatible (RFC 4291), translated (RFC 2765).
_CARRIERS = (_NAT64, IPv6Network("::/96"), IPv6Network("::ffff:0:0:0/96"))
# Public by the letter of Python's tables and nobody's web site: site-local addresses (RFC 3879), NAT64 of a local kind (RFC 8215),
# and the address at which Azure serves its own machines.
_NOBODYS = (IPv6Network("fec0::/10"), IPv6Network("64:ff9b:1::/48"), IPv4Network("168.63.129.16/32"))
# Where URL parsers disagree about what is the host: backslashes, spaces, control characters.
_AMBIGUOUS = re.compile(r"[\\\s\x00-\x1f\x7f]")


def allowed_url(url: str, hosts: Collection[str], *, loopback: bool = False) -> httpx2.URL:
    """`url` parsed, if it may be asked; `loopback` also lets http://127.0.0.1 through, for tests."""
    parsed = _parsed(url)
    if parsed.host not in hosts:
        raise NotAllowed(url, f"one of the page's hosts ({', '.join(sorted(hosts))})", parsed.host or "no host")
    if loopback and _is_loopback(parsed.host) and parsed.scheme in ("http", "https"):
        return parsed
    if parsed.scheme != "https" or parsed.port is not None or parsed.userinfo:
        raise NotAllowed(url, "https on its own port, without user or password", f"{parsed.scheme}://{parsed.netloc!r}")
    return parsed


@lru_cache(maxsize=4096)
def url_of(url: str) -> httpx2.URL:
    """An address taken apart: every rule asks for a part of it, eight times a page."""
    return httpx2.URL(url)


def _parsed(url: str) -> httpx2.URL:
    if _AMBIGUOUS.search(url):
        raise NotAllowed(repr(url), "an address without spaces, backslashes or control characters")
    try:
        return url_of(url)
    except httpx2.InvalidURL as error:
        raise NotAllowed(repr(url), "an address", str(error)) from error


def _is_loopback(host: str) -> bool:
    return host in ("127.0.0.1", "localhost")


def public_addresses(host: str, port: int, seconds: float, *, loopback: bool = False) -> list[str]:
    """The addresses `host` resolves to; refused if only one of them is not on the public internet."""
    found = _resolved(host, port, seconds)
    for address in found:
        if not is_public(address) and not (loopback and ip_address(address).is_loopback):
            raise NotAllowed(host, "a host on the public internet", f"the address {address}")
    return found


def is_public(address: str) -> bool:
    """Whether an IP address is none of private, loopback, link-local, shared, multicast or mapped onto those."""
    ip = ip_address(address.partition("%")[0])
    return all(each.is_global and not each.is_multicast and not _is_nobodys(each) for each in (ip, *_carried(ip)))


def _is_nobodys(ip: IPv4Address | IPv6Address) -> bool:
    return any(ip in network for network in _NOBODYS if network.version == ip.version)


def _carried(ip: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """IPv4 addresses that an IPv6 address stands for."""
    if isinstance(ip, IPv4Address):
        return []
    carried = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if any(ip in network for network in _CARRIERS):
        carried.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    return [each for each in carried if each is not None]


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """Name resolution has no timeout of its own: it runs beside us and is left behind when it hangs."""
    answers: list[list[str] | OSError] = []

    def resolve() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.append(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, UnicodeError) as error:
            answers.append(error if isinstance(error, OSError) else OSError(str(error)))

    worker = Thread(target=resolve, daemon=True)
    worker.start()
    worker.join(seconds)
    if not answers:
        raise Unreachable(host, "an address", f"no answer from the name server in {seconds:.0f} s")
    if isinstance(answers[0], OSError):
        raise Unreachable(host, "an address", f"none ({answers[0]})")
    return answers[0]
