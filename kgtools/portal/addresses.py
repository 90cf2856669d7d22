"""Where pages and files stand, the same in the static site and at the server.

A page stands under its language, by the path of the IRI that it is about: `en/id/state/avalon.html`. The data of
a thing stand at the path of its IRI with an ending: `id/state/avalon.ttl`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from kgtools import namespaces

T = TypeVar("T")
_DIGITS = 9  # that the number of a page may have
HOME = "index"


def path(identifier: str) -> str:
    """The path of what an id names, without language and ending.

    >>> path("state/avalon"), path("claim/short-note/f001"), path("article/short-note")
    ('id/state/avalon', 'claim/short-note/f001', 'article/short-note')
    """
    return f"id/{identifier}" if identifier.partition("/")[0] in namespaces.kinds() else identifier


def identifier(path: str) -> str:
    """The id of what has a path.

    >>> identifier("id/state/avalon")
    'state/avalon'
    """
    return path.removeprefix("id/")


def page(path: str, language: str) -> str:
    """The address of a page, from the root of the site.

    >>> page("id/state/avalon", "kk")
    'kk/id/state/avalon.html'
    """
    return f"{language}/{path}.html"


def parsed(address: str) -> tuple[str, str] | None:
    """Language and path of the page at an address; None if no page can have it.

    >>> parsed("kk/id/state/avalon.html")
    ('kk', 'id/state/avalon')
    >>> parsed("static/style.css")
    """
    language, _, rest = address.partition("/")
    if language not in namespaces.languages() or not rest.endswith(".html"):
        return None
    return language, rest.removesuffix(".html")


def relative(address: str, start: str) -> str:
    """How the page at `start` names an address, both from the root of the site.

    >>> relative("static/style.css", "en/id/state/avalon.html")
    '../../../static/style.css'
    """
    there, here = address.split("/"), start.split("/")[:-1]
    common = 0
    while common < min(len(there) - 1, len(here)) and there[common] == here[common]:
        common += 1
    return "/".join([".."] * (len(here) - common) + there[common:])


def number(part: str) -> int | None:
    """The number of a page that a part of a path gives; None if it gives none, or one that no page has.

    >>> number("12"), number("ends"), number("0"), number("1" * 5000)
    (12, None, None, None)
    """
    written = part.isascii() and part.isdigit() and len(part) <= _DIGITS
    return (int(part) or None) if written else None


def in_pages(name: str, lists: Mapping[str, Sequence[T]], most: int) -> dict[str, Sequence[T]]:
    """What is on each page of some lists, at most so much, by its path; the list of all is called `name`.

    A list begins at its own path; an empty one has a page too.

    >>> in_pages("ends", {"ends": ["a", "b", "c"], "ends/met": ["c"]}, 2)
    {'ends': ['a', 'b'], 'ends/all/2': ['c'], 'ends/met': ['c']}
    """
    found: dict[str, Sequence[T]] = {}
    for path, members in lists.items():
        below = f"{name}/all" if path == name else path
        for start in range(0, max(len(members), 1), most):
            found[f"{below}/{start // most + 1}" if start else path] = members[start : start + most]
    return found
