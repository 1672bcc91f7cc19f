from odoo import fields, models


class ResPartner(models.Model):
    """What is promised to the customer, and when somebody was there last."""

    _inherit = "res.partner"

    tier_promises = fields.Char(
        related="customer_profile_id.tier_promises", groups="customer_tier.group_user"
    )
    next_visit_date = fields.Date(
        related="customer_profile_id.next_visit_date", groups="customer_tier.group_user"
    )
    next_contact_date = fields.Date(
        related="customer_profile_id.next_contact_date",
        groups="customer_tier.group_user",
    )
    last_visit_date = fields.Date(
        related="customer_profile_id.last_visit_date", groups="customer_tier.group_user"
    )
    last_contact_date = fields.Date(
        related="customer_profile_id.last_contact_date",
        groups="customer_tier.group_user",
    )
    visit_overdue = fields.Boolean(
        related="customer_profile_id.visit_overdue", groups="customer_tier.group_user"
    )
    contact_overdue = fields.Boolean(
        related="customer_profile_id.contact_overdue", groups="customer_tier.group_user"
    )
