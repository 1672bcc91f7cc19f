"""Credit notes, less what was only credited to be invoiced again."""

from odoo.tools import SQL


def taken_back(scene):
    """Rows ``(customer_id, day, amount)`` of credit notes, without those that only correct.

    An invoice with a wrong address is credited, and made anew: nothing came back. What remains of
    a credit note is told by the order lines that it is of, see :func:`_made_up`. A credit note of
    no order counts in full: Odoo does not link the new invoice with anything.
    """
    return SQL(
        """
        SELECT customer_id, day, amount
          FROM (
                SELECT partner.commercial_partner_id AS customer_id,
                       move.invoice_date AS day,
                       ROUND(
                           ABS(move.amount_untaxed_signed) - COALESCE(made_up.amount, 0), 2
                       ) AS amount
                  FROM account_move AS move
                  JOIN res_partner AS partner ON partner.id = move.partner_id
             LEFT JOIN (%(made_up)s) AS made_up ON made_up.move_id = move.id
                 WHERE move.company_id = %(company_id)s
                   AND move.state = 'posted'
                   AND move.move_type = 'out_refund'
                   AND move.invoice_date <= %(as_of)s
               ) AS credited
         WHERE amount > 0
        """,
        made_up=_made_up(scene),
        company_id=scene.company_id,
        as_of=scene.as_of,
    )


def _made_up(scene):
    """Rows ``(move_id, amount)``: what of a credit note was invoiced again.

    Invoices make up for credits as far as they go beyond what was ordered: the rest of an order
    is no new invoice of what came back. ``height`` is what is credited and not made up for yet,
    in pieces of the order line. Each invoice makes up for the last credits before it, so of a
    credit remains what the height never falls below again.
    """
    return SQL(
        """
        SELECT move_id, SUM(amount * (pieces - remaining) / pieces) AS amount
          FROM (
                SELECT move_id, is_credit, pieces, amount,
                       GREATEST(
                           MIN(height) OVER (
                               PARTITION BY order_line_id ORDER BY day, move_id, id
                               ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
                           ) - (height - pieces), 0
                       ) AS remaining
                  FROM (
                        SELECT each.*,
                               SUM(CASE WHEN is_credit THEN pieces ELSE -again END) OVER (
                                   PARTITION BY order_line_id ORDER BY day, move_id, id
                               ) AS height
                          FROM (%(again)s) AS each
                       ) AS climbed
               ) AS credit
         WHERE is_credit
      GROUP BY move_id
        """,
        again=_invoiced_again(scene),
    )


def _invoiced_again(scene):
    """Entries of order lines with credits; ``again``: pieces that go beyond what was ordered."""
    return SQL(
        """
        SELECT entry.*,
               CASE WHEN is_credit THEN 0
                    ELSE LEAST(pieces, GREATEST(
                        SUM(pieces) FILTER (WHERE NOT is_credit) OVER (
                            PARTITION BY order_line_id ORDER BY day, move_id, id
                        ) - ordered, 0
                    ))
               END AS again
          FROM (
                SELECT line.id AS order_line_id,
                       GREATEST(line.product_uom_qty, 0) AS ordered,
                       entry.id,
                       entry.move_id,
                       move.invoice_date AS day,
                       move.move_type = 'out_refund' AS is_credit,
                       entry.quantity * COALESCE(billed.factor / unit.factor, 1) AS pieces,
                       entry.balance AS amount
                  FROM sale_order_line AS line
                  JOIN sale_order_line_invoice_rel AS link ON link.order_line_id = line.id
                  JOIN account_move_line AS entry ON entry.id = link.invoice_line_id
                  JOIN account_move AS move ON move.id = entry.move_id
             LEFT JOIN uom_uom AS billed ON billed.id = entry.product_uom_id
             LEFT JOIN uom_uom AS unit ON unit.id = line.product_uom_id
                 WHERE line.id IN (%(credited)s)
                   AND entry.quantity > 0
                   AND move.company_id = %(company_id)s
                   AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund')
                   AND move.invoice_date <= %(as_of)s
               ) AS entry
        """,
        credited=_credited_lines(scene),
        company_id=scene.company_id,
        as_of=scene.as_of,
    )


def _credited_lines(scene):
    return SQL(
        """
        SELECT link.order_line_id
          FROM account_move AS move
          JOIN account_move_line AS entry ON entry.move_id = move.id
          JOIN sale_order_line_invoice_rel AS link ON link.invoice_line_id = entry.id
         WHERE move.company_id = %(company_id)s
           AND move.state = 'posted'
           AND move.move_type = 'out_refund'
           AND move.invoice_date <= %(as_of)s
        """,
        company_id=scene.company_id,
        as_of=scene.as_of,
    )
