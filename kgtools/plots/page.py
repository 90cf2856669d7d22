"""Offline pages: the shell that all share, and the page of a chart with a panel of evidence beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.messages import message, section
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
WITH_CALLBACKS = "'unsafe-inline' 'unsafe-eval'"  # Bokeh compiles the callbacks of a plot in the browser


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
) -> str:
    """What the panel says of one mark, as HTML. `lines` are HTML already, everything else is text."""

    def word(key: str) -> str:
        return message(key, language)

    parts = [f'<article id="mark-{number}" hidden><h2>{escape(heading)}</h2>']
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
        parts.append(f"<h3>{escape(word('plots.disagreements'))}</h3>")
        for entry in listed:
            kind = f"{escape(entry.kind)}, {escape(entry.status)}"
            parts.append(
                f'<p><a href="{escape(entry.iri)}"><code>{escape(entry.identifier)}</code></a> ({kind})<br>'
                f'<span class="quiet">{escape(entry.explanation)}</span></p>'
            )
    return "".join([*parts, "</article>"])


def swatch(shape: str, colour: str) -> str:
    """A small picture for the legend: `shape` is the inside of an SVG of 22 by 12, `{}` in it the colour."""
    return f'<svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true">{shape.format(colour)}</svg>'


def write(
    path: Path,
    plot: Any,
    title: str,
    legend: Sequence[tuple[str, str]],
    notes: Sequence[str],
    articles: Sequence[str],
    sources: Mapping[str, str],
    language: str,
    listed: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Write a picture as one HTML file that asks nothing of any other host, and is the same each time.

    `legend` has pairs of a swatch (HTML) and its words, `articles` are the panel's (HTML), the rest is text. `listed`
    names what is not drawn, by heading.
    """
    text = render(
        "chart.html", title, language, (_HERE / "chart.css").read_text(encoding="utf-8"), WITH_CALLBACKS,
        legend=[(trusted(mark), words) for mark, words in legend], notes=notes,
        articles=[trusted(each) for each in articles], listed=listed, citations=sources.values(),
        texts=section("plots", language),
        plot=inline(embedded(plot, "picture")), library=bokeh(),
        script=trusted((_HERE / "chart.js").read_text(encoding="utf-8")),
    )  # fmt: skip
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


@cache
def _templates() -> Any:
    try:
        import jinja2
    except ImportError:
        raise UsageError("pages need more libraries: pip install 'tandem-kg[pictures]'") from None
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True,
    )  # fmt: skip


def trusted(html: str) -> Any:
    """HTML, styles or scripts of our own making, which a template takes as they are."""
    from markupsafe import Markup

    return Markup(html)


def scripts(*files: Path) -> Any:
    """Our scripts, one after the other, as they stand in a page."""
    return trusted("".join(file.read_text(encoding="utf-8") for file in files))


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


def bokeh(components: Sequence[str] = ("bokeh",)) -> Any:
    """The scripts of Bokeh that stand in a page."""
    from bokeh.resources import Resources

    chosen: list[Any] = [*components]
    scripts = Resources(mode="inline", components=chosen, minified=True).js_raw
    return trusted("\n".join(scripts).replace("</script", "<\\/script"))
