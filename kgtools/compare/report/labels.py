"""Claims and disagreements in words: labels of entities, properties and codes in one language, from the tables."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kgtools import namespaces
from kgtools.articles.citation import cite, year
from kgtools.claims import translations
from kgtools.claims.acceptance import ASSERTED, meant
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Fact, Figure, Opinion
from kgtools.compare.figures.observations import Series
from kgtools.compare.report.severity import Size
from kgtools.messages import message
from kgtools.ontology import Ontology


class Labels:
    """Labels of entities, properties and codes, citations of articles, and claims in words, in one language."""

    def __init__(self, corpus: Corpus, ontology: Ontology, language: str) -> None:
        self.corpus = corpus
        self.ontology = ontology
        self.language = language
        self.mark = message("translation.mark", language)
        self.translations = translations.fresh(corpus, ontology)
        place = namespaces.languages().index(language)
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

    def needed(self, entry: Disagreement) -> str:
        return self.text(f"disagreement/{entry.id}{translations.NEEDED}", entry.needed)

    def about(self, claim: Claim) -> str:
        """Of what: indicator, flow and sides of a figure, subject and property of a fact, speaker and matter."""
        if isinstance(claim, Figure):
            sides = " – ".join(self.entities.get(one, one) for one in (claim.measured, claim.partner) if one)
            flow = self.code("flow", claim.flow) if claim.flow else ""
            return ", ".join(part for part in (self.entities.get(claim.indicator, ""), flow, sides) if part)
        if isinstance(claim, Fact):
            predicate = self.terms.get(namespaces.term(claim.property), claim.property)
            return f"{self.entities.get(claim.subject, claim.subject)}, {predicate}"
        matter = self.entities.get(claim.about, claim.about) if isinstance(claim, Opinion) else ""
        return f"{self.actors(claim.speakers)}: {matter}"

    def actors(self, identifiers: Iterable[str]) -> str:
        """Actors by their labels."""
        return ", ".join(self.entities.get(one, one) for one in identifiers)

    def time(self, claim: Claim) -> str:
        """The time of a claim in EDTF: the period of a figure, the time for which a fact is said, a horizon."""
        if isinstance(claim, Figure):
            return claim.period
        return claim.when if isinstance(claim, Fact) else getattr(claim, "horizon", "")

    def meant(self, claim: Claim, not_accepted: bool = False) -> str:
        """How a claim is meant, where that is not a plain assertion of the article: that it is denied, planned,
        inferred, not accepted, whose words it reports, whose aim it is; an opinion names its speakers by itself.
        """
        reported = () if isinstance(claim, Opinion) else claim.speakers
        how = meant(
            getattr(claim, "modality", ""), claim.certainty, not not_accepted,
            [self.entities.get(one, one) for one in reported], self.code, self.language,
        )  # fmt: skip
        setters = self.actors(getattr(claim, "set_by", ()))
        aims = f"{message('evidence.set-by', self.language)}: {setters}" if setters else ""
        return ", ".join(filter(None, (how, aims)))

    def said(self, claim: Claim, not_accepted: bool = False, star: str = "") -> str:
        """A claim in words: of what, what it prints, its time, and how it is meant; `star` goes round the value."""
        marks = "; ".join(filter(None, (self.time(claim), self.meant(claim, not_accepted))))
        return f"{self.about(claim)}: {star}{self.printed(claim)}{star}" + (f" ({marks})" if marks else "")

    def series(self, series: Series) -> str:
        """What the values of a series are of: indicator, flow and sides, in words."""
        sides = " – ".join(self.entities.get(one, one) for one in (series.measured, series.partner) if one)
        flow = self.code("flow", series.flow) if series.flow else ""
        modality = self.code("modality", series.modality) if series.modality != ASSERTED else ""
        named = (self.entities.get(series.indicator, series.indicator), flow, sides, modality)
        return ", ".join(filter(None, named))

    def question(self, entry: Disagreement) -> str:
        """What a disagreement is about: a thing or article, and a property or period."""
        article = self.corpus.articles.get(entry.about.removeprefix("article/"))
        thing = self.label(article) if article else self.entities.get(entry.about, entry.about)
        if entry.about.startswith("indicator/"):
            return ", ".join(filter(None, (thing, entry.aspect)))
        return ", ".join(filter(None, (thing, entry.aspect and self.terms.get(namespaces.term(entry.aspect), ""))))

    def size(self, size: Size) -> str:
        """How large a disagreement is, in words."""
        parts = [message("disagreements.articles", self.language, articles=size.articles)]
        if size.origins != size.articles:
            parts.append(message("disagreements.origins", self.language, origins=size.origins))
        if size.days is not None:
            parts.insert(0, message("disagreements.days", self.language, days=size.days))
        if size.gap is not None:
            percent = max(1, round(size.gap * 100))
            parts.insert(0, message("disagreements.gap", self.language, percent=percent))
        return "; ".join(parts)

    def status(self, entry: Disagreement) -> str:
        """Kind, type and status of a disagreement."""
        kind, clash_type = self.code("disagreement-kind", entry.kind), self.code("disagreement-type", entry.type)
        names = [kind, clash_type, self.code("disagreement-status", entry.status)]
        return "; ".join(dict.fromkeys(names))  # some kinds are called like their type

    def amount(self, low: Decimal, high: Decimal, base: str) -> str:
        """Bounds in the largest unit that fits, with four significant digits: 3.2–3.4 billion US dollars."""
        fitting = [unit for unit in self.ontology.units.values() if unit.base == base and unit.multiplier <= abs(high)]
        unit = max(fitting or [self.ontology.units[base]], key=lambda unit: (unit.multiplier, unit.name))
        ends = list(dict.fromkeys(_digits(end / unit.multiplier) for end in (low, high)))
        return f"{'–'.join(ends)} {self.code('unit', unit.name)}"

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
        return article.labels[namespaces.languages().index(self.language)].value


def _digits(number: Decimal) -> str:
    """A number with four significant digits at most."""
    places = max(0, 3 - max(number.adjusted(), 0)) if number else 0
    text = f"{number:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
