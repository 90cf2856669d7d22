"""What a reader sees of a page that cannot be answered now: not a line for programs, but a page in her language."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from starlette.requests import Request

from kgtools.languages import is_rtl
from kgtools.messages import message
from kgtools.server.workers.tasks import Reply

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
    html = _PAGE.format(
        language=language,
        direction=' dir="rtl"' if is_rtl(language) else "",
        again=f'<meta http-equiv="refresh" content="{seconds}">\n' if again else "",
        title=escape(message("server.refused", language)),
        told=escape(told),
    )
    return replace(reply, type="text/html", body=html.encode())
