"""Conditional requests, by RFC 9110, 13: who has an answer already is not sent it again."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

from starlette.requests import Request

from kgtools.server.negotiation import header

_VARYING = ("host", "accept", "accept-encoding")
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def entity_tag(digest: str, request: Request) -> str:
    """A weak entity tag: the same data, asked the same way, give the same answer."""
    headers = [header(request, name).encode("latin-1") for name in _VARYING]
    return tag(digest, request.scope["path"], request.scope["query_string"], headers)


def tag(digest: str, path: str, query: bytes, headers: Iterable[bytes]) -> str:
    """The same, by the path and query of a request and its host, accept and accept-encoding."""
    whole = b"\n".join((path.encode() + query, *headers))
    return f'W/"{digest}.{zlib.crc32(whole):08x}{zlib.adler32(whole):08x}"'


def outcome(request: Request, tag: str, exists: bool = False) -> int | None:
    """The status that a request gets by its conditions instead of what bears the tag: 304, 412, or None.

    A tag that the client has proves that there is an answer. The other conditions hold for answers alone, so that
    they decide nothing before it is known that one `exists`.
    """
    known = header(request, "if-none-match")
    if exists and header(request, "if-match").strip() not in ("", "*"):
        return 412  # it compares strongly, and tags are weak
    if tag.removeprefix("W/") in _TAG.findall(known) or (exists and known.strip() == "*"):
        return 304
    return None
