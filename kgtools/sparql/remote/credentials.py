"""Who asks an endpoint: from the environment alone, and never part of a text."""

from __future__ import annotations

import os
from collections.abc import Generator
from dataclasses import dataclass, field

import httpx

from kgtools.errors import UsageError

VARIABLES = "TANDEM_USER and TANDEM_PASSWORD, or TANDEM_TOKEN"


@dataclass(frozen=True)
class Credentials:
    """A name and a password, or a token; none of them where an endpoint asks for none.

    >>> Credentials(user="curator", password="secret")
    Credentials(user='curator')
    """

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of_environment(cls) -> Credentials:
        """What TANDEM_USER and TANDEM_PASSWORD, or TANDEM_TOKEN, hold. Raises UsageError where they do not fit."""
        user, password, token = (os.environ.get(f"TANDEM_{name}", "") for name in ("USER", "PASSWORD", "TOKEN"))
        if bool(user) != bool(password):
            given, missing = ("TANDEM_USER", "TANDEM_PASSWORD") if user else ("TANDEM_PASSWORD", "TANDEM_USER")
            raise UsageError(f"{given} is set and {missing} is not; set both or none")
        if user and token:
            raise UsageError("TANDEM_USER and TANDEM_TOKEN are both set; unset one of them")
        if not (user + password + token).isprintable() or not token.isascii():
            raise UsageError(f"one of {VARIABLES} holds a character that cannot be sent, such as a line break")
        return cls(user, password, token)

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    @property
    def named(self) -> str:
        """Where they come from, for messages."""
        return "the token in TANDEM_TOKEN" if self.token else "TANDEM_USER and TANDEM_PASSWORD"


class Authentication(httpx.Auth):
    """Gives a token at once; a name and a password when they are asked for, in the way they are asked for."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._asked_for: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._credentials.token:
            request.headers["Authorization"] = f"Bearer {self._credentials.token}"
        if self._asked_for is not None:
            yield from self._asked_for.auth_flow(request)
            return
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED and self._credentials.user:
            self._asked_for = self._way(response.headers.get("WWW-Authenticate", "").lower())
        if self._asked_for is not None:
            flow = self._asked_for.auth_flow(request)
            again = next(flow)
            yield again if "Authorization" in again.headers else flow.send(response)  # Digest begins with what it got

    def _way(self, challenge: str) -> httpx.Auth | None:
        user, password = self._credentials.user, self._credentials.password
        if "digest" in challenge:
            return httpx.DigestAuth(user, password)
        return httpx.BasicAuth(user, password) if "basic" in challenge else None
