"""YAML read as text, strictly: no duplicate keys, no aliases, no values that change their type."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

from kgtools.errors import DataError, Finding, nearest
from kgtools.files import display, line_findings, read_text
from kgtools.values import characters


def read(path: Path, root: Path, keys: Collection[str]) -> tuple[str, dict[str, Any], dict[str, int]]:
    """Read a file of some known keys: its display name, its content with every scalar as text, and lines by key.

    Lines of keys within keys are found under both, with a dot between. Raises DataError for syntax errors, unknown
    keys and keys given twice.
    """
    name = display(path, root)
    text = read_text(path, name)
    if findings := line_findings(name, text):
        raise DataError(findings)
    return _parsed(name, text, tuple(keys))


@lru_cache(maxsize=64)
def _parsed(name: str, text: str, keys: tuple[str, ...]) -> tuple[str, dict[str, Any], dict[str, int]]:
    import yaml

    try:
        loader = yaml.BaseLoader(text)
        node = loader.get_single_node()
        _check_yaml(name, node, set())
        content = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        hint = "correct the line, or indent it like its neighbours"
        problem = (error.problem or "").removeprefix("found ")
        raise DataError(Finding(name, line, "invalid YAML", problem, hint=hint)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DataError(Finding(name, line, "invalid YAML", error.reason, hint="retype the line")) from None
    if not isinstance(node, yaml.MappingNode) or not isinstance(content, dict):
        raise DataError(Finding(name, 1, "the file has no keys", expected=f"lines such as '{keys[0]}: …'"))
    lines = {key.value: key.start_mark.line + 1 for key, _ in node.value}
    for key, value in node.value:
        if isinstance(value, yaml.MappingNode):
            lines |= {f"{key.value}.{inner.value}": inner.start_mark.line + 1 for inner, _ in value.value}
    for key in content:
        if key not in keys:
            hint = nearest(key, keys) or f"the keys are {', '.join(keys)}"
            raise DataError(Finding(name, lines[key], "unknown key", f"'{key}'", hint=hint))
    return name, content, lines


def _check_yaml(name: str, node: Any, above: set[int]) -> None:
    """Refuse what a plain list of keys and values does not need: keys given twice or not plain, aliases."""
    import yaml

    if node is None:
        return
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        if findings := [
            Finding(name, line, flaw.message, f"{flaw.found} of '{node.value}'", hint=flaw.hint)
            for flaw in characters.flaws(node.value)
        ]:
            raise DataError(findings)
        return
    if id(node) in above:  # met before: an alias, which may also make the tree endless
        raise DataError(Finding(name, line, "the YAML has an alias", hint="write the value out"))
    above.add(id(node))
    seen = set()
    for part in node.value:
        key, value = part if isinstance(node, yaml.MappingNode) else (None, part)
        if key is not None:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise DataError(
                    Finding(
                        name,
                        line,
                        "the key is not a plain word",
                        hint="write it as one word without quotes or brackets",
                    )
                )
            if key.value in seen:
                raise DataError(Finding(name, line, "the key is given twice", f"'{key.value}'", hint="keep one"))
            seen.add(key.value)
        _check_yaml(name, value, above)
