"""Whom a trigger puts into its campaign: from published moves to customers."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from odoo.tools import SQL

ENTER_TIER, LEAVE_TIER = "enter_tier", "leave_tier"
ENTER_SEGMENT, LEAVE_SEGMENT = "enter_segment", "leave_segment"

# Where a move and a profile say it: before, after, now.
TIER = (
    SQL("move.from_tier_id"),
    SQL("move.to_tier_id"),
    SQL("profile.tier_id"),
)
SEGMENT = (
    SQL("move.from_segment_id"),
    SQL("move.to_segment_id"),
    SQL("profile.segment_id"),
)


@dataclass(frozen=True)
class Trigger:
    """One trigger on one day.

    :ivar which: id of the tier or segment
    :ivar seen_move: the last move before it was switched on
    :ivar wait_days: so many days a move may wait for a place below the daily cap
    :ivar customer_days: a customer enters at most once in so many days; 0: once ever
    """

    campaign_id: int
    company_id: int
    event: str
    which: int
    seen_move: int
    today: date
    wait_days: int
    customer_days: int


def moved(trigger):
    """Rows ``(partner_id)``: customers that did what the trigger waits for, and may enter.

    A move counts only while what happened still holds: whoever fell asleep last week and bought
    yesterday is not woken up. A move that made its customer enter is used up.
    """
    return SQL(
        """
        SELECT move.partner_id
          FROM customer_tier_move AS move
          JOIN customer_profile AS profile
            ON profile.partner_id = move.partner_id
           AND profile.company_id = move.company_id
         WHERE move.company_id = %(company_id)s
           AND move.id > %(seen_move)s
           AND move.date > %(since)s
           AND move.date <= %(today)s
           AND %(happened)s
           AND NOT EXISTS (
               SELECT 1
                 FROM customer_tier_campaign_entry AS entry
                WHERE entry.campaign_id = %(campaign_id)s
                  AND entry.partner_id = move.partner_id
                  AND (entry.state IN ('waiting', 'active')
                       OR entry.entered_date >= move.date
                       OR entry.entered_date > %(long_ago)s))
      GROUP BY move.partner_id
        """,
        company_id=trigger.company_id,
        campaign_id=trigger.campaign_id,
        seen_move=trigger.seen_move,
        today=trigger.today,
        since=trigger.today - timedelta(days=trigger.wait_days),
        long_ago=trigger.today - timedelta(days=trigger.customer_days)
        if trigger.customer_days
        else date.min,
        happened=_happened(trigger.event, trigger.which),
    )


def _happened(event, which):
    before, after, now = TIER if event in (ENTER_TIER, LEAVE_TIER) else SEGMENT
    if event in (ENTER_TIER, ENTER_SEGMENT):
        return SQL(
            "%(after)s = %(which)s AND %(before)s IS DISTINCT FROM %(which)s "
            "AND %(now)s = %(which)s",
            before=before,
            after=after,
            now=now,
            which=which,
        )
    return SQL(
        "%(before)s = %(which)s AND %(after)s IS DISTINCT FROM %(which)s "
        "AND %(now)s IS DISTINCT FROM %(which)s",
        before=before,
        after=after,
        now=now,
        which=which,
    )


def biggest(judged, places):
    """Those of a judged audience who are in, the biggest first, as many as there are places.

    :param judged: SQL of rows as of :func:`.audience.judged`
    """
    return SQL(
        """
        SELECT *
          FROM (%(judged)s) AS judged
         WHERE judged.reason IS NULL
      ORDER BY judged.size DESC, judged.partner_id
         LIMIT %(places)s
        """,
        judged=judged,
        places=places,
    )


def among(audience, partner_ids):
    """The audience of these customers only; nobody else is judged.

    :param audience: as :class:`.audience.Audience`
    """
    meant = SQL(
        "SELECT * FROM (%(meant)s) AS rule WHERE rule.partner_id = ANY(%(ids)s)",
        meant=audience.meant,
        ids=[*partner_ids],
    )
    return replace(audience, meant=meant)


def as_if_in(judged):
    """A judged audience as if nobody were left out: for strata, of whoever may join one day."""
    return SQL(
        """
        SELECT partner_id, tier_id, segment_id, size, user_id, recipient_id,
               NULL::varchar AS reason
          FROM (%(judged)s) AS judged
        """,
        judged=judged,
    )


def last_move(company_id):
    """The last move of a company, 0 if there was none."""
    return SQL(
        "SELECT COALESCE(MAX(id), 0) FROM customer_tier_move WHERE company_id = %s",
        company_id,
    )
