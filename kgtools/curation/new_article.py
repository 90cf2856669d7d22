"""A new article: its folder with a description to fill in and tables without rows."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from kgtools import files
from kgtools.claims import tables
from kgtools.errors import UsageError

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_DESCRIPTION = """\
title:                      # as printed, in each language in which the article prints it
  {language}: ""
label:                      # how lists call it; all four languages
  en: ""
  ru: ""
  kk: ""
  uz: ""
authors: []                 # ids in data/entities/people.csv, in printed order, such as [person/first-author]
languages:
  - {language}
length: {length}
sha256: {digest}
review: entered             # read-twice after the second reading
"""


def add(project: Path, article: str, text: Path, language: str) -> list[Path]:
    """Make the folder of an article from a copy of its text, and say which files are in it now.

    Raises UsageError for an id that cannot be one or is taken, and DataError for a text that is no UTF-8.
    """
    if not _ID.fullmatch(article):
        raise UsageError(
            f"'{article}' cannot be the id of an article; expected small Latin letters, digits and hyphens: the first "
            "author's name and a telling word, such as musina-dynamics"
        )
    folder = project / "data" / "articles" / article
    if folder.exists():
        raise UsageError(
            f"there is an article '{article}' already, in {files.display(folder, project)}; take another id"
        )
    content = files.read_text(text, str(text))
    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    described = _DESCRIPTION.format(language=language, length=len(content), digest=digest)
    columns = {"facts.csv": tables.FACTS, "figures.csv": tables.FIGURES, "opinions.csv": tables.OPINIONS}
    texts = {folder / name: tables.as_text(names, []) for name, names in columns.items()}
    files.replace_all(project, {folder / "article.yaml": described, **texts})
    return [folder / "article.yaml", *texts]
