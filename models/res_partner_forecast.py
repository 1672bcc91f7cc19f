from odoo import fields, models

from .fields import ProfileFloat, ProfileMonetary


class ResPartner(models.Model):
    """What is expected of the contact's customer, in the current company."""

    _inherit = "res.partner"

    churn_risk = ProfileFloat(
        related="customer_profile_id.churn_risk",
        groups="customer_tier.group_user",
        aggregator="avg",
    )
    is_at_risk = fields.Boolean(
        related="customer_profile_id.is_at_risk",
        string="Likely to Leave",
        groups="customer_tier.group_user",
    )
    next_purchase_date = fields.Date(
        related="customer_profile_id.next_purchase_date",
        groups="customer_tier.group_user",
    )
    expected_revenue = ProfileMonetary(
        related="customer_profile_id.expected_revenue",
        currency_field="rfm_currency_id",
        groups="customer_tier.group_user",
    )
