"""Commands that take a new article from its text to accepted claims."""

from kgtools.cli.articles import propose, review  # noqa: F401
