"""Commands that publish: export, site, release, push, serve, mcp."""

from kgtools.cli.publish import export, push, release, serve, site  # noqa: F401
