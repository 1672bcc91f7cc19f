"""All purchases of a company as arrays, for :mod:`..forecast`: who bought when, for how much.

Purchases are those of the scores (:mod:`..scoring.purchases`), each customer's by the source of
the policy that governs it. Only purchases proper, above zero: a return is no purchase, and how much
is returned is no question of rhythm. Contacts and departments buy for their customer.

Days are numbers, counted from 1970-01-01, as :mod:`..forecast.season` has them.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ..scoring.purchases import Purchases
from . import copying

EPOCH = date(1970, 1, 1)


def day_number(day):
    return (day - EPOCH).days


@dataclass(frozen=True)
class Buyers:
    """Purchases of one source, and whose they count for.

    :ivar source: ``sale`` or ``invoice``
    :ivar governed: SQL condition on ``customer_id``: is it judged by this source?
    """

    source: str
    purchases: Purchases
    governed: SQL

    def rows(self):
        """Rows ``(customer_id, document_id, day, amount)`` of the purchases."""
        return SQL(
            """
            SELECT customer_id, document_id, day, amount
              FROM (
                    SELECT partner.commercial_partner_id AS customer_id,
                           purchase.document_id,
                           %(date)s - %(epoch)s::date AS day,
                           purchase.amount
                      FROM (%(rows)s) AS purchase
                      JOIN res_partner AS partner ON partner.id = purchase.partner_id
                     WHERE purchase.is_purchase
                   ) AS bought
             WHERE %(governed)s
            """,
            date=self.purchases.local_date(SQL("purchase.bought_at")),
            epoch=EPOCH,
            rows=self.purchases.rows,
            governed=self.governed,
        )


def read_purchases(cr, buyers):
    """``(customer id, day, amount)``, one a purchase, shape (rows,).

    :param buyers: list of :class:`Buyers`, one for each source
    """
    columns = {"customer_id": "integer", "day": "integer", "amount": "float8"}
    query = SQL(" UNION ALL ").join(each.rows() for each in buyers)
    return tuple(copying.read(cr, query, columns).values())


def read_category_purchases(cr, table, depth):
    """``(category id, customer id, day)``, one a customer, category and day; categories together.

    :param SQL table: see :mod:`.bought_table`
    :param int depth: how many levels of the tree of categories are told apart, the top being 1;
        what is below counts for its ancestor. 0: each category for itself
    """
    columns = {"categ_id": "integer", "customer_id": "integer", "day": "integer"}
    query = SQL(
        """
        SELECT DISTINCT %(category)s AS categ_id, bought.customer_id, bought.day
          FROM %(table)s AS bought
          JOIN product_product AS product ON product.id = bought.product_id
          JOIN product_template AS template ON template.id = product.product_tmpl_id
          JOIN product_category AS category ON category.id = template.categ_id
         WHERE bought.is_ordered = 0
      ORDER BY categ_id, customer_id, day
        """,
        category=_category(depth),
        table=table,
    )
    return tuple(copying.read(cr, query, columns).values())


def _category(depth):
    """The id of a category, or of its ancestor on that level, out of ``parent_path``."""
    if not depth:
        return SQL("category.id")
    return SQL(
        """
        COALESCE(NULLIF(SPLIT_PART(category.parent_path, '/', %(depth)s), ''), category.id::text)
            ::integer
        """,
        depth=depth,
    )
