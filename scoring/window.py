"""What a policy looks at: the purchases of its window, customer by customer."""

from dataclasses import dataclass
from datetime import timedelta

from odoo.tools import SQL


@dataclass(frozen=True)
class Window:
    """What a measure may look at.

    :ivar purchases: :class:`.purchases.Purchases`, all up to ``as_of``
    :ivar source: ``sale`` or ``invoice``: what a purchase is
    :ivar partner_ids: only these customers (a quick refresh), or None for all
    """

    company_id: int
    as_of: object
    window_days: int
    source: str
    purchases: object
    partner_ids: tuple | None = None

    @property
    def first_day(self):
        return self.as_of - timedelta(days=self.window_days - 1)

    def only(self, customer):
        """Condition: is this column (of customers' ids) one of those looked at?"""
        if self.partner_ids is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", customer, list(self.partner_ids))

    def by_customer(self):
        """SQL of the purchases: ``(customer_id, bought_at, amount, is_purchase)``."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS customer_id,
                   purchase.bought_at,
                   purchase.amount,
                   purchase.is_purchase
              FROM (%(rows)s) AS purchase
              JOIN res_partner AS partner ON partner.id = purchase.partner_id
             WHERE %(only)s
            """,
            rows=self.purchases.rows,
            only=self.only(SQL.identifier("partner", "commercial_partner_id")),
        )
