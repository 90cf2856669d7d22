"""Commands that draw: network, matrix, measures, timeline."""

from kgtools.cli.draw import matrix, measures, network, timeline  # noqa: F401
