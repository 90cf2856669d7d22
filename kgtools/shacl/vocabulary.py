"""The IRIs that SHACL is made of, and the kinds of RDF term."""

from __future__ import annotations

import pyoxigraph as ox

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"

TYPE = ox.NamedNode(RDF + "type")
SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
TRUE = ox.Literal(True)

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

# The terms of SHACL, SHACL-SPARQL and SHACL Advanced Features, by their local names.
CLASSES = frozenset((
    "AbstractResult", "ConstraintComponent", "Expression", "Function", "JSConstraint", "JSExecutable", "JSFunction",
    "JSLibrary", "JSRule", "JSTarget", "JSTargetType", "JSValidator", "NodeKind", "NodeShape", "Parameter",
    "Parameterizable", "PrefixDeclaration", "PropertyGroup", "PropertyShape", "ResultAnnotation", "Rule",
    "SPARQLAskExecutable", "SPARQLAskValidator", "SPARQLConstraint", "SPARQLConstructExecutable",
    "SPARQLExecutable", "SPARQLFunction", "SPARQLRule", "SPARQLSelectExecutable", "SPARQLSelectValidator",
    "SPARQLTarget", "SPARQLTargetType", "SPARQLUpdateExecutable", "Severity", "Shape", "Target", "TargetType",
    "TripleRule", "ValidationReport", "ValidationResult", "Validator",
))  # fmt: skip
SEVERITIES = frozenset(("Info", "Warning", "Violation"))
PROPERTIES = frozenset((
    "alternativePath", "and", "annotationProperty", "annotationValue", "annotationVarName", "ask", "class",
    "closed", "condition", "conforms", "construct", "datatype", "deactivated", "declare", "defaultValue",
    "description", "detail", "disjoint", "entailment", "equals", "expression", "filterShape", "flags", "focusNode",
    "group", "hasValue", "ignoredProperties", "in", "intersection", "inversePath", "js", "jsFunctionName",
    "jsLibrary", "jsLibraryURL", "labelTemplate", "languageIn", "lessThan", "lessThanOrEquals", "maxCount",
    "maxExclusive", "maxInclusive", "maxLength", "message", "minCount", "minExclusive", "minInclusive", "minLength",
    "name", "namespace", "node", "nodeKind", "nodeValidator", "nodes", "not", "object", "oneOrMorePath", "optional",
    "or", "order", "parameter", "path", "pattern", "predicate", "prefix", "prefixes", "property",
    "propertyValidator", "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShape",
    "qualifiedValueShapesDisjoint", "result", "resultAnnotation", "resultMessage", "resultPath", "resultSeverity",
    "returnType", "rule", "select", "severity", "shapesGraph", "shapesGraphWellFormed", "sourceConstraint",
    "sourceConstraintComponent", "sourceShape", "sparql", "subject", "suggestedShapesGraph", "target",
    "targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf", "this", "union", "uniqueLang", "update",
    "validator", "value", "xone", "zeroOrMorePath", "zeroOrOnePath",
))  # fmt: skip
