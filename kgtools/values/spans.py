"""When something holds: on the days that are stated, never where none is, and no longer than an article tells of it.

One rule for networks, their slices, measures and matrices, for timelines and for what is played in a page.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kgtools.values.dates import parse


@dataclass(frozen=True, order=True)
class Span:
    """The first and the last day for which something is stated, None where no claim gives one.

    `told` is the day of the latest dated article that tells of it, which matters where no end is stated.
    """

    first: datetime.date | None = None
    last: datetime.date | None = None
    told: datetime.date | None = None

    @classmethod
    def of(cls, first: str, last: str, told: str = "") -> Span:
        """A span of three dates in EDTF, each empty where there is none. Raises ValueError for what is no date.

        >>> Span.of("2016", "").known
        (datetime.date(2016, 1, 1), datetime.date(2016, 1, 1))
        """
        return cls(
            parse(first).earliest if first else None,
            parse(last).latest if last else None,
            parse(told).earliest if told else None,
        )

    @property
    def dated(self) -> bool:
        """Whether any day is stated. What is undated holds in no year: it is counted apart."""
        return self.first is not None or self.last is not None

    @property
    def open(self) -> bool:
        """Whether a beginning is stated and no end."""
        return self.first is not None and self.last is None

    @property
    def known(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last day on which it is known to hold; None if no day is stated.

        Without an end it lasts to the day of the latest article that tells of it, and is open from there. Of what has
        no beginning, or no end and no dated article, only the day is known that is stated.

        >>> Span.of("2019-03-20", "", "2022-12-26").known
        (datetime.date(2019, 3, 20), datetime.date(2022, 12, 26))
        """
        if self.first is None and self.last is None:
            return None
        if self.last is None:
            assert self.first is not None
            return self.first, max(self.first, self.told or self.first)
        return self.first or self.last, self.last

    @property
    def years(self) -> range:
        """The years in which it is known to hold; none if no day is stated.

        >>> list(Span.of("2019-03-20", "", "2022-12-26").years)
        [2019, 2020, 2021, 2022]
        """
        return range(self.known[0].year, self.known[1].year + 1) if self.known else range(0)

    def touches(self, since: int | None, until: int | None) -> bool:
        """Whether it is known to hold in a year from `since` to `until`, both included and None for no limit.

        >>> Span().touches(None, None), Span.of("2016", "", "2022-12-26").touches(2023, None)
        (False, False)
        """
        years = self.years
        return bool(years) and (since is None or years[-1] >= since) and (until is None or years[0] <= until)
