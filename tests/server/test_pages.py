"""The query page, in a browser: asking, errors, languages, keyboard, phone; and nothing leaves the machine."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyoxigraph as ox
import pytest

from kgtools import messages, namespaces
from kgtools.portal import asking
from kgtools.portal.contents import Contents
from kgtools.portal.portal import Portal
from kgtools.query import questions, search
from kgtools.server.workers import pages
from tests.conftest import MINI, ROOT, copy_of_mini
from tests.serving import Serving
from tests.test_languages import english_only


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    project = copy_of_mini(tmp_path_factory.mktemp("page") / "mini")
    running = Serving(project, project / "log", "--articles", MINI / "articles", "--timeout", 5)
    yield running
    assert running.stop() == 0


@pytest.fixture
def client(server: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30, verify=False, follow_redirects=True) as client:
        yield client


# -- without a browser ------------------------------------------------------------------------------


def test_everything_is_said_in_four_languages() -> None:
    assert len(messages.table()) > 100
    for key, texts in messages.table().items():
        assert all(texts.values()), key
        assert len({frozenset(re.findall(r"{\w*}", text)) for text in texts.values()}) == 1, key
    assert tuple(messages.language_names()) == namespaces.languages()


def test_no_parameter_is_called_like_a_field_of_the_page() -> None:
    assert {"lang", "question", "query", "format"} <= set(questions.TAKEN)


@pytest.mark.parametrize(
    ("language", "parameter", "column"),
    [
        ("en", "who received the visitor", "who paid it"),
        ("ru", "кто принимал гостя", "кто нанёс визит"),
        ("kk", "қонақты кім қабылдады", "кім сапармен барды"),
        ("uz", "mehmonni kim qabul qilgan", "kim tashrif buyurgan"),
    ],
)
def test_what_parameters_and_columns_mean_is_reported_in_the_language_of_the_page(
    client: httpx.Client, language: str, parameter: str, column: str
) -> None:
    page = client.get("/query", params={"question": "visits", "lang": language}).text
    assert f"<span>{parameter}</span></label>" in page
    assert f'title="{column}"' in page.partition("<table")[2]


@pytest.mark.parametrize("language", [tag for tag in namespaces.languages() if tag != "en"])
@pytest.mark.parametrize(
    "fields",
    [
        {"query": "SELECT * { ?x t:visitorr ?y }"},  # a misspelt term with one that is like it
        {"query": "SELECT * { ?x t:qqqqqq ?y }"},
        {"query": "SELECT * { ?x a u:Treaty }"},
        {"query": "SELECT * { SERVICE <http://example.org/> { ?x ?y ?z } }"},
        {"query": "DELETE WHERE { ?x ?y ?z }"},
        {"question": "nothing"},
        {"question": "visits", "host": "Ruritenia"},
        {"question": "visits", "host": "qqqqqq"},
        {"question": "visits", "host": "?"},
    ],
    ids=lambda fields: "-".join(fields.values()),
)
def test_notices_and_errors_are_in_the_language_of_the_page(
    client: httpx.Client, fields: dict[str, str], language: str
) -> None:
    page = client.get("/query", params={**fields, "lang": language}).text
    shown = re.search(r'<div class="(?:notice|wrong)".*?</div>', page, re.DOTALL)
    assert shown is not None
    text = re.sub(r"<[^>]*>|&\w+;|&#\d+;", " ", shown[0])
    english = {word.casefold() for word in re.findall(r"[A-Za-z]{3,}", text)}
    names = {
        "sparql",
        "service",
        "prefix",
        "kgtools",
        "search",
        "visitor",
        "state",
    }  # no words of a language, what was asked, and ids
    names |= set(re.findall(r"[a-z]+", " ".join(fields.values()).casefold()))
    assert english & english_only(language) - names == set()


class References(HTMLParser):
    """The addresses that a page refers to, and whether it carries script or style of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        fetched = found.get("rel") not in ("canonical", "alternate")  # these are names, which nothing fetches
        names = ["href", "src", "action"] if fetched else []
        self.addresses += [str(found[name]) for name in names if name in found]
        self.inline += [name for name in found if name.startswith("on") or name == "style"]
        data = found.get("type") == "application/ld+json"
        if tag == "style" or (tag == "script" and "src" not in found and not data):
            self.inline.append(tag)


def test_a_page_has_a_row_for_each_thing_and_so_has_what_is_downloaded(real: ox.Store, index: search.Index) -> None:
    library = {"documents-signed": questions.find_question(ROOT, "documents-signed")}
    written = pages.Pages(Portal(Contents(real, library)), 1000, lambda: index)
    fields = {"question": "documents-signed"}
    page = written.answer({"kind": "query", "fields": fields, "language": "ru"}).body.decode()
    documents = re.findall(r'<td[^>]*data-name="документ"[^>]*><a href="([^"]*)"', page)
    assert len(documents) > 5
    assert len(documents) == len(set(documents))
    assert re.search(r'data-key="1998-10-31"[^>]*>1998-10-31; также 1998</td>', page)
    file = written.answer({"kind": "query", "fields": {**fields, "format": "csv"}, "language": "uz"}).body.decode()
    assert "1998-10-31; shuningdek 1998" in file
    own = {"query": library["documents-signed"].sparql}
    assert "также" not in written.answer({"kind": "query", "fields": own, "language": "ru"}).body.decode()


@pytest.mark.parametrize("path", ["/query", "/query?question=visits", "/thing?id=Arcadia", "/thing"])
@pytest.mark.parametrize("language", namespaces.languages())
def test_a_page_refers_to_nothing_elsewhere(client: httpx.Client, path: str, language: str) -> None:
    answer = client.get(path, params={**parse_query(path), "lang": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    page = References()
    page.feed(answer.text)
    assert len(page.addresses) > 5
    assert not [address for address in page.addresses if re.match("/|[a-z]+:", address)]
    assert page.inline == []
    assert answer.headers["content-security-policy"].startswith("default-src 'self';")


def parse_query(path: str) -> dict[str, str]:
    return {name: found[0] for name, found in parse_qs(urlsplit(path).query).items()}


def test_our_own_scripts_and_styles_name_no_other_host() -> None:
    files = sorted((ROOT / "kgtools" / "portal" / "static").iterdir())
    assert {"icon.svg", "page.js", "style.css"} <= {path.name for path in files}
    for path in files:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|url\(|@import|import\(", text)


def test_what_is_asked_is_shown_as_text(client: httpx.Client) -> None:
    evil = "<script>alert(1)</script>"
    for path, fields in (
        ("/query", {"query": f"SELECT ('{evil}' AS ?x) {{}}"}),
        ("/query", {"query": evil}),
        ("/query", {"question": evil}),
        ("/query", {"question": "visits", "host": evil}),
        ("/thing", {"id": evil}),
        ("/thing", {"id": "Arcadia", "lang": evil}),
    ):
        answer = client.get(path, params=fields)
        assert answer.status_code in (200, 303, 400, 404)
        assert evil not in answer.text
        assert "alert" not in str([value for name, value in answer.headers.items()])


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"question": "visitz"}, 400, "there is no question"),
        ({"question": "visits", "host": "Atlantis"}, 400, "nothing is called"),
        ({"question": "visits", "host": "Arcadia } ?x"}, 400, "nothing is called"),
        ({"query": "DROP ALL"}, 400, "updates are refused"),
        ({"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, 400, "SERVICE is refused"),
        ({"query": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"}, 400, "none is ever fetched"),
        ({"query": "SELECT ?x { ?x a t:Vizit }"}, 200, "did you mean &#39;Visit&#39;?"),
        ({"query": "SELECT ?x { ?x a t:Vizit }"}, 200, "Rows: 0"),
        ({"query": "ASK { ?x a t:Visit }"}, 200, '<p class="truth">Yes</p>'),
        ({"query": "CONSTRUCT WHERE { ?x t:visitor ?y }"}, 200, "t:visitor person:boris-rudolf"),
        ({"question": "visits", "host": "Arcadya"}, 200, "&#39;Arcadya&#39; taken for Arcadia"),
        ({"question": "visits"}, 200, "On 3 May 2019 the president of Ruritania"),
    ],
)
def test_the_page_shows_what_happened(client: httpx.Client, fields: dict[str, str], status: int, message: str) -> None:
    answer = client.get("/query", params=fields)
    assert answer.status_code == status
    assert message in answer.text


@pytest.mark.parametrize("format_", asking.NAMED)
def test_answers_are_downloaded_with_names(client: httpx.Client, format_: str) -> None:
    answer = client.post(
        "/query", data={"question": "visits", "host": "state/arcadia", "format": format_, "lang": "ru"}
    )
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="visits.{format_}"'
    assert "Борис Рудольф" in answer.text
    assert "short-note/f01 [87-172]" in answer.text
    if format_ == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert next(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))) == ["visit", "visitor", "date", "evidence"]


@pytest.mark.parametrize("words", ["Arcadia", "Аркадия", "arkadya", "Аркадии", "Арка\u0301дия", "A\u200brcadia"])
def test_things_are_found_by_any_spelling(client: httpx.Client, words: str) -> None:
    found = client.get("/search", params={"words": words, "lang": "ru"}).json()
    assert (found[0]["id"], found[0]["label"]) == ("state/arcadia", "Аркадия")
    assert {"kind", "about", "name"} <= set(found[0])


@pytest.mark.parametrize("begun", ["рурит", "Rur", "ru"])
def test_who_is_still_typing_is_offered_what_begins_so(client: httpx.Client, begun: str) -> None:
    found = client.get("/search", params={"words": begun, "lang": "en"}).json()
    assert found[0]["id"] in ("state/ruritania", "person/boris-rudolf")
    assert "state/ruritania" in {each["id"] for each in found}


@pytest.mark.parametrize(
    "words", ["", "  ", "zzzzqqq", "東京", "\U0001f600", "\udcff".encode("utf-8", "replace").decode()]
)
def test_a_search_may_find_nothing(client: httpx.Client, words: str) -> None:
    answer = client.get("/search", params={"words": words})
    assert (answer.status_code, answer.json()) == (200, [])


def test_what_is_not_there_is_not_found(client: httpx.Client) -> None:
    assert client.get("/thing", params={"id": "\0"}).status_code == 404
    assert client.get("/query", params={"question": "visits", "host": "http://\x01"}).status_code == 400
    assert client.get("/nowhere").status_code == 404
    assert client.get("/static/../pages.py").status_code == 404
    assert client.get("/thing", params={"id": "Atlantis"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("kk/browse/person/index.html", "kk"), ("ru/nothing.html", "ru"), ("uz/browse/person/", "uz"),
        ("id/state/none/x", "kk"), ("id/none.html", "kk"), ("a/b/c/d", "kk"), ("nowhere", "kk"),
    ],
)  # fmt: skip
def test_what_is_not_found_is_a_page_with_its_styles_at_any_address(
    client: httpx.Client, path: str, language: str
) -> None:
    answer = client.get(f"/{path}", headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": "kk"})
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.text
    assert "<h1>index" not in answer.text
    led = re.findall(r'(?:href|src|action)="([^"#]+)"', answer.text)
    assert len([link for link in led if link.endswith(".css")]) == 2
    for link in led:
        found = client.get(str(answer.url.join(link))).status_code
        assert found == (404 if "thing?id" in link else 200), link
    assert client.get("/a/b/c").text == "Not Found"  # for programs


@pytest.mark.parametrize(
    ("path", "fields", "status", "told"),
    [
        ("/thing", {"words": "Arcadia"}, 400, "параметра «words» здесь нет; есть id, lang"),
        ("/search", {"id": "Arcadia"}, 400, "параметра «id» здесь нет; есть words, lang"),
        ("/query", {"question": "visits", "hots": "Arcadia"}, 200, "параметра «hots» здесь нет; есть question, host"),
        ("/query", {"sparql": "ASK {}"}, 200, "параметра «sparql» здесь нет; есть question, query, format, lang"),
        ("/thing", {"id": "Arcadia", "from": "mail"}, 303, ""),
        ("/thing", {}, 200, ""),
    ],
)
def test_a_parameter_that_nothing_takes_is_told(
    client: httpx.Client, path: str, fields: dict[str, str], status: int, told: str
) -> None:
    answer = client.get(path, params={**fields, "lang": "ru"}, follow_redirects=False)
    assert answer.status_code == status
    assert told in answer.text


# -- in a browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def window(browser: Any, server: Serving) -> Iterator[tuple[Any, list[str]]]:
    """One window for all, since a new one costs more than what is done in it, and what it should not have seen."""
    opened = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened.set_default_timeout(30_000)
    wrong: list[str] = []
    opened.on("request", lambda request: None if request.url.startswith(server.url) else wrong.append(request.url))
    opened.on("weberror", lambda error: wrong.append(str(error.error)))
    opened.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield opened.new_page(), wrong
    opened.close()


@pytest.fixture
def page(window: tuple[Any, list[str]]) -> Iterator[Any]:
    """A page that may reach the server only; any other request, or an error of a script, fails the test."""
    opened, wrong = window
    wrong.clear()
    opened.set_viewport_size({"width": 1200, "height": 900})
    yield opened
    opened.goto("about:blank")  # what still runs there is told now
    assert wrong == []


def test_a_search_that_cannot_be_answered_yet_says_why(page: Any, server: Serving) -> None:
    told = "What draws on the whole graph is being made for the first time: step 2 of 5. This is ready after step 3."
    page.route("**/search?*", lambda route: route.fulfill(status=503, content_type="text/plain", body=f"{told}\n"))
    page.goto(f"{server.url}/en/search.html?words=Arcadia")
    page.wait_for_function("document.querySelector('#number').textContent")
    assert page.inner_text("#number") == told
    page.unroute("**/search?*")
    page.fill("#words", "Arcadi")
    page.wait_for_selector("#found a")
    assert page.inner_text("#number") != told


def test_a_question_is_chosen_filled_and_answered_by_keyboard(page: Any, server: Serving) -> None:
    page.goto(f"{server.url}/query")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the answer"
    page.get_by_label("Find a question").fill("nobody asks this")
    assert page.locator(".library li:visible").count() == 0
    page.get_by_label("Find a question").fill("WHEN visited")
    page.get_by_role("link", name="Who visited whom, and when?").press("Enter")
    field = page.get_by_role("combobox", name="host")
    assert field.get_attribute("placeholder") == "Arcadia"
    field.press_sequentially("руритан")
    page.get_by_role("option", name="Ruritania").first.wait_for()
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == page.locator("[aria-selected=true]").get_attribute("id")
    field.press("Enter")
    assert field.input_value() == "Ruritania"
    field.press("Control+Enter")
    page.wait_for_url("**host=state%2Fruritania*")
    assert page.get_by_text("Rows: 0").is_visible()
    assert page.get_by_role("combobox", name="host").input_value() == "Ruritania"
    page.get_by_role("combobox", name="host").fill("Аркадия")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**host=%D0%90*")
    assert page.get_by_text("Rows: 1").first.is_visible()
    page.get_by_role("link", name="Boris Rudolf", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Boris Rudolf"


def test_evidence_opens_with_its_passage(page: Any, server: Serving) -> None:
    page.goto(f"{server.url}/query?question=visits")
    passage = page.locator("q").first
    assert not passage.is_visible()
    page.locator("td.evidence summary").first.click()
    assert passage.is_visible()
    assert passage.inner_text().strip("«»").startswith("On 3 May 2019 the president")
    assert page.locator(".where").first.inner_text() == "short-note/f01 [87-172]"


def test_a_table_sorts_by_any_column(page: Any, server: Serving) -> None:
    sparql = "SELECT ?n ?name { VALUES (?n ?name) { (10 'б') (9 'ә') (UNDEF 'а') (100 'Б2') (-1 'б10') } }"
    page.goto(f"{server.url}/query?{httpx.QueryParams(query=sparql, lang='kk')}")

    def column(number: int) -> list[str]:
        return [str(text) for text in page.locator(f"tbody td:nth-child({number})").all_inner_texts()]

    head = page.get_by_role("columnheader", name="n", exact=True)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(1) == ["-1", "9", "10", "100", ""]
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert column(1) == ["100", "10", "9", "-1", ""]
    page.get_by_role("columnheader", name="name").get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert column(2) == ["а", "ә", "б", "Б2", "б10"]


def test_a_syntax_error_is_marked_where_it_is(page: Any, server: Serving) -> None:
    page.goto(f"{server.url}/query")
    page.get_by_label("Your own question in SPARQL").fill("SELECT * WHERE {\n  # Қазақ 𝔘\n  ?visit a foo:Visit .\n}")
    page.get_by_label("Your own question in SPARQL").press("Control+Enter")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "Line 3, column 12" in alert.inner_text()
    assert "the prefix 'foo:' is not declared" in alert.inner_text()
    assert page.locator(".under mark").inner_text() == "foo:Visit"
    selected = "() => { const e = document.activeElement; return e.value.slice(e.selectionStart, e.selectionEnd); }"
    assert page.evaluate(selected) == "foo:Visit"
    marked, text = page.locator(".under mark").bounding_box(), page.locator("#sparql").bounding_box()
    assert text["y"] < marked["y"] < text["y"] + text["height"]


def test_answers_are_downloaded_and_shared(page: Any, server: Serving) -> None:
    page.goto(f"{server.url}/query?question=visits")
    page.get_by_text("Download", exact=True).click()
    for button, name in (("CSV", "visits.csv"), ("json", "visits.json")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button, exact=True).click()
        assert download.value.suggested_filename == name
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    page.goto("about:blank")
    page.goto(link)
    assert page.get_by_text("Rows: 1").first.is_visible()


def test_the_languages_change_and_keep_the_question(page: Any, server: Serving) -> None:
    page.goto(f"{server.url}/query?question=visits&host=Arcadia")
    for language, name in (("kk", "Қазақша"), ("uz", "Oʻzbekcha"), ("ru", "Русский"), ("en", "English")):
        page.get_by_role("link", name=name).click()
        page.wait_for_url(f"**lang={language}*")
        assert page.locator("html").get_attribute("lang") == language
        assert page.get_by_role("heading", level=1).inner_text() == questions.read_question(
            MINI / "queries" / "visits.rq"
        ).wording[language]  # fmt: skip
        assert page.locator("tbody tr").count() == 1


@pytest.mark.parametrize("path", ["/query", "/query?question=visits", "/query?query=ASK", "/thing?id=Arcadia"])
def test_a_phone_shows_everything_without_sideways_scrolling(page: Any, server: Serving, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(server.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = """() => [...document.querySelectorAll('button, summary, input:not([type=hidden])')]
        .filter(e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().height < 20)
        .map(e => e.outerHTML)"""
    assert page.evaluate(small) == []


@pytest.mark.parametrize("path", ["/query", "/query?question=visits", "/query?query=ASK", "/thing?id=Arcadia"])
def test_what_can_be_used_has_a_name(page: Any, server: Serving, path: str) -> None:
    page.goto(server.url + path)
    nameless = """() => [...document.querySelectorAll('input:not([type=hidden]), textarea, button, a, summary')]
        .filter(e => e.checkVisibility() && !(e.innerText || '').trim() && !(e.labels && e.labels.length)
                     && !e.getAttribute('aria-label'))
        .map(e => e.outerHTML)"""
    assert page.evaluate(nameless) == []
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert page.locator("main").count() == 1
    assert page.locator("h1").count() == 1


def test_the_page_answers_without_its_script(browser: Any, server: Serving) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/query?question=visits")
    page.locator("input[name=host]").fill("Arcadia")
    page.get_by_role("button", name="Ask").click()
    assert page.locator("tbody tr").count() == 1
    context.close()


# -- large pictures -----------------------------------------------------------------------------------


def test_a_large_picture_opens_at_a_thing_and_runs_its_own_scripts_alone(
    page: Any, server: Serving, client: httpx.Client
) -> None:
    page.goto(f"{server.url}/kk/id/person/boris-rudolf.html")
    page.locator(".beside .onward a").click()
    page.wait_for_selector("body[data-ready]")
    assert page.url.endswith("#person/boris-rudolf")
    assert page.inner_text("#panel .name") == "Борис Рудольф"
    first = client.get(urlsplit(page.url).path)
    rules = dict(rule.split(" ", 1) for rule in first.headers["content-security-policy"].split("; "))
    assert "unsafe" not in rules["script-src"]
    assert (rules["default-src"], rules["connect-src"]) == ("'none'", "'none'")
    address = first.url.path
    assert client.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get(address, headers={"Accept-Encoding": "identity"}).text == first.text
    for none in ("/en/pictures/..%2Fx.html", "/xx/pictures/timeline.html", "/en/pictures/network-no.html.js"):
        assert client.get(none).status_code == 404, none
