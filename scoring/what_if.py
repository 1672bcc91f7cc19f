"""What it would take for one customer to change tier, without a query.

The rules of :mod:`.settle` once more, and searches over :mod:`.judge`, so that a form can
answer "what if". Everyone else is taken to stay as they are: cut points and limits are those of a
published run.

A tier changes only where the figures pass a cut point or a limit, so the searches try these and
nothing between: what they find is exact, also where a better figure can give a worse tier (a
grid may say so).
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import accumulate
from math import floor

from .judge import Figures, Judge


@dataclass(frozen=True)
class Standing:
    """Where a customer stands, as its profile says.

    :ivar held: the place of its computed tier among those of the policy; None: it has none
    :ivar pending: the place that it is about to come into, since when, by how many runs
    """

    held: int | None = None
    since: date | None = None
    pending: int | None = None
    pending_since: date | None = None
    pending_runs: int = 0

    def waits(self, wanted):
        """Is it waiting already to move in this direction?"""
        if not self.pending or wanted == self.held:
            return False
        return (self.pending < self.held) == (wanted < self.held)


@dataclass(frozen=True)
class Outcome:
    """What comes of a judgement.

    :ivar wanted: the place that the customer should have
    :ivar settled: the place that it gets now
    :ivar due: the day from which it has the wanted place, if nothing changes; None: it has it
    :ivar runs: how many more runs have to find it better before it moves up
    """

    wanted: int
    settled: int
    due: date | None = None
    runs: int = 0


def settle(rules, standing, wanted, day):
    """What a quick refresh of that day makes of it; see :mod:`.settle`.

    :param SettleRules rules: how slowly changes become true
    :rtype: Outcome
    """
    if standing.held is None or wanted == standing.held:
        return Outcome(wanted, wanted)
    waits = standing.waits(wanted)
    runs = 0
    if wanted > standing.held:
        due = (standing.pending_since if waits else day) + timedelta(rules.grace_days)
    elif rules.promote_after <= 1:
        due = day
    else:
        found = standing.pending_runs or 0 if waits else 0
        runs = max(rules.promote_after - found, 0)
        due = day + timedelta(runs)
    if standing.since:
        due = max(due, standing.since + timedelta(rules.min_stay_days))
    return Outcome(wanted, wanted if due <= day else standing.held, due, runs)


@dataclass(frozen=True)
class History:
    """What a customer bought, day by day, oldest first.

    :ivar days: rows ``(day, amount, number of purchases)``
    :ivar decimals: of the currency; totals are rounded once, at the end
    """

    days: tuple
    window_days: int
    decimals: int

    @cached_property
    def _totals(self):
        """Amounts and purchases before each row, and after the last one."""
        return (
            list(accumulate((row[1] for row in self.days), initial=Decimal(0))),
            list(accumulate((row[2] for row in self.days), initial=0)),
        )

    @cached_property
    def last_purchase(self):
        return max((day for day, _amount, count in self.days if count), default=None)

    @property
    def purchases(self):
        """How many purchases there ever were."""
        return self._totals[1][-1]

    def figures(self, day, more):
        """The figures of a day, if nothing is bought any more; None: never bought anything."""
        if not self.last_purchase:
            return None
        first = bisect_right(
            self.days, day - timedelta(self.window_days), key=lambda d: d[0]
        )
        amounts, counts = self._totals
        unit = Decimal(1).scaleb(-self.decimals)
        return Figures(
            (day - self.last_purchase).days,
            counts[-1] - counts[first],
            (amounts[-1] - amounts[first]).quantize(unit, ROUND_HALF_UP),
            more,
        )

    def turning_days(self, judge, after):
        """The days after this one on which the figures can begin to count for something else.

        A row falls out of the window, or recency passes a cut point.
        """
        dropping = (day + timedelta(self.window_days) for day, *_rest in self.days)
        ageing = (
            self.last_purchase + timedelta(floor(-cut) + 1)
            # a threshold of a hundred years is never passed
            for cut in judge.cuts["recency"]
            if -cut < 36500
        )
        return sorted({day for day in (*dropping, *ageing) if day > after})


@dataclass(frozen=True)
class Fall:
    """When a customer that buys nothing any more comes into a worse tier.

    :ivar since: the first day on which its figures are too low
    :ivar day: the day on which it has the worse tier
    """

    since: date
    day: date
    place: int


@dataclass(frozen=True)
class Case:
    """One customer on one day: what it has, and what it would take to have something else.

    :ivar unit: the smallest amount of the currency
    """

    judge: Judge
    figures: Figures
    standing: Standing
    day: date
    unit: Decimal

    @property
    def rules(self):
        return self.judge.policy

    @cached_property
    def now(self):
        return self._outcome(self.figures)

    def is_safe(self):
        """Does it have a tier that it could lose, but nothing says that it will?"""
        held = self.standing.held
        return bool(held) and held < len(self.rules.tiers) and self.now.wanted == held

    def _outcome(self, figures):
        wanted = self.judge(figures).wanted(self.standing.held)
        return settle(self.rules.settle, self.standing, wanted, self.day)

    def after_order(self, amount):
        """What comes of one order of this amount, confirmed today.

        :rtype: Outcome
        """
        return self._outcome(self.figures.after_order(amount))

    def with_order(self, amount):
        """The same customer once it has ordered for this amount.

        :rtype: Case
        """
        return replace(self, figures=self.figures.after_order(amount))

    def order_to_rise(self):
        """``(amount, place)``: the smallest order that lifts it out of its tier; or None."""
        return self._least_order(lambda wanted: wanted < self.standing.held)

    def order_to_keep(self):
        """The smallest order after which it need not move down; or None."""
        found = self._least_order(lambda wanted: wanted <= self.standing.held)
        return found and found[0]

    def _least_order(self, is_enough):
        missing = (
            self._whole(level - self.figures.monetary)
            for level in self.judge.money_levels()
        )
        # the smallest order is one unit: it counts for recency and frequency, and for
        # monetary where zero is passed
        amounts = {self.unit, self._whole(self.unit - self.figures.monetary), *missing}
        for amount in sorted(amount for amount in amounts if amount > 0):
            wanted = self.judge(self.figures.after_order(amount)).wanted(
                self.standing.held
            )
            if is_enough(wanted):
                return amount, wanted
        return None

    def _whole(self, amount):
        """Rounded up to the smallest amount of the currency."""
        return amount.quantize(self.unit, ROUND_CEILING)

    def usual_order(self):
        """The average amount of its purchases in the window; None: there is none."""
        if self.figures.is_lapsed or self.figures.monetary <= 0:
            return None
        usual = self.figures.monetary / self.figures.frequency
        return max(usual.quantize(self.unit, ROUND_HALF_UP), self.unit)

    def orders_to_rise(self, amount):
        """``(count, place)``: how few orders of this amount lift it; or None."""
        missing = (
            ((level - self.figures.monetary) / amount)
            for level in (*self.judge.money_levels(), self.unit)
        )
        more = (cut - self.figures.frequency for cut in self.judge.cuts["frequency"])
        counts = {
            1,
            *(int(n.to_integral_value(ROUND_CEILING)) for n in (*missing, *more)),
        }
        for count in sorted(count for count in counts if count > 0):
            figures = self.figures.after_order(amount, count)
            wanted = self.judge(figures).wanted(self.standing.held)
            if wanted < self.standing.held:
                return count, wanted
        return None

    def loss_to_fall(self):
        """The smallest amount by which monetary alone would be too low; or None."""
        monetary = self.figures.monetary
        losses = {
            monetary - self._whole(level) + self.unit
            for level in (*self.judge.money_levels(), self.unit)
        }
        for loss in sorted(loss for loss in losses if loss > 0):
            figures = replace(self.figures, monetary=monetary - loss)
            if self.judge(figures).wanted(self.standing.held) > self.standing.held:
                return loss
        return None

    def fall(self, history):
        """When it comes into a worse tier if it buys nothing any more; None: never.

        :param History history: what it bought up to today
        :rtype: Fall
        """
        held = self.standing.held
        since = due = place = None
        if self.now.wanted > held:
            waits = self.standing.waits(self.now.wanted)
            since = self.standing.pending_since if waits else self.day
            due, place = self.now.due, self.now.wanted
        for day in history.turning_days(self.judge, self.day):
            if due and day > due:
                break
            figures = history.figures(day, self.figures.more)
            wanted = self.judge(figures).wanted(held)
            if wanted <= held:
                since = due = None
                continue
            since = since or day
            waiting = replace(self.standing, pending=wanted, pending_since=since)
            due = settle(self.rules.settle, waiting, wanted, day).due
            place = wanted
        return Fall(since, due, place) if due else None
