"""The format of proposals: what is read back, and what is refused at its line."""

from __future__ import annotations

import pytest

from kgtools.curation.proposals.records import (
    By,
    Fact,
    Line,
    Opinion,
    Quote,
    Reader,
    Reference,
    Run,
    Thing,
    Value,
    only_records,
    read,
    write,
)  # fmt: skip
from kgtools.errors import DataError, Finding

QUOTES = (Quote("the two shores signed", prefix="In May "),)
RECORDS = (
    Run(format="tandem-proposals/1", article="forum", reader=Reader("model", "some-model", "1"), languages=("en",)),
    Thing(new="bridge", kind="Programme", labels={"en": "Bridge (2031)"}, quotes=QUOTES, printed=("the Bridge",)),
    Fact(
        quotes=QUOTES, subject=Reference(new="bridge"), property="signedOn", value=Value(date="2031-05", printed="May"),
        speaker=Reference(name="Oraz Bekturov", kind="Person"), by=By("signing", 0.9), when="2031", modality="planned",
    ),
    Opinion(
        quotes=QUOTES, about=Reference(id="state/kazakhstan"), stance="supportive", gist="It helps.",
        speaker=(Reference(id="person/a"), Reference(id="person/b")),
    ),
)  # fmt: skip


def fact(subject: str, value: str) -> str:
    return f'{{"record":"fact","quotes":[],"subject":{subject},"property":"p","value":{value}}}'


def test_records_come_back_as_they_were() -> None:
    assert [line.record for line in only_records(read(write(RECORDS), "p.jsonl"))] == list(RECORDS)


def test_one_speaker_or_several_are_speakers() -> None:
    fact, opinion = RECORDS[2:]
    assert isinstance(fact, Fact)
    assert isinstance(opinion, Opinion)
    assert [one.key for one in fact.speakers] == ["Oraz Bekturov"]
    assert [one.key for one in opinion.speakers] == ["person/a", "person/b"]


NO_RECORDS = [
    ('{"record":"fact"', "no JSON"),
    ('{"record":"fat"}', "Invalid value 'fat'"),
    ('["record"]', "Expected `object`"),
    ('{"record":"empty","quotes":[{"exact":1}],"why":"w"}', "$.quotes[0].exact"),
    ('{"record":"empty","quotes":[{"exact":"abc"}],"why":"w","more":1}', "unknown field `more`"),
    ('{"record":"empty","quotes":[{"exact":"abc"}],"wyh":"w"}', "did you mean 'why'?"),
    (fact('{"id":"a/b","new":"b"}', '{"text":"t"}'), "a reference gives one of"),
    (fact('{"id":"a/b"}', '{"text":"t","code":"c"}'), "found code, text"),
    (fact('{"id":"a/b"}', "{}"), "found none"),
]


@pytest.mark.parametrize(("line", "said"), NO_RECORDS)
def test_a_line_that_is_no_record_is_a_finding_at_its_line(line: str, said: str) -> None:
    empty = '{"record":"empty","quotes":[],"why":"w"}\n'
    first, found, last = read(f"{empty}\n{line}\n{empty}", "p.jsonl")
    assert isinstance(first, Line)
    assert isinstance(last, Line)
    assert isinstance(found, Finding)
    assert (found.file, found.line) == ("p.jsonl", 3)
    assert said in str(found)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(DataError) as error:
        only_records(read('{\n{"record":"x"}\n', "p.jsonl"))
    assert [finding.line for finding in error.value.findings] == [1, 2]
