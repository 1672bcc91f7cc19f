"""From metrics and cut points to scores, composite, tier and segment."""

from odoo.tools import SQL

from .cut_points import goodness
from .dimensions import DIMENSIONS, RFM
from .metrics import METRIC_TABLE
from .rules import segment_cube

# What is found out about a customer by itself, in the order of the columns of :func:`results`.
RESULT_COLUMNS = (
    "policy_id",
    "first_order_date",
    "last_order_date",
    "recency_days",
    "frequency",
    "monetary",
    "is_lapsed",
    "purchase_count",
    "unconverted_count",
    "has_duplicate",
    "low_confidence",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_code",
    "rfm_score",
    "dimension_scores",
    "segment_id",
)


def score(rules):
    """SQL of a dimension's score: 1 + the number of cut points that the value reaches.

    A lapsed customer gets 1; an unknown value gets no score. ``width_bucket`` counts the cut
    points by bisection.
    """
    sign = -1 if DIMENSIONS[rules.dimension].lower_is_better else 1
    return SQL(
        "CASE WHEN is_lapsed THEN 1 ELSE 1 + width_bucket(%s::numeric, %s::numeric[]) END",
        goodness(rules.dimension),
        [sign * cut for cut in rules.cuts],
    )


def composite(policy):
    """SQL of the RFM score: 100 × Σ w·(s−1)/(k−1) ÷ Σ w, rounded to one decimal.

    A dimension without a score takes its weight out of both sums.
    """
    weighted, weights = [], []
    for rules in policy.dimensions:
        points = SQL.identifier(DIMENSIONS[rules.dimension].score_column)
        weight = SQL("%s::numeric", rules.weight)
        if rules.dimension in RFM:
            weighted.append(SQL("%s * (%s - 1)", weight, points))
            weights.append(weight)
        else:
            weighted.append(SQL("COALESCE(%s * (%s - 1), 0)", weight, points))
            weights.append(
                SQL("CASE WHEN %s IS NULL THEN 0 ELSE %s END", points, weight)
            )
    return SQL(
        "COALESCE(ROUND(100 * (%s) / (%s * NULLIF(%s, 0)), 1), 0)",
        SQL(" + ").join(weighted),
        policy.bins - 1,
        SQL("(%s)", SQL(" + ").join(weights)),
    )


def dimension_scores(policy):
    """SQL of the values and scores beyond R, F and M: ``{"growth": [12.5, 4]}``, or null."""
    if not policy.extra_dimensions:
        return SQL("NULL::jsonb")
    pairs = SQL(", ").join(
        SQL(
            "%s::text, jsonb_build_array(%s, %s)",
            rules.dimension,
            SQL.identifier(DIMENSIONS[rules.dimension].column),
            SQL.identifier(DIMENSIONS[rules.dimension].score_column),
        )
        for rules in policy.extra_dimensions
    )
    return SQL("jsonb_build_object(%s)", pairs)


def _rank(value, limits, otherwise):
    """SQL of the place of the first limit (1 is the best tier) that a value reaches."""
    cases = SQL(" ").join(
        SQL("WHEN %s >= %s::numeric THEN %s", value, limit, place)
        for place, limit in enumerate(limits, start=1)
        if limit is not None
    )
    if not cases:
        return SQL("%s", otherwise)
    return SQL("CASE %s ELSE %s END", cases, otherwise)


def tier_ranks(policy):
    """SQL of two places among the policy's tiers, 1 for the best: to enter, and to stay.

    A customer comes into the tier of the first place from anywhere below, and stays in any tier
    down to that of the second place.

    By share of revenue, lapsed customers and those without a positive amount are in the last
    tier.
    """
    *limited, _last = policy.tiers
    if policy.tier_method == "score":
        value = SQL("rfm_score")
    else:
        value = SQL("CASE WHEN is_lapsed OR monetary <= 0 THEN NULL ELSE monetary END")
    enter, stay = (
        _rank(
            value,
            [tier.limit(policy.tier_method, inside=inside) for tier in limited],
            len(policy.tiers),
        )
        for inside in (False, True)
    )
    # without a margin the two are one; the better of the two guards against odd rules
    if policy.tier_method != "grid":
        return enter, SQL("LEAST(%s, %s)", enter, stay)
    corrected = [_corrected(policy, rank) for rank in (enter, stay)]
    return SQL("GREATEST(%s, %s)", *corrected), SQL("LEAST(%s, %s)", *corrected)


def _corrected(policy, rank):
    """SQL of the place that the grid of tier by revenue × segment makes of a place."""
    places = {tier_id: place for place, tier_id in enumerate(policy.tier_ids, 1)}
    cases = SQL(" ").join(
        SQL(
            "WHEN place = %s AND segment_id = %s THEN %s",
            places[tier_id],
            segment_id,
            places[corrected_id],
        )
        for tier_id, segment_id, corrected_id in policy.grid
        if tier_id in places and corrected_id in places
    )
    if not cases:
        return rank
    return SQL(
        "(SELECT CASE %s ELSE place END FROM (SELECT %s AS place) AS by_revenue)",
        cases,
        rank,
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
    """SQL of one row per customer of a policy: ``partner_id``, RESULT_COLUMNS, and the places
    among the policy's tiers to ``enter`` and to ``stay`` (see :func:`tier_ranks`).
    """
    scores = SQL(", ").join(
        SQL(
            "%s AS %s",
            score(rules),
            SQL.identifier(DIMENSIONS[rules.dimension].score_column),
        )
        for rules in policy.dimensions
    )
    enter, stay = tier_ranks(policy)
    return SQL(
        """
        SELECT partner_id, %(columns)s, %(enter)s AS enter, %(stay)s AS stay
          FROM (
                SELECT *,
                       CONCAT(recency_score, frequency_score, monetary_score)::varchar
                           AS rfm_code,
                       %(composite)s AS rfm_score,
                       %(dimension_scores)s AS dimension_scores,
                       %(segment)s AS segment_id
                  FROM (
                        SELECT *, %(scores)s
                          FROM %(table)s
                         WHERE policy_id = %(policy_id)s
                        -- keeps the planner from computing each score again for each use
                        OFFSET 0
                       ) AS scored
                OFFSET 0
               ) AS classified
        """,
        columns=SQL(", ").join(map(SQL.identifier, RESULT_COLUMNS)),
        enter=enter,
        stay=stay,
        composite=composite(policy),
        dimension_scores=dimension_scores(policy),
        segment=segment(policy, segments),
        scores=scores,
        table=METRIC_TABLE,
        policy_id=policy.policy_id,
    )


def results(rules):
    """SQL of one row per customer of the company, all policies together."""
    return SQL(" UNION ALL ").join(
        policy_results(policy, rules.segments) for policy in rules.policies
    )
