"""What to plan of the promises that are open, and who is left waiting."""

from odoo.tools import SQL

from .cadence import owed_now


def adopt_planned(books, cadence):
    """A promise for which somebody has planned an activity already needs no second one."""
    return SQL(
        """
        UPDATE customer_tier_promise AS promise
           SET activity_id = planned.id
          FROM (
                SELECT owed.partner_id, MIN(activity.id) AS id
                  FROM (%(owed)s) AS owed
                  JOIN mail_activity AS activity
                    ON activity.res_model = 'res.partner'
                   AND activity.res_id = owed.partner_id
                   AND activity.activity_type_id = owed.activity_type_id
                   AND activity.active
              GROUP BY owed.partner_id
               ) AS planned
         WHERE promise.company_id = %(company_id)s
           AND promise.kind = %(kind)s
           AND promise.state = 'open'
           AND promise.partner_id = planned.partner_id
           AND promise.activity_id IS DISTINCT FROM planned.id
        """,
        company_id=books.company_id,
        kind=cadence.kind,
        owed=owed_now(books, cadence),
    )


def handed_over(books, cadence):
    """Rows ``(activity id, user)`` of what is still planned for who was responsible before.

    Not what somebody has passed on to a colleague by hand.
    """
    return SQL(
        """
        SELECT activity.id, owed.user_id
          FROM customer_tier_promise AS promise
          JOIN (%(owed)s) AS owed
            ON owed.partner_id = promise.partner_id AND owed.user_id <> promise.user_id
          JOIN mail_activity AS activity
            ON activity.id = promise.activity_id
           AND activity.active
           AND activity.user_id = promise.user_id
         WHERE promise.company_id = %(company_id)s
           AND promise.kind = %(kind)s
           AND promise.state = 'open'
           AND promise.planned_date IS NOT NULL
      ORDER BY activity.id
        """,
        company_id=books.company_id,
        kind=cadence.kind,
        owed=owed_now(books, cadence),
    )


def due_for_planning(books, cadence, daily_limit, run_limit):
    """Rows ``(promise id, customer, user, due, activity type)`` to plan now, most urgent first.

    At most ``daily_limit`` a day for each user, ``run_limit`` in all; the rest waits.
    """
    return SQL(
        """
        SELECT id, partner_id, user_id, due_date, activity_type_id
          FROM (
                SELECT promise.id,
                       promise.partner_id,
                       promise.user_id,
                       promise.due_date,
                       owed.activity_type_id,
                       tier.sequence,
                       ROW_NUMBER() OVER (
                           PARTITION BY promise.user_id
                               ORDER BY promise.due_date, tier.sequence, promise.partner_id
                       ) + COALESCE(today.count, 0) AS place
                  FROM customer_tier_promise AS promise
                  JOIN (%(owed)s) AS owed ON owed.partner_id = promise.partner_id
                  JOIN customer_tier AS tier ON tier.id = promise.tier_id
             LEFT JOIN (
                        SELECT user_id, COUNT(*) AS count
                          FROM customer_tier_promise
                         WHERE company_id = %(company_id)s AND planned_date = %(today)s
                      GROUP BY user_id
                       ) AS today ON today.user_id = promise.user_id
                 WHERE promise.company_id = %(company_id)s
                   AND promise.kind = %(kind)s
                   AND promise.state = 'open'
                   AND promise.user_id IS NOT NULL
                   AND promise.activity_id IS NULL
                   AND promise.planned_date IS NULL
                   AND promise.due_date - LEAST(%(lead_days)s, owed.days / 2) <= %(today)s
               ) AS waiting
         WHERE place <= %(daily_limit)s
      ORDER BY due_date, sequence, partner_id
         LIMIT %(run_limit)s
        """,
        owed=owed_now(books, cadence),
        company_id=books.company_id,
        kind=cadence.kind,
        today=books.today,
        lead_days=books.lead_days,
        daily_limit=daily_limit,
        run_limit=run_limit,
    )


def overdue(kind, profile):
    """Condition on an alias of ``customer_profile``: missed, and nobody made up for it."""
    return SQL(
        """EXISTS (
            SELECT FROM customer_tier_promise AS promise
             WHERE promise.partner_id = %s
               AND promise.company_id = %s
               AND promise.tier_id = %s
               AND promise.kind = %s
               AND promise.state = 'missed'
               AND promise.done_at IS NULL
        )""",
        SQL.identifier(profile, "partner_id"),
        SQL.identifier(profile, "company_id"),
        SQL.identifier(profile, "tier_id"),
        kind,
    )


def forget_outcome(promise_ids):
    """What is not owed is neither kept nor missed: no rate, rather than a rate of zero."""
    return SQL(
        """
        UPDATE customer_tier_promise
           SET kept_rate = NULL, kept_count = NULL, missed_count = NULL
         WHERE id = ANY(%s)
        """,
        [*promise_ids],
    )
