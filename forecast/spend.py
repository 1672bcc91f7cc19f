"""What a purchase of each customer is worth: Gamma-Gamma, or a shrunk mean where it does not
fit."""

import numpy as np

from . import gamma_gamma

PRIOR_PURCHASES = 2  # of the base, mixed into the mean of a customer


def expected_spend(history):
    """Expected amount of the next purchase, shape (n,), finite.

    All purchases count, the first one as well: business customers have no try-out.
    """
    found = gamma_gamma.fit(history.count, history.mean_amount)
    if found.usable:
        parameters = found.parameters
        expected = gamma_gamma.expected_spend(parameters, *spending(history))
        if np.isfinite(expected).all():
            return expected
    return _shrunk_mean(history)


def spending(history):
    """``(x, mean)`` for :mod:`.gamma_gamma`; one without a positive mean counts as unknown."""
    known = history.mean_amount > 0
    return np.where(known, history.count, 0), np.where(known, history.mean_amount, 0.0)


def _shrunk_mean(history):
    total = history.amount_since(None)
    base = np.median(history.mean_amount) if len(history) else 0.0
    return (total + PRIOR_PURCHASES * base) / (history.count + PRIOR_PURCHASES)
