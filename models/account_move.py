from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._refresh_customer_tiers()
        return posted

    def button_draft(self):
        posted = self.filtered(lambda move: move.state == "posted")
        result = super().button_draft()
        posted._refresh_customer_tiers()
        return result

    def _refresh_customer_tiers(self):
        """Have the customers of these invoices and credit notes judged anew soon."""
        self.env["customer.tier.refresh"]._mark_documents(
            self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        )
