"""Content negotiation, by RFC 9110: the media type of an answer, and what clients call the formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from starlette.requests import Request

from kgtools import namespaces

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
# Other names of the formats, in small letters: endings of files, and what clients send.
_ROW_NAMES = {"srj": "json", "sparql-results+json": "json", "srx": "xml", "sparql-results+xml": "xml"}
_TRIPLE_NAMES = {
    "ttl": "turtle", "nt": "ntriples", "n-triples": "ntriples", "nq": "nquads", "n-quads": "nquads",
    "json": "jsonld", "json-ld": "jsonld", "ld+json": "jsonld",
    "xml": "rdfxml", "rdf": "rdfxml", "rdf+xml": "rdfxml", "rdf/xml": "rdfxml", "rdf-xml": "rdfxml", "owl": "rdfxml",
}  # fmt: skip
# What stands between the commas of a list, and between the semicolons of an element; in quotes they part nothing.
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.?)*"?)+')
_REMEMBERED = 64  # headers that were read, of which clients mostly send the same
_PIECE = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.?)*"?)+')


def header(request: Request, name: str) -> str:
    """The value of a header that is a list; a client may send it in several lines."""
    wanted = name.encode()
    return ", ".join([value.decode("latin-1") for known, value in request.scope["headers"] if known == wanted])


def choose(accept: str, offers: Mapping[str, str]) -> str | None:
    """The offered media type that an Accept header likes best, or None if it takes none.

    The most specific range decides how much a type is liked (RFC 9110, 12.5.1); of types liked
    equally, the first offered.

    >>> choose("text/csv;q=0.5, text/*;q=0.9, */*;q=0.1", ROW_TYPES)
    'text/tab-separated-values'
    """
    return _best(accept, tuple(offers))


@lru_cache(maxsize=_REMEMBERED)
def _best(accept: str, offers: tuple[str, ...]) -> str | None:
    liked = {media_range: weight for media_range, weight in _weights(accept).items() if "/" in media_range}
    if not accept.strip():
        liked["*/*"] = 1.0

    def quality(offer: str) -> float:
        ranges = (offer, offer.split("/")[0] + "/*", "*/*")
        return next((liked[media_range] for media_range in ranges if media_range in liked), 0.0)

    best = max(offers, key=quality)
    return best if quality(best) > 0 else None


@lru_cache(maxsize=_REMEMBERED)
def _weights(listed: str) -> Mapping[str, float]:
    """The elements of a list in small letters, with how much each is liked; those whose weight is none are left out."""
    weights: dict[str, float] = {}
    for element in _ELEMENT.findall(listed):
        name, *parameters = (piece.strip().lower() for piece in _PIECE.findall(element) or [""])
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        if re.fullmatch(r"0(\.\d*)?|1(\.0*)?", weight):
            weights[name] = max(float(weight), weights.get(name, 0.0))
    return weights


def takes_gzip(request: Request) -> bool:
    """Whether the client can read answers compressed with gzip."""
    return gzip_in(header(request, "accept-encoding"))


def gzip_in(accepted: str) -> bool:
    """The same, by the header Accept-Encoding."""
    weights = _weights(accepted)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def by_name(name: str, types: Mapping[str, str]) -> str | None:
    """The media type that the name of a format stands for; some clients list media types instead.

    >>> by_name("xml", ROW_TYPES), by_name("xml", TRIPLE_TYPES), by_name("text/turtle, */*;q=0.1", TRIPLE_TYPES)
    ('application/sparql-results+xml', 'application/rdf+xml', 'text/turtle')
    """
    name = re.sub(r"(?<=\w) (?=\w)", "+", name.strip().removeprefix(".")).lower()  # a plus sign that was not encoded
    format = (_TRIPLE_NAMES if types is TRIPLE_TYPES else _ROW_NAMES).get(name, name)
    if "/" in format:
        return choose(format, types)
    return next((known for known in types if types[known] == format), None)


def language(fields: Mapping[str, str], accepted: str) -> str:
    """The language asked for, or the one the browser likes best, else the first of the project."""
    if fields.get("lang") in namespaces.languages():
        return fields["lang"]
    offers = {f"{language.lower()}/x": language for language in namespaces.languages()}
    ranges = ",".join(
        f"{_offered(part.partition(';')[0].strip())}/x;{part.partition(';')[2]}"
        for part in accepted.split(",") if part.strip()
    )  # fmt: skip
    best = choose(ranges, offers) if ranges else None
    return offers[best] if best else namespaces.first_language()


def _offered(wanted: str) -> str:
    """The language of the project that serves who wants a language: that, or another form of it; else what is wanted.

    >>> _offered("kk-KZ"), _offered("fr"), _offered("*")
    ('kk', 'fr', '*')
    """
    primary = wanted.partition("-")[0].lower()
    alike = (tag for tag in namespaces.languages() if tag.partition("-")[0] == primary)
    return (namespaces.language_of(wanted) or next(alike, primary)).lower()
