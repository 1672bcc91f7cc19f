"""How expected next purchases fared: of each pair one of the past, held against what followed.

It is the first purchase from a past day on, and what was expected after it goes by what was known
before that day: nothing about it knows what followed, neither the numbers nor which purchase it is.
(Whatever is open on a day picked at random would be one that takes long.)

Two questions. Of those whose late day is over, how many were bought again by then: it promises nine
in ten, less those who left for good. And by how many days did those that came miss the expected
day, beside the naive rule: the last gap again.
"""

from dataclasses import dataclass, replace

import numpy as np

from .replenishment import Bought, replenishment

NEVER = np.iinfo(np.int64).max // 2
# Days; they are counted in a histogram, so that memory does not grow with the pairs.
LONGEST_MISS = 3653


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

    :ivar expected: purchases after which the late day of the next one is over
    :ivar kept: those of them after which the next one came by then
    :ivar missed, naive: of those that came at all, how often by so many days: a histogram
    """

    expected: int = 0
    kept: int = 0

    def __post_init__(self):
        self.missed = np.zeros(LONGEST_MISS + 1, dtype=np.int64)
        self.naive = np.zeros(LONGEST_MISS + 1, dtype=np.int64)

    def add(self, bought, start, as_of, least):
        """Try on the past of a block: on the first purchases from the day ``start`` on."""
        past, place = known_until(bought, start - 1, least)
        first = bought.start[place] + past.count
        again = bought.start[place + 1] - first >= 1
        if not again.any():
            return
        row = first[again]
        found = replenishment(_continued(bought, past, first, again))
        over = found.late[again] <= as_of
        day = bought.day[row]
        came_at = _next_day(bought, row, bought.start[place + 1][again])
        self.expected += int(over.sum())
        self.kept += int((over & (came_at <= found.late[again])).sum())
        came = over & (came_at <= as_of)
        naive = day + (day - past.last[again])
        self._count(self.missed, (came_at - found.expected[again])[came])
        self._count(self.naive, (came_at - naive)[came])

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


def _continued(bought, past, first, again):
    """What was known, and the purchase that followed it, from which on is counted."""
    last, quantity = past.last.copy(), past.last_quantity.copy()
    last[again], quantity[again] = (
        bought.day[first[again]],
        bought.quantity[first[again]],
    )
    return replace(past, last=last, last_quantity=quantity)


def _next_day(bought, row, end):
    """The day of the row after these ones, if it is before ``end``; else far away."""
    after = np.minimum(row + 1, len(bought.day) - 1)
    return np.where(row + 1 < end, bought.day[after], NEVER)


def _median(histogram):
    total = histogram.sum()
    if not total:
        return np.nan
    return int(np.searchsorted(np.cumsum(histogram), (total + 1) // 2))
