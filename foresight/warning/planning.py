"""Warnings that become activities."""

from odoo.tools import SQL

from .ledger import SIGNS


def handed_over(scene):
    """Rows ``(activity id, user)`` of what is planned for the owner before, of this run's signs.

    Not what somebody has passed on to a colleague by hand.
    """
    return SQL(
        """
        SELECT activity.id, seen.user_id
          FROM customer_warning AS warning
          JOIN %(signs)s AS seen
            ON seen.partner_id = warning.partner_id AND seen.kind = warning.kind
          JOIN mail_activity AS activity
            ON activity.id = warning.activity_id
           AND activity.active
           AND activity.user_id = warning.user_id
         WHERE warning.company_id = %(company_id)s
           AND warning.state <> 'closed'
           AND seen.user_id <> warning.user_id
      ORDER BY activity.id
        """,
        signs=SIGNS,
        company_id=scene.company_id,
    )


def due_for_planning(scene):
    """Ids of the warnings to plan an activity for, the most severe first.

    Each warning once, from the severity of its rule on, at most so many a day and user and rule.
    """
    return SQL(
        """
        SELECT id
          FROM (
                SELECT warning.id, warning.severity, warning.opened_on, rule.daily_limit,
                       COALESCE(today.count, 0) + ROW_NUMBER() OVER (
                           PARTITION BY warning.user_id, warning.rule_id
                               ORDER BY warning.severity DESC, warning.opened_on DESC,
                                        warning.id
                       ) AS place
                  FROM customer_warning AS warning
                  JOIN customer_warning_rule AS rule
                    ON rule.id = warning.rule_id
                   AND rule.active
                   AND rule.activity_type_id IS NOT NULL
                   AND warning.severity >= rule.activity_from
             LEFT JOIN (
                        SELECT user_id, rule_id, COUNT(*) AS count
                          FROM customer_warning
                         WHERE company_id = %(company_id)s AND planned_on = %(as_of)s
                      GROUP BY user_id, rule_id
                       ) AS today
                    ON today.user_id = warning.user_id AND today.rule_id = warning.rule_id
                 WHERE warning.company_id = %(company_id)s
                   AND warning.state = 'open'
                   AND warning.user_id IS NOT NULL
                   AND warning.planned_on IS NULL
               ) AS waiting
         WHERE place <= daily_limit
      ORDER BY severity DESC, opened_on DESC, id
        """,
        company_id=scene.company_id,
        as_of=scene.as_of,
    )
