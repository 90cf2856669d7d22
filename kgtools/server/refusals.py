"""What a reader sees of a page that cannot be answered now: not a line for programs, but a page in her language."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from starlette.requests import Request

from kgtools.languages import is_rtl
from kgtools.messages import message
from kgtools.server.workers.tasks import Reply

_AGAIN = "3"  # seconds after which who waits for a picture asks again
_REFRESH = '<meta http-equiv="refresh" content="{}">\n'
# What refreshes an address with a fragment, such as that of a thing in a picture, stays where it is and asks nothing.
_RELOAD = "<script>setTimeout(() => location.reload(), {}000)</script>\n<noscript>{}</noscript>\n"
# It may stand at any address, and nothing that it would bring along may be there now.
_PAGE = """<!doctype html>
<html lang="{language}"{direction}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
{again}<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p role="status">{told}</p>
</main>
</body>
</html>
"""


def of_page(request: Request, reply: Reply, language: str) -> Reply:
    """The reply for a page. A refusal becomes a page, which asks again by itself if it may; the log tells who waits."""
    if reply.status != 503:
        return reply
    if reply.type == "text/html":
        request.state.outcome = "waits"
        return reply
    seconds = reply.headers.get("Retry-After", "")
    again = seconds and request.method != "POST"  # which would not be sent again
    told = message("server.refused.busy" if seconds else "server.refused.long", language)
    body = _page("server.refused", told, language, _REFRESH.format(seconds) if again else "")
    return replace(reply, type="text/html", body=body)


def drawing(language: str) -> Reply:
    """The reply for a picture that is still being drawn, which asks again by itself."""
    told = " ".join(message(f"server.waiting.{key}", language) for key in ("drawn", "again"))
    body = _page("server.waiting", told, language, _RELOAD.format(_AGAIN, _REFRESH.format(_AGAIN).strip()))
    return Reply(503, "text/html", body, {"Retry-After": _AGAIN, "Cache-Control": "no-store"})


def _page(title: str, told: str, language: str, again: str) -> bytes:
    """A page that tells something below a message; what makes it ask `again` stands in its head."""
    html = _PAGE.format(
        language=language,
        direction=' dir="rtl"' if is_rtl(language) else "",
        again=again,
        title=escape(message(title, language)),
        told=escape(told),
    )
    return html.encode()
