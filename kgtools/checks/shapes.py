"""The shapes of a project, read from its folder `ontology/shapes`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kgtools import ontology
from kgtools.errors import DataError, Finding
from kgtools.shacl.shapes.model import Shapes, ShapesError
from kgtools.shacl.shapes.parser import parse_shapes

_FOLDER = "ontology/shapes"
_HINT = "write it in another way, or add it to kgtools/shacl"


def load_shapes(root: Path) -> Shapes:
    """Read all files of `ontology/shapes` as one set of shapes.

    Raises DataError with a finding for each construct that cannot be evaluated, naming file and shape.
    """
    files = sorted((root / _FOLDER).glob("*.ttl"))
    return _parsed(tuple((path.relative_to(root).as_posix(), ontology.read(path, root)) for path in files))


@lru_cache(maxsize=2)
def _parsed(files: tuple[tuple[str, bytes], ...]) -> Shapes:
    """The shapes of files with these contents; whoever checks again and again reads them once."""
    try:
        return parse_shapes((name, ontology.parse(content, name)) for name, content in files)
    except ShapesError as error:
        raise as_data_error(error) from None


def as_data_error(error: ShapesError) -> DataError:
    """What the validator refuses, as findings."""
    findings = []
    for refusal in error.refusals:
        message = f"shape {refusal.shape}: the check cannot evaluate" if refusal.shape else "the check cannot evaluate"
        file = refusal.source or _FOLDER
        findings.append(Finding(file, 0, message, refusal.construct, refusal.expected, _HINT, check="shape"))
    return DataError(findings)
