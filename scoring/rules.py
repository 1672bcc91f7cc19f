"""The rules of a run, as values that can be kept beside its results.

A run writes these to its ledger entry (:func:`RunRules.to_json`), cut points included, so that
anyone can see later by which rules a customer was judged, and a quick refresh between two
runs judges by the very same ones.
"""

from dataclasses import asdict, dataclass, field, replace

# Score ranges of segments are written on this scale, whatever the number of bins.
SEGMENT_SCALE = 5


@dataclass(frozen=True)
class Dimension:
    """A measure that can be scored.

    :ivar column: the measure's column, in the metrics and on the profile
    :ivar lower_is_better: whether a smaller value is the better one
    """

    column: str
    lower_is_better: bool = False

    @property
    def score_column(self):
        return f"{self.column.split('_', maxsplit=1)[0]}_score"


# The order is that of the digits of an RFM code.
DIMENSIONS = {
    "recency": Dimension("recency_days", lower_is_better=True),
    "frequency": Dimension("frequency"),
    "monetary": Dimension("monetary"),
}


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
    """Which share of the revenue makes a tier.

    :ivar until: per cent of the revenue, counted from the biggest customer, at which this tier
        ends; None for the last tier, which takes the rest
    :ivar border: the smallest amount that still belongs to the tier; None if none does
    """

    tier_id: int
    until: float | None
    border: float | None = None


@dataclass(frozen=True)
class PolicyRules:
    policy_id: int
    domain: str
    source: str  # "sale" | "invoice"
    window_days: int
    bins: int
    dimensions: tuple
    tiers: tuple  # best first; never empty; only the last one has no ``until``

    def with_cuts(self, cuts, borders):
        """The same rules, with what a run has found in the data.

        :param dict cuts: dimension name to its cut points; names left out keep theirs
        :param dict borders: tier id to the smallest amount in it
        """
        return replace(
            self,
            dimensions=tuple(
                replace(rules, cuts=tuple(cuts.get(rules.dimension, rules.cuts)))
                for rules in self.dimensions
            ),
            tiers=tuple(
                replace(tier, border=borders.get(tier.tier_id)) for tier in self.tiers
            ),
        )


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

    @classmethod
    def from_json(cls, data):
        return cls(
            policies=tuple(
                PolicyRules(
                    **{
                        **policy,
                        "dimensions": tuple(
                            DimensionRules(**{**rules, "cuts": tuple(rules["cuts"])})
                            for rules in policy["dimensions"]
                        ),
                        "tiers": tuple(TierRules(**tier) for tier in policy["tiers"]),
                    }
                )
                for policy in data["policies"]
            ),
            segments=tuple(
                SegmentRules(
                    segment["segment_id"],
                    *(tuple(segment[name]) for name in DIMENSIONS),
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
