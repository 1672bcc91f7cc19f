"""The purchases of a campaign's customers, in the days that count."""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ..insight.months import governed


@dataclass(frozen=True)
class Frame:
    """What is looked at.

    :ivar first_day: on which the first customer entered, in the company's time zone
    :ivar until: the last day looked at
    :ivar is_look: whether only customers count whose days are over by then, with these days;
        otherwise everybody who has entered, with the days so far
    :ivar purchases: ``sale`` and ``invoice`` to :class:`..scoring.purchases.Purchases` of these
        days, as far as some policy goes by them
    :ivar policies: the same to the ids of those policies
    :ivar margin_percent: what remains of revenue, for purchases that do not know their margin
    :ivar has_own_margin: whether orders know their margin
    """

    campaign_id: int
    company_id: int
    first_day: date
    until: date
    is_look: bool
    purchases: dict
    policies: dict
    decimal_places: int
    margin_percent: float
    has_own_margin: bool

    @property
    def is_margin_known(self):
        return self.margin_percent > 0 or (
            self.has_own_margin and [*self.purchases] == ["sale"]
        )


def purchases(frame, customers):
    """Rows ``(source, document_id, customer_id, day, amount, margin, is_purchase)``.

    Of each customer those that its policy goes by. Contacts and departments buy for their
    customer; they are looked up in one piece, as in :mod:`..insight.months`.

    :param customers: SQL of a table with ``customer_id``
    """
    return SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT %(source)s AS source,
                   purchase.document_id,
                   member.customer_id,
                   %(day)s AS day,
                   purchase.amount,
                   %(margin)s AS margin,
                   purchase.is_purchase
              FROM (%(rows)s) AS purchase
              JOIN (
                    SELECT partner.id, customer.customer_id, profile.policy_id
                      FROM %(customers)s AS customer
                      JOIN res_partner AS partner
                        ON partner.commercial_partner_id = customer.customer_id
                 LEFT JOIN customer_profile AS profile
                        ON profile.partner_id = customer.customer_id
                       AND profile.company_id = %(company_id)s
                    OFFSET 0
                   ) AS member ON member.id = purchase.partner_id
              %(margin_join)s
             WHERE purchase.bought_at >= %(start)s
               AND %(governed)s
            """,
            source=source,
            day=some.local_date(SQL("purchase.bought_at")),
            rows=some.rows,
            start=some.window_start,
            company_id=frame.company_id,
            customers=customers,
            governed=governed(source, frame.policies, SQL("member.policy_id")),
            **_margin(frame, source),
        )
        for source, some in frame.purchases.items()
    )


def _margin(frame, source):
    """The margin of a purchase in company currency, and what has to be joined for it."""
    if source == "sale" and frame.has_own_margin:
        return {
            "margin": SQL(
                """
                CASE WHEN own.currency_rate IS NULL OR own.currency_rate IN (1, 0)
                     THEN own.margin
                     ELSE own.margin / own.currency_rate
                 END
                """
            ),
            "margin_join": SQL(
                "JOIN sale_order AS own ON own.id = purchase.document_id"
            ),
        }
    return {
        "margin": SQL("purchase.amount * %s / 100", frame.margin_percent),
        "margin_join": SQL(),
    }
