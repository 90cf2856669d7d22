"""What a server tells of itself: a line for each request and event, and numbers for Prometheus.

A reader of standard error that is slow or gone never delays an answer: lines that find no room are counted, not kept.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import sys
import threading
import time
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol

_ROOM = 10_000  # lines that may wait to be written
_GATHER = 0.05  # seconds in which lines are gathered to be written at once
_BOUNDS = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0)  # seconds, of the histogram
_UNPRINTABLE = re.compile(r"[^ -~\u00a1-\u1fff\u2030-\ud7ff]|[\u00ad\u202a-\u202e\u2066-\u2069\ufeff]")


class _Stream(Protocol):
    """What lines are written to."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


class Journal:
    """Writes lines to a stream, as text or as JSON, and counts requests."""

    def __init__(self, form: str = "lines", stream: _Stream | None = None) -> None:
        self.lost = 0  # lines that found no room
        self.requests: Counter[tuple[str, int]] = Counter()  # by what was asked, and status
        self.seconds: dict[str, list[float]] = {}  # by what was asked: how many took up to each bound, all, their sum
        self._told = 0  # of the lines lost, those that were taken
        self._json = form == "json"
        self._stream = stream or sys.stderr
        self._lines: deque[str] = deque()
        self._wake, self._ending = threading.Event(), False
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def event(self, text: str) -> None:
        """Tell something that is no request."""
        self._put({"event": text}, text)

    def request(self, told: Mapping[str, Any], route: str, seconds: float) -> None:
        """Tell and count a request: id, query, client, method, path, status, outcome, bytes, ms, rows."""
        self.requests[route, told["status"]] += 1
        kept = self.seconds.setdefault(route, [0.0] * (len(_BOUNDS) + 2))
        kept[bisect_left(_BOUNDS, seconds)] += 1
        kept[-1] += seconds
        outcome = f" {told['outcome']}" if told["outcome"] else ""
        rows = f" {told['rows']} rows" if told.get("rows") is not None else ""
        who = f"{told['id']} {told['query']} {told['client']} {told['method']} {told['path']}"
        self._put(told, f"{who} {told['status']}{outcome} {told['bytes']} B {told['ms']} ms{rows}")

    def take(self) -> dict[str, Any]:
        """The numbers since they were last taken, for the journal of another process to `add`."""
        taken = (
            [*((*each, number) for each, number in self.requests.items())],
            dict(self.seconds),
            self.lost - self._told,
        )
        self.requests.clear()
        self.seconds.clear()
        self._told = self.lost
        return dict(zip(("requests", "seconds", "lost"), taken, strict=True))

    def add(self, requests: Iterable[tuple[str, int, int]], seconds: Mapping[str, list[float]], lost: int) -> None:
        """Count what another process has counted."""
        for route, status, number in requests:
            self.requests[route, status] += number
        for route, numbers in seconds.items():
            kept = self.seconds.get(route, [0.0] * len(numbers))
            self.seconds[route] = [mine + its for mine, its in zip(kept, numbers, strict=True)]
        self.lost += lost

    def pass_on(self, lines: Iterable[str]) -> None:
        """Write lines that another process has worded."""
        for line in lines:
            self._append(line)

    def close(self) -> None:
        """Write what waits to be written, unless nobody reads it."""
        self._ending = True
        self._wake.set()
        self._writer.join(2)

    def _put(self, told: Mapping[str, Any], text: str) -> None:
        now = _written_out(int(time.time()))
        if self._json:
            told = {name: _printable(value) if isinstance(value, str) else value for name, value in told.items()}
            self._append(json.dumps({"time": now, **told}, ensure_ascii=False))
        else:
            self._append(f"{now} {_printable(text)}")

    def _append(self, line: str) -> None:
        if len(self._lines) >= _ROOM:
            self.lost += 1
            return
        self._lines.append(line)
        if not self._wake.is_set():
            self._wake.set()

    def _write(self) -> None:
        told = 0
        while not self._ending or self._lines:
            self._wake.wait()
            if not self._ending:
                time.sleep(_GATHER)
                self._wake.clear()
            waiting = [self._lines.popleft() for _ in range(len(self._lines))]
            if (lost := self.lost) > told:
                waiting.append(f"{_written_out(int(time.time()))} {lost - told} lines were lost")
                told = lost
            try:
                self._stream.write("".join(f"{line}\n" for line in waiting))
                self._stream.flush()
            except (OSError, ValueError):  # a full disk, or nobody there
                self.lost += len(waiting)

    def metrics(self, gauges: Iterable[tuple[str, str, Mapping[str, float]]]) -> str:
        """All numbers in Prometheus' text format; `gauges` are further ones: name, type, values by labels."""
        lines = []
        requests = {labels(route=route, status=status): count for (route, status), count in self.requests.items()}
        every = [("requests_total", "counter", requests), *gauges, ("log_lines_lost_total", "counter", {"": self.lost})]
        for name, kind, values in every:
            lines.append(f"# TYPE tandem_{name} {kind}")
            lines += [f"tandem_{name}{labels} {value:g}" for labels, value in sorted(values.items())]
        lines.append("# TYPE tandem_request_seconds histogram")
        for route, kept in sorted(self.seconds.items()):
            total = 0.0
            for bound, count in zip((*map(str, _BOUNDS), "+Inf"), kept[:-1], strict=True):
                total += count
                lines.append(f"tandem_request_seconds_bucket{labels(route=route, le=bound)} {total:g}")
            lines.append(f"tandem_request_seconds_sum{labels(route=route)} {kept[-1]:.6f}")
            lines.append(f"tandem_request_seconds_count{labels(route=route)} {total:g}")
        return "\n".join(lines) + "\n"


class Handler(logging.Handler):
    """Passes on what libraries log, each in one line."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.ERROR)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one thing."""
        error = record.exc_info[1] if record.exc_info else None
        why = f": {type(error).__name__}: {error}" if error else ""
        self._journal.event(f"{record.getMessage().strip()}{why}")


def name_of(query: str) -> str:
    """What the log calls a query.

    >>> name_of("ASK {}")
    '819ea91ed5f1'
    """
    return hashlib.sha256(query.encode(errors="replace")).hexdigest()[:12]


def labels(**labels: object) -> str:
    """The labels of a number as Prometheus has them.

    >>> labels(route="sparql", status=200)
    '{route="sparql",status="200"}'
    """
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}"


@lru_cache(maxsize=2)
def _written_out(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _printable(text: str) -> str:
    r"""A text in which nothing steers a terminal or begins a line.

    >>> _printable("a\nb\x1b[2J \u202eќ")
    'a%0Ab%1B[2J %E2%80%AEќ'
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace")), text)
