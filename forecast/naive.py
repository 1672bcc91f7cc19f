"""What anybody would guess: the rules that a model has to beat.

Each takes a :class:`.history.History`, a horizon in days, and what a purchase of each customer is
worth (:func:`.spend.worth`), shape (n,), and gives a :class:`Forecast`. Shares are taken from the
last window of that length before ``as_of``, never from what came after.
"""

from typing import NamedTuple

import numpy as np

BINS = 10
YEAR = 365
PRIOR = 1.0  # customers like the rest, added to each group: no share is 0 or 1


class Forecast(NamedTuple):
    """For each customer, shape (n,), of the horizon.

    :param probability: of at least one purchase
    :param purchases: expected number
    :param amount: expected sum, currency
    """

    probability: np.ndarray
    purchases: np.ndarray
    amount: np.ndarray


def bought_again(history, horizon, spend):
    """Who bought in the last window does so again, as often and for as much; the others do not.

    Not for certain: with the shares with which the window before foretold the last one. The one
    purchase of somebody new is taken to be worth ``spend``.
    """
    window = _Window(history, horizon)
    was = (window.past.count_since(window.past.as_of - window.days) > 0).astype(int)
    share = _shares(was, window.bought, 2)
    lately = history.count_since(history.as_of - window.days)
    amount = history.amount_since(history.as_of - window.days)
    return Forecast(
        window.stretched(share)[(lately > 0).astype(int)],
        lately * window.stretch,
        np.where(history.repeat > 0, amount, lately * spend) * window.stretch,
    )


def own_rate(history, horizon, spend):
    """Everybody goes on at his own rate since the first purchase, at random times.

    One purchase at the rate of the base is added, or one day would make a rate of its own; and to
    the base a purchase in a year, or a company of one week would expect ninety in three months.
    """
    base = (history.repeat.sum() + 1) / (history.age.sum() + YEAR)
    purchases = horizon * (history.repeat + 1) / (history.age + 1 / base)
    return Forecast(-np.expm1(-purchases), purchases, purchases * spend)


def recency_bins(history, horizon, spend):
    """As who was as long silent a window ago: share that bought, and purchases, by ten bins."""
    window = _Window(history, horizon)
    past, bought = window.past, window.bought
    if not len(past):
        return own_rate(history, horizon, spend)
    edges = np.unique(np.quantile(past.silence, np.arange(1, BINS) / BINS))
    was, now = (np.searchsorted(edges, each.silence) for each in (past, history))
    count = len(edges) + 1
    share = window.stretched(_shares(was, bought, count))
    size = np.bincount(was, minlength=count)
    mean = (np.bincount(was, bought, count) + PRIOR * bought.mean()) / (size + PRIOR)
    purchases = mean[now] * window.stretch
    return Forecast(share[now], purchases, purchases * spend)


RULES = {
    "bought_again": bought_again,
    "own_rate": own_rate,
    "recency_bins": recency_bins,
}


class _Window:
    """The last window before ``as_of``: as long as the horizon, or half of a shorter history.

    ``past`` is the history before it, ``bought`` what each of its customers bought in it.
    """

    def __init__(self, history, horizon):
        span = int(history.as_of - history.day.min()) if len(history) else 0
        self.days = max(1, min(horizon, span // 2))
        self.stretch = horizon / self.days
        self.past = history.until(history.as_of - self.days)
        self.bought = history.after(self.past)[0]

    def stretched(self, share):
        """The share that buys within the horizon, of those that bought within a shorter window."""
        return -np.expm1(self.stretch * np.log1p(-share))


def _shares(group, bought, groups):
    """Share of each group that bought anything, with a bit of the whole base in it."""
    if not len(group):
        return np.full(groups, 0.5)
    whole = ((bought > 0).sum() + 0.5) / (len(group) + 1)
    size = np.bincount(group, minlength=groups)
    return (np.bincount(group, bought > 0, groups) + PRIOR * whole) / (size + PRIOR)
