"""What SQL delivers of a measure: sums per stratum and arm, a few dozen rows whatever the
audience.

A measure is one number per customer: money, orders, or 1 for yes and 0 for no. Customers
without any purchase count with 0; they are most of them.
"""

from dataclasses import dataclass

# In each arm of a stratum: a variance needs two.
SMALLEST_ARM = 2


@dataclass(frozen=True)
class Sums:
    """One measure over one group of customers.

    :ivar n: customers
    :ivar total: sum of the measure
    :ivar squares: sum of its squares
    """

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    @classmethod
    def of_share(cls, n, yes):
        """Of a measure that is 1 or 0: its squares add up like itself."""
        return cls(n, yes, yes)

    @classmethod
    def of(cls, values):
        values = [*values]
        return cls(len(values), sum(values), sum(value * value for value in values))

    def __add__(self, other):
        return Sums(
            self.n + other.n, self.total + other.total, self.squares + other.squares
        )

    @property
    def mean(self):
        return self.total / self.n if self.n else 0.0

    @property
    def deviations(self):
        """Sum of squared deviations from the mean; rounding never makes it negative."""
        return max(self.squares - self.total * self.mean, 0.0)


@dataclass(frozen=True)
class Stratum:
    treated: Sums
    control: Sums

    def __add__(self, other):
        return Stratum(self.treated + other.treated, self.control + other.control)

    @property
    def is_enough(self):
        return min(self.treated.n, self.control.n) >= SMALLEST_ARM


def strata_of(rows):
    """Strata in their order, from the rows of SQL.

    :param rows: ``(stratum, is_held_out, n, total, squares)``; an arm without customers may be
        missing
    """
    arms = {}
    for number, is_held_out, n, total, squares in rows:
        arms.setdefault(number, {})[bool(is_held_out)] = Sums(
            n, float(total or 0), float(squares or 0)
        )
    return [
        Stratum(both.get(False, Sums()), both.get(True, Sums()))
        for _number, both in sorted(arms.items())
    ]


def merged(strata):
    """Neighbours together, until each stratum has enough customers in both arms.

    Only numbers of customers decide, never what they bought, so nothing is made to fit. What is
    left at the end joins the stratum before it.

    :return: list of strata that are each enough; empty if all together are not
    """
    result, current = [], Stratum(Sums(), Sums())
    for stratum in strata:
        current += stratum
        if current.is_enough:
            result.append(current)
            current = Stratum(Sums(), Sums())
    if result:
        result[-1] += current
    return result


def treated_weights(strata):
    """Share of each stratum among the treated.

    The effect is that on the customers who were treated: times their number it is the money that
    the campaign brought.
    """
    treated = sum(stratum.treated.n for stratum in strata)
    return [stratum.treated.n / treated for stratum in strata]
