"""Tables of SQLite that a build writes beside its graph: how they are written, and opened again by that build alone."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from kgtools import files


@contextlib.contextmanager
def written(place: Path, digest: str, tables: str) -> Iterator[sqlite3.Connection]:
    """A new database with some tables, for a build with a digest; it is whole when the block ends.

    Raises OSError where it cannot be written.
    """
    try:
        with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as connection:
            connection.executescript(
                "PRAGMA journal_mode = off; PRAGMA synchronous = off; BEGIN;"
                f"CREATE TABLE about (digest TEXT, code INTEGER); {tables}"
            )
            connection.execute("INSERT INTO about VALUES (?, ?)", (digest, _code()))
            yield connection
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(str(error)) from None


def opened(place: Path, digest: str) -> sqlite3.Connection:
    """The database in a file, which must be of the build with this digest and written by this very code.

    Raises LookupError if it is not, and sqlite3.Error, ValueError or TypeError if it is none. Nobody changes it once it
    is written, and any thread may ask it.
    """
    uri = f"{place.absolute().as_uri()}?mode=ro&immutable=1"
    with contextlib.ExitStack() as failed:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        failed.callback(connection.close)
        (found,) = connection.execute("SELECT digest, code FROM about")
        if found != (digest, _code()):
            raise LookupError(place)
        failed.pop_all()
        return connection


def _code() -> int:
    """A checksum of the code, whose way to read and to fold what a table holds is that of the table."""
    return zlib.crc32("\n".join(files.code()).encode())
