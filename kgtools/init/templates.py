"""The files of a new project, made from templates: what a project gives of itself, and texts of the interface."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from pathlib import Path

from kgtools import namespaces
from kgtools.messages import message

_FOLDER = Path(__file__).with_name("template")
# Where a file goes whose name a tool at work on this package would take for its own.
_PLACES = {"check.yml": ".github/workflows/check.yml", "gitattributes": ".gitattributes", "gitignore": ".gitignore"}


class _Template(string.Template):
    """A text with `${word}` for what the project gives and `${sort:word}` for a text of the interface."""

    braceidpattern = r"[a-z_]+(?::[a-z-]+)?"


class _Values(dict[str, str]):
    """What the project gives; a text of the interface is looked up, in all languages of the project."""

    def __missing__(self, name: str) -> str:
        sort, _, word = name.partition(":")
        if sort == "asks":
            return "\n".join(f"# {tag}: {message(f'init.asks.{word}', tag)}" for tag in namespaces.languages())
        key = {"column": f"questions.name.{word}", "parameter": f"init.parameter.{word}"}[sort]
        return " | ".join(message(key, tag) for tag in namespaces.languages())


def filled(name: str, given: Mapping[str, str]) -> str:
    """The text of one file of a new project."""
    return _Template((_FOLDER / name).read_text(encoding="utf-8")).substitute(_Values(given))


def files(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """All files of a new project that are made from templates: where each goes, and its text."""
    for path in sorted(_FOLDER.rglob("*")):
        if path.is_file():
            name = path.relative_to(_FOLDER).as_posix()
            yield _PLACES.get(name, name), filled(name, given)
