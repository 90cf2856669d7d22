"""The example of a new project: an invented article with its claims, two of which contradict each other.

`example/` has it in some languages; it is written in the first of the project's that is among them, else in English.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kgtools import namespaces, yaml_files
from kgtools.articles.anchors import anchor
from kgtools.articles.fingerprints import fingerprint
from kgtools.claims import tables

ARTICLE = "finch-ferry"
TREATY = "document/ferry-treaty"
_FOLDER = Path(__file__).parent / "example"
_PASSAGES = ("signed", "founded", "joined", "carried", "held", "carved")
_WORDS = ("title", "text", *_PASSAGES, "gist", "explanation", "needed")
_AUTHOR, _COMMISSION = "person/nora-finch", "body/ferry-commission"
_KINDS = {  # the things of the article and what each is
    _COMMISSION: "BilateralCommission", TREATY: "Treaty", "indicator/passengers": "Indicator", _AUTHOR: "Person",
    "place/lyonesse": "City", "state/avalon": "State", "state/camelot": "State",
}  # fmt: skip
_FACTS = (  # the passage, then what it says
    ("signed", TREATY, "party", "state/avalon"),
    ("signed", TREATY, "party", "state/camelot"),
    ("signed", TREATY, "signedOn", "1921-05-04"),
    ("signed", TREATY, "signedIn", "place/lyonesse"),
    ("founded", _COMMISSION, "establishedBy", TREATY),
    ("joined", "state/avalon", "memberOf", _COMMISSION),
    ("joined", "state/camelot", "memberOf", _COMMISSION),
    ("carved", TREATY, "signedOn", "1921-05-05"),
)


def language() -> str:
    """The language in which the example is written."""
    return next((tag for tag in namespaces.languages() if (_FOLDER / f"{tag}.yaml").is_file()), "en")


@lru_cache
def _told(tag: str) -> dict[str, str]:
    """The article in a language, its passages, what its things are called, and what a curator says of it."""
    keys = (*_WORDS, *(identifier.partition("/")[2] for identifier in _KINDS))
    _, content, _ = yaml_files.read(_FOLDER / f"{tag}.yaml", _FOLDER, keys)
    return content


def text() -> str:
    """The text of the article."""
    return _told(language())["text"] + "\n"


def things() -> dict[str, dict[str, str]]:
    """A row for each thing of the article, by its id, named in all languages of the project."""
    tags = namespaces.languages()
    return {
        identifier: {"id": identifier, "kind": kind, **{tables.label(tag): name(identifier, tag) for tag in tags}}
        for identifier, kind in _KINDS.items()
    }


def name(identifier: str, tag: str) -> str:
    """What a thing of the article is called; in a language without the example as the text calls it."""
    known = tag if (_FOLDER / f"{tag}.yaml").is_file() else language()
    return _told(known)[identifier.partition("/")[2]]


def described() -> str:
    """The `article.yaml` of the article."""
    content, tags, written = text(), namespaces.languages(), language()
    title = [f"title:\n  {written}: {_told(written)['title']}"] if written in tags else []
    called = ((tag, f"{name(_AUTHOR, tag).split()[-1]}, {name(TREATY, tag)}") for tag in tags)
    labels = [f"  {tag}: {json.dumps(label, ensure_ascii=False)}" for tag, label in called]
    empty = (_passage(line, why) for line, why in zip(content.split("\n\n"), ("heading", "author"), strict=False))
    return "\n".join([
        *title, "label:", *labels, f"authors:\n  - {_AUTHOR}", f"languages:\n  - {written}",
        f"length: {len(content)}", f"sha256: {hashlib.sha256(content.encode()).hexdigest()}", "review: entered",
        "empty:", *empty, "",
    ])  # fmt: skip


def _passage(words: str, why: str) -> str:
    start = text().index(words)
    return f"  - {start}-{start + len(words)} {fingerprint(words)} {why}"


def tables_of() -> dict[str, str]:
    """The texts of its tables."""
    return {
        "facts.csv": tables.as_text(tables.FACTS, _facts()),
        "figures.csv": tables.as_text(tables.FIGURES, _figures()),
        "opinions.csv": tables.as_text(tables.opinions(), _opinions()),
    }


def _facts() -> Iterator[dict[str, str]]:
    for number, (passage, subject, predicate, value) in enumerate(_FACTS, 1):
        yield {**_claim(f"f{number:03}", passage), "subject": subject, "property": predicate, "value": value,
               "modality": "asserted"}  # fmt: skip


def _figures() -> Iterator[dict[str, str]]:
    yield {**_claim("n001", "carried"), "indicator": "indicator/passengers", "measured": "state/avalon",
           "partner": "state/camelot", "period": "1922", "value": "12", "unit": "thousand-persons", "bound": "exact",
           "modality": "asserted"}  # fmt: skip


def _opinions() -> Iterator[dict[str, str]]:
    yield {**_claim("o001", "held"), "speaker": "authors", "about": TREATY, "stance": "supportive",
           tables.gist(): _by_curator("gist")}  # fmt: skip


def _claim(identifier: str, passage: str) -> dict[str, str]:
    found = anchor(text(), _told(language())[passage])
    return {"id": identifier, "start": str(found.start), "end": str(found.end), "fingerprint": found.fingerprint,
            "certainty": "stated"}  # fmt: skip


def _by_curator(word: str) -> str:
    """What a curator says, who writes in the first language of the project if the example knows it."""
    first = namespaces.first_language()
    return _told(first if (_FOLDER / f"{first}.yaml").is_file() else language())[word]


def disagreement() -> dict[str, str]:
    """The entry of the list of disagreements that explains the two days of signing."""
    return {
        "id": "ferry-treaty-signed", "kind": "value", "type": "contradiction", "status": "open", "found": "machine",
        "question": f"{TREATY} signedOn", "claims": f"{ARTICLE}/f003 {ARTICLE}/f008",
        "explanation": _by_curator("explanation"), "needed": _by_curator("needed"),
    }  # fmt: skip
