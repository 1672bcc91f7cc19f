"""Which product each customer was supplied with, by day, for :mod:`..forecast.replenishment`."""

import numpy as np

from odoo.tools import SQL

from ..forecast.replenishment import Bought
from . import copying

COLUMNS = {
    "product_id": "integer",
    "customer_id": "integer",
    "day": "integer",
    "is_ordered": "integer",
    "quantity": "float8",
    "amount": "float8",
}
BLOCK = 1_000_000  # rows looked at together: some hundred megabytes


def supplies(table, least, excluded):
    """SQL of ``COLUMNS``: a row for each product, customer and day, in that order.

    Only goods that can be sold: a service is not used up.

    :param SQL table: see :mod:`.bought_table`
    :param least: days on which a customer has bought a product, at least
    :param SQL excluded: condition on ``template``: what is left out beside
    """
    return SQL(
        """
        SELECT product_id, customer_id, day, is_ordered, quantity, amount
          FROM (
                SELECT bought.*,
                       COUNT(*) FILTER (WHERE is_ordered = 0)
                           OVER (PARTITION BY product_id, customer_id) AS days
                  FROM %(table)s AS bought
                  JOIN product_product AS product
                    ON product.id = bought.product_id AND product.active
                  JOIN product_template AS template
                    ON template.id = product.product_tmpl_id
                   AND template.sale_ok
                   AND template.type = 'consu'
                   AND NOT (%(excluded)s)
                 WHERE bought.quantity > 0
               ) AS counted
         WHERE days >= %(least)s
      ORDER BY product_id, customer_id, is_ordered, day
        """,
        table=table,
        least=least,
        excluded=excluded,
    )


def read_supplies(cr, query):
    """The rows of :func:`supplies` in blocks of whole products: dicts of name to array."""
    return copying.read_blocks(cr, query, COLUMNS, "product_id", BLOCK)


def bought_of(rows):
    """What the rows of a block are: ``(Bought, facts)``.

    :return: facts: dict of name to array, one a pair: ``product_id``, ``partner_id``,
        ``purchase_count`` (days), ``ordered`` (is the last supply only ordered?), and
        ``unit_price`` of the last time that anything was paid
    """
    real = rows["is_ordered"] == 0
    product, customer = rows["product_id"], rows["customer_id"]
    new = np.ones(len(product), dtype=bool)
    new[1:] = (product[1:] != product[:-1]) | (customer[1:] != customer[:-1])
    pair = np.cumsum(new) - 1
    pairs = len(np.flatnonzero(new))
    count = np.bincount(pair[real], minlength=pairs)
    start = np.append(0, np.cumsum(count))
    day, quantity = rows["day"][real].astype(np.int64), rows["quantity"][real]
    # in each pair what is ordered comes after what was bought, its newest day last of all
    newest = np.append(np.flatnonzero(new)[1:], len(new)) - 1
    last = start[1:] - 1
    ordered = ~real[newest] & (rows["day"][newest] > day[last])
    bought = Bought(
        product=product[new],
        start=start,
        day=day,
        quantity=quantity,
        last=np.where(ordered, rows["day"][newest], day[last]),
        last_quantity=np.where(ordered, rows["quantity"][newest], quantity[last]),
    )
    facts = {
        "product_id": product[new],
        "partner_id": customer[new],
        "purchase_count": count,
        "ordered": ordered,
        "unit_price": _last_price(pair[real], quantity, rows["amount"][real], pairs),
    }
    return bought, facts


def _last_price(pair, quantity, amount, pairs):
    """Of each pair, on the last day that it was not for free; 0 if it always was."""
    price = np.zeros(pairs)
    paid = amount > 0
    # rows are in order of days: of several of one pair the last one stays
    price[pair[paid]] = amount[paid] / quantity[paid]
    return price
