"""Where the effort goes, beside where the revenue comes from, in one period of one company."""

from odoo.tools import SQL

from .touches import CONTACT_KINDS, touches


def forget(table, report_id):
    """Drop the rows of a report that is shown again, perhaps of another period."""
    return SQL("DELETE FROM %s WHERE report_id = %s", SQL.identifier(table), report_id)


def fill_lines(report_id, user_id, now, period, profiles):
    """One line per tier and salesperson of the customers as they are now.

    Revenue is that of the profiles. Effort is the number of activities, visits and meetings; a
    written message is shown, but it is not counted as effort.

    :param SQL profiles: ids of the profiles to look at
    """
    return SQL(
        """
        WITH touch AS (
            SELECT partner_id,
                   COUNT(*) FILTER (WHERE kind = 'visit') AS visit_count,
                   COUNT(*) FILTER (WHERE kind = 'meeting') AS meeting_count,
                   COUNT(*) FILTER (WHERE kind = 'call') AS call_count,
                   COUNT(*) FILTER (WHERE kind = 'mail') AS message_count,
                   COUNT(*) FILTER (WHERE kind = 'other') AS other_count,
                   COUNT(*) FILTER (WHERE kind != 'mail') AS effort,
                   COUNT(*) FILTER (WHERE kind = ANY(%(contact_kinds)s)) AS contact_count
              FROM (%(touches)s) AS touch
          GROUP BY partner_id
        ), line AS (
            SELECT profile.tier_id,
                   partner.user_id,
                   COUNT(*) AS customer_count,
                   COUNT(*) FILTER (
                       WHERE COALESCE(touch.contact_count, 0) = 0
                   ) AS quiet_count,
                   COALESCE(SUM(profile.monetary), 0) AS revenue,
                   COALESCE(SUM(touch.visit_count), 0) AS visit_count,
                   COALESCE(SUM(touch.meeting_count), 0) AS meeting_count,
                   COALESCE(SUM(touch.call_count), 0) AS call_count,
                   COALESCE(SUM(touch.message_count), 0) AS message_count,
                   COALESCE(SUM(touch.other_count), 0) AS other_count,
                   COALESCE(SUM(touch.effort), 0) AS effort
              FROM customer_profile AS profile
              JOIN res_partner AS partner ON partner.id = profile.partner_id
         LEFT JOIN touch ON touch.partner_id = profile.partner_id
             WHERE profile.id IN %(profiles)s
          GROUP BY profile.tier_id, partner.user_id
        ), share AS (
            SELECT *,
                   COALESCE(100 * revenue / NULLIF(SUM(revenue) OVER (), 0), 0)
                       AS revenue_share,
                   COALESCE(100.0 * effort / NULLIF(SUM(effort) OVER (), 0), 0)
                       AS effort_share
              FROM line
        )
        INSERT INTO customer_tier_balance_line (
            report_id, company_id, tier_id, user_id, customer_count, quiet_count, revenue,
            visit_count, meeting_count, call_count, message_count, other_count, effort,
            revenue_share, effort_share, gap, create_uid, create_date, write_uid, write_date
        )
        SELECT %(report_id)s, %(company_id)s, tier_id, user_id, customer_count, quiet_count,
               revenue, visit_count, meeting_count, call_count, message_count, other_count,
               effort, revenue_share, effort_share, effort_share - revenue_share,
               %(user_id)s, %(now)s, %(user_id)s, %(now)s
          FROM share
        """,
        contact_kinds=[*CONTACT_KINDS],
        touches=touches(period),
        profiles=profiles,
        report_id=report_id,
        company_id=period.company_id,
        user_id=user_id,
        now=now,
    )


def fill_quiet(report_id, user_id, now, period, profiles, recent, before):
    """Customers who bought more than in the period before, and whom nobody talked to.

    :param Purchases recent: purchases whose window is the period
    :param Purchases before: the same, with a window twice as long
    """
    return SQL(
        """
        WITH bought AS (
            SELECT partner.commercial_partner_id AS partner_id,
                   COALESCE(
                       SUM(purchase.amount) FILTER (WHERE bought_at >= %(recent_start)s), 0
                   ) AS revenue,
                   COALESCE(
                       SUM(purchase.amount) FILTER (WHERE bought_at < %(recent_start)s), 0
                   ) AS revenue_before
              FROM (%(purchases)s) AS purchase
              JOIN res_partner AS partner ON partner.id = purchase.partner_id
             WHERE bought_at >= %(before_start)s
          GROUP BY partner.commercial_partner_id
        )
        INSERT INTO customer_tier_balance_quiet (
            report_id, company_id, partner_id, tier_id, segment_id, revenue, revenue_before,
            growth, create_uid, create_date, write_uid, write_date
        )
        SELECT %(report_id)s, %(company_id)s, profile.partner_id, profile.tier_id,
               profile.segment_id, bought.revenue, bought.revenue_before,
               bought.revenue - bought.revenue_before,
               %(user_id)s, %(now)s, %(user_id)s, %(now)s
          FROM customer_profile AS profile
          JOIN bought ON bought.partner_id = profile.partner_id
         WHERE profile.id IN %(profiles)s
           AND bought.revenue > GREATEST(bought.revenue_before, 0)
           AND NOT EXISTS (
                SELECT FROM (%(touches)s) AS touch
                 WHERE touch.partner_id = profile.partner_id
                   AND touch.kind = ANY(%(contact_kinds)s)
               )
        """,
        recent_start=recent.window_start,
        before_start=before.window_start,
        purchases=before.rows,
        touches=touches(period),
        contact_kinds=[*CONTACT_KINDS],
        profiles=profiles,
        report_id=report_id,
        company_id=period.company_id,
        user_id=user_id,
        now=now,
    )
