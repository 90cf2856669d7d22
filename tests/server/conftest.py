"""One endpoint for all tests that leave it as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.serving import Serving


@pytest.fixture(scope="session")
def endpoint(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The tiny project, served."""
    running = Serving(built, tmp_path_factory.mktemp("endpoint") / "log", "--workers", 2)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def http(endpoint: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=endpoint.url, timeout=60, verify=False) as client:
        yield client
