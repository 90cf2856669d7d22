"""Files that are read again: whatever changes is seen, and what has not changed is not read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kgtools import files, rereading
from kgtools.errors import DataError


class Disk:
    """Counts what is read of a file, and can let its times stand still, as on a disk whose times are coarse."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.read = 0
        self.now = 0.0
        self.stamp: os.stat_result | None = None
        reading, stat = files.read, os.stat

        def read(path: Path, name: str) -> bytes:
            self.read += 1
            return reading(path, name)

        patch.setattr(files, "read", read)
        patch.setattr(os, "stat", lambda path, **given: self.stamp or stat(path, **given))
        patch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def test_a_file_that_has_not_changed_is_read_once_more_and_then_no_longer(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    first = rereading.content(path, "a.csv")
    for disk.now in (1, 5, 6, 7):
        assert rereading.content(path, "a.csv") is first
        assert rereading.digest(path)
    assert disk.read == 4  # at the start, twice while its times might still be the same after a change, and at 5


def test_while_files_are_looked_at_once_each_is_as_it_was_then(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    with rereading.at_once():
        first = rereading.digest(path)
        assert rereading.content(path, "a.csv") == b"one"  # whose bytes had not been kept
        assert disk.read == 2
        path.write_text("other")
        assert (rereading.digest(path), rereading.content(path, "a.csv")) == (first, b"one")
        assert disk.read == 2
    assert rereading.content(path, "a.csv") == b"other"


def test_a_change_that_keeps_size_and_time_is_seen(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    was = path.stat()
    for disk.now in (0, 5):
        rereading.content(path, "a.csv")
    time.sleep(0.02)
    path.write_text("two")
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert path.stat().st_mtime_ns == was.st_mtime_ns
    assert rereading.content(path, "a.csv") == b"two"


def test_a_change_within_the_same_moment_is_seen(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    disk.stamp = path.stat()
    assert rereading.content(path, "a.csv") == b"one"
    path.write_text("two")
    disk.now = 1.9
    assert rereading.content(path, "a.csv") == b"two"
    path.write_text("six")
    disk.now = 2.1  # what was read at 1.9 may be what was there before a change at the moment of its times
    assert rereading.content(path, "a.csv") == b"six"


def test_a_folder_is_another_with_another_file_name_or_content(tmp_path: Path) -> None:
    found = [rereading.folder(tmp_path)]
    for name, text in (("a.csv", "one"), ("a.csv", "two"), ("b.csv", "two")):
        (tmp_path / name).write_text(text)
        found.append(rereading.folder(tmp_path))
    (tmp_path / ".hidden").write_text("none")
    found.append(rereading.folder(tmp_path))
    (tmp_path / "a.csv").rename(tmp_path / "c.csv")
    found.append(rereading.folder(tmp_path))
    assert len({id(one) for one in found}) == 6 == len({one.digest for one in found}) + 1  # what is hidden counts not
    assert list(found[-1].files) == [".hidden", "b.csv", "c.csv"]
    assert rereading.folder(tmp_path) is found[-1]


def test_what_is_read_is_compared_and_hashed_only_for_who_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bytes] = []
    hashing = rereading._hash
    monkeypatch.setattr(rereading, "_hash", lambda content: hashed.append(content) or hashing(content))
    path = tmp_path / "a.csv"
    folders = []
    for text in ("one", "two", "two", "one"):
        path.write_text(text)
        assert rereading.content(path, "a.csv") == text.encode()
        folders.append(rereading.folder(tmp_path))
    assert not hashed
    assert folders[0] is not folders[1] is folders[2] is not folders[3]
    assert folders[0].digest == folders[3].digest != folders[1].digest  # as it was, though the file is another by now
    assert rereading.digest(path) == hashing(b"one")
    assert hashed == [b"one", b"one", b"two"]


def test_folders_are_found_below_each_other_and_none_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "b" / "a").mkdir(parents=True)
    (tmp_path / "a.csv").write_text("one")
    assert [one.path for one in rereading.folders(tmp_path)] == [str(tmp_path / name) for name in ("", "b", "b/a")]
    (tmp_path / "b" / "a").rmdir()
    (tmp_path / "b" / "a").symlink_to(tmp_path)  # is not followed, so that this ends
    (tmp_path / "b" / "gone.csv").symlink_to(tmp_path / "nowhere")
    assert rereading.folder(tmp_path / "b").folders == ()
    assert rereading.folder(tmp_path / "b").files == {"a": None, "gone.csv": None}
    assert rereading.folder(tmp_path / "none").files == rereading.folder(tmp_path / "a.csv").files == {}


def test_a_file_that_is_missing_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the file is missing"):
        rereading.content(tmp_path / "a.csv", "a.csv")
