"""Rows on a terminal: no line is too long, no word is broken, nothing is lost."""

from __future__ import annotations

import hypothesis
import hypothesis.strategies as st
import pytest

from kgtools.query.terminal import NARROWEST, table

WORDS = st.text("abcдеёқʻ-/0123456789", min_size=1, max_size=16)
CELLS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=3).map("\n".join)
ROWS = st.integers(1, 6).flatmap(
    lambda size: st.tuples(
        st.lists(WORDS, min_size=size, max_size=size),
        st.lists(st.lists(CELLS, min_size=size, max_size=size), max_size=5),
    )
)


@hypothesis.settings(max_examples=40)
@hypothesis.given(ROWS, st.integers(NARROWEST + 20, 140))
def test_no_line_is_too_long_no_word_broken_nothing_lost(given: tuple[list[str], list[list[str]]], width: int) -> None:
    columns, rows = given
    shown = table(columns, rows, width)
    assert max(map(len, shown.splitlines()), default=0) <= width
    words = shown.split()
    for row in rows:
        for cell in row:
            for word in cell.split():
                assert word in words


def test_a_table_is_not_wider_than_its_rows() -> None:
    assert table(["a", "b"], [["1", "2"]], 80) == "a  b\n────\n1  2\n"


def test_rules_stand_between_rows_only_if_some_have_several_lines() -> None:
    long = "one two three four five six seven"
    assert table(["a", "b"], [[long, "x"], ["y", "z"]], 24) == (
        "a                      b\n────────────────────────\none two three four     x\nfive six seven\n"
        "╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌\ny                      z\n"
    )
    assert "╌" not in table(["a", "b"], [["one two", "x"], ["y", "z"]], 24)


@pytest.mark.parametrize(("width", "is_table"), [(31, True), (30, False)])
def test_rows_become_cards_where_a_column_would_be_too_narrow(width: int, is_table: bool) -> None:
    shown = table(["document", "id"], [["Treaty of Eternal Friendship", "document/abcdef"]], width)
    assert ("─" in shown) == is_table
    if not is_table:
        assert shown == "Treaty of Eternal Friendship\n  id: document/abcdef\n"


def test_a_long_heading_over_short_values_is_wrapped() -> None:
    shown = table(["number of neighbours", "id"], [["8", "state/uzbekistan"]], 30)
    assert shown.splitlines()[-1] == "8             state/uzbekistan"


def test_cards_leave_out_what_is_empty_and_indent_what_goes_on() -> None:
    rows = [["First", "", "seven eight nine ten eleven"], ["", "x", "one\ntwo"]]
    assert table(["thing", "empty", "a-long-heading"], rows, 20) == (
        "First\n  a-long-heading:\n    seven eight nine\n    ten eleven\n\n"
        "thing\n  empty: x\n  a-long-heading:\n    one\n    two\n"
    )


def test_a_word_longer_than_the_terminal_alone_is_broken() -> None:
    assert table(["a", "b"], [["x", "y" * 30]], 20) == f"x\n  b:\n{'y' * 20}\n{'y' * 10}\n"


def test_rules_can_be_plain() -> None:
    long = "one two three four five six seven"
    assert table(["a", "b"], [[long, "x"], ["y", "z"]], 24, plain=True).isascii()


def test_what_looks_like_markup_is_printed_as_it_is() -> None:
    assert "[bold]x[/bold] :smile:" in table(["a"], [["[bold]x[/bold] :smile:"]], 80)
