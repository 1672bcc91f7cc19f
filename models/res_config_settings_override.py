from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_tier_reminder_days = fields.Integer(
        related="company_id.customer_tier_reminder_days", readonly=False
    )
