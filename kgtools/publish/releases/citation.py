"""What CITATION.cff says of a release, which must be what `project.yaml` says."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgtools import files, projects
from kgtools.errors import UsageError
from kgtools.views.dataset import own_title

NAME = "CITATION.cff"


@dataclass(frozen=True)
class Citation:
    """The author, the ISO day of publication and the keywords of a release."""

    author: str
    issued: str
    keywords: tuple[str, ...]


def read(root: Path, issued: str = "") -> Citation:
    """The citation of a project; `issued` stands for the day that the file gives.

    Raises UsageError if the file has another version or title than project.yaml, or if nothing gives a day.
    """
    content = _content(root)
    for field, expected in (("version", projects.in_use().version), ("title", own_title())):
        if str(content.get(field, "")) != expected:
            raise UsageError(
                f"{NAME}: {field}: found '{content.get(field, '')}'; expected '{expected}', as in project.yaml"
            )
    day = issued or str(content.get("date-released", ""))
    if not day:
        raise UsageError(f"{NAME} has no date-released; write the day of the release there, or give it with --date")
    try:
        datetime.date.fromisoformat(day)
    except ValueError:
        where = f"--date {issued}" if issued else f"{NAME}: date-released: found '{day}'"
        raise UsageError(f"{where}; expected a day such as 2026-12-31") from None
    return Citation(projects.in_use().creator, day, tuple(map(str, content.get("keywords", ()))))


def _content(root: Path) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.safe_load(files.read_text(root / NAME, NAME))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise UsageError(
            f"{NAME}{line}: this is no YAML; expected fields such as 'version: {projects.in_use().version}'"
        ) from None
    if not isinstance(found, dict):
        raise UsageError(f"{NAME}: found no fields; expected such as 'version: {projects.in_use().version}'")
    return found
