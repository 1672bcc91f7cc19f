"""For which devices the salespeople are to be asked to act, and how many a day."""

from odoo.tools import SQL


def reminders_due(ageing, fallback_user_id, responsible, daily_limit, run_limit):
    """Rows ``(item id, reason, day, user)`` to plan now, at most ``daily_limit`` a day for a user.

    Once for each item and reason; again only when the day has moved later by more than the time
    ahead: a warranty that was extended ends anew. Warranties come first: they do not wait.

    :param SQL responsible: the salesperson of ``partner``, who may be nobody
    """
    return SQL(
        """
        SELECT item_id, reason, day, user_id
          FROM (
                SELECT due.*,
                       ROW_NUMBER() OVER (
                           PARTITION BY due.user_id ORDER BY due.rank, due.day, due.item_id
                       ) + COALESCE(planned.number, 0) AS place
                  FROM (
                        SELECT item.id AS item_id, cause.rank, cause.reason, cause.day,
                               COALESCE(%(responsible)s, %(fallback)s) AS user_id
                          FROM customer_installed_item AS item
                          JOIN res_partner AS partner
                            ON partner.id = item.partner_id AND partner.active
                    CROSS JOIN LATERAL (
                                VALUES (1, 'warranty', item.warranty_end, %(warranty_days)s),
                                       (2, 'renewal', item.renewal_date, %(renewal_days)s)
                               ) AS cause (rank, reason, day, days)
                         WHERE item.company_id = %(company_id)s
                           AND item.state = 'in_use'
                           AND item.active
                           AND item.suggested_item_id IS NULL
                           AND cause.day <= %(as_of)s::date + cause.days
                           AND (cause.reason = 'renewal' OR cause.day >= %(as_of)s)
                           AND NOT EXISTS (
                                SELECT FROM customer_installed_reminder AS before
                                 WHERE before.item_id = item.id
                                   AND before.reason = cause.reason
                                   AND before.due_date + cause.days >= cause.day
                               )
                       ) AS due
             LEFT JOIN (
                        SELECT user_id, COUNT(*) AS number
                          FROM customer_installed_reminder
                         WHERE company_id = %(company_id)s AND planned_on = %(as_of)s
                      GROUP BY user_id
                       ) AS planned ON planned.user_id = due.user_id
                 WHERE due.user_id IS NOT NULL
               ) AS waiting
         WHERE place <= %(daily_limit)s
      ORDER BY rank, day, item_id
         LIMIT %(run_limit)s
        """,
        responsible=responsible,
        fallback=fallback_user_id,
        warranty_days=ageing.warranty_days,
        renewal_days=ageing.renewal_days,
        company_id=ageing.company_id,
        as_of=ageing.as_of,
        daily_limit=daily_limit,
        run_limit=run_limit,
    )


def handed_over(ageing, fallback_user_id, responsible):
    """Rows ``(reminder id, user)`` of what is planned for who was responsible before.

    Not what somebody has passed on to a colleague by hand.

    :param SQL responsible: the salesperson of ``partner``, who may be nobody
    """
    return SQL(
        """
        SELECT id, user_id
          FROM (
                SELECT reminder.id, reminder.user_id AS before,
                       COALESCE(%(responsible)s, %(fallback)s) AS user_id
                  FROM customer_installed_reminder AS reminder
                  JOIN mail_activity AS activity
                    ON activity.id = reminder.activity_id
                   AND activity.active
                   AND activity.user_id = reminder.user_id
                  JOIN customer_installed_item AS item ON item.id = reminder.item_id
                  JOIN res_partner AS partner ON partner.id = item.partner_id
                 WHERE reminder.company_id = %(company_id)s
               ) AS planned
         WHERE user_id <> before
      ORDER BY id
        """,
        responsible=responsible,
        fallback=fallback_user_id,
        company_id=ageing.company_id,
    )
