"""Maximum likelihood for a few positive parameters, honest about whether it worked."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

# The slope of the mean log-likelihood, per logarithm of a parameter, that counts as flat.
FLAT = 1e-6
NEWTON_STEPS = 4
STEP = 1e-4  # of the logarithms, for second derivatives


@dataclass(frozen=True)
class Fit:
    """Parameters that explain the data best, and how far they can be trusted.

    :param values: shape (k,), the parameters, in their own units
    :param log_likelihood: natural logarithm, of all customers together
    :param converged: a maximum was found, inside the bounds and curved in all directions
    :param message: why not, else empty; in English, for logs
    :param usable: these parameters are the best within the bounds, even where one ran into a bound:
        predictions are what they should be, the single parameter means nothing. Where all customers
        leave with the same probability, say, the likelihood rises for ever with ``a`` and ``b``
    :param covariance: shape (k, k), of the *logarithms* of the parameters: the inverse of the
        observed information (Efron and Hinkley, Biometrika 65, 1978); None unless converged
    """

    values: np.ndarray
    log_likelihood: float
    converged: bool
    message: str = ""
    usable: bool = False
    covariance: np.ndarray = None


def maximise(function, starts, bounds, weight):
    """The best :class:`Fit` from several starts; later ones only if earlier ones fail.

    :param function: takes the logarithms, shape (k,); gives the log-likelihood and its gradient
    :param starts: list of shape (k,), logarithms
    :param bounds: pairs of logarithms, which only keep the arithmetic finite
    :param weight: number of customers, puts the slope on a scale of its own
    """
    best = None
    for start in starts:
        fit = _from(function, np.clip(start, *np.transpose(bounds)), bounds, weight)
        if best is None or _rank(fit) > _rank(best):
            best = fit
        if best.converged:
            break
    return best


def _rank(fit):
    return fit.converged, fit.usable, fit.log_likelihood


def _from(function, start, bounds, weight):
    def downhill(logs):
        value, gradient = function(logs)
        return -value / weight, -gradient / weight

    found = minimize(
        downhill,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 500, "ftol": 1e-13, "gtol": FLAT / 10},
    )
    logs, hessian = _polish(downhill, found.x, bounds)
    value, gradient = downhill(logs)
    message = _objection(logs, value, gradient, hessian, bounds)
    return Fit(
        values=np.exp(logs),
        log_likelihood=-value * weight,
        converged=not message,
        message=message,
        usable=bool(np.isfinite(value) and _flat(logs, gradient, bounds)),
        covariance=None if message else np.linalg.inv(hessian) / weight,
    )


def _polish(downhill, logs, bounds):
    """A few steps of Newton, which L-BFGS-B stops short of on flat ridges."""
    low, high = np.transpose(bounds)
    hessian = _hessian(downhill, logs)
    for _step in range(NEWTON_STEPS):
        value, gradient = downhill(logs)
        if np.abs(gradient).max() < FLAT / 1000 or not _curved(hessian):
            break
        better = logs - np.linalg.solve(hessian, gradient)
        inside = np.all((better > low) & (better < high))
        if not inside or not downhill(better)[0] <= value:
            break
        logs = better
        hessian = _hessian(downhill, logs)
    return logs, hessian


def _hessian(downhill, logs):
    rows = [
        (downhill(logs + step)[1] - downhill(logs - step)[1]) / (2 * STEP)
        for step in STEP * np.eye(len(logs))
    ]
    return (np.array(rows) + np.transpose(rows)) / 2


def _curved(hessian):
    """Upwards in all directions, by more than rounding."""
    if not np.isfinite(hessian).all():
        return False
    curvatures = np.linalg.eigvalsh(hessian)
    return curvatures[0] > 1e-9 * max(1.0, curvatures[-1])


def _flat(logs, gradient, bounds):
    """No slope but one that leads out of the bounds."""
    low, high = np.transpose(bounds)
    outwards = (logs < low + 0.01) & (gradient > 0) | (logs > high - 0.01) & (
        gradient < 0
    )
    return bool(np.abs(gradient[~outwards]).max(initial=0) < 10 * FLAT)


def _objection(logs, value, gradient, hessian, bounds):
    low, high = np.transpose(bounds)
    if not np.isfinite(value):
        return "the likelihood is not finite"
    if np.any((logs < low + 0.01) | (logs > high - 0.01)):
        return "a parameter ran away: the data do not determine it"
    if not _flat(logs, gradient, bounds):
        return "no maximum was found"
    if not _curved(hessian):
        return "the likelihood is flat: the data do not determine the parameters"
    return ""
