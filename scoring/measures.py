"""How the dimensions beyond recency, frequency and monetary are measured.

Each function takes a :class:`.window.Window` and returns SQL of rows ``(customer_id, value)``, at
most one a customer. :mod:`.dimensions` says what becomes of those without a row.
"""

from odoo.tools import SQL

from .lines import purchase_lines


def length(window):
    """Days from the first purchase to the last: L of the LRFM model.

    Source: Chang, H. H. and Tsay, S. F., "Integrating of SOM and K-mean in data mining
    clustering", Journal of Information Management 11(4), 2004.
    """
    return SQL(
        """
        SELECT customer_id, %(last)s - %(first)s AS value
          FROM (%(rows)s) AS purchase
         WHERE is_purchase
      GROUP BY customer_id
        """,
        rows=window.by_customer(),
        first=window.purchases.local_date(SQL("MIN(bought_at)")),
        last=window.purchases.local_date(SQL("MAX(bought_at)")),
    )


def regularity(window):
    """How much the gaps between the purchases of the window vary, in per cent of their mean.

    The coefficient of variation of the gaps, so that a monthly and a yearly rhythm can be equally
    regular. After periodicity in the LRFMP model (Peker, S., Kocyigit, A. and Eren, P. E.,
    "LRFMP model for customer segmentation in the grocery retail industry", Marketing
    Intelligence & Planning 35(4), 2017), which takes the standard deviation. Unknown below
    three days of purchase.
    """
    return SQL(
        """
        -- one row per day of purchase; a second order of the day is no rhythm
        WITH bought AS (
            SELECT DISTINCT customer_id, %(day)s AS day
              FROM (%(rows)s) AS purchase
             WHERE is_purchase AND bought_at >= %(start)s
        ), gap AS (
            SELECT customer_id,
                   (day - LAG(day) OVER (PARTITION BY customer_id ORDER BY day))::numeric AS days
              FROM bought
        )
        SELECT customer_id, ROUND(100 * STDDEV_POP(days) / AVG(days), 1) AS value
          FROM gap
         WHERE days IS NOT NULL
      GROUP BY customer_id
        HAVING COUNT(*) >= 2
        """,
        rows=window.by_customer(),
        day=window.purchases.local_date(SQL("bought_at")),
        start=window.purchases.window_start,
    )


def growth(window):
    """Revenue of the window against the window before it, in per cent.

    Unknown for whoever bought nothing in the window before.
    """
    return SQL(
        """
        SELECT customer_id,
               ROUND(
                   100 * (COALESCE(SUM(amount) FILTER (WHERE bought_at >= %(start)s), 0)
                          / SUM(amount) FILTER (WHERE bought_at < %(start)s)
                          - 1),
                   1
               ) AS value
          FROM (%(rows)s) AS purchase
         WHERE bought_at >= %(previous)s
      GROUP BY customer_id
        HAVING SUM(amount) FILTER (WHERE bought_at < %(start)s) > 0
        """,
        rows=window.by_customer(),
        start=window.purchases.window_start,
        previous=window.purchases.start_before(window.window_days),
    )


def breadth(window):
    """Number of product categories among the purchases of the window.

    The lines of documents that are no purchase (returns, invoices credited in full) do not count,
    nor do free text, returned products and down payments.
    """
    return SQL(
        """
        SELECT partner.commercial_partner_id AS customer_id,
               COUNT(DISTINCT template.categ_id) AS value
          FROM (%(rows)s) AS purchase
          JOIN res_partner AS partner ON partner.id = purchase.partner_id
          JOIN (%(lines)s) AS line ON line.document_id = purchase.document_id
          JOIN product_product AS product ON product.id = line.product_id
          JOIN product_template AS template ON template.id = product.product_tmpl_id
         WHERE purchase.is_purchase
           AND purchase.bought_at >= %(start)s
           AND %(only)s
      GROUP BY partner.commercial_partner_id
        """,
        rows=window.purchases.rows,
        lines=purchase_lines(window.source),
        start=window.purchases.window_start,
        only=window.only(SQL.identifier("partner", "commercial_partner_id")),
    )


def returns(window):
    """Returned amount in per cent of what was bought, in the window."""
    return SQL(
        """
        SELECT customer_id,
               ROUND(
                   100 * -COALESCE(SUM(amount) FILTER (WHERE amount < 0), 0)
                       / SUM(amount) FILTER (WHERE amount > 0),
                   1
               ) AS value
          FROM (%(rows)s) AS purchase
         WHERE bought_at >= %(start)s
      GROUP BY customer_id
        HAVING SUM(amount) FILTER (WHERE amount > 0) > 0
        """,
        rows=window.by_customer(),
        start=window.purchases.window_start,
    )


def payment_delay(window):
    """Days by which invoices due in the window were or are overdue, weighted by amount.

    Each part of an invoice counts by itself: paid in time is 0 days, paid late the days until
    then, and what is open the days until ``as_of``. Credit notes settle like payments; payments
    after ``as_of`` are not known yet. Unknown without an invoice that fell due.
    """
    return SQL(
        """
        -- one row per instalment that fell due; amount × days of its settled parts
        WITH instalment AS (
            SELECT partner.commercial_partner_id AS customer_id,
                   line.debit AS amount,
                   line.debit - COALESCE(SUM(part.amount), 0) AS open,
                   %(as_of)s - line.date_maturity AS open_days,
                   COALESCE(
                       SUM(part.amount * GREATEST(part.max_date - line.date_maturity, 0)), 0
                   ) AS late
              FROM account_move_line AS line
              JOIN account_move AS move ON move.id = line.move_id
              JOIN account_account AS account ON account.id = line.account_id
              JOIN res_partner AS partner ON partner.id = move.partner_id
         LEFT JOIN account_partial_reconcile AS part
                ON part.debit_move_id = line.id AND part.max_date <= %(as_of)s
             WHERE move.company_id = %(company_id)s
               AND move.state = 'posted'
               AND move.move_type = 'out_invoice'
               AND move.invoice_date <= %(as_of)s
               AND account.account_type = 'asset_receivable'
               AND line.date_maturity BETWEEN %(first_day)s AND %(as_of)s
               AND line.debit > 0
               AND %(only)s
          GROUP BY partner.commercial_partner_id, line.id
        )
        SELECT customer_id,
               ROUND(SUM(late + GREATEST(open, 0) * open_days) / SUM(amount), 1) AS value
          FROM instalment
      GROUP BY customer_id
        """,
        company_id=window.company_id,
        as_of=window.as_of,
        first_day=window.first_day,
        only=window.only(SQL.identifier("partner", "commercial_partner_id")),
    )


def institution_level(window):
    """The level of the customer's institution grade, or else of its type; 0 is unknown."""
    return SQL(
        """
        SELECT id AS customer_id, institution_level AS value
          FROM res_partner
         WHERE institution_level > 0 AND %(only)s
        """,
        only=window.only(SQL.identifier("id")),
    )


def influence(window):
    """The influence rating of the customer, 1 to 5 stars; none is unknown."""
    return SQL(
        """
        SELECT id AS customer_id, influence_rating::integer AS value
          FROM res_partner
         WHERE influence_rating > '0' AND %(only)s
        """,
        only=window.only(SQL.identifier("id")),
    )


def referrals(window):
    """Number of customers referred by this one who bought, ever."""
    return SQL(
        """
        SELECT referrer.commercial_partner_id AS customer_id, COUNT(*) AS value
          FROM res_partner AS referred
          JOIN res_partner AS referrer ON referrer.id = referred.referred_by_id
         WHERE referred.id = referred.commercial_partner_id
           AND %(only)s
           AND referred.id IN (
                SELECT partner.commercial_partner_id
                  FROM (%(rows)s) AS purchase
                  JOIN res_partner AS partner ON partner.id = purchase.partner_id
                 WHERE purchase.is_purchase
               )
      GROUP BY referrer.commercial_partner_id
        """,
        rows=window.purchases.rows,
        only=window.only(SQL.identifier("referrer", "commercial_partner_id")),
    )
