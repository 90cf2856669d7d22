"""The examples in the docstrings of the package run in this project."""

from pathlib import Path

from kgtools import projects

projects.use(Path(__file__).parent)
