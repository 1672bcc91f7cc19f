"""Overdue payments, as they were on a day."""

from odoo.tools import SQL


def overdue(scene, rule):
    """Who owes money whose date of payment has passed.

    Measure: the days that the oldest is overdue. A new warning asks for a minimum amount, in
    company currency: what is overdue, less what the customer has paid or been credited without its
    being matched with an invoice yet.

    What was paid or credited after ``as_of`` was owed then. Of invoices paid in instalments, each
    instalment has its own date.
    """
    return SQL(
        """
        SELECT customer_id AS partner_id,
               (%(as_of)s - oldest)::float8 AS measure,
               amount >= %(min_amount)s AND invoices >= %(min_count)s AS fires,
               jsonb_build_object(
                   'amount', ROUND(amount, 2), 'invoices', invoices, 'oldest', oldest
               ) AS facts
          FROM (
                SELECT partner.commercial_partner_id AS customer_id,
                       SUM(residual) AS amount,
                       COUNT(DISTINCT move_id) FILTER (WHERE is_overdue) AS invoices,
                       MIN(day) FILTER (WHERE is_overdue) AS oldest
                  FROM (%(owed)s) AS owed
                  JOIN res_partner AS partner ON partner.id = owed.partner_id
                 WHERE is_overdue OR residual < 0
              GROUP BY partner.commercial_partner_id
               ) AS customer
         WHERE oldest IS NOT NULL AND amount > 0
        """,
        as_of=scene.as_of,
        min_amount=rule.min_amount,
        min_count=rule.min_count,
        owed=_owed(scene),
    )


def _owed(scene):
    """What was not settled of each entry with a customer: ``(partner_id, move_id, day, residual)``.

    Only entries that are open now or were settled later are looked at.
    """
    return SQL(
        """
        WITH later AS (
            SELECT id, debit_move_id, credit_move_id
              FROM account_partial_reconcile
             WHERE company_id = %(company_id)s AND max_date > %(as_of)s
        ), entry AS (
            SELECT line.id, line.partner_id, line.move_id, line.balance,
                   COALESCE(line.date_maturity, line.date) AS day
              FROM account_move_line AS line
              JOIN account_account AS account
                ON account.id = line.account_id AND account.account_type = 'asset_receivable'
             WHERE line.company_id = %(company_id)s
               AND line.parent_state = 'posted'
               AND line.date <= %(as_of)s
               AND line.partner_id IS NOT NULL
               AND (
                    line.reconciled IS NOT TRUE
                    OR line.id IN (SELECT debit_move_id FROM later)
                    OR line.id IN (SELECT credit_move_id FROM later)
                   )
        ), settled AS (
            SELECT line_id, SUM(amount) AS amount
              FROM (
                    SELECT partial.debit_move_id AS line_id, partial.amount
                      FROM account_partial_reconcile AS partial
                      JOIN entry ON entry.id = partial.debit_move_id
                     WHERE partial.max_date <= %(as_of)s
                 UNION ALL
                    SELECT partial.credit_move_id, -partial.amount
                      FROM account_partial_reconcile AS partial
                      JOIN entry ON entry.id = partial.credit_move_id
                     WHERE partial.max_date <= %(as_of)s
                   ) AS matched
          GROUP BY line_id
        )
        SELECT partner_id, move_id, day, residual, residual > 0 AND day < %(as_of)s AS is_overdue
          FROM (
                SELECT entry.partner_id, entry.move_id, entry.day,
                       entry.balance - COALESCE(settled.amount, 0) AS residual
                  FROM entry
             LEFT JOIN settled ON settled.line_id = entry.id
               ) AS remaining
         WHERE residual <> 0
        """,
        company_id=scene.company_id,
        as_of=scene.as_of,
    )
