"""Months in which the customer base buys more or less, as a clock that runs faster or slower.

Gaps between purchases are measured on that clock, so that a quiet August does not look like
customers who are leaving, and December not like customers who buy faster.
"""

from dataclasses import dataclass

import numpy as np

YEAR = 365.25
LEAST_YEARS = 2
LEAST_PACE = 0.1  # the clock never stands still
MOST_ALONE = (
    0.75  # of the weight of years: where one of them has nearly all, nothing repeats
)
DAYS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


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

    @property
    def end(self):
        """The last day on it."""
        return self.base + len(self.reading) - 2

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

    From the whole years that end with ``as_of``; 1 throughout with less than ``LEAST_YEARS``. A
    season is what repeats: shrunk towards 1 by how much a month differs from year to year, as
    against how much months differ (the ratio of variances of James and Stein's estimator; Efron and
    Morris, JASA 70, 1975). Days are days since 1970-01-01.
    """
    years = int((history.as_of - history.day.min()) / YEAR) if len(history) else 0
    if years < LEAST_YEARS:
        return np.ones(12)
    back = ((history.as_of - history.day) / YEAR).astype(int)
    within = back < years
    cell = back[within] * 12 + _month(history.day[within])
    bought = np.bincount(cell, minlength=years * 12).reshape(years, 12)
    bought = bought[bought.sum(axis=1) > 0]
    if not len(bought):
        return np.ones(12)
    weight = bought.sum(axis=1) / bought.sum()
    pace = bought / bought.sum(axis=1, keepdims=True) / (DAYS / DAYS.sum())
    mean = weight @ pace
    alone = weight @ weight
    if alone > MOST_ALONE:
        return np.ones(12)
    chance = np.mean(weight @ (pace - mean) ** 2) / (1 - alone) * alone
    kept = max(0.0, 1 - chance / max(np.mean((mean - 1) ** 2), 1e-12))
    return np.maximum(1 + kept * (mean - 1), LEAST_PACE)


def _month(day):
    """0 to 11 of days since 1970-01-01."""
    return (
        np.asarray(day).astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    )
