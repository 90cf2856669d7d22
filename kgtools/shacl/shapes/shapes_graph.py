"""The quads of a shapes graph, by subject and property, with SHACL's terms by their local names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kgtools.shacl.vocabulary import OWL, RDF, SH, SUBCLASS, TRUE, TYPE, XSD, Term


class Refused(Exception):
    """What a node says cannot be evaluated; carries the node, what was found there, and what was expected."""

    def __init__(self, node: Term, construct: str, expected: str = "") -> None:
        super().__init__(construct)
        self.node, self.construct, self.expected = node, construct, expected


class ShapesGraph:
    """The quads of the shapes by subject and property, with the SHACL terms by their local names."""

    def __init__(self, sources: Iterable[tuple[str, Iterable[ox.Quad]]]) -> None:
        self.properties: dict[Term, dict[str, list[Term]]] = {}
        self.source: dict[Term, str] = {}
        self.owner: dict[Term, Term] = {}
        quads = []
        for name, given in sources:
            for quad in given:
                assert not isinstance(quad.subject, ox.Triple)
                quads.append(quad)
                self.source.setdefault(quad.subject, name)
                values = self.properties.setdefault(quad.subject, {}).setdefault(quad.predicate.value, [])
                if quad.object not in values:  # two sources may say the same
                    values.append(quad.object)
                if isinstance(quad.object, ox.BlankNode):
                    self.owner[quad.object] = quad.subject
        self.quads = tuple(quads)

    def __iter__(self) -> Iterator[Term]:
        return iter(sorted(self.properties, key=str))

    def terms(self, node: Term) -> list[str]:
        """The local names of the SHACL properties that a node has."""
        return sorted(name.removeprefix(SH) for name in self.properties.get(node, {}) if name.startswith(SH))

    def objects(self, node: Term, name: str) -> list[Term]:
        """All values of a SHACL property."""
        return self.properties.get(node, {}).get(SH + name, [])

    def object(self, node: Term, name: str) -> Term | None:
        """The one value of a SHACL property, or None."""
        values = self.objects(node, name)
        if len(values) > 1:
            raise Refused(node, f"sh:{name} given {len(values)} times", "one value")
        return values[0] if values else None

    def is_true(self, node: Term, name: str) -> bool:
        """Whether a property is the literal true; the standard takes "1"^^xsd:boolean for another term."""
        value = self.object(node, name)
        if value is not None and not (isinstance(value, ox.Literal) and value.datatype.value == XSD + "boolean"):
            raise Refused(node, f"sh:{name} {value}", "true or false")
        return value == TRUE

    def messages(self, node: Term, name: str = "message") -> tuple[ox.Literal, ...]:
        """The values of sh:message, or of another property for texts, sorted."""
        found = (text for text in self.objects(node, name) if isinstance(text, ox.Literal))
        return tuple(sorted(found, key=lambda text: (text.value, text.language or "")))

    def members(self, node: Term, head: Term) -> list[Term]:
        """The members of an RDF list that a node refers to."""
        found: list[Term] = []
        while head != ox.NamedNode(RDF + "nil"):
            first, rest = (self.properties.get(head, {}).get(RDF + name, []) for name in ("first", "rest"))
            if len(first) != 1 or len(rest) != 1 or len(found) > 10_000:
                raise Refused(node, "a list that is broken", "( … )")
            found.append(first[0])
            head = rest[0]
        return found

    def is_broken(self, head: Term) -> bool:
        """Whether the list at a node is none."""
        try:
            self.members(head, head)
        except Refused:
            return True
        return False

    def around(self, node: Term) -> list[Term]:
        """A node and, for a blank one, the nodes that it stands in, outwards."""
        found = [node]
        while isinstance(node, ox.BlankNode) and (node := self.owner.get(node, found[0])) not in found:
            found.append(node)
        return found

    def name(self, node: Term) -> str:
        """The name of a shape: the last part of its IRI, or of that of the named shape it stands in."""
        outermost = self.around(node)[-1]
        if not isinstance(outermost, ox.NamedNode):
            return "unnamed"
        return outermost.value[max(outermost.value.rfind("/"), outermost.value.rfind("#")) + 1 :]

    def instances(self, class_: str) -> set[Term]:
        """The SHACL instances of a class: what is typed as it or as a class below it."""
        found: list[Term] = [ox.NamedNode(class_)]
        for above in found:
            found += [
                node
                for node, properties in self.properties.items()
                if above in properties.get(SUBCLASS.value, ()) and node not in found
            ]
        kinds = set(found)
        return {node for node, properties in self.properties.items() if kinds & set(properties.get(TYPE.value, ()))}

    def prefixes(self, node: Term) -> dict[str, str]:
        """The prefixes that a node with a query declares: those at `sh:prefixes/owl:imports*/sh:declare`."""
        places = list(self.objects(node, "prefixes"))
        for place in places:
            imported = self.properties.get(place, {}).get(OWL + "imports", [])
            places += [other for other in imported if other not in places]
        found: dict[str, str] = {}
        for declaration in (one for place in places for one in self.objects(place, "declare")):
            prefix, namespace = (self.object(declaration, name) for name in ("prefix", "namespace"))
            if not isinstance(prefix, ox.Literal) or not isinstance(namespace, ox.Literal):
                raise Refused(node, "a sh:declare without a text as sh:prefix and one as sh:namespace")
            if found.setdefault(prefix.value, namespace.value) != namespace.value:
                raise Refused(node, f'two namespaces of the prefix "{prefix.value}"', "one of them")
        return found
