"""What the figures of one customer give, and what it would take to change that.

The rules of :mod:`.scores` and :mod:`.settle` once more, for one customer and without a query,
so that a form can answer "what if". The SQL decides; ``tests/test_what_if_random.py`` holds the two
against each other. Amounts are exact (:class:`~decimal.Decimal`), as they are in PostgreSQL.

Everyone else is taken to stay as they are: cut points and limits are those of a published run.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import accumulate
from math import floor

from .dimensions import DIMENSIONS, RFM
from .rules import on_segment_scale

ONE_DECIMAL = Decimal("0.1")


def exact(value):
    """A number as PostgreSQL reads it when it is given as a parameter."""
    return None if value is None else Decimal(str(value))


@dataclass(frozen=True)
class Figures:
    """What was measured of a customer on one day.

    :ivar more: values of the dimensions beyond these three; None or left out is unknown
    """

    recency_days: int
    frequency: int
    monetary: Decimal
    more: dict = field(default_factory=dict)

    @property
    def is_lapsed(self):
        return self.frequency == 0

    def after_order(self, amount, count=1):
        """The figures after orders of this amount each, made that day.

        An amount of zero or less (a return) is money, but no purchase.
        """
        monetary = self.monetary + count * amount
        if amount <= 0:
            return replace(self, monetary=monetary)
        return replace(
            self, recency_days=0, frequency=self.frequency + count, monetary=monetary
        )


NOTHING_BOUGHT = Figures(recency_days=0, frequency=0, monetary=Decimal(0))


@dataclass(frozen=True)
class Judgement:
    """What the figures give by themselves.

    :ivar scores: dimension to score; None where the value is unknown
    :ivar enter: the place among the tiers, 1 for the best, that the customer comes into
    :ivar stay: the worst place that it is not taken out of
    :ivar by_revenue: the place to enter before the grid corrected it
    """

    scores: dict
    composite: Decimal
    segment_id: int | None
    enter: int
    stay: int
    by_revenue: int

    def wanted(self, held):
        """The place that a customer should have which has this one (None: none yet)."""
        if held is None or self.enter < held:
            return self.enter
        return max(self.stay, held)


class Judge:
    """Judges figures by the rules of one policy."""

    def __init__(self, policy, segments):
        self.policy = policy
        self.segments = segments
        self.signs = {
            rule.dimension: -1 if DIMENSIONS[rule.dimension].lower_is_better else 1
            for rule in policy.dimensions
        }
        self.cuts = {
            rule.dimension: [exact(self.signs[rule.dimension] * c) for c in rule.cuts]
            for rule in policy.dimensions
        }
        self.weights = {
            rule.dimension: exact(rule.weight) for rule in policy.dimensions
        }
        *limited, _last = policy.tiers
        self.enter_limits, self.stay_limits = (
            [exact(tier.limit(policy.tier_method, inside=inside)) for tier in limited]
            for inside in (False, True)
        )
        self._grid = {
            (tier_id, segment_id): corrected_id
            for tier_id, segment_id, corrected_id in reversed(policy.grid)
        }

    def __call__(self, figures):
        scores = {name: self._score(name, figures) for name in self.cuts}
        composite = self._composite(scores)
        segment_id = self._segment(scores)
        if self.policy.tier_method == "score":
            value = composite
        else:
            counts = figures.monetary > 0 and not figures.is_lapsed
            value = figures.monetary if counts else None
        by_revenue = self._rank(value, self.enter_limits)
        enter = self._corrected(by_revenue, segment_id)
        stay = self._corrected(self._rank(value, self.stay_limits), segment_id)
        if self.policy.tier_method == "grid":
            enter, stay = max(enter, stay), min(enter, stay)
        return Judgement(
            scores, composite, segment_id, enter, min(enter, stay), by_revenue
        )

    def _score(self, name, figures):
        """1 + the number of cut points that the value reaches."""
        if figures.is_lapsed:
            return 1
        if name in RFM:
            value = getattr(figures, DIMENSIONS[name].column)
        else:
            value = figures.more.get(name)
        if value is None:
            return None
        return 1 + bisect_right(self.cuts[name], self.signs[name] * value)

    def _composite(self, scores):
        """100 × Σ w·(s−1)/(k−1) ÷ Σ w over the known scores, to one decimal."""
        known = {name: points for name, points in scores.items() if points}
        weights = sum(self.weights[name] for name in known)
        if not weights:
            return Decimal(0)
        weighted = sum(self.weights[name] * (points - 1) for name, points in known.items())
        share = 100 * weighted / (weights * (self.policy.bins - 1))
        return share.quantize(ONE_DECIMAL, ROUND_HALF_UP)

    def _segment(self, scores):
        cube = [on_segment_scale(scores[name], self.policy.bins) for name in RFM]
        return next((s.segment_id for s in self.segments if s.holds(*cube)), None)

    def _rank(self, value, limits):
        if value is not None:
            for place, limit in enumerate(limits, start=1):
                if limit is not None and value >= limit:
                    return place
        return len(self.policy.tiers)

    def _corrected(self, place, segment_id):
        """What the grid makes of a place; it can only lead to a tier of the policy."""
        tier_ids = self.policy.tier_ids
        corrected_id = self._grid.get((tier_ids[place - 1], segment_id))
        return tier_ids.index(corrected_id) + 1 if corrected_id in tier_ids else place

    def money_levels(self):
        """The amounts at which a customer's monetary begins to count for something else."""
        limits = self.enter_limits + self.stay_limits
        if self.policy.tier_method == "score":
            limits = []
        return {level for level in self.cuts["monetary"] + limits if level is not None}

    def _counting(self):
        """The dimensions beyond R, F and M that have a say in the tier."""
        return [
            DIMENSIONS[rule.dimension]
            for rule in self.policy.extra_dimensions
            if rule.weight and self.policy.tier_method == "score"
        ]

    def moved_by_orders(self):
        """Can an order move something that counts, but is not known before?"""
        return any(not dimension.steady for dimension in self._counting())

    def unknown_before_purchase(self):
        """Does something count that is not known of those who have bought nothing yet?"""
        return bool(self._counting())


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
        return bool(self.pending) and (self.pending < self.held) == (wanted < self.held)


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
        first = bisect_right(self.days, day - timedelta(self.window_days), key=lambda d: d[0])
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
        counts = {1, *(int(n.to_integral_value(ROUND_CEILING)) for n in (*missing, *more))}
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
