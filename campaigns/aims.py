"""Who has met the aim of a campaign, and who does not belong to it any more, set-based.

Treated customers and those held out are looked at alike.
"""

from datetime import datetime, time

from odoo.tools import SQL

from ..insight.months import governed
from ..scoring.purchases import first_instant
from .entries import AUDIENCE

BUYERS = SQL.identifier("customer_tier_campaign_buyer")


# ----------------------------------------------------------------- purchases


def first_day(campaign_id):
    """SQL of the day on which the first of those looked at entered."""
    return SQL(
        """
        SELECT MIN(entered_date)
          FROM customer_tier_campaign_entry
         WHERE campaign_id = %s AND state IN ('active', 'finished')
        """,
        campaign_id,
    )


def bought_on(purchases, since, company_id, source, sources):
    """SQL of rows ``(partner_id, day)``: customers, and the days they bought on.

    :param purchases: :class:`..scoring.purchases.Purchases` of this source
    :param since: the first day
    :param sources: dict of source to the ids of the policies that go by it
    """
    start = (
        first_instant(since, purchases.time_zone)
        if purchases.time_zone
        else datetime.combine(since, time.min)
    )
    return SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id, %(day)s AS day
          FROM (%(rows)s) AS purchase
          JOIN res_partner AS partner ON partner.id = purchase.partner_id
     LEFT JOIN customer_profile AS profile
            ON profile.partner_id = partner.commercial_partner_id
           AND profile.company_id = %(company_id)s
         WHERE purchase.is_purchase
           AND purchase.bought_at >= %(start)s
           AND %(governed)s
        """,
        day=purchases.local_date(SQL("purchase.bought_at")),
        rows=purchases.rows,
        company_id=company_id,
        start=start,
        governed=governed(source, sources, SQL.identifier("profile", "policy_id")),
    )


def create_buyer_table(campaign_id, bought):
    """Rows ``(entry_id, day)``: the first purchase since entering; for this transaction.

    :param bought: list of :func:`bought_on`
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
        SELECT entry.id AS entry_id, MIN(bought.day) AS day
          FROM customer_tier_campaign_entry AS entry
          JOIN (%(bought)s) AS bought
            ON bought.partner_id = entry.partner_id
           AND bought.day >= entry.entered_date
         WHERE entry.campaign_id = %(campaign_id)s
           AND entry.state IN ('active', 'finished')
      GROUP BY entry.id;
        ANALYZE %(table)s
        """,
        table=BUYERS,
        bought=SQL(" UNION ALL ").join(bought),
        campaign_id=campaign_id,
    )


# ---------------------------------------------------------------------- aims


def buy(campaign_id):
    """The aim is met on the day of the first purchase.

    Also by those who have taken all steps, as long as the outcome is counted.
    """
    return SQL(
        """
        UPDATE customer_tier_campaign_entry AS entry
           SET state = 'goal', goal_date = buyer.day
          FROM %(buyers)s AS buyer
         WHERE buyer.entry_id = entry.id
           AND entry.campaign_id = %(campaign_id)s
           AND (entry.state = 'active'
                OR entry.state = 'finished' AND buyer.day <= entry.outcome_end)
        """,
        buyers=BUYERS,
        campaign_id=campaign_id,
    )


def _met_today(campaign, today, condition):
    """The aim is met today by those whose profile fulfils a condition.

    :param condition: on the aliases ``entry`` and ``profile``
    """
    return SQL(
        """
        UPDATE customer_tier_campaign_entry AS entry
           SET state = 'goal', goal_date = %(today)s
          FROM customer_profile AS profile
         WHERE profile.partner_id = entry.partner_id
           AND profile.company_id = entry.company_id
           AND entry.campaign_id = %(campaign_id)s
           AND (entry.state = 'active'
                OR entry.state = 'finished' AND entry.outcome_end >= %(today)s)
           AND %(condition)s
        """,
        campaign_id=campaign.id,
        today=today,
        condition=condition,
    )


def reach_tier(campaign, today):
    """Who is in the tier to reach, or a better one; see :mod:`..scoring.direction`."""
    return _met_today(
        campaign,
        today,
        SQL(
            """
            profile.tier_id IN (
                SELECT tier.id
                  FROM customer_tier AS tier, customer_tier AS wanted
                 WHERE wanted.id = %s
                   AND (tier.sequence, tier.id) <= (wanted.sequence, wanted.id)
            )
            """,
            campaign.goal_tier_id.id or None,
        ),
    )


def leave_segment(campaign, today):
    """Who is in none of the segments any more, or not in the one it entered with."""
    segment_ids = campaign.segment_ids.ids
    return _met_today(
        campaign,
        today,
        SQL("profile.segment_id <> ALL(%s)", segment_ids)
        if segment_ids
        else SQL("profile.segment_id <> entry.segment_id"),
    )


# ------------------------------------------------------------------- leaving


def _leave(campaign_id, today, reason, condition):
    """:param condition: on the alias ``entry``"""
    return SQL(
        """
        UPDATE customer_tier_campaign_entry AS entry
           SET state = 'left', left_date = %(today)s, left_reason = %(reason)s
         WHERE entry.campaign_id = %(campaign_id)s
           AND entry.state = 'active'
           AND %(condition)s
        """,
        campaign_id=campaign_id,
        today=today,
        reason=reason,
        condition=condition,
    )


def leave_archived(campaign_id, today):
    return _leave(
        campaign_id,
        today,
        "archived",
        SQL(
            """
            EXISTS (
                SELECT FROM res_partner AS partner
                 WHERE partner.id = entry.partner_id AND NOT partner.active
            )
            """
        ),
    )


# Reasons of the judged audience that say who a customer is, and not when or how to reach it:
# whoever is in it and was called yesterday stays in it.
NO_MATCH = ("archived", "not_customer", "colleague")


def leave_unmatched(campaign_id, today):
    """Who does not meet the rules of a living audience today."""
    return _leave(
        campaign_id,
        today,
        "audience",
        SQL(
            """
            NOT EXISTS (
                SELECT FROM %s AS audience
                 WHERE audience.partner_id = entry.partner_id
                   AND (audience.reason = ANY(%s)) IS NOT TRUE
            )
            """,
            AUDIENCE,
            list(NO_MATCH),
        ),
    )


def leave_merged(campaign_id, today):
    """Who is no customer of its own any more, but a department of another one."""
    return _leave(
        campaign_id,
        today,
        "audience",
        SQL(
            """
            EXISTS (
                SELECT FROM res_partner AS partner
                 WHERE partner.id = entry.partner_id
                   AND partner.commercial_partner_id <> partner.id
            )
            """
        ),
    )


def leave_all(campaign_id, today):
    """The campaign was stopped."""
    return _leave(campaign_id, today, "stopped", SQL("TRUE"))
