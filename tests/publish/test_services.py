"""Search and reconciliation for programs: right where it is certain, open where it is not, and clear on bad input."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph import labels
from kgtools.graph.terms import Term
from kgtools.publish.services import matching, openapi, reconciliation
from kgtools.publish.services.desk import Desk
from kgtools.query import search
from kgtools.query.search.index import having as search_having
from kgtools.query.search.names import order
from kgtools.values import dates
from kgtools.values.transliteration import bare
from tests.reconciling import Client, in_process

NAMES = Path(__file__).parent / "names.csv"
STRANGERS = Path(__file__).parent / "strangers.csv"
TREATY = "document/allied-relations-treaty-2022"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def desk(real: ox.Store, index: search.Index) -> Desk:
    desk = Desk(real)
    vars(desk)["index"] = index  # which other tests have read already
    return desk


@pytest.fixture(scope="session")
def client(desk: Desk) -> Client:
    return Client(in_process(desk), "http://desk/en/reconcile")


# -- names ------------------------------------------------------------------------------------------


def test_sixty_names_in_four_languages_and_two_uzbek_scripts_are_found(client: Client) -> None:
    names = rows(NAMES)
    assert len(names) == 60
    assert {row["language"] for row in names} == {"en", "ru", "kk", "uz", "uz-cyrl"}
    answers = client.reconcile(*({"query": row["typed"], "limit": 1} for row in names))
    found = [(row["typed"], one[0]["id"], one[0]["match"]) for row, one in zip(names, answers, strict=True)]
    assert found == [(row["typed"], row["thing"], row["certain"] == "yes") for row in names]


def test_names_that_may_be_those_of_others_are_never_taken_for_ours(client: Client) -> None:
    strangers = [row["typed"] for row in rows(STRANGERS)]
    assert len(strangers) > 250
    taken = {}
    for start in range(0, len(strangers), reconciliation.BATCH):
        some = strangers[start : start + reconciliation.BATCH]
        answers = client.reconcile(*({"query": name, "limit": 1} for name in some))
        taken |= {name: one[0]["id"] for name, one in zip(some, answers, strict=True) if one and one[0]["match"]}
    assert taken == {}


def test_an_id_and_a_wikidata_item_are_certain(client: Client) -> None:
    texts = [TREATY, namespaces.entity(TREATY), "Q232", "http://www.wikidata.org/entity/Q232", "state/nowhere"]
    found = client.reconcile(*({"query": text} for text in texts))
    ids = [[(one["id"], one["match"]) for one in candidates] for candidates in found[:4]]
    assert ids == [[(TREATY, True)]] * 2 + [[("state/kazakhstan", True)]] * 2
    assert not any(one["match"] for one in found[4])


# -- types and properties ---------------------------------------------------------------------------


def test_only_things_of_the_type_are_candidates(client: Client) -> None:
    (people, places, states, wished) = client.reconcile(
        {"query": "Tashkent", "type": "Person"},
        {"query": "Tashkent", "type": ["Person", "Place"]},
        {"query": "Tashkent", "type": ["City", "Region"], "type_strict": "all"},
        {"query": "Tashkent", "type": "Event", "type_strict": "should"},
    )
    assert people == []
    assert places[0]["id"] == "place/tashkent"
    assert places[0]["match"]
    assert {"Place"} <= {one["id"] for one in places[0]["type"]}
    assert all("Place" in {kind["id"] for kind in one["type"]} for one in places)
    assert states == [], "nothing is a city and a region"
    assert "place/tashkent" in {one["id"] for one in wished}
    assert not any(one["match"] for one in wished)


def test_a_document_is_certain_by_its_day_and_not_by_its_name(client: Client) -> None:
    day = {"pid": "signedOn", "v": "2022-12-22"}
    queries = [
        [],
        [day],
        [{"pid": "signedOn", "v": "22.12.2022"}],
        [{"pid": "signedOn", "v": "2022-12-22T00:00:00Z"}],
        [{"pid": "signedOn", "v": 2022}],  # in this year others were signed
        [{"pid": "signedOn", "v": "2018-03-16"}],
        [day, {"pid": "party", "v": {"id": "state/kazakhstan"}}],
        [day, {"pid": "party", "v": ["Өзбекстан", "China"]}],
        [day, {"pid": "party", "v": "China"}],
        [day, {"pid": "party", "v": ""}],
    ]
    answers = client.reconcile(*(
        {"query": "Treaty on Allied Relations", "type": "Document", "properties": given} for given in queries
    ))  # fmt: skip
    assert all(one[0]["id"] == TREATY for one in answers)
    certain = [one[0]["match"] for one in answers]
    assert certain == [False, True, True, True, False, False, True, True, False, True]
    features = {one["id"]: one["value"] for one in answers[8][0]["features"]}
    assert (features["signedOn"], features["party"], features["type"]) == (True, False, True)
    assert answers[5][0]["score"] < answers[0][0]["score"]


def test_what_contradicts_a_property_is_not_certain(client: Client) -> None:
    right, wrong, unknown = client.reconcile(
        {"query": "Tashkent", "properties": [{"pid": "country", "v": "Узбекистан"}]},
        {"query": "Tashkent", "properties": [{"pid": "country", "v": "Kazakhstan"}]},
        {"query": "Tashkent", "properties": [{"pid": "isoCode", "v": "UZ"}]},
    )
    assert [one[0]["match"] for one in (right, wrong, unknown)] == [True, False, True]
    assert right[0]["score"] > unknown[0]["score"] > wrong[0]["score"]


def test_things_are_found_by_properties_alone(client: Client) -> None:
    (signed,) = client.reconcile({"type": "Document", "properties": [{"pid": "signedOn", "v": "2022-12"}], "limit": 50})
    assert TREATY in {one["id"] for one in signed}
    assert not any(one["match"] for one in signed)
    (visits,) = client.reconcile({"properties": [{"pid": "^visitor", "v": {"id": "event/none"}}]})
    assert visits == []


@pytest.mark.parametrize(
    ("query", "least"),
    [
        ({"properties": [{"pid": "country", "v": "Uzbekistan"}]}, 5),
        ({"properties": [{"pid": "country", "v": {"id": "state/kazakhstan"}}], "type": "Place"}, 1),
        ({"properties": [{"pid": "country", "v": "Өзбекстан"}, {"pid": "locatedIn", "v": "Tashkent"}]}, 0),
        ({"properties": [{"pid": "date", "v": ["2022", "14.06.2017"]}], "type": "Event"}, 2),
        ({"properties": [{"pid": "signedOn", "v": "2022-12"}], "type": "Event", "type_strict": "should"}, 1),
        ({"properties": [{"pid": "status", "v": "Planned"}]}, 1),
        ({"properties": [{"pid": "status", "v": "code/project-status/planned"}]}, 1),
        ({"properties": [{"pid": "isoCode", "v": "uz"}]}, 1),
        ({"properties": [{"pid": "wikidata", "v": "q265"}]}, 1),
        ({"properties": [{"pid": "label_en", "v": "kazakhstan"}]}, 1),
        ({"properties": [{"pid": "label_en", "v": "Қазақстан"}]}, 0),
        ({"properties": [{"pid": "^signedDuring", "v": TREATY}]}, 0),
        ({"properties": [{"pid": "about", "v": "trade"}], "type": ["Entity", "Article"], "type_strict": "all"}, 0),
        ({"properties": [{"pid": "country", "v": "no such country"}]}, 0),
    ],
)
def test_what_has_properties_is_found_as_if_all_things_were_looked_at(
    desk: Desk, query: dict[str, Any], least: int
) -> None:
    def agrees(thing: ox.NamedNode, wanted: matching.Constraint) -> bool:
        values = desk.vocabulary.values(thing, wanted.property)
        return any(is_value(desk.store, value, text) for value in values for text in wanted.values)

    for limit in (1, 3, 100):
        asked = reconciliation._query(desk.vocabulary, "one", {**query, "limit": limit})
        having = []
        for thing in desk.vocabulary.things:
            typed = not asked.types or desk.matcher._is_typed(thing, asked)
            if (typed or asked.should) and all(agrees(thing, one) for one in asked.constraints):
                having.append((not typed, order(thing.value), thing.value))
        assert len(having) >= least
        found = desk.matcher.candidates(asked)
        assert [one.thing.value for one in found] == [iri for _, _, iri in sorted(having)][:limit]
        assert all(all(one.agrees) and one.score == (100.0 if one.typed else 85.0) for one in found)


@pytest.mark.parametrize(
    "values",
    [{"country": "Kazakhstan"}, {"country": "no such country"}, {"date": "2022"}, {"about": "trade", "country": "Iran"},
     {"label_en": "Kazakhstan", "country": "Uzbekistan"}, {"^about": TREATY}],
)  # fmt: skip
def test_candidates_with_properties_are_those_that_are_found_when_all_are_looked_at(
    desk: Desk, values: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    constraints = tuple(matching.Constraint(name, (value,)) for name, value in values.items())
    queries = [
        matching.Query(name, constraints=constraints, limit=limit)
        for name in ("Tashkent", "Tokayev", "Ministry of Defence", "treaty on allied relations", "Kazakhstan")
        for limit in (1, 5)
    ]
    found = [desk.matcher.candidates(query) for query in queries]
    monkeypatch.setattr(matching.Matcher, "_agreeing", lambda *_: lambda _: {})  # each is asked of the graph
    assert found == [desk.matcher.candidates(query) for query in queries]
    assert any(found)


def is_value(store: ox.Store, value: Term, text: str) -> bool:
    """Whether a text is a value: its id, its very text or a name of it, or a part of a date."""
    own = labels.identifier(value)
    if own[:4].isdigit() and isinstance(value, ox.NamedNode):
        day = text.split(".")
        return text[:1].isdigit() and dates.parse(own).agrees_with(dates.parse("-".join(day[::-1])))
    folded = {bare(own).casefold()} if not isinstance(value, ox.NamedNode) else set()
    names = [] if folded else list(search_having.names_of(store, value))
    if isinstance(value, ox.NamedNode) and value.value.startswith(namespaces.things()):
        found = search.rank(text, ((value.value, name) for name in names))
        return text == own or bool(found and found[0].score >= matching.CERTAIN)
    return text == own or bare(text).casefold() in folded | {bare(name).casefold() for name in names}


def test_a_text_far_longer_than_any_name_is_none(client: Client) -> None:
    assert client.reconcile({"query": "Tashkent " * 100}) == [[]]


def test_the_limit_holds(client: Client) -> None:
    (few,) = client.reconcile({"query": "Tashkent", "limit": 2})
    assert len(few) == 2


# -- suggestions, previews, values ------------------------------------------------------------------


def test_what_is_typed_is_suggested_in_pieces(client: Client, desk: Desk) -> None:
    first = client.suggest("entity", "tash")
    assert [one["id"] for one in first[:2]] == ["place/tashkent", "place/tashkent-region"]
    assert {one["id"] for one in first}.isdisjoint(one["id"] for one in client.suggest("entity", "tash", len(first)))
    assert client.suggest("entity", "Мирзиёев")[0]["id"] == "person/shavkat-mirziyoyev"
    assert client.suggest("entity", "person/shavkat")[0]["id"] == "person/shavkat-mirziyoyev"
    assert client.suggest("entity", "") == []
    kazakh = Client(in_process(desk), "http://desk/kk/reconcile")
    assert kazakh.suggest("type", "құжат")[0]["id"] == "Document"
    assert kazakh.suggest("type", "Docum")[0]["name"] == "құжат"
    assert "signedOn" in {one["id"] for one in kazakh.suggest("property", "signed")}


def test_a_thing_is_shown_in_small_in_the_language(desk: Desk) -> None:
    client = Client(in_process(desk), "http://desk/uz/reconcile")
    page = client.preview("person/shavkat-mirziyoyev")
    assert "Oʻzbekiston Prezidenti" in page
    assert 'href="/uz/id/person/shavkat-mirziyoyev.html"' in page
    assert "Shavkat Mirziyoyev" in client.flyout("entity", "person/shavkat-mirziyoyev")
    assert "hujjat" in client.flyout("type", "Document")
    assert "signedOn" in client.flyout("property", "signedOn")


def test_values_are_the_accepted_ones_with_languages_and_claims(client: Client, real: ox.Store) -> None:
    proposed = [one["id"] for one in client.propose("Document")]
    assert {"label_uz", "wikidata", "signedOn", "party"} <= set(proposed)
    assert "visitor" not in proposed
    assert len(client.propose("Document", limit="3")) == 3
    wanted = [
        {"id": "label_uz"}, {"id": "wikidata"}, {"id": "signedOn"}, {"id": "^signedDuring"},
        {"id": "party", "settings": {"language": "kk", "claims": False}},
    ]  # fmt: skip
    found = client.extend([TREATY, "state/kazakhstan", "state/nowhere"], *wanted, method="GET")
    assert found[TREATY]["party"] == [
        {"id": "state/kazakhstan", "name": "Қазақстан"}, {"id": "state/uzbekistan", "name": "Өзбекстан"},
    ]  # fmt: skip
    dates = [one["str"] for one in found[TREATY]["signedOn"]]
    accepted = ox.NamedNode(namespaces.term("signedOn"))
    quads = real.quads_for_pattern(ox.NamedNode(namespaces.entity(TREATY)), accepted, None, ox.DefaultGraph())
    assert sorted(dates) == sorted(namespaces.edtf(quad.object.value) for quad in quads)
    assert found["state/kazakhstan"]["label_uz"] == [{"str": "Qozogʻiston"}]
    assert found["state/kazakhstan"]["wikidata"] == [{"str": "Q232"}]
    assert set(map(str, found["state/nowhere"].values())) == {"[]"}
    claims = client.extend([TREATY], {"id": "signedOn", "settings": {"claims": True}})[TREATY]["signedOn"]
    assert claims
    for one in claims:
        claim = ox.NamedNode(namespaces.base() + one["str"])
        assert ox.Quad(claim, ox.NamedNode(namespaces.RDF + "predicate"), accepted, ox.DefaultGraph()) in real


# -- bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "fields", "said"),
    [
        ("reconcile", {"queries": "{"}, "queries: no JSON: .* at character 2"),
        ("reconcile", {"queries": "[]"}, "queries: found a JSON list; expected an object"),
        ("reconcile", {"queries": '{"a": 1}'}, "query 'a': expected an object"),
        ("reconcile", {"queries": '{"a": {}}'}, "query 'a': there is neither 'query' nor 'properties'"),
        ("reconcile", {"queries": '{"a": {"query": "x", "typ": 1}}'}, "there is no 'typ'; did you mean 'type'"),
        ("reconcile", {"queries": '{"a": {"query": "x", "limit": 0}}'}, "'limit' is 0; expected a whole number"),
        ("reconcile", {"queries": '{"a": {"query": "x", "limit": 1e400}}'}, "'limit' is Infinity; expected"),
        ("reconcile", {"queries": '{"a": {"query": "x", "type": "Persn"}}'}, "no type 'Persn'; did you mean 'Person'"),
        ("reconcile", {"queries": '{"a": {"query": "x", "type_strict": "no"}}'}, "expected any, all or should"),
        ("reconcile", {"queries": '{"a": {"query": "x", "properties": [{"pid": "signedIt", "v": 1}]}}'}, "'signedI"),
        ("reconcile", {"queries": '{"a": {"query": "x", "properties": [{"v": 1}]}}'}, "a property needs 'pid'"),
        ("reconcile", {"queries": '{"a": {"query": "x", "properties": [{"pid": "party", "v": null}]}}'}, "a value of"),
        ("reconcile", {"queries": "{}", "extend": "{}"}, "send one of them"),
        ("reconcile", {"extend": "{}"}, "expected 'ids'"),
        ("reconcile", {"extend": '{"ids": [], "properties": [{"id": "x"}]}'}, "there is no property 'x'"),
        ("reconcile", {"extend": '{"ids": [], "properties": [{"id": "party"}, {"id": "party"}]}'}, "stands 2 times"),
        (
            "reconcile",
            {"extend": '{"ids": [], "properties": [{"id": "party", "settings": {"lang": 1}}]}'},
            "no setting",
        ),
        ("reconcile/preview", {"id": "person/shavkat-mirziyoev"}, "did you mean 'person/shavkat-mirziyoyev'"),
        ("reconcile/preview", {}, "there is no 'id'"),
        ("reconcile/flyout/type", {"id": "Persn"}, "did you mean 'Person'"),
        ("reconcile/properties", {"type": "Persn"}, "did you mean 'Person'"),
        ("reconcile/suggest/entity", {"prefix": "a", "cursor": "-1"}, "cursor '-1': expected a whole number from 0"),
        ("search.json", {}, "there is no 'words'"),
        ("search.json", {"words": "a", "limit": "0"}, "limit '0': expected a whole number from 1 on"),
        ("search.json", {"words": "a", "kind": "persn"}, "there is no kind 'persn'; did you mean 'person'"),
    ],
)
def test_a_bad_request_is_answered_in_one_line(desk: Desk, service: str, fields: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        desk.answer(service, fields, "en", "http://desk")
    assert "\n" not in str(caught.value)


def test_a_batch_may_not_be_longer_than_the_manifest_says(desk: Desk, client: Client) -> None:
    most = client.manifest["batchSize"]
    queries = {str(number): {"query": "Tashkent"} for number in range(most + 1)}
    with pytest.raises(reconciliation.TooMany, match=f"send {most} at a time"):
        desk.answer("reconcile", {"queries": json.dumps(queries)}, "en", "http://desk")


def test_a_worker_that_has_warmed_up_reads_nothing_more_for_its_first_answers(mini_store: ox.Store) -> None:
    cold, warm = Desk(mini_store), Desk(mini_store)
    cold.answer("search.json", {"words": "arcadia жол"}, "en", "http://desk")
    cold.answer("reconcile", {"queries": '{"a": {"query": "Arcadia", "type": "State"}}'}, "en", "http://desk")
    for _ in warm.warm():
        pass
    assert vars(cold.vocabulary).keys() <= vars(warm.vocabulary).keys()


def test_a_type_is_looked_for_among_all_kinds_that_may_have_it(real: ox.Store) -> None:
    vocabulary = Desk(real).vocabulary
    for thing in (one for one in vocabulary.things if one.value.startswith(namespaces.things())):
        kind = namespaces.shorten(thing.value).partition("/")[0]
        assert all(kind in vocabulary.kinds_of(name) for name in vocabulary.types_of(thing)), thing
    assert vocabulary.kinds_of("Person") == {"person"}


# -- search -----------------------------------------------------------------------------------------


def searched(desk: Desk, language: str = "en", **fields: str) -> dict[str, Any]:
    found = desk.answer("search.json", fields, language, "http://desk")
    assert isinstance(found, dict)
    jsonschema.validate(found, openapi.results())
    return found


def test_a_search_gives_names_and_what_is_told_with_the_words_marked(desk: Desk) -> None:
    found = searched(desk, "kk", words="Мирзиёев")
    best = found["results"][0]
    assert (best["id"], best["kind"], best["told"], best["claims"]) == (
        "person/shavkat-mirziyoyev",
        "person",
        False,
        [],
    )
    assert best["iri"] == namespaces.entity(best["id"])
    assert best["type"] == "тұлға"
    assert [best["text"][start:end] for start, end in best["spans"]] == [best["text"]]
    told = [one for one in searched(desk, words="safety cushion")["results"] if one["told"]]
    assert told
    for one in told:
        assert one["claims"]
        assert {one["text"][start:end].casefold()[:5] for start, end in one["spans"]} <= {"safet", "cushi"}


def test_a_search_goes_by_pages_and_by_kind(desk: Desk) -> None:
    whole = searched(desk, words="Tashkent", limit="100")
    assert whole["total"] == len(whole["results"]) > 5
    assert whole["next"] is None
    pages, offset = [], 0
    while offset is not None:
        page = searched(desk, words="Tashkent", limit="4", offset=str(offset))
        pages += page["results"]
        offset = page["next"]
    assert pages == whole["results"]
    places = searched(desk, words="Tashkent", kind="place")
    assert {one["kind"] for one in places["results"]} == {"place"}
    assert searched(desk, words="qqqqqq") | {"results": [], "total": 0} == searched(desk, words="qqqqqq")
