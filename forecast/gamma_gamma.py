"""Gamma-Gamma: what a customer spends at a purchase.

Fader, P. S., and Hardie, B. G. S., "The Gamma-Gamma Model of Monetary Value", 2013 [FH], after
Fader, Hardie and Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of
Marketing Research 42, 2005. The amount of a purchase is ``Gamma(p, ν)``, and over the customer base
``ν ~ Gamma(q, v)``. It presumes that what somebody spends has nothing to do with how often he buys:
:func:`dependence` measures whether it has.

In all functions, of shape (n,), one a customer:

- ``x``: number of purchases that the mean was taken of, 0, 1, 2 ...
- ``mean``: mean amount of these, in any currency; ignored where ``x`` is 0
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import digamma, gammaincinv, gammaln
from scipy.stats import spearmanr

from .maximum_likelihood import Fit, maximise

LEAST_CUSTOMERS = 10
BOUNDS = [(np.log(1e-3), np.log(1e4))] * 2 + [(np.log(1e-6), np.log(1e6))]
# p, q, v (in mean amounts): even spenders, uneven ones
STARTS = np.log([(6.0, 4.0, 0.5), (1.0, 1.5, 0.5), (0.5, 3.0, 4.0)])
# Of ``q + p x`` in the variance, which is infinite up to 2.
LEAST_SHAPE = 2.5


class Parameters(NamedTuple):
    """Shape ``p`` of amounts; shape ``q`` and scale ``v`` (currency) of their rate."""

    p: float
    q: float
    v: float


@dataclass(frozen=True)
class GammaGammaFit(Fit):
    """See :class:`.maximum_likelihood.Fit`; the parameters in the order p, q, v."""

    @property
    def parameters(self):
        return Parameters(*(float(value) for value in self.values))


def fit(x, mean):
    """The :class:`GammaGammaFit`; customers without a purchase or a positive mean do not count."""
    x, mean = _spenders(x, mean)
    if len(x) < LEAST_CUSTOMERS:
        message = f"fewer than {LEAST_CUSTOMERS} customers with positive amounts"
        return GammaGammaFit(np.full(3, np.nan), np.nan, False, message)
    unit = np.median(mean)
    function = _likelihood(x, mean / unit)
    found = maximise(function, list(STARTS), BOUNDS, len(x))
    return GammaGammaFit(
        values=found.values * (1, 1, unit),
        log_likelihood=found.log_likelihood - len(x) * np.log(unit),
        converged=found.converged,
        message=found.message,
        usable=found.usable,
        covariance=found.covariance,
    )


def log_likelihood(parameters, x, mean):
    """Of all customers with purchases together. [FH], equation 1a."""
    return _likelihood(*_spenders(x, mean))(np.log(parameters))[0]


def _spenders(x, mean):
    x, mean = np.asarray(x, dtype=float), np.asarray(mean, dtype=float)
    good = (x > 0) & (mean > 0) & np.isfinite(mean)
    return x[good], mean[good]


def _likelihood(x, mean):
    """A function of the logarithms of (p, q, v): value and gradient.

    The gamma functions depend on ``x`` alone: they are evaluated once for each value it has.
    """
    level, count = np.unique(x, return_counts=True)
    spent, customers = x * mean, len(x)
    log_mean = np.log(mean).sum()
    # sum of x (log mean + log x)
    log_spent = x @ np.log(spent)

    def function(logs):
        p, q, v = np.exp(logs)
        shape, rate = p * level + q, v + spent
        log_rate = np.log(rate)
        of_x, of_all = x @ log_rate, log_rate.sum()
        value = count @ (gammaln(shape) - gammaln(p * level))
        value += customers * (q * np.log(v) - gammaln(q))
        value += p * log_spent - log_mean - p * of_x - q * of_all
        of_shape = digamma(shape)
        gradient = (
            count @ (level * (of_shape - digamma(p * level))) + log_spent - of_x,
            count @ of_shape + customers * (np.log(v) - digamma(q)) - of_all,
            customers * q / v - p * np.sum(x / rate) - q * np.sum(1 / rate),
        )
        return value, np.array(gradient) * (p, q, v)

    return function


def expected_spend(parameters, x, mean):
    """E[amount of the next purchase]. [FH], equation 5: ``p (v + x mean) / (p x + q - 1)``.

    Infinite where ``p x + q`` <= 1: nothing is known of such a customer, and the base has no mean.
    """
    p, q, v = parameters
    shape, rate = _posterior(parameters, x, mean)
    with np.errstate(divide="ignore"):
        return np.where(shape > 1, p * rate / np.maximum(shape - 1, 0), np.inf)


def spend_interval(parameters, x, mean, level=0.9):
    """``(low, high)``: the customer's own mean amount lies there with probability ``level``.

    Exact, equal tails, parameters taken as known: ``p/ν`` with ``ν ~ Gamma(p x + q, v + x mean)``
    ([FH], equation 4). Of the customer's mean, not of the next single amount.
    """
    p, *_qv = parameters
    shape, rate = _posterior(parameters, x, mean)
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", over="ignore"):
        low, high = (p * rate / gammaincinv(shape, at) for at in (1 - tail, tail))
    return low, high


def spend_moments(parameters, x, mean):
    """``(E[m²], E[variance of an amount])`` of the customer's mean amount ``m = p/ν``.

    Both need ``p x + q`` > 2 and are computed with at least ``LEAST_SHAPE``.
    """
    p, *_qv = parameters
    shape, rate = _posterior(parameters, x, mean)
    shape = np.maximum(shape, LEAST_SHAPE)
    inverse_square = rate**2 / ((shape - 1) * (shape - 2))
    return p**2 * inverse_square, p * inverse_square


def dependence(x, mean):
    """Spearman's rank correlation of purchases and mean amount; nan if it cannot be told.

    The model takes it to be 0. A large one (beyond ±0.3, say) makes its sums lean.
    """
    x, mean = _spenders(x, mean)
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(mean) == 0:
        return float("nan")
    return float(spearmanr(x, mean)[0])


def _posterior(parameters, x, mean):
    """Shape and rate of ``ν`` for each customer."""
    p, q, v = parameters
    x = np.asarray(x, dtype=float)
    mean = np.where(x > 0, mean, 0.0)
    return p * x + q, v + x * mean
