"""Most customers of the subsidiary have paid; a few have not, for a while."""

from datetime import timedelta

LATE_EVERY = 6  # customers: one of so many pays late
OWED = 2  # invoices that a late customer has not paid


def pay(env, company, today):
    """One transfer by each customer of all that it owed by then."""
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
    transfers = _create_transfers(env, company, settled, today - timedelta(days=1))
    for lines, transfer in zip(settled, transfers, strict=True):
        (lines + _receivable(transfer.move_id)).reconcile()


def _receivable(moves):
    return moves.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    )


def _create_transfers(env, company, settled, day):
    """Lines of the bank's statement. (With a plain entry in their place, Odoo would call an
    invoice that was credited in part "reversed".)"""
    journal = env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
    )
    return (
        env["account.bank.statement.line"]
        .with_company(company)
        .create(
            [
                {
                    "journal_id": journal.id,
                    "date": day,
                    "payment_ref": "Bank transfer",
                    "partner_id": lines.partner_id.commercial_partner_id.id,
                    "amount": sum(lines.mapped("amount_residual")),
                    "counterpart_account_id": lines.account_id[:1].id,
                }
                for lines in settled
            ]
        )
    )
