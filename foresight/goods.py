"""Which products each customer bought, as baskets are made of them.

Services are left out (carriage and work go with everything), and so is what is no line of a
product: down payments, free text, returns. Rows ``(customer_id, product_id, product_tmpl_id)``,
distinct.
"""

from odoo.tools import SQL

from ..scoring.lines import purchase_lines


def of_night(table, first_day):
    """Of all customers since a day.

    :param SQL table: see :mod:`.bought_table`
    :param int first_day: number since 1970-01-01
    """
    return SQL(
        """
        SELECT DISTINCT bought.customer_id, bought.product_id, product.product_tmpl_id
          FROM %(table)s AS bought
          JOIN product_product AS product ON product.id = bought.product_id
          JOIN product_template AS template
            ON template.id = product.product_tmpl_id AND template.type <> 'service'
         WHERE bought.is_ordered = 0 AND bought.day >= %(first_day)s
        """,
        table=table,
        first_day=first_day,
    )


def of_now(buyers, products):
    """As it is now, for a few products: those of a screen.

    :param buyers: list of :class:`.purchases_of.Buyers`, whose window is looked at
    :param SQL products: condition on ``line.product_id``
    """
    return SQL(
        "SELECT DISTINCT customer_id, product_id, product_tmpl_id FROM (%s) AS sold",
        SQL(" UNION ALL ").join(_of_source(each, products) for each in buyers),
    )


def _of_source(buyers, products):
    return SQL(
        """
        SELECT customer_id, product_id, product_tmpl_id
          FROM (
                SELECT partner.commercial_partner_id AS customer_id,
                       line.product_id,
                       product.product_tmpl_id
                  FROM (%(rows)s) AS purchase
                  JOIN res_partner AS partner ON partner.id = purchase.partner_id
                  JOIN (%(lines)s) AS line ON line.document_id = purchase.document_id
                  JOIN product_product AS product ON product.id = line.product_id
                  JOIN product_template AS template ON template.id = product.product_tmpl_id
                 WHERE purchase.is_purchase
                   AND purchase.bought_at >= %(start)s
                   AND template.type <> 'service'
                   AND %(products)s
               ) AS bought
         WHERE %(governed)s
        """,
        rows=buyers.purchases.rows,
        lines=purchase_lines(buyers.source),
        start=buyers.purchases.window_start,
        products=products,
        governed=buyers.governed,
    )
