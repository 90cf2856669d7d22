"""What stands at the root of a folder of pages: a choice of languages, the page of a lost address, the sitemap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from kgtools import messages, namespaces, projects
from kgtools.portal import addresses, frame

MOST = 50_000  # addresses that a sitemap may have (https://www.sitemaps.org/protocol.html)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def files(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The files by their addresses; `paths` are those of all pages."""
    yield "index.html", _page("start", "index.html")
    yield "404.html", _page("lost", "404.html")
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {namespaces.base()}sitemap.xml\n"
    yield from _sitemaps(paths)


def _page(template: str, address: str) -> str:
    """A page of no language, which says in each where it leads."""
    known = projects.in_use()
    tongues = [
        {
            "tag": tag,
            "language": name,
            "words": messages.section("portal", tag) | {"name": known.told(known.subtitle, tag)},
            "home": addresses.page("index", tag),
        }
        for tag, name in messages.language_names().items()
    ]
    return frame.templates()[template].render(
        lang=namespaces.first_language(),
        project=projects.in_use(),
        tongues=tongues,
        base=namespaces.base(),
        address=address,
    )


def _sitemaps(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """All pages for search engines: a list of lists, each of one language and no longer than it may be."""
    names = []
    for language in namespaces.languages():
        for number, part in enumerate(_parts(paths), 1):
            names.append(f"sitemap-{language}{'' if number == 1 else f'-{number}'}.xml")
            urls = "".join(f"<url><loc>{_iri(addresses.page(path, language))}</loc></url>\n" for path in part)
            yield names[-1], f'{_XML}<urlset xmlns="{_SITEMAPS}">\n{urls}</urlset>\n'
    listed = "".join(f"<sitemap><loc>{_iri(name)}</loc></sitemap>\n" for name in names)
    yield "sitemap.xml", f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">\n{listed}</sitemapindex>\n'


def _parts(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(paths), MOST):
        yield paths[first : first + MOST]


def _iri(address: str) -> str:
    return escape(namespaces.base() + address)
