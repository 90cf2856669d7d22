"""A question of the library, found, bound and asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from kgtools.query.parameters import bind
from kgtools.query.questions import find_question
from kgtools.sparql.execute import Answer, ask


def prepare(root: Path, store_: ox.Store, name: str, given: Mapping[str, str]) -> tuple[str, str]:
    """Find a question and bind its parameters: its SPARQL, and the name of its file for messages."""
    question = find_question(root, name)
    return bind(store_, question, given), f"{question.name}.rq"


def run(root: Path, store_: ox.Store, name: str, given: Mapping[str, str]) -> Answer | bool | list[ox.Triple]:
    """Find a question, bind its parameters and ask it."""
    return ask(store_, *prepare(root, store_, name, given))
