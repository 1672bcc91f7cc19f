from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How forecasts are made."""

    _inherit = "res.config.settings"

    customer_forecast_horizon = fields.Integer(
        related="company_id.customer_forecast_horizon", readonly=False
    )
    customer_forecast_risk = fields.Float(
        related="company_id.customer_forecast_risk", readonly=False
    )
    customer_forecast_discount = fields.Float(
        related="company_id.customer_forecast_discount", readonly=False
    )
    customer_forecast_cuts = fields.Integer(
        related="company_id.customer_forecast_cuts", readonly=False
    )
    customer_forecast_sample = fields.Integer(
        related="company_id.customer_forecast_sample", readonly=False
    )
    customer_forecast_depth = fields.Integer(
        related="company_id.customer_forecast_depth", readonly=False
    )
