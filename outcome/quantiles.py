"""Quantiles of the normal and of Student's t distribution, which the standard library lacks."""

from math import copysign, exp, isinf, lgamma, log, sqrt
from statistics import NormalDist

TINY = 1e-300
PRECISION = 1e-15


def normal_quantile(probability):
    return NormalDist().inv_cdf(probability)


def t_cdf(value, degrees):
    """P(T <= value) with any real number of degrees of freedom > 0 (DLMF 8.17; Abramowitz and
    Stegun 26.7.1)."""
    tail = _incomplete_beta(degrees / (degrees + value * value), degrees / 2, 0.5) / 2
    return tail if value < 0 else 1 - tail


def t_quantile(probability, degrees):
    """The value that T stays below with this probability, 0 < probability < 1.

    Found by halving: the tail is computed directly, so it is exact far out as well.
    """
    if isinf(degrees):
        return normal_quantile(probability)
    tail = min(probability, 1 - probability)
    if tail == 0.5:
        return 0.0
    low, high = 0.0, 1.0
    while t_cdf(-high, degrees) > tail:
        low, high = high, high * 2
    while high - low > PRECISION * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if t_cdf(-middle, degrees) > tail:
            low = middle
        else:
            high = middle
    return copysign(high, probability - 0.5)


def _incomplete_beta(x, a, b):
    """Regularised incomplete beta function I_x(a, b), 0 <= x <= 1."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    # the fraction converges fast on this side only
    if x > (a + 1) / (a + b + 2):
        return 1 - front * _beta_fraction(1 - x, b, a) / b
    return front * _beta_fraction(x, a, b) / a


def _beta_fraction(x, a, b):
    """Continued fraction DLMF 8.17.22, evaluated from the front by Lentz's method.

    (W. J. Lentz 1976, as modified by Thompson and Barnett 1986.)
    """
    result, c, d = 1.0, 1.0, 0.0
    for n in range(200 + int(10 * sqrt(max(a, b)))):
        m = n // 2
        if n == 0:
            term = 1.0
        elif n % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d or TINY)
        if n == 0:
            result, c = d, 1 / TINY
            continue
        c = 1 + term / c or TINY
        result *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return result
