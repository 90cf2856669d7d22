"""What a claim says, in a sentence, with how it is meant: nothing planned, denied or said by others reads as a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kgtools.claims.acceptance import meant
from kgtools.graph import terms
from kgtools.graph.terms import code_node
from kgtools.publish.tables.rows.reading import Properties, Reader, true
from kgtools.views.page import Part
from kgtools.views.thing import statements, told
from kgtools.views.thing.wording import Say, joined, listed


def statement(reader: Reader, claim: Properties, language: str) -> str:
    """The sentence of a claim in a language."""
    say = reader.say(language)
    meaning = _meaning(claim, say, language)
    if "rdf:subject" in claim:
        subject, name, value = (claim[f"rdf:{part}"][0] for part in ("subject", "predicate", "object"))
        parts = statements.one(reader.store, subject, name, value, say, language)
        return _ended(parts_text(parts), listed(_said(claim, "t:when", say), meaning))
    if "t:gist" in claim:
        who, about = (joined(map(say, claim[name])) for name in ("t:speaker", "t:about"))
        inferred = meant("", _code(claim, "t:certainty"), True, (), _word(say), language)
        return _ended(f"{parts_text(who)} – {parts_text(about)}: {say(claim['t:gist'][0]).words}", inferred)
    indicator, measured, partner, flow, printed, unit, bound = (
        next(iter(claim.get(f"t:{name}", ())), None)
        for name in ("indicator", "measured", "partner", "flow", "printedValue", "unit", "bound")
    )
    series = told.series_of(indicator, measured, partner, flow, say)
    qualified = [say(qualifier).words for qualifier in claim.get("t:qualifier", ())]
    weighs = listed(_said(claim, "t:period", say), *qualified, meaning)
    return _ended(f"{parts_text(series)}: {told.amount(printed, unit, bound, say, language)}", weighs)


def parts_text(parts: Iterable[Part]) -> str:
    """The words of parts of a line."""
    return "".join(part.words for part in parts)


def _meaning(claim: Properties, say: Say, language: str) -> str:
    speakers = [say(speaker).words for speaker in claim.get("t:speaker", ())]
    modality, certainty = _code(claim, "t:modality"), _code(claim, "t:certainty")
    return meant(modality, certainty, true(claim["t:accepted"]), speakers, _word(say), language)


def _word(say: Say) -> Callable[[str, str], str]:
    return lambda code_list, value: say(code_node(code_list, value)).words


def _code(claim: Properties, name: str) -> str:
    return terms.code(next(iter(claim.get(name, ())), None), default="")


def _said(claim: Properties, name: str, say: Say) -> str:
    return ", ".join(say(term).words for term in claim.get(name, ()))


def _ended(words: str, mark: str) -> str:
    return f"{words} ({mark})" if mark else words
