from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """When two products are said to go together."""

    _inherit = "res.config.settings"

    customer_affinity_months = fields.Integer(
        related="company_id.customer_affinity_months", readonly=False
    )
    customer_affinity_least = fields.Integer(
        related="company_id.customer_affinity_least", readonly=False
    )
    customer_affinity_lift = fields.Float(
        related="company_id.customer_affinity_lift", readonly=False
    )
    customer_affinity_chance = fields.Float(
        related="company_id.customer_affinity_chance", readonly=False
    )
    customer_affinity_most = fields.Integer(
        related="company_id.customer_affinity_most", readonly=False
    )
    customer_affinity_partners = fields.Integer(
        related="company_id.customer_affinity_partners", readonly=False
    )
    customer_affinity_dismissed_months = fields.Integer(
        related="company_id.customer_affinity_dismissed_months", readonly=False
    )
