from odoo import api, fields, models


class ResPartner(models.Model):
    """What is wrong with the contact's customer, in the current company."""

    _inherit = "res.partner"

    customer_warning_count = fields.Integer(
        string="Warnings",
        compute="_compute_customer_warnings",
        groups="customer_tier.group_user",
        export_string_translation=False,
    )
    customer_warning_severity = fields.Selection(
        selection=[("1", "Low"), ("2", "Medium"), ("3", "High")],
        compute="_compute_customer_warnings",
        groups="customer_tier.group_user",
        export_string_translation=False,
        help="Of the worst one.",
    )
    customer_warning_words = fields.Text(
        string="What Is Wrong",
        compute="_compute_customer_warnings",
        groups="customer_tier.group_user",
        help="The evidence of each open warning, the worst first.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "lang", "uid")
    def _compute_customer_warnings(self):
        found = (
            self.env["customer.warning"]
            .search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", self.env.company.id),
                    ("state", "=", "open"),
                ]
            )
            .grouped("partner_id")
        )
        nothing = self.env["customer.warning"]
        for partner in self:
            warnings = found.get(partner.commercial_partner_id, nothing)
            partner.customer_warning_count = len(warnings)
            partner.customer_warning_severity = warnings[:1].severity
            partner.customer_warning_words = "\n".join(
                warning.evidence for warning in warnings if warning.evidence
            )

    def action_view_customer_warnings(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_warning_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"search_default_open": 1},
        }
