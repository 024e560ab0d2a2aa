"""What the browser may reach: the site and the resources its pages declare, no inner network."""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.sites import SiteConfig
from crawler.urls import is_private

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Scope:
    """``own`` are the site's hosts, ``others`` those of declared resources, as (host, port).

    An own host may lie anywhere, since somebody configured it; the others only on the Internet.
    """

    own: frozenset[tuple[str, int]]
    others: frozenset[tuple[str, int]] = frozenset()

    def has(self, url: str) -> bool:
        """Whether an address is one of the site's own."""
        return place(url) in self.own

    def permits(self, host: str, port: int) -> bool:
        """Whether a proxy, which looks names up itself, may be asked to connect there."""
        where = (host.lower().strip("[]"), port)
        if where in self.own:
            return True
        try:
            return where in self.others and is_public(where[0])
        except ValueError:  # a name
            return where in self.others and not is_private(where[0])

    def addresses(self, host: str, port: int) -> list[str]:
        """The IP addresses a connection may be made to; none when it may not be made at all."""
        where = (host.lower().strip("[]"), port)
        if where not in self.own and where not in self.others:
            return []
        try:
            found = socket.getaddrinfo(where[0], port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return []
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if where in self.own:
            return addresses
        return [a for a in addresses if is_public(a)]


def of_site(config: SiteConfig, resources: Collection[str] = ()) -> Scope:
    """The scope of a site whose pages declare these resources."""
    scheme = urlsplit(config.url).scheme
    own = {place(config.url)}
    for host in (config.host, *config.hosts):
        # An extra host is written without scheme; both may be used, at the default ports.
        schemes = (scheme,) if urlsplit(f"//{host}").port else ("http", "https")
        own |= {place(f"{one}://{host}/") for one in schemes}
    others = {place(url) for url in resources} - own
    return Scope(frozenset(own - {NOWHERE}), frozenset(others - {NOWHERE}))


NOWHERE = ("", 0)


def place(url: str) -> tuple[str, int]:
    """(host, port) of an http(s) address; ``("", 0)`` for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return NOWHERE
    if parts.scheme not in PORTS or not parts.hostname:
        return NOWHERE
    return parts.hostname.lower(), port or PORTS[parts.scheme]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the Internet: not loopback, private, link-local, metadata."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast
