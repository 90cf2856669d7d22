"""What is remembered by the very same objects: tuples, pieces of rows, and what pieces give under one key."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from kgtools.alike import Alike, without
from kgtools.changing import ByPart, ChosenByEach, Each, Gathered, Merged
from kgtools.differing import differing
from kgtools.remembering import for_the_same, forget, grouped, in_parts, joined, pieces, same


@dataclass(frozen=True)
class Row:
    id: str


def test_a_tuple_of_the_very_same_members_is_one_and_told_by_itself() -> None:
    asked: list[tuple[Row, ...]] = []

    @for_the_same(8)
    def number(rows: tuple[Row, ...]) -> int:
        asked.append(rows)
        return len(rows)

    rows = [Row(str(place)) for place in range(5)]
    assert same(rows) is same(rows)
    assert same([*rows, Row("5")]) is not same([*rows, Row("5")])
    assert joined((same(rows[:2]), same(rows[2:]))) is same(rows)
    assert [number(same(rows)), number(same(rows)), number(same(rows[1:]))] == [5, 5, 4]
    assert len(asked) == 2


def test_what_was_asked_for_long_ago_is_given_up_and_what_was_lately_is_not() -> None:
    asked: list[str] = []

    @for_the_same(4)
    def told(word: str) -> str:
        asked.append(word)
        return word.upper()

    for word in "abcde":
        told(word)
    assert [told(word) for word in "edcb"] == ["E", "D", "C", "B"]
    assert asked == list("abcde")
    for word in "fghijklm":
        told(word)
    told("a")
    assert asked == list("abcdefghijklma")


def test_numbers_are_told_by_what_they_say() -> None:
    asked: list[float] = []

    @for_the_same(4)
    def half(number: float) -> float:
        asked.append(number)
        return number / 2

    assert [half(float(text)) for text in ("1e3", "1000.0", "3")] == [500.0, 500.0, 1.5]
    assert asked == [1000.0, 3.0]


def test_a_row_more_leaves_all_other_pieces_as_they_were() -> None:
    rows = [Row(f"r{place:04}") for place in range(1000)]
    before = pieces(tuple(rows))
    after = pieces((*rows[:300], Row("r0299x"), *rows[300:]))
    assert joined(before) == tuple(rows)
    assert 8 < len(before) < 40
    assert len(set(map(id, before)) - set(map(id, after))) == 1


def test_what_pieces_give_under_a_key_is_what_they_give_put_together_anew() -> None:
    chance, gathered, several = random.Random(3), Gathered[str, int](), Gathered[str, int](least=2)
    unordered = Gathered[str, int](in_order=False)
    state: dict[str, dict[str, tuple[int, ...]]] = {}
    for _ in range(300):
        name = chance.choice("abcdef")
        state = {one: piece for one, piece in state.items() if one != name}
        if chance.random() < 0.8:
            state[name] = {key: (chance.randrange(3),) * chance.randrange(3) for key in chance.sample("uvwxyz", 3)}
        state = dict(sorted(state.items()))
        whole = {key: tuple(one for piece in state.values() for one in piece.get(key, ())) for key in "uvwxyz"}
        assert gathered.of(state) == {key: members for key, members in whole.items() if members}
        assert several.of(state) == {key: members for key, members in whole.items() if len(members) > 1}
        in_any_order = {key: tuple(sorted(members)) for key, members in unordered.of(state).items()}
        assert in_any_order == {key: tuple(sorted(members)) for key, members in whole.items() if members}


def test_what_other_pieces_give_is_the_very_same() -> None:
    gathered, pieces = Gathered[str, Row](), {"a": {"x": (Row("1"),), "y": (Row("2"),)}, "b": {"y": (Row("3"),)}}
    before = gathered.of(pieces)
    after = gathered.of({**pieces, "b": {"y": (Row("4"),)}})
    assert before["y"] == (Row("2"), Row("3"))
    assert after["y"] == (Row("2"), Row("4"))
    assert after["x"] is before["x"]


@dataclass(frozen=True)
class Named:
    id: str
    name: str
    note: str = ""
    line: int = 0


def test_rows_without_some_columns_are_the_same_while_only_these_change() -> None:
    rows = {one: Named(one, "Ada") for one in ("a", "b")}
    noted = {**rows, "b": Named("b", "Ada", "seen", 7)}
    named = {**rows, "b": Named("b", "Eda")}
    assert without(rows, "note", "line") is without(noted, "note", "line")
    assert without(noted, "note", "line") == rows
    assert without(noted, "line") == {**rows, "b": Named("b", "Ada", "seen")}
    assert without(named, "note", "line") == named


def test_pieces_of_changed_rows_are_those_of_rows_cut_anew() -> None:
    chance, rows = random.Random(7), [Row(f"r{place:04}") for place in range(400)]
    for _ in range(60):
        place = chance.randrange(len(rows))
        rows[place : place + chance.randrange(3)] = [
            Row(f"s{chance.randrange(10**6)}") for _ in range(chance.randrange(3))
        ]
        cut = pieces(tuple(rows))
        forget()
        assert cut == pieces(tuple(rows))
        pieces(tuple(rows[: chance.randrange(1, len(rows))]))  # of which the last piece ends early


def test_rows_of_one_value_are_in_one_piece() -> None:
    chance = random.Random(9)
    rows = [Row(name) for name in sorted(f"r{chance.randrange(120):03}" for _ in range(600))]
    for _ in range(40):
        place = chance.randrange(len(rows))
        rows.insert(place, Row(rows[place].id))
        cut = pieces(tuple(rows))
        assert joined(cut) == tuple(rows)
        assert len(cut) > 1
        assert all(one[-1].id < other[0].id for one, other in pairwise(cut))
        forget()
        assert cut == pieces(tuple(rows))


def test_what_is_made_of_each_value_is_made_again_only_of_other_ones() -> None:
    made: list[str] = []
    each = Each[str, Row, str](
        lambda key, row, *beside: made.append(key) or f"{key}{row.id}" + "".join(map(str, beside))
    )
    rows = {"a": Row("1"), "b": Row("2"), "c": Row("3")}
    first = each.of(rows)
    assert each.of(dict(rows)) is first
    assert each.of({"a": rows["a"], "b": Row("2"), "d": Row("4")}) == {"a": "a1", "b": "b2", "d": "d4"}
    assert made == ["a", "b", "c", "b", "d"]
    assert first == {"a": "a1", "b": "b2", "c": "c3"}


def test_what_is_made_of_each_value_is_made_again_if_something_else_stands_beside_it() -> None:
    made: list[str] = []
    each = Each[str, str, str](lambda key, value, more: made.append(key) or f"{value}{more or ''}")
    rows, beside = {"a": "1", "b": "2"}, {"b": "x", "c": "y"}
    assert each.of(rows, beside) == {"a": "1", "b": "2x"}
    assert each.of(rows, {**beside, "a": "z", "c": "z"}) == {"a": "1z", "b": "2x"}
    assert each.of({**rows, "c": "3"}, beside) == {"a": "1", "b": "2x", "c": "3y"}
    assert sorted(made) == ["a", "a", "a", "b", "c"]


@dataclass(frozen=True)
class Keyed:
    key: str


def test_rows_with_keys_are_the_same_while_their_parts_are() -> None:
    parts = {name: same(Keyed(f"{name}/{number}") for number in range(3)) for name in "abc"}
    keys = {0: ("b/2", "a/0", "a/7", "d/1", "b/2")}
    chosen = ChosenByEach[int, str, Keyed](lambda piece: piece)
    found = chosen.of(keys, ByPart(parts))
    assert [row.key for row in found[0]] == ["b/2", "a/0", "b/2"]
    assert chosen.of(keys, ByPart(parts | {"c": same([Keyed("c/9")])})) is found
    other = chosen.of(keys, ByPart(parts | {"a": same([*parts["a"], Keyed("a/7")])}))
    assert other[0] == (*found[0][:2], Keyed("a/7"), found[0][2])
    assert chosen.of(keys, ByPart({"a": parts["a"]}))[0] == (Keyed("a/0"),)


def test_rows_for_each_of_several_pieces_are_looked_up_again_only_where_one_is_another() -> None:
    dice = random.Random(11)
    asked: list[tuple[str, ...]] = []

    def keys(piece: tuple[str, ...]) -> tuple[str, ...]:
        asked.append(piece)
        return piece

    chosen, rows, pieces_ = ChosenByEach[int, str, Row](keys), dict[str, Row](), dict[int, tuple[str, ...]]()
    names = [f"key-{number}" for number in range(12)]
    given = chosen.of({}, {})
    for _ in range(400):
        before, was, were = dict(given), dict(pieces_), dict(rows)
        for name in dice.sample(names, dice.randrange(3)):
            rows = {key: row for key, row in rows.items() if key != name}
            if dice.random() < 0.7:
                rows[name] = Row(name)
        for number in dice.sample(range(6), dice.randrange(3)):
            pieces_ = {place: piece for place, piece in pieces_.items() if place != number}
            if dice.random() < 0.7:
                pieces_[number] = tuple(dice.sample(names, dice.randrange(4)))
        asked.clear()
        given = chosen.of(pieces_, rows)
        wanted = {number: [rows[key] for key in piece if key in rows] for number, piece in pieces_.items()}
        assert {number: [*those] for number, those in given.items()} == wanted
        assert [*map(id, asked)] == [id(piece) for place, piece in pieces_.items() if was.get(place) is not piece]
        other = {key for key in names if were.get(key) is not rows.get(key)}
        for number, piece in pieces_.items():
            if was.get(number) is piece and other.isdisjoint(piece):
                assert given[number] is before[number]
        assert sorted(differing(before, given)) == sorted(
            number for number in {*before, *given} if before.get(number) is not given.get(number)
        )


def test_what_is_put_together_and_is_the_same_is_not_told_as_changed() -> None:
    gathered, rows = Gathered[str, Row](), [Row("one"), Row("two")]
    first = gathered.of({1: {"a": (rows[0],), "b": (rows[1],)}})
    again = gathered.of({2: {"a": (rows[0],), "b": (rows[1],)}})
    assert again is first
    third = gathered.of({2: {"a": (rows[0],)}})
    assert (third, [*differing(first, third)]) == ({"a": (rows[0],)}, ["b"])


def test_what_is_the_same_is_not_told_as_changed_when_its_tuple_is_no_longer_remembered() -> None:
    rows = [Row("one"), Row("two")]
    gathered, chosen = Gathered[str, Row](), ChosenByEach[int, str, Row](lambda piece: piece)
    first = gathered.of({1: {"a": (rows[0],), "b": (rows[1],)}})
    found = chosen.of({1: ("a", "b")}, {"a": rows[0], "b": rows[1]})
    for number in range(200_000):
        same([number])
    assert gathered.of({2: {"a": (rows[0],), "b": (rows[1],)}}) is first
    assert chosen.of({1: ("a", "b", "c")}, {"a": rows[0], "b": rows[1]}) is found


def test_rows_in_parts_are_the_same_as_one_tuple() -> None:
    parts = (same([Row("a"), Row("b")]), same([Row("a")]))
    whole = in_parts(parts)
    assert ([*whole], len(whole), Row("b") in whole) == ([*parts[0], *parts[1]], 3, True)
    assert in_parts(parts) is whole
    assert grouped(whole, "id") == grouped(tuple(whole), "id")


def test_a_dictionary_by_parts_is_one_of_all_rows() -> None:
    parts = {name: same(Keyed(f"{name}/{number}") for number in range(3)) for name in "ab"}
    rows = ByPart(parts)
    assert dict(rows) == {row.key: row for part in parts.values() for row in part}
    assert (len(rows), rows.get("a/9"), rows.get("z/1"), rows.get("a")) == (6, None, None, None)
    other = ByPart(parts | {"b": same([*parts["b"][:2], Keyed("b/3")])})
    assert sorted(differing(rows, other)) == sorted(differing(dict(rows), dict(other))) == ["b/2", "b/3"]


def test_what_differs_is_known_of_a_dictionary_that_was_made_of_the_one_before_alone() -> None:
    chance, merged = random.Random(5), Merged[Row]()
    rows = {number: Row(str(number)) for number in range(20)}
    before: Mapping[str, Row] = {}
    for _ in range(60):
        tables = {name: same(row for row in rows.values() if int(row.id) % 2 == odd) for odd, name in enumerate("ab")}
        now = merged.of(tables)
        assert [*now.values()] == [row for table in tables.values() for row in table]
        plain = {key for key in before.keys() | now.keys() if before.get(key) is not now.get(key)}
        assert set(differing(before, now)) == plain
        assert set(differing(dict(before), now)) == plain
        before = now if chance.random() < 0.7 else before  # the last but one has no stamp that is known
        rows.pop(chance.choice([*rows, 99]), None)
        number = chance.randrange(25)
        rows[number] = Row(str(number))


def test_rows_that_differ_in_columns_that_do_not_count_are_those_of_before() -> None:
    @dataclass(frozen=True)
    class Noted:
        key: str
        said: str
        note: str = ""

    alike = Alike[Noted]("note")
    first = alike.of({"a": same([Noted("a/1", "x"), Noted("a/2", "y")]), "b": same([Noted("b/1", "z")])})
    again = alike.of({"a": same([Noted("a/1", "x", "Hm."), Noted("a/2", "y")]), "b": first["b"]})
    assert again is first
    other = alike.of({"a": same([Noted("a/1", "x", "Hm."), Noted("a/2", "yes")]), "b": first["b"]})
    assert (other["a"][0] is first["a"][0], other["a"][1].said, other["b"] is first["b"]) == (True, "yes", True)
    assert set(differing(first, other)) == {"a"}
    assert alike.of({"b": first["b"]}) == {"b": first["b"]}
