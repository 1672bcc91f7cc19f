"""How many of those who were warned of really stopped buying, beside how many do anyhow."""

from odoo.tools import SQL

from .scene import PURCHASES

# Warnings opened in that time are counted, and who bought in that time is a customer.
LOOK_BACK = 365


def first_day_needed(scene):
    return scene.before(scene.horizon + LOOK_BACK)


def lapsed(scene):
    """Rows ``(rule id, warned, lapsed)`` of all warnings that are old enough to tell.

    Opened at least ``horizon`` days ago, but not more than a year before that; lapsed is who
    bought nothing in the ``horizon`` days after the warning was opened. How and why it was closed
    does not matter.
    """
    return SQL(
        """
        SELECT warning.rule_id,
               COUNT(*),
               COUNT(*) FILTER (
                   WHERE NOT EXISTS (
                        SELECT FROM %(purchases)s AS bought
                         WHERE bought.customer_id = warning.partner_id
                           AND bought.is_purchase
                           AND bought.day > warning.opened_on
                           AND bought.day <= warning.opened_on + %(horizon)s
                   )
               )
          FROM customer_warning AS warning
         WHERE warning.company_id = %(company_id)s
           AND warning.opened_on <= %(cut)s
           AND warning.opened_on > %(first)s
           AND warning.rule_id IS NOT NULL
      GROUP BY warning.rule_id
      ORDER BY warning.rule_id
        """,
        purchases=PURCHASES,
        horizon=scene.horizon,
        company_id=scene.company_id,
        cut=scene.before(scene.horizon),
        first=first_day_needed(scene),
    )


def base_rate(scene, rule):
    """One row ``(customers, lapsed)``: of whoever the rule is for and had bought within a year.

    As of ``horizon`` days ago, warned or not: who bought nothing since.
    """
    return SQL(
        """
        SELECT COUNT(*), COUNT(*) FILTER (WHERE NOT has_come_back)
          FROM (
                SELECT bought.customer_id, BOOL_OR(bought.day > %(cut)s) AS has_come_back
                  FROM %(purchases)s AS bought
                  JOIN customer_profile AS profile
                    ON profile.partner_id = bought.customer_id
                   AND profile.company_id = %(company_id)s
                 WHERE bought.is_purchase AND bought.day > %(first)s AND %(applies)s
              GROUP BY bought.customer_id
                HAVING BOOL_OR(bought.day <= %(cut)s)
               ) AS customer
        """,
        purchases=PURCHASES,
        cut=scene.before(scene.horizon),
        first=first_day_needed(scene),
        company_id=scene.company_id,
        applies=rule.applies,
    )
