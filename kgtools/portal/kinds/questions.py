"""The questions of the library: the list by topic, and each with its answer."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.messages import message
from kgtools.portal import asking
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View

LIST = "questions"


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page."""
    yield LIST
    yield from (f"query/{name}" for name in contents.questions)


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is no such question."""
    if frame.path == LIST:
        return listed(contents, frame)
    name = frame.path.removeprefix("query/")
    if name not in contents.questions:
        return None
    answering, fields = contents.asking, {"question": name}
    values = answering.values(fields, frame)

    def table() -> str:
        return answering.file(answering.asked(fields), "csv", frame.language)

    has_rows = values["answer"] is not None and values["answer"]["kind"] == "rows"
    files = {f"query/{name}.{frame.language}.csv": table} if has_rows and not frame.live else {}
    return View("query", values["question"]["wording"], values, files=files)


def listed(contents: Contents, frame: Frame) -> View:
    """The questions by topic."""
    topics = asking.topics(contents.questions.values(), frame.language)
    return View("questions", message("portal.door.questions", frame.language), {"topics": topics})
