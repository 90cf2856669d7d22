"""Mistakes in facts and opinions: who, what, when, and whether it is a fact at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from kgtools.articles import lexicon
from kgtools.articles.mentions import lines_of
from kgtools.checks.passages import names
from tests.mutation.project import Change, Edit, Place, Project, Row, add, drop, set_
from tests.mutation.registry import kind

READ = "only reading the passage tells"
BOTH = f"both ends are of a class that either end may have; {READ}"


def entity_facts(project: Project, *properties: str) -> list[Row]:
    typed = project.ontology.typed
    return [
        row
        for row in project.claims("facts")
        if typed[row["property"]].takes == "entity" and (not properties or row["property"] in properties)
    ]


def date_facts(project: Project, *properties: str) -> list[Row]:
    typed = project.ontology.typed
    return [
        row
        for row in project.claims("facts")
        if typed[row["property"]].takes == "date" and (not properties or row["property"] in properties)
    ]


def named_nearby(project: Project, row: Row, identifier: str) -> bool:
    """Whether a passage or what stands before it names an entity, so that the passage cannot tell it from another."""
    entity = project.corpus.entities.get(identifier)
    if entity is None:
        return False
    return names.calls(
        entity, lines_of(lexicon.plain(project.passage(row, before=1500, after=300) + " " + row["note"]))
    )


def swap_reason(project: Project, row: Row, column: str, identifier: str) -> str:
    """Why another entity in a cell may pass unseen."""
    if not project.texts:
        return "without the article at hand nobody sees whom the passage names"
    if identifier.partition("/")[0] not in ("person", "state", "place", "company", "body"):
        return f"articles describe such things and do not name them; {READ}"
    if named_nearby(project, row, identifier):
        return f"the passage or what stands before it names {identifier} too; {READ}"
    return ""


@kind("subject-and-value-swapped")
def subject_and_value_swapped(project: Project, random: Random) -> Iterator[Change]:
    """Subject and value of a fact change places."""
    for row in entity_facts(project):
        property_ = project.ontology.typed[row["property"]]
        both = project.fits(row["value"], property_.domains) and project.fits(row["subject"], property_.ranges)
        yield set_(row, BOTH if both else "", subject=row["value"], value=row["subject"])


@kind("day-and-month-exchanged")
def day_and_month_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Day and month of a date change places."""
    for row in date_facts(project):
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|1[0-2])", row["value"])
        if match and match[2] != match[3]:
            yield set_(row, value=f"{match[1]}-{match[3]}-{match[2]}")


def other_year(project: Project, row: Row, column: str, step: int) -> Change | None:
    match = re.match(r"[0-9]{4}", row[column])
    if not match or "/" in row[column]:
        return None
    year = str(int(match[0]) + step)
    reason = ""
    if not project.texts:
        reason = "without the article at hand nobody sees which year is printed"
    elif match[0] not in project.passage(row) and year in project.passage(row, before=300):
        reason = f"the passage leaves the year to the sentence before, which prints {year} too; {READ}"
    elif year in project.passage(row):
        reason = f"the passage prints {year} too; {READ}"
    elif row["note"] and not re.search("(19|20)[0-9]{2}", project.passage(row)):
        reason = f"the passage prints no year, as the note explains; {READ}"
    return set_(row, reason, **{column: year + row[column][4:]})


@kind("year-off-by-one")
def year_off_by_one(project: Project, random: Random) -> Iterator[Change]:
    """The year of a date is the one before or after."""
    for row in date_facts(project):
        if change := other_year(project, row, "value", random.choice((-1, 1))):
            yield change


@kind("wrong-century")
def wrong_century(project: Project, random: Random) -> Iterator[Change]:
    """The year of a date is of another century."""
    for row in date_facts(project):
        if change := other_year(project, row, "value", random.choice((-100, 100))):
            yield change


@kind("day-off-by-one")
def day_off_by_one(project: Project, random: Random) -> Iterator[Change]:
    """The day of a date is the one before or after."""
    for row in date_facts(project):
        match = re.fullmatch(r"([0-9]{4}-[0-9]{2}-)([0-9]{2})", row["value"])
        if match:
            day = int(match[2]) + (1 if int(match[2]) < 15 else -1)
            near = re.search(rf"(?<!\d)0?{day}(?!\d)", project.passage(row, before=300))
            reason = f"the number {day} stands nearby too; {READ}" if near or not project.texts else ""
            yield set_(row, reason, value=f"{match[1]}{day:02d}")


@kind("wrong-person")
def wrong_person(project: Project, random: Random) -> Iterator[Change]:
    """A fact names another person."""
    people = [row.id for row in project.entities("people")]
    for row in entity_facts(project):
        for column in ("subject", "value"):
            if row[column].startswith("person/"):
                other = random.choice([person for person in people if person != row[column]])
                yield set_(row, swap_reason(project, row, column, other), **{column: other})


@kind("namesake")
def namesake(project: Project, random: Random) -> Iterator[Change]:
    """A new person of the same surname is entered and a fact is given to him."""
    for row in entity_facts(project):
        for column in ("subject", "value"):
            if row[column].startswith("person/"):
                table = project.tables["data/entities/people.csv"]
                one = next(person for person in table.rows if person.id == row[column])
                new = f"person/other-{one.id.rpartition('-')[2]}"
                labels = {name: "X. " + one[name].split()[-1] for name in table.header if name.startswith("label_")}
                cells = one.having(id=new, aliases="", note="", **labels)
                reason = f"the passage prints the surname; {READ}"
                edits = (Edit(row.table, {row: row.having(**{column: new})}), Edit(table, added=(cells,)))
                yield Change(f"{column} '{one.id}' became '{new}'", (row.place, (table.file, new)), edits, reason)


@kind("wrong-state")
def wrong_state(project: Project, random: Random) -> Iterator[Change]:
    """A fact names the other of the two states."""
    two = {"state/kazakhstan": "state/uzbekistan", "state/uzbekistan": "state/kazakhstan"}
    for row in entity_facts(project):
        for column in ("subject", "value"):
            if row[column] in two:
                other = two[row[column]]
                yield set_(row, swap_reason(project, row, column, other), **{column: other})


@kind("wrong-place")
def wrong_place(project: Project, random: Random) -> Iterator[Change]:
    """A fact names another place."""
    places = [row.id for row in project.entities("places")]
    for row in entity_facts(project):
        if row["value"].startswith("place/"):
            other = random.choice([place for place in places if place != row["value"]])
            yield set_(row, swap_reason(project, row, "value", other), value=other)


@kind("wrong-body")
def wrong_body(project: Project, random: Random) -> Iterator[Change]:
    """A fact names another body."""
    bodies = [row.id for row in project.entities("bodies")]
    for row in entity_facts(project):
        for column in ("subject", "value"):
            if row[column].startswith("body/"):
                other = random.choice([body for body in bodies if body != row[column]])
                yield set_(row, swap_reason(project, row, column, other), **{column: other})


@kind("value-of-another-class")
def value_of_another_class(project: Project, random: Random) -> Iterator[Change]:
    """The value of a fact is an entity of a class that the property does not take."""
    everything = [row.id for row in project.entities()]
    for row in entity_facts(project):
        ranges = project.ontology.typed[row["property"]].ranges
        if others := [other for other in random.sample(everything, 20) if not project.fits(other, ranges)]:
            yield set_(row, value=others[0])


@kind("subject-of-another-class")
def subject_of_another_class(project: Project, random: Random) -> Iterator[Change]:
    """The subject of a fact is an entity of a class that the property does not belong to."""
    everything = [row.id for row in project.entities()]
    for row in project.claims("facts"):
        domains = project.ontology.typed[row["property"]].domains
        if others := [other for other in random.sample(everything, 20) if not project.fits(other, domains)]:
            yield set_(row, subject=others[0])


@kind("broken-link")
def broken_link(project: Project, random: Random) -> Iterator[Change]:
    """A letter of an id is mistyped."""
    for row in entity_facts(project):
        column = random.choice(("subject", "value"))
        place = random.randrange(row[column].index("/") + 1, len(row[column]))
        yield set_(row, **{column: row[column][:place] + "x" + row[column][place:]})


@kind("cyrillic-letter-in-a-reference")
def cyrillic_letter_in_a_reference(project: Project, random: Random) -> Iterator[Change]:
    """A Latin letter of an id is typed with a Cyrillic keyboard."""
    for row in entity_facts(project):
        if "a" in row["value"].partition("/")[2]:
            kind_, slash, slug = row["value"].partition("/")
            yield set_(row, value=kind_ + slash + slug.replace("a", "а", 1))


@kind("unknown-property")
def unknown_property(project: Project, random: Random) -> Iterator[Change]:
    """The name of a property is mistyped."""
    for row in project.claims("facts"):
        yield set_(row, property=row["property"][:-1] + "z")


@kind("property-of-another-class")
def property_of_another_class(project: Project, random: Random) -> Iterator[Change]:
    """A property with the same range that does not belong to the subject."""
    yield from _other_properties(project, random, fitting=False)


@kind("wrong-property-of-the-same-range")
def wrong_property_of_the_same_range(project: Project, random: Random) -> Iterator[Change]:
    """A property with the same range that the subject may have too."""
    yield from _other_properties(project, random, fitting=True)


def _other_properties(project: Project, random: Random, fitting: bool) -> Iterator[Change]:
    typed = project.ontology.typed
    for row in project.claims("facts"):
        own = typed[row["property"]]
        others = [
            other.name
            for other in typed.values()
            if other.name != own.name
            and (other.takes, other.ranges, other.code_list) == (own.takes, own.ranges, own.code_list)
            and project.fits(row["subject"], other.domains) == fitting
        ]
        if others:
            reason = f"the class of subject and value allow it; {READ}" if fitting else ""
            yield set_(row, reason, property=random.choice(others))


@kind("wrong-code")
def wrong_code(project: Project, random: Random) -> Iterator[Change]:
    """A code of another list."""
    for row in project.claims("facts"):
        yield set_(row, modality=random.choice(("agreed", "explained", "exact", "asserted?", "Asserted", "fact")))
    for row in project.claims("opinions"):
        yield set_(row, stance=random.choice(("alliance", "open", "positive", "Supportive")))


@kind("wrong-code-of-the-same-list")
def wrong_code_of_the_same_list(project: Project, random: Random) -> Iterator[Change]:
    """Another code of the right list: a status, a stance."""
    for row in project.claims("facts"):
        property_ = project.ontology.typed[row["property"]]
        if property_.takes == "code":
            others = [code for code in project.ontology.codes[property_.code_list] if code != row["value"]]
            yield set_(row, f"the code is a curator's reading of the words; {READ}", value=random.choice(others))
    for row in project.claims("opinions"):
        others = [code for code in project.ontology.codes["stance"] if code != row["stance"]]
        yield set_(row, f"the stance is a curator's reading of the words; {READ}", stance=random.choice(others))


# -- whether it is a fact ---------------------------------------------------------------------------

WORDS = f"what is planned, denied or a fact is told by the words of the passage; {READ}"


def _modality(project: Project, tables: tuple[str, ...], before: str, after: str) -> Iterator[Change]:
    for table in tables:
        for row in project.claims(table):
            if row["modality"] == before:
                yield set_(row, WORDS, modality=after)


@kind("plan-turned-fact")
def plan_turned_fact(project: Project, random: Random) -> Iterator[Change]:
    """What is planned is entered as asserted."""
    return _modality(project, ("facts", "figures"), "planned", "asserted")


@kind("target-turned-result")
def target_turned_result(project: Project, random: Random) -> Iterator[Change]:
    """A target is entered as a result."""
    return _modality(project, ("facts", "figures"), "target", "asserted")


@kind("fact-turned-plan")
def fact_turned_plan(project: Project, random: Random) -> Iterator[Change]:
    """What is asserted is entered as planned."""
    return _modality(project, ("facts", "figures"), "asserted", "planned")


@kind("denied-turned-asserted")
def denied_turned_asserted(project: Project, random: Random) -> Iterator[Change]:
    """What an article denies is entered as asserted."""
    return _modality(project, ("facts", "figures"), "denied", "asserted")


@kind("asserted-turned-denied")
def asserted_turned_denied(project: Project, random: Random) -> Iterator[Change]:
    """What an article asserts is entered as denied."""
    return _modality(project, ("facts", "figures"), "asserted", "denied")


@kind("opinion-turned-fact")
def opinion_turned_fact(project: Project, random: Random) -> Iterator[Change]:
    """An opinion is entered among the facts."""
    for row in project.claims("opinions"):
        table = project.tables[f"data/articles/{row.article}/facts.csv"]
        new = table.rows[0].having(
            id=row.id, start=row["start"], end=row["end"], fingerprint=row["fingerprint"], subject=row["about"],
            property="account", value=row["gist_en"], modality="asserted", speaker="", origin="", note=row["note"],
        )  # fmt: skip
        edits = (Edit(row.table, {row: None}), Edit(table, added=(new,)))
        reason = f"whether somebody holds it or it is stated as a fact lies in the words of the passage; {READ}"
        yield Change("the opinion went over to the facts", ((table.file, row.id),), edits, reason)


# -- opinions and speakers --------------------------------------------------------------------------


@kind("speaker-removed")
def speaker_removed(project: Project, random: Random) -> Iterator[Change]:
    """An opinion loses its speaker."""
    for row in project.claims("opinions"):
        yield set_(row, speaker="")


@kind("attribution-lost")
def attribution_lost(project: Project, random: Random) -> Iterator[Change]:
    """A fact or figure loses the speaker or the origin that the article names."""
    for table in ("facts", "figures"):
        for row in project.claims(table):
            for column in ("speaker", "origin"):
                if row[column]:
                    yield set_(row, f"a claim need not be attributed; {READ}", **{column: ""})


@kind("wrong-speaker")
def wrong_speaker(project: Project, random: Random) -> Iterator[Change]:
    """An opinion is given to another person."""
    people = [row.id for row in project.entities("people")]
    for row in project.claims("opinions"):
        if row["speaker"].startswith("person/"):
            other = random.choice([person for person in people if person != row["speaker"]])
            author = other in project.corpus.articles[row.article].authors
            reason = f"authors may say anything in their article; {READ}" if author else ""
            yield set_(row, reason or swap_reason(project, row, "speaker", other), speaker=other)


@kind("opinion-of-another-turned-the-authors")
def opinion_of_another_turned_the_authors(project: Project, random: Random) -> Iterator[Change]:
    """What an article reports of somebody is given to its authors."""
    for row in project.claims("opinions"):
        if row["speaker"].startswith("person/"):
            yield set_(row, f"authors may say anything in their article; {READ}", speaker="authors")


@kind("speaker-not-an-actor")
def speaker_not_an_actor(project: Project, random: Random) -> Iterator[Change]:
    """The speaker is a place, a document, a topic."""
    others = [row.id for row in project.entities("places", "documents", "topics", "posts")]
    for table in ("opinions", "facts", "figures"):
        for row in project.claims(table):
            if row["speaker"]:
                yield set_(row, speaker=random.choice(others))


@kind("opinion-about-another-thing")
def opinion_about_another_thing(project: Project, random: Random) -> Iterator[Change]:
    """An opinion is about another entity of the same kind."""
    for row in project.claims("opinions"):
        table = row["about"].partition("/")[0]
        others = [
            other.id for other in project.entities() if other.id.startswith(table + "/") and other.id != row["about"]
        ]
        if others:
            other = random.choice(others)
            yield set_(row, swap_reason(project, row, "about", other), about=other)


@kind("language-of-a-text-lost")
def language_of_a_text_lost(project: Project, random: Random) -> Iterator[Change]:
    """A text in Cyrillic letters loses its language and so becomes English."""
    for row in project.claims("facts"):
        if match := re.fullmatch(r"(.*[а-я].*)@(ru|kk|uz)", row["value"]):
            yield set_(row, value=match[1])


# -- claims against each other ----------------------------------------------------------------------


@kind("event-before-founding")
def event_before_founding(project: Project, random: Random) -> Iterator[Change]:
    """A body is founded after what it did."""
    for row in project.claims("facts", background=True):
        if row["property"] == "foundedOn":
            doing: list[Place] = [
                other.place
                for other in project.claims("facts", background=True)
                if row["subject"] in (other["subject"], other["value"]) and other is not row
            ]
            own = ("data/entities/bodies.csv", row["subject"])
            reason = "" if _has_dated_deed(project, row["subject"]) else "nothing dated is told of the body"
            yield set_(row, reason, value="2025-12-30", also=(*doing, own))


def _has_dated_deed(project: Project, body: str) -> bool:
    """Whether a body takes part in something that has a date."""
    dated = {fact.subject for fact in project.corpus.facts if fact.property in ("date", "signedOn", "adoptedOn")}
    dated |= {identifier for identifier in project.corpus.entities if identifier.startswith("membership/")}
    deeds = ("participant", "organizer", "host", "party", "issuedBy", "initiatedBy", "membershipIn")
    return any(fact.value == body and fact.property in deeds and fact.subject in dated for fact in project.corpus.facts)


def _tenure_facts(project: Project, person: str) -> list[Place]:
    tenures = {fact.subject for fact in project.corpus.facts if fact.property == "holder" and fact.value == person}
    return [row.place for row in project.claims("facts", background=True) if row["subject"] in tenures]


@kind("visit-after-the-tenure")
def visit_after_the_tenure(project: Project, random: Random) -> Iterator[Change]:
    """A visit or a signature is dated after the visitor or signer left the post, or before he held it."""
    moved = {"person/nursultan-nazarbayev": "2021", "person/kassym-jomart-tokayev": "2017",
             "person/shavkat-mirziyoyev": "2013", "person/islam-karimov": "2018"}  # fmt: skip
    who = {
        fact.subject: fact.value
        for fact in project.corpus.facts
        if fact.property in ("visitor", "signatory") and fact.value in moved
    }
    for fact in project.corpus.facts:
        if fact.property == "signedDuring" and fact.value in who:
            who.setdefault(fact.subject, who[fact.value])
    for row in date_facts(project, "date", "signedOn"):
        if row["subject"] in who:
            visits = [
                other.place
                for other in entity_facts(project, "visitor", "signatory", "signedDuring")
                if other["subject"] == row["subject"]
            ]
            yield set_(row, value=moved[who[row["subject"]]] + row["value"][4:], also=tuple(visits))


@kind("tenure-ends-before-it-starts")
def tenure_ends_before_it_starts(project: Project, random: Random) -> Iterator[Change]:
    """Start and end of a tenure change places, or the end lies before the start."""
    rows = project.tables["data/background/facts.csv"].rows
    for row in rows:
        start = next((o for o in rows if o["subject"] == row["subject"] and o["property"] == "start"), None)
        if row["property"] == "end" and start:
            tenure = ("data/entities/tenures.csv", row["subject"])
            yield set_(row, value="1989-01-01", also=(start.place, tenure))
            yield set_(start, value="2031-01-01", also=(row.place, tenure))


@kind("second-holder-of-one-post")
def second_holder_of_one_post(project: Project, random: Random) -> Iterator[Change]:
    """A second tenure of the same post overlaps the first."""
    table, background = project.tables["data/entities/tenures.csv"], project.tables["data/background/facts.csv"]
    for row in background.rows:
        if row["property"] == "start":
            first = next(tenure for tenure in table.rows if tenure.id == row["subject"])
            post = next(o for o in background.rows if o["subject"] == first.id and o["property"] == "post")
            other = random.choice([person.id for person in project.entities("people")])
            labels = {name: first[name] + " II" for name in table.header if name.startswith("label_")}
            cells = first.having(id=first.id + "-second", note="", aliases="", **labels)
            facts = tuple(
                row.having(id=f"b99{number}", subject=cells[0], property=property_, value=value, note="")
                for number, (property_, value) in enumerate(
                    (("holder", other), ("post", post["value"]), ("start", f"{int(row['value'][:4]) + 1}-05-05"))
                )
            )
            edits = (Edit(table, added=(cells,)), Edit(background, added=facts))
            places: list[Place] = [(table.file, cells[0]), (table.file, first.id), row.place, post.place]
            places += [(background.file, fact[0]) for fact in facts]
            yield Change(f"{other} got a tenure beside {first.id}", tuple(places), edits)


@kind("president-of-another-state")
def president_of_another_state(project: Project, random: Random) -> Iterator[Change]:
    """A visit is made by the president of the state that was visited."""
    other = {"person/kassym-jomart-tokayev": "person/shavkat-mirziyoyev",
             "person/shavkat-mirziyoyev": "person/kassym-jomart-tokayev",
             "person/nursultan-nazarbayev": "person/islam-karimov"}  # fmt: skip
    for row in entity_facts(project, "visitor", "signatory"):
        if row["value"] in other:
            visit: list[Place] = [
                fact.place for fact in entity_facts(project, "host", "country") if fact["subject"] == row["subject"]
            ]
            visit.append(("data/entities/events.csv", row["subject"]))
            yield set_(row, swap_reason(project, row, "value", other[row["value"]]), value=other[row["value"]],
                       also=tuple(visit))  # fmt: skip


@kind("visitor-is-host")
def visitor_is_host(project: Project, random: Random) -> Iterator[Change]:
    """The host of a visit is the visitor."""
    visitors = {row["subject"]: row for row in entity_facts(project, "visitor")}
    for row in entity_facts(project, "host"):
        if visit := visitors.get(row["subject"]):
            yield set_(row, value=visit["value"], also=(visit.place, ("data/entities/events.csv", row["subject"])))


@kind("document-of-one-party")
def document_of_one_party(project: Project, random: Random) -> Iterator[Change]:
    """Both parties of a document are the same state."""
    rows = entity_facts(project, "party")
    for row in rows:
        others = [o for o in rows if o["subject"] == row["subject"] and o["value"] != row["value"]]
        if others:
            other = random.choice(others)
            own = ("data/entities/documents.csv", row["subject"])
            reason = swap_reason(project, row, "value", other["value"])
            yield set_(row, reason, value=other["value"], also=(other.place, own))


@kind("doubled-claim")
def doubled_claim(project: Project, random: Random) -> Iterator[Change]:
    """A claim is entered a second time under a new id, as when two branches are merged."""
    for name, letter in (("facts", "f"), ("figures", "n"), ("opinions", "o")):
        for row in project.claims(name):
            yield add(row.table, row.having(id=f"{letter}999"), f"{row.id} doubled as {letter}999", (row.place,))


@kind("duplicated-id")
def duplicated_id(project: Project, random: Random) -> Iterator[Change]:
    """A claim gets the id of another one."""
    for name in ("facts", "figures", "opinions"):
        for row in project.claims(name):
            other = random.choice(row.table.rows)
            if other.id != row.id:
                yield set_(row, also=((row.file, other.line),), id=other.id)


@kind("id-taken-by-another-table")
def id_taken_by_another_table(project: Project, random: Random) -> Iterator[Change]:
    """An opinion gets the id of a fact of the same article."""
    for row in project.claims("opinions"):
        other = random.choice(project.tables[f"data/articles/{row.article}/facts.csv"].rows)
        yield set_(row, id=other.id)


@kind("deleted-claim", elsewhere="a row that is gone has no line; what it leaves behind is named")
def deleted_claim(project: Project, random: Random) -> Iterator[Change]:
    """A claim gets lost in a merge."""
    for name in ("facts", "figures", "opinions"):
        for row in project.claims(name):
            yield drop(row, f"{row.key} lost", project.missed(row))


@kind("deleted-claim-that-an-entity-needs", elsewhere="the entity that lacks something is named")
def deleted_claim_that_an_entity_needs(project: Project, random: Random) -> Iterator[Change]:
    """The only claim that gives a tenure its holder or its post gets lost."""
    rows = project.claims("facts", background=True)
    for row in rows:
        if row["property"] in ("holder", "post", "member", "membershipIn", "host", "country"):
            same = [o for o in rows if (o["subject"], o["property"]) == (row["subject"], row["property"])]
            table = {"tenure": "tenures", "membership": "memberships"}.get(row["subject"].partition("/")[0])
            if len(same) == 1 and table:
                own = (f"data/entities/{table}.csv", row["subject"])
                yield drop(row, f"{row.key} lost", [own, *project.missed(row)])


@kind("row-of-another-article")
def row_of_another_article(project: Project, random: Random) -> Iterator[Change]:
    """A claim is pasted into the table of another article."""
    for name in ("facts", "figures", "opinions"):
        for row in project.claims(name):
            other = random.choice([article for article in project.corpus.articles if article != row.article])
            table = project.tables[f"data/articles/{other}/{name}.csv"]
            new = row.having(id=row.id[0] + "998")
            reason = (
                "" if other in project.texts else "without the article at hand nobody sees whether the passage is there"
            )
            if project.texts:
                length = project.corpus.articles[other].length
                reason = "" if int(row["end"]) > length else reason
            yield add(table, new, f"{row.key} pasted into {other}", reason=reason)


@kind("passage-copied-into-a-cell")
def passage_copied_into_a_cell(project: Project, random: Random) -> Iterator[Change]:
    """The words of the article are pasted into a note, which no file of the project may hold."""
    for name in ("facts", "figures", "opinions"):
        for row in project.claims(name):
            words = project.passage(row).split()
            if len(words) > 25:
                column = "gist_en" if name == "opinions" else "note"
                yield set_(row, what=f"the passage was pasted into '{column}'", **{column: " ".join(words[:25])})
