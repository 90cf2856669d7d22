"""`kgtools impact`: what an article, or a change, does to what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import projects
from kgtools.cli.options import (
    READ,
    Articles,
    Language,
    Output,
    Root,
    chosen_format,
    command,
    format_option,
    language,
    notify,
    put,
    put_page,
)
from kgtools.cli.printing import progress
from kgtools.errors import UsageError, nearest_article

if TYPE_CHECKING:
    from kgtools.claims.model import Corpus
    from kgtools.curation.coverage import Coverage
    from kgtools.curation.impact.states import State
    from kgtools.query.questions import Question

_FORMATS = ("md", "html", "json")


@command(READ, "kgtools impact normatov-course", "kgtools impact HEAD --lang ru --format html -o impact.html")
def impact(
    about: Annotated[
        str, typer.Argument(metavar="ARTICLE|REV", help="An article, by its id, or a git revision to compare with.")
    ],
    root: Root = None,
    articles: Articles = None,
    lang: Language = "",
    whole: Annotated[bool, typer.Option("--all", help="Print every line of every section.")] = False,
    output_format: Annotated[str | None, format_option(*_FORMATS)] = None,
    output: Output = None,
) -> None:
    """Tell what an article does to what was known before it, or a change of the tables since a revision.

    Older answers that change come first, then contradictions that no entry explains, targets that are decided, dates
    that are finer, statements that another origin confirms or that are only told again, and all that is new. With a
    copy of the article the paragraphs without claim are listed too.
    """
    from kgtools import ontology
    from kgtools.claims import reader
    from kgtools.curation.impact import effects, states, told
    from kgtools.messages import message
    from kgtools.query.questions import questions, read_question

    project = projects.find_root(root)
    lang = language(lang)
    wanted = chosen_format(output_format, output, _FORMATS)
    terms = ontology.load(project)
    after = states.State(reader.load(project, terms), terms)
    article = about.removeprefix("article/")
    if article in after.corpus.articles:
        before, coverage = states.without(after, article), _coverage(after.corpus, article, articles)
    else:
        before, coverage = _earlier(project, about, after.corpus), None
        if articles is not None:
            notify(f"'{about}' is a revision, of which no paragraphs are counted; --articles {articles} is not read")
    library = list(map(read_question, questions(project)))
    with progress() as tell:
        found = effects.impact(before, after, _asked(library, tell))
    if wanted == "json":
        put(told.as_json(found, coverage), output)
        return
    title = message("impact.title" if article in after.corpus.articles else "impact.since", lang, about=article)
    text = told.markdown(found, title, lang, coverage, whole)
    if wanted == "html":
        put(told.page(text, title, lang), output)
    else:
        put_page(text, output)


def _asked(library: list[Question], tell: Callable[[object, int, int], None]) -> Iterator[Question]:
    """The questions, of which it is told how many are asked."""
    for number, question in enumerate(library):
        tell("questions", number, len(library))
        yield question


def _earlier(project: Path, revision: str, corpus: Corpus) -> State:
    from kgtools.curation.impact import states

    try:
        return states.at_revision(project, revision)
    except UsageError as error:
        hint = nearest_article(revision, corpus.articles)
        raise UsageError(f"{error}; or an article: {hint}") from None


def _coverage(corpus: Corpus, article: str, articles: Path | None) -> Coverage | None:
    """How far the article is covered, if there is a copy of it at hand."""
    from kgtools.articles import copies
    from kgtools.checks import anchors
    from kgtools.curation import coverage

    if articles is None:
        return None
    folder = copies.look(articles, anchors.identities(corpus))
    if article not in folder.copies:
        notify(f"{articles}: {folder.lacking([article], 'its paragraphs are not counted')}")
        return None
    return coverage.measure(corpus, corpus.articles[article], folder.copies[article])
