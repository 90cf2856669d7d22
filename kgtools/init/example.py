"""The example of a new project: an invented article with its claims, and two that disagree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from kgtools import namespaces
from kgtools.articles.anchors import anchor
from kgtools.claims import tables
from kgtools.messages import message

ARTICLE = "finch-ferry"
TREATY = "document/ferry-treaty"
_FILE = Path(__file__).parent / "example" / "ferry-treaty.txt"
_KINDS = {  # the things of the article and what each is
    "body/ferry-commission": "BilateralCommission", TREATY: "Treaty", "indicator/passengers": "Indicator",
    "person/nora-finch": "Person", "place/lyonesse": "City", "state/avalon": "State", "state/camelot": "State",
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
            **{f"label_{tag}": name(identifier, tag) for tag in namespaces.languages()},
        }
        for identifier, kind in _KINDS.items()
    }  # fmt: skip


def name(identifier: str, language: str) -> str:
    """What a thing of the article is called."""
    return message(f"init.thing.{identifier.partition('/')[2]}", language)


def described() -> str:
    """The `article.yaml` of the article."""
    first = [f"title:\n  en: {text().splitlines()[0].title()}"] if "en" in namespaces.languages() else []
    surname, title = name("person/nora-finch", "en").split()[-1], text().splitlines()[0].title()
    labels = [f"  {tag}: {json.dumps(f'{surname}, {title}')}" for tag in namespaces.languages()]
    content = text()
    return "\n".join([
        *first, "label:", *labels, "authors:\n  - person/nora-finch", "languages:\n  - en",
        f"length: {len(content)}", f"sha256: {hashlib.sha256(content.encode()).hexdigest()}", "review: entered", "",
    ])  # fmt: skip


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
    first = namespaces.languages()[0]
    yield {**_claim("o001", _OPINION), "speaker": "authors", "about": TREATY, "stance": "supportive",
           f"gist_{first}": message("init.gist", first)}  # fmt: skip


def _claim(identifier: str, quote: str) -> dict[str, str]:
    found = anchor(text(), quote)
    return {"id": identifier, "start": str(found.start), "end": str(found.end), "fingerprint": found.fingerprint,
            "certainty": "stated"}  # fmt: skip


def disagreement() -> dict[str, str]:
    """The entry of the list of disagreements that explains the two days of signing."""
    return {
        "id": "ferry-treaty-signed", "kind": "value", "type": "contradiction", "status": "open", "found": "machine",
        "question": f"{TREATY} signedOn", "claims": f"{ARTICLE}/f003 {ARTICLE}/f008",
        "explanation": message("init.explanation", namespaces.languages()[0]),
        "needed": message("init.needed", namespaces.languages()[0]),
    }  # fmt: skip


def tables_of() -> dict[str, str]:
    """The texts of its tables."""
    gist = f"gist_{namespaces.languages()[0]}"
    opinions_columns = tuple(gist if column.startswith("gist_") else column for column in tables.OPINIONS)
    return {
        "facts.csv": tables.as_text(tables.FACTS, facts()),
        "figures.csv": tables.as_text(tables.FIGURES, figures()),
        "opinions.csv": tables.as_text(opinions_columns, opinions()),
    }
