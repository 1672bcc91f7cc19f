from collections import Counter

from odoo import api, fields, models


class ResPartner(models.Model):
    """A hint on the contact that the same customer may be there twice."""

    _inherit = "res.partner"

    duplicate_count = fields.Integer(
        compute="_compute_duplicate_count",
        string="Suspected Duplicates",
        groups="customer_tier.group_user",
        help="How many other customers look like this one.",
    )

    @api.depends("commercial_partner_id")
    def _compute_duplicate_count(self):
        counts = Counter()
        for column in ("partner_id", "other_id"):
            groups = self.env["customer.tier.duplicate"]._read_group(
                [
                    (column, "in", self._origin.commercial_partner_id.ids),
                    ("state", "=", "open"),
                ],
                [column],
                ["__count"],
            )
            for customer, count in groups:
                counts[customer.id] += count
        for partner in self:
            partner.duplicate_count = counts[partner._origin.commercial_partner_id.id]

    def action_view_duplicates(self):
        self.ensure_one()
        customer = self.commercial_partner_id
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_duplicate_action"
        )
        return action | {
            "domain": [
                "|",
                ("partner_id", "=", customer.id),
                ("other_id", "=", customer.id),
            ],
        }
