"""The list of disagreements for people: its entries with what each claim prints, where, and in which article."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools import namespaces
from kgtools.claims import translations
from kgtools.claims.acceptance import ASSERTED
from kgtools.claims.citation import cite, year
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Fact, Figure, Opinion
from kgtools.messages import message
from kgtools.ontology import Ontology

COLUMNS = (
    "disagreement", "type", "status", "found", "claim", "printed", "about", "period", "place", "not accepted",
    "article", "explanation",
)  # fmt: skip


def select(
    corpus: Corpus, clash_type: str = "", status: str = "", article: str = "", thing: str = ""
) -> list[Disagreement]:
    """The entries of a type, of a status, with a claim of an article, with a claim about a thing (all optional)."""
    return [
        entry
        for entry in corpus.disagreements
        if (not clash_type or entry.type == clash_type)
        and (not status or entry.status == status)
        and (not article or any(key.partition("/")[0] == article for key in entry.claims))
        and (not thing or any(thing in _things(corpus.by_key[key]) for key in entry.claims))
    ]


def _things(claim: Claim) -> tuple[str, ...]:
    """The ids of what a claim speaks of, and of who speaks."""
    if isinstance(claim, Figure):
        about: tuple[str, ...] = (claim.indicator, claim.measured, claim.partner, claim.reporter, claim.origin)
    elif isinstance(claim, Fact):
        about = (claim.subject, claim.value, claim.origin)
    elif isinstance(claim, Opinion):
        about = (claim.about, claim.affiliation)
    else:
        about = ()
    return (*about, *claim.speakers, f"article/{claim.article}")


class Labels:
    """Labels of entities, properties and codes, and citations of articles, in one language."""

    def __init__(self, corpus: Corpus, ontology: Ontology, language: str) -> None:
        self.corpus = corpus
        self.ontology = ontology
        self.language = language
        self.held = f" ({message('claims.not-accepted', language)})"
        self.mark = message("translation.mark", language)
        self.translations = translations.fresh(corpus, ontology)
        place = namespaces.LANGUAGES.index(language)
        self.entities = {entity.id: entity.labels[place].value for entity in corpus.entities.values()}
        self.terms = {
            str(getattr(quad.subject, "value", "")): quad.object.value
            for quad in ontology.quads
            if quad.predicate.value == namespaces.RDFS + "label"
            and getattr(quad.object, "language", None) == language
            and hasattr(quad.object, "value")
        }

    def code(self, code_list: str, code: str) -> str:
        return self.terms.get(namespaces.code(f"{code_list}/{code}"), code)

    def printed(self, claim: Claim) -> str:
        """What a claim prints: the number with its unit and bound, the value of a fact, the gist of an opinion."""
        if isinstance(claim, Figure):
            bound = "" if claim.bound == "exact" else self.code("bound", claim.bound) + " "
            qualified = "".join(f", {self.code('qualifier', qualifier)}" for qualifier in claim.qualifiers)
            return f"{bound}{claim.value} {self.code('unit', claim.unit)}{qualified}"
        if isinstance(claim, Fact):
            code_list = self.ontology.properties[claim.property].code_list
            if code_list:
                return self.code(code_list, claim.value)
            return self.entities.get(claim.value) or self.text(claim.key, claim.value)
        return self.text(claim.key, claim.gist) if isinstance(claim, Opinion) else ""

    def text(self, identifier: str, english: str) -> str:
        """A curator's text in its translation, marked as such, if there is one; anything else as it is."""
        found = self.translations.get(identifier, {}).get(self.language)
        return f"{found} [{self.mark}]" if found else english

    def explanation(self, entry: Disagreement) -> str:
        return self.text(f"disagreement/{entry.id}", entry.explanation or entry.note)

    def about(self, claim: Claim) -> str:
        """Of what: indicator, flow and sides of a figure, subject and property of a fact, speaker and matter."""
        if isinstance(claim, Figure):
            sides = " – ".join(self.entities.get(one, one) for one in (claim.measured, claim.partner) if one)
            flow = self.code("flow", claim.flow) if claim.flow else ""
            modality = "" if claim.modality == ASSERTED else f" ({self.code('modality', claim.modality)})"
            named = ", ".join(part for part in (self.entities.get(claim.indicator, ""), flow, sides) if part)
            return named + modality
        if isinstance(claim, Fact):
            predicate = self.terms.get(namespaces.term(claim.property), claim.property)
            return f"{self.entities.get(claim.subject, claim.subject)}, {predicate}"
        speakers = ", ".join(self.entities.get(one, one) for one in claim.speakers)
        matter = self.entities.get(claim.about, claim.about) if isinstance(claim, Opinion) else ""
        return f"{speakers}: {matter}"

    def short(self, article: Article) -> str:
        """The article's label and year, as a note cites it."""
        return f"{self.label(article)} ({year(article.published, self.language)})"

    def citation(self, article: Article) -> str:
        """Authors, year, title, venue and address, as far as article.yaml gives them; the label if it has no title."""
        titles = {title.language: title.value for title in article.titles}
        title = titles.get(self.language) or next(iter(titles.values()), "")
        people = ", ".join(self.entities.get(author, author) for author in article.authors) if title else ""
        return cite(people, article.published, title or self.label(article), article.venue, article.url, self.language)

    def label(self, article: Article) -> str:
        return article.labels[namespaces.LANGUAGES.index(self.language)].value


def _place(claim: Claim) -> str:
    return f"{claim.anchor.start}-{claim.anchor.end}" if claim.anchor else ""


def rows(entries: Iterable[Disagreement], words: Labels) -> list[list[str]]:
    """One row for each claim of each entry, with the columns of COLUMNS."""
    found = []
    for entry in entries:
        for key in entry.claims:
            claim = words.corpus.by_key[key]
            article = words.corpus.articles.get(claim.article)
            found.append([
                entry.id, words.code("disagreement-type", entry.type), words.code("disagreement-status", entry.status),
                words.code("found", entry.found), key, words.printed(claim), words.about(claim),
                getattr(claim, "period", ""), _place(claim), "yes" if key in entry.holds_back else "",
                words.citation(article) if article else claim.article, words.explanation(entry),
            ])  # fmt: skip
    return found


def summary(entries: Iterable[Disagreement], words: Labels) -> list[list[str]]:
    """One row for each entry: what it is, what its claims print, and the explanation."""
    found = []
    for entry in entries:
        kind, status = words.code("disagreement-type", entry.type), words.code("disagreement-status", entry.status)
        claims = "\n".join(_line(words, words.corpus.by_key[key], key in entry.holds_back) for key in entry.claims)
        found.append([f"{entry.id}\n{kind}, {status}", claims, words.explanation(entry)])
    return found


def _line(words: Labels, claim: Claim, held: bool) -> str:
    period = f" ({claim.period})" if isinstance(claim, Figure) and claim.period else ""
    return f"{words.printed(claim)}{period} [{claim.key}]" + (words.held if held else "")


def markdown(entries: Iterable[Disagreement], words: Labels) -> str:
    """A section for each entry, with its claims and their articles, and the articles at the end."""
    lines: list[str] = []
    cited: dict[str, Article] = {}
    for entry in entries:
        kinds = (
            words.code("disagreement-type", entry.type), words.code("disagreement-status", entry.status),
            f"{words.terms.get(namespaces.term('found'), 'found')}: {words.code('found', entry.found)}",
        )  # fmt: skip
        lines += [f"## {entry.id}", "", f"*{'; '.join(kinds)}*", ""]
        if entry.explanation or entry.note:
            lines += [_escaped(words.explanation(entry)), ""]
        for key in entry.claims:
            claim = words.corpus.by_key[key]
            article = words.corpus.articles.get(claim.article)
            if article:
                cited[article.id] = article
            where = f"{words.short(article) if article else claim.article}, {_place(claim)}".rstrip(", ")
            period = f", {claim.period}" if isinstance(claim, Figure) and claim.period else ""
            held = words.held if key in entry.holds_back else ""
            said = f"{words.about(claim)}{period}: **{words.printed(claim)}**{held}"
            lines.append(f"- {_escaped(said)} – {where} `{key}`")
        lines.append("")
    if cited:
        label = words.terms.get(namespaces.term("Article"), "article")
        lines += [f"## {label[:1].upper()}{label[1:]}", ""]
        lines += [f"- {_escaped(words.citation(article))}" for _, article in sorted(cited.items())]
    return "\n".join(lines).rstrip("\n") + "\n" if lines else ""


def _escaped(text: str) -> str:
    """Text whose signs Markdown does not take for its own; the two stars of a printed value stay."""
    return text.replace("\\", "\\\\").replace("_", "\\_").replace("[", "\\[").replace("]", "\\]").replace("\n", " ")


def document(entries: Iterable[Disagreement], words: Labels) -> list[dict[str, object]]:
    """The entries as plain values for JSON, with codes and ids as they stand in the tables."""
    found: list[dict[str, object]] = []
    for entry in entries:
        claims = []
        for key in entry.claims:
            claim = words.corpus.by_key[key]
            article = words.corpus.articles.get(claim.article)
            claims.append(
                {
                    "claim": key,
                    "about": words.about(claim),
                    "printed": words.printed(claim),
                    "period": getattr(claim, "period", ""),
                    "place": [claim.anchor.start, claim.anchor.end] if claim.anchor else None,
                    "preferred": key in entry.prefers,
                    "not accepted": key in entry.holds_back,
                    "article": words.citation(article) if article else claim.article,
                }
            )
        said = words.explanation(entry)
        explanation, note = (said, entry.note) if entry.explanation else ("", said)
        found.append(
            {
                "disagreement": entry.id, "type": entry.type, "status": entry.status, "found": entry.found,
                "explanation": explanation, "note": note, "claims": claims,
            }
        )  # fmt: skip
    return found
