from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """When a product is due for a customer."""

    _inherit = "res.config.settings"

    customer_replenishment_min_purchases = fields.Integer(
        related="company_id.customer_replenishment_min_purchases", readonly=False
    )
    customer_replenishment_lead_days = fields.Integer(
        related="company_id.customer_replenishment_lead_days", readonly=False
    )
    customer_replenishment_stopped_after = fields.Float(
        related="company_id.customer_replenishment_stopped_after", readonly=False
    )
