"""Starts `kgtools serve` for tests, on a free port, as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


class Serving:
    """A running server: its project, address, process and log."""

    def __init__(self, project: Path, log: Path, *options: str | Path) -> None:
        self._log, self.project = log, project
        command = [sys.executable, "-m", "kgtools", "serve", "--root", str(project), "--port", "0", *map(str, options)]
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert " is at http://127.0.0.1:" in line, (line, log.read_text())
        self.url = line.split()[-1].rstrip("/")
        self.port = int(self.url.split("/")[2].rsplit(":", 1)[1])

    @property
    def log(self) -> list[str]:
        return self._log.read_text(encoding="utf-8").splitlines()

    def stop(self, wait: float = 20) -> int:
        """Ask the server to end, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(wait)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            if self.process.stdout is not None:
                self.process.stdout.close()
