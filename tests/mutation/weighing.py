"""Mistakes in how a claim is weighed: its certainty, speaker, setter, time, qualifiers and translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from kgtools.articles import lexicon
from tests.conftest import ROOT
from tests.mutation.facts import READ, other_year
from tests.mutation.project import Change, Project, Row, set_
from tests.mutation.registry import kind


def _pattern_of_hedges() -> str:
    """What the shape takes for a hedge, so that a note is judged here as it is judged there."""
    shapes = (ROOT / "ontology" / "shapes" / "rules-certainty.ttl").read_text(encoding="utf-8")
    (pattern,) = re.findall(r'REGEX\(\?note, "([^"]+)", "i"\)', shapes)
    return str(pattern).replace(4 * "\\", "\\")  # escaped once for Turtle and once for SPARQL


HEDGES = re.compile(_pattern_of_hedges(), re.IGNORECASE)
TABLES = ("facts", "figures", "opinions")


def weighed(project: Project) -> list[Row]:
    return [row for name in TABLES for row in project.claims(name)]


@kind("inferred-for-stated")
def inferred_for_stated(project: Project, random: Random) -> Iterator[Change]:
    """What a passage states is entered as inferred."""
    for row in weighed(project):
        if row["certainty"] == "stated":
            yield set_(row, f"a note tells something of it; {READ}" if row["note"] else "", certainty="inferred")


@kind("stated-for-inferred")
def stated_for_inferred(project: Project, random: Random) -> Iterator[Change]:
    """What a curator inferred is entered as stated."""
    for row in weighed(project):
        if row["certainty"] == "inferred":
            hedged = HEDGES.search(row["note"])
            yield set_(row, "" if hedged else f"the note does not hedge; {READ}", certainty="stated")


@kind("unknown-certainty")
def unknown_certainty(project: Project, random: Random) -> Iterator[Change]:
    """The certainty is a word that is no code."""
    for row in weighed(project):
        yield set_(row, certainty=random.choice(("", "certain", "read", "infered")))


@kind("note-of-inference-lost")
def note_of_inference_lost(project: Project, random: Random) -> Iterator[Change]:
    """The note that tells from what a claim is inferred is lost."""
    for row in weighed(project):
        if row["certainty"] == "inferred":
            yield set_(row, note="")


@kind("hedge-beside-stated")
def hedge_beside_stated(project: Project, random: Random) -> Iterator[Change]:
    """A note hedges what the row states."""
    for row in weighed(project):
        if row["certainty"] == "stated":
            hedge = random.choice(("The subject is read as the one named before.", "The year is not printed."))
            yield set_(row, note=f"{row['note']} {hedge}".strip())


@kind("qualifier-lost")
def qualifier_lost(project: Project, random: Random) -> Iterator[Change]:
    """An average, an estimate and the like becomes a plain number."""
    for row in project.claims("figures"):
        if row["qualifiers"]:
            near = any(
                lexicon.has(lexicon.table("qualifiers")[qualifier], lexicon.plain(project.passage(row)))
                for qualifier in row["qualifiers"].split()
                if qualifier in ("average", "estimate", "preliminary")
            )
            reason = f"the word stands apart from the number; {READ}"
            yield set_(row, "" if near and "average" in row["qualifiers"] else reason, qualifiers="")


@kind("wrong-qualifier")
def wrong_qualifier(project: Project, random: Random) -> Iterator[Change]:
    """A number gets a qualifier that no word gives it."""
    for row in project.claims("figures"):
        qualifier = random.choice(sorted(lexicon.table("qualifiers")))
        if qualifier not in row["qualifiers"]:
            printed = lexicon.has(
                lexicon.table("qualifiers")[qualifier], lexicon.plain(project.passage(row, before=300))
            )
            reason = f"the passage or what stands before it has such a word; {READ}" if printed else ""
            yield set_(row, reason if project.texts else READ, qualifiers=qualifier)


@kind("group-of-another-article")
def group_of_another_article(project: Project, random: Random) -> Iterator[Change]:
    """An opinion is given to a group without a name of which another article speaks."""
    groups = [row.id for row in project.entities("groups")]
    for row in project.claims("opinions"):
        if others := [group for group in groups if not group.startswith(f"group/{row.article}")]:
            yield set_(row, speaker=random.choice(others))


@kind("setter-of-what-is-so")
def setter_of_what_is_so(project: Project, random: Random) -> Iterator[Change]:
    """Somebody is said to have set what an article asserts."""
    for name in ("facts", "figures"):
        for row in project.claims(name):
            if row["modality"] == "asserted":
                yield set_(row, set_by=random.choice(("state/kazakhstan", "state/uzbekistan")))


@kind("target-set-by-a-thing")
def target_set_by_a_thing(project: Project, random: Random) -> Iterator[Change]:
    """A target is set by what cannot set one."""
    for name in ("facts", "figures"):
        for row in project.claims(name):
            if row["modality"] in ("planned", "target", "proposed"):
                yield set_(row, set_by=random.choice(("place/tashkent", "topic/trade", "indicator/trade")))


@kind("time-off-by-one-year")
def time_off_by_one_year(project: Project, random: Random) -> Iterator[Change]:
    """The time for which a fact is said is the year before or after."""
    for row in project.claims("facts"):
        if row["when"] and (change := other_year(project, row, "when", random.choice((-1, 1)))):
            uncertain = "?" in row["when"] and row["note"]
            reason = f"the year rests on what the note tells; {READ}" if uncertain else change.reason
            yield replace(change, reason=reason)


@kind("time-beside-a-date")
def time_beside_a_date(project: Project, random: Random) -> Iterator[Change]:
    """A fact that gives a date gets a time besides."""
    for row in project.claims("facts"):
        if project.ontology.typed[row["property"]].takes == "date":
            yield set_(row, when=row["value"])


@kind(
    "gist-changed-under-its-translation",
    elsewhere="the stale translation is what must be done again",
)
def gist_changed_under_its_translation(project: Project, random: Random) -> Iterator[Change]:
    """A gist changes, and its translations do not."""
    tables = [table for file, table in project.tables.items() if file.startswith("data/translations/")]
    for row in project.claims("opinions"):
        places = tuple((table.file, row.key) for table in tables)
        if places:
            yield set_(row, also=places, gist_en=row["gist_en"].removesuffix(".") + ", as is held.")


@kind("translation-of-another-text")
def translation_of_another_text(project: Project, random: Random) -> Iterator[Change]:
    """A translation stands at the id of another text."""
    for file, table in project.tables.items():
        if file.startswith("data/translations/"):
            for row in random.sample(table.rows, min(50, len(table.rows))):
                other = random.choice(table.rows)
                if other["fingerprint"] != row["fingerprint"]:
                    yield set_(row, fingerprint=other["fingerprint"])
