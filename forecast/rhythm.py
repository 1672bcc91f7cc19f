"""Each customer's own rhythm: how long between purchases, how steady, what is due when.

Gaps between purchases are log-normal, measured on the seasonal clock of the base (:mod:`.season`).
Few gaps say little, so that median and spread are shrunk towards the base: the normal-normal model
of empirical Bayes (Efron, B., and Morris, C., "Data Analysis Using Stein's Estimator and Its
Generalizations", JASA 70, 1975), with variances by the method of moments (DerSimonian, R., and
Laird, N., "Meta-analysis in Clinical Trials", Controlled Clinical Trials 7, 1986).

One gap in ten is an odd one: the contaminated normal of Tukey, J. W., "A survey of sampling from
contaminated distributions", 1960. Without it the steadiest customers would be lost for certain
after a week's delay.

After each purchase some never come back. Their share is that of a mixture cure model (Boag, J. W.,
"Maximum Likelihood Estimates of the Proportion of Patients Cured by Cancer Therapy", JRSS B 11,
1949), by the EM algorithm, in classes of how often somebody has bought: that is what makes the
difference between a first and a fiftieth purchase.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from . import season

PRIOR_GAPS = 4  # gaps that the spread of the base counts for in that of a customer
LEAST_SPREAD = 0.1  # of log gaps: even a monthly standing order is not due to the day
LEAST_GAPS = 10  # in the base
LEAST_TAU = 0.01  # of the squared difference of customers
CLASSES = (0, 1, 2, 4, 8, 16)  # gaps known, where a class of leaving begins
# The odd gap, whatever the rhythm (stock piled up, a budget frozen): its share, and how much wider.
ODD, ODD_WIDTH = 0.1, 3.0
PRIOR_LEAVERS, PRIOR_STAYERS = 0.5, 0.5  # in each class (Jeffreys)
PRIOR_CLASS = (
    4  # purchases of the base that are added to each class instead where it is thin
)
EM_STEPS = 200
PARTS = 8  # of the horizon, in which the first purchase may fall
MANY = 5  # mean gaps, from which on their number is told by the limit
TERMS = 16  # of the sum below that


@dataclass(frozen=True)
class Rhythm:
    """Of shape (n,), unless said otherwise; days are days of the seasonal clock.

    :param gaps: number of gaps known
    :param median: of the next gap, days; shrunk towards the base
    :param spread: standard deviation of the logarithm of a gap; shrunk. 2 of 3 gaps lie between
        ``median / exp(spread)`` and ``median * exp(spread)``
    :param doubt: standard deviation of the logarithm of ``median``: large with few gaps
    :param leaving: P(the last purchase was the last one ever), before any silence
    :param silence: since the last purchase, days of the clock
    :param last: day of the last purchase, by the calendar
    :param clock: the :class:`.season.Clock`
    :param as_of: day, by the calendar
    """

    gaps: np.ndarray
    median: np.ndarray
    spread: np.ndarray
    doubt: np.ndarray
    leaving: np.ndarray
    silence: np.ndarray
    last: np.ndarray
    clock: season.Clock
    as_of: int

    def late(self, gap):
        """P(the next gap is longer than ``gap`` days of the clock), for somebody who comes back."""
        width = np.hypot(self.spread, self.doubt)
        with np.errstate(divide="ignore"):
            place = (np.log(self.median) - np.log(gap)) / width
        return (1 - ODD) * ndtr(place) + ODD * ndtr(place / ODD_WIDTH)


def fit(history, ahead, thin=False):
    """The :class:`Rhythm` of each customer; None if the base has fewer than ``LEAST_GAPS`` gaps.

    :param ahead: for how many days after ``as_of`` it will be asked
    :param thin: whether hardly anybody has had the time to come back often, as with what is bought
        every seven years: classes of leaving are then shrunk towards each other. On the real data
        of whole bases that was no better, and by a hair worse
    """
    clock = season.clock(history, ahead)
    same = history.row_customer[1:] == history.row_customer[:-1]
    reading = clock.at(history.day)
    owner = history.row_customer[1:][same]
    gap = np.diff(reading)[same]
    if len(gap) < LEAST_GAPS:
        return None
    median, spread, doubt = _shrunk(owner, np.log(gap), len(history))
    silence = clock.at(history.as_of) - clock.at(history.last)
    rhythm = Rhythm(
        gaps=history.repeat,
        median=median,
        spread=spread,
        doubt=doubt,
        leaving=np.zeros(len(history)),
        silence=silence,
        last=history.last,
        clock=clock,
        as_of=history.as_of,
    )
    rhythm.leaving[:] = _leaving(history.repeat, rhythm.late(silence), thin)
    return rhythm


def _shrunk(owner, log_gap, customers):
    """``(median, spread, doubt)`` of each customer, from the log gaps and whose they are."""
    count = np.bincount(owner, minlength=customers)
    some = np.maximum(count, 1)
    mean = np.bincount(owner, log_gap, customers) / some
    squares = np.bincount(owner, (log_gap - mean[owner]) ** 2, customers)
    freedom = np.maximum(count - 1, 0)
    within = squares.sum() / max(freedom.sum(), 1)
    within = max(within, LEAST_SPREAD**2) if freedom.sum() else log_gap.var()
    own = (PRIOR_GAPS * within + squares) / (PRIOR_GAPS + freedom)
    own = np.maximum(own, LEAST_SPREAD**2)
    centre, between = _base(mean[count > 0], count[count > 0], within)
    precision = count / own + 1 / between
    middle = (count * mean / own + centre / between) / precision
    return np.exp(middle), np.sqrt(own), np.sqrt(1 / precision)


def _base(mean, count, within):
    """Mean and variance over customers of their true mean log gap (DerSimonian and Laird)."""
    weight = count / within
    centre = np.average(mean, weights=weight)
    excess = weight @ (mean - centre) ** 2 - (len(mean) - 1)
    scale = weight.sum() - weight @ weight / weight.sum()
    between = max(excess / scale, LEAST_TAU) if scale > 0 else 1.0
    weight = 1 / (within / count + between)
    return np.average(mean, weights=weight), between


def _leaving(gaps, late, thin):
    """P(gone after the last purchase), by classes of ``gaps``, shape (n,).

    A customer with k gaps came back after purchases 1 .. k, and of purchase k + 1 it is not known
    whether he is gone or only late (``late``: P(not back by now) of who comes back).
    """
    kind = np.searchsorted(CLASSES, gaps, side="right") - 1
    returned = _returns(gaps)
    prior = PRIOR_LEAVERS, PRIOR_STAYERS
    if thin:
        whole = np.zeros_like(kind)
        [share] = _leavers(whole, returned.sum(keepdims=True), late, *prior)
        prior = PRIOR_CLASS * share, PRIOR_CLASS * (1 - share)
    return _leavers(kind, returned, late, *prior)[kind]


def _leavers(kind, returned, late, leavers, stayers):
    """The share that leaves, of each kind, shape (kinds,).

    :param returned: shape (kinds,), times that somebody came back
    :param leavers, stayers: added to each kind
    """
    waiting = np.bincount(kind, minlength=len(returned))
    trials = returned + waiting + leavers + stayers
    share = np.full(len(returned), 0.3)
    for _step in range(EM_STEPS):
        here = share[kind]
        gone = here / (here + (1 - here) * late + 1e-300)
        update = (np.bincount(kind, gone, len(returned)) + leavers) / trials
        done = np.abs(update - share).max() < 1e-6
        share = update
        if done:
            break
    return share


def _returns(gaps):
    """How often somebody came back after a purchase that was in each class: shape (classes,)."""
    edges = np.append(CLASSES, np.iinfo(np.int64).max)
    return np.array(
        [
            np.clip(gaps - low, 0, high - low).sum()
            for low, high in zip(edges[:-1], edges[1:], strict=True)
        ],
        dtype=float,
    )


def purchase_probability(rhythm, horizon):
    """P(at least one purchase in the ``horizon`` days after ``as_of``), shape (n,).

    Having been silent for ``s``, with ``S`` the chance that a gap is longer, and ``w`` the window
    on the clock: ``(1 - leaving) (S(s) - S(s + w)) / (leaving + (1 - leaving) S(s))``.
    """
    return _bought_by(rhythm, rhythm.as_of + horizon)


def _bought_by(rhythm, day):
    until, since = _late(rhythm, day), rhythm.late(rhythm.silence)
    stays = 1 - rhythm.leaving
    return stays * (since - until) / (rhythm.leaving + stays * since + 1e-300)


def _late(rhythm, day):
    """P(not back at the end of ``day``), as of the last purchase, for somebody who comes back."""
    window = rhythm.clock.at(day) - rhythm.clock.at(rhythm.as_of)
    return rhythm.late(rhythm.silence + window)


def expected_purchases(rhythm, horizon):
    """E[purchases in the horizon], shape (n,).

    The first one as in :func:`purchase_probability`, in ``PARTS`` parts of the horizon. After it
    the gaps that fit into the rest, and each further purchase may be the last: of ``m`` that would
    fit, if ``l`` of purchases are the last, ``(1 - exp(-l m)) (1 - l) / l``.
    """
    days = np.round(rhythm.as_of + horizon * np.arange(PARTS + 1) / PARTS).astype(int)
    by = [_bought_by(rhythm, day) for day in days]
    leaving = np.clip(rhythm.leaving, 1e-9, 1)
    readings = rhythm.clock.at(days)
    total = np.zeros(len(rhythm.last))
    for part in range(PARTS):
        rest = readings[-1] - (readings[part] + readings[part + 1]) / 2
        further = (
            -np.expm1(-leaving * _fit_into(rhythm, rest)) * (1 - leaving) / leaving
        )
        total += (by[part + 1] - by[part]) * (1 + further)
    return total


def _fit_into(rhythm, rest):
    """How many gaps one after another fit into ``rest`` days on average: the renewal function.

    The sum of P(k gaps fit), with the sum of k gaps again log-normal, of their mean and variance
    (Fenton, L. F., IRE Transactions on Communications Systems 8, 1960). Where many fit, its limit
    ``rest/mean + (cv² - 1)/2`` (Smith, W. L., "Renewal theory and its ramifications", JRSS B 20,
    1958).
    """
    mean = rhythm.median * np.exp(rhythm.spread**2 / 2)
    variation = np.expm1(rhythm.spread**2)
    fits = np.maximum(rest / mean + (variation - 1) / 2, 0)
    few = rest < MANY * mean
    mean, variation = mean[few], variation[few]
    total = np.zeros(len(mean))
    for gaps in range(1, TERMS + 1):
        width = np.log1p(variation / gaps)
        place = np.log(rest) - np.log(gaps * mean) + width / 2
        total += ndtr(place / np.sqrt(width))
    fits[few] = total
    return fits


def next_purchase(rhythm, level=0.8):
    """``(expected, low, high)``, days by the calendar: when who comes back comes back.

    Median and equal-tailed interval of the date of the next purchase, given the silence so far;
    never before the day after ``as_of``. A date after the end of the clock (``ahead`` of
    :func:`fit`) is told as the day after it: not within what was asked.
    """
    tail = (1 - level) / 2
    return tuple(_date(rhythm, part) for part in (0.5, tail, 1 - tail))


def _date(rhythm, part):
    """The first day by whose end the next purchase is made with the chance ``part``: halving."""
    target = (1 - part) * rhythm.late(rhythm.silence)
    low = np.full(len(rhythm.last), rhythm.as_of)
    high = np.full(len(rhythm.last), rhythm.clock.end + 1)
    while (high - low).max(initial=0) > 1:
        middle = (low + high) // 2
        back = _late(rhythm, middle) <= target
        high, low = np.where(back, middle, high), np.where(back, low, middle)
    return high


def due(rhythm):
    """The day by the calendar on which the next purchase was due when the last one was made.

    Before ``as_of`` if overdue. Median gap after the last purchase; as far as the clock goes.
    """
    return rhythm.last + rhythm.clock.days_after(rhythm.last, rhythm.median)
