"""What one customer usually buys, how much of it, and in what rhythm."""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo.tools import SQL

from ..scoring.lines import purchase_lines

# How far back habits are looked for, in windows of the policy: a yearly need shows twice.
WINDOWS = 2
# Days on which a product was bought that make a rhythm: two gaps between them.
REGULAR_FROM = 3


@dataclass(frozen=True)
class UsualProduct:
    """A product that one customer bought within the last two windows.

    :ivar days: on how many days it was bought
    :ivar last: the last of them
    :ivar quantity: the median of what was bought on such a day, in the product's own unit
    :ivar rhythm: the median of the gaps between these days, or None if there was but one
    """

    product_id: int
    days: int
    last: date
    quantity: float
    rhythm: int | None

    @property
    def due(self):
        """When the customer would buy it again if it goes on as before; None without a rhythm."""
        if self.days < REGULAR_FROM:
            return None
        return self.last + timedelta(days=self.rhythm)

    def is_due(self, today, window_days):
        """Is it time, or past it? What was not bought for a whole window is given up, not due."""
        is_current = self.last > today - timedelta(days=window_days)
        return self.due is not None and self.due <= today and is_current


def usual_products(purchases, source, window_days, customer_id, documents):
    """SQL of the columns of :class:`UsualProduct`, the most often bought first.

    Half-way between two quantities or gaps, the smaller one counts.

    :param purchases: :class:`..scoring.purchases.Purchases`, up to today
    :param source: ``sale`` or ``invoice``: what they are
    :param documents: SQL of the ids of the documents that the reader may see
    """
    return SQL(
        """
        WITH bought AS (
            -- one row per product and day on which it was bought
            SELECT line.product_id,
                   %(day)s AS day,
                   SUM(
                       line.quantity * COALESCE(unit.factor / NULLIF(own.factor, 0), 1)
                   ) AS quantity
              FROM (%(rows)s) AS purchase
              JOIN (%(lines)s) AS line ON line.document_id = purchase.document_id
              JOIN product_product AS product ON product.id = line.product_id
              JOIN product_template AS template ON template.id = product.product_tmpl_id
         LEFT JOIN uom_uom AS unit ON unit.id = line.uom_id
         LEFT JOIN uom_uom AS own ON own.id = template.uom_id
             WHERE purchase.is_purchase
               AND purchase.bought_at >= %(start)s
               AND purchase.partner_id IN (
                    SELECT id FROM res_partner WHERE commercial_partner_id = %(customer_id)s
                   )
               AND purchase.document_id IN (%(documents)s)
          GROUP BY line.product_id, %(day)s
        ),
        spaced AS (
            SELECT *, day - LAG(day) OVER (PARTITION BY product_id ORDER BY day) AS gap
              FROM bought
        )
        SELECT product_id,
               COUNT(*) AS days,
               MAX(day) AS last,
               PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY quantity) AS quantity,
               -- the first day has no gap before it: it is left out
               PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY gap) AS rhythm
          FROM spaced
      GROUP BY product_id
      ORDER BY days DESC, last DESC, product_id
        """,
        rows=purchases.rows,
        lines=purchase_lines(source),
        day=purchases.local_date(SQL("purchase.bought_at")),
        start=purchases.start_before((WINDOWS - 1) * window_days),
        customer_id=customer_id,
        documents=documents,
    )
