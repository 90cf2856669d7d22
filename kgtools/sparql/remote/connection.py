"""HTTP to a SPARQL endpoint: requests, and everything that can go wrong, in one line."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from types import TracebackType
from urllib.parse import urlencode

import httpx

from kgtools import __version__
from kgtools.errors import UsageError
from kgtools.sparql.remote.credentials import VARIABLES, Authentication, Credentials

LARGEST = 256 * 2**20  # bytes of an answer
SECONDS = 60.0
_FORM = "application/x-www-form-urlencoded"


class EndpointError(UsageError):
    """An endpoint does not do what is asked of it; `status` is the HTTP status that it gave, 0 if it gave none."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


def checked(url: str, named: str = "--endpoint") -> str:
    """An address that can be asked. Raises UsageError for any other, without showing what may be a secret in it.

    >>> checked("http://127.0.0.1:7878/query")
    'http://127.0.0.1:7878/query'
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise UsageError(f"{named} is no address of the web: {_line(str(error))}") from None
    if parsed.userinfo:
        raise UsageError(f"{named} holds a name or password; give them in {VARIABLES}, where nobody sees them")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise UsageError(f"{named} {url}: expected an address that begins with http:// or https://")
    return str(parsed.copy_with(fragment=None))


@dataclass(frozen=True)
class Reply:
    """What an endpoint answered: the type of the content without its parameters, the content, and the headers."""

    kind: str
    content: bytes
    headers: Mapping[str, str]


class Connection:
    """Asks addresses over HTTP, one after the other, and keeps the line open; `requests` counts what was asked.

    Redirects are not followed: queries and credentials go only where the user said.
    """

    def __init__(self, credentials: Credentials | None = None, seconds: float = SECONDS) -> None:
        self.requests = 0
        self._credentials = Credentials.of_environment() if credentials is None else credentials
        self._seconds = seconds
        self._client = httpx.Client(
            auth=Authentication(self._credentials),
            timeout=httpx.Timeout(seconds, connect=min(seconds, 10)),
            headers={"User-Agent": f"kgtools/{__version__}"},
            follow_redirects=False,
            verify=_trusted(),
        )

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def ask(self, url: str, parameters: Mapping[str, str | list[str]], accept: str) -> Reply:
        """Send a query, as a form of the SPARQL protocol. Raises EndpointError."""
        return self.send("POST", url, urlencode(parameters, doseq=True).encode(), _FORM, accept)

    def send(self, method: str, url: str, content: bytes = b"", kind: str = "", accept: str = "*/*") -> Reply:
        """Send one request and read its answer. Raises EndpointError, which says what went wrong and what to do."""
        shown = str(httpx.URL(url).copy_with(query=None))
        headers = {"Accept": accept} | ({"Content-Type": kind} if kind else {})
        self.requests += 1
        try:
            with self._client.stream(method, url, content=content or None, headers=headers) as response:
                reply = Reply(_kind(response), _body(response, shown), response.headers)
        except httpx.ConnectTimeout:
            raise EndpointError(f"{shown} cannot be reached: nobody answers there; is the address right?") from None
        except httpx.TimeoutException:
            late = f"{shown} did not answer within {self._seconds:g} seconds"
            raise EndpointError(f"{late}; ask for less, or try again later") from None
        except httpx.ConnectError as error:
            why = _line(str(error))
            raise EndpointError(f"{shown} cannot be reached: {why}; is it running, and is the address right?") from None
        except httpx.HTTPError as error:
            why = _line(str(error) or type(error).__name__)
            raise EndpointError(f"{shown} broke off: {why}; try again") from None
        if not response.is_success or response.status_code == HTTPStatus.PARTIAL_CONTENT:
            refusal = self._refusal(response, reply)
            raise EndpointError(f"{shown} {refusal}", response.status_code)
        return reply

    def _refusal(self, response: httpx.Response, reply: Reply) -> str:
        """What a status other than success means, and what to do."""
        status, said = response.status_code, _said(reply)
        if status == HTTPStatus.UNAUTHORIZED and not self._credentials:
            return f"wants credentials (401): set {VARIABLES}"
        if status == HTTPStatus.UNAUTHORIZED:
            return f"does not accept {self._credentials.named} (401){said}"
        if response.has_redirect_location:
            target = _target(response)
            return f"sends on to {target} ({status}), where nothing was sent; if you trust that address, give it"
        if status == HTTPStatus.PARTIAL_CONTENT:
            return "gave only a part of its answer (206); ask for less"
        advice = _ADVICE.get(status, "try again later" if status >= 500 else "")
        return f"refuses this ({status} {_phrase(status)}){said}{'; ' if advice else ''}{advice}"


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted; to read them takes longer than many a request."""
    return httpx.create_ssl_context()


_ELSEWHERE = "is this the address of a SPARQL endpoint? Many end in /sparql or /query"
_ADVICE = {
    403: "ask whoever runs it for the right to do this",
    404: _ELSEWHERE,
    405: _ELSEWHERE,
    413: "ask for less",
    429: "wait, and try again",
    503: "wait, and try again",
}


def _kind(response: httpx.Response) -> str:
    kind: str = response.headers.get("Content-Type", "")
    return kind.partition(";")[0].strip().lower()


def _body(response: httpx.Response, shown: str) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > LARGEST:
            raise EndpointError(f"{shown} answers with more than {LARGEST // 2**20} MB; ask for less")
        parts.append(part)
    return b"".join(parts)


def _target(response: httpx.Response) -> str:
    """Where a redirect leads, without what may be a secret in it."""
    try:
        found = response.url.join(response.headers["Location"])
    except httpx.InvalidURL:
        return "an address that cannot be read"
    return _line(str(found.copy_with(userinfo=b"", query=None, fragment=None)))


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "unknown"


def _said(reply: Reply) -> str:
    """The first words of an error's content, for a message; nothing of a page, which is for browsers."""
    if "html" in reply.kind:
        return ""
    words = _line(re.sub(r"<[^>]*>", " ", reply.content[:2000].decode("utf-8", "replace")))
    return f": {words}" if words else ""


def _line(text: str, most: int = 200) -> str:
    """Text of others on one line, shortened, without what could steer a terminal."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return words if len(words) <= most else words[:most] + "…"
