"""What anybody would guess: the rules that a model has to beat.

Each takes a :class:`.history.History` and a horizon in days, and gives a :class:`Forecast`. Shares are
taken from the last window of that length before ``as_of``, never from what came after.
"""

from typing import NamedTuple

import numpy as np

BINS = 10
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


def bought_again(history, horizon):
    """Who bought in the last window does so again, as often and for as much; the others do not.

    Not for certain: with the shares with which the window before foretold the last one.
    """
    day = history.as_of - horizon
    lately = history.count_since(day)
    past, bought = _window_before(history, horizon)
    was_lately = past.count_since(past.as_of - horizon) > 0
    share = _shares(was_lately.astype(int), bought, 2)
    return Forecast(
        share[(lately > 0).astype(int)], lately * 1.0, history.amount_since(day)
    )


def own_rate(history, horizon):
    """Everybody goes on at his own rate since the first purchase, at random times.

    One purchase at the rate of the base is added, or one day would make a rate of its own.
    """
    base = max(history.repeat.sum(), 1) / max(history.age.sum(), 1)
    purchases = horizon * (history.repeat + 1) / (history.age + 1 / base)
    return Forecast(-np.expm1(-purchases), purchases, purchases * history.mean_amount)


def recency_bins(history, horizon):
    """As who was as long silent a window ago: share that bought, and purchases, by ten bins."""
    past, bought = _window_before(history, horizon)
    if not len(past):
        return own_rate(history, horizon)
    edges = np.unique(np.quantile(past.silence, np.arange(1, BINS) / BINS))
    was, now = (np.searchsorted(edges, each.silence) for each in (past, history))
    count = len(edges) + 1
    share = _shares(was, bought, count)
    size = np.bincount(was, minlength=count)
    mean = (np.bincount(was, bought, count) + PRIOR * bought.mean()) / (size + PRIOR)
    return Forecast(share[now], mean[now], mean[now] * history.mean_amount)


RULES = {
    "bought_again": bought_again,
    "own_rate": own_rate,
    "recency_bins": recency_bins,
}


def _window_before(history, horizon):
    """The history a window ago, and what each of its customers bought since, shape (customers,)."""
    past = history.until(history.as_of - horizon)
    return past, history.after(past)[0]


def _shares(group, bought, groups):
    """Share of each group that bought anything, with a bit of the whole base in it."""
    if not len(group):
        return np.full(groups, 0.5)
    whole = ((bought > 0).sum() + 0.5) / (len(group) + 1)
    size = np.bincount(group, minlength=groups)
    return (np.bincount(group, bought > 0, groups) + PRIOR * whole) / (size + PRIOR)
