"""One offline page around a Bokeh picture: the library inside, a panel with the evidence beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.messages import message
from kgtools.views.evidence import ClaimEvidence

_MODEL = re.compile(r'"(p[0-9]{4,})"')
_STYLE = """
:root { color-scheme: light; font: 15px/1.45 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; color: #222; }
body { margin: 0 auto; max-width: 1500px; padding: 1rem; background: #fff; }
h1 { font-size: 1.35rem; margin: 0 0 .4rem; }
main { display: grid; grid-template-columns: minmax(0, 1fr) 22rem; gap: 1.2rem; align-items: start; }
#picture { min-width: 0; }
#panel { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; border: 1px solid #ccc;
  border-radius: 6px; padding: .8rem 1rem; background: #fafafa; box-sizing: border-box; overflow-wrap: anywhere; }
#panel h2 { font-size: 1.02rem; margin: 0 0 .3rem; }
#panel h3 { font-size: .9rem; margin: .9rem 0 .2rem; }
#panel article:not([hidden]) ~ article:not([hidden]) { border-top: 1px solid #ccc; margin-top: .9rem;
  padding-top: .9rem; }
#panel p { margin: .2rem 0; } #panel ul { margin: .2rem 0; padding-left: 1.1rem; } #panel li { margin: .45rem 0; }
.when { font-variant-numeric: tabular-nums; font-weight: 600; }
.quiet, footer { color: #555; font-size: .87rem; } .disputed { color: #a33b00; font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; margin: .2rem 0 .6rem; padding: 0;
  font-size: .87rem; } .legend svg { vertical-align: -2px; margin-right: .35rem; }
footer ul { margin: .2rem 0; padding-left: 1.1rem; } footer { margin-top: 1rem; overflow-wrap: anywhere; }
#small { display: none; margin: .3rem 0; }
button { font: inherit; padding: .3rem .7rem; margin-top: .7rem; }
@media (max-width: 860px) { body { padding: .6rem; } main { display: block; }
  #small { display: block; } #panel:not(.chosen) { display: none; }
  #panel { position: fixed; inset: auto 0 0 0; max-height: 42vh; border-radius: 10px 10px 0 0;
  box-shadow: 0 -3px 14px #0003; z-index: 5; padding: .6rem .9rem; }
  }
"""
# What is chosen in the picture comes into the panel, in the order of the page.
_SCRIPT = """
const panel = document.getElementById("panel"), hint = document.getElementById("hint");
function choose(ids) {
  for (const each of panel.querySelectorAll("article")) each.hidden = !ids.includes(each.id);
  hint.hidden = ids.length > 0;
  panel.classList.toggle("chosen", ids.length > 0);
  if (ids.length) panel.scrollTop = 0;
}
document.getElementById("all").addEventListener("click", () => choose(
  [...panel.querySelectorAll("article")].map(each => each.id)));
window.tandemChoose = choose;
Bokeh.embed.embed_item(JSON.parse(document.getElementById("plot").textContent)).then(() => {
  // A finger that moves over the picture scrolls the page, until the reader chooses to move the picture.
  if (matchMedia("(pointer: coarse)").matches) for (const tool of Bokeh.documents[0].roots()[0].toolbar.tools)
    if (String(tool.event_type).includes("pan")) tool.active = false;
});
"""


@dataclass(frozen=True)
class Entry:
    """An entry of the ledger as it is shown: its id, its type and status in words, and the explanation."""

    identifier: str
    type: str
    status: str
    explanation: str


def library() -> tuple[Any, Any]:
    """Bokeh's models, and what makes a new figure; raises UsageError where Bokeh is not installed."""
    try:
        from bokeh import models, plotting
    except ImportError:
        raise UsageError("interactive pictures need Bokeh: install tandem-kg[pictures]") from None
    return models, plotting.figure


def article(
    number: int,
    heading: str,
    lines: Sequence[str],
    behind: Iterable[ClaimEvidence],
    entries: Iterable[Entry],
    language: str,
) -> str:
    """What the panel says of one mark, as HTML. `lines` are HTML already, everything else is text."""

    def word(key: str) -> str:
        return message(key, language)

    parts = [f'<article id="mark-{number}" hidden><h2>{escape(heading)}</h2>']
    parts += [f"<p>{line}</p>" for line in lines]
    parts.append("<ul>")
    for one in behind:
        named = (("speaker", ", ".join(one.speakers)), ("origin", one.origin), ("note", one.note))
        more = [f"{word(f'evidence.{key}')}: {escape(words)}" for key, words in named if words]
        where = f"<code>{escape(one.source.place)}</code>"
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
            told = f"{escape(entry.type)}, {escape(entry.status)}"
            parts.append(
                f'<p><code>{escape(entry.identifier)}</code> ({told})<br><span class="quiet" lang="en">'
                f"{escape(entry.explanation)}</span></p>"
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
) -> None:
    """Write a picture as one HTML file that asks nothing of any other host, and is the same each time.

    `legend` has pairs of a swatch (HTML) and its words, `articles` are the panel's (HTML), the rest is text.
    """
    from bokeh import embed
    from bokeh.resources import Resources

    resources = Resources(mode="inline", components=["bokeh"])
    item = embed.json_item(plot, "picture")  # type: ignore[arg-type]
    known: dict[str, str] = {}
    content = json.dumps(item, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    content = _MODEL.sub(lambda match: f'"{known.setdefault(match[1], f"m{len(known) + 1}")}"', content)
    keys = "".join(f"<li>{mark}{escape(words)}</li>" for mark, words in legend)
    cited = "".join(f"<li>{escape(citation)}</li>" for citation in sources.values())
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    page = f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; \
style-src 'unsafe-inline'; img-src data: blob:; font-src data:">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
{resources.render_js()}
</head>
<body>
<h1>{escape(title)}</h1>
<ul class="legend">{keys}</ul>
<p id="small" class="quiet">{escape(message("plots.click", language))}</p>
<main>
<div id="picture" role="img" aria-label="{escape(title)}"></div>
<aside id="panel" aria-live="polite"><div id="hint"><p>{escape(message("plots.click", language))}</p></div>
{"".join(articles)}
<button id="all" type="button">{escape(message("plots.all", language))}</button></aside>
</main>
<footer>{below}<p>{escape(message("plots.sources", language))}</p><ul>{cited}</ul></footer>
<script type="application/json" id="plot">{content}</script>
<script>{_SCRIPT}</script>
</body>
</html>
"""
    with replacing(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
