"""The example of a new project: an invented article with its claims, and two that disagree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from kgtools import namespaces
from kgtools.articles.anchors import anchor
from kgtools.articles.fingerprints import fingerprint
from kgtools.claims import tables
from kgtools.languages import ENGLISH
from kgtools.messages import message

ARTICLE = "finch-ferry"
TREATY = "document/ferry-treaty"
_AUTHOR = "person/nora-finch"
_FILE = Path(__file__).parent / "example" / "ferry-treaty.txt"
_KINDS = {  # the things of the article and what each is
    "body/ferry-commission": "BilateralCommission", TREATY: "Treaty", "indicator/passengers": "Indicator",
    _AUTHOR: "Person", "place/lyonesse": "City", "state/avalon": "State", "state/camelot": "State",
}  # fmt: skip
_SIGNED = "On 4 May 1921 Avalon and Camelot signed the Ferry Treaty"
_COMMISSION = "The treaty set up a Ferry Commission, and both states took a seat in it"
_FACTS = (
    (_SIGNED, TREATY, "party", "state/avalon"),
    (_SIGNED, TREATY, "party", "state/camelot"),
    (_SIGNED, TREATY, "signedOn", "1921-05-04"),
    (f"{_SIGNED} in Lyonesse", TREATY, "signedIn", "place/lyonesse"),
    (_COMMISSION, "body/ferry-commission", "establishedBy", TREATY),
    (f"{_SIGNED} in Lyonesse. {_COMMISSION}", "state/avalon", "memberOf", "body/ferry-commission"),
    (f"{_SIGNED} in Lyonesse. {_COMMISSION}", "state/camelot", "memberOf", "body/ferry-commission"),
    ("the Ferry Treaty was signed on 5 May 1921", TREATY, "signedOn", "1921-05-05"),
)
_FIGURE = ("In 1922 the ferry carried 12 thousand passengers from Avalon to Camelot", "12", "thousand-persons")
_OPINION = "I am convinced that the treaty did more for trade than any bridge could have done"


def text() -> str:
    """The text of the article."""
    return _FILE.read_text(encoding="utf-8")


def things() -> dict[str, dict[str, str]]:
    """A row for each thing of the article, by its id, named in all languages of the project."""
    return {
        identifier: {
            "id": identifier, "kind": kind,
            **{tables.label(tag): name(identifier, tag) for tag in namespaces.languages()},
        }
        for identifier, kind in _KINDS.items()
    }  # fmt: skip


def name(identifier: str, language: str) -> str:
    """What a thing of the article is called."""
    return message(f"init.thing.{identifier.partition('/')[2]}", language)


def described() -> str:
    """The `article.yaml` of the article."""
    content, tags = text(), namespaces.languages()
    title = [f"title:\n  en: {content.splitlines()[0].title()}"] if ENGLISH in tags else []
    called = ((tag, f"{name(_AUTHOR, tag).split()[-1]}, {name(TREATY, tag)}") for tag in tags)
    labels = [f"  {tag}: {json.dumps(label, ensure_ascii=False)}" for tag, label in called]
    empty = (_passage(line, why) for line, why in zip(content.split("\n\n"), ("heading", "author"), strict=False))
    return "\n".join([
        *title, "label:", *labels, f"authors:\n  - {_AUTHOR}", "languages:\n  - en",
        f"length: {len(content)}", f"sha256: {hashlib.sha256(content.encode()).hexdigest()}", "review: entered",
        "empty:", *empty, "",
    ])  # fmt: skip


def _passage(words: str, why: str) -> str:
    start = text().index(words)
    return f"  - {start}-{start + len(words)} {fingerprint(words)} {why}"


def facts() -> Iterator[dict[str, str]]:
    """The rows of its facts."""
    for number, (quote, subject, predicate, value) in enumerate(_FACTS, 1):
        yield {**_claim(f"f{number:03}", quote), "subject": subject, "property": predicate, "value": value,
               "modality": "asserted"}  # fmt: skip


def figures() -> Iterator[dict[str, str]]:
    """The row of its one figure."""
    quote, value, unit = _FIGURE
    yield {**_claim("n001", quote), "indicator": "indicator/passengers", "measured": "state/avalon",
           "partner": "state/camelot", "period": "1922", "value": value, "unit": unit, "bound": "exact",
           "modality": "asserted"}  # fmt: skip


def opinions() -> Iterator[dict[str, str]]:
    """The row of its one opinion."""
    yield {**_claim("o001", _OPINION), "speaker": "authors", "about": TREATY, "stance": "supportive",
           tables.gist(): message("init.gist", namespaces.first_language())}  # fmt: skip


def _claim(identifier: str, quote: str) -> dict[str, str]:
    found = anchor(text(), quote)
    return {"id": identifier, "start": str(found.start), "end": str(found.end), "fingerprint": found.fingerprint,
            "certainty": "stated"}  # fmt: skip


def disagreement() -> dict[str, str]:
    """The entry of the list of disagreements that explains the two days of signing."""
    return {
        "id": "ferry-treaty-signed", "kind": "value", "type": "contradiction", "status": "open", "found": "machine",
        "question": f"{TREATY} signedOn", "claims": f"{ARTICLE}/f003 {ARTICLE}/f008",
        "explanation": message("init.explanation", namespaces.first_language()),
        "needed": message("init.needed", namespaces.first_language()),
    }  # fmt: skip


def tables_of() -> dict[str, str]:
    """The texts of its tables."""
    return {
        "facts.csv": tables.as_text(tables.FACTS, facts()),
        "figures.csv": tables.as_text(tables.FIGURES, figures()),
        "opinions.csv": tables.as_text(tables.opinions(), opinions()),
    }
