"""What is written as Markdown, HTML and CSV shows the text that was meant, and does nothing else."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from kgtools import markdown
from kgtools.query import formats

SHOWN = {"page", "table", "thead", "tbody", "tr", "th", "td", "ol", "li"}
MARKUP = [
    "<script>alert(1)</script>", "![](http://e.org/x.png)", "[a](javascript:alert(1))", "*a* **b**", "_a_ __b__", "`a`",
    "a | b", "a \\\\| b", "\\\\", "~~a~~", "&lt;b&gt; &#60;", "# a", "> a", "- a", "+ a", "1. a", "1) a", "---", "===",
    "<!-- a", "[1]: http://e.org", "[1][2]", "[a [b] c](d)", "[[a]](b)", "![a][1]", "a\rb\r\nc\nd", "$a$", "-12.6",
    "snake_case", "short-note/f01 [87-172]", "R&D", "a ~ b",
]  # fmt: skip


@pytest.mark.parametrize("text", MARKUP)
def test_markdown_shows_what_stands_in_a_cell_as_it_is(text: str) -> None:
    written = formats.write(["n", text], [["1", text], ["2", "b"]], "md", below=[text, "b"])
    page = MarkdownIt("commonmark").enable("table").render(written)
    tree = ElementTree.fromstring(f"<page>{page.replace('<br>', '<br/>')}</page>")
    assert {element.tag for element in tree.iter()} <= {
        *["page", "table", "thead", "tbody", "tr", "th", "td", "ol", "li", "br"]
    }
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    (_, heading), (_, cell), _ = [list(row) for row in tree.iter("tr")]
    for shown in (heading, cell):
        parts = [shown.text or "", *("\n" + (line.tail or "") for line in shown)]
        assert "".join(parts) == lines
    assert [item.text for item in tree.iter("li")] == [lines.replace("\n", " "), "b"]


def test_markdown_leaves_alone_what_is_no_markup() -> None:
    text = "R&D, snake_case – 5 > 4, -12.6 (10 %) #1 f01 [87-172]"
    assert markdown.escaped(text) == text


@pytest.mark.parametrize("text", [*MARKUP, "a'b\"c"])
def test_html_shows_what_stands_in_a_cell_as_it_is(text: str) -> None:
    page = formats.write([text], [[text]], "html", below=[text])
    body = page[page.index("<table>") :].replace("<br>", "\n")
    tree = ElementTree.fromstring(f"<page>{body}</page>")
    assert {element.tag for element in tree.iter()} == {
        *["page", "table", "thead", "tbody", "tr", "th", "td", "ol", "li"]
    }
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert [tree.findtext(f".//{tag}") for tag in ("th", "td", "li")] == [lines] * 3


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+cmd", "@sum(1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1", "-", "="]
)
def test_a_spreadsheet_runs_no_cell(text: str) -> None:
    assert formats.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.6", "+5", "-1e-5", "1.5", "-3,5", "", "a=b", "1-2", " -", "'=1"])
def test_numbers_and_other_texts_stay(text: str) -> None:
    assert formats.harmless(text) == text
