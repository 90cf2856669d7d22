"""The JSON Schema of the format, made from the records and the ontology, so that it never says anything else."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from kgtools import namespaces
from kgtools.curation.proposals.records import COUNTS, FORMAT, READERS, Empty, Fact, Figure, Opinion, Run, Thing
from kgtools.ontology import Ontology

FILE = "ontology/proposals.schema.json"
_ID = f"{namespaces.CORE}proposals-1.json"
_CODES = {  # the lists of codes by the fields that hold them
    "modality": "modality", "certainty": "certainty", "stance": "stance", "flow": "flow", "unit": "unit",
    "bound": "bound", "qualifiers": "qualifier",
}  # fmt: skip
_DATES = ("date", "when", "period", "horizon")


def schema(ontology: Ontology) -> dict[str, Any]:
    """The schema of one line of a file (JSON Schema 2020-12), with the codes of the ontology."""
    kinds = (Run, Thing, Fact, Figure, Opinion, Empty)
    several, definitions = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    for name, definition in definitions.items():
        _tidy(definition)
        for field, given in definition["properties"].items():
            if code_list := _CODES.get(field):
                codes = {"enum": list(ontology.codes[code_list])}
                definition["properties"][field] = {"type": "array", "items": codes} if field == "qualifiers" else codes
            elif field == "quotes":
                given |= {"minItems": 1}
            elif field in _DATES:
                given |= {"description": "a date in EDTF: 2031-05-04, 2031-05, 2031, 2029/2031, ../2031"}
            elif field in ("thing", "measured", "partner") and name != "Thing":
                definition["properties"][field] = {"$ref": "#/$defs/Reference"}
    _choices(definitions, ontology)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": _ID, "title": "A line of a file of proposals",
        "oneOf": list(several), "$defs": dict(sorted(definitions.items())),
    }  # fmt: skip


def _tidy(definition: dict[str, Any]) -> None:
    """Leave out what a reader of the schema does not need: titles, defaults, null, examples of the code."""
    definition.pop("title", None)
    definition["description"] = re.sub(r"\s*>>>.*", "", definition.get("description", ""), flags=re.DOTALL)
    definition["description"] = re.sub(r"\s+", " ", definition["description"])
    definition["description"] = definition["description"].replace("`READERS`", ", ".join(READERS))
    if not definition.get("required"):
        definition.pop("required", None)
    for field, given in definition["properties"].items():
        given.pop("default", None)
        if field == "record":
            definition["properties"][field] = {"const": given["enum"][0]}
        elif "anyOf" in given:
            rest = [one for one in given["anyOf"] if one != {"type": "null"}]
            definition["properties"][field] = rest[0] if len(rest) == 1 else {"anyOf": rest}


def _choices(definitions: dict[str, dict[str, Any]], ontology: Ontology) -> None:
    """Say what the records ask beyond the types of their fields."""
    classes = sorted({name for _, base in namespaces.kinds().values() for name in ontology.below(base)})
    definitions["Run"]["properties"]["format"] = {"const": FORMAT}
    definitions["Reader"]["properties"]["kind"] = {"enum": list(READERS)}
    definitions["Quote"]["properties"]["count"] = {"enum": list(COUNTS)}
    for field in ("start", "end"):
        definitions["Quote"]["properties"][field] = {"type": "integer", "minimum": 0}
    definitions["Thing"]["properties"]["kind"] = {"enum": classes}
    definitions["Thing"]["properties"]["labels"] = {
        "type": "object", "minProperties": 1, "additionalProperties": False,
        "properties": {language: {"type": "string"} for language in namespaces.languages()},
    }  # fmt: skip
    definitions["Fact"]["properties"]["property"] = {"enum": list(ontology.typed)}
    definitions["Opinion"]["required"].append("speaker")
    reference, value = definitions["Reference"], definitions["Value"]
    reference["oneOf"] = [
        {"required": ["id"], "not": {"required": ["new"]}},
        {"required": ["name"], "not": {"anyOf": [{"required": ["id"]}, {"required": ["new"]}]}},
        {"required": ["new"], "not": {"anyOf": [{"required": ["id"]}, {"required": ["name"]}]}},
    ]
    value["oneOf"] = [{"required": [kind]} for kind in ("thing", "date", "number", "code", "text")]
    for field in (*reference["properties"], "date", "number", "code", "text"):
        (reference if field in reference["properties"] else value)["properties"][field] |= {"minLength": 1}
    definitions["By"]["properties"]["confidence"] = {"type": "number", "minimum": 0, "maximum": 1}


def as_text(ontology: Ontology) -> str:
    """The schema as the file of the project has it."""
    return json.dumps(schema(ontology), ensure_ascii=False, indent=1) + "\n"
