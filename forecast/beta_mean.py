"""The mean of a function of a Beta-distributed probability, by a rule that cannot overflow.

BG/NBD's expected purchases are a Gaussian hypergeometric function. SciPy's ``hyp2f1`` is off by
more than 1e-6, and at times by many powers of ten without a word, on a fifth of the parameters
that real customers lead to: hundreds of purchases, a dropout near 0, long horizons (1.10 and 1.17
against mpmath). Spreadsheets have the same trouble (Fader, P. S., and Hardie, B. G. S.,
"Overcoming the BG/NBD Model's #NUM! Error Problem", note of 2013). The same number is the mean over
``p`` of an elementary function, which is positive and bounded: nothing cancels.

*Rule*. With ``p = 1/(1 + exp(-u))`` the integrand is analytic in the strip ``|Im u| < π/2`` and
falls off exponentially at both ends, so that the trapezoidal rule converges exponentially
(Trefethen, L. N., and Weideman, J. A. C., "The exponentially convergent trapezoidal rule",
SIAM Review 56, 2014, theorem 5.1).
"""

import numpy as np
from scipy.special import betaln, expit, log_expit

# Of the trapezoidal rule: error about exp(-π²/STEP) = 6e-13, and exp(-TAIL) = 3e-17 of the sides.
STEP = 0.35
TAIL = 38.0
CELLS = 2_000_000  # of a block of nodes: 16 MB each for half a dozen arrays


def beta_mean(function, at_zero, at_one, fall, a, b):
    """``E[f(p)]`` for ``p ~ Beta(a, b)``, one value a row.

    :param function: takes ``p`` of shape (rows, nodes) and the slice of the rows, gives ``f(p)``
    :param at_zero, at_one: shape (n,), the limits ``f(0)`` and ``f(1)``
    :param fall: shape (n,), ``-f'(0)/f(0)``: how fast ``f`` falls near 0
    :param a, b: shape (n,), parameters of the Beta distribution, > 0

    What is integrated is the rest beside ``f(0) (1-p)^fall + f(1) p``, whose mean is known. It
    agrees with ``f`` at both ends, so the rest vanishes there however small ``a`` and ``b`` are.
    """
    at_zero, at_one, fall, a, b = np.broadcast_arrays(at_zero, at_one, fall, a, b)
    known = at_zero * np.exp(betaln(a, b + fall) - betaln(a, b)) + at_one * a / (a + b)
    low, high, steps = _nodes(fall, a, b)
    rest = np.empty(len(a))
    for rows in _blocks(steps):
        count = steps[rows].max()
        step = ((high[rows] - low[rows]) / count)[:, None]
        u = low[rows, None] + step * np.arange(count + 1)
        p, log_p, log_q = expit(u), log_expit(u), log_expit(-u)
        a_, b_ = a[rows, None], b[rows, None]
        weight = np.exp(a_ * log_p + b_ * log_q - betaln(a_, b_))
        control = at_zero[rows, None] * np.exp(fall[rows, None] * log_q)
        control += at_one[rows, None] * p
        difference = function(p, rows) - control
        rest[rows] = step[:, 0] * np.einsum("ij,ij->i", weight, difference)
    return known + rest


def _nodes(fall, a, b):
    """From which to which ``u``, in how many steps: where the integrand is more than exp(-TAIL)."""
    curvature = a * b / (a + b)  # of the logarithm of the weight at its mode, log(a/b)
    mode = np.log(a) - np.log(b)
    reach = TAIL / curvature + np.sqrt(2 * TAIL / curvature)
    low = np.maximum(mode - reach, -TAIL - np.log1p(fall + b))
    decay = np.minimum(
        (TAIL + 2 * a) / b, 2 * TAIL
    )  # (1-p)^b is below exp(-TAIL) from there
    high = np.minimum(np.minimum(mode + reach, TAIL), np.log(np.expm1(decay)))
    high = np.maximum(high, low + STEP)
    width = np.minimum(STEP, 0.6 / np.sqrt(curvature))
    return low, high, np.ceil((high - low) / width).astype(int)


def _blocks(steps):
    """Slices of the rows that need at most ``CELLS`` nodes."""
    size = max(1, CELLS // max(1, int(steps.max(initial=1))))
    return [slice(at, at + size) for at in range(0, len(steps), size)]
