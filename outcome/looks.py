"""When results of a campaign are told, and how sure each of them must be.

A result is about the customers whose own days are over. Where all enter together there is one
look, once they are. Where customers keep entering, that moment never comes; there look k is
``k x window`` days after the first one entered, which is decided before anything is known, and
is about everybody whose days are over by then. Of looks that would be about nobody new nothing
is told.

Whoever looks several times and believes the first success finds one too often. So look k may be
wrong with only 6 / (pi k)^2 of the error. Over all looks ever that adds up to the whole of it
(Euler: 1 + 1/4 + 1/9 + ... = pi^2 / 6), so all of them hold together with 95 %, however many there
will be and however much they have in common (Bonferroni's inequality). That an error may be spent
over looks whose number nobody knows beforehand: Lan and DeMets, "Discrete sequential boundaries
for clinical trials", Biometrika 70 (1983), 659-663. Their boundaries are narrower, but rest on
how the looks depend on each other, which late and repeated customers leave unknown.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import pi

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Look:
    """:ivar day: customers count whose last day is before it
    :ivar number: k, from 1; 0 if there is no other
    """

    day: date
    number: int

    @property
    def until(self):
        """The last day that counts."""
        return self.day - ONE_DAY


@dataclass(frozen=True)
class Schedule:
    """The looks at those who have entered so far. Newcomers only add later ones.

    :ivar first: the day on which the first customer entered
    :ivar looks: tuple of :class:`Look`, in their order
    """

    first: date
    looks: tuple

    def last(self, today):
        """The last look until a day, or None."""
        past = [look for look in self.looks if look.day <= today]
        return past[-1] if past else None

    def next(self, today):
        """The first look after a day, or None as long as nobody new enters."""
        return next((look for look in self.looks if look.day > today), None)


def only_look(first, ends):
    """The schedule where nobody enters later.

    :param ends: last days that count, of all customers
    """
    return Schedule(first, (Look(max(ends) + ONE_DAY, 0),))


def schedule(first, ends, window):
    """The schedule where customers keep entering.

    :param window: days that count for each customer
    """
    numbers = {(end - first).days // window + 1 for end in ends}
    return Schedule(
        first,
        tuple(
            Look(first + timedelta(days=number * window), number)
            for number in sorted(numbers)
        ),
    )


def spent(confidence, number):
    """The confidence of a look.

    :param confidence: of all looks together
    :param number: of :class:`Look`
    """
    if not number:
        return confidence
    return 1 - (1 - confidence) * 6 / (pi * number) ** 2
