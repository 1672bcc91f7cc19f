"""How sure BG/NBD is: what one customer may do, and what the base does not tell.

Two kinds of doubt, never mixed up:

- *predictive*: even with parameters known, a customer buys 0, 1, 2 ... times by chance
  (:func:`purchases_interval`, exact; :func:`purchases_moments`)
- *of the parameters*: a small base determines them badly (:func:`probability_interval`, by the
  delta method). Next to nothing from a few thousand customers on.

Arguments as in :mod:`.bg_nbd`.
"""

import numpy as np
from scipy.special import betainc, betaln, expit, logit
from scipy.stats import norm

from .beta_mean import beta_mean
from .bg_nbd import (
    Parameters,
    _of_the_alive,
    alive_probability,
    expected_purchases,
    purchase_probability,
)

STEP = 1e-3  # of the logarithms of parameters, for derivatives


def at_least(parameters, x, t_x, age, horizon, number):
    """P(``number`` or more purchases in the horizon), shape (n,); ``number`` >= 1.

    Given ``λ`` and ``p``, somebody alive makes ``min(N, K)`` purchases: ``N`` is Poisson with
    ``λ horizon``, and ``K``, the purchase after which he leaves, is geometric. Having survived to
    ``age``, ``λ`` and ``p`` are independent Gamma(r + x, α + age) and Beta(a, b + x), so that::

        P = P(alive) I_z(number, r + x) B(a, b + x + number - 1) / B(a, b + x)

    with ``z = horizon / (α + age + horizon)``: a negative binomial tail times
    ``E[(1-p)^(number-1)]``. Sums over ``number`` to the mean of :func:`.bg_nbd.expected_purchases`.
    """
    r, alpha, a, b = parameters
    x, age = np.asarray(x, dtype=float), np.asarray(age, dtype=float)
    part = horizon / (alpha + age + horizon)
    stays = np.exp(betaln(a, b + x + number - 1) - betaln(a, b + x))
    buys = betainc(number, r + x, part)
    return alive_probability(parameters, x, t_x, age) * buys * stays


def purchases_interval(parameters, x, t_x, age, horizon, level=0.9):
    """``(low, high)``, whole numbers of shape (n,): the purchases of each customer lie there.

    Quantiles of the exact predictive distribution, at least ``level`` between them, equal tails.
    """
    tail = (1 - level) / 2
    columns = np.broadcast_arrays(x, t_x, age, horizon)
    columns = [np.asarray(column, dtype=float) for column in columns]

    def beyond(chosen, number):
        return at_least(parameters, *(column[chosen] for column in columns), number + 1)

    size = len(columns[0])
    return tuple(_quantile(beyond, size, upper) for upper in (1 - tail, tail))


def _quantile(beyond, size, upper):
    """The smallest whole numbers ``k`` with ``beyond(k)`` <= ``upper``: doubling, then halving."""
    low, high = np.full(size, -1), np.zeros(size, dtype=int)
    open_ = np.arange(size)
    while len(open_):
        open_ = open_[beyond(open_, high[open_]) > upper]
        low[open_] = high[open_]
        high[open_] = 2 * high[open_] + 1
    open_ = np.flatnonzero(high - low > 1)
    while len(open_):
        middle = (low[open_] + high[open_]) // 2
        above = beyond(open_, middle) > upper
        low[open_[above]] = middle[above]
        high[open_[~above]] = middle[~above]
        open_ = open_[high[open_] - low[open_] > 1]
    return high


def purchases_moments(parameters, x, t_x, age, horizon):
    """``(E[Y], E[Y²])`` of the number of purchases in the horizon, each of shape (n,)."""
    alive = alive_probability(parameters, x, t_x, age)
    square = _of_the_alive(parameters, x, age, horizon, _mean_square_while_alive)
    return expected_purchases(parameters, x, t_x, age, horizon), alive * square


def _mean_square_while_alive(shape, ahead, a, b):
    """E[min(N, K)²] of :func:`at_least`, from ``Σ (2k - 1) P(N >= k) (1-p)^(k-1)``.

    With ``y = λ horizon p`` the sum is ``(2 (1 - e^-y - (1-p) y e^-y) / p - (1 - e^-y)) / p``; over
    ``λ ~ Gamma``, ``e^-y`` becomes ``(1 + p ahead)^-shape``.
    """

    def function(p, rows):
        s, scaled = shape[rows, None], p * ahead[rows, None]
        falls = -s * np.log1p(scaled)
        some = -np.expm1(falls)
        first = s * scaled * np.exp(falls) / (1 + scaled)
        # 1 - e^-y - y e^-y, which cancels where y is small
        second = np.where(
            s * scaled + scaled < 1e-5, s * (s + 1) * scaled**2 / 2, some - first
        )
        return (2 * (second / p + first) - some) / p

    return beta_mean(
        function,
        at_zero=shape * ahead + shape * (shape + 1) * ahead**2,
        at_one=-np.expm1(-shape * np.log1p(ahead)),
        fall=1 + (shape + 2) * ahead,
        a=a,
        b=b,
    )


def probability_interval(fit, x, t_x, age, horizon, level=0.9):
    """``(low, high)`` of :func:`.bg_nbd.purchase_probability`: doubt of the parameters alone.

    Delta method on the scale of the logit, with the inverse of the observed information. Both are
    nan if the fit did not converge: then nothing is known of the doubt.
    """
    size = np.broadcast(x, t_x, age).shape
    if fit.covariance is None:
        return np.full(size, np.nan), np.full(size, np.nan)

    def function(parameters):
        return purchase_probability(parameters, x, t_x, age, horizon)

    middle = logit(np.clip(function(fit.parameters), 1e-12, 1 - 1e-12))
    reach = norm.ppf((1 + level) / 2) * _standard_error(fit, function)
    return expit(middle - reach), expit(middle + reach)


def _standard_error(fit, function):
    """Of the logit of ``function(parameters)``, from its slopes in the logarithms."""
    logs = np.log(fit.values)
    slopes = []
    for step in STEP * np.eye(len(logs)):
        sides = (function(Parameters(*np.exp(logs + way * step))) for way in (1, -1))
        up, down = (logit(np.clip(side, 1e-12, 1 - 1e-12)) for side in sides)
        slopes.append((up - down) / (2 * STEP))
    slopes = np.array(slopes)
    return np.sqrt(np.einsum("in,ij,jn->n", slopes, fit.covariance, slopes))
