"""Who bought when, for how much: the one form in which all models take it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class History:
    """Purchases up to and including the day ``as_of``, one row a customer and day.

    Days are whole numbers, one a day (days since any epoch, the same in all arguments). Several
    purchases on one day count as one. Everybody in here has bought at least once.

    :param customer: shape (n,), what the caller calls them, ascending
    :param start: shape (n + 1,): the rows of customer i are ``start[i]:start[i + 1]``
    :param day: shape (m,), ascending for each customer
    :param amount: shape (m,), in one currency; may be negative
    :param as_of: the last day that is known
    """

    customer: np.ndarray
    start: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    as_of: int

    def __len__(self):
        return len(self.customer)

    @cached_property
    def count(self):
        """Purchases, shape (n,), at least 1."""
        return np.diff(self.start)

    @cached_property
    def row_customer(self):
        """To whom each row belongs, shape (m,): positions in ``customer``."""
        return np.repeat(np.arange(len(self)), self.count)

    @property
    def first(self):
        return self.day[self.start[:-1]]

    @property
    def last(self):
        return self.day[self.start[1:] - 1]

    @property
    def repeat(self):
        """``x``: purchases after the first one."""
        return self.count - 1

    @property
    def recency(self):
        """``t_x``: days from the first to the last purchase."""
        return self.last - self.first

    @property
    def age(self):
        """Days from the first purchase to ``as_of``."""
        return self.as_of - self.first

    @property
    def silence(self):
        """Days from the last purchase to ``as_of``."""
        return self.as_of - self.last

    @cached_property
    def mean_amount(self):
        """Of a purchase, shape (n,)."""
        return self.amount_since(None) / self.count

    def amount_since(self, day):
        """Sum of amounts after ``day`` (of all of them if None), shape (n,)."""
        amount = self.amount
        if day is not None:
            amount = np.where(self.day > day, amount, 0.0)
        return np.bincount(self.row_customer, amount, len(self))

    def count_since(self, day):
        """Purchases after ``day``, shape (n,)."""
        return np.bincount(self.row_customer[self.day > day], minlength=len(self))

    def until(self, day):
        """The history as it was known at the end of ``day``: without later rows and customers."""
        known = self.day <= day
        count = np.bincount(self.row_customer[known], minlength=len(self))
        return History(
            customer=self.customer[count > 0],
            start=np.append(0, np.cumsum(count[count > 0])),
            day=self.day[known],
            amount=self.amount[known],
            as_of=min(day, self.as_of),
        )

    def only(self, chosen):
        """The history of some of the customers.

        :param chosen: shape (n,), boolean
        """
        rows = chosen[self.row_customer]
        return History(
            customer=self.customer[chosen],
            start=np.append(0, np.cumsum(self.count[chosen])),
            day=self.day[rows],
            amount=self.amount[rows],
            as_of=self.as_of,
        )

    def after(self, past):
        """``(purchases, amount)`` since ``past.as_of`` of the customers of that earlier history."""
        place = np.searchsorted(self.customer, past.customer)
        return (
            self.count_since(past.as_of)[place],
            self.amount_since(past.as_of)[place],
        )


def history(customer, day, amount, as_of):
    """A :class:`History` of rows in any order, those after ``as_of`` left out.

    :param customer, day, amount: shape (rows,); customers are anything that sorts
    """
    day = np.asarray(day, dtype=np.int64)
    known = day <= as_of
    names, place = np.unique(np.asarray(customer)[known], return_inverse=True)
    day, amount = day[known], np.asarray(amount, dtype=float)[known]
    base = day.min() if len(day) else 0
    key = place * (as_of - base + 1) + (day - base)
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.ones(len(key), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    at = np.flatnonzero(first)
    owner = place[order][at]
    return History(
        customer=names,
        start=np.append(0, np.cumsum(np.bincount(owner, minlength=len(names)))),
        day=day[order][at],
        amount=np.add.reduceat(amount[order], at) if len(at) else amount,
        as_of=as_of,
    )
