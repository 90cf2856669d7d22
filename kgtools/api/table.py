"""Rows of an answer, from Python: they iterate, print, stand in a notebook, and become data frames."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, overload

from kgtools.api.thing import Thing
from kgtools.errors import UsageError
from kgtools.query import formats

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


Value = Thing | str | int | float | bool | Decimal | datetime.date


class Several(tuple[Value, ...]):
    """The values of a cell that has more than one; it prints as its values with semicolons between them."""

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(map(str, self))


Cell = Value | Several | None


@dataclass(frozen=True)
class Table:
    """Rows of an answer. It iterates over rows as dicts, prints well, and becomes a data frame.

    A question of the library has a row for each thing. A cell is a value, None, or `Several`: a tuple of
    values, of dates the most precise first.
    """

    columns: list[str]
    rows: list[list[Cell]]
    _combinations: list[list[Cell]] | None = field(default=None, repr=False, compare=False)

    def each(self) -> Table:
        """The same with one value in each cell: a row for each combination of values, as SPARQL gives them."""
        return Table(self.columns, self.rows if self._combinations is None else self._combinations)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    @overload
    def __getitem__(self, key: int) -> dict[str, Cell]: ...
    @overload
    def __getitem__(self, key: str) -> list[Cell]: ...
    def __getitem__(self, key: int | str) -> dict[str, Cell] | list[Cell]:
        """A row by its number, or a column by its name."""
        if isinstance(key, int):
            return dict(zip(self.columns, self.rows[key], strict=True))
        if key not in self.columns:
            raise KeyError(f"no column {key!r}; the columns are {', '.join(self.columns)}")
        place = self.columns.index(key)
        return [row[place] for row in self.rows]

    def __str__(self) -> str:
        return formats.write(self.columns, self._texts, "table") if self.rows else "0 rows\n"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The table in a notebook, in which each thing links to its IRI."""
        from html import escape

        def shown(cell: Cell) -> str:
            parts = [
                f'<a href="{escape(value.iri)}" title="{escape(value.id)}">{escape(str(value))}</a>'
                if isinstance(value, Thing)
                else escape(str(value))
                for value in _values(cell)
            ]
            return "; ".join(parts)

        lines = [f"<tr>{''.join(f'<th>{escape(column)}</th>' for column in self.columns)}</tr>"]
        lines += [f"<tr>{''.join(f'<td>{shown(cell)}</td>' for cell in row)}</tr>" for row in self.rows]
        return "<table>\n" + "\n".join(lines) + f"\n</table>\n<p>{len(self)} rows</p>\n"

    @property
    def _texts(self) -> list[list[str]]:
        return [["" if cell is None else str(cell) for cell in row] for row in self.rows]

    def to_pandas(self, ids: bool = False) -> pd.DataFrame:
        """A pandas data frame: labels (or ids) for things, numbers as floats or nullable integers.

        A column in which a cell has several values holds lists; `explode` makes rows of them, and `each()` before
        this gives one value in each cell, whatever the data.
        """
        frame: pd.DataFrame = _library("pandas").DataFrame(self._plain(ids)).convert_dtypes()
        return frame

    def to_polars(self, ids: bool = False) -> pl.DataFrame:
        """A polars data frame: labels (or ids) for things, decimals as floats; lists as in `to_pandas`."""
        frame: pl.DataFrame = _library("polars").DataFrame(self._plain(ids), strict=False)
        return frame

    def _plain(self, ids: bool) -> dict[str, list[Any]]:
        def plain(value: Value) -> Any:
            if isinstance(value, Thing):
                return value.id if ids else value.label
            return float(value) if isinstance(value, Decimal) else value

        columns: dict[str, list[Any]] = {}
        for place, column in enumerate(self.columns):
            cells = [[plain(value) for value in _values(row[place])] for row in self.rows]
            several = any(len(cell) > 1 for cell in cells)
            columns[column] = [cell if several else cell[0] if cell else None for cell in cells]
        return columns


def _library(name: str) -> Any:
    """A library of data frames. Raises UsageError, with what to install, where it is missing."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(f"to_{name} needs {name}, which is not installed: pip install 'tandem-kg[frames]'") from None


def _values(cell: Cell) -> tuple[Value, ...]:
    return () if cell is None else cell if isinstance(cell, Several) else (cell,)
