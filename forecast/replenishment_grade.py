"""How expected next purchases fared: those of a past day, held against what followed.

Two questions. Of the purchases whose whole time was over in between (from the early to the late
day), how many came by the late one: it promises nine in ten, less those who left for good. And by
how many days did those that came miss the expected day, beside the naive rule: the last gap again.
"""

from dataclasses import dataclass

import numpy as np

from .replenishment import LONGEST, Bought, replenishment

LONGEST_MISS = (
    3653  # days; counted in a histogram, so that memory does not grow with the pairs
)


def known_until(bought, day, least):
    """``(Bought, place)`` as it was at the end of ``day``, of pairs with so many supplies then.

    :param place: of these pairs, positions in ``bought``
    """
    known = bought.day <= day
    count = np.bincount(bought.pair[known], minlength=len(bought))
    chosen = count >= least
    rows = known & chosen[bought.pair]
    start = np.append(0, np.cumsum(count[chosen]))
    last = start[1:] - 1
    past = Bought(
        product=bought.product[chosen],
        start=start,
        day=bought.day[rows],
        quantity=bought.quantity[rows],
        last=bought.day[rows][last],
        last_quantity=bought.quantity[rows][last],
    )
    return past, np.flatnonzero(chosen)


@dataclass
class Tried:
    """What is known of past dates, added up over blocks of products.

    :ivar expected: purchases whose late day lies between the past day and now
    :ivar kept: those of them that came by then
    :ivar missed, naive: of those that came at all, how often by so many days: a histogram
    """

    expected: int = 0
    kept: int = 0

    def __post_init__(self):
        self.missed = np.zeros(LONGEST_MISS + 1, dtype=np.int64)
        self.naive = np.zeros(LONGEST_MISS + 1, dtype=np.int64)

    def add(self, bought, cut, as_of, least):
        """Try on the past of a block, as it was at the end of the day ``cut``."""
        past, place = known_until(bought, cut, least)
        if not len(past):
            return
        found = replenishment(past)
        over = (found.late > cut) & (found.late <= as_of)
        bought_at = _first_after(bought, cut)[place]
        self.expected += int(over.sum())
        self.kept += int((over & (bought_at <= found.late)).sum())
        came = over & (bought_at <= as_of)
        gap = past.last - past.day[past.start[1:] - 2]
        self._count(self.missed, (bought_at - found.expected)[came])
        self._count(self.naive, (bought_at - past.last - gap)[came])

    def _count(self, histogram, days):
        days = np.minimum(np.abs(days), LONGEST_MISS)
        histogram += np.bincount(days, minlength=len(histogram))

    @property
    def share(self):
        """Of what was expected, that came in time; nan if nothing was."""
        return self.kept / self.expected if self.expected else np.nan

    @property
    def days(self):
        """``(ours, naive)``: the miss that half of those that came are within; nan if none."""
        return _median(self.missed), _median(self.naive)


def _first_after(bought, day):
    """Of each pair, the day of the first supply after ``day``; far away if there is none."""
    first = np.full(len(bought), day + 2 * LONGEST)
    later = bought.day > day
    np.minimum.at(first, bought.pair[later], bought.day[later])
    return first


def _median(histogram):
    total = histogram.sum()
    if not total:
        return np.nan
    return int(np.searchsorted(np.cumsum(histogram), (total + 1) // 2))
