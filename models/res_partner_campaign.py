from odoo import fields, models


class ResPartner(models.Model):
    """The campaign that the customer is in, on the contact."""

    _inherit = "res.partner"

    customer_campaign_id = fields.Many2one(
        related="customer_profile_id.campaign_id", groups="customer_tier.group_user"
    )
    customer_campaign_words = fields.Char(
        related="customer_profile_id.campaign_words", groups="customer_tier.group_user"
    )
    customer_is_held_out = fields.Boolean(
        related="customer_profile_id.is_held_out", groups="customer_tier.group_user"
    )
    customer_campaign_entry_ids = fields.Many2many(
        related="customer_profile_id.campaign_entry_ids",
        groups="customer_tier.group_user",
        related_sudo=False,
    )
    customer_campaign_touch_ids = fields.Many2many(
        related="customer_profile_id.campaign_touch_ids",
        groups="customer_tier.group_user",
        related_sudo=False,
    )

    def action_view_customer_campaign(self):
        return self.customer_profile_id.action_view_campaign()
