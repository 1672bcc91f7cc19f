"""BG/NBD: who still buys, and how often, from recency, frequency and age.

Fader, P. S., Hardie, B. G. S., and Lee, K. L., "'Counting Your Customers' the Easy Way: An
Alternative to the Pareto/NBD Model", Marketing Science 24 (2), 2005, 275-284 [FHL]. While alive, a
customer buys at random times at rate ``λ``; after each purchase he leaves for good with probability
``p``. Over the customer base ``λ ~ Gamma(r, α)`` and ``p ~ Beta(a, b)``, independently.

In all functions, of shape (n,), one a customer:

- ``x``: purchases after the first one (frequency), 0, 1, 2 ...
- ``t_x``: from the first to the last purchase (recency), 0 where ``x`` is 0
- ``age``: from the first purchase to the day of the forecast (``T`` in the papers), >= ``t_x``
- ``horizon``: how far to look ahead from there (``t`` in the papers)

All times in one unit, whichever; ``α`` is in that unit too. A customer without a second purchase
is alive for certain here, since one leaves only after a purchase that follows the first: that is
why the churn risk is 1 − :func:`purchase_probability`, and never 1 − :func:`alive_probability`.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import digamma, expit, gammaln

from .beta_mean import beta_mean
from .maximum_likelihood import Fit, maximise

LEAST_CUSTOMERS = 10
BOUNDS = [(np.log(1e-4), np.log(1e4))] * 4
# r, α (in mean ages), a, b: from the papers' data sets, rare buyers, regular ones who stay
STARTS = np.log([(0.5, 0.5, 0.8, 2.5), (0.1, 0.1, 0.3, 1.0), (2.0, 0.5, 0.2, 5.0)])


class Parameters(NamedTuple):
    """``r`` and ``alpha`` of the rates (mean ``r/alpha``), ``a`` and ``b`` of leaving."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True)
class BgNbdFit(Fit):
    """See :class:`.maximum_likelihood.Fit`; the parameters in the order r, alpha, a, b."""

    @property
    def parameters(self):
        return Parameters(*(float(value) for value in self.values))


def fit(x, t_x, age):
    """The :class:`BgNbdFit` of a customer base, by maximum likelihood."""
    groups = _Groups(x, t_x, age)
    unfit = _unfit(groups)
    if unfit:
        return BgNbdFit(np.full(4, np.nan), np.nan, converged=False, message=unfit)
    unit = np.average(groups.age, weights=groups.count)
    groups = groups.in_units_of(unit)
    found = maximise(groups.log_likelihood, list(STARTS), BOUNDS, groups.customers)
    shift = groups.purchases * np.log(unit)
    return BgNbdFit(
        values=found.values * (1, unit, 1, 1),
        log_likelihood=found.log_likelihood - shift,
        converged=found.converged,
        message=found.message,
        usable=found.usable,
        covariance=found.covariance,
    )


def log_likelihood(parameters, x, t_x, age):
    """Of all customers together. [FHL], equation 6."""
    groups = _Groups(x, t_x, age)
    return groups.log_likelihood(np.log(parameters))[0]


def _unfit(groups):
    if groups.customers < LEAST_CUSTOMERS:
        return f"fewer than {LEAST_CUSTOMERS} customers"
    if groups.purchases < LEAST_CUSTOMERS:
        return f"fewer than {LEAST_CUSTOMERS} repeat purchases"
    return ""


class _Groups:
    """Customers with the same (x, t_x, age), counted: what the likelihood needs."""

    def __init__(self, x, t_x, age):
        x, t_x, age = (np.asarray(values, dtype=float) for values in (x, t_x, age))
        valid = (x >= 0) & (t_x >= 0) & (t_x <= age) & np.isfinite(x + age)
        if not np.all(valid & ((x > 0) | (t_x == 0))):
            raise ValueError("0 <= t_x <= age must hold, and t_x = 0 where x = 0")
        order = np.lexsort((t_x, age, x))
        rows = np.stack((x, t_x, age))[:, order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (rows[:, 1:] != rows[:, :-1]).any(axis=0)
        at = np.flatnonzero(first)
        self.x, self.t_x, self.age = rows[:, at]
        self.count = np.diff(np.append(at, len(order))).astype(float)
        self._summarise()

    def _summarise(self):
        self.customers = self.count.sum()
        self.purchases = float(self.count @ self.x)
        # the terms of x alone: far fewer values
        self.levels, place = np.unique(self.x, return_inverse=True)
        self.level_count = np.bincount(place, self.count)
        # sorted by x: who bought again comes last
        self.repeat = slice(np.searchsorted(self.x, 0, side="right"), None)

    def in_units_of(self, unit):
        scaled = object.__new__(type(self))
        scaled.__dict__ |= self.__dict__
        scaled.t_x, scaled.age = self.t_x / unit, self.age / unit
        return scaled

    def log_likelihood(self, logs):
        """Value and gradient at the logarithms of (r, alpha, a, b).

        As the authors write it for spreadsheets: ``A1 A2 (A3 + [x > 0] A4)``, where A1 and A2
        depend on ``x`` alone, A3 is the customer who is still there, and A4 the one who left.
        """
        r, alpha, a, b = np.exp(logs)
        x, repeat = self.x, self.repeat
        logs = np.log(alpha + self.age), np.log(alpha + self.t_x[repeat])
        stayed = -(r + x) * logs[0]
        left = np.full_like(x, -np.inf)
        before = b + x[repeat] - 1
        left[repeat] = np.log(a / before) - (r + x[repeat]) * logs[1]
        value = self.level_count @ _of_level(r, alpha, a, b, self.levels)
        value += self.count @ np.logaddexp(stayed, left)
        slope = self._slope(r, alpha, a, b, expit(stayed - left), logs)
        return value, slope * (r, alpha, a, b)

    def _slope(self, r, alpha, a, b, alive, logs):
        """Derivatives of the log-likelihood.

        :param alive: P(still there) of each group
        :param logs: of ``alpha + age``, and of ``alpha + t_x`` where something was bought again
        """
        x, count, repeat = self.x, self.count, self.repeat
        level, number = self.levels, self.level_count
        log_age, log_since = logs
        since = alpha + self.t_x[repeat]
        before = b + x[repeat] - 1
        gone = (1 - alive)[repeat] * count[repeat]
        here = alive * count
        of_both = number @ (digamma(a + b) - digamma(a + b + level))
        return np.array(
            [
                number @ (digamma(r + level) - digamma(r) + np.log(alpha))
                - here @ log_age
                - gone @ log_since,
                self.customers * r / alpha
                - here @ ((r + x) / (alpha + self.age))
                - gone @ ((r + x[repeat]) / since),
                of_both + gone.sum() / a,
                of_both
                + number @ (digamma(b + level) - digamma(b))
                - (gone / before).sum(),
            ]
        )


def _of_level(r, alpha, a, b, x):
    """log(A1 A2)."""
    return (
        gammaln(r + x)
        - gammaln(r)
        + r * np.log(alpha)
        + (gammaln(a + b) - gammaln(a + b + x))
        + (gammaln(b + x) - gammaln(b))
    )


def alive_probability(parameters, x, t_x, age):
    """P(has not left for good); 1 where ``x`` is 0.

    Fader, Hardie and Lee, "Computing P(alive) Using the BG/NBD Model", note of 2008.
    """
    r, alpha, a, b = parameters
    x, t_x, age = np.broadcast_arrays(np.asarray(x, dtype=float), t_x, age)
    since = np.log(alpha + age) - np.log(alpha + t_x)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(b + x - 1) - np.log(a) - (r + x) * since
    return np.where(x > 0, expit(odds), 1.0)


def purchase_probability(parameters, x, t_x, age, horizon):
    """P(at least one purchase in (age, age + horizon]).

    Who is alive keeps buying at his rate until the next purchase, and leaves only after it. So no
    purchase has the chance ``E[exp(-λ horizon)]`` for him, and having survived to ``age`` with
    ``x`` purchases his rate is ``Gamma(r + x, α + age)``::

        P = P(alive) (1 - ((α + age) / (α + age + horizon)) ** (r + x))

    which is exact. It is also the first term of the distribution in
    :func:`.bg_nbd_interval.at_least`.
    """
    r, alpha, *_ab = parameters
    x = np.asarray(x, dtype=float)
    ahead = np.log1p(np.asarray(horizon) / (alpha + np.asarray(age, dtype=float)))
    bought = -np.expm1(-(r + x) * ahead)
    return alive_probability(parameters, x, t_x, age) * bought


def expected_purchases(parameters, x, t_x, age, horizon):
    """E[number of purchases in (age, age + horizon]]. [FHL], equation 10.

    Equal to the hypergeometric formula printed there, but written as the mean over ``p`` that it
    comes from: of somebody alive, ``(1 - exp(-λ p horizon)) / p``, with
    ``λ ~ Gamma(r + x, α + age)`` and ``p ~ Beta(a, b + x)``. See :mod:`.beta_mean` why.
    """
    mean = _of_the_alive(parameters, x, age, horizon, _mean_while_alive)
    return alive_probability(parameters, x, t_x, age) * mean


def _of_the_alive(parameters, x, age, horizon, moment):
    """``moment`` of the purchases of customers who are alive, once for each pair of (x, age)."""
    r, alpha, a, b = parameters
    x, age, horizon = np.broadcast_arrays(
        np.asarray(x, dtype=float), np.asarray(age, dtype=float), horizon
    )
    pairs = (r + x) + 1j * (horizon / (alpha + age))
    kinds, place = np.unique(pairs, return_inverse=True)
    shape, ahead = kinds.real, kinds.imag
    values = moment(shape, ahead, a, b + shape - r)
    return values[place.reshape(x.shape)]


def _mean_while_alive(shape, ahead, a, b):
    """``shape`` = r + x, ``ahead`` = horizon / (α + age)."""

    def function(p, rows):
        return -np.expm1(-shape[rows, None] * np.log1p(p * ahead[rows, None])) / p

    return beta_mean(
        function,
        at_zero=shape * ahead,
        at_one=-np.expm1(-shape * np.log1p(ahead)),
        fall=1 + (shape + 1) * ahead / 2,
        a=a,
        b=b,
    )
