"""Of which company and day warnings are, and by which rules."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from odoo.tools import SQL

from ...scoring.purchases import first_instant

PURCHASES = SQL.identifier("customer_tier_warning_purchase")


@dataclass(frozen=True)
class Scene:
    """A company on a day.

    :ivar buyers: of :class:`..purchases_of.Buyers`, one for each source
    :ivar complaints: SQL of rows ``(customer_id, day)`` of complaints, or None where nobody
        keeps them
    """

    company_id: int
    as_of: date
    time_zone: str
    horizon: int
    buyers: list
    complaints: SQL | None = None

    @property
    def end(self):
        """The first instant, in UTC, that is too late."""
        return first_instant(self.as_of + timedelta(days=1), self.time_zone)

    def before(self, days):
        return self.as_of - timedelta(days=days)


@dataclass(frozen=True)
class Rule:
    """A ``customer.warning.rule`` of whatever company, as plain values.

    :ivar applies: SQL condition on the alias ``profile`` of ``customer_profile``
    :ivar low, medium, high: limits of the measure; ``over``: below it, it is over
    """

    rule_id: int
    kind: str
    applies: SQL
    low: float
    medium: float
    high: float
    over: float
    window_days: int
    min_amount: float
    min_count: int
    noise: float
    rise: float
    max_probability: float
    confidences: tuple
    assign_to: str
    user_id: int | None


def create_purchases(scene, first_day):
    """The purchases and returns since a day, read once for all kinds; gone with the transaction.

    Columns ``customer_id, day, amount, is_purchase``.
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS %(rows)s;
        CREATE INDEX ON %(table)s (customer_id, day);
        ANALYZE %(table)s
        """,
        table=PURCHASES,
        rows=SQL(" UNION ALL ").join(_since(each, first_day) for each in scene.buyers),
    )


def _since(buyers, first_day):
    zone = buyers.purchases.time_zone
    start = (
        first_instant(first_day, zone)
        if zone
        else datetime.combine(first_day, time.min)
    )
    return SQL(
        """
        SELECT customer_id, day, amount, is_purchase
          FROM (
                SELECT partner.commercial_partner_id AS customer_id,
                       %(day)s AS day,
                       purchase.amount,
                       purchase.is_purchase
                  FROM (%(rows)s) AS purchase
                  JOIN res_partner AS partner ON partner.id = purchase.partner_id
                 WHERE purchase.bought_at >= %(start)s
               ) AS bought
         WHERE %(governed)s
        """,
        day=buyers.purchases.local_date(SQL("purchase.bought_at")),
        rows=buyers.purchases.rows,
        start=start,
        governed=buyers.governed,
    )
