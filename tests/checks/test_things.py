"""What a tired hand or a spreadsheet does to the rows of entities, planted in the real tables, each slip at a row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kgtools import namespaces, ontology
from kgtools.checks import check, things
from kgtools.checks.passages import printed_names
from kgtools.claims import reader
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Opinion, Text
from kgtools.errors import Finding
from kgtools.ontology import Ontology
from tests.conftest import ROOT, real_corpus

TWIN = "project/silk-road-visa-for-guests"
# Row, what columns become (a pair replaces a part, a column or row gives its cell), check and column.
PLANTED: list[tuple[str, dict[str, object], str, str]] = [
    ("topic/culture", {"label_ru": "Мәдениет"}, "label-letters", "label_ru"),
    ("state/india", {"aliases": "Ҳиндистон@uz"}, "label-letters", "aliases"),
    ("topic/textile-industry", {"label_uz": "To'qimachilik sanoati"}, "label-letters", "label_uz"),
    ("event/taliban-takeover-2021", {"label_kk": ("2021)", "2021")}, "label-letters", "label_kk"),
    ("topic/green-economy", {"label_en": "Green economy economy"}, "label-letters", "label_en"),
    ("topic/air-travel", {"label_en": "Air travelAir travel"}, "label-letters", "label_en"),
    ("topic/digital-economy", {"label_en": "Digital economy,"}, "label-letters", "label_en"),
    ("body/european-council", {"label_ru": "европейский совет"}, "label-letters", "label_ru"),
    ("topic/logistics", {"label_kk": "ЛОГИСТИКА"}, "label-letters", "label_kk"),
    ("person/rasul-arin", {"label_uz": "Rasul arin"}, "label-letters", "label_uz"),
    ("state/kyrgyzstan", {"aliases": "Киргизия@ru | Киргизия@ru"}, "label-letters", "aliases"),
    ("topic/economic-cooperation", {"label_ru": "label_kk", "label_kk": "label_ru"}, "label-language", "label_kk"),
    ("topic/security", {"label_en": "label_uz", "label_uz": "label_en"}, "label-language", "label_en"),
    ("topic/industry", {"label_kk": "label_ru"}, "label-language", "label_kk"),
    ("topic/science", {"label_uz": "label_en"}, "label-language", "label_uz"),
    ("document/constitution-of-uzbekistan", {"label_uz": "indicator/visits-of-leaders"}, "label-meaning", "label_uz"),
    ("indicator/sessions-held", {"label_kk": "indicator/flights"}, "label-meaning", "label_kk"),
    ("tenure/nazarbayev-president-of-kazakhstan", {"label_kk": (" Президенті", "")}, "label-meaning", "label_kk"),
    ("event/kisi-isrs-conference-2018", {"label_kk": ("2018", "2019")}, "label-number", "label_kk"),
    ("event/consultative-meeting-4-cholpon-ata", {"labels": ("2022", "2023")}, "label-number", "label_en"),
    ("document/treaty-on-strategic-partnership-2013", {"labels": ("2013", "2014")}, "label-number", "label_en"),
    ("event/presidential-election-uzbekistan-2023", {"label_uz": ("iyul", "iyun")}, "label-number", "label_uz"),
    ("event/interparliamentary-council-session-2", {"label_en": ("Second", "Third")}, "label-number", "label_en"),
    ("event/state-visit-tokayev-uzbekistan-2022", {"aliases": ("2022", "2021")}, "label-number", "aliases"),
    ("tenure/karimov-president-of-uzbekistan", {"label_ru": ("Ислам Каримов", "Ким")}, "label-name", "label_ru"),
    ("event/unrest-in-kazakhstan", {"label_en": ("Kazakhstan", "Turkmenistan")}, "label-name", "label_en"),
    ("topic/economic-diplomacy", {"label_ru": "Экономичаская дипломатия"}, "label-spelling", "label_ru"),
    ("topic/regional-stability", {"label_en": "Regoinal stability"}, "label-spelling", "label_en"),
    ("event/official-visit-nazarbayev-uzbekistan-2013", {"label_en": ("visit", "visti")}, "label-spelling", "label_en"),
    ("person/umarbek-nuriddinov", {"label_kk": "Умарбек Нурибдинов"}, "label-spelling", "label_kk"),
    ("person/v-mesamed", {"label_uz": "Mesamed"}, "label-spelling", "label_uz"),
    ("state/pakistan", {"aliases": "Покистан@uz-Cyrl"}, "label-spelling", "aliases"),
    ("company/uzbekneftegaz", {"aliases": ("neftegaz JSC", "nettegaz JSC")}, "label-spelling", "aliases"),
    ("body/nato", {"aliases": "European Union@en"}, "identity", "aliases"),
    ("document/allied-relations-treaty-2022", {"kind": "Declaration"}, "identity", "kind"),
    ("event/state-visit-mirziyoyev-south-korea-2021", {"kind": "WorkingVisit"}, "identity", "kind"),
    ("state/japan", {"iso": "LV"}, "identity", "iso"),
    ("place/turkestan", {"note": "Город, названный местом форума и концом дороги."}, "identity", "note"),
    ("topic/tourism", {"labels": "topic/migration"}, "identity", "label_en"),
    ("topic/migration", {"labels": "topic/tourism"}, "identity", "label_en"),
    (TWIN, {}, "identity", "id"),
]  # fmt: skip


def planted(entity: Entity, column: str, new: object, corpus: Corpus) -> Entity:
    """A row with another cell: as it is given, that of another column or row, or with a part replaced."""
    if column == "aliases":
        old = " | ".join(f"{alias.value}@{alias.language}" for alias in entity.aliases)
        cell = old.replace(*new) if isinstance(new, tuple) else str(new)
        return replace(entity, aliases=tuple(Text(*part.rsplit("@", 1)) for part in cell.split(" | ")))
    if not column.startswith("label"):
        return replace(entity, **{column: str(new)})
    changed = [language for language in namespaces.languages() if column in ("labels", f"label_{language}")]
    before = corpus.entities[entity.id]
    return replace(
        entity,
        labels=tuple(
            Text(label(before, name, new, corpus), name.language) if name.language in changed else name
            for name in entity.labels
        ),
    )


def label(entity: Entity, name: Text, new: object, corpus: Corpus) -> str:
    if isinstance(new, tuple):
        return name.value.replace(*new)
    source = corpus.entities.get(str(new), entity)
    by_column = {f"label_{one.language}": one.value for one in source.labels}
    return by_column[f"label_{name.language}"] if str(new) in corpus.entities else by_column.get(str(new), str(new))


def split(corpus: Corpus) -> tuple[Entity, list[Claim]]:
    """A project entered a second time under a longer name, with claims from the same passages."""
    one = corpus.entities["project/silk-road-visa"]
    more = (" for guests", " для гостей", " қонақтарға", " mehmonlarga")
    labels = tuple(Text(label.value + words, label.language) for label, words in zip(one.labels, more, strict=True))
    claims: list[Claim] = []
    for claim in corpus.claims:
        if isinstance(claim, Fact) and one.id in (claim.subject, claim.value):
            subject, value = (TWIN if part == one.id else part for part in (claim.subject, claim.value))
            claims.append(replace(claim, id=f"{claim.id}2", subject=subject, value=value))
        elif isinstance(claim, Opinion) and claim.about == one.id:
            claims.append(replace(claim, id=f"{claim.id}2", about=TWIN))
    return replace(one, id=TWIN, labels=labels, aliases=(), note="", line=999), claims


@pytest.fixture(scope="module")
def terms() -> Ontology:
    return ontology.load(ROOT)


@pytest.fixture(scope="module")
def found(terms: Ontology) -> dict[str, list[Finding]]:
    """The findings of the real tables with everything planted, by the row they are at."""
    corpus = real_corpus()
    twin, claims = split(corpus)
    entities = {**corpus.entities, TWIN: twin}
    entities["state/france"] = planted(entities["state/france"], "aliases", "Frankreich@de", corpus)  # told by a shape
    for identifier, cells, _, _ in PLANTED:
        for column, new in cells.items():
            entities[identifier] = planted(entities[identifier], column, new, corpus)
    rows = {(entity.file, entity.line): entity.id for entity in entities.values()}
    by_row: dict[str, list[Finding]] = {}
    for finding in things.findings(replace(corpus, entities=entities, claims=(*corpus.claims, *claims)), terms):
        by_row.setdefault(rows[finding.file, finding.line], []).append(finding)
    return by_row


@pytest.mark.parametrize(("row", "cells", "check", "column"), PLANTED)
def test_a_slip_is_found_at_its_row_and_column(
    row: str, cells: dict[str, object], check: str, column: str, found: dict[str, list[Finding]]
) -> None:
    named = {(finding.check, finding.message.partition(":")[0]) for finding in found.get(row, [])}
    assert (check, f"column '{column}'") in named, found.get(row)


def test_no_other_row_has_a_finding(found: dict[str, list[Finding]]) -> None:
    """The rows with the names that were planted elsewhere share them; all others stay as they were read."""
    sharing = {"body/eu", "indicator/visits-of-leaders", "indicator/flights"}
    assert {row: given for row, given in found.items() if row not in {one for one, *_ in PLANTED} | sharing} == {}


def test_the_check_of_a_project_looks_at_the_rows_of_its_things(mini: Path) -> None:
    assert check.check(mini).findings == []
    table = mini / "data" / "entities" / "places.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",Морн,Морн,", ",морн,Морн,"), encoding="utf-8")
    (finding,) = check.check(mini).findings
    assert (finding.file, finding.line, finding.severity) == ("data/entities/places.csv", 2, "warning")
    assert (finding.check, finding.actual) == ("label-letters", "'морн'")


def test_a_name_in_print_that_a_row_has_lost_is_told_at_the_row(mini: Path) -> None:
    names = ["entity,language,name", "place/morne,ru,Морн", "place/strelsau,en,Strelsau"]
    table = mini / "data" / "articles" / "short-note" / "names.csv"
    table.write_text("\n".join(names) + "\n", encoding="utf-8")
    terms = ontology.load(mini)
    assert list(printed_names.stale(reader.load(mini, terms), terms)) == []  # all names are there
    rows = mini / "data" / "entities" / "places.csv"
    rows.write_text(
        rows.read_text(encoding="utf-8").replace("Strelsau,Штрельзау", "Strelsua,Штрельзау"), encoding="utf-8"
    )
    lost = printed_names.stale(reader.load(mini, terms), terms)
    told = [(finding.file, finding.line, finding.actual, finding.expected) for finding in lost]
    assert ("data/entities/places.csv", 4, "'Strelsua'", "'Strelsau@en'") in told
    many = [f"state/ruritania,en,Name {number}" for number in range(6)]
    table.write_text("\n".join([*names, *many]) + "\n", encoding="utf-8")
    stale = list(printed_names.stale(reader.load(mini, terms), terms))  # the table is that of other rows
    assert [finding.file for finding in stale] == ["data/articles/short-note/names.csv"]
