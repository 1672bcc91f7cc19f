"""What was bought with a purchase: its lines."""

from odoo.tools import SQL


def _order_lines():
    return SQL(
        """
        SELECT order_id AS document_id, product_id,
               product_uom_qty AS quantity, product_uom_id AS uom_id
          FROM sale_order_line
         WHERE product_uom_qty > 0
           AND display_type IS NULL
           AND is_downpayment IS NOT TRUE
        """
    )


def _invoice_lines():
    return SQL(
        """
        SELECT move_id AS document_id, product_id,
               quantity, product_uom_id AS uom_id
          FROM account_move_line
         WHERE quantity > 0
           AND display_type = 'product'
           AND is_downpayment IS NOT TRUE
        """
    )


def purchase_lines(source):
    """SQL of rows ``(document_id, product_id, quantity, uom_id)`` of orders or invoices.

    Free text, returned products and down payments are none.

    :param source: ``sale`` or ``invoice``
    """
    return {"sale": _order_lines, "invoice": _invoice_lines}[source]()
