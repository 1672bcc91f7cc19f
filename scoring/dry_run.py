"""What a run that is not published yet would do: counts over the lines and leavers it keeps."""

from odoo.tools import SQL


def matrix(run_ids):
    """SQL of customers and revenue by old and new tier.

    The revenue is the one that the run found; of those who would leave, the one they had.

    :return: rows ``(run_id, from_tier_id, tier_id, customers, revenue)``; no old tier: would
        enter, no new one: would leave
    """
    return SQL(
        """
        SELECT run_id, from_tier_id, tier_id, COUNT(*), COALESCE(SUM(revenue), 0)
          FROM (
                SELECT run_id, from_tier_id, tier_id, monetary AS revenue
                  FROM customer_tier_run_line
                 WHERE run_id = ANY(%(run_ids)s)
             UNION ALL
                SELECT run_id, from_tier_id, NULL, from_monetary
                  FROM customer_tier_run_leaver
                 WHERE run_id = ANY(%(run_ids)s)
               ) AS customer
      GROUP BY run_id, from_tier_id, tier_id
      ORDER BY run_id, from_tier_id, tier_id
        """,
        run_ids=list(run_ids),
    )


def salespeople(run_id, limit):
    """SQL of the salespeople whose customers would move or leave, the most touched first.

    :return: rows ``(user_id, up, down, left, revenue, salespeople in all)``; no user: customers
        without a salesperson. Revenue as in :func:`matrix`.
    """
    return SQL(
        """
        SELECT partner.user_id,
               COUNT(*) FILTER (WHERE direction = 'up'),
               COUNT(*) FILTER (WHERE direction = 'down'),
               COUNT(*) FILTER (WHERE direction = 'left'),
               COALESCE(SUM(revenue), 0),
               COUNT(*) OVER ()
          FROM (
                SELECT partner_id, direction, monetary AS revenue
                  FROM customer_tier_run_line
                 WHERE run_id = %(run_id)s AND direction IN ('up', 'down')
             UNION ALL
                SELECT partner_id, 'left', from_monetary
                  FROM customer_tier_run_leaver
                 WHERE run_id = %(run_id)s
               ) AS touched
          JOIN res_partner AS partner ON partner.id = touched.partner_id
      GROUP BY partner.user_id
      ORDER BY COUNT(*) DESC, SUM(revenue) DESC, partner.user_id
         LIMIT %(limit)s
        """,
        run_id=run_id,
        limit=limit,
    )
