"""Where the world finds a server, and whose word counts for who asks."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

_Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


@dataclass(frozen=True)
class Place:
    """Where the world finds the server: its public address, if it has one, the hosts it answers to, and the proxies
    whose word counts for who asks. A host `*` stands for any."""

    base: str = ""
    hosts: frozenset[str] = frozenset()
    proxies: _Networks = ()

    @cached_property
    def path(self) -> str:
        """The path below which the public address has everything; empty for the root."""
        return urlsplit(self.base).path.rstrip("/")

    def trusts(self, address: str) -> bool:
        """Whether an address is that of a proxy whose word counts."""
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(known in network for network in self.proxies)

    def answers_to(self, host: str) -> bool:
        """Whether a Host header is one of ours, or an address in numbers, which no other site can make its own."""
        name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
        name = name.lower().rstrip(".")
        if name in self.hosts or "*" in self.hosts:
            return True
        try:
            ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return True


def networks(given: Iterable[str]) -> _Networks:
    """The networks that addresses or networks in numbers name. Raises ValueError for what is neither."""
    return tuple(ipaddress.ip_network(each.strip(), strict=False) for each in given if each.strip())
