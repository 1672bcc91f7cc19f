"""Revenue falling: against the period before and the same days a year ago, beyond noise."""

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .scene import PURCHASES


def first_day_needed(scene, rule):
    """The day before the first that revenue is compared with."""
    days = rule.window_days
    return min(scene.before(2 * days), _year_ago(scene) - relativedelta(days=days))


def falling(scene, rule):
    """Whose net revenue of the last n days fell.

    Compared with the n days before, and, of whoever had bought by then, with the same n days a
    year ago: it has to be below both, so that neither a season nor one big year alone is a fall.

    Measure: by how many percent it fell against the *smaller* of the two. A new warning asks for

    * at least the minimum revenue in both, and
    * a fall of at least ``noise`` standard errors against both. Purchases that come at random
      with random amounts (a compound Poisson process) have in each period a variance that is
      estimated by the sum of the squares of their amounts, so the error of a difference is
      ``sqrt(sum of squares now + sum of squares then)``. One big purchase that does not come
      again is 1 standard error, whatever its size.

    The fact ``level`` is what it fell from. An open warning keeps that of its first day: the
    periods that are compared move on, and who stays low for long is not below them any more.
    """
    return SQL(
        """
        SELECT customer_id AS partner_id,
               LEAST(
                   100,
                   100 * (before - now) / before,
                   100 * (year_ago - now) / year_ago
               )::float8 AS measure,
               LEAST(before, year_ago) >= %(min_amount)s
                   AND before - now >= %(noise)s * SQRT(squares_now + squares_before)
                   AND COALESCE(
                       year_ago - now >= %(noise)s * SQRT(squares_now + squares_year_ago), TRUE
                   ) AS fires,
               jsonb_build_object(
                   'days', %(days)s::int,
                   'now', ROUND(now, 2),
                   'before', ROUND(before, 2),
                   'year_ago', ROUND(year_ago, 2),
                   'level', ROUND(LEAST(before, year_ago), 2)
               ) AS facts
          FROM (%(sums)s) AS compared
         WHERE before > 0 AND COALESCE(year_ago > 0, TRUE)
        """,
        min_amount=rule.min_amount,
        noise=rule.noise,
        days=rule.window_days,
        sums=_sums(scene, rule),
    )


def _sums(scene, rule):
    """Net revenue and sum of squares of the three periods; ``year_ago`` NULL if not a customer."""
    return SQL(
        """
        SELECT bought.customer_id,
               COALESCE(SUM(amount) FILTER (WHERE %(now)s), 0) AS now,
               COALESCE(SUM(amount) FILTER (WHERE %(before)s), 0) AS before,
               CASE WHEN MIN(profile.first_order_date) <= %(year_ago_first)s
                    THEN COALESCE(SUM(amount) FILTER (WHERE %(year_ago)s), 0)
                END AS year_ago,
               COALESCE(SUM(amount * amount) FILTER (WHERE %(now)s), 0) AS squares_now,
               COALESCE(SUM(amount * amount) FILTER (WHERE %(before)s), 0) AS squares_before,
               COALESCE(SUM(amount * amount) FILTER (WHERE %(year_ago)s), 0) AS squares_year_ago
          FROM %(purchases)s AS bought
          JOIN customer_profile AS profile
            ON profile.partner_id = bought.customer_id AND profile.company_id = %(company_id)s
         WHERE day > %(first)s
      GROUP BY bought.customer_id
        """,
        now=_days_until(scene.as_of, rule.window_days),
        before=_days_until(scene.before(rule.window_days), rule.window_days),
        year_ago=_days_until(_year_ago(scene), rule.window_days),
        year_ago_first=_year_ago(scene) - relativedelta(days=rule.window_days),
        purchases=PURCHASES,
        company_id=scene.company_id,
        first=first_day_needed(scene, rule),
    )


def _year_ago(scene):
    return scene.as_of - relativedelta(years=1)


def _days_until(last, days):
    return SQL("(day > %s AND day <= %s)", last - relativedelta(days=days), last)
