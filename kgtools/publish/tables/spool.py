"""The rows of a table while they are read: on disk, however many there are, and in order once all are there."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Collection, Iterable, Iterator

from kgtools.publish.tables.model import Row, Table


class Rows(Collection[Row]):
    """The rows of a table. They stand in a file without a name; held is where each begins, and its key until `sort`."""

    def __init__(self, table: Table) -> None:
        self._names = [column.name for column in table.columns]
        self._key = table.key
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (it ends with the rows)
        self._keys: list[list[str]] = []
        self._places: list[int] = []

    def append(self, row: Row) -> None:
        """Take a row; it has all columns, in any order."""
        self._keys.append([str(row[name]) for name in self._key])
        self._places.append(self._file.seek(0, 2))
        pickle.dump([row[name] for name in self._names], self._file)

    def extend(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.append(row)

    def sort(self) -> None:
        """Bring the rows into the order of their keys; none can be taken afterwards."""
        self._places = [place for _, place in sorted(zip(self._keys, self._places, strict=True))]
        self._keys.clear()

    def __contains__(self, row: object) -> bool:
        return any(row == each for each in self)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Row]:
        for place in self._places:
            self._file.seek(place)
            yield dict(zip(self._names, pickle.load(self._file), strict=True))
