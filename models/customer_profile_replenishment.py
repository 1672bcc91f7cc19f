from odoo import api, fields, models


class CustomerProfile(models.Model):
    """What the customer needs again."""

    _inherit = "customer.profile"

    due_product_count = fields.Integer(
        string="Due Products",
        compute="_compute_due_product_count",
        export_string_translation=False,
    )

    @api.depends("partner_id", "company_id")
    def _compute_due_product_count(self):
        found = {
            (partner.id, company.id): count
            for partner, company, count in self.env[
                "customer.replenishment"
            ]._read_group(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("is_due", "=", True),
                ],
                ["partner_id", "company_id"],
                ["__count"],
            )
        }
        for profile in self:
            key = profile.partner_id.id, profile.company_id.id
            profile.due_product_count = found.get(key, 0)

    def action_view_due_products(self):
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_view_due_products()

    def action_quote_due_products(self):
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_quote_due_products()
