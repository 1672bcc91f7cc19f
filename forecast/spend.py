"""What a purchase of each customer is worth: Gamma-Gamma, or a shrunk mean where it does not
fit."""

from typing import NamedTuple

import numpy as np

from . import gamma_gamma

PRIOR_PURCHASES = 2  # of the base, mixed into the mean of a customer


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
