"""The schema says what the records and the judge say, and the brief holds all that a reader needs."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kgtools.articles.copies import Copy
from kgtools.curation.proposals.brief.brief import brief
from kgtools.curation.proposals.brief.schema import schema
from kgtools.curation.proposals.judge import REFUSED, judge
from kgtools.curation.proposals.records import Line, decode, write
from kgtools.errors import Finding
from tests import accept
from tests.conftest import Run
from tests.curation.proposals.made_up import (
    ARTICLE,
    BEKTUROV,
    COPY,
    FORUM,
    RUN,
    TURNOVER,
    fact,
    house,
    judged,
    quoted,
    terms,
)

VALIDATOR = jsonschema.Draft202012Validator(schema(terms()))
RECORDS: list[dict[str, Any]] = [
    RUN, FORUM | {"perhaps": ["event/a"]}, TURNOVER | {"qualifiers": ["estimate"], "by": {"confidence": 0.5}},
    fact("прошёл в Термезе", "+forum", "place", "place/termez", key="1", origin={"name": "Форум"}),
    fact("4–5 мая 2031 года", "+forum", "date", {"date": "2031-05", "printed": "мая 2031"}, when="2031"),
    {"record": "opinion", "quotes": [{"exact": "успеха", "start": 3, "count": "page"}], "speaker": [{"name": "Форум"}],
     "about": {"id": "state/kazakhstan"}, "stance": "supportive", "gist": "It helps."},
    {"record": "empty", "quotes": quoted("успеха"), "why": "courtesy"},
]  # fmt: skip
WRONG: list[Any] = ["", "nonsense", -1, [], {"x": "y"}, {"id": "a/b", "new": "c"}]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to every value within a record."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def variants(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A record with one value left out, or another in its place, or a field too many."""
    for path in list(places(record)):
        for wrong in (..., *WRONG):
            changed = copy.deepcopy(record)
            at = changed
            for key in path[:-1]:
                at = at[key]
            if wrong is ...:
                del at[path[-1]]
            else:
                at[path[-1]] = wrong
            yield changed
    yield {**record, "more": 1}


def accepted(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of some records of one sort that the judge takes as to their form and their codes."""
    if records and records[0]["record"] == "run":
        return [record for record in records if not judged(**record).findings]
    others = () if records and records[0]["record"] == "thing" else (FORUM, BEKTUROV)
    found = judged(*others, *records)
    assert found.findings == ()
    return [
        record
        for record, one in zip(records, found.proposals[len(others) :], strict=True)
        if not any(word.severity == REFUSED and "has the key" not in word.text for word in one.words)
    ]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["record"])
def test_the_schema_takes_what_the_reader_and_the_judge_take_and_no_more(record: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(record)
    unread, refused = 0, []
    for changed in variants(record):
        found = decode(json.dumps(changed), "p.jsonl", 1)
        unread += isinstance(found, Finding)
        # The schema is never wider than the reader.
        assert isinstance(found, Line) or not VALIDATOR.is_valid(changed), changed
        # What is as if it were left out (an empty flow) is left out when it is written.
        if isinstance(found, Line) and not VALIDATOR.is_valid(json.loads(write([found.record]))):
            refused.append(changed)
    assert unread > 10
    assert accepted(refused) == []  # what the schema refuses the judge refuses too


def test_the_schema_of_the_project_is_current() -> None:
    for file, text in accept.schema_of_proposals().items():
        assert file.read_text(encoding="utf-8") == text, "run make accept"


NEW = range(2, 7)  # lines of the example that propose new things


def test_the_example_of_the_brief_is_judged_as_a_reader_may_expect() -> None:
    own = files("kgtools.curation.proposals.brief")
    text, lines = (own.joinpath(f"example.{ending}").read_text(encoding="utf-8") for ending in ("txt", "jsonl"))
    for line in lines.splitlines():
        VALIDATOR.validate(json.loads(line))
    # What the example takes from the graph this project calls otherwise.
    known = {"indicator/trade-by-ferry": "indicator/trade", "topic/ferries": "topic/transport-and-logistics"}
    for example, own_id in {"ARTICLE": ARTICLE, **known}.items():
        lines = lines.replace(example, own_id)
    found = judge(lines, house(), terms(), {ARTICLE: Copy(Path("e.txt"), text, same=True)})
    assert found.findings == ()
    assert not [word for one in found.proposals for word in one.words if word.severity == REFUSED]
    assert [one.line for one in found.proposals if not one.clean] == [*NEW, 9, 10], "a speaker named before; an opinion"


def test_the_brief_holds_the_vocabulary_and_the_schema() -> None:
    said = brief(house(), terms())
    codes = [code for listed in ("modality", "stance", "unit", "bound") for code in terms().codes[listed]]
    for name in (*terms().typed, *codes):
        assert name in said
    assert "indicator/trade" in said
    assert json.dumps(schema(terms()), ensure_ascii=False, separators=(",", ":")) in said
    assert len(said) < 60_000


def test_the_brief_of_an_article_names_what_its_text_names() -> None:
    article = house().articles[ARTICLE]
    said = brief(house(), terms(), article, COPY)
    assert article.sha256 in said
    assert "- person/shavkat-mirziyoyev (Shavkat Mirziyoyev): Шавкат Мир- зиёев" in said
    assert "- post/president-of-uzbekistan (President of Uzbekistan): президент Узбекистана (1)" in said
    assert "- place/termez" in said
    assert "- place/astana " not in said
    assert "tenure/mirziyoyev-president-of-uzbekistan" in said


def test_the_command_prints_brief_and_schema(kgtools: Run, mini: Path) -> None:
    assert kgtools("propose", "--brief", "--root", mini).stdout.startswith("# The task")
    assert json.loads(kgtools("propose", "--schema", "--root", mini).stdout)["$defs"]
    wrong = kgtools("propose", "--root", mini)
    assert (wrong.returncode, "--brief, --schema or --import" in wrong.stderr) == (2, True)
    wrong = kgtools("propose", "--brief", "--known", "harborn", "--root", mini)
    assert wrong.returncode == 2
