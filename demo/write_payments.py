"""Most customers of the subsidiary have paid; a few have not, for a while."""

from datetime import timedelta

from odoo.fields import Command

LATE_EVERY = 6  # customers: one of so many pays late
OWED = 2  # invoices that a late customer has not paid


def pay(env, company, today):
    """One payment by each customer of all that it owed by then."""
    # Credit notes stay open: an invoice that one of them and an entry settle counts as reversed.
    moves = env["account.move"].search(
        [("company_id", "=", company.id), ("move_type", "=", "out_invoice")],
        order="date, id",
    )
    owed = _receivable(moves)
    due = owed.filtered(
        lambda line: not line.reconciled and line.date_maturity <= today
    )
    customers = due.grouped(lambda line: line.partner_id.commercial_partner_id)
    settled = [
        lines[:-OWED] if number % LATE_EVERY == 0 else lines
        for number, lines in enumerate(customers.values())
    ]
    settled = [lines for lines in settled if sum(lines.mapped("amount_residual")) > 0]
    payments = _create_payments(env, company, settled, today - timedelta(days=1))
    for lines, payment in zip(settled, payments, strict=True):
        (lines + _receivable(payment)).reconcile()


def _receivable(moves):
    return moves.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    )


def _create_payments(env, company, settled, day):
    journal = env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
    )
    payments = (
        env["account.move"]
        .with_company(company)
        .create(
            [
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": day,
                    "ref": "Bank transfer",
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": account.id,
                                "partner_id": lines.partner_id.commercial_partner_id.id,
                                "name": "Bank transfer",
                                "balance": amount,
                            }
                        )
                        for account, amount in (
                            (journal.default_account_id, paid),
                            (lines.account_id[:1], -paid),
                        )
                    ],
                }
                for lines in settled
                for paid in [sum(lines.mapped("amount_residual"))]
            ]
        )
    )
    payments.action_post()
    return payments
