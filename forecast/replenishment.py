"""When a customer needs a product again, and how much of it: all pairs of a block at once.

From one purchase to the next a supply lasts for a while. How long is log-normal, around each pair's
own median, and a bigger supply lasts longer, as far as the product's past shows it: if ``g`` is the
gap that followed a purchase of ``q`` times the usual quantity, ``log g = m + e log q``. The
elasticity ``e`` is the product's, from the differences within its pairs by least squares, shrunk
towards 0 like the coefficient of a ridge regression (Hoerl, A. E., and Kennard, R. W.,
Technometrics 12, 1970): 0 if customers order by the calendar, 1 if they order when it is used up.

A pair has few gaps, so that its median and spread borrow from those of other customers of the same
product, as :mod:`.rhythm` does from the base: normal-normal empirical Bayes, with variances by the
method of moments (DerSimonian, R., and Laird, N., Controlled Clinical Trials 7, 1986). A product
that only one customer buys has nobody to borrow from: its own gaps count.

Nothing here knows of seasons, and of what a customer has in stock.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from .outlook import LEVEL
from .rhythm import LEAST_SPREAD, LEAST_TAU, PRIOR_GAPS

PURCHASES = 13  # the newest ones of a pair, that its 12 gaps are of: rhythms change
QUANTITIES = 5  # the newest ones, that the usual quantity is the median of
MOST = 4.0  # times the usual quantity, or its inverse: beyond that, it is not for use
PRIOR_ELASTICITY = 0.5  # standard deviation of the elasticity of products, around 0
TURNS = 2  # of elasticity, and the variance that it leaves
LONE_SPREAD = 0.5  # of log gaps of a product of which no customer has two
LONE_TAU = 1.0  # of the squared difference of customers where nothing can be told of it
LONGEST = 36_525  # days: no date is further away than a century


@dataclass(frozen=True)
class Bought:
    """Days on which pairs of a product and a customer were supplied; at least two a pair.

    Days are numbers, as in :mod:`.history`.

    :param product: shape (n,), anything that sorts
    :param start: shape (n + 1,): the rows of pair i are ``start[i]:start[i + 1]``
    :param day: shape (m,), ascending within each pair
    :param quantity: shape (m,), above 0
    :param last: shape (n,): the day of the newest supply, be it one that is only ordered
    :param last_quantity: shape (n,), of that day
    """

    product: np.ndarray
    start: np.ndarray
    day: np.ndarray
    quantity: np.ndarray
    last: np.ndarray
    last_quantity: np.ndarray

    def __len__(self):
        return len(self.product)

    @property
    def count(self):
        return np.diff(self.start)

    @cached_property
    def pair(self):
        """Of each row, the position of its pair."""
        return np.repeat(np.arange(len(self)), self.count)

    def newest(self, number):
        """Which rows are among the newest ones of their pair, shape (m,)."""
        return np.arange(len(self.day)) >= self.start[1:][self.pair] - number


@dataclass(frozen=True)
class Replenishment:
    """Of shape (n,), one a pair.

    :param expected, early, late: days: of the next purchase, counted from the last one. Between
        early and late with ``LEVEL``. Before today if overdue
    :param rhythm: days that the usual quantity lasts
    :param quantity: that is bought next, as one was before
    :param elasticity: of the pair's product
    :param width: standard deviation of the logarithm of the coming gap, its median's doubt included
    """

    expected: np.ndarray
    early: np.ndarray
    late: np.ndarray
    rhythm: np.ndarray
    quantity: np.ndarray
    elasticity: np.ndarray
    width: np.ndarray


def replenishment(bought):
    """The :class:`Replenishment` of pairs."""
    usual = _usual_quantity(bought)
    product = np.unique(bought.product, return_inverse=True)[1]
    gaps = _Gaps.of(bought, usual, product)
    elasticity = _elasticity(gaps)
    median, spread, doubt = _shrunk(gaps, elasticity)
    coming = median + elasticity[product] * _log_ratio(bought.last_quantity, usual)
    width = np.hypot(spread, doubt)
    reach = ndtri((1 + LEVEL) / 2) * width
    expected, early, late = (
        bought.last + _days(each) for each in (coming, coming - reach, coming + reach)
    )
    return Replenishment(
        expected=expected,
        early=early,
        late=late,
        rhythm=_days(median),
        quantity=usual,
        elasticity=elasticity[product],
        width=width,
    )


@dataclass(frozen=True)
class _Gaps:
    """Gaps of all pairs, shape (g,), those of one pair together, each with at least one.

    :param pair: position of the pair, ascending
    :param product: shape (n,), position of the product of a pair
    :param log_gap: logarithm of the days
    :param log_ratio: of the quantity that had to last, to the usual one
    """

    pair: np.ndarray
    product: np.ndarray
    log_gap: np.ndarray
    log_ratio: np.ndarray

    @classmethod
    def of(cls, bought, usual, product):
        row = np.flatnonzero(bought.newest(PURCHASES))
        pair = bought.pair[row]
        first = np.flatnonzero(pair[1:] == pair[:-1])
        gap = bought.day[row[first + 1]] - bought.day[row[first]]
        pair = pair[first]
        ratio = _log_ratio(bought.quantity[row[first]], usual[pair])
        return cls(pair, product, np.log(gap), ratio)

    @property
    def count(self):
        return np.bincount(self.pair, minlength=len(self.product))

    def values(self, elasticity):
        """Logarithms of the days that the usual quantity would have lasted."""
        return self.log_gap - elasticity[self.product][self.pair] * self.log_ratio

    def total(self, values):
        """Sum of each pair."""
        return np.bincount(self.pair, values, len(self.product))

    def within(self, values):
        """How far each is from the mean of its pair."""
        return values - (self.total(values) / self.count)[self.pair]

    def of_products(self, values):
        """Sum over the pairs of each product."""
        return np.bincount(self.product, values)


def _usual_quantity(bought):
    """The median of the newest quantities; half-way the smaller one, which was really bought."""
    row = bought.newest(QUANTITIES)
    low, _high = _middle(bought.pair[row], bought.quantity[row], len(bought))
    return low


def _middle(pair, values, pairs):
    """The lower and upper median of each pair."""
    ordered = values[np.lexsort((values, pair))]
    count = np.bincount(pair, minlength=pairs)
    start = np.cumsum(count) - count
    return ordered[start + (count - 1) // 2], ordered[start + count // 2]


def _log_ratio(quantity, usual):
    return np.clip(np.log(quantity / usual), -np.log(MOST), np.log(MOST))


def _days(log_days):
    return np.clip(np.round(np.exp(log_days)), 1, LONGEST).astype(np.int64)


def _spread(gaps, values):
    """``(centre, variance)``: of each pair its median, of each product that within its pairs."""
    low, high = _middle(gaps.pair, values, len(gaps.product))
    centre = (low + high) / 2
    squares = gaps.of_products(gaps.total((values - centre[gaps.pair]) ** 2))
    freedom = gaps.of_products(gaps.count - 1.0)
    variance = np.where(freedom > 0, squares / np.maximum(freedom, 1), LONE_SPREAD**2)
    return centre, np.maximum(variance, LEAST_SPREAD**2)


def _elasticity(gaps):
    """Of each product, between 0 and 1. What the quantities explain is no noise: in turns."""
    ratio, log_gap = gaps.within(gaps.log_ratio), gaps.within(gaps.log_gap)
    both = gaps.of_products(gaps.total(ratio * log_gap))
    ratios = gaps.of_products(gaps.total(ratio**2))
    elasticity = np.zeros_like(both)
    for _turn in range(TURNS):
        _centre, variance = _spread(gaps, gaps.values(elasticity))
        ridge = variance / PRIOR_ELASTICITY**2
        elasticity = np.clip(both / (ratios + ridge), 0, 1)
    return elasticity


def _shrunk(gaps, elasticity):
    """``(median, spread, doubt)`` of each pair: logarithms of days for the usual quantity."""
    values = gaps.values(elasticity)
    own, within = _spread(gaps, values)
    count, within = gaps.count, within[gaps.product]
    squares = gaps.total((values - own[gaps.pair]) ** 2)
    variance = (PRIOR_GAPS * within + squares) / (PRIOR_GAPS + count - 1)
    variance = np.maximum(variance, LEAST_SPREAD**2)
    centre, between = _customers(gaps, own, count / within)
    precision = count / variance + 1 / between
    median = (own * count / variance + centre / between) / precision
    return median, np.sqrt(variance), np.sqrt(1 / precision)


def _customers(gaps, own, weight):
    """Of each pair, mean and variance over the customers of its product of their true median."""

    def total(values):
        return gaps.of_products(values)[gaps.product]

    mean = total(weight * own) / total(weight)
    excess = total(weight * (own - mean) ** 2) - (total(np.ones_like(own)) - 1)
    scale = total(weight) - total(weight**2) / total(weight)
    known = total(np.ones_like(own)) > 1
    between = np.where(
        known, np.maximum(excess / np.where(known, scale, 1), LEAST_TAU), LONE_TAU
    )
    weight = 1 / (1 / weight + between)
    return total(weight * own) / total(weight), between
