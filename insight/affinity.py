"""What a customer buys, by category, and what others like it buy.

Similar are the customers of the same policy that are nearest in revenue, of the same institution
type or else of the same segment. What they buy is only told as a share and a median over all of
them, so that it names nobody.
"""

from odoo.tools import SQL


def _order_lines():
    """SQL of ``(document_id, product_id, amount, counts)`` in company currency.

    ``counts``: the line says that its product was bought. Down payments are of no product.
    """
    return SQL(
        """
        SELECT line.order_id AS document_id,
               CASE WHEN line.is_downpayment THEN NULL ELSE line.product_id END AS product_id,
               -- the order's own rate, as for the amount of the order
               CASE WHEN sale.currency_rate IS NULL OR sale.currency_rate IN (0, 1)
                    THEN line.price_subtotal
                    ELSE line.price_subtotal / sale.currency_rate
                END AS amount,
               line.product_uom_qty > 0 AND line.is_downpayment IS NOT TRUE AS counts
          FROM sale_order_line AS line
          JOIN sale_order AS sale ON sale.id = line.order_id
         WHERE line.display_type IS NULL
        """
    )


def _invoice_lines():
    """The same of invoices and credit notes, which lower the amount."""
    return SQL(
        """
        SELECT line.move_id AS document_id,
               CASE WHEN line.is_downpayment THEN NULL ELSE line.product_id END AS product_id,
               -line.balance AS amount,
               line.quantity > 0 AND line.is_downpayment IS NOT TRUE AS counts
          FROM account_move_line AS line
         WHERE line.display_type = 'product'
        """
    )


LINES = {"sale": _order_lines, "invoice": _invoice_lines}


def _categories_of(source, documents):
    """SQL of the lines of these documents (the name of a CTE), each with its category."""
    return SQL(
        """
        SELECT document.*, template.categ_id, line.amount AS line_amount,
               line.counts AND document.is_purchase AND template.categ_id IS NOT NULL AS counts
          FROM %(documents)s AS document
          JOIN (%(lines)s) AS line ON line.document_id = document.document_id
     LEFT JOIN product_product AS product ON product.id = line.product_id
     LEFT JOIN product_template AS template ON template.id = product.product_tmpl_id
        """,
        documents=SQL.identifier(documents),
        lines=LINES[source](),
    )


def categories(bought, decimal_places):
    """What one customer buys: one row per category (None: no product) and contact.

    ``(categ_id, partner_id, amount, before, bought, bought_before, last_day)``: the amounts of
    the window and of the one before it are those of documents that the user may read; whether
    something was bought at all is told of all documents.

    :param bought: :class:`.portrait.Bought`
    """
    window = bought.window
    purchases = window.purchases
    return SQL(
        """
        WITH bought AS MATERIALIZED (
            %(rows)s
        ), line AS (
            %(lines)s
        )
        SELECT categ_id, partner_id,
               COALESCE(ROUND(SUM(line_amount)
                   FILTER (WHERE is_readable AND bought_at >= %(start)s), %(decimals)s), 0)::float,
               COALESCE(ROUND(SUM(line_amount)
                   FILTER (WHERE is_readable AND bought_at < %(start)s), %(decimals)s), 0)::float,
               COALESCE(BOOL_OR(counts) FILTER (WHERE bought_at >= %(start)s), FALSE),
               COALESCE(BOOL_OR(counts) FILTER (WHERE bought_at < %(start)s), FALSE),
               MAX(day) FILTER (WHERE counts)
          FROM line
      GROUP BY categ_id, partner_id
      ORDER BY categ_id, partner_id
        """,
        rows=bought.rows(purchases.start_before(window.window_days)),
        lines=_categories_of(window.source, "bought"),
        start=purchases.window_start,
        decimals=decimal_places,
    )


def peers(profile, like, limit):
    """SQL of the customers most similar to one: ``partner_id``, the nearest in revenue first.

    Two walks along the index of the revenues (``customer_profile._revenue_idx``), up and down
    from the customer's own: all customers need not be looked at. At the same distance those who
    buy more come first, and of equals those whom a walk meets first.

    :param profile: of the customer, a ``customer.profile``
    :param SQL like: which of the customers of its policy are similar in kind
    :param limit: at most so many
    """
    monetary = SQL("%s::numeric", profile.monetary)
    up, down = (
        SQL(
            """
            SELECT profile.partner_id, profile.monetary, %(meeting)s AS meeting
              FROM customer_profile AS profile
             WHERE profile.company_id = %(company_id)s
               AND profile.policy_id = %(policy_id)s
               AND profile.partner_id <> %(partner_id)s
               AND profile.is_lapsed IS NOT TRUE
               AND %(side)s
               AND %(like)s
          ORDER BY %(order)s
             LIMIT %(limit)s
            """,
            company_id=profile.company_id.id,
            policy_id=profile.policy_id.id,
            partner_id=profile.partner_id.id,
            like=like,
            limit=limit,
            side=side,
            order=order,
            meeting=meeting,
        )
        for side, order, meeting in (
            (
                SQL("profile.monetary >= %s", monetary),
                SQL("profile.monetary, profile.partner_id"),
                SQL("profile.partner_id"),
            ),
            (
                SQL("profile.monetary < %s", monetary),
                SQL("profile.monetary DESC, profile.partner_id DESC"),
                SQL("-profile.partner_id"),
            ),
        )
    )
    return SQL(
        """
        SELECT partner_id
          FROM ((%(up)s) UNION ALL (%(down)s)) AS peer
      ORDER BY ABS(monetary - %(monetary)s), monetary DESC, meeting
         LIMIT %(limit)s
        """,
        up=up,
        down=down,
        monetary=monetary,
        limit=limit,
    )


def same_type(type_id):
    return SQL(
        """
        EXISTS (
            SELECT FROM res_partner AS partner
             WHERE partner.id = profile.partner_id AND partner.institution_type_id = %s
        )
        """,
        type_id,
    )


def same_segment(segment_id):
    return SQL("profile.segment_id IS NOT DISTINCT FROM %s", segment_id or None)


def _baskets(window):
    """SQL of what the window's customers bought in it: ``(customer_id, categ_id, amount)``."""
    return SQL(
        """
        WITH bought AS MATERIALIZED (
            SELECT partner.commercial_partner_id AS customer_id,
                   purchase.document_id,
                   purchase.is_purchase
              FROM (%(rows)s) AS purchase
              JOIN res_partner AS partner ON partner.id = purchase.partner_id
             WHERE purchase.is_purchase
               AND purchase.bought_at >= %(start)s
        ), line AS (
            %(lines)s
        )
        SELECT customer_id, categ_id, SUM(line_amount) AS amount
          FROM line
         WHERE counts
      GROUP BY customer_id, categ_id
        """,
        rows=window.purchases.rows,
        start=window.purchases.window_start,
        lines=_categories_of(window.source, "bought"),
    )


def bought_by(window):
    """What the customers of the window buy: rows ``(category, customers, median amount)``."""
    return SQL(
        """
        SELECT categ_id, COUNT(*),
               percentile_cont(0.5) WITHIN GROUP (ORDER BY amount::float)
          FROM (%(baskets)s) AS basket
      GROUP BY categ_id
      ORDER BY COUNT(*) DESC, categ_id
        """,
        baskets=_baskets(window),
    )


def buyers_of(window, categ_id):
    """Which of the window's customers buy something of a category: ``customer_id``."""
    return SQL(
        "SELECT customer_id FROM (%s) AS basket WHERE categ_id = %s ORDER BY customer_id",
        _baskets(window),
        categ_id,
    )
