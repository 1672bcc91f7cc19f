"""How good a forecast was: measured on what came after, with the doubt that a few customers leave.

In all functions, of shape (n,), one a forecast:

- ``probability``: that the customer buys at least once in the window
- ``bought``: whether he did
- ``customer``: whose forecast it is, whole numbers from 0 on; several of one customer (windows one
  after another) count as one witness in all intervals
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, rankdata

LEVEL = 0.95  # of intervals
BINS = 10
LEAST_EACH = 10  # customers who bought, and who did not, to say anything
CLIP = 1e-4  # of probabilities in the log loss: one who was sure and wrong costs 9.2

TOO_FEW = "too_few"  # hardly anybody bought, or hardly anybody did not
NO_SIGNAL = "no_signal"  # no better than telling everybody the same
NOT_BETTER = "not_better"  # there is a signal, but a naive rule sees it as well
BETTER = "better"  # than the naive rule, by more than chance


@dataclass(frozen=True)
class Interval:
    """An estimate, and from where to where it may be with ``LEVEL``."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Bin:
    """Forecasts of about the same probability, and the share that came true (Wilson's interval)."""

    forecasts: int
    probability: float
    share: Interval


@dataclass(frozen=True)
class Grade:
    """Of one model.

    :param auc: P(a buyer was ranked before somebody who was not); 0.5 is chance
    :param brier: mean squared error of the probability; 0 is best
    :param skill: 1 − Brier / Brier of telling everybody the share that bought; 0 is useless
    :param log_loss: mean, natural logarithm
    :param purchases_error, amount_error: by how much the totals of the windows were missed, up or
        down, as a share of what they were; nan if that is 0. What is too much in one window does
        not make up for what is too little in another
    :param bins: the calibration picture
    """

    forecasts: int
    buyers: int
    auc: Interval
    brier: float
    skill: Interval
    log_loss: float
    purchases_error: float
    amount_error: float
    bins: tuple


@dataclass(frozen=True)
class Comparison:
    """Model against rule, on the same customers; positive is better, for the model.

    :param auc: AUC of the model − of the rule
    :param brier: Brier of the rule − of the model
    """

    auc: Interval
    brier: Interval


def grade(forecast, purchases, amount, customer, window=None):
    """The :class:`Grade` of a :class:`.naive.Forecast`, given what was really bought.

    :param window: in which one, whole numbers from 0 on; all in the same one if None
    """
    if window is None:
        window = np.zeros(len(customer), dtype=int)
    bought = purchases > 0
    probability = forecast.probability
    clipped = np.clip(probability, CLIP, 1 - CLIP)
    return Grade(
        forecasts=len(bought),
        buyers=int(bought.sum()),
        auc=_clipped(_estimate(*_auc(probability, bought), customer)),
        brier=float(np.mean((bought - probability) ** 2)) if len(bought) else np.nan,
        skill=_skill(probability, bought, customer),
        log_loss=float(-np.log(np.where(bought, clipped, 1 - clipped)).mean())
        if len(bought)
        else np.nan,
        purchases_error=_error(forecast.purchases, purchases, window),
        amount_error=_error(forecast.amount, amount, window),
        bins=calibration(probability, bought),
    )


def auc(probability, bought):
    """Area under the ROC curve, ties count half (Mann and Whitney); nan without both kinds."""
    return _auc(probability, bought)[0]


def compare(model, rule, bought, customer):
    """The :class:`Comparison` of two arrays of probabilities."""
    (ours, our_influence), (theirs, their_influence) = (
        _auc(probability, bought) for probability in (model, rule)
    )
    gain = (bought - rule) ** 2 - (bought - model) ** 2
    return Comparison(
        auc=_estimate(ours - theirs, our_influence - their_influence, customer),
        brier=_estimate(*_mean(gain), customer),
    )


def verdict(own, comparison):
    """One of ``TOO_FEW``, ``NO_SIGNAL``, ``NOT_BETTER``, ``BETTER``.

    A signal ranks better than chance *and* has better probabilities than one for all: both
    intervals are above their zero. Better than the rule is who has the better Brier score, interval
    above 0.
    """
    if min(own.buyers, own.forecasts - own.buyers) < LEAST_EACH:
        return TOO_FEW
    if not (own.auc.low > 0.5 and own.skill.low > 0):
        return NO_SIGNAL
    return BETTER if comparison.brier.low > 0 else NOT_BETTER


def calibration(probability, bought, bins=BINS):
    """Tuple of :class:`Bin`, equally many forecasts in each; equal probabilities stay together."""
    if not len(probability):
        return ()
    edges = np.unique(np.quantile(probability, np.arange(1, bins) / bins))
    place = np.searchsorted(edges, probability, side="left")
    size = np.bincount(place, minlength=len(edges) + 1)
    told = np.bincount(place, probability, len(size))
    came = np.bincount(place, bought, len(size))
    return tuple(
        Bin(int(number), float(sum_ / number), wilson(true, number))
        for number, sum_, true in zip(size, told, came, strict=True)
        if number
    )


def wilson(true, number):
    """Wilson, E. B., "Probable inference, the law of succession, and statistical inference", JASA
    22, 1927."""
    z = norm.ppf((1 + LEVEL) / 2)
    share = true / number
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    reach = z * np.sqrt(share * (1 - share) / number + (z / (2 * number)) ** 2)
    reach /= 1 + z * z / number
    return Interval(float(share), float(middle - reach), float(middle + reach))


def _auc(probability, bought):
    """``(AUC, influence of each forecast on it)``, from placement values by mid-ranks.

    DeLong, E. R., DeLong, D. M., and Clarke-Pearson, D. L., "Comparing the areas under two or more
    correlated ROC curves", Biometrics 44, 1988; mid-ranks as in Sun and Xu, IEEE Signal Processing
    Letters 21, 2014. Summed by customer as in Obuchowski, N. A., "Nonparametric analysis of
    clustered ROC curve data", Biometrics 53, 1997.
    """
    bought = np.asarray(bought, dtype=bool)
    probability = np.asarray(probability)
    buyers, others = bought.sum(), (~bought).sum()
    if not (buyers and others):
        return np.nan, np.full(len(bought), np.nan)
    rank = rankdata(probability)
    beats = (rank[bought] - rankdata(probability[bought])) / others
    loses = 1 - (rank[~bought] - rankdata(probability[~bought])) / buyers
    value = beats.mean()
    influence = np.empty(len(bought))
    influence[bought] = (beats - value) / buyers
    influence[~bought] = (loses - value) / others
    return float(value), influence


def _mean(values):
    """``(mean, influence of each value on it)``."""
    if not len(values):
        return np.nan, values
    return float(values.mean()), (values - values.mean()) / len(values)


def _skill(probability, bought, customer):
    if not len(bought) or bought.all() or not bought.any():
        return Interval(np.nan, np.nan, np.nan)
    share = bought.mean()
    worst = share * (1 - share)
    gain, influence = _mean(worst - (bought - probability) ** 2)
    # the share is an estimate too
    influence = influence + (1 - 2 * share) * (bought - share) / len(bought)
    ratio = gain / worst
    lean = (1 - 2 * share) * (bought - share) / len(bought) * ratio
    return _estimate(ratio, (influence - lean) / worst, customer)


def _estimate(value, influence, customer):
    """The interval from influence values: customers are independent, forecasts of one are not."""
    by_customer = np.bincount(customer, influence)
    clusters = np.count_nonzero(np.bincount(customer))
    if clusters < 2 or not np.isfinite(value):
        return Interval(float(value), np.nan, np.nan)
    variance = clusters / (clusters - 1) * (by_customer @ by_customer)
    reach = norm.ppf((1 + LEVEL) / 2) * np.sqrt(variance)
    return Interval(float(value), float(value - reach), float(value + reach))


def _clipped(interval):
    """Between 0 and 1, where a share is."""
    low, high = np.clip((interval.low, interval.high), 0, 1)
    return Interval(interval.value, float(low), float(high))


def _error(expected, actual, window):
    total = abs(np.bincount(window, actual)).sum()
    missed = abs(np.bincount(window, expected - actual)).sum()
    return float(missed / total) if total else np.nan
