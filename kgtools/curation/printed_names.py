"""The names of entities that an article prints."""

from __future__ import annotations

from kgtools.articles import fingerprints
from kgtools.articles.copies import Copy
from kgtools.claims.model import Article, Corpus

_SHORT_NAME = 4  # letters up to which a name must agree in case


def printed_names(corpus: Corpus, article: Article, copy: Copy) -> list[dict[str, str]]:
    """The names of entities that an article prints as whole words, in the languages it is written in.

    Names of up to four letters must agree in case too. Inflected forms are not recognised, so a
    name that stands only with endings counts as not printed. Rows for `names.csv`.
    """
    rows = []
    for entity in corpus.entities.values():
        for name in dict.fromkeys((*entity.labels, *entity.aliases)):
            if name.language.partition("-")[0] not in article.languages:
                continue
            places = fingerprints.find_quote(copy.folded, name.value)
            short = sum(character.isalnum() for character in name.value) <= _SHORT_NAME
            for start, end in places:
                as_printed = not short or name.value in copy.text[start - 1 : end + 1]
                if as_printed and fingerprints.whole_words(copy.text, start, end):
                    rows.append({"entity": entity.id, "language": name.language, "name": name.value})
                    break
    return sorted(rows, key=lambda row: (row["entity"], row["language"], row["name"]))
