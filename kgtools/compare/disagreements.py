"""The list of disagreements held against the claims: what it must explain, and what has changed since.

Nothing is averaged and nothing is resolved by code: a claim is accepted unless a curator has
marked it as not accepted in the list of disagreements, with a reason.

Every clash that the machine finds is explained by an entry, and an entry explains what it was confirmed for, no
more: it remembers the clashes of its claims (`data/explained-clashes.csv`) and the compared cells of each claim
(`data/compared-claims.csv`). So a clash that arises among the claims of an entry later, and a claim that says
something else since, call for a second look. Who has taken it confirms the entry, which writes both tables anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, groupby, islice
from typing import Any

from kgtools.changing import ChosenByEach, Each, Gathered, Kept
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, ExplainedClash, Fact, Figure, Opinion
from kgtools.compare import alignment, origins
from kgtools.compare.alignment import Run
from kgtools.compare.clash import Clash, in_order
from kgtools.compare.compared import compared, differences, stated
from kgtools.compare.facts import clashes as facts
from kgtools.compare.figures import series
from kgtools.differing import Changed
from kgtools.errors import Finding
from kgtools.ontology import Ontology
from kgtools.remembering import Same, of_ids, of_piece

MACHINE, READER = "machine", "reader"
# What a curator may call that which the machine calls by the word on the left: the machine sees that two values
# cannot both hold, the curator sees why.
_REFINED = {
    "contradiction": {
        "other-period", "other-scope", "rounding", "unit-slip", "misprint", "mirror-statistics", "revised-later",
        "two-names", "sequence",
    },
    "other-period": {"misprint", "revised-later"},
    "other-scope": {"contradiction", "misprint", "rounding", "two-names"},
    "rounding": {"misprint"},
    "unit-slip": {"misprint"},
    "mirror-statistics": {"contradiction", "other-scope", "misprint"},
    "revised-later": {"contradiction", "plan-versus-result", "other-period"},
    "two-names": {"other-scope", "misprint"},
    "sequence": {"contradiction", "misprint", "other-period"},
}  # fmt: skip
_FEW = 8  # claims that a finding lists whole
_FIRST = 3  # and of more, those of each article that it lists
_WHOLE = ", which lists all claims,"
Differences = list[tuple[str, str, str]]  # columns, each as it was and as it is
_PROPOSE = "kgtools disagreements --propose"
_CONFIRM = "kgtools disagreements --confirm"


def clashes(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> Iterator[Clash]:
    """Every clash that the machine finds in a corpus, each once, sorted.

    `runs` are the copied runs of the corpus, if they are known already.
    """
    found = _clashes(corpus, ontology, runs).values()
    yield from sorted({clash for some in found for clash in some}, key=in_order)


def _clashes(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None) -> Changed[Any, Same[Clash]]:
    """Every clash, those together that are found together; the very same while nothing else clashes."""
    things, claims = stated(corpus), stated(corpus, things=False)
    copied = alignment.runs(corpus, ontology) if runs is None else runs
    found: dict[str, Mapping[Any, tuple[Clash, ...]]] = {
        "facts": facts.found(things, ontology),
        "figures": series.found(things, ontology),
        "statements": origins.by_statement(claims, ontology),
        "runs": _copies.of({id(run): run for run in copied}),
    }
    return _found.of(found)


_copies = Each[int, Run, tuple[Clash, ...]](lambda _, run: (origins.copy(run),))
_found = Gathered[Any, Clash](in_order=False)


def covers(entry: Disagreement, clash: Clash) -> bool:
    """Whether an entry can explain a clash: it has all its claims, and a type that goes with it."""
    right_type = entry.type == clash.type or entry.type in _REFINED.get(clash.type, ())
    return right_type and set(clash.claims) <= set(entry.claims)


def explains(entry: Disagreement, clash: Clash) -> bool:
    """Whether an entry has been confirmed for a clash: for its question, with all its claims."""
    return covers(entry, clash) and any(_is_part(clash, known) for known in entry.explains)


def _is_part(clash: Clash, known: ExplainedClash) -> bool:
    """Whether a clash is one that was explained, or what is left of it.

    Where a copied passage ends is a matter of degree, which rows elsewhere shift; so of copies, which answer no
    question, it is enough that the entry has all the claims.
    """
    same = (known.type, known.question) == (clash.type, clash.question)
    return same and (not clash.question or set(clash.claims) <= set(known.claims))


def explained(entry: Disagreement, found: Iterable[Clash]) -> tuple[ExplainedClash, ...]:
    """What an entry of the machine would remember if it were confirmed now: the clashes that it can explain."""
    if entry.found != MACHINE:
        return ()
    return tuple(
        sorted(
            {ExplainedClash(clash.type, clash.question, clash.claims) for clash in found if covers(entry, clash)},
            key=lambda clash: (clash.type, clash.question, clash.claims),
        )
    )


def findings(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> Iterator[Finding]:
    """What is wrong between the list of disagreements and the claims.

    A claim that says something else than when its entry was confirmed, on its own row and once, whatever follows
    from the change; a clash without entry, or one that its entry was not confirmed for, on the row of its last
    claim; on the row of the entry: claims that have joined or left it, a clash that is found no longer, a clash that
    is only marked as seen by a reader.
    """
    clashing, entries = _clashes(corpus, ontology, runs), _entries.of(of_ids(corpus.disagreements))
    odd = dict(_changed(corpus, entries, ontology))
    yield from odd.values()
    changed = {key: key for key in odd}
    unexplained = _unexplained_among.of(
        clashing, _covering.of(clashing, by_claim(corpus)), _involved.of(clashing, corpus.by_key),
        _published.of(clashing, corpus.articles), _changed_in.of(clashing, changed),
    )  # fmt: skip
    left = _left.of(entries, _clashes_by_claim.of(_by_claims.of(clashing)))
    outdated = _outdated_of.of(entries, left, _changed_of.of(entries, changed))
    yield from chain.from_iterable((*unexplained.values(), *outdated.values()))
    for lost in corpus.lost_entries:
        hint = f"bring the entry back, or confirm that it is gone: {_CONFIRM} {lost.id}"
        yield Finding(lost.file, lost.line, f"the entry '{lost.id}' has left the list of disagreements", hint=hint)


# Clashes and entries are looked at again only if what they rest on has changed.

_entries = Kept[str, Disagreement]()


def _changed(
    corpus: Corpus, entries: Mapping[str, Disagreement], ontology: Ontology
) -> Iterator[tuple[str, Finding]]:  # fmt: skip
    """Each claim of which an entry remembers something else than it says now, with the finding on its row."""
    remembered: dict[str, dict[str, Differences]] = {}
    found = _different_in.of(entries, _compared_by.of(entries, corpus.by_key), given=(ontology,))
    for name in filter(found.__contains__, entries if found else ()):
        for key, different in found[name].items():
            remembered.setdefault(key, {})[name] = different
    for key, parted in sorted(remembered.items()):
        claim, names = corpus.by_key[key], list(parted)
        yield key, Finding(
            claim.file, claim.line, f"the claim {key} has changed since {_quoted(names)} explained it",
            ", ".join(f"{column} '{now}'" for column, _, now in parted[names[0]]),
            ", ".join(f"{column} '{was}'" for column, was, _ in parted[names[0]]),
            f"correct the row, or read the explanation again and confirm it: {_CONFIRM} {' '.join(names)}",
        )  # fmt: skip


def _remembered(entry: Disagreement) -> Iterable[str]:
    """The keys of the claims that an entry remembers."""
    return dict.fromkeys(key for key in entry.claims if key in entry.compared)


def _different(
    _: str, entry: Disagreement, claims: Iterable[Claim], ontology: Ontology
) -> dict[str, Differences] | None:  # fmt: skip
    """The claims that say something else than an entry remembers, and what."""
    found = {claim.key: differences(entry.compared[claim.key], compared(claim, ontology)) for claim in claims}
    return {key: different for key, different in found.items() if different} or None


_compared_by = ChosenByEach[str, str, Claim](_remembered)
_different_in = Each[str, Disagreement, dict[str, Differences]](_different)


def _quoted(names: list[str]) -> str:
    return " and ".join(f"'{name}'" for name in names) if len(names) < 3 else f"'{names[0]}' and {len(names) - 1} more"


def by_claim(corpus: Corpus) -> dict[str, Same[Disagreement]]:
    """The entries by the claims that they hold."""
    return _by_claim.of(_held.of(_entries.of(of_ids(corpus.disagreements))))


_held = Each[str, Disagreement, dict[str, tuple[Disagreement, ...]]](
    lambda _, entry: dict.fromkeys(entry.claims, (entry,))
)
_by_claim = Gathered[str, Disagreement](in_order=False)


def _keys(some: Iterable[Clash]) -> dict[str, None]:
    """The claims that clash."""
    return dict.fromkeys(key for clash in some for key in clash.claims)


def _with_claims(_: object, some: Iterable[Clash]) -> dict[str, tuple[Clash, ...]]:
    """Clashes by the claims that clash."""
    found: dict[str, list[Clash]] = defaultdict(list)
    for clash in some:
        for key in clash.claims:
            found[key].append(clash)
    return {key: tuple(those) for key, those in found.items()}


def _not_explained(
    _: object,
    some: Iterable[Clash],
    covering: Iterable[Same[Disagreement]],
    claims: Same[Claim],
    articles: Iterable[Article],
    changed: Collection[str],
) -> list[Finding] | None:
    """The findings about clashes but for those of claims that changed; `covering` are the entries of first claims."""
    by_key, published = of_piece(claims), {one.id: one.published for one in articles}
    entries: dict[str, list[Disagreement]] = {clash.claims[0]: [] for clash in some}
    for entry in dict.fromkeys(chain.from_iterable(covering)):
        for key in entries.keys() & entry.claims:
            entries[key].append(entry)
    found = (
        _unexplained(clash, entries[clash.claims[0]], by_key, published)
        for clash in some
        if not changed or set(changed).isdisjoint(clash.claims)
    )
    return [*chain.from_iterable(found)] or None


# What covers a clash has all its claims, so also the first.
_covering = ChosenByEach[Any, str, Same[Disagreement]](lambda some: dict.fromkeys(clash.claims[0] for clash in some))
_involved = ChosenByEach[Any, str, Claim](_keys)
_changed_in = ChosenByEach[Any, str, str](_keys)
_published = ChosenByEach[Any, str, Article](lambda some: dict.fromkeys(map(_article, _keys(some))))
_unexplained_among = Each[Any, Same[Clash], list[Finding]](_not_explained)


def _unexplained(
    clash: Clash, entries: Iterable[Disagreement], claims: Mapping[str, Claim], published: Mapping[str, str]
) -> Iterator[Finding]:
    """The finding about a clash that no entry has been confirmed for."""
    covering = [entry for entry in entries if covers(entry, clash)]
    if any(explains(entry, clash) for entry in covering):
        return
    covering.sort(key=lambda entry: (entry.found != MACHINE, len(entry.claims), entry.type != clash.type, entry.id))
    if covering and covering[0].found != MACHINE:
        entry = covering[0]
        message = f"the machine finds this too ({clash.type}: {clash.why})"
        hint = f"mark it machine in the column found, then: {_CONFIRM} {entry.id}"
        yield Finding(entry.file, entry.line, message, f"'{READER}'", f"'{MACHINE}'", hint)
        return
    # The row of the article that was published last.
    last = claims[max(clash.claims, key=lambda key: (published.get(key.partition("/")[0], ""), key))]
    printed_values = _listed(clash, claims)
    if covering:
        name = covering[0].id
        yield Finding(
            last.file, last.line, f"{clash.type} that '{name}' was not confirmed for: {clash.why}", printed_values,
            "a clash that the explanation was written for",
            f"correct the claim, or read the explanation again and confirm it: {_CONFIRM} {name}",
        )  # fmt: skip
    else:
        yield Finding(
            last.file, last.line, f"{clash.type} without an entry in the list of disagreements: {clash.why}",
            printed_values, "an entry of data/disagreements.csv with these claims",
            f"correct the claim, or write the entry{_WHOLE if len(clash.claims) > _FEW else ''} with: {_PROPOSE}",
        )  # fmt: skip


def _listed(clash: Clash, claims: Mapping[str, Claim]) -> str:
    """What claims give; of many the number, and what the first of each article give."""
    few = clash.claims
    if len(few) > _FEW:
        few = tuple(key for _, keys in groupby(few, _article) for key in islice(keys, _FIRST))[:_FEW]
    told = ", ".join(f"{key} {printed(claims[key])}" for key in few)
    left = len(clash.claims) - len(few)
    return f"{len(clash.claims)} claims: {told}, and {left} more" if left else told


def _article(key: str) -> str:
    return key.partition("/")[0]


def _explained_by(entry: Disagreement) -> Iterable[str]:
    """The claims of the clashes that an entry explains."""
    return dict.fromkeys(key for known in entry.explains for key in known.claims)


def _not_found(
    _: str, entry: Disagreement, found: Iterable[Same[Clash]], changed: Collection[str]
) -> list[Finding] | None:  # fmt: skip
    """What an entry remembers and no longer has; `found` are the clashes of each claim that it explains."""
    by_question: dict[tuple[str, str], list[Clash]] = defaultdict(list)
    for clash in chain.from_iterable(found):
        by_question[clash.type, clash.question].append(clash)
    return [*_outdated(entry, by_question, set(changed))] or None


_by_claims = Each[Any, Same[Clash], dict[str, tuple[Clash, ...]]](_with_claims)
_clashes_by_claim = Gathered[str, Clash](in_order=False)
_left = ChosenByEach[str, str, Same[Clash]](_explained_by)
_changed_of = ChosenByEach[str, str, str](_explained_by)
_outdated_of = Each[str, Disagreement, list[Finding]](_not_found)


def _outdated(
    entry: Disagreement, found: Mapping[tuple[str, str], list[Clash]], changed: Set[str]
) -> Iterator[Finding]:  # fmt: skip
    """What an entry remembers and no longer has, and has and does not remember."""
    confirm = f"{_CONFIRM} {entry.id}"
    for keys, what in (
        (set(entry.claims) - set(entry.compared), "claims of the entry '{}' have not been confirmed"),
        (set(entry.compared) - set(entry.claims), "the entry '{}' was confirmed with claims that it no longer has"),
    ):
        if keys:
            hint = f"read the explanation again and confirm it: {confirm}"
            expected = "the claims that it was confirmed with"
            yield Finding(entry.file, entry.line, what.format(entry.id), " ".join(sorted(keys)), expected, hint)
    if entry.found == MACHINE and not entry.explains:
        yield Finding(
            entry.file, entry.line, f"the machine finds no disagreement in '{entry.id}'", f"'{MACHINE}'",
            "a clash between its claims",
            f"mark it {READER} if only a reader can see it; if it is new, confirm it: {confirm}",
        )  # fmt: skip
    for known in entry.explains:
        # A clash that has grown is still one; that it has outgrown the entry is reported where it has.
        left = found.get((known.type, known.question), ())
        if not changed & set(known.claims) and not any(set(clash.claims) & set(known.claims) for clash in left):
            yield Finding(
                entry.file, entry.line, f"the machine no longer finds a disagreement that '{entry.id}' explains",
                f"{known.type} {known.question}".strip(), "a clash between its claims",
                f"delete the entry if it is settled, mark it {READER} if only a reader can see it, "
                f"or confirm what is left: {confirm}",
            )  # fmt: skip


def printed(claim: Claim) -> str:
    """What a claim gives, in short: the value of a fact or figure with its time, the gist of an opinion."""
    if isinstance(claim, Figure):
        bound = "" if claim.bound == "exact" else claim.bound + " "
        qualified = "".join(f", {qualifier}" for qualifier in claim.qualifiers)
        return f"{bound}{claim.value} {claim.unit}{qualified}" + (f" for {claim.period}" if claim.period else "")
    if isinstance(claim, Fact):
        return f"{claim.property} {claim.value}" + (f" for {claim.when}" if claim.when else "")
    return claim.gist if isinstance(claim, Opinion) else ""
