"""The rules by which a persistent-identifier service leads the IRIs of the graph to a site, as Apache reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtools import namespaces
from kgtools.portal.documents import SORTS

_TURTLE, _JSONLD = r"text/turtle|application/x-turtle", r"application/ld\+json|application/json"
_THINGS, _TERMS = "(?:id|claim|article|disagreement|target)/.+", "ontology|code/[^/]+"
# Media types of data that the site has, and of what at the paths themselves: with the endings of the files, and those
# whose nodes share one file.
_SORT = rf"({'|'.join(sorted(SORTS, reverse=True))})(?:[-/].*)?"
_BESIDE = (
    (_TURTLE, "ttl", "(dataset|graph/[^/]+)"),
    (_JSONLD, "jsonld", "(dataset|graph/[^/]+)"),
    ("application/trig", "trig", "(nanopub/.+)"),
    (_TURTLE, "ttl", "(shape)/.+"),
    (_TURTLE, "ttl", _SORT),
    (_JSONLD, "jsonld", _SORT),
)
_DATA = (
    (_TURTLE, "ttl", f"({_THINGS}|{_TERMS})"),
    (_JSONLD, "jsonld", f"({_THINGS}|{_TERMS})"),
    ("text/csv", "csv", f"({_THINGS})"),
)
# The page that tells of what has none of its own.
_PAGES = (
    ("dataset", "about"),
    ("graph/background", "about"),
    ("(?:evidence|passage|graph)/([^/]+).*", "article/$1"),
    ("nanopub/([^/]+/[^/]+)/.*", "claim/$1"),
    ("dataset/figures.*", "figures"),
    ("date/.*", "timeline"),
    (r"cell/indicator\.([^/]+)/.*", "id/indicator/$1"),
    ("(?:edge|shape)/.*", "ontology"),
    ("origin/article/(.+)", "article/$1"),
    ("origin/copy/(.+)", "claim/$1"),
    ("origin/(.+)", "id/$1"),
    ("mapping/([^/]+/[^/]+)/.*", "id/$1"),
    ("text/outcome/([^/]+).*", "target/$1"),
    ("text/withdrawn/((?:article|claim|disagreement|target)/.+)", "$1"),
    ("text/withdrawn/(.+)", "id/$1"),
    ("text/((?:article|disagreement)/[^/]+).*", "$1"),
    ("text/((?:{kinds})/[^/]+).*", "id/$1"),
    ("text/([^/]+/[^/]+).*", "claim/$1"),
)  # fmt: skip
_PAGED = f"{_THINGS}|{_TERMS}|about|figures|timeline"


def htaccess(site: str, releases: str = "") -> str:
    """The rules for the folder of the service; `site` is the address of the root of the site, with a slash at the end.

    `releases` is where the folders of releases stand, by default below the site. What a client likes best decides, as
    far as rules can tell: data if it asks for data before pages, and of the languages the first that the site has.
    Status 303 says that the thing itself is no document.
    """
    others = "|".join(namespaces.translated())
    every, kinds = "|".join(namespaces.languages()), "|".join(namespaces.kinds())
    lines = [
        f"# Leads {namespaces.base()} to {site}",
        "Options +FollowSymLinks",
        "RewriteEngine on",
        "",
        "# Documents stand at the site under the same path, files of a release in the folder of its version.",
        f"RewriteRule ^$ {site} [R=302,L]",
        f"RewriteRule ^((?:{every}|static)/.*)$ {site}$1 [R=302,L]",
        f"RewriteRule ^release/(.*)$ {releases or site + 'release/'}$1 [R=302,L]",
        rf"RewriteRule ^(.+\.(?:ttl|jsonld|trig|csv|xml|txt))$ {site}$1 [R=302,L]",
        "",
        "# Data, for whoever asks for data.",
        *_data(site, _BESIDE),
        "",
        "# A code stands in its list, a passage in its article; what else has no page of its own is told on another.",
        "RewriteRule ^code/([^/]+)/[^/]+$ code/$1",
        *(f"RewriteRule ^{path.replace('{kinds}', kinds)}$ {page}" for path, page in _PAGES),
        "",
        "# Data, for whoever asks for data.",
        *_data(site, _DATA),
    ]
    lines += [
        "",
        "# Pages, in the language of the reader.",
        f"RewriteCond %{{HTTP:Accept-Language}} ^({others})",
        f"RewriteRule ^({_PAGED})$ {site}%1/$1.html [R=303,L]",
        f"RewriteRule ^({_PAGED})$ {site}en/$1.html [R=303,L]",
    ]
    return "\n".join(lines) + "\n"


def _data(site: str, files: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for types, ending, path in files:
        yield f"RewriteCond %{{HTTP_ACCEPT}} ^(?:{types})"
        yield f"RewriteRule ^{path}$ {site}$1.{ending} [R=303,L]"
