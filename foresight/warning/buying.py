"""Buying slower than the own rhythm, and categories that are lost, from what was forecast."""

from odoo.tools import SQL

from .scene import PURCHASES


def slow(scene, rule):
    """Who waits longer than usual with the next purchase.

    Measure: the days since the last purchase, in multiples of the days after which the next one
    was due (rhythm and season). A new warning asks for a customer with so many days of purchases
    that the rhythm is its own, and who is not likely to buy soon: a customer whose gaps vary
    widely is late without meaning anything by it, which the probability takes into account.
    Whoever bought nothing within the window is not slow but gone.
    """
    return SQL(
        """
        SELECT forecast.partner_id,
               (%(as_of)s - bought.last)::float8 / (forecast.due_date - bought.last) AS measure,
               forecast.buy_probability <= %(max_probability)s
                   AND forecast.purchase_count >= %(min_count)s
                   AND forecast.confidence = ANY(%(confidences)s) AS fires,
               jsonb_build_object(
                   'last', bought.last,
                   'usual', forecast.due_date - bought.last,
                   'probability', forecast.buy_probability,
                   'horizon', forecast.horizon_days
               ) AS facts
          FROM customer_forecast AS forecast
          JOIN (
                SELECT customer_id, MAX(day) AS last
                  FROM %(purchases)s
                 WHERE is_purchase AND day > %(first)s
              GROUP BY customer_id
               ) AS bought ON bought.customer_id = forecast.partner_id
         WHERE forecast.company_id = %(company_id)s
           AND forecast.due_date > bought.last
           AND forecast.due_date < %(as_of)s
        """,
        as_of=scene.as_of,
        max_probability=rule.max_probability,
        min_count=rule.min_count,
        confidences=[*rule.confidences],
        purchases=PURCHASES,
        first=scene.before(rule.window_days),
        company_id=scene.company_id,
    )


def category_lost(scene, rule):
    """Who still buys, but not any more from a category that it used to buy from.

    Measure: on which percentage of the customer's days with purchases the category was bought;
    of several, the biggest. A new warning asks for a customer who as a whole is not likely to
    leave: of the others the other kinds tell.
    """
    return SQL(
        """
        SELECT partner_id,
               (100 * MAX(share))::float8 AS measure,
               BOOL_OR(is_new) AS fires,
               jsonb_build_object(
                   'count', COUNT(*),
                   'categories', jsonb_agg(
                       jsonb_build_object('id', categ_id, 'last', last_date, 'rhythm', rhythm_days)
                       ORDER BY place
                   ) FILTER (WHERE place <= 3)
               ) AS facts
          FROM (
                SELECT clock.partner_id, clock.categ_id, clock.last_date, clock.rhythm_days,
                       clock.share,
                       clock.is_customer_safe
                           AND 100 * clock.share >= %(low)s
                           AND clock.last_date > %(first)s
                           AND forecast.confidence = ANY(%(confidences)s) AS is_new,
                       ROW_NUMBER() OVER (
                           PARTITION BY clock.partner_id
                               ORDER BY clock.share DESC, clock.categ_id
                       ) AS place
                  FROM customer_forecast_category AS clock
             LEFT JOIN customer_forecast AS forecast
                    ON forecast.partner_id = clock.partner_id
                   AND forecast.company_id = clock.company_id
                 WHERE clock.company_id = %(company_id)s
                   AND clock.is_lost
                   -- a season may make due what is not late by the rhythm that people are told of
                   AND clock.last_date + COALESCE(clock.rhythm_days, 0) < %(as_of)s
                   AND clock.purchase_count >= %(min_count)s
               ) AS lost
      GROUP BY partner_id
        """,
        as_of=scene.as_of,
        low=rule.low,
        first=scene.before(rule.window_days),
        confidences=[*rule.confidences],
        company_id=scene.company_id,
        min_count=rule.min_count,
    )
