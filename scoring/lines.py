"""What was bought with a purchase: its lines."""

from odoo.tools import SQL


def _order_lines():
    return SQL(
        """
        SELECT line.order_id AS document_id, line.product_id,
               line.product_uom_qty AS quantity, line.product_uom_id AS uom_id,
               line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount
          FROM sale_order_line AS line
          -- planned away where nobody asks for the amount: nothing else is taken from it
     LEFT JOIN sale_order AS sale ON sale.id = line.order_id
         WHERE line.product_uom_qty > 0
           AND line.display_type IS NULL
           AND line.is_downpayment IS NOT TRUE
        """
    )


def _invoice_lines():
    return SQL(
        """
        SELECT move_id AS document_id, product_id,
               quantity, product_uom_id AS uom_id, -balance AS amount
          FROM account_move_line
         WHERE quantity > 0
           AND display_type = 'product'
           AND is_downpayment IS NOT TRUE
        """
    )


def purchase_lines(source):
    """SQL of rows ``(document_id, product_id, quantity, uom_id, amount)`` of orders or invoices.

    Free text, returned products and down payments are none. The amount is untaxed, in company
    currency; the quantity is in the unit of the line.

    :param source: ``sale`` or ``invoice``
    """
    return {"sale": _order_lines, "invoice": _invoice_lines}[source]()
