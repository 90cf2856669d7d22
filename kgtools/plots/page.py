"""Offline pages: the shell that all share, what is said of one mark, and what goes into them as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from kgtools import languages
from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.messages import message
from kgtools.values import transliteration
from kgtools.views.disagreements import Disagreement
from kgtools.views.evidence import ClaimEvidence

_HERE = Path(__file__).parent
# Letters of the scripts of Europe and western Asia, which the search of a page reads.
_FOLDED = (range(0xA0, 0x250), range(0x370, 0x590), range(0x5D0, 0x700), range(0x10A0, 0x1100), range(0x1E00, 0x2000))
_MODEL = re.compile(r'"(p[0-9]+)"')
_POLICY = (
    "default-src 'none'; script-src {}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "connect-src 'none'"
)
NO_SCRIPTS, OWN_SCRIPTS = "'none'", "'unsafe-inline'"
OWN_FILES = "'unsafe-inline' 'self' file:"  # of the site, also where it is opened from a disk


def library() -> tuple[Any, Any]:
    """Bokeh's models, and what makes a new figure; raises UsageError where Bokeh is not installed."""
    try:
        import bokeh.resources  # noqa: F401 (what the page takes in, see `bokeh`)
        from bokeh import models, plotting
    except ImportError:
        raise UsageError("pictures need more libraries: pip install 'tandem-kg[pictures]'") from None
    return models, plotting.figure


def article(
    number: int,
    heading: str,
    lines: Sequence[str],
    behind: Iterable[ClaimEvidence],
    entries: Iterable[Disagreement],
    language: str,
    level: int = 2,
) -> str:
    """What is said of one mark, as HTML under a heading of a level; `lines` are HTML already, all else is text."""

    def word(key: str) -> str:
        return message(key, language)

    parts = [f'<article id="mark-{number}"><h{level}>{escape(heading)}</h{level}>']
    parts += [f"<p>{line}</p>" for line in lines]
    parts.append("<ul>")
    for one in behind:
        named = (("set-by", ", ".join(one.set_by)), ("origin", one.origin), ("note", one.note))
        more = [f"{word(f'evidence.{key}')}: {escape(words)}" for key, words in named if words]
        where = f"<code>{escape(one.source.place)}</code>"
        if one.meant:
            where += f' <em class="meant">{escape(one.meant)}</em>'
        if one.background:
            where += f": {escape(word('evidence.background'))}"
        if one.source.passage:
            where += f"<br><q>{escape(one.source.passage)}</q>"
        parts.append(f"<li>{escape(one.article)}<br>{where}")
        parts += [f'<br><span class="quiet">{line}</span>' for line in more]
        parts.append("</li>")
    parts.append("</ul>")
    listed = list(entries)
    if listed:
        parts.append(f"<h{level + 1}>{escape(word('plots.disagreements'))}</h{level + 1}>")
        for entry in listed:
            kind = f"{escape(entry.kind)}, {escape(entry.status)}"
            parts.append(
                f'<p><a href="{escape(entry.iri)}"><code>{escape(entry.identifier)}</code></a> ({kind})<br>'
                f'<span class="quiet">{escape(entry.explanation)}</span></p>'
            )
    return "".join([*parts, "</article>"])


def swatch(inside: str) -> str:
    """A small picture for the legend: an SVG of 22 by 12 pixels."""
    return f'<svg class="tandem-swatch" width="22" height="12" aria-hidden="true">{inside}</svg>'


def styles(*files: Path) -> str:
    """The colours and the plain style of all pages of charts, and those of files."""
    return "".join(file.read_text(encoding="utf-8") for file in (_HERE / "svg.css", _HERE / "chart.css", *files))


def write(path: Path, text: str) -> None:
    """Write a page whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


# -- the shell of every page --------------------------------------------------------------------------


def render(template: str, title: str, language: str, style: str, scripts: str, **content: Any) -> str:
    """A page from a template that extends `shell.html`; text is escaped unless it is `trusted`.

    `scripts` says which scripts may run; nothing may be loaded but what stands in the page itself.
    """
    policy = _POLICY.format(scripts)
    return str(
        _templates().get_template(template).render(
            title=title, language=language, style=trusted(style), policy=trusted(policy), **content
        )
    )  # fmt: skip


def fragment(template: str, **content: Any) -> Any:
    """A part of a page from a template of its own; text is escaped unless it is `trusted`."""
    return trusted(_templates().get_template(template).render(**content))


@cache
def _templates() -> Any:
    try:
        import jinja2

        from kgtools.templates import environment
    except ImportError:
        raise UsageError("pages need more libraries: pip install 'tandem-kg[pictures]'") from None
    return environment(jinja2.FileSystemLoader(_HERE), __file__, newline=True)


def trusted(html: str) -> Any:
    """HTML, styles or scripts of our own making, which a template takes as they are."""
    from markupsafe import Markup

    return Markup(html)


def scripts(*files: Path) -> Any:
    """Our scripts, one after the other, as they stand in a page."""
    return trusted("".join(file.read_text(encoding="utf-8") for file in files))


@languages.remembered()
def searching() -> dict[str, Any]:
    """The tables that `names.js` needs: how letters sound, and how alike names are."""
    from kgtools.query import search

    letters = (chr(number) for stretch in _FOLDED for number in stretch)
    said = {letter: transliteration.latin(letter) for letter in letters if letter.isalpha()}
    phonetics = transliteration.tables() | {"letters": {letter: latin for letter, latin in said.items() if latin}}
    return {"phonetics": phonetics, "ranking": search.tables()}


def inline(value: object) -> Any:
    """JSON that can stand in a page: no tag can end it."""
    return trusted(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def embedded(plot: Any, element: str | None = None) -> Any:
    """A plot as Bokeh's JSON. Bokeh numbers its models through the whole process, a page counts its own."""
    from bokeh import embed

    text = json.dumps(embed.json_item(plot, element))  # type: ignore[arg-type]
    numbers: dict[str, str] = {}
    return json.loads(_MODEL.sub(lambda match: f'"{numbers.setdefault(match[1], f"m{len(numbers) + 1}")}"', text))


def brought(script: str, address: str = "") -> Any:
    """An element that brings a script: as a file, by its address from the page, or whole."""
    if address:
        return trusted(f'<script src="{escape(address)}"></script>')
    return trusted(f"<script>\n{script}\n</script>")


def bokeh(components: Sequence[str] = ("bokeh",)) -> str:
    """The scripts of Bokeh, as they can stand in a page or in a file."""
    from bokeh.resources import Resources

    chosen: list[Any] = [*components]
    scripts = Resources(mode="inline", components=chosen, minified=True).js_raw
    return "\n".join(scripts).replace("</script", "<\\/script")
