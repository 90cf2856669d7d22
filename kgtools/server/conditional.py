"""Conditional requests, by RFC 9110, 13: who has an answer already is not sent it again."""

from __future__ import annotations

import re
import zlib

from starlette.requests import Request

from kgtools.server.negotiation import header

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def entity_tag(digest: str, request: Request) -> str:
    """A weak entity tag: the same data, asked the same way, give the same answer."""
    headers = "\n".join(header(request, name) for name in ("host", "accept", "accept-encoding"))
    whole = request.url.path.encode() + request.scope["query_string"] + b"\n" + headers.encode()
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
