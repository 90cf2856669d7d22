"""Content negotiation: the media type of an answer, by RFC 9110."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import Request

# Media types, the favourite of the server first, and the formats they stand for.
ROW_TYPES = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
TRIPLE_TYPES = {
    "text/turtle": "turtle",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/n-triples": "ntriples",
    "application/n-quads": "nquads",
    "application/trig": "trig",
    "text/n3": "n3",
    "application/json": "jsonld",
    "application/xml": "rdfxml",
    "text/xml": "rdfxml",
}


def choose(accept: str, offers: Mapping[str, str]) -> str | None:
    """The offered media type that an Accept header likes best, or None if it takes none.

    The most specific range decides how much a type is liked (RFC 9110, 12.5.1); of types liked
    equally, the first offered.

    >>> choose("text/csv;q=0.5, text/*;q=0.9, */*;q=0.1", ROW_TYPES)
    'text/tab-separated-values'
    """
    liked: dict[str, float] = {}
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        if "/" in media_range and re.fullmatch(r"0(\.\d*)?|1(\.0*)?", weight):
            liked[media_range] = max(float(weight), liked.get(media_range, 0.0))
    if not accept.strip():
        liked["*/*"] = 1.0

    def quality(offer: str) -> float:
        ranges = (offer, offer.split("/")[0] + "/*", "*/*")
        return next((liked[media_range] for media_range in ranges if media_range in liked), 0.0)

    best = max(offers, key=quality)
    return best if quality(best) > 0 else None


def takes_gzip(request: Request) -> bool:
    """Whether the client can read answers compressed with gzip."""
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*") and not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight):
            return True
    return False


def by_name(name: str, types: Mapping[str, str]) -> str | None:
    """The media type that the name of a format stands for; some clients list media types instead."""
    return choose(name, types) if "/" in name else next((known for known in types if types[known] == name), None)
