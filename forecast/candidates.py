"""The models that compete with the naive rules, in one form: history and horizon to forecast."""

import numpy as np
from scipy.special import expit, logit

from . import bg_nbd, rhythm
from .naive import Forecast
from .spend import expected_spend

CLIP = 1e-6


class Unfit(ValueError):
    """The model has nothing to say of this base; the message tells why, in English, for logs."""


def by_bg_nbd(history, horizon):
    """:mod:`.bg_nbd` with :mod:`.gamma_gamma`."""
    return _with_amount(_bg_nbd(history, horizon), history)


def by_rhythm(history, horizon):
    """:mod:`.rhythm` with :mod:`.gamma_gamma`."""
    return _with_amount(_rhythm(history, horizon), history)


def by_both(history, horizon):
    """The two halfway between: mean of the logits, mean of the purchases.

    Two forecasts that err in different ways are better together (Bates, J. M., and Granger, C. W.
    J., "The Combination of Forecasts", Operational Research Quarterly 20, 1969).
    """
    (one, some), (other, more) = _bg_nbd(history, horizon), _rhythm(history, horizon)
    logits = [logit(np.clip(each, CLIP, 1 - CLIP)) for each in (one, other)]
    return _with_amount((expit(sum(logits) / 2), (some + more) / 2), history)


MODELS = {"bg_nbd": by_bg_nbd, "rhythm": by_rhythm, "both": by_both}


def _bg_nbd(history, horizon):
    base = history.repeat, history.recency, history.age
    found = bg_nbd.fit(*base)
    if not found.converged:
        raise Unfit(found.message)
    arguments = found.parameters, *base, horizon
    return bg_nbd.purchase_probability(*arguments), bg_nbd.expected_purchases(
        *arguments
    )


def _rhythm(history, horizon):
    found = rhythm.fit(history, horizon)
    if found is None:
        raise Unfit(f"fewer than {rhythm.LEAST_GAPS} gaps between purchases")
    return (
        rhythm.purchase_probability(found, horizon),
        rhythm.expected_purchases(found, horizon),
    )


def _with_amount(forecast, history):
    probability, purchases = forecast
    return Forecast(probability, purchases, purchases * expected_spend(history))
