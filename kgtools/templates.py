"""Templates of pages. What they compile to is kept where Python keeps what modules compile to: it takes a third of a
second for the pages of the portal, at each start of a server and for each site that is written.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import sys
from pathlib import Path

import jinja2

from kgtools.languages import is_rtl

_OPTIONS = "autoescape trim_blocks lstrip_blocks StrictUndefined"  # of every environment; part of what is kept


def environment(loader: jinja2.BaseLoader, module: str, newline: bool = False) -> jinja2.Environment:
    """How the templates of a module, given as its file, are read; with `newline` their last one is kept."""
    found = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
        auto_reload=False, keep_trailing_newline=newline, bytecode_cache=_Kept(module, newline),
    )  # fmt: skip
    found.globals["rtl"] = is_rtl
    return found


class _Kept(jinja2.FileSystemBytecodeCache):
    """Compiled templates beside the bytecode of a module. Where nothing can be written they are compiled each time."""

    def __init__(self, module: str, newline: bool) -> None:
        super().__init__(str(Path(importlib.util.cache_from_source(module)).parent), "%s.jinja")
        self._made_by = f"{importlib.metadata.version('jinja2')} {_OPTIONS} {newline}\n"

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(self._made_by + source)

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever reading a damaged file raises
            bucket.reset()

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)
