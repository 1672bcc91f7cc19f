"""What was bought month by month: one pass over the purchases, whatever the number of customers."""

from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from ..scoring.purchases import SOURCES, first_instant


@dataclass(frozen=True)
class Months:
    """Months of a company that follow each other; the last one may not be over yet.

    :ivar days: the first day of each
    """

    company_id: int
    currency_id: int
    time_zone: str
    today: date
    days: tuple

    @classmethod
    def until(cls, company, count):
        """The last ``count`` months of a company, this one included."""
        today = company._tier_today()
        this = today.replace(day=1)
        return cls(
            company.id,
            company.currency_id.id,
            company._tier_time_zone(),
            today,
            tuple(this - relativedelta(months=ago) for ago in range(count - 1, -1, -1)),
        )

    @classmethod
    def only(cls, company, day):
        """The month that a day is in."""
        months = cls.until(company, 1)
        return cls(
            months.company_id,
            months.currency_id,
            months.time_zone,
            min(months.today, day + relativedelta(day=31)),
            (day.replace(day=1),),
        )

    def purchases(self, source):
        """Rows ``(partner_id, bought_at, amount)`` within the months, and the start of each."""
        purchases = SOURCES[source](
            self.company_id, self.today, 1, self.time_zone, self.currency_id
        )
        starts = [self._start(day, purchases.time_zone) for day in self.days]
        rows = SQL(
            """
            SELECT partner_id, bought_at, amount
              FROM (%(rows)s) AS purchase
             WHERE bought_at >= %(start)s
            """,
            rows=purchases.rows,
            start=starts[0],
        )
        return rows, starts

    def _start(self, day, time_zone):
        """The first ``bought_at`` of a month."""
        return (
            first_instant(day, time_zone)
            if time_zone
            else datetime.combine(day, time.min)
        )


def revenue(profiles, months, sources):
    """Rows ``(place of the month from 1, segment id, net revenue)``.

    The purchases of each customer are those of the policy that judges it now.

    :param profiles: SQL of rows ``(partner_id, segment_id, policy_id)``
    :param sources: dict of ``sale`` and ``invoice`` to the ids of the policies that go by them; a
        policy that is in none goes by the first
    """
    return SQL(
        """
        SELECT month, segment_id, SUM(revenue)
          FROM (%(parts)s) AS part
      GROUP BY month, segment_id
      ORDER BY month, segment_id
        """,
        parts=SQL(" UNION ALL ").join(
            _revenue(
                profiles,
                *months.purchases(source),
                governed(source, sources, SQL.identifier("buyer", "policy_id")),
            )
            for source in sources
        ),
    )


def _revenue(profiles, purchases, starts, condition):
    """Rows ``(month, segment_id, revenue)`` of the customers with one kind of purchases.

    By the instants at which months begin, so that no time zone has to be looked up for each
    purchase; and each purchase is looked up once in a table of the members of all customers: at
    1,000,000 orders joining contacts and profiles one by one takes twice as long. ``OFFSET 0``
    keeps that table in one piece, and (other than a MATERIALIZED one) leaves the planner what it
    knows of its rows.
    """
    return SQL(
        """
        SELECT width_bucket(purchase.bought_at, %(starts)s::timestamp[]) AS month,
               buyer.segment_id,
               SUM(purchase.amount) AS revenue
          FROM (%(purchases)s) AS purchase
          JOIN (
                -- contacts and departments buy for their customer
                SELECT partner.id, profile.segment_id, profile.policy_id
                  FROM (%(profiles)s) AS profile
                  JOIN res_partner AS partner
                    ON partner.commercial_partner_id = profile.partner_id
                OFFSET 0
               ) AS buyer ON buyer.id = purchase.partner_id
         WHERE %(condition)s
      GROUP BY 1, 2
        """,
        profiles=profiles,
        purchases=purchases,
        starts=starts,
        condition=condition,
    )


def governed(source, sources, policy):
    """Condition: is this source the one of the policy?"""
    if len(sources) == 1:
        return SQL("TRUE")
    first = next(iter(sources))
    others = [id_ for name, ids in sources.items() if name != source for id_ in ids]
    if source == first:
        return SQL("(%(policy)s = ANY(%(ids)s)) IS NOT TRUE", policy=policy, ids=others)
    return SQL("%(policy)s = ANY(%(ids)s)", policy=policy, ids=list(sources[source]))


def buyers(months, sources, profile):
    """Condition on an alias of ``customer_profile``: is there a purchase (or return) of theirs?"""
    parts = []
    for source in sources:
        rows, _starts = months.purchases(source)
        parts.append(
            SQL(
                """
                (%(governed)s AND %(customer)s IN (
                    SELECT partner.commercial_partner_id
                      FROM (%(rows)s) AS purchase
                      JOIN res_partner AS partner ON partner.id = purchase.partner_id
                ))
                """,
                governed=governed(
                    source, sources, SQL.identifier(profile, "policy_id")
                ),
                customer=SQL.identifier(profile, "partner_id"),
                rows=rows,
            )
        )
    return SQL("(%s)", SQL(" OR ").join(parts))
