"""What is expected of many customers together."""

from odoo.tools import SQL

# Of a normal distribution: four fifths lie within so many standard deviations.
EIGHTY_PERCENT = 1.2816


def total(forecasts):
    """SQL of one row: the customers with a forecast, how many of them are likely to leave, the sum
    of the revenue that is expected, and half the width of the 80 % interval of that sum.

    The intervals of single customers become one of the sum as if the customers went their ways
    independently of each other: their variances add up. What makes all of them buy less at once
    is not in it.

    :param SQL forecasts: ids of ``customer_forecast`` in a column ``forecast_id``
    """
    return SQL(
        """
        SELECT COUNT(*) AS customers,
               COUNT(*) FILTER (WHERE forecast.is_at_risk) AS at_risk,
               COALESCE(SUM(forecast.expected_revenue), 0)::float8 AS revenue,
               %(width)s * SQRT(
                   COALESCE(
                       SUM(
                           POWER(
                               (forecast.expected_revenue_high - forecast.expected_revenue_low)
                               / (2 * %(width)s),
                               2
                           )
                       ),
                       0
                   )
               )::float8 AS margin
          FROM (%(forecasts)s) AS chosen(forecast_id)
          JOIN customer_forecast AS forecast ON forecast.id = chosen.forecast_id
        """,
        width=EIGHTY_PERCENT,
        forecasts=forecasts,
    )
