"""Commands that take a new article from its text to accepted claims."""

from kgtools.cli.articles import add_article, extract, impact, propose, review  # noqa: F401
