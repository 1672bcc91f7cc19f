"""Where one score ends and the next begins, found in the data.

A cut point of score s is the worst value that still gets at least s. Scoring by quantiles
thereby becomes scoring by thresholds, and both go through :mod:`.scores`.
"""

from odoo.tools import SQL

from .dimensions import DIMENSIONS
from .metrics import METRIC_TABLE


def goodness(dimension):
    """SQL of a dimension's value, turned so that more is better."""
    column = SQL.identifier(DIMENSIONS[dimension].column)
    return SQL("-%s", column) if DIMENSIONS[dimension].lower_is_better else column


def quantile_cuts(policy_id, dimension, bins):
    """Cut points by mid-rank among the active customers of a policy.

    With ``below`` customers strictly worse and ``equal`` customers of the same value, out of
    N: score = 1 + ⌊k · (2·below + equal) / (2·N)⌋. The mid-rank quantile is Hazen's (1914)
    plotting position; equal values share it, so they share the score. Customers whose value is
    unknown are not among the N.

    :return: SQL of rows ``(dimension, score, cut point)``, worst first, in the dimension's own
        unit; a score that nobody reaches has no row
    """
    turn_back = SQL("-") if DIMENSIONS[dimension].lower_is_better else SQL()
    return SQL(
        """
        (
        -- one row per distinct value
        WITH distribution AS (
            SELECT %(goodness)s AS value, COUNT(*) AS equal
              FROM %(table)s
             WHERE policy_id = %(policy_id)s AND NOT is_lapsed
               AND %(goodness)s IS NOT NULL
          GROUP BY 1
        ), ranked AS (
            SELECT value,
                   equal,
                   (SUM(equal) OVER (ORDER BY value))::bigint - equal AS below,
                   (SUM(equal) OVER ())::bigint AS total
              FROM distribution
        ), scored AS (
            SELECT value, 1 + (%(bins)s * (2 * below + equal)) / (2 * total) AS score
              FROM ranked
        ), worst AS (
            SELECT score, MIN(value) AS value FROM scored GROUP BY score
        )
        SELECT %(dimension)s, step, (%(turn_back)s MIN(worst.value))::numeric
          FROM generate_series(2, %(bins)s) AS step
          JOIN worst ON worst.score >= step
      GROUP BY step
        )
        """,
        table=METRIC_TABLE,
        goodness=goodness(dimension),
        turn_back=turn_back,
        policy_id=policy_id,
        dimension=dimension,
        bins=bins,
    )


def pareto_borders(policy_id, ends):
    """The smallest amount in each tier, by share of revenue.

    The share of the total that lies strictly above a customer's amount decides: a customer is
    in the first tier whose ``until`` it stays below. Equal amounts share the figure; a giant
    has nothing above it, so it is always in the best tier. Only positive amounts count.

    :param ends: list of ``(tier id, per cent of the revenue at which it ends)``
    :return: SQL of rows ``(tier id, smallest amount)``; a tier that nobody reaches has no row
    """
    return SQL(
        """
        WITH distribution AS (
            SELECT monetary AS amount, SUM(monetary) AS revenue
              FROM %(table)s
             WHERE policy_id = %(policy_id)s AND NOT is_lapsed AND monetary > 0
          GROUP BY monetary
        ), ranked AS (
            SELECT amount,
                   SUM(revenue) OVER (ORDER BY amount DESC) - revenue AS above,
                   SUM(revenue) OVER () AS total
              FROM distribution
        )
        SELECT tier.id, MIN(ranked.amount)
          FROM (VALUES %(ends)s) AS tier (id, until)
          JOIN ranked ON 100 * ranked.above < tier.until * ranked.total
      GROUP BY tier.id
        """,
        table=METRIC_TABLE,
        policy_id=policy_id,
        ends=SQL(", ").join(SQL("(%s, %s::numeric)", *end) for end in ends),
    )
