from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """What the contact's customer needs again."""

    _inherit = "res.partner"

    due_product_count = fields.Integer(
        string="Due Products",
        compute="_compute_due_product_count",
        groups="customer_tier.group_user",
        export_string_translation=False,
    )

    def _compute_due_product_count(self):
        found = dict(
            self.env["customer.replenishment"]._read_group(
                self._due_products_domain(), ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.due_product_count = found.get(
                partner.commercial_partner_id._origin, 0
            )

    def _due_products_domain(self):
        return [
            ("partner_id", "in", self.commercial_partner_id.ids),
            ("company_id", "=", self.env.company.id),
            ("is_due", "=", True),
        ]

    def action_view_due_products(self):
        """What the customer buys again and again, with what is due first."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_replenishment_action"
        )
        return action | {
            "domain": [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", self.env.company.id),
            ],
            "context": {"search_default_due": 1},
        }

    def action_quote_due_products(self):
        """A quotation with all that is due, for each of these customers."""
        rows = self.env["customer.replenishment"].search(self._due_products_domain())
        if not rows:
            raise UserError(
                self.env._(
                    "No product is due for %(customers)s within %(days)s days: there is nothing "
                    "to quote.",
                    customers=", ".join(
                        self.commercial_partner_id[:3].mapped("display_name")
                    ),
                    days=self.env.company.sudo().customer_replenishment_lead_days,
                )
            )
        return rows.action_create_quotations()
