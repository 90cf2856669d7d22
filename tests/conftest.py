"""Shared by the tests: a tiny house to work on, and the real articles where they are at hand."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MINI = Path(__file__).parent / "mini"
ARTICLES = ROOT.parent / "shared" / "articles"


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A fresh copy of the tiny house, with the real ontology; its article is in `articles/`."""
    house = tmp_path / "mini"
    shutil.copytree(MINI, house)
    shutil.copytree(ROOT / "ontology", house / "ontology")
    return house


@pytest.fixture(scope="session")
def articles() -> Path:
    """The folder with the real articles; the test is skipped where there is none."""
    if not ARTICLES.is_dir():
        pytest.skip("the five articles are not at hand (expected in ../shared/articles)")
    return ARTICLES


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def kgtools(tmp_path: Path) -> Run:
    """Run the command as a user does, in a folder outside any house; returns code, stdout and stderr."""

    def run(*arguments: str | Path, cwd: Path | None = None, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kgtools", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd or tmp_path, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]

    return run
