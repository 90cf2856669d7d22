"""INCEpTION: UIMA CAS as JSON, as XMI, or as an archive that holds XMI with its types; read by dkpro-cassis."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from kgtools.curation.proposals.importers.labels import Annotations, Labels, span
from kgtools.curation.proposals.records import Line
from kgtools.errors import Finding, UsageError

_NO_LABELS = ("Token", "Sentence", "DocumentMetaData", "TagsetDescription", "DocumentAnnotation", "CASMetadata",
              "TagDescription", "LayerDefinition", "FeatureDefinition", "Lemma", "POS", "Sofa")  # fmt: skip
_ENDS = ("Governor", "Dependent")
_FEATURES = ("value", "label", "kind", "property", "role", "relation")  # that may hold the label, in this order
_IDENTIFIER = "identifier"


def is_archive(content: bytes) -> bool:
    """Whether a file is an archive with a CAS in it."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(name.endswith((".xmi", "TypeSystem.xml")) for name in archive.namelist())


def read(content: bytes, labels: Labels, file: str, language: str) -> Iterator[Line | Finding]:
    """The things and facts of a CAS. Raises UsageError without dkpro-cassis, or for what it cannot read.

    An annotation is labelled by its feature `value`, `label` ... or else by the name of its layer; a relation joins
    `Governor` (the subject) to `Dependent` (the value). Places are numbers of annotations, in the order of the text.
    """
    cas = _load(content, file)
    text = cas.sofa_string or ""
    found = Annotations(labels, file, language)
    listed = [one for one in cas.select_all_annotations() if _layer(one) not in _NO_LABELS]
    numbers = {one.xmiID: number for number, one in enumerate(listed, 1)}
    used: set[str] = set()
    for one in listed:
        if not _is_relation(one) and one.end > one.begin:
            note = str(getattr(one, _IDENTIFIER, None) or "")
            found.span(str(one.xmiID), _label(one), span(text, one.begin, one.end), numbers[one.xmiID], note)
    for one in listed:
        if _is_relation(one):
            ends = [str(getattr(one, end).xmiID) for end in _ENDS]
            used.update(ends)
            found.relation(_label(one), ends[0], ends[1], numbers[one.xmiID])
    found.unused({str(key): number for key, number in numbers.items()}, used)
    yield from found.lines


def _layer(one: Any) -> str:
    return str(one.type.name).rpartition(".")[2]


def _is_relation(one: Any) -> bool:
    return all(getattr(one, end, None) is not None for end in _ENDS)


def _label(one: Any) -> str:
    named = (getattr(one, feature, None) for feature in _FEATURES)
    return next((str(value) for value in named if isinstance(value, str) and value), _layer(one))


def _load(content: bytes, file: str) -> Any:
    try:
        import cassis
    except ImportError:
        raise UsageError(f"{file}: a CAS is read with dkpro-cassis; pip install 'tandem-kg[proposals]'") from None
    try:
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return _from_archive(cassis, archive)
        if content.lstrip()[:1] == b"{":
            return cassis.load_cas_from_json(io.BytesIO(content))
    except Exception as error:  # what a parser of somebody else's raises is not known
        raise UsageError(f"{file}: the CAS cannot be read: {error}; export it again as UIMA CAS JSON") from None
    raise UsageError(f"{file}: XMI needs its types; give the archive that INCEpTION exports, or UIMA CAS JSON")


def _from_archive(cassis: Any, archive: zipfile.ZipFile) -> Any:
    names = archive.namelist()
    documents = [name for name in names if name.endswith((".xmi", ".json"))]
    if len(documents) != 1:
        raise ValueError(f"the archive holds {len(documents)} documents; give one document an archive")
    with archive.open(documents[0]) as document:
        if documents[0].endswith(".json"):
            return cassis.load_cas_from_json(document)
        with archive.open(next(name for name in names if name.endswith("TypeSystem.xml"))) as types:
            return cassis.load_cas_from_xmi(document, typesystem=cassis.load_typesystem(types))
