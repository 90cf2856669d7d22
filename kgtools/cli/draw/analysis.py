"""What a network answers in rows: ways between two things, changes between two periods, brokers, reliance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.cli.options import copies_at, notify
from kgtools.cli.printing import Way, put_table
from kgtools.errors import UsageError
from kgtools.messages import counted, message, section
from kgtools.values import periods

if TYPE_CHECKING:
    import networkx as nx

    from kgtools.cli.draw.selection import Request
    from kgtools.network.analysis.paths import Link

Rows = tuple[list[str], list[list[str]]]


def put(found: Rows, way: Way) -> None:
    """Print rows under the headings of the language."""
    columns, rows = found
    names = section("links.column", way.language) if way.for_people else {}
    put_table([names.get(column, column) for column in columns], rows, way, counted("rows", len(rows), way.language))


def ways(request: Request, ends: tuple[str, str], avoiding: Sequence[str], limit: int, articles: Path | None) -> Rows:
    """The shortest ways between two things, one row for each edge on them. Raises UsageError if they are not joined."""
    from kgtools.network.analysis import paths

    graph = request.network()
    start, end = (_thing(request, words) for words in ends)
    shortest = paths.shortest_paths(graph, start, end, [_thing(request, words) for words in avoiding])
    if not shortest:
        raise UsageError(f"no way leads from {_name(graph, start)} to {_name(graph, end)} in this network")
    if shortest[limit:]:
        notify(f"{len(shortest)} ways are equally short; {limit} are shown, the best supported first")
    columns = ["way", "step", "source", "link", "target", "when", "claims"]
    shown = [(number, path) for number, path in enumerate(shortest[:limit], 1)]
    links = [link for _, path in shown for step in path.steps for link in step.links]
    passages = _passages(request, links, articles)
    rows = [
        [str(number), str(place), *_told(graph, link, request.language), *passages.get(link, ())]
        for number, path in shown
        for place, step in enumerate(path.steps, 1)
        for link in step.links
    ]
    return columns + ["passages"] * bool(passages), rows


def changes(request: Request, earlier: str, later: str, articles: Path | None) -> Rows:
    """What a network has in the later of two periods and not in the earlier, and the other way round, by rows."""
    from kgtools.network.analysis import changes
    from kgtools.network.slices import of_years

    def of(years: str) -> nx.MultiDiGraph[str]:
        match = re.fullmatch(r"(\d{4})(-(\d{4})?)?", years)
        if match is None:
            raise UsageError(f"--changes {years}: expected years such as 1991-2016, 2017- or 2017")
        since, _, until = match.groups()
        last = until or ("" if years.endswith("-") else since)
        span = periods.years(since, last, ("--changes", "to"))
        return of_years(request.store, request.view, request.language, request.selection, span)

    before, after = of(earlier), of(later)
    found = changes.changes(before, after)
    kinds = ((found.gained, after, "gained"), (found.lost, before, "lost"))
    listed = [(name, graph, link) for part, graph, name in kinds for relation in part for link in relation.links]
    passages = _passages(request, [link for *_, link in listed], articles)
    rows = [
        [message(f"links.{name}", request.language), *_told(graph, link, request.language), *passages.get(link, ())]
        for name, graph, link in listed
    ]
    notify(f"{len(found.gained)} relations gained, {len(found.lost)} lost, {len(found.kept)} in both periods")
    return ["change", "source", "link", "target", "when", "claims"] + ["passages"] * bool(passages), rows


def brokers(request: Request, blocs: str, limit: int) -> Rows:
    """Who joins things of different blocs that are not joined themselves, with the role and the blocs, by rows."""
    from kgtools.network.analysis import brokers as found_by

    graph = request.network()
    bloc_of = found_by.BLOCS[blocs](graph)
    names = _bloc_names(request, graph, bloc_of, blocs)
    roles = section("links.role", request.language)
    rows = [
        [
            _name(graph, broker.node), names[broker.bloc], str(broker.across),
            "\n".join(f"{names[one]} – {names[other]}: {number}" for (one, other), number in _most(broker.between)),
            "\n".join(f"{roles[role]}: {broker.roles[role]}" for role in found_by.ROLES if broker.roles.get(role)),
            broker.node,
        ]
        for broker in found_by.brokers(graph, bloc_of)[:limit]
    ]  # fmt: skip
    return ["what", "bloc", "pairs", "between", "roles", "id"], rows


def reliant(request: Request, measure: str, limit: int) -> Rows:
    """Who is among the first of a ranking only because of one article, by rows."""
    from kgtools.network.analysis import left_out, reliance

    graph, others = left_out.network(request.store, request.view, request.language, request.selection)
    drops_out = message("measures.drops-out", request.language)
    rows = [
        [str(one.rank), _name(graph, one.node), one.article, drops_out if one.without is None else str(one.without),
         one.node]
        for one in reliance.reliant(graph, others, measure, limit)
    ]  # fmt: skip
    return ["rank", "what", "article", "rank without", "id"], rows


def _bloc_names(
    request: Request, graph: nx.MultiDiGraph[str], bloc_of: Mapping[str, str], blocs: str
) -> dict[str, str]:
    """What the blocs are called: kinds by their labels, communities by the thing of theirs that is joined to most."""
    from kgtools.graph.labels import label
    from kgtools.graph.terms import term_node

    if blocs == "kind":
        other = message("network.other", request.language)
        return {
            bloc: label(request.store, term_node(bloc), request.language) if bloc else other
            for bloc in set(bloc_of.values())
        }
    first: dict[str, str] = {}
    for node in sorted(bloc_of, key=lambda node: (-graph.degree(node), node)):
        first.setdefault(bloc_of[node], node)
    return {bloc: message("links.around", request.language, _name(graph, node)) for bloc, node in first.items()}


def _most(between: Mapping[tuple[str, str], int]) -> list[tuple[tuple[str, str], int]]:
    return sorted(between.items(), key=lambda item: (-item[1], item[0]))[:3]


def _told(graph: nx.MultiDiGraph[str], link: Link, language: str) -> Iterator[str]:
    """An edge in words: its ends and verb, how it is meant, when, and the claims."""
    yield _name(graph, link.source)
    meant = "planned" if link.planned else "inferred" if link.inferred else ""
    said = f" ({message(f'network.{meant}', language)})" if meant else ""
    yield f"{link.verb} {'→' if link.directed else '–'}{said}"
    yield _name(graph, link.target)
    first, last = link.start, link.end
    if first and first == last:
        yield first
    elif first or last:
        yield " – ".join((first or "…", last or message("links.open", language)))
    else:
        yield message("network.undatedEdge", language)
    yield "\n".join(link.claims)


def _passages(request: Request, links: Sequence[Link], articles: Path | None) -> dict[Link, tuple[str]]:
    """The passages of each link, one a line, if copies of the articles are at hand."""
    from kgtools.network.claims import labelled_claims

    copies = copies_at(request.store, articles)
    if not copies:
        return {}
    notes = labelled_claims(request.store, {claim for link in links for claim in link.claims}, copies, request.language)
    return {link: ("\n".join(notes[claim].passage for claim in link.claims),) for link in links}


def _name(graph: nx.MultiDiGraph[str], node: str) -> str:
    return str(graph.nodes[node]["label"]) if node in graph else node


def _thing(request: Request, words: str) -> str:
    """The id of the thing that words name; says so if they are merely alike."""
    from kgtools.cli.figures import thing_id

    return thing_id(request.store, words)
