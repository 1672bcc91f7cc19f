from odoo import fields, models


class ResPartner(models.Model):
    """The devices that stand at a customer, or in one of its departments."""

    _inherit = "res.partner"

    installed_item_count = fields.Integer(
        compute="_compute_installed_item_count",
        string="Devices",
        groups="customer_tier.group_user",
    )

    def _installed_domain(self):
        """Of a customer all its devices, of a department or contact those that stand there."""
        self.ensure_one()
        if self == self.commercial_partner_id:
            return [("partner_id", "=", self.id)]
        return [("department_id", "child_of", self.id)]

    def _compute_installed_item_count(self):
        items = self.env["customer.installed.item"]
        for partner in self:
            partner.installed_item_count = partner._origin and items.search_count(
                [*partner._origin._installed_domain(), ("state", "=", "in_use")]
            )

    def action_view_installed_items(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_installed_item_action"
        )
        customer = self.commercial_partner_id
        return action | {
            "domain": self._installed_domain(),
            "context": {
                "default_partner_id": customer.id,
                "default_department_id": self.id if self != customer else False,
                "search_default_in_use": 1,
            },
        }
