"""What articles say, as runs are sought in it, and which articles have enough in common to have one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from kgtools.compare.passage_features import Features, Vocabulary, is_head, vocabulary

RARE = 3.0  # bits: what an eighth of the passages has
COINCIDENCES = 3  # rare things that a run must share, whatever its bits


@dataclass(frozen=True, eq=False)
class Text:
    """What the passages of an article say, in their order, and how often the article says what.

    Of a reprint those passages are empty that it has from its original; how often it says what is told of all.
    """

    passages: tuple[Features, ...]
    spoken: Vocabulary

    @cached_property
    def rare(self) -> list[str]:
        """The things of which the article seldom speaks, as far as its passages name them."""
        named = frozenset().union(*self.passages)
        return [
            feature
            for feature, number in self.spoken.features.items()
            if feature in named and is_head(feature) and number * 2**RARE <= self.spoken.passages
        ]


@lru_cache(maxsize=8192)  # articles that say the same have one text
def whole(said: tuple[Features, ...]) -> Text:
    """The text of an article from what its passages say."""
    return Text(said, vocabulary(said))


@lru_cache(maxsize=8192)
def beyond(text: Text, places: tuple[range, ...]) -> Text:
    """A text without some of its passages, which stay as empty ones."""
    left_out = frozenset(chain.from_iterable(places))
    said = (_NOTHING if place in left_out else features for place, features in enumerate(text.passages))
    return Text(tuple(said), text.spoken)


_NOTHING: Features = frozenset()


class Index:
    """Which articles name a thing that is rare in them."""

    def __init__(self) -> None:
        self._naming: dict[str, dict[str, None]] = defaultdict(dict)

    def add(self, article: str, text: Text) -> None:
        """Take up an article."""
        for feature in text.rare:
            self._naming[feature][article] = None

    def remove(self, article: str, text: Text) -> None:
        """Give up an article, which was taken up with this text."""
        for feature in text.rare:
            del self._naming[feature][article]

    def near(self, text: Text) -> list[str]:
        """The articles that share enough rare things with a text to have a run at all, those with most first."""
        shared = Counter(chain.from_iterable(self._naming.get(feature, ()) for feature in text.rare))
        near = [(-number, article) for article, number in shared.items() if number >= COINCIDENCES]
        return [article for _, article in sorted(near)]
