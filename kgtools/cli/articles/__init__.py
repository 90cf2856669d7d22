"""Commands that take a new article from its text to accepted claims."""

from kgtools.cli.articles import propose  # noqa: F401
