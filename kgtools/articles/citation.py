"""How an article is cited, the same in every list, page and picture."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.messages import message


def year(published: str, language: str) -> str:
    """The year of a date in EDTF, or the sign for none.

    >>> year("2023-07", "en"), year("", "en")
    ('2023', 'n.d.')
    """
    return published[:4] or message("evidence.no-date", language)


def cite(people: str, published: str, title: str, venue: str, url: str, language: str) -> str:
    """Authors, year, title, venue and address, as far as they are known.

    >>> cite("A. Author", "2023-07", "A title", "", "https://example.org/a", "en")
    'A. Author (2023). A title. https://example.org/a.'
    """
    who = f"{people} ({year(published, language)})" if people else ""
    named = title if people else f"{title} ({year(published, language)})"
    return ". ".join(part for part in (who, named, venue, url) if part) + "."


def short(people: Sequence[str], published: str, title: str, language: str) -> str:
    """The family names of the authors and the year, as a note cites an article; its title if nobody is named.

    >>> short(["A. Author", "B. Writer"], "2023-07", "A title", "en"), short([], "", "A title", "en")
    ('Author, Writer (2023)', 'A title (n.d.)')
    >>> short(["A. Author", "B. Writer", "C. Reader"], "2023", "A title", "en")
    'Author et al. (2023)'
    """
    families = [name.split()[-1] for name in people]
    if len(families) > 2:
        who = message("evidence.et-al", language, first=families[0])
    else:
        who = ", ".join(families) or title
    return f"{who} ({year(published, language)})"
