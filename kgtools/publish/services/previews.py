"""A thing in small, as HTML: who or what it is, its names in four languages, and where there is more."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from itertools import islice
from urllib.parse import quote

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.terms import term_node
from kgtools.messages import message
from kgtools.views.thing.identity import identity
from kgtools.views.thing.wording import sayer

WIDTH, HEIGHT = 430, 260  # pixels of a preview
_STYLE = (
    "body{font:13px/1.4 system-ui,sans-serif;margin:12px;color:#1a1a1a;background:#fff}"
    "h1{font-size:15px;margin:0 0 4px}p{margin:0 0 8px}dl{margin:0 0 8px;display:grid;"
    "grid-template-columns:auto 1fr;gap:2px 8px}dt{color:#555}dd{margin:0}a{color:#0b57a4}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_TOLD = 2
# Other sites show a preview in a frame of theirs. It has no script, and of style only its own.
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def _identity(store: Store, thing: ox.NamedNode, language: str) -> str:
    """Who or what a thing is, in a line."""
    return "".join(part.words for part in identity(store, thing, sayer(store, language), language))


def brief(store: Store, thing: ox.NamedNode, language: str) -> str:
    """Of what kind a thing is, with what tells it from others of the kind: a place or a date, two at most.

    It takes a hundredth of the time of a whole identity, and lists show many.
    """
    quads = (
        quad
        for name in marks.ordered("tellsApart")
        for quad in store.quads_for_pattern(thing, term_node(name), None, ox.DefaultGraph())
    )
    told = sorted({labels.label(store, quad.object, language) for quad in islice(quads, _TOLD)})
    return "; ".join([labels.kind(store, thing, language), *told])


def flyout(store: Store, thing: ox.NamedNode, language: str) -> str:
    """A thing in a line or two of HTML."""
    return note(labels.label(store, thing, language), _told(store, thing, language))


def note(title: str, text: str) -> str:
    """A title with a line below it, as HTML.

    >>> note("Fog & Co", "")
    '<p><strong>Fog &amp; Co</strong></p>'
    """
    below = f"<br>{escape(text)}" if text else ""
    return f"<p><strong>{escape(title)}</strong>{below}</p>"


def page(store: Store, thing: ox.NamedNode, language: str) -> str:
    """A thing as a page of HTML that fits a small frame, with a link to the page that has all of it."""
    identifier = namespaces.shorten(thing.value)
    title = labels.label(store, thing, language)
    names = "".join(
        f'<dt>{other}</dt><dd lang="{other}">{escape(labels.label(store, thing, other))}</dd>'
        for other in namespaces.languages()
        if other != language
    )
    link = f"/{language}/id/{quote(identifier)}.html"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>{escape(_told(store, thing, language))}</p>"
        f'<dl>{names}</dl><p><a href="{link}" target="_blank" rel="noopener">'
        f"{escape(message('services.about', language))}</a> · {escape(identifier)}</p></body></html>\n"
    )


def _told(store: Store, thing: ox.NamedNode, language: str) -> str:
    """Who or what it is, and how many claims speak of it."""
    return f"{_identity(store, thing, language)}; {labels.describe(store, thing, language)}"
