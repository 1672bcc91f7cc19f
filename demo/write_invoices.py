"""The invoices and credit notes of the subsidiary."""

from datetime import timedelta

from odoo.fields import Command

from .catalogue import UNITS_PER_DOLLAR

CREDIT_DELAY = timedelta(20)
BATCH = 40  # invoices a create call


def create_invoices(env, company, plan, buyers, products):
    """Posts all invoices, then the credit notes; a full credit is a reversal."""
    model = env["account.move"].with_company(company)
    planned = sorted(plan.invoices, key=lambda invoice: invoice.day)
    moves = model
    for start in range(0, len(planned), BATCH):
        refresh_statistics(env)
        moves += model.create(
            [
                move_values("out_invoice", invoice, invoice.day, buyers, products)
                for invoice in planned[start : start + BATCH]
            ]
        )
    refresh_statistics(env)
    moves.action_post()
    refunds = []
    for invoice, move in zip(planned, moves, strict=True):
        day = min(invoice.day + CREDIT_DELAY, plan.today)
        if invoice.credited == 1:
            move._reverse_moves([{"date": day, "invoice_date": day}], cancel=True)
        elif invoice.credited:
            values = move_values("out_refund", invoice, day, buyers, products)
            refunds.append({**values, "reversed_entry_id": move.id})
    model.create(refunds).action_post()


def refresh_statistics(env):
    """Accounting joins these tables at each step. What PostgreSQL knew of them is from
    before, when they were empty: it would choose plans that take minutes."""
    env.flush_all()
    env.cr.execute(
        "ANALYZE account_move, account_move_line,"
        " account_partial_reconcile, account_payment"
    )


def move_values(move_type, invoice, day, buyers, products):
    share = invoice.credited if move_type == "out_refund" else 1
    term = buyers.customers[invoice.customer.reference].env.ref(
        "account.account_payment_term_30days", raise_if_not_found=False
    )
    return {
        "move_type": move_type,
        "invoice_payment_term_id": term.id if term else False,
        "partner_id": buyers.partner(invoice).id,
        "invoice_date": day,
        "date": day,
        "invoice_user_id": buyers.salesperson(invoice).id,
        "invoice_line_ids": [
            Command.create(
                {
                    "product_id": products[product.code].id,
                    "name": product.name,
                    "quantity": quantity,
                    "price_unit": round(
                        product.price * UNITS_PER_DOLLAR["CNY"] * share, 2
                    ),
                    "discount": discount,
                    "tax_ids": [Command.clear()],
                    "analytic_distribution": False,
                }
            )
            for product, quantity, discount in invoice.lines
        ],
    }
