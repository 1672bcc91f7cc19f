"""The ledger of "visit every n days" and "talk to them every n days".

A row is one period of a promise: from the day it counts from (not included) to the day it is due
(included). It is kept by the first touch within, or missed when the day has passed. So there is
one row per customer and period, however often people call.
"""

from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL

from .touches import CONTACT_KINDS, TOUCH_TABLE, VISIT_KINDS


@dataclass(frozen=True)
class Cadence:
    """One kind of promise: its columns in ``customer_tier_service``, and what keeps it."""

    kind: str
    promised: SQL
    days: SQL
    since: SQL
    activity_type: SQL
    kept_by: tuple


CADENCES = (
    Cadence(
        "visit",
        SQL("service.visit_promised"),
        SQL("service.visit_days"),
        SQL("service.visit_since"),
        SQL("service.visit_activity_type_id"),
        VISIT_KINDS,
    ),
    Cadence(
        "contact",
        SQL("service.contact_promised"),
        SQL("service.contact_days"),
        SQL("service.contact_since"),
        SQL("service.contact_activity_type_id"),
        CONTACT_KINDS,
    ),
)


@dataclass(frozen=True)
class Books:
    """Whose ledger is written, and when.

    :ivar today: the company's day
    :ivar lead_days: how long before the day it is due an activity is planned
    :ivar fallback_user_id: responsible where there is no salesperson, or None
    """

    company_id: int
    today: date
    now: datetime
    lead_days: int
    fallback_user_id: int | None = None


def responsible(partner, company_id):
    """SQL of the user who owes the promise to a customer (alias of ``res_partner``).

    Companies share customers: a salesperson of another one is not told of this one's tiers.
    """
    return SQL(
        """(
            SELECT seller.id
              FROM res_users AS seller
              JOIN res_company_users_rel AS allowed
                ON allowed.user_id = seller.id AND allowed.cid = %(company_id)s
             WHERE seller.id = %(user_id)s AND seller.active AND NOT seller.share
        )""",
        user_id=SQL.identifier(partner, "user_id"),
        company_id=company_id,
    )


def owed_now(books, cadence):
    """What is promised as of today.

    Rows ``(partner_id, tier_id, user_id, days, since, activity_type_id)``.
    """
    return SQL(
        """
        SELECT profile.partner_id,
               profile.tier_id,
               COALESCE(%(responsible)s, %(fallback)s) AS user_id,
               %(days)s AS days,
               GREATEST(profile.tier_since, %(since)s) AS since,
               %(activity_type)s AS activity_type_id
          FROM customer_profile AS profile
          JOIN customer_tier_service AS service
            ON service.tier_id = profile.tier_id
           AND service.company_id = profile.company_id
           AND service.active
           AND %(promised)s
          JOIN res_partner AS partner
            ON partner.id = profile.partner_id AND partner.active
         WHERE profile.company_id = %(company_id)s
           AND GREATEST(profile.tier_since, %(since)s) <= %(today)s
        """,
        today=books.today,
        responsible=responsible("partner", books.company_id),
        fallback=books.fallback_user_id,
        days=cadence.days,
        since=cadence.since,
        activity_type=cadence.activity_type,
        promised=cadence.promised,
        company_id=books.company_id,
    )


def withdraw(books, cadence):
    """Open promises to customers who left the tier or were archived are owed no more.

    Merged contacts bring theirs along: of several, the one due last stays, which counts
    from the last visit to any of them.
    """
    return SQL(
        """
        UPDATE customer_tier_promise AS promise
           SET state = 'void'
         WHERE promise.company_id = %(company_id)s
           AND promise.kind = %(kind)s
           AND promise.state = 'open'
           AND (
                (promise.partner_id, promise.tier_id) NOT IN (
                    SELECT partner_id, tier_id FROM (%(owed)s) AS owed
                )
                OR EXISTS (
                    SELECT
                      FROM customer_tier_promise AS other
                     WHERE other.partner_id = promise.partner_id
                       AND other.company_id = promise.company_id
                       AND other.tier_id = promise.tier_id
                       AND other.kind = promise.kind
                       AND other.state = 'open'
                       AND (other.due_date, other.id) > (promise.due_date, promise.id)
                )
               )
        """,
        company_id=books.company_id,
        kind=cadence.kind,
        owed=owed_now(books, cadence),
    )


def hand_over(books, cadence):
    """Open promises are owed by whoever is responsible now."""
    return SQL(
        """
        UPDATE customer_tier_promise AS promise
           SET user_id = owed.user_id
          FROM (%(owed)s) AS owed
         WHERE promise.company_id = %(company_id)s
           AND promise.kind = %(kind)s
           AND promise.state = 'open'
           AND promise.partner_id = owed.partner_id
           AND promise.user_id IS DISTINCT FROM owed.user_id
        """,
        company_id=books.company_id,
        kind=cadence.kind,
        owed=owed_now(books, cadence),
    )


def keep(books, cadence):
    """Open promises with a touch in their period are kept, by the first one."""
    return SQL(
        """
        UPDATE customer_tier_promise AS promise
           SET state = 'kept', kept_rate = 1, kept_count = 1, done_at = touch.at
          FROM (
                SELECT promise.id, MIN(touch.at) AS at
                  FROM customer_tier_promise AS promise
                  JOIN %(touches)s AS touch
                    ON touch.partner_id = promise.partner_id
                   AND touch.kind = ANY(%(kept_by)s)
                   AND touch.day > promise.start_date
                   AND touch.day <= promise.due_date
                 WHERE promise.company_id = %(company_id)s
                   AND promise.kind = %(kind)s
                   AND promise.state = 'open'
              GROUP BY promise.id
               ) AS touch
         WHERE promise.id = touch.id
        """,
        touches=TOUCH_TABLE,
        kept_by=[*cadence.kept_by],
        company_id=books.company_id,
        kind=cadence.kind,
    )


def miss(books, cadence):
    """Promises still open when their day has passed are missed."""
    return SQL(
        """
        UPDATE customer_tier_promise
           SET state = 'missed', kept_rate = 0, missed_count = 1
         WHERE company_id = %(company_id)s
           AND kind = %(kind)s
           AND state = 'open'
           AND due_date < %(today)s
        """,
        company_id=books.company_id,
        kind=cadence.kind,
        today=books.today,
    )


def catch_up(books, cadence):
    """Missed promises say when the thing was done after all."""
    return SQL(
        """
        UPDATE customer_tier_promise AS promise
           SET done_at = touch.at, days_late = touch.day - promise.due_date
          FROM (
                SELECT DISTINCT ON (promise.id) promise.id, touch.at, touch.day
                  FROM customer_tier_promise AS promise
                  JOIN %(touches)s AS touch
                    ON touch.partner_id = promise.partner_id
                   AND touch.kind = ANY(%(kept_by)s)
                   AND touch.day > promise.due_date
                 WHERE promise.company_id = %(company_id)s
                   AND promise.kind = %(kind)s
                   AND promise.state = 'missed'
                   AND promise.done_at IS NULL
              ORDER BY promise.id, touch.at
               ) AS touch
         WHERE promise.id = touch.id
        """,
        touches=TOUCH_TABLE,
        kept_by=[*cadence.kept_by],
        company_id=books.company_id,
        kind=cadence.kind,
    )


def promise_next(books, cadence):
    """Open the next period of every customer who has none open.

    It counts from the last touch, or from the day that was missed: a late visit does not make good
    for the period that is over, but keeps the one it is in. Where nothing happened since
    the promise began (the customer came into the tier, the promise was switched on), the first
    period ends on one of the following n days, another one for each customer: nobody gets a
    year's work on one morning. A kept period lasts until its day, or until the next one is due
    soon enough to be planned, so that two visits in a week are one promise kept. A day that
    went by while the scheduled action stood still is nobody's fault: due today.
    """
    return SQL(
        """
        INSERT INTO customer_tier_promise (
            company_id, partner_id, tier_id, user_id, kind, state, start_date, due_date
        )
        SELECT %(company_id)s, partner_id, tier_id, user_id, %(kind)s, 'open',
               CASE WHEN follows THEN anchor ELSE since - 1 END,
               GREATEST(next_due, %(today)s)
          FROM (
                SELECT *,
                       CASE WHEN follows THEN anchor + days
                            ELSE since + 1 + partner_id %% days
                        END AS next_due
                  FROM (%(standing)s) AS standing
               ) AS standing
         WHERE last_state IS NULL
            OR last_state = 'missed'
            OR last_state = 'kept' AND (
                last_due < %(today)s
                OR next_due - LEAST(%(lead_days)s, days / 2) <= %(today)s
               )
        """,
        company_id=books.company_id,
        kind=cadence.kind,
        today=books.today,
        lead_days=books.lead_days,
        standing=_standing(books, cadence),
    )


def _standing(books, cadence):
    """Where each promise stands: what is owed, the last period, and what to count from."""
    return SQL(
        """
        SELECT owed.*,
               last.state AS last_state,
               last.due_date AS last_due,
               anchor.day AS anchor,
               COALESCE(anchor.day + owed.days > owed.since, FALSE) AS follows
          FROM (%(owed)s) AS owed
     LEFT JOIN (
                SELECT partner_id, MAX(day) AS day
                  FROM %(touches)s
                 WHERE kind = ANY(%(kept_by)s)
              GROUP BY partner_id
               ) AS touch ON touch.partner_id = owed.partner_id
     LEFT JOIN (
                -- once for all: row by row is a scan of the growing table on the first day
                SELECT DISTINCT ON (partner_id) partner_id, state, due_date
                  FROM customer_tier_promise
                 WHERE company_id = %(company_id)s
                   AND kind = %(kind)s
                   AND state != 'void'
              ORDER BY partner_id, due_date DESC, id DESC
               ) AS last ON last.partner_id = owed.partner_id
    CROSS JOIN LATERAL (
                SELECT CASE WHEN last.state = 'missed' THEN last.due_date
                            ELSE touch.day
                        END AS day
               ) AS anchor
        """,
        owed=owed_now(books, cadence),
        touches=TOUCH_TABLE,
        kept_by=[*cadence.kept_by],
        company_id=books.company_id,
        kind=cadence.kind,
    )
