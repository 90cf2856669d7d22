"""Mistakes of tired eyes in words: a text turned round, somebody of the next sentence, two rows exchanged."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from random import Random

from kgtools.articles import lexicon
from kgtools.articles.mentions import lines_of
from kgtools.checks.passages import names
from tests.mutation.facts import READ, entity_facts, swap_reason
from tests.mutation.project import Change, Project, Row, many, set_
from tests.mutation.registry import kind
from tests.mutation.slips.merges import all_claims

OPPOSITES = """strengthen weaken, strengthening weakening, growing shrinking, growth decline, raise lower, raises
lowers, positive negative, important unimportant, great small, large little, high low, stable unstable, stability
instability, common different, more less, better worse, stronger weaker, successful failed, successfully vainly,
active idle, help hinder, helps hinders, promotes hampers, cooperation confrontation, partners rivals, open closed,
possible impossible, gradually suddenly, effective useless, benefit harm, trust distrust, new old, first last,
integration disintegration, peace war, rapprochement estrangement, develop neglect, development stagnation, friendly
hostile, mutual one-sided, joint separate, further no-longer, long short, many few, always never, before after,
supports rejects, agreed refused, increased decreased, rose fell, wider narrower, closer looser, modern outdated,
beneficial harmful, leading minor, near distant, equal unequal, north south, east west, exports imports"""
SOFTER = "will may, must should, should might, cannot need-not, is may-be, are may-be, always often, all many"
STRONGER = "may will, can will, could will, should must, might will, often always, many all, some all"
NEGATED = "is is-not, are are-not, will will-not, can cannot, has has-not, have have-not, was was-not, were were-not"
AFFIRMED = "not -, cannot can, no a, without with, never always, nobody everybody, neither both, nothing everything"
COUNTED = "all some, both one-of-the, many few, most some, every hardly-any, only also, first second, two three"


@lru_cache(maxsize=16)
def pairs(listed: str, both: bool = False) -> dict[str, str]:
    """Words and what stands for them instead; a dash within stands for a blank, a dash alone for nothing."""
    found = dict(pair.split() for pair in listed.replace("\n", " ").split(","))
    found |= {new: old for old, new in found.items()} if both else {}
    return {old: " ".join(new.split("-")).strip() if new != "one-sided" else new for old, new in found.items()}


def replaced(text: str, words: dict[str, str], random: Random) -> str:
    """A text with one of some words replaced; the text itself if it has none of them."""
    places = [match for match in re.finditer(r"[^\W\d_]+", text) if match[0] in words]
    if not places:
        return text
    match = random.choice(places)
    return " ".join((text[: match.start()] + words[match[0]] + text[match.end() :]).split())


def texts(project: Project) -> Iterator[tuple[Row, str]]:
    """The English texts that say what a claim says: gists and accounts, each with its column."""
    yield from ((row, "gist_en") for row in project.claims("opinions"))
    for row in project.claims("facts"):
        if row["property"] == "account" and not re.search("@[a-z]{2}$", row["value"]):
            yield row, "value"


def reworded(project: Project, change: Callable[[str], str], why: str = "") -> Iterator[Change]:
    """Texts are changed, where that changes them, and their translations are not."""
    for row, name in texts(project):
        if (new := change(row[name])) != row[name]:
            yield set_(row, why, **{name: new})


@kind("text-turned-to-its-opposite")
def text_turned_to_its_opposite(project: Project, random: Random) -> Iterator[Change]:
    """A word of a gist or an account is turned to its opposite: strengthen becomes weaken."""
    words = pairs(OPPOSITES, both=True)
    return reworded(project, lambda text: replaced(text, words, random), f"what is meant lies in the words; {READ}")


@kind("negation-lost")
def negation_lost(project: Project, random: Random) -> Iterator[Change]:
    """A gist or an account loses its negation."""
    return reworded(project, lambda text: replaced(text, pairs(AFFIRMED), random))


@kind("negation-added")
def negation_added(project: Project, random: Random) -> Iterator[Change]:
    """A gist or an account denies what the passage says."""
    return reworded(project, lambda text: replaced(text, pairs(NEGATED), random))


@kind("text-softened")
def text_softened(project: Project, random: Random) -> Iterator[Change]:
    """A gist or an account says with reserve what the passage says without."""
    words = pairs(SOFTER)
    return reworded(project, lambda text: replaced(text, words, random), f"how sure it is lies in words; {READ}")


@kind("text-hardened")
def text_hardened(project: Project, random: Random) -> Iterator[Change]:
    """A gist or an account says without reserve what the passage says with it."""
    words = pairs(STRONGER)
    return reworded(project, lambda text: replaced(text, words, random), f"how sure it is lies in words; {READ}")


@kind("how-many-changed-in-a-text")
def how_many_changed_in_a_text(project: Project, random: Random) -> Iterator[Change]:
    """All becomes some, both one, first second."""
    words = pairs(COUNTED)
    return reworded(project, lambda text: replaced(text, words, random), f"how many it is lies in words; {READ}")


@kind("other-state-in-a-text")
def other_state_in_a_text(project: Project, random: Random) -> Iterator[Change]:
    """A gist or an account says of one of the two states what is said of the other."""
    two = {"Kazakhstan": "Uzbekistan", "Uzbekistan": "Kazakhstan"}
    pattern = re.compile("Kazakhstan|Uzbekistan")
    for row, name in texts(project):
        if len(set(pattern.findall(row[name]))) == 1:  # of both it might be said either way
            near = lexicon.plain(project.passage(row, before=1500, after=300))
            both = all(lexicon.has(words, near) for words in ("kazakh казах қазақ qozo", "uzbek узбек өзбек oʻzbek"))
            yield set_(row, f"what stands near names both; {READ}" if both else "",
                       **{name: pattern.sub(lambda match: two[match[0]], row[name])})  # fmt: skip


@kind("name-in-a-text-changed")
def name_in_a_text_changed(project: Project, random: Random) -> Iterator[Change]:
    """A gist or an account names another person, place or body than its passage."""
    names = {row["label_en"] for row in project.entities("places", "bodies", "states", "companies")}
    names |= {row["label_en"].split()[-1] for row in project.entities("people")}
    chosen = sorted(name for name in names if re.fullmatch("[A-Z][a-z]{4,}", name))
    pattern = re.compile(rf"\b({'|'.join(chosen)})\b")
    for row, column in texts(project):
        if match := pattern.search(row[column]):
            other = random.choice([name for name in chosen if name != match[1]])
            yield set_(row, **{column: row[column].replace(match[1], other)})


@kind("number-in-a-text-changed")
def number_in_a_text_changed(project: Project, random: Random) -> Iterator[Change]:
    """A number or a year in a gist or an account is another one."""

    def change(text: str) -> str:
        return number.sub(lambda match: str(int(match[0]) + random.choice((1, 2))), text, count=1)

    number = re.compile(r"(?<![0-9+.])[0-9]+(?![.0-9])")
    return reworded(project, change)


@kind("day-or-month-in-a-text-changed")
def day_or_month_in_a_text_changed(project: Project, random: Random) -> Iterator[Change]:
    """A month in a gist or an account is the next one, a decade the one before."""
    months = [month for month in calendar.month_name if month not in ("", "May")]  # which is a verb too
    following = dict(zip(months, [*months[1:], months[0]], strict=True)) | {"1990s": "1980s", "2000s": "1990s"}
    pattern = re.compile("|".join(following))
    return reworded(project, lambda text: pattern.sub(lambda match: following[match[0]], text, count=1))


# -- two rows exchanged -----------------------------------------------------------------------------


def exchanged(rows: Sequence[Row], *names: str, why: str = "") -> Iterator[Change]:
    """Cells of some columns change places with those of the row below."""
    for row in rows:
        other = row.beside(1)
        if other and all(row[name] and other[name] for name in names):
            cells = {row: {name: other[name] for name in names}, other: {name: row[name] for name in names}}
            yield from many(cells, f"{', '.join(names)} of {row.id} and {other.id} exchanged", why)


@kind("subjects-of-two-claims-exchanged")
def subjects_of_two_claims_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two claims beside each other exchange what they are about."""
    yield from exchanged(project.claims("facts"), "subject")
    yield from exchanged(project.claims("figures"), "measured")
    yield from exchanged(project.claims("opinions"), "about")


@kind("values-of-two-claims-exchanged")
def values_of_two_claims_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two claims beside each other exchange their values."""
    typed = project.ontology.typed
    for change in (*exchanged(project.claims("facts"), "value"), *exchanged(project.claims("figures"), "value")):
        first, second = change.edits[0].rows
        if "property" not in first.table.header or typed[first["property"]].takes == typed[second["property"]].takes:
            yield change


@kind("gists-of-two-opinions-exchanged")
def gists_of_two_opinions_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two opinions beside each other exchange their gists."""
    return exchanged(project.claims("opinions"), "gist_en")


@kind("speakers-of-two-opinions-exchanged")
def speakers_of_two_opinions_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two opinions beside each other exchange their speakers, and keep their affiliations."""
    return exchanged(project.claims("opinions"), "speaker", why=f"what stands near names both; {READ}")


@kind("affiliations-exchanged")
def affiliations_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """The affiliation of an opinion is that of another speaker of the article."""
    for row in project.claims("opinions"):
        others = sorted({other["affiliation"] for other in row.table.rows} - {row["affiliation"], ""})
        if row["affiliation"] and others:
            yield set_(row, affiliation=random.choice(others))


@kind("anchors-of-two-claims-exchanged")
def anchors_of_two_claims_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two claims beside each other exchange their passages, which have no word in common."""
    for change in exchanged(all_claims(project), "start", "end", "fingerprint"):
        first, second = change.edits[0].rows
        if int(first["end"]) < int(second["start"]) or int(second["end"]) < int(first["start"]):
            yield change


# -- who it was -------------------------------------------------------------------------------------


@kind("authors-turned-somebody-named")
def authors_turned_somebody_named(project: Project, random: Random) -> Iterator[Change]:
    """What the authors hold is given to somebody of whom they speak elsewhere."""
    for row in project.claims("opinions"):
        people = sorted({other["speaker"] for other in row.table.rows if other["speaker"].startswith("person/")})
        if row["speaker"] == "authors" and people:
            other = random.choice(people)
            yield set_(row, swap_reason(project, row, "speaker", other), speaker=other, affiliation="")


@kind("speaker-of-the-opinion-before")
def speaker_of_the_opinion_before(project: Project, random: Random) -> Iterator[Change]:
    """A report of what somebody holds is given to whoever was reported before."""
    for row in project.claims("opinions"):
        earlier = [other for other in row.table.rows[: row.table.places[row]]
                   if other["speaker"] not in (row["speaker"], "authors")]  # fmt: skip
        if row["speaker"] != "authors" and earlier:
            other = earlier[-1]
            why = swap_reason(project, row, "speaker", other["speaker"])
            yield set_(row, why, speaker=other["speaker"], affiliation=other["affiliation"])


@kind("name-of-the-next-sentence")
def name_of_the_next_sentence(project: Project, random: Random) -> Iterator[Change]:
    """A fact names the person, state, place or body that the sentence behind its passage names."""
    entities = [entity for entity in project.corpus.entities.values() if entity.id.startswith(names.named())]
    rows = entity_facts(project)
    for row in random.sample(rows, len(rows)):
        own, behind = (lexicon.plain(text) for text in (project.passage(row), project.passage(row, after=300)))
        own, behind = lines_of(own), lines_of(behind[len(own) :])
        for column in ("subject", "value"):
            kind_ = row[column].partition("/")[0] + "/"
            others = [one for one in entities if one.id.startswith(kind_) and one.id != row[column]]
            for other in others:
                if names.calls(other, behind) and not names.calls(other, own):
                    yield set_(row, f"what stands near names {other.id} too; {READ}", **{column: other.id})
                    break


@kind("setter-exchanged")
def setter_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Who set a target is somebody else of the article, or nobody."""
    for name in ("facts", "figures"):
        for row in project.claims(name):
            if row["set_by"]:
                others = sorted({other["set_by"] for other in row.table.rows} - {row["set_by"]}) or [""]
                why = f"who set a target lies in the words; {READ}"
                yield set_(row, why, set_by=random.choice(others))


@kind("origin-exchanged")
def origin_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """The origin of a claim is another one that the article names."""
    for name in ("facts", "figures"):
        for row in project.claims(name):
            others = sorted({other["origin"] for other in row.table.rows} - {row["origin"], ""})
            if row["origin"] and others:
                other = random.choice(others)
                yield set_(row, swap_reason(project, row, "origin", other), origin=other)


# -- how it is meant --------------------------------------------------------------------------------


@kind("proposal-turned-plan")
def proposal_turned_plan(project: Project, random: Random) -> Iterator[Change]:
    """What somebody proposes is entered as planned, what is planned as a target or as proposed."""
    other = {"proposed": "planned", "planned": "proposed", "target": "planned"}
    for name in ("facts", "figures"):
        for row in project.claims(name):
            if row["modality"] in other:
                yield set_(row, f"how it is meant lies in the words; {READ}", modality=other[row["modality"]])


@kind("property-turned-round")
def property_turned_round(project: Project, random: Random) -> Iterator[Change]:
    """A property is taken for the one that is its counterpart: start for end, visitor for host."""
    two = {"start": "end", "visitor": "host", "signedOn": "enteredIntoForceOn", "participant": "organizer",
           "adoptedOn": "signedOn", "country": "host", "party": "signatory", "location": "country"}  # fmt: skip
    counterparts = two | {other: one for one, other in two.items()}
    for row in project.claims("facts", background=True):
        if (other := counterparts.get(row["property"])) in project.ontology.typed:
            yield set_(row, f"the class of subject and value may allow it; {READ}", property=other)
