from odoo import fields, models


class CustomerProfileMixin(models.AbstractModel):
    """What is about to happen to a customer's tier, and who fixed it, wherever it is shown."""

    _inherit = "customer.profile.mixin"

    customer_pending_tier_id = fields.Many2one(
        related="customer_profile_id.pending_tier_id",
        string="Pending Customer Tier",
        groups="customer_tier.group_user",
    )
    customer_pending_words = fields.Char(
        related="customer_profile_id.pending_words",
        string="Tier about to Change",
        groups="customer_tier.group_user",
    )
    customer_override_words = fields.Char(
        related="customer_profile_id.override_words",
        string="Tier Fixed by Hand",
        groups="customer_tier.group_user",
    )
