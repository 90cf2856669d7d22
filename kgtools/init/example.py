"""The example of a new project: an invented article with its claims, two of which contradict each other.

`example/` has it in some languages; it is written in the first of the project's that is among them. A
project in none of them begins without it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kgtools import languages, namespaces, yaml_files
from kgtools.articles.anchors import anchor
from kgtools.articles.fingerprints import fingerprint
from kgtools.claims import tables
from kgtools.values.transliteration import latin

ARTICLE = "finch-ferry"
_FOLDER = Path(__file__).parent / "example"
_PASSAGES = ("signed", "founded", "joined", "carried", "held", "carved")
_WORDS = ("title", "text", *_PASSAGES, "gist", "explanation", "needed")
_AUTHOR, _TREATY, _COMMISSION = "nora-finch", "ferry-treaty", "ferry-commission"
_THINGS = {  # the things of the article, their kinds and classes
    "avalon": ("state", "State"), "camelot": ("state", "State"), _COMMISSION: ("body", "BilateralCommission"),
    _TREATY: ("document", "Treaty"), "lyonesse": ("place", "City"), _AUTHOR: ("person", "Person"),
    "passengers": ("indicator", "Indicator"),
}  # fmt: skip
_FACTS = (  # the passage, then what it says
    ("signed", _TREATY, "party", "avalon"),
    ("signed", _TREATY, "party", "camelot"),
    ("signed", _TREATY, "signedOn", "1921-05-04"),
    ("signed", _TREATY, "signedIn", "lyonesse"),
    ("founded", _COMMISSION, "establishedBy", _TREATY),
    ("joined", "avalon", "memberOf", _COMMISSION),
    ("joined", "camelot", "memberOf", _COMMISSION),
    ("carved", _TREATY, "signedOn", "1921-05-05"),
)


def language() -> str:
    """The language in which the example is written for the project; empty if there is none."""
    return next((tag for tag in namespaces.languages() if (_FOLDER / f"{tag}.yaml").is_file()), "")


def untranslated() -> tuple[str, ...]:
    """The languages of the project in which it has no words, so that those of its text stand for them."""
    return tuple(tag for tag in namespaces.languages() if not (_FOLDER / f"{tag}.yaml").is_file())


@lru_cache
def _told(tag: str) -> dict[str, str]:
    """The article in a language, its passages, what its things are called, and what a curator says of it."""
    _, content, _ = yaml_files.read(_FOLDER / f"{tag}.yaml", _FOLDER, (*_WORDS, *_THINGS))
    return content


def text() -> str:
    """The text of the article."""
    return _told(language())["text"] + "\n"


def things() -> dict[str, dict[str, str]]:
    """A row for each thing of the article, by its id, named in all languages of the project."""
    tags = namespaces.languages()
    return {
        _id(thing): {"id": _id(thing), "kind": found, **{tables.label(tag): _name(thing, tag) for tag in tags}}
        for thing, (_, found) in _THINGS.items()
    }


def _id(thing: str) -> str:
    """The id of a thing, named after it in the language of curators, or in English if that has other letters."""
    first = namespaces.first_language()
    called = _name(thing, first) if languages.language(first).script == "Latn" else thing
    words = filter(None, map(latin, re.findall(r"[^\s-]+", called)))
    return f"{_THINGS[thing][0]}/{'-'.join(words)}"


def _name(thing: str, tag: str) -> str:
    """What a thing of the article is called; in a language without the example as the text calls it."""
    return _told(tag if (_FOLDER / f"{tag}.yaml").is_file() else language())[thing]


def described() -> str:
    """The `article.yaml` of the article."""
    content, tags, written = text(), namespaces.languages(), language()
    labels = [f"  {tag}: {json.dumps(_label(tag), ensure_ascii=False)}" for tag in tags]
    empty = (_passage(line, why) for line, why in zip(content.split("\n\n"), ("heading", "author"), strict=False))
    return "\n".join([
        f"title:\n  {written}: {_told(written)['title']}", "label:", *labels, f"authors:\n  - {_id(_AUTHOR)}",
        f"languages:\n  - {written}",
        f"length: {len(content)}", f"sha256: {hashlib.sha256(content.encode()).hexdigest()}", "review: entered",
        "empty:", *empty, "",
    ])  # fmt: skip


def _label(tag: str) -> str:
    return f"{_name(_AUTHOR, tag).split()[-1]}, {_name(_TREATY, tag)}"


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
        yield {**_claim(f"f{number:03}", passage), "subject": _id(subject), "property": predicate,
               "value": _id(value) if value in _THINGS else value, "modality": "asserted"}  # fmt: skip


def _figures() -> Iterator[dict[str, str]]:
    yield {**_claim("n001", "carried"), "indicator": _id("passengers"), "measured": _id("avalon"),
           "partner": _id("camelot"), "period": "1922", "value": "312", "unit": "person", "bound": "exact",
           "modality": "asserted"}  # fmt: skip


def _opinions() -> Iterator[dict[str, str]]:
    yield {**_claim("o001", "held"), "speaker": "authors", "about": _id(_TREATY), "stance": "supportive",
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
        "question": f"{_id(_TREATY)} signedOn", "claims": f"{ARTICLE}/f003 {ARTICLE}/f008",
        "explanation": _by_curator("explanation"), "needed": _by_curator("needed"),
    }  # fmt: skip
