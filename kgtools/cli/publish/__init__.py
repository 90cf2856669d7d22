"""Commands that publish: export, site, push, serve, mcp."""

from kgtools.cli.publish import export, push, serve, site  # noqa: F401
