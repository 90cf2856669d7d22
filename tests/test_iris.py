"""IRIs: no reader of them makes another IRI of one, and no two things have the same."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import namespaces
from kgtools.values import dates
from tests.conftest import Run, real_corpus

ROOT = Path(__file__).parent.parent
# Segments of unreserved characters, none of them empty or of dots alone; a fragment at most once.
PLAIN = re.compile(
    r"https://w3id\.org/tandem-kg/(?:(?!\.{1,2}(?:/|$))[A-Za-z0-9._-]+(?:/(?!$)|$|(?=#)))+(?:#[A-Za-z]*)?"
)


def without_dot_segments(path: str) -> str:
    """A path as every client resolves it (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for place, segment in enumerate(segments):
        if segment == "..":
            kept = kept[:-1] or [""]
        elif segment != ".":
            kept.append(segment)
        if segment in (".", "..") and place == len(segments) - 1:
            kept.append("")
    return "/".join(kept)


def stays(iri: str) -> bool:
    """Whether an IRI is the same after whatever a client may do with it."""
    return (
        urljoin(namespaces.base(), iri) == urljoin(iri, iri) == iri
        and without_dot_segments(urlsplit(iri).path) == urlsplit(iri).path
    )


def test_what_a_client_does_to_an_iri_is_known() -> None:
    assert without_dot_segments("/a/b/c/./../../g") == "/a/g"
    assert without_dot_segments("mid/content=5/../6") == "mid/6"
    for wrong in ("date/../2022", "date/2022/..", "date/."):
        assert not stays(namespaces.base() + wrong)
        assert not PLAIN.fullmatch(namespaces.base() + wrong)
    for wrong in ("date/2016%3F", "date/2016/", "cell//a", "date/2016?"):
        assert not PLAIN.fullmatch(namespaces.base() + wrong)


def test_every_iri_of_the_graph_stays_what_it_is(quads: list[ox.Quad]) -> None:
    used = {
        term.value
        for quad in quads
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, ox.NamedNode)
    }
    own = {iri for iri in used if iri.startswith(namespaces.base()) and iri != namespaces.base()}
    assert [iri for iri in sorted(own) if not (stays(iri) and PLAIN.fullmatch(iri))] == []
    assert [iri for iri in sorted(used - own) if not stays(iri)] == []
    assert len({iri.casefold() for iri in own if "/date/" in iri}) == len({iri for iri in own if "/date/" in iri})
    assert any("open-to" in iri for iri in own)


YEARS = st.integers(1000, 2999).map(str)
MONTHS = st.tuples(YEARS, st.integers(1, 12)).map(lambda parts: "{}-{:02}".format(*parts))
DAYS = st.dates().map(str)
UNKNOWN = st.sampled_from(("199X", "20XX", "2021-XX", "2021-12-XX"))
POINTS = st.tuples(YEARS | MONTHS | DAYS | UNKNOWN, st.sampled_from(("", "?", "~", "%"))).map("".join)
ENDS = POINTS | st.sampled_from(("", ".."))
DATES = POINTS | st.tuples(ENDS, ENDS).map("/".join)


def accepted(edtf: str) -> bool:
    try:
        dates.parse(edtf)
    except ValueError:
        return False
    return True


@settings(max_examples=60)
@given(DATES.filter(accepted))
def test_the_iri_of_a_date_leads_back_to_the_date(edtf: str) -> None:
    iri = namespaces.date(edtf)
    assert stays(iri)
    assert PLAIN.fullmatch(iri)
    assert namespaces.edtf(iri) == edtf


@pytest.mark.parametrize(
    ("edtf", "name"),
    [
        ("../2022", "open-to-2022"),
        ("2022/..", "2022-to-open"),
        ("/2022", "unknown-to-2022"),
        ("2022/", "2022-to-unknown"),
        ("2025-01?/2025-08~", "2025-01-uncertain-to-2025-08-approximate"),
        ("2021-12-06%", "2021-12-06-uncertain-approximate"),
        ("2021-12-XX", "2021-12-XX"),
    ],
)
def test_the_iri_of_a_date_reads_like_the_date(edtf: str, name: str) -> None:
    """IRIs are frozen: what stands here never changes."""
    assert namespaces.date(edtf) == f"{namespaces.base()}date/{name}"


@pytest.mark.parametrize("wrong", ["[..2022]", "2016 ", "о2016", "2016??", "a/b", ".", "", "..", "15 protocols", "1.5"])
def test_what_is_no_date_gets_no_iri(wrong: str) -> None:
    with pytest.raises(ValueError, match="is not a date in EDTF"):
        namespaces.date(wrong)


@pytest.mark.parametrize("wrong", ["2016?", "2016-perhaps", "", "id/state/kazakhstan", "from-2016"])
def test_what_is_no_iri_of_a_date_has_no_edtf(wrong: str) -> None:
    with pytest.raises(ValueError, match="not the name of a date"):
        namespaces.edtf(namespaces.base() + "date/" + wrong)


def test_cells_that_differ_have_iris_that_differ() -> None:
    cells = {figure.cell for figure in real_corpus().figures}
    assert len(set(map(namespaces.cell, cells))) == len(cells) > 100


@pytest.mark.parametrize("name", ["state", "background", "outcome"])
def test_an_article_is_not_named_as_the_beginning_of_other_ids(mini: Path, kgtools: Run, name: str) -> None:
    folder = next((mini / "data" / "articles").iterdir())
    folder.rename(folder.with_name(name))
    done = kgtools("check", "--root", mini)
    assert done.returncode == 1
    assert f"{name}/article.yaml: the folder's name begins the ids of something else; found '{name}'" in done.stdout
