"""The models that compete with the naive rules, in one form: from a :class:`Base` to a forecast."""

from functools import cached_property

import numpy as np
from scipy.special import expit, logit

from . import bg_nbd, rhythm
from .naive import RULES, Forecast
from .spend import spend_of, worth

CLIP = 1e-6


class Unfit(ValueError):
    """The model has nothing to say of this base; the message tells why, in English, for logs."""


class Fits:
    """What models learn from a history, whatever the horizon: each once, when asked for."""

    def __init__(self, history):
        self.history = history

    @cached_property
    def spend(self):
        """The :class:`.spend.Spend`."""
        return spend_of(self.history)

    @cached_property
    def worth(self):
        """Of a purchase, for the naive rules: :func:`.spend.worth`."""
        return worth(self.history, self.spend.expected)

    @cached_property
    def bg_nbd(self):
        """The :class:`.bg_nbd.BgNbdFit`."""
        history = self.history
        return bg_nbd.fit(history.repeat, history.recency, history.age)

    def rhythm(self, ahead):
        """The :class:`.rhythm.Rhythm`, or None; that of the longest look ahead is kept."""
        if ahead > self._ahead:
            self._rhythm, self._ahead = rhythm.fit(self.history, ahead), ahead
        return self._rhythm

    _rhythm, _ahead = None, 0


class Base:
    """A history and a horizon, and what models have in common: made once, when asked for."""

    def __init__(self, history, horizon, fits=None):
        self.history, self.horizon = history, horizon
        self.fits = fits or Fits(history)

    @property
    def spend(self):
        return self.fits.spend.expected

    @cached_property
    def bg_nbd(self):
        """``(probability, purchases)``, or the :class:`Unfit`."""
        columns = self.history.repeat, self.history.recency, self.history.age
        found = self.fits.bg_nbd
        if not found.usable:
            return Unfit(found.message)
        arguments = found.parameters, *columns, self.horizon
        return (
            bg_nbd.purchase_probability(*arguments),
            bg_nbd.expected_purchases(*arguments),
        )

    @cached_property
    def rhythm(self):
        """``(probability, purchases)``, or the :class:`Unfit`."""
        found = self.fits.rhythm(self.horizon)
        if found is None:
            return Unfit(f"fewer than {rhythm.LEAST_GAPS} gaps between purchases")
        return (
            rhythm.purchase_probability(found, self.horizon),
            rhythm.expected_purchases(found, self.horizon),
        )


def by_bg_nbd(base):
    """:mod:`.bg_nbd` with :mod:`.spend`."""
    return _forecast(base, base.bg_nbd)


def by_rhythm(base):
    """:mod:`.rhythm` with :mod:`.spend`."""
    return _forecast(base, base.rhythm)


def by_both(base):
    """The two halfway between: mean of the logits, mean of the purchases.

    Two forecasts that err in different ways are better together (Bates, J. M., and Granger, C. W.
    J., "The Combination of Forecasts", Operational Research Quarterly 20, 1969).
    """
    (one, some), (other, more) = _fit(base.bg_nbd), _fit(base.rhythm)
    logits = [logit(np.clip(each, CLIP, 1 - CLIP)) for each in (one, other)]
    return _forecast(base, (expit(sum(logits) / 2), (some + more) / 2))


MODELS = {"bg_nbd": by_bg_nbd, "rhythm": by_rhythm, "both": by_both}


def tell(base, name):
    """The :class:`.naive.Forecast` by the model or naive rule ``name``; raises :class:`Unfit`."""
    if name in RULES:
        return RULES[name](base.history, base.horizon, base.fits.worth)
    return MODELS[name](base)


def _fit(part):
    if isinstance(part, Unfit):
        raise part
    return part


def _forecast(base, part):
    probability, purchases = _fit(part)
    return Forecast(probability, purchases, purchases * base.spend)
