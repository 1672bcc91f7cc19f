"""The figures of the dashboard: one query over the profiles that the user may see.

Revenue is net and may be negative; *positive revenue* counts what is below zero as nothing, so
that shares of it are never negative and add up to one. *Buyers* are the active customers with
positive revenue: those that Pareto tiers are about.

The query reads the profiles once into memory, and counts them up once, by everything that a figure
tells apart, to some hundred rows; most figures are read from those. Measured with 100,000
customers: a third of the time of a count for each figure.
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


def more_memory():
    """Sorting and grouping 100,000 customers should not spill to disk; this transaction only."""
    return SQL("SET LOCAL work_mem = '64MB'")


def overview(profiles, bins, limits):
    """All that the dashboard shows of the customers now, as one row of one JSON object.

    :param profiles: SQL of rows of COLUMNS and ``needs_attention``
    :param bins: dict of policy id to the number of its score steps
    :param limits: list of :class:`.pareto.Limit`
    """
    return SQL(
        """
        WITH profile AS MATERIALIZED (%(profiles)s),
        -- one row per combination of what figures tell apart
        crowd AS MATERIALIZED (
            SELECT policy_id, tier_id, segment_id, is_lapsed, recency_score, frequency_score,
                   monetary > 0 AS is_positive,
                   CASE WHEN monetary > 0 AND is_lapsed IS NOT TRUE THEN %(level)s END AS level,
                   COUNT(*) AS customers,
                   SUM(monetary) AS revenue,
                   MIN(monetary) AS smallest,
                   MAX(monetary) AS biggest
              FROM profile
          GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        )
        SELECT json_build_object(
            'tiers', %(tiers)s,
            'segments', %(segments)s,
            'cells', %(cells)s,
            'points', %(points)s,
            'scatter', %(scatter)s,
            'attention', %(attention)s
        )
        """,
        profiles=profiles,
        level=_level(limits),
        tiers=_rows(_tiers()),
        segments=_rows(_segments()),
        cells=_rows(_cells(bins)),
        points=_rows(_curve()),
        scatter=_rows(_scatter()),
        attention=_rows(_attention()),
    )


def _rows(query):
    """The rows of a query as a list of JSON objects."""
    return SQL(
        "(SELECT COALESCE(json_agg(to_json(figure)), '[]') FROM (%s) AS figure)", query
    )


def _level(limits):
    """How many limits of its policy a customer's revenue reaches."""
    amounts = {}
    for limit in limits:
        amounts.setdefault(limit.policy_id, []).append(limit.amount)
    if not amounts:
        return SQL("0")
    return SQL(
        "CASE policy_id %s ELSE 0 END",
        SQL(" ").join(
            SQL(
                "WHEN %s THEN width_bucket(monetary, %s::numeric[])",
                policy_id,
                sorted(reached),
            )
            for policy_id, reached in amounts.items()
        ),
    )


def _tiers():
    """One row per policy, tier and level; the level is null of those who are no buyers."""
    return SQL(
        """
        SELECT policy_id, tier_id, level,
               SUM(customers) AS customers,
               SUM(revenue) AS revenue,
               COALESCE(SUM(revenue) FILTER (WHERE is_positive), 0) AS positive,
               MIN(smallest) AS smallest,
               MAX(biggest) AS biggest
          FROM crowd
      GROUP BY policy_id, tier_id, level
        """
    )


def _segments():
    return SQL(
        """
        SELECT segment_id, SUM(customers) AS customers, SUM(revenue) AS revenue
          FROM crowd
      GROUP BY segment_id
        """
    )


def _cells(bins):
    """One row per cell of the heat map that has active customers."""
    return SQL(
        """
        SELECT %(recency)s AS recency, %(frequency)s AS frequency,
               SUM(customers) AS customers, SUM(revenue) AS revenue,
               SUM(revenue) / SUM(customers) AS average
          FROM crowd
     LEFT JOIN (VALUES %(bins)s) AS policy (id, bins) ON policy.id = crowd.policy_id
         WHERE is_lapsed IS NOT TRUE
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
    """Points of the Pareto curve: every customer that takes it over a line of a fine grid.

    In floating point, which is twice as fast: a picture shows no difference.
    """
    return SQL(
        """
        SELECT place / buyers AS customers_share, sold / total AS revenue_share, amount
          FROM (
                SELECT monetary AS amount,
                       (ROW_NUMBER() OVER biggest)::float AS place,
                       SUM(monetary::float) OVER biggest AS sold
                  FROM profile
                 WHERE monetary > 0 AND is_lapsed IS NOT TRUE
                WINDOW biggest AS (ORDER BY monetary DESC, id ROWS UNBOUNDED PRECEDING)
               ) AS walk,
               (
                SELECT SUM(customers)::float AS buyers, SUM(revenue)::float AS total
                  FROM crowd
                 WHERE level IS NOT NULL
               ) AS whole
         WHERE FLOOR(%(steps)s * place / buyers) > FLOOR(%(steps)s * (place - 1) / buyers)
            OR FLOOR(%(steps)s * sold / total) > FLOOR(%(steps)s * (sold - amount) / total)
      ORDER BY place
        """,
        steps=CURVE_STEPS,
    )


def _scatter():
    """Active customers, at most so many: the same ones each time, whoever they are.

    A hash of the id has nothing to do with revenue, age or name: each customer is as likely to be
    shown as any other.
    """
    return SQL(
        """
        SELECT frequency, monetary, segment_id, id,
               (SELECT complete_name FROM res_partner WHERE id = shown.partner_id) AS name
          FROM (
                SELECT * FROM profile
                 WHERE is_lapsed IS NOT TRUE
              ORDER BY hashint4(id), id
                 LIMIT %(limit)s
               ) AS shown
      ORDER BY monetary DESC, id
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
