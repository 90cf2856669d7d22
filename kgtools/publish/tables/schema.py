"""The tables: which there are, with their columns and keys. Every format and description follows this list."""

from __future__ import annotations

from kgtools.publish.tables.model import DATE, EACH_LANGUAGE, INTEGER, IRI, LIST, NUMBER, TRUTH, Column, Table

VALUE_TYPES = ("thing", "code", "date", "text", "number", "truth", "url")
ROLES = (
    "about", "affiliation", "indicator", "measured", "origin", "partner", "reporter", "set_by", "speaker", "subject",
    "value",
)  # fmt: skip


def _id(meaning: str = "id", refers: str = "") -> Column:
    return Column("id", meaning, required=True, refers=refers)


def _ref(name: str, meaning: str, table: str = "things", required: bool = False) -> tuple[Column, ...]:
    """The key of a row of another table, and its name."""
    return (
        Column(name, meaning, required=required, refers=table),
        Column(f"{name}_label", meaning, required=required, aspect="label"),
    )


def _refs(name: str, meaning: str, table: str = "things") -> tuple[Column, ...]:
    """Keys of rows of another table, and their names."""
    return (
        Column(name, meaning, LIST, refers=table),
        Column(f"{name}_label", meaning, LIST, aspect="label"),
    )


def _code(name: str, meaning: str, codes: str, required: bool = False) -> tuple[Column, ...]:
    """A code, and its name."""
    return (
        Column(name, meaning, required=required, codes=codes),
        Column(f"{name}_label", meaning, required=required, aspect="label"),
    )


def _date(name: str, meaning: str) -> tuple[Column, ...]:
    """A date in EDTF, and its bounds."""
    return (
        Column(name, meaning),
        Column(f"{name}_earliest", meaning, DATE, aspect="earliest"),
        Column(f"{name}_latest", meaning, DATE, aspect="latest"),
    )


def _texts(name: str, meaning: str, required: bool = False) -> tuple[Column, ...]:
    """A text in each language of the project."""
    return (Column(name, meaning, required=required, aspect=EACH_LANGUAGE),)


_IRI = Column("iri", "iri", IRI, required=True)
_NOTE = Column("note", "t:curatorNote")
_CLAIMS = Column("claims", "claims", INTEGER, required=True)
_ARTICLE = _ref("article", "t:inArticle", "articles")
# Who says it, and where: what every claim has.
_SAID = (*_refs("speakers", "t:speaker"), *_refs("set_by", "t:setBy"), *_ref("origin", "t:origin"))
_STANDING = (
    *_code("certainty", "t:certainty", "certainty"),
    Column("accepted", "t:accepted", TRUTH, required=True),
    Column("disagreements", "t:Disagreement", LIST, refers="disagreements"),
    Column("independent_origin", "t:independentOrigin"),
    Column("support", "t:support", INTEGER),
    *_code("review", "t:reviewState", "review-state"),
    Column("passage_start", "passage_start", INTEGER),
    Column("passage_end", "passage_end", INTEGER),
    Column("fingerprint", "t:fingerprint"),
    _NOTE,
)
_MODALITY = _code("modality", "t:modality", "modality", required=True)

THINGS = Table(
    "things", "dataset.count.entities", "t:Entity",
    (
        _id(), _IRI, *_ref("kind", "t:kind", "terms", required=True), *_texts("label", "label", required=True),
        Column("other_names", "other_names", LIST), Column("latin", "latin", LIST), Column("iso", "t:isoCode"),
        Column("same_as", "same_as", LIST), _CLAIMS, _NOTE,
    ),
    ("id",), ("label", "other_names", "latin"),
)  # fmt: skip
NAMES = Table(
    "names", "tables.column.names", "names",
    (
        Column("thing", "name_of", required=True, refers="things"),
        Column("language", "language", required=True),
        Column("name", "name", required=True),
        Column("main", "main", TRUTH, required=True),
        Column("printed", "t:printedName", TRUTH, required=True),
    ),
    ("thing", "language", "name"),
)  # fmt: skip
LINKS = Table(
    "links", "tables.column.links", "links",
    (
        Column("thing", "linked", required=True, refers="things"),
        Column("relation", "relation", required=True),
        Column("target", "target", IRI, required=True),
        Column("justification", "justification"),
        Column("comment", "comment"),
    ),
    ("thing", "relation", "target"),
)  # fmt: skip
ARTICLES = Table(
    "articles", "dataset.count.articles", "t:Article",
    (
        _id(), Column("thing", "article_thing", required=True, refers="things"), _IRI,
        *_texts("label", "label", required=True), *_texts("title", "t:title"), *_refs("authors", "authors"),
        Column("languages", "languages", LIST), *_date("published", "t:publishedOn"), Column("venue", "venue"),
        Column("url", "t:url", IRI), Column("text_length", "t:textLength", INTEGER, required=True),
        Column("text_hash", "t:textHash", required=True), _CLAIMS, _NOTE,
    ),
    ("id",),
)  # fmt: skip
CLAIMS = Table(
    "claims", "dataset.all", "t:Claim",
    (
        _id(), _IRI, Column("type", "type", required=True, choices=("fact", "figure", "opinion")), *_ARTICLE,
        *_texts("statement", "statement", required=True), *_code("modality", "t:modality", "modality"),
        *_code("certainty", "t:certainty", "certainty"), Column("accepted", "t:accepted", TRUTH, required=True),
        Column("selected", "selected", TRUTH, required=True),
    ),
    ("id",), ("statement",),
)  # fmt: skip
CLAIM_THINGS = Table(
    "claim_things", "tables.column.claim_things", "claim_things",
    (
        Column("claim", "t:Claim", required=True, refers="claims"),
        Column("role", "role", required=True, choices=ROLES),
        Column("thing", "t:Entity", required=True, refers="things"),
    ),
    ("claim", "role", "thing"),
)  # fmt: skip
FACTS = Table(
    "facts", "dataset.count.facts", "t:Fact",
    (
        _id(refers="claims"), *_ARTICLE, *_ref("subject", "subject", required=True),
        *_ref("property", "property", "terms", required=True), Column("value", "value", required=True),
        Column("value_label", "value", required=True, aspect="label"),
        Column("value_type", "value_type", required=True, choices=VALUE_TYPES),
        Column("value_language", "value_language"),
        Column("value_earliest", "value", DATE, aspect="earliest"),
        Column("value_latest", "value", DATE, aspect="latest"),
        *_date("valid_time", "t:when"), *_MODALITY, *_SAID, *_STANDING, Column("reference", "t:reference"),
    ),
    ("id",),
)  # fmt: skip
FIGURES = Table(
    "figures", "dataset.count.figures", "t:Figure",
    (
        _id(refers="claims"), *_ARTICLE, *_ref("indicator", "t:indicator", required=True),
        *_ref("measured", "t:measured", required=True), *_ref("partner", "t:partner"),
        *_code("flow", "t:flow", "flow"), *_date("period", "t:period"), *_code("bound", "t:bound", "bound", True),
        Column("printed", "t:printedValue", required=True), *_code("unit", "t:unit", "unit", True),
        Column("value", "t:value", NUMBER), Column("lowest", "lowest", NUMBER), Column("highest", "highest", NUMBER),
        *_code("base_unit", "t:baseUnit", "unit", True), Column("qualifiers", "t:qualifier", LIST, codes="qualifier"),
        Column("qualifiers_label", "t:qualifier", LIST, aspect="label"), *_MODALITY,
        *_ref("reporter", "t:reporter"), *_SAID, *_STANDING,
    ),
    ("id",),
)  # fmt: skip
OPINIONS = Table(
    "opinions", "dataset.count.opinions", "t:Opinion",
    (
        _id(refers="claims"), *_ARTICLE, *_refs("speakers", "t:speaker"), *_ref("affiliation", "t:affiliatedAs"),
        *_ref("about", "t:about", required=True), *_code("stance", "t:stance", "stance", True),
        *_texts("gist", "t:gist"), *_date("horizon", "t:horizon"), *_STANDING,
    ),
    ("id",),
)  # fmt: skip
DISAGREEMENTS = Table(
    "disagreements", "dataset.count.disagreements", "t:Disagreement",
    (
        _id(), _IRI, *_code("kind", "t:disagreementKind", "disagreement-kind", True),
        *_code("type", "t:disagreementType", "disagreement-type", True),
        *_code("status", "t:disagreementStatus", "disagreement-status", True),
        *_code("found", "t:found", "found", True), *_ref("about", "t:concerns", required=True),
        *_ref("property", "t:concernsProperty", "terms"), *_date("period", "t:concernsPeriod"),
        *_texts("explanation", "t:explanation"), *_texts("evidence_needed", "t:evidenceNeeded"), _CLAIMS, _NOTE,
    ),
    ("id",), ("explanation",),
)  # fmt: skip
DISAGREEMENT_CLAIMS = Table(
    "disagreement_claims", "tables.column.disagreement_claims", "disagreement_claims",
    (
        Column("disagreement", "t:Disagreement", required=True, refers="disagreements"),
        Column("claim", "t:involves", required=True, refers="claims"),
        Column("preferred", "t:prefers", TRUTH, required=True),
        Column("not_accepted", "t:holdsBack", TRUTH, required=True),
    ),
    ("disagreement", "claim"),
)  # fmt: skip
TARGETS = Table(
    "targets", "tables.column.targets", "t:Target",
    (
        _id(), _IRI, *_texts("label", "aim", required=True), *_code("outcome", "t:outcome", "outcome", True),
        *_texts("explanation", "t:outcomeExplanation"), _CLAIMS,
    ),
    ("id",), ("label",),
)  # fmt: skip
TARGET_CLAIMS = Table(
    "target_claims", "tables.column.target_claims", "target_claims",
    (
        Column("target", "t:Target", required=True, refers="targets"),
        Column("claim", "t:Claim", required=True, refers="claims"),
        Column("tells", "t:toldBy", TRUTH, required=True),
        Column("decides", "t:decidedBy", TRUTH, required=True),
    ),
    ("target", "claim"),
)  # fmt: skip
WITHDRAWN = Table(
    "withdrawn", "tables.column.withdrawn", "t:Withdrawn",
    (
        _id(), _IRI, Column("release", "t:withdrawnIn", required=True), *_texts("reason", "t:withdrawalReason"),
        Column("replaced_by", "replaced_by", LIST),
    ),
    ("id",),
)  # fmt: skip
TERMS = Table(
    "terms", "tables.column.terms", "terms",
    (
        _id("term"), _IRI, Column("type", "term_type", required=True, choices=("class", "property", "code")),
        Column("list", "t:codeList"), *_texts("label", "label", required=True), *_texts("definition", "definition"),
    ),
    ("id",),
)  # fmt: skip

# Each after those to which its rows refer.
TABLES = (
    TERMS, THINGS, NAMES, LINKS, ARTICLES, CLAIMS, FACTS, FIGURES, OPINIONS, CLAIM_THINGS, DISAGREEMENTS,
    DISAGREEMENT_CLAIMS, TARGETS, TARGET_CLAIMS, WITHDRAWN,
)  # fmt: skip
