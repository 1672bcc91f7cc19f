"""The figures of the dashboard: one query over the profiles that the user may see.

Revenue is net and may be negative; *positive revenue* counts what is below zero as nothing, so
that shares of it are never negative and add up to one. *Buyers* are the active customers with
positive revenue: those that Pareto tiers are about.
"""

from odoo.tools import SQL

from ..scoring.rules import SEGMENT_SCALE

# Points of a curve lie at most this part of the whole apart, along either side.
CURVE_STEPS = 100
SCATTER_POINTS = 1500
ATTENTION_ROWS = 10

# What the query of the profiles has to select.
COLUMNS = (
    "id",
    "partner_id",
    "policy_id",
    "tier_id",
    "segment_id",
    "frequency",
    "monetary",
    "is_lapsed",
    "recency_score",
    "frequency_score",
)


def overview(profiles, bins, limits):
    """All that the dashboard shows of the customers now, as one row of one JSON object.

    :param profiles: SQL of rows of COLUMNS and ``needs_attention``
    :param bins: dict of policy id to the number of its score steps
    :param limits: list of :class:`Limit`
    """
    return SQL(
        """
        WITH profile AS MATERIALIZED (%(profiles)s),
        buyer AS MATERIALIZED (
            SELECT id, policy_id, tier_id, monetary
              FROM profile
             WHERE monetary > 0 AND NOT is_lapsed
        )
        SELECT json_build_object(
            'tiers', %(tiers)s,
            'segments', %(segments)s,
            'cells', %(cells)s,
            'points', %(points)s,
            'limits', %(limits)s,
            'scatter', %(scatter)s,
            'attention', %(attention)s,
            'active', (SELECT COUNT(*) FROM profile WHERE NOT is_lapsed)
        )
        """,
        profiles=profiles,
        tiers=_rows(_tiers()),
        segments=_rows(_segments()),
        cells=_rows(_cells(bins)),
        points=_rows(_curve()),
        limits=_rows(_limits(limits)),
        scatter=_rows(_scatter()),
        attention=_rows(_attention()),
    )


def _rows(query):
    """The rows of a query as a list of JSON objects."""
    return SQL(
        "(SELECT COALESCE(json_agg(to_json(figure)), '[]') FROM (%s) AS figure)", query
    )


def _tiers():
    """One row per policy and tier."""
    return SQL(
        """
        SELECT profile.policy_id, profile.tier_id,
               COUNT(*) AS customers,
               SUM(profile.monetary) AS revenue,
               SUM(GREATEST(profile.monetary, 0)) AS positive,
               COUNT(buyer.id) AS buyers,
               COALESCE(SUM(buyer.monetary), 0) AS bought,
               MIN(buyer.monetary) AS smallest,
               MAX(buyer.monetary) AS biggest
          FROM profile
     LEFT JOIN buyer ON buyer.id = profile.id
      GROUP BY profile.policy_id, profile.tier_id
        """
    )


def _segments():
    return SQL(
        """
        SELECT segment_id, COUNT(*) AS customers, SUM(monetary) AS revenue
          FROM profile
      GROUP BY segment_id
        """
    )


def _cells(bins):
    """One row per cell of the heat map that has active customers."""
    return SQL(
        """
        SELECT %(recency)s AS recency, %(frequency)s AS frequency,
               COUNT(*) AS customers, SUM(monetary) AS revenue, AVG(monetary) AS average
          FROM profile
     LEFT JOIN (VALUES %(bins)s) AS policy (id, bins) ON policy.id = profile.policy_id
         WHERE NOT is_lapsed
      GROUP BY 1, 2
      ORDER BY 1, 2
        """,
        recency=_on_segment_scale(SQL("recency_score")),
        frequency=_on_segment_scale(SQL("frequency_score")),
        bins=SQL(", ").join(bins.items() or [(0, SEGMENT_SCALE)]),
    )


def _on_segment_scale(score):
    """:func:`..scoring.rules.on_segment_scale` in SQL, for the joined ``policy.bins``."""
    return SQL(
        "1 + (2 * %(steps)s * (%(score)s - 1) + COALESCE(policy.bins, %(scale)s) - 1)"
        " / (2 * (COALESCE(policy.bins, %(scale)s) - 1))",
        steps=SEGMENT_SCALE - 1,
        scale=SEGMENT_SCALE,
        score=score,
    )


def _curve():
    """Points of the Pareto curve: every customer that takes it over a line of a fine grid."""
    return SQL(
        """
        SELECT customers_share, revenue_share, amount
          FROM (
                SELECT *,
                       FLOOR(%(steps)s * customers_share) AS column_number,
                       FLOOR(%(steps)s * revenue_share) AS row_number,
                       LAG(FLOOR(%(steps)s * customers_share), 1, 0.0) OVER walk AS last_column,
                       LAG(FLOOR(%(steps)s * revenue_share), 1, 0.0) OVER walk AS last_row
                  FROM (
                        SELECT id, monetary AS amount,
                               ROW_NUMBER() OVER biggest::numeric / COUNT(*) OVER ()
                                   AS customers_share,
                               SUM(monetary) OVER biggest / SUM(monetary) OVER ()
                                   AS revenue_share
                          FROM buyer
                        WINDOW biggest AS (
                            ORDER BY monetary DESC, id ROWS UNBOUNDED PRECEDING
                        )
                       ) AS share
                WINDOW walk AS (ORDER BY amount DESC, id)
               ) AS step
         WHERE column_number > last_column OR row_number > last_row
      ORDER BY customers_share
        """,
        steps=CURVE_STEPS,
    )


def _limits(limits):
    """What lies above each limit of a policy, if that one judges all buyers.

    ``exceptions`` are those that are above and have a worse tier, or below and a better one.
    """
    return SQL(
        """
        SELECT border.policy_id, border.tier_id, border.amount,
               COUNT(*) FILTER (WHERE monetary >= amount) AS customers,
               COALESCE(SUM(monetary) FILTER (WHERE monetary >= amount), 0) AS revenue,
               COUNT(*) FILTER (
                   WHERE (monetary >= amount) <> (buyer.tier_id = ANY(border.tier_ids))
               ) AS exceptions
          FROM (VALUES %(limits)s) AS border (policy_id, tier_id, amount, tier_ids)
          JOIN buyer ON TRUE
         WHERE border.policy_id = (
                SELECT MIN(policy_id) FROM buyer HAVING MIN(policy_id) = MAX(policy_id)
               )
      GROUP BY border.policy_id, border.tier_id, border.amount
      ORDER BY border.amount DESC
        """,
        limits=SQL(", ").join(
            SQL("(%s::integer, %s::integer, %s::numeric, %s::integer[])", *limit)
            for limit in limits or [(None, None, None, [])]
        ),
    )


def _scatter():
    """Active customers, at most so many: the same ones each time, whoever they are.

    A hash of the id has nothing to do with revenue, age or name: each customer is as likely to be
    shown as any other.
    """
    return SQL(
        """
        SELECT shown.frequency, shown.monetary, shown.segment_id, shown.id,
               partner.complete_name AS name
          FROM (
                SELECT * FROM profile
                 WHERE NOT is_lapsed
              ORDER BY hashint4(id), id
                 LIMIT %(limit)s
               ) AS shown
          JOIN res_partner AS partner ON partner.id = shown.partner_id
      ORDER BY shown.monetary DESC, shown.id
        """,
        limit=SCATTER_POINTS,
    )


def _attention():
    return SQL(
        """
        SELECT id FROM profile
         WHERE needs_attention
      ORDER BY monetary DESC, id
         LIMIT %(limit)s
        """,
        limit=ATTENTION_ROWS,
    )


def before(states):
    """Rows ``(tier id, customers, revenue, positive revenue)``.

    :param states: SQL of rows ``(tier_id, monetary)``
    """
    return SQL(
        """
        SELECT tier_id, COUNT(*), SUM(monetary), SUM(GREATEST(monetary, 0))
          FROM (%s) AS state
      GROUP BY tier_id
        """,
        states,
    )
