"""The page of a review: 300 proposals by its requests, two keys a clean card in a browser, and walls around it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from starlette.testclient import TestClient

from kgtools import messages
from kgtools.curation.review import cards, items, rows
from kgtools.curation.review.log import Log
from kgtools.curation.review.session import Review
from kgtools.graph.store import open_store
from kgtools.server.review.app import application
from tests.conftest import ROOT, copy_of_mini
from tests.curation.review import house

TOKEN = "a-token-of-the-test"
HOST = "http://127.0.0.1:8000"
MANY, FEW = 300, 14


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with the article, and a built graph."""
    made = copy_of_mini(tmp_path_factory.mktemp("review") / "mini")
    house.add(made, MANY)
    open_store(made)
    return made


@pytest.fixture(scope="module")
def proposed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[rows.Ground, list[items.Item]]:
    """300 proposals, judged, and what their review rests on."""
    file = house.proposals(tmp_path_factory.mktemp("p") / "p.jsonl", *house.THINGS, *house.FACTS, *house.many(MANY))
    return house.judged(project, file)


@pytest.fixture
def asked(
    project: Path, proposed: tuple[rows.Ground, list[items.Item]], tmp_path: Path
) -> Iterator[tuple[TestClient, Review]]:
    """A review of 300 proposals, to be asked by requests."""
    ground, found = proposed
    with Log(tmp_path / "p.review", house.head(ground)) as log:
        review = Review(ground, found, log)
        made = application(review, open_store(project), "en", TOKEN, lambda pages: pages.language)
        yield TestClient(made, base_url=HOST, headers={"Origin": HOST}), review


def ask(client: TestClient, do: str, *of: str, **more: Any) -> Any:
    return client.post(f"/{TOKEN}/decide", json={"do": do, "of": of, **more})


def test_300_proposals_are_decided_by_requests_and_go_on_after_each_end(
    asked: tuple[TestClient, Review], tmp_path: Path
) -> None:
    client, review = asked
    assert len(review.rows) == MANY + 6
    clean = [key for key, row in review.rows.items() if row.is_clean]
    for key in clean[:60]:
        assert ask(client, "accept", key).status_code == 200
    assert ask(client, "accept-clean", *clean[60:]).status_code == 200
    refused = [key for key, row in review.rows.items() if any(one.severity == "violation" for one in row.item.said)]
    assert len(refused) >= MANY // 10
    for key in refused:
        answer = ask(client, "accept", key)
        assert (answer.status_code, "reject it" in answer.text) == (422, True)
        assert ask(client, "reject", key, reason="not-said").json()["progress"]["all"] == MANY + 6
    statuses = {key: row.verdict.status for key, row in review.rows.items()}
    (tmp_path / "again.review").write_bytes((tmp_path / "p.review").read_bytes())
    with Log(tmp_path / "again.review", house.head(review.ground)) as log:
        again = Review(review.ground, review.items, log)
        assert {key: row.verdict.status for key, row in again.rows.items()} == statuses


def test_no_unfound_quote_and_no_changed_digit_is_accepted_with_others(asked: tuple[TestClient, Review]) -> None:
    client, review = asked
    assert ask(client, "accept-clean", *review.rows).status_code == 200
    invented = [key for key, row in review.rows.items() if row.anchor is None]
    changed = [key for key, row in review.rows.items() if row.cells.get("value") == "99.9"]
    assert len(invented) == len(changed) == MANY // 10
    assert {review.rows[key].verdict.status for key in [*invented, *changed]} == {"open"}
    assert "look at each" in ask(client, "accept-clean", *invented, *changed).text


def test_a_thing_is_named_before_the_rows_that_name_it(asked: tuple[TestClient, Review]) -> None:
    client, review = asked
    forum, lind = (next(key for key, row in review.rows.items() if row.item.new == new) for new in ("forum", "lind"))
    (place,) = (key for key, row in review.rows.items() if row.cells.get("property") == "place")
    assert review.rows[place].waits == ("forum",)
    cells = {"id": "event/bridge-forum-2031", "kind": "Forum", "label_en": "Bridge Forum", "label_ru": "Форум мостов",
             "label_kk": "Көпірлер форумы", "label_uz": "Koʻpriklar forumi"}  # fmt: skip
    assert "the label is missing" in ask(client, "new", forum, cells={**cells, "label_kk": ""}).text
    assert "the id is taken" in ask(client, "new", forum, cells={**cells, "id": "event/state-visit-2019"}).text
    changed = ask(client, "new", forum, cells=cells).json()["cards"]
    assert "event/bridge-forum-2031" in "".join(card["html"] for card in changed)
    (shown,) = (card["html"] for card in changed if f'data-row="{place}"' in card["html"])
    assert "<dd>Bridge Forum <small>event/bridge-forum-2031</small></dd>" in shown
    assert (review.rows[place].cells["subject"], review.rows[place].waits) == ("event/bridge-forum-2031", ())
    assert "no thing has the id" in ask(client, "same", lind, id="person/oskar-lind").text
    assert ask(client, "same", lind, id="person/boris-rudolf").status_code == 200
    (guest,) = (row for row in review.rows.values() if row.cells.get("property") == "participant")
    assert guest.cells["value"] == "person/boris-rudolf"
    assert ask(client, "undo").status_code == 200
    assert ask(client, "merge", lind, into=forum).status_code == 200
    assert "merged with this one" in ask(client, "merge", forum, into=lind).text


def test_a_row_is_edited_only_into_what_the_tables_can_hold(asked: tuple[TestClient, Review]) -> None:
    client, review = asked
    key = next(key for key, row in review.rows.items() if row.is_clean and row.item.kind == "figure")
    assert "unknown entity" in ask(client, "edit", key, cells={"measured": "state/nowhere"}).text
    assert "a date in EDTF" in ask(client, "edit", key, cells={"period": "17th"}).text
    assert "no cell 'start'" in ask(client, "edit", key, cells={"start": "1"}).text
    sentence = "The Bridge Forum was held in Strelsau on 4 May 2031. Its guest was Oskar Lind, who spoke of tolls."
    assert "in your own" in ask(client, "edit", key, cells={"note": sentence}).text
    assert "in your own" in ask(client, "reject", key, reason="other", words=sentence).text
    right = review.rows[key].item.row["value"]
    for value, is_printed in (("77.7", False), (right, True)):
        shown = {card["key"]: card["html"] for card in ask(client, "edit", key, cells={"value": value}).json()["cards"]}
        assert ("the number does not stand in the passage" in shown[key]) != is_printed
    assert ask(client, "edit", key, cells={"bound": "about"}).status_code == 200
    assert (review.rows[key].verdict.status, review.rows[key].cells["bound"]) == ("edited", "about")


def test_a_passage_is_selected_anew_and_a_row_added(asked: tuple[TestClient, Review]) -> None:
    client, review = asked
    text = review.ground.copy.text
    key = next(key for key, row in review.rows.items() if row.anchor is None)
    start = text.index("In April 1991 ")
    assert "inside a word" in ask(client, "select", key, start=start + 1, end=start + 9).text
    assert ask(client, "select", key, start=start, end=text.index(".\n", start)).status_code == 200
    assert ask(client, "accept", key).status_code == 200
    cells = {"subject": "place/strelsau", "property": "locatedIn", "value": "state/ruritania", "modality": "asserted",
             "certainty": "stated"}  # fmt: skip
    start = text.index("Strelsau")
    assert ask(client, "add", kind="fact", cells=cells, start=start, end=start + 8).status_code == 200
    assert review.rows["a1"].verdict.status == "accepted"
    tolls = {"id": "topic/tolls", "kind": "Topic", "label_en": "tolls", "label_ru": "пошлины", "label_kk": "алымдар",
             "label_uz": "yigʻimlar"}  # fmt: skip
    start = text.index("tolls")
    assert "cannot be added" in ask(client, "add", kind="empty", cells={"why": "x"}, start=start, end=start + 5).text
    assert ask(client, "add", kind="thing", cells=tolls, start=start, end=start + 5).status_code == 200
    about = {"subject": "new:a2", "property": "kind", "value": "x"}
    assert "unknown property" in ask(client, "add", kind="fact", cells=about, start=start, end=start + 5).text
    found = client.get(f"/{TOKEN}/search?words=toll").json()
    assert found[0]["id"] == "new:a2"


def test_what_a_new_thing_may_be_is_shown_with_two_facts(
    project: Path, proposed: tuple[rows.Ground, list[items.Item]]
) -> None:
    ground, _ = proposed
    labels = {"ru": "Борис Рудольф", "kk": "Борис Рудольф"}
    item = items.Item("9", "thing", {"kind": "Person"}, new="rudolf", labels=labels)
    row = rows.rows([item], [])["9"]
    (known,) = cards.Words(open_store(project), ground.terms, "kk").candidates(row)
    assert (known.id, known.label, len(known.facts)) == ("person/boris-rudolf", "Борис Рудольф", 2)
    cells, spelled = cards.draft(row, ground.terms, ground.corpus.entities)
    assert (cells["id"], cells["label_en"], spelled) == (
        "person/boris-rudolf-2",
        "Boris Rudolf",
        ("label_en", "label_uz"),
    )


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (f"/{TOKEN}/", {}, 200),
        ("/", {}, 404),
        ("/another-token/", {}, 404),
        (f"/{TOKEN}/", {"Host": "evil.example:8000"}, 403),
        (f"/{TOKEN}/", {"Origin": "https://evil.example"}, 403),
        (f"/{TOKEN}/", {"Sec-Fetch-Site": "cross-site"}, 403),
        (f"/{TOKEN}/", {"Host": "127.0.0.1:9999"}, 403),
    ],
)  # fmt: skip
def test_only_the_page_itself_is_let_in(
    asked: tuple[TestClient, Review], path: str, headers: dict[str, str], status: int
) -> None:
    answer = asked[0].get(path, headers=headers)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_decision_needs_the_origin_of_the_page(asked: tuple[TestClient, Review]) -> None:
    client, review = asked
    del client.headers["Origin"]
    assert ask(client, "later", "9").status_code == 403
    client.headers["Origin"] = "null"
    assert ask(client, "later", "9").status_code == 403
    assert review.log.decisions == []


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"{", "cannot be read"), (b'{"do":"accept"}', "about no row"), (b'{"do":"burn","of":["9"]}', "called 'burn'"),
     (b'{"do":"accept","of":["9999"]}', "no row '9999'"), (b'{"do":"reject","of":["9"],"reason":"x"}', "reason 'x'"),
     (b'{"do":"undo"}', "nothing to undo"), (b'{"do":"accept","of":["9"],"x":1}', "unknown field"),
     (b"x" * 200_000, "too long")],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_line(asked: tuple[TestClient, Review], body: bytes, said: str) -> None:
    answer = asked[0].post(f"/{TOKEN}/decide", content=body)
    assert (answer.status_code, said in answer.text, "\n" in answer.text) == (422, True, False)
    assert asked[1].log.decisions == []


def test_the_page_speaks_four_languages(asked: tuple[TestClient, Review]) -> None:
    for language in messages.language_names():
        form = asked[0].get(f"/{TOKEN}/form?kind=fact&lang={language}").text
        assert messages.message("review.save", language) in form
        assert messages.message("review.column.speaker", language) in form
    assert '<html lang="uz">' in asked[0].get(f"/{TOKEN}/?lang=uz").text


# -- in a browser -------------------------------------------------------------------------------------


class Reviewing:
    """`kgtools review` in a process of its own; `address` is that of its page."""

    def __init__(self, project: Path, file: Path) -> None:
        command = [sys.executable, "-m", "kgtools", "review", file, "--root", project, "--articles",
                   project / "articles", "--no-open"]  # fmt: skip
        self.process = subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().split()[-1]

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()


Start = Callable[[Path], Reviewing]


@pytest.fixture
def start(project: Path) -> Iterator[Start]:
    """Starts reviews, and ends those that a test has left running."""
    running: list[Reviewing] = []

    def start(file: Path) -> Reviewing:
        running.append(Reviewing(project, file))
        return running[-1]

    yield start
    for each in running:
        if each.process.poll() is None:
            each.end(signal.SIGTERM)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    shown = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    shown.set_default_timeout(10_000)
    yield shown
    shown.context.close()


def key(page: Any, code: str, typed: str) -> None:
    """Press a key by its place, with the letter that a Russian layout gives it."""
    page.evaluate(
        "([code, key]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true }))",
        [code, typed],
    )


def progress(page: Any) -> int:
    return int(page.evaluate("document.getElementById('done').value"))


def wait(page: Any, before: int) -> None:
    """Wait until more is decided than before."""
    until = time.monotonic() + 10
    while progress(page) <= before:
        assert time.monotonic() < until, page.locator("#notice").text_content()


@pytest.fixture(scope="module")
def address(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of a review with things, facts and figures; tests that share it add to it, and decide on no row."""
    file = house.proposals(tmp_path_factory.mktemp("shown") / "p.jsonl", *house.THINGS, *house.FACTS, *house.many(8))
    running = Reviewing(project, file)
    yield running.address
    running.end(signal.SIGTERM)


@pytest.mark.parametrize(
    ("scheme", "width", "lang", "code", "dialog"),
    [("light", 1280, "en", "KeyN", "editor"), ("dark", 390, "kk", "KeyX", "reject")],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    browser: Any, address: str, scheme: str, width: int, lang: str, code: str, dialog: str
) -> None:
    shown = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    shown.goto(f"{address}?lang={lang}")
    shown.wait_for_selector("body[data-ready]")
    assert violations(shown) == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    key(shown, code, "ю")
    shown.wait_for_selector(f"#{dialog}[open]")
    assert violations(shown) == []
    shown.context.close()


def violations(page: Any) -> list[tuple[str, str]]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], node["html"]) for one in found for node in one["nodes"]]


def test_a_selection_in_the_article_becomes_a_passage_and_a_row(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    page.locator(".row.open:has(.violation)").click()
    select(page, "In April 1991")
    key(page, "KeyQ", "й")
    page.wait_for_selector(".card.current .row:not(:has(.violation:has-text('not found')))")
    assert page.locator(".card.current q").text_content() == "In April 1991"
    select(page, "Strelsau")
    key(page, "KeyI", "ш")
    key(page, "Digit1", "1")
    page.wait_for_selector("#editor form")
    for column, words in (("subject", "стрельзау"), ("value", "руритания")):
        page.locator(f"#field-{column}").press_sequentially(words)
        page.locator(f"#found-{column} li").first.wait_for()
        page.locator(f"#field-{column}").press("Enter")
        page.select_option("#field-property", "locatedIn")
    page.locator("#field-property").press("Tab")
    before = progress(page)
    page.click("#editor .go")
    wait(page, before)
    added = page.locator("[data-row=a1] dd").all_text_contents()
    assert [one.split()[-1] for one in added] == ["place/strelsau", "in", "state/ruritania"]


def select(page: Any, words: str) -> None:
    """Select words of the article as a mouse would."""
    page.evaluate(
        """words => {
          const paragraph = [...document.querySelectorAll("#article p")].find(one => one.textContent.includes(words));
          const at = paragraph.textContent.indexOf(words), range = document.createRange();
          range.setStart(paragraph.firstChild, at);
          range.setEnd(paragraph.firstChild, at + words.length);
          document.getSelection().removeAllRanges();
          document.getSelection().addRange(range);
        }""",
        words,
    )


def test_a_browser_decides_with_two_keys_a_card_and_a_kill_loses_nothing(
    start: Start, page: Any, tmp_path: Path
) -> None:
    file = house.proposals(tmp_path / "p.jsonl", *house.many(FEW))
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url))
    first = start(file)
    page.goto(first.address)
    page.wait_for_selector("body[data-ready]")
    clean, pressed = page.locator(".row[data-clean]").count(), 0
    assert clean >= FEW * 8 // 10
    while page.locator(".card.current .row[data-clean]").count():
        before = progress(page)
        key(page, "KeyC", "с")
        pressed += 1
        wait(page, before)
        if pressed == 5:  # killed in the middle, and gone on
            first.end(signal.SIGKILL)
            second = start(file)
            page.goto(second.address)
            page.wait_for_selector("body[data-ready]")
            assert progress(page) >= 5
        while page.locator(".card.current[data-open]:not(:has([data-clean]))").count():
            before = progress(page)
            key(page, "KeyX", "ч")
            key(page, "Digit1", "1")
            wait(page, before)
    assert progress(page) == FEW
    assert pressed <= 2 * clean
    hosts = {re.sub(r"(//[^/]+)/.*", r"\1", url) for url in elsewhere}
    assert all(host.startswith("http://127.0.0.1:") for host in hosts)
