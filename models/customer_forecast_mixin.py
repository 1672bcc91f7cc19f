from odoo import api, fields, models

from .fields import RuleMany2one


class CustomerForecastMixin(models.AbstractModel):
    """A row about what one customer of one company will do, as a night of forecasts left it."""

    _name = "customer.forecast.mixin"
    _description = "Forecast of a Customer"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    as_of = fields.Date(
        compute="_compute_as_of",
        help="Purchases up to this day are known to the forecast.",
    )
    active = fields.Boolean(related="partner_id.active")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")

    @api.depends("company_id")
    def _compute_as_of(self):
        for row in self:
            row.as_of = row.company_id.customer_forecast_run_id.as_of

    def action_view_partner(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_plan_contact(self):
        return self.partner_id.action_plan_customer_contact()
