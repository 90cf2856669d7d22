"""The tables as Parquet, with the data package that describes them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from kgtools.errors import UsageError
from kgtools.publish.tables.model import DATE, INTEGER, IRI, LIST, NUMBER, TEXT, TRUTH, Content, Value
from kgtools.publish.tables.written import datapackage
from kgtools.publish.tables.written.folder import PACKAGE, replaced


def write(content: Content, folder: Path, force: bool = False) -> None:
    """Write the tables as Parquet into a folder, and what describes them.

    Raises UsageError where polars is not installed, and for a folder that cannot be taken; see `folder.replaced`.
    """
    try:
        import polars
    except ImportError:
        raise UsageError("Parquet needs polars, which is not installed: pip install 'tandem-kg[tables]'") from None
    types: dict[str, Any] = {
        TEXT: polars.String, INTEGER: polars.Int64, NUMBER: polars.Float64, TRUTH: polars.Boolean, DATE: polars.Date,
        IRI: polars.String, LIST: polars.List(polars.String),
    }  # fmt: skip
    names = [f"{table.name}.parquet" for table in content.tables]
    with replaced(folder, (*names, PACKAGE), force) as work:
        for table in content.tables:
            columns: dict[str, list[object]] = {column.name: [] for column in table.columns}
            for row in content.rows[table.name]:
                for name, values in columns.items():
                    values.append(_stored(row[name]))
            schema = {column.name: types[column.type] for column in table.columns}
            frame = polars.DataFrame(columns, schema=schema)
            frame.write_parquet(work / f"{table.name}.parquet", compression="zstd", statistics=True)
        (work / PACKAGE).write_text(datapackage.package(content, work, "parquet"), encoding="utf-8")


def _stored(value: Value) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, tuple) else value
