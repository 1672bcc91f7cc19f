"""What is told of each customer tonight: by the models that the backtest chose, with how sure.

The last step of all: :func:`outlook` takes a history and the names of the models, and gives the
columns that are kept and shown.
"""

from dataclasses import dataclass

import numpy as np

from . import bg_nbd, rhythm
from .backtest import forecast
from .bg_nbd_interval import purchases_moments
from .candidates import Fits
from .value import MONTHS, YEARLY_RATE, discounted_purchases, sum_interval

YEAR = 365  # days, of the revenue to come
LEVEL = 0.8  # of the interval of dates and of revenue
AHEAD = 3653  # days: a date that is further away than ten years is not told
LEAST_OWN_GAPS = 2  # of a customer, for dates without a rhythm of the base
UNKNOWN = np.iinfo(np.int32).min  # a day that is not told


@dataclass(frozen=True)
class Dates:
    """Days of the calendar, shape (n,), ``UNKNOWN`` where nothing is known.

    :param expected, early, late: of the next purchase, if there is one: after ``as_of``
    :param due: when it was due, going by the last one: before ``as_of`` if overdue
    :param rhythm: days between purchases, nan if unknown
    """

    expected: np.ndarray
    early: np.ndarray
    late: np.ndarray
    due: np.ndarray
    rhythm: np.ndarray


@dataclass(frozen=True)
class Outlook:
    """Of shape (n,), one a customer of the history.

    :param probability: of at least one purchase within the horizon
    :param purchases: expected within the horizon
    :param model: by which these are told
    :param revenue: of the next 12 months, discounted, in currency
    :param revenue_low, revenue_high: between which it will be with ``LEVEL``
    :param revenue_model: by which these are told
    :param dates: :class:`Dates`
    """

    probability: np.ndarray
    purchases: np.ndarray
    model: str
    revenue: np.ndarray
    revenue_low: np.ndarray
    revenue_high: np.ndarray
    revenue_model: str
    dates: Dates


def outlook(history, horizon, model, revenue_model, yearly_rate=YEARLY_RATE):
    """The :class:`Outlook` from the end of a history that is not empty.

    :param model: name of the one for who buys within the ``horizon`` days (``Backtest.used``)
    :param revenue_model: of the one for amounts (``Backtest.used_amount`` of a year)
    """
    fits = Fits(history)
    dates = dates_of(history, fits.rhythm(max(AHEAD, horizon)))
    told, model = forecast(history, horizon, model, fits)
    year, revenue_model = forecast(history, YEAR, revenue_model, fits)
    low, high = _revenue_interval(fits, year, revenue_model)
    present = _present_value(fits, year, revenue_model, yearly_rate)
    return Outlook(
        probability=told.probability,
        purchases=told.purchases,
        model=model,
        revenue=year.amount * present,
        revenue_low=low * present,
        revenue_high=high * present,
        revenue_model=revenue_model,
        dates=dates,
    )


def dates_of(history, found):
    """The :class:`Dates` by a :class:`.rhythm.Rhythm`, or None."""
    if found is None:
        return _simple_dates(history)
    days = [*rhythm.next_purchase(found, LEVEL), rhythm.due(found)]
    expected, early, late, due = (
        np.where(day <= found.clock.end, day, UNKNOWN) for day in days
    )
    return Dates(expected, early, late, due, found.median)


def _simple_dates(history):
    """Too few gaps to learn from: own mean gap of those who have some, without an interval."""
    known = history.repeat >= LEAST_OWN_GAPS
    gap = np.where(known, history.recency / np.maximum(history.repeat, 1), np.nan)
    due = np.where(known, history.last + np.round(np.nan_to_num(gap)), UNKNOWN).astype(
        int
    )
    expected = np.where(known, np.maximum(due, history.as_of + 1), UNKNOWN)
    unknown = np.full(len(history), UNKNOWN)
    return Dates(expected, unknown, unknown, due, gap)


def _present_value(fits, year, model, yearly_rate):
    """What one of the year's purchases is worth today: 1, less the discount; shape (n,).

    BG/NBD tells when within the year they come; by all others they are spread evenly over it.
    """
    even = np.full(len(fits.history), MONTHS * 1.0)
    if model == "bg_nbd":
        history = fits.history
        columns = history.repeat, history.recency, history.age

        def expected(horizon):
            return bg_nbd.expected_purchases(fits.bg_nbd.parameters, *columns, horizon)

        total = expected(YEAR)
        known = total > 0
        worth = discounted_purchases(expected, yearly_rate=yearly_rate)
        even[known] = MONTHS * worth[known] / total[known]
        return even / MONTHS
    months = (1 + yearly_rate) ** (-(np.arange(MONTHS) + 0.5) / 12)
    return even * months.mean() / MONTHS


def _revenue_interval(fits, year, model):
    """``(low, high)`` of the year's revenue, not discounted: of each customer by itself.

    Predictive, as in :func:`.value.revenue_interval`: how many purchases, how large, how well the
    own mean is known. BG/NBD tells how much the number of purchases varies. By the others whoever
    buys makes one purchase, and further ones at random times.
    """
    history, spend = fits.history, fits.spend
    purchases, bought = np.maximum(year.purchases, 0), np.clip(year.probability, 0, 1)
    if model == "bg_nbd":
        columns = history.repeat, history.recency, history.age
        square = purchases_moments(fits.bg_nbd.parameters, *columns, YEAR)[1]
    else:
        each = np.maximum(purchases / np.maximum(bought, 1e-300), 1.0)
        square = bought * (each**2 + each - 1)
    unit = np.maximum(np.abs(spend.expected), 1e-9) ** 2
    own = np.divide(
        year.amount, purchases, out=np.zeros_like(purchases), where=purchases > 0
    )
    square = own**2 * (square * spend.mean_square + purchases * spend.variance) / unit
    return sum_interval(bought, np.maximum(year.amount, 0), square, LEVEL)
