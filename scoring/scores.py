"""From metrics and cut points to scores, composite, tier and segment."""

from odoo.tools import SQL

from .cut_points import goodness
from .metrics import METRIC_TABLE
from .rules import DIMENSIONS, segment_cube

# What is computed of a customer, in the order of the columns of :func:`results`.
RESULT_COLUMNS = (
    "policy_id",
    "last_order_date",
    "recency_days",
    "frequency",
    "monetary",
    "is_lapsed",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_code",
    "rfm_score",
    "tier_id",
    "segment_id",
)


def score(rules):
    """SQL of a dimension's score: 1 + the number of cut points that the value reaches.

    A lapsed customer gets 1. ``width_bucket`` counts the cut points by bisection.
    """
    sign = -1 if DIMENSIONS[rules.dimension].lower_is_better else 1
    return SQL(
        "CASE WHEN is_lapsed THEN 1 ELSE 1 + width_bucket(%s::numeric, %s::numeric[]) END",
        goodness(rules.dimension),
        [sign * cut for cut in rules.cuts],
    )


def composite(policy):
    """SQL of the RFM score: 100 × Σ w·(s−1)/(k−1) ÷ Σ w, rounded to one decimal."""
    weighted = SQL(" + ").join(
        SQL(
            "%s::numeric * (%s - 1)",
            rules.weight,
            SQL.identifier(DIMENSIONS[rules.dimension].score_column),
        )
        for rules in policy.dimensions
    )
    total = SQL(" + ").join(
        SQL("%s::numeric", rules.weight) for rules in policy.dimensions
    )
    return SQL("ROUND(100 * (%s) / (%s * (%s)), 1)", weighted, policy.bins - 1, total)


def tier(policy):
    """SQL of the tier: the first one whose border the amount reaches, else the last.

    Lapsed customers and those without a positive amount are in the last tier.
    """
    *limited, last = policy.tiers
    cases = SQL(" ").join(
        SQL("WHEN monetary >= %s::numeric THEN %s", tier.border, tier.tier_id)
        for tier in limited
        if tier.border is not None
    )
    return SQL(
        "CASE WHEN is_lapsed OR monetary <= 0 THEN %(last)s %(cases)s ELSE %(last)s END",
        last=last.tier_id,
        cases=cases,
    )


def segment(policy, segments):
    """SQL of the segment: looked up in the cube of all combinations of scores."""
    bins = policy.bins
    return SQL(
        """
        (%(cube)s::integer[])[
            (recency_score - 1) * %(plane)s + (frequency_score - 1) * %(bins)s + monetary_score
        ]
        """,
        cube=segment_cube(segments, bins),
        plane=bins * bins,
        bins=bins,
    )


def policy_results(policy, segments):
    """SQL of one row per customer of a policy: ``partner_id`` and RESULT_COLUMNS."""
    rules = {rules.dimension: rules for rules in policy.dimensions}
    return SQL(
        """
        SELECT partner_id,
               policy_id,
               last_order_date,
               recency_days,
               frequency,
               monetary,
               is_lapsed,
               recency_score,
               frequency_score,
               monetary_score,
               CONCAT(recency_score, frequency_score, monetary_score)::varchar AS rfm_code,
               %(composite)s AS rfm_score,
               %(tier)s AS tier_id,
               %(segment)s AS segment_id
          FROM (
                SELECT *,
                       %(recency)s AS recency_score,
                       %(frequency)s AS frequency_score,
                       %(monetary)s AS monetary_score
                  FROM %(table)s
                 WHERE policy_id = %(policy_id)s
                -- keeps the planner from computing each score again for each use
                OFFSET 0
               ) AS scored
        """,
        table=METRIC_TABLE,
        policy_id=policy.policy_id,
        composite=composite(policy),
        tier=tier(policy),
        segment=segment(policy, segments),
        **{name: score(rules[name]) for name in DIMENSIONS},
    )


def results(rules):
    """SQL of one row per customer of the company, all policies together."""
    return SQL(" UNION ALL ").join(
        policy_results(policy, rules.segments) for policy in rules.policies
    )
