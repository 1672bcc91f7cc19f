"""The difference of two shares, stratified, with the score interval of Miettinen and Nurminen.

O. Miettinen and M. Nurminen, "Comparative analysis of two rates", Statistics in Medicine 4
(1985), 213-226. The interval is made of all differences that a score test would not reject: the
spread is that which the data would have if the difference were true, so it neither collapses
when nobody bought nor leaves [-1, 1], and it holds up in small and unequal groups.
"""

from math import acos, copysign, cos, inf, pi, sqrt

from .quantiles import normal_quantile

# 2 / 2^50: exact to the last digit that anybody reads.
HALVINGS = 50


def difference(strata, weights):
    """Weighted difference of shares, treated minus control.

    :param strata: list of :class:`.sums.Stratum` of zeros and ones
    :param weights: of the strata, adding up to 1
    """
    return sum(
        weight * (stratum.treated.mean - stratum.control.mean)
        for weight, stratum in zip(weights, strata, strict=True)
    )


def score_interval(strata, weights, confidence):
    """Limits of the difference of shares.

    :return: ``(low, high)``
    """
    observed = difference(strata, weights)
    z = normal_quantile((1 + confidence) / 2)
    return (
        _limit(strata, weights, observed, z, -1.0),
        _limit(strata, weights, observed, z, 1.0),
    )


def _limit(strata, weights, observed, z, end):
    """The difference, between the one observed and ``end``, that is just not rejected."""
    inside, outside = observed, end
    for _step in range(HALVINGS):
        middle = (inside + outside) / 2
        if abs(score(strata, weights, observed, middle)) <= z:
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2


def score(strata, weights, observed, supposed):
    """How many standard errors the observed difference is above the supposed one."""
    variance = sum(
        weight**2 * _variance(stratum, supposed)
        for weight, stratum in zip(weights, strata, strict=True)
    )
    gap = observed - supposed
    if variance <= 0:
        return copysign(inf, gap) if gap else 0.0
    return gap / sqrt(variance)


def _variance(stratum, supposed):
    """Of the difference within one stratum, if it were the supposed one."""
    treated, control = stratum.treated.n, stratum.control.n
    base = likeliest_share(stratum, supposed)
    other = base + supposed
    spread = other * (1 - other) / treated + base * (1 - base) / control
    both = treated + control
    return max(spread, 0.0) * both / (both - 1)


def likeliest_share(stratum, supposed):
    """The share of the control group that makes the data likeliest, given the difference.

    The root of the cubic likelihood equation in closed form (Miettinen and Nurminen, appendix I).
    """
    n1, n0 = stratum.treated.n, stratum.control.n
    x1, x0 = stratum.treated.total, stratum.control.total
    both = n1 + n0
    c0 = x0 * supposed * (1 - supposed)
    c1 = (n0 * supposed - both - 2 * x0) * supposed + x1 + x0
    c2 = (n1 + 2 * n0) * supposed - both - x1 - x0
    third = c2 / (3 * both)
    q = third**3 - c1 * c2 / (6 * both**2) + c0 / (2 * both)
    p = copysign(sqrt(max(third**2 - c1 / (3 * both), 0.0)), q)
    angle = acos(max(-1.0, min(1.0, q / p**3))) if p else pi / 2
    share = 2 * p * cos((pi + angle) / 3) - third
    return min(max(share, 0.0, -supposed), 1.0, 1 - supposed)
