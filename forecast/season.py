"""Months in which the customer base buys more or less, as a clock that runs faster or slower.

Gaps between purchases are measured on that clock, so that a quiet August does not look like
customers who are leaving, and December not like customers who buy faster.
"""

from dataclasses import dataclass

import numpy as np

YEAR = 365.25
LEAST_YEARS = 2
PRIOR_PURCHASES = 50  # in each month, as if bought evenly: little data, little season


@dataclass(frozen=True)
class Clock:
    """Days by the calendar to days by the season.

    :param base: the first day on it
    :param reading: shape (days,), at the end of each day from ``base - 1`` on; rises by about 1
    """

    base: int
    reading: np.ndarray

    def at(self, day):
        """The reading at the end of ``day``, any shape."""
        return self.reading[np.asarray(day) - self.base + 1]

    def days_after(self, day, passed):
        """The whole days by the calendar after ``day`` until ``passed`` more are on the clock.

        At most until the end of the clock, which is told by a last day + 1.
        """
        reached = np.searchsorted(self.reading, self.at(day) + passed, side="left")
        return reached + self.base - 1 - np.asarray(day)


def clock(history, ahead):
    """The :class:`Clock` of a base, from its first purchase to ``ahead`` days after ``as_of``."""
    base = int(history.day.min()) if len(history) else history.as_of
    days = np.arange(base, history.as_of + ahead + 1)
    pace = month_indices(history)[_month(days)]
    return Clock(base, np.append(0.0, np.cumsum(pace)))


def month_indices(history):
    """Shape (12,), mean about 1, January first: how much more is bought a day than on average.

    From the whole years that end with ``as_of``, so that each month is in there equally often; 1
    throughout with less than ``LEAST_YEARS``. Shrunk towards 1 by ``PRIOR_PURCHASES``. Days are
    days since 1970-01-01.
    """
    if not len(history):
        return np.ones(12)
    years = int((history.as_of - history.day.min()) / YEAR)
    if years < LEAST_YEARS:
        return np.ones(12)
    first = history.as_of - int(years * YEAR) + 1
    days = _per_month(np.arange(first, history.as_of + 1))
    bought = _per_month(history.day[history.day >= first])
    expected = bought.sum() * days / days.sum()
    return (bought + PRIOR_PURCHASES) / (expected + PRIOR_PURCHASES)


def _per_month(day):
    return np.bincount(_month(day), minlength=12)


def _month(day):
    """0 to 11 of days since 1970-01-01."""
    return (
        np.asarray(day).astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    )
