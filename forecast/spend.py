"""What a purchase of each customer is worth: Gamma-Gamma, or a shrunk mean where it does not
fit."""

from typing import NamedTuple

import numpy as np

from . import gamma_gamma

PRIOR_PURCHASES = 2  # of the base, mixed into the mean of a customer
PRIOR_PAIRS = 10  # of first and second purchases that have nothing in common


class Spend(NamedTuple):
    """Of the purchases to come of each customer, shape (n,).

    :param expected: amount, finite
    :param mean_square: E[m²] of the customer's own mean amount m, which is not known for certain
    :param variance: of single amounts around it, expected
    """

    expected: np.ndarray
    mean_square: np.ndarray
    variance: np.ndarray


def expected_spend(history):
    """Expected amount of the next purchase, shape (n,), finite."""
    return spend_of(history).expected


def spend_of(history):
    """The :class:`Spend`.

    All purchases count, the first one as well: business customers have no try-out.
    """
    found = gamma_gamma.fit(history.count, history.mean_amount)
    if found.usable:
        parameters = found.parameters
        expected = gamma_gamma.expected_spend(parameters, *spending(history))
        if np.isfinite(expected).all():
            moments = gamma_gamma.spend_moments(parameters, *spending(history))
            return Spend(expected, np.maximum(moments[0], expected**2), moments[1])
    return _shrunk(history)


def spending(history):
    """``(x, mean)`` for :mod:`.gamma_gamma`; one without a positive mean counts as unknown."""
    known = history.mean_amount > 0
    return np.where(known, history.count, 0), np.where(known, history.mean_amount, 0.0)


def _shrunk(history):
    """Own mean, shrunk towards the median of the base; variances relative to it, one for all."""
    total = history.amount_since(None)
    base = np.median(history.mean_amount) if len(history) else 0.0
    weight = history.count + PRIOR_PURCHASES
    expected = (total + PRIOR_PURCHASES * base) / weight
    mean = history.mean_amount[history.row_customer]
    freedom = len(mean) - len(history)
    scale = np.maximum(np.abs(mean), 1e-9)
    relative = np.sum(((history.amount - mean) / scale) ** 2) / max(freedom, 1)
    variance = relative * expected**2
    return Spend(expected, expected**2 + variance / weight, variance)


def worth(history, spend):
    """What a purchase to come of each customer is worth, shape (n,), for the naive rules.

    That is ``spend``; but of who has bought once nobody knows whether that purchase was a usual
    one (a device, before years of reagents). What a first purchase says of the second is measured
    on those who came back: least squares of the logarithms, the slope no more than 1 and shrunk
    towards 0, the mean that of a log-normal; never more than anybody's second purchase. With few
    who came back it is mostly what they bought then.
    """
    new = history.repeat == 0
    at = history.start[:-1][~new]
    first, second = history.amount[at], history.amount[at + 1]
    known = (first > 0) & (second > 0)
    if not known.any():
        return spend
    first, second = np.log(first[known]), np.log(second[known])
    centre, level = first.mean(), second.mean()
    lean = (first - centre) @ (second - level)
    weight = (first - centre) @ (first - centre)
    slope = lean / weight if weight > 0 else 0.0
    slope = np.clip(slope, 0, 1) * len(first) / (len(first) + PRIOR_PAIRS)
    rest = second - level - slope * (first - centre)
    own = history.mean_amount[new]
    # a first purchase of nothing says nothing
    above = np.log(own, out=np.full(len(own), centre), where=own > 0) - centre
    told = level + slope * above + rest.var() / 2
    result = np.array(spend, dtype=float)
    result[new] = np.exp(np.minimum(told, second.max()))
    return result
