"""A question of the library, found, bound and asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from kgtools.query.parameters import Bound, bind
from kgtools.query.questions import find_question
from kgtools.sparql.execute import Answer, ask


def prepare(root: Path, store: ox.Store, name: str, given: Mapping[str, str]) -> tuple[Bound, str]:
    """Find a question and bind its parameters: the bound question, and the name of its file for messages."""
    question = find_question(root, name)
    return bind(store, question, given), f"{question.name}.rq"


def run(root: Path, store: ox.Store, name: str, given: Mapping[str, str]) -> Answer | bool | list[ox.Triple]:
    """Find a question, bind its parameters and ask it."""
    bound, file = prepare(root, store, name, given)
    return ask(store, bound.sparql, file)
