"""What could be offered: to one customer, and of one product, out of the pairs of products.

The pairs (:mod:`.co_purchase`) are those of the last night. Those of the customer's institution
type go before those of all customers: where a pair of all is not borne out by the type, it says
nothing about the customer.
"""

from odoo.tools import SQL

from ..scoring.lines import purchase_lines
from . import goods


def basket(purchases, source, contacts, readable):
    """What one customer bought: ``(product_id, product_tmpl_id, partner_id, is_readable)``.

    :param purchases: :class:`..scoring.purchases.Purchases` of the customer; its window counts
    :param source: ``sale`` or ``invoice``
    :param SQL contacts: who orders for it, ids in parentheses
    :param SQL readable: ids of the documents that the user may read, in parentheses
    """
    return SQL(
        """
        SELECT line.product_id,
               product.product_tmpl_id,
               purchase.partner_id,
               BOOL_OR(purchase.document_id IN %(readable)s) AS is_readable
          FROM (%(rows)s) AS purchase
          JOIN (%(lines)s) AS line ON line.document_id = purchase.document_id
          JOIN product_product AS product ON product.id = line.product_id
          JOIN product_template AS template ON template.id = product.product_tmpl_id
         WHERE purchase.is_purchase
           AND purchase.bought_at >= %(start)s
           AND purchase.partner_id IN %(contacts)s
           AND template.type <> 'service'
      GROUP BY line.product_id, product.product_tmpl_id, purchase.partner_id
        """,
        rows=purchases.rows,
        lines=purchase_lines(source),
        start=purchases.window_start,
        contacts=contacts,
        readable=readable,
    )


def _pairs(company_id, causes):
    """The rows of pairs of a company that begin with some products."""
    return SQL(
        """
        SELECT pair.*
          FROM customer_product_affinity AS pair
         WHERE pair.company_id = %s
           AND pair.product_id IN %s
        """,
        company_id,
        causes,
    )


def to_customer(company_id, customer_id, type_id, bought, lines, today):
    """What goes with what a customer buys, best first; each product once, by its best reason.

    Columns: ``other_product_id, product_id, is_on_order, confidence, lift, both_count,
    product_count, share, institution_type_id``. What goes with the lines of the order comes
    first; then by confidence, lift, and the number of the product. Nothing of what the customer
    bought within the window, in whichever variant, even by documents that the user may not read;
    by those no reason is given either.

    :param SQL bought: :func:`basket`
    :param lines: ids of the products on the order
    :param today: dismissals until then hold
    """
    return SQL(
        """
        WITH bought AS MATERIALIZED (
            %(bought)s
        ), owned AS (
            SELECT product_tmpl_id FROM bought
             UNION
            SELECT product_tmpl_id FROM product_product WHERE id = ANY(%(lines)s::integer[])
        ), pair AS (
            -- those of the type go before those of all
            SELECT DISTINCT ON (product_id, other_product_id) *
              FROM (%(pairs)s) AS pair
             WHERE institution_type_id IS NULL OR institution_type_id = %(type_id)s
          ORDER BY product_id, other_product_id, institution_type_id NULLS LAST
        ), best AS (
            SELECT DISTINCT ON (pair.other_product_id)
                   pair.*, pair.product_id = ANY(%(lines)s::integer[]) AS is_on_order
              FROM pair
              JOIN product_product AS product ON product.id = pair.other_product_id
             WHERE pair.is_shown
               AND product.product_tmpl_id NOT IN (SELECT product_tmpl_id FROM owned)
               AND NOT EXISTS (
                    SELECT FROM customer_product_dismissal AS dismissal
                     WHERE dismissal.partner_id = %(customer_id)s
                       AND dismissal.company_id = %(company_id)s
                       AND dismissal.product_id = pair.other_product_id
                       AND dismissal.until >= %(today)s
                   )
          ORDER BY pair.other_product_id, is_on_order DESC, confidence DESC, lift DESC,
                   pair.product_id
        )
        SELECT other_product_id, product_id, is_on_order, confidence, lift, both_count,
               product_count, share, institution_type_id
          FROM best
      ORDER BY is_on_order DESC, confidence DESC, lift DESC, other_product_id
        """,
        bought=bought,
        lines=list(lines),
        pairs=_pairs(
            company_id,
            SQL(
                """
                (SELECT product_id FROM bought WHERE is_readable
                  UNION
                 SELECT unnest(%s::integer[]))
                """,
                list(lines),
            ),
        ),
        type_id=type_id or None,
        company_id=company_id,
        customer_id=customer_id,
        today=today,
    )


def of_product(company_id, buyers, products, like, today):
    """Who is likely to buy a product: one row for each customer that does not yet, its best reason.

    Columns: ``partner_id, score, product_id, other_product_id, both_count, product_count,
    institution_type_id``. The score is the confidence of the best pair, as in :func:`to_customer`.
    Who buys the product that it is like has score 1, and no ``product_id``: there is no pair.

    :param buyers: list of :class:`.purchases_of.Buyers`: whose customers, in which window
    :param products: ids of the variants of the product
    :param like: ids of the variants of the product that it is meant to sell like
    """
    return SQL(
        """
        WITH pair AS MATERIALIZED (
            SELECT *
              FROM customer_product_affinity
             WHERE company_id = %(company_id)s
               AND other_product_id = ANY(%(wanted)s::integer[])
               AND NOT product_id = ANY(%(wanted)s::integer[])
        ), bought AS MATERIALIZED (
            SELECT bought.*, partner.institution_type_id AS type_id
              FROM (%(goods)s) AS bought
              JOIN res_partner AS partner ON partner.id = bought.customer_id
        ), reason AS (
            -- a pair for each customer: that of its type, or that of all
            SELECT DISTINCT ON (bought.customer_id, pair.product_id, pair.other_product_id)
                   bought.customer_id, pair.confidence AS score, pair.lift, pair.product_id,
                   pair.other_product_id, pair.both_count, pair.product_count,
                   pair.institution_type_id, pair.is_shown
              FROM bought
              JOIN pair ON pair.product_id = bought.product_id
               AND (pair.institution_type_id IS NULL
                    OR pair.institution_type_id = bought.type_id)
          ORDER BY bought.customer_id, pair.product_id, pair.other_product_id,
                   pair.institution_type_id NULLS LAST
        ), likely AS (
            SELECT customer_id, score, lift, product_id, other_product_id, both_count,
                   product_count, institution_type_id
              FROM reason
             WHERE is_shown
         UNION ALL
            SELECT customer_id, 1, NULL, NULL, product_id, NULL, NULL, NULL
              FROM bought
             WHERE product_id = ANY(%(like)s::integer[])
        )
        SELECT DISTINCT ON (customer_id)
               customer_id AS partner_id, score, product_id, other_product_id, both_count,
               product_count, institution_type_id
          FROM likely
         WHERE customer_id NOT IN (
                SELECT customer_id FROM bought WHERE product_id = ANY(%(products)s::integer[])
               )
           AND NOT EXISTS (
                SELECT FROM customer_product_dismissal AS dismissal
                 WHERE dismissal.partner_id = likely.customer_id
                   AND dismissal.company_id = %(company_id)s
                   AND dismissal.product_id = ANY(%(products)s::integer[])
                   AND dismissal.until >= %(today)s
               )
      ORDER BY customer_id, score DESC, lift DESC NULLS FIRST, product_id, other_product_id
        """,
        company_id=company_id,
        products=list(products),
        like=list(like),
        wanted=[*products, *like],
        goods=goods.of_now(
            buyers,
            SQL(
                """
                (line.product_id = ANY(%s::integer[])
                 OR line.product_id IN (SELECT product_id FROM pair))
                """,
                [*products, *like],
            ),
        ),
        today=today,
    )
