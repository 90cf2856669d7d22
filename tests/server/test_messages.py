"""What is said when the machine fails the server: the reason, and what helps."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest

from kgtools.errors import UsageError
from kgtools.graph import store
from tests.conftest import Run


def failing(code: int) -> object:
    def fail(*arguments: object, **more: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    return fail


def test_a_missing_temporary_folder_is_named_as_what_is_wrong(
    built: Path, kgtools: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> NoReturn:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp', '/var/tmp']")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    done = kgtools("serve", "--root", built, "--port", "0")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "No usable temporary directory found" in done.stderr
    assert "TMPDIR" in done.stderr
    assert "standard output" not in done.stderr


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_full_temporary_folder_is_named_as_what_is_wrong(
    built: Path, kgtools: Run, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(os, "link", failing(errno.EXDEV))
    monkeypatch.setattr(shutil, "copyfile", failing(code))
    done = kgtools("serve", "--root", built, "--port", "0")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert os.strerror(code) in done.stderr
    assert "TMPDIR" in done.stderr
    assert "try again" not in done.stderr


def test_a_store_that_is_being_replaced_is_told_apart(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", failing(errno.ENOENT))
    monkeypatch.setattr(shutil, "copyfile", failing(errno.ENOENT))
    with pytest.raises(UsageError, match="is being replaced; try again"):
        store.lend(built, tmp_path, fresh=False)
    assert list(tmp_path.iterdir()) == []


def test_only_what_cannot_be_printed_is_said_not_to_be(
    kgtools: Run, monkeypatch: pytest.MonkeyPatch, built: Path
) -> None:
    for code, said in ((errno.EACCES, os.strerror(errno.EACCES)), (errno.ENOSPC, "cannot write to standard output")):
        monkeypatch.setattr("kgtools.query.questions.listing", failing(code))
        done = kgtools("query", "--list", "--root", built)
        assert done.returncode == 2
        assert said in done.stderr
        assert ("standard output" in done.stderr) == (code == errno.ENOSPC)
