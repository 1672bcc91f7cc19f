"""What the figures of one customer give: the rules of :mod:`.scores` once more, in Python.

The SQL decides; ``tests/test_what_if_random.py`` holds the two against each other. Numbers are
exact (:class:`~decimal.Decimal`), as they are in PostgreSQL.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

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

    def value(self, name):
        """Of a dimension; None is unknown."""
        if name in RFM:
            return getattr(self, DIMENSIONS[name].column)
        return self.more.get(name)

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
        value = figures.value(name)
        if value is None:
            return None
        return 1 + bisect_right(self.cuts[name], self.signs[name] * value)

    def _composite(self, scores):
        """100 × Σ w·(s−1)/(k−1) ÷ Σ w over the known scores, to one decimal."""
        known = {name: points for name, points in scores.items() if points}
        weights = sum(self.weights[name] for name in known)
        if not weights:
            return Decimal(0)
        weighted = sum(
            self.weights[name] * (points - 1) for name, points in known.items()
        )
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
