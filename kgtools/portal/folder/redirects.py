"""The rules by which a persistent-identifier service leads the IRIs of the graph to a site, as Apache reads them."""

from __future__ import annotations

from kgtools import namespaces

# Media types of data that the site has beside its pages, and their endings.
_DATA = (
    (r"text/turtle|application/x-turtle", "ttl"),
    (r"application/ld\+json|application/json", "jsonld"),
    (r"text/csv", "csv"),
)
_PAGED = "(?:id|claim|article|disagreement|target)/.+|ontology|code/[^/]+"


def htaccess(site: str) -> str:
    """The rules for the folder of the service; `site` is the address of the root of the site, with a slash at the end.

    What a client likes best decides, as far as rules can tell: data if it asks for data before pages, and of the
    languages the first that the site has. Status 303 says that the thing itself is no document.
    """
    others = "|".join(tag for tag in namespaces.LANGUAGES if tag != "en")
    every = "|".join(namespaces.LANGUAGES)
    lines = [
        f"# Leads {namespaces.BASE} to {site}",
        "Options +FollowSymLinks",
        "RewriteEngine on",
        "",
        "# Documents stand at the site under the same path.",
        f"RewriteRule ^$ {site} [R=302,L]",
        f"RewriteRule ^((?:{every}|static)/.*)$ {site}$1 [R=302,L]",
        rf"RewriteRule ^(.+\.(?:ttl|jsonld|csv|xml|txt))$ {site}$1 [R=302,L]",
        "",
        "# A code stands in its list, a passage in its article; the rest is told where it is named.",
        "RewriteRule ^code/([^/]+)/[^/]+$ code/$1",
        "RewriteRule ^(?:evidence|passage|graph)/([^/]+).*$ article/$1",
        "",
        "# Data, for whoever asks for data.",
    ]
    for types, ending in _DATA:
        lines += [
            f"RewriteCond %{{HTTP_ACCEPT}} ^(?:{types})",
            f"RewriteRule ^({_PAGED})$ {site}$1.{ending} [R=303,L]",
        ]
    lines += [
        "",
        "# Pages, in the language of the reader.",
        f"RewriteCond %{{HTTP:Accept-Language}} ^({others})",
        f"RewriteRule ^({_PAGED})$ {site}%1/$1.html [R=303,L]",
        f"RewriteRule ^({_PAGED})$ {site}en/$1.html [R=303,L]",
    ]
    return "\n".join(lines) + "\n"
