"""What templates compile to is kept beside modules; what has changed since, or is kept damaged, is compiled anew."""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from kgtools.templates import environment

Names = list[str]


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Names:
    """The names of the templates that were compiled, of a folder with one page."""
    (tmp_path / "page.html").write_text("Hello, {{ name }}!\n", encoding="utf-8")
    names, as_usual = Names(), jinja2.Environment.compile

    def compile(self: jinja2.Environment, source: str, name: str, *more: str) -> object:
        names.append(name)
        return as_usual(self, source, name, *more)

    monkeypatch.setattr(jinja2.Environment, "compile", compile)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return names


def page(folder: Path, newline: bool = False) -> str:
    """The page of a folder, as a process that has just started reads it."""
    found = environment(jinja2.FileSystemLoader(folder), str(folder / "module.py"), newline)
    return found.get_template("page.html").render(name="<b>")


def kept(folder: Path) -> list[Path]:
    return list((folder / "__pycache__").glob("*"))


def test_a_template_is_compiled_once(tmp_path: Path, compiled: Names) -> None:
    assert [page(tmp_path), page(tmp_path)] == ["Hello, &lt;b&gt;!"] * 2
    assert compiled == ["page.html"]
    assert len(kept(tmp_path)) == 1


def test_what_has_changed_is_compiled_anew(tmp_path: Path, compiled: Names) -> None:
    page(tmp_path)
    (tmp_path / "page.html").write_text("Good bye, {{ name }}!", encoding="utf-8")
    assert page(tmp_path) == "Good bye, &lt;b&gt;!"
    assert len(compiled) == 2


def test_what_is_read_otherwise_is_compiled_anew(tmp_path: Path, compiled: Names) -> None:
    assert page(tmp_path) != page(tmp_path, newline=True) == "Hello, &lt;b&gt;!\n"
    assert len(compiled) == 2


@pytest.mark.parametrize("left", [0, 20, 60, 100])
def test_what_is_kept_damaged_is_compiled_anew(tmp_path: Path, compiled: Names, left: int) -> None:
    page(tmp_path)
    file = kept(tmp_path)[0]
    file.write_bytes(file.read_bytes()[:left])
    assert page(tmp_path) == "Hello, &lt;b&gt;!"
    assert len(compiled) == 2


def test_where_nothing_can_be_kept_each_start_compiles(tmp_path: Path, compiled: Names) -> None:
    (tmp_path / "__pycache__").touch()
    assert page(tmp_path) == page(tmp_path)
    assert len(compiled) == 2


def test_nothing_is_kept_where_python_keeps_nothing(
    tmp_path: Path, compiled: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert page(tmp_path) == page(tmp_path)
    assert len(compiled) == 2
    assert kept(tmp_path) == []
