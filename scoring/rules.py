"""The rules of a run, as values that can be kept beside its results.

A run writes these to its ledger entry (:func:`RunRules.to_json`), cut points included, so that
anyone can see later by which rules a customer was judged, and a quick refresh between two
runs judges by the very same ones.
"""

from dataclasses import asdict, dataclass, field, replace

from .dimensions import DIMENSIONS, RFM

# Score ranges of segments are written on this scale, whatever the number of bins.
SEGMENT_SCALE = 5


@dataclass(frozen=True)
class DimensionRules:
    """How one policy scores one dimension.

    :ivar cuts: the worst value that still gets at least score 2, 3, ..., in this order; a
        score that nobody can reach has no cut point, so the list may be shorter than k − 1
    """

    dimension: str
    weight: float
    method: str  # "quantile" | "threshold"
    cuts: tuple = ()


@dataclass(frozen=True)
class TierRules:
    """What it takes to come into a tier, and to stay in it.

    Which of these count is said by :attr:`PolicyRules.tier_method`. Leaving is never harder than
    entering: between the two lies the margin in which a customer stays where it is.

    :ivar until: per cent of the revenue, counted from the biggest customer, at which this tier
        ends; None for the last tier, which takes the rest
    :ivar border: the smallest amount that still belongs to the tier; None if none does
    :ivar leave_until: the same for those who are in the tier already; None: no margin
    :ivar leave_border: likewise
    :ivar score: the smallest composite that enters the tier
    :ivar leave_score: the smallest composite that stays in it; None: no margin
    """

    tier_id: int
    until: float | None
    border: float | None = None
    leave_until: float | None = None
    leave_border: float | None = None
    score: float | None = None
    leave_score: float | None = None

    def limit(self, method, *, inside):
        """The smallest value (amount or composite) with which a customer is in the tier.

        :param method: of the policy
        :param inside: whether the customer is in the tier (or a better one) already
        :return: None if no value is enough
        """
        if method == "score":
            has_margin = inside and self.leave_score is not None
            return self.leave_score if has_margin else self.score
        has_margin = inside and self.leave_until is not None
        return self.leave_border if has_margin else self.border


@dataclass(frozen=True)
class SettleRules:
    """How slowly a change of tier becomes true; as shipped, at once.

    :ivar promote_after: live runs in a row that must find a customer better
    :ivar grace_days: days from the first finding that a customer is worse to its demotion
    :ivar min_stay_days: days in a tier before it changes again, either way
    """

    promote_after: int = 1
    grace_days: int = 0
    min_stay_days: int = 0


@dataclass(frozen=True)
class GateRules:
    """What makes data doubtful, and what makes a nightly run wait for a manager.

    :ivar min_history_days: days since the first purchase below which data is thin
    :ivar min_purchases: purchases ever below which data is thin
    :ivar max_moved: per cent of the customers that may change tier in one nightly run; 0: any
    :ivar max_moved_revenue: per cent of the revenue, likewise
    """

    min_history_days: int = 0
    min_purchases: int = 1
    max_moved: float = 0
    max_moved_revenue: float = 0


@dataclass(frozen=True)
class PolicyRules:
    """
    :ivar tier_method: ``pareto`` (share of revenue), ``score`` (thresholds on the composite) or
        ``grid`` (the tier by share of revenue, corrected by segment)
    :ivar grid: ``(tier id by revenue, segment id, tier id)``; combinations left out keep the tier
    """

    policy_id: int
    domain: str
    source: str  # "sale" | "invoice"
    window_days: int
    bins: int
    dimensions: tuple
    tiers: tuple  # best first; never empty; only the last one has no ``until``
    tier_method: str = "pareto"
    grid: tuple = ()
    settle: SettleRules = SettleRules()
    gate: GateRules = GateRules()

    @property
    def extra_dimensions(self):
        """The rules of the dimensions beyond recency, frequency and monetary."""
        return tuple(rule for rule in self.dimensions if rule.dimension not in RFM)

    @property
    def tier_ids(self):
        return [tier.tier_id for tier in self.tiers]

    def with_cuts(self, cuts, borders, leave_borders):
        """The same rules, with what a run has found in the data.

        :param dict cuts: dimension name to its cut points; names left out keep theirs
        :param dict borders: tier id to the smallest amount in it
        :param dict leave_borders: tier id to the smallest amount that stays in it
        """
        return replace(
            self,
            dimensions=tuple(
                replace(rules, cuts=tuple(cuts.get(rules.dimension, rules.cuts)))
                for rules in self.dimensions
            ),
            tiers=tuple(
                replace(
                    tier,
                    border=borders.get(tier.tier_id),
                    leave_border=leave_borders.get(tier.tier_id),
                )
                for tier in self.tiers
            ),
        )

    def without_findings(self):
        found = {r.dimension: () for r in self.dimensions if r.method == "quantile"}
        return self.with_cuts(found, {}, {})

    @classmethod
    def from_json(cls, data):
        """Rules kept by an older version lack what it did not know: that has its default.

        A dimension whose add-on was removed since is scored no more.
        """
        known = dict(data)
        known["dimensions"] = tuple(
            DimensionRules(**{**rules, "cuts": tuple(rules["cuts"])})
            for rules in data["dimensions"]
            if rules["dimension"] in DIMENSIONS
        )
        known["tiers"] = tuple(TierRules(**tier) for tier in data["tiers"])
        known["grid"] = tuple(map(tuple, data.get("grid", ())))
        known["settle"] = SettleRules(**data.get("settle", {}))
        known["gate"] = GateRules(**data.get("gate", {}))
        return cls(**known)


@dataclass(frozen=True)
class SegmentRules:
    """A box in the cube of scores; bounds are inclusive, on a scale of 1 to 5."""

    segment_id: int
    recency: tuple
    frequency: tuple
    monetary: tuple

    def holds(self, recency, frequency, monetary):
        return (
            self.recency[0] <= recency <= self.recency[1]
            and self.frequency[0] <= frequency <= self.frequency[1]
            and self.monetary[0] <= monetary <= self.monetary[1]
        )


@dataclass(frozen=True)
class RunRules:
    policies: tuple = field(default_factory=tuple)  # the first that matches, wins
    segments: tuple = field(default_factory=tuple)  # likewise

    def to_json(self):
        return asdict(self)

    def without_findings(self):
        """The rules as they were before a run found its cut points and borders."""
        return replace(
            self, policies=tuple(policy.without_findings() for policy in self.policies)
        )

    @classmethod
    def from_json(cls, data):
        return cls(
            policies=tuple(map(PolicyRules.from_json, data["policies"])),
            segments=tuple(
                SegmentRules(
                    segment["segment_id"],
                    *(tuple(segment[name]) for name in RFM),
                )
                for segment in data["segments"]
            ),
        )


def on_segment_scale(score, bins):
    """A score of 1..bins on the scale 1..5 that segments are drawn on, rounded half up.

    >>> [on_segment_scale(score, 5) for score in range(1, 6)]
    [1, 2, 3, 4, 5]
    >>> [on_segment_scale(score, 3) for score in range(1, 4)]
    [1, 3, 5]
    >>> [on_segment_scale(score, 9) for score in range(1, 10)]
    [1, 2, 2, 3, 3, 4, 4, 5, 5]
    """
    steps = (SEGMENT_SCALE - 1) * (score - 1)
    return 1 + (2 * steps + bins - 1) // (2 * (bins - 1))


def segment_cube(segments, bins):
    """The segment of every combination of scores, in the order of the RFM codes.

    :param segments: :class:`SegmentRules`, first match wins
    :return: list of bins³ segment ids (or None), "111" first, the last score moving fastest
    """
    scores = [on_segment_scale(score, bins) for score in range(1, bins + 1)]
    return [
        next(
            (s.segment_id for s in segments if s.holds(recency, frequency, monetary)),
            None,
        )
        for recency in scores
        for frequency in scores
        for monetary in scores
    ]
