from odoo import fields, models

from ..foresight.installed_state import Ageing


class ResCompany(models.Model):
    """How a company keeps its installed base."""

    _inherit = "res.company"

    customer_installed_since = fields.Date(
        string="Take In Sales Since",
        default=fields.Date.context_today,
        help="Equipment delivered from that day on becomes installed items every night. What was "
        "sold before is taken in when a manager asks for it. Empty: nothing is taken in by itself.",
    )
    customer_installed_unit_limit = fields.Integer(
        string="One Item per Unit, up to",
        default=100,
        help="An order line of more units becomes one item with a quantity.",
    )
    customer_installed_warranty_days = fields.Integer(
        string="Days Before the Warranty Ends",
        default=60,
        help="So many days ahead the salesperson is asked to offer a service contract.",
    )
    customer_installed_renewal_days = fields.Integer(
        string="Days Before a Renewal",
        default=180,
        help="So many days ahead the salesperson is asked to offer the successor.",
    )
    customer_installed_daily_limit = fields.Integer(
        string="Equipment Activities per Day",
        default=20,
        help="At most so many are planned for one salesperson a day, the rest on the following "
        "days.",
    )
    customer_installed_failure_months = fields.Integer(
        string="Failures Count for (months)",
        default=24,
        help="Older failures do not bring the renewal forward.",
    )
    customer_installed_failure_weight = fields.Integer(
        string="Months Earlier per Failure",
        default=6,
        help="By so many months each recent failure brings the renewal forward.",
    )
    customer_installed_consumable_months = fields.Integer(
        string="Consumables Looked at (months)",
        default=6,
        help="Who has a device and bought none of its consumables for so long uses none of yours.",
    )

    _customer_installed_positive = models.Constraint(
        "CHECK (customer_installed_unit_limit > 0 AND customer_installed_daily_limit > 0"
        " AND customer_installed_warranty_days >= 0 AND customer_installed_renewal_days >= 0"
        " AND customer_installed_failure_months > 0 AND customer_installed_failure_months <= 600"
        " AND customer_installed_failure_weight >= 0 AND customer_installed_failure_weight <= 600"
        " AND customer_installed_consumable_months > 0"
        " AND customer_installed_consumable_months <= 600)",
        "Of the installed base: limits are 1 or more, days ahead are 0 or more, and months are 1 "
        "to 600 (0 to 600 for each failure).",
    )

    def _ageing(self, as_of):
        """How the company judges its installed base as of a day."""
        self.ensure_one()
        return Ageing(
            company_id=self.id,
            as_of=as_of,
            failure_months=self.customer_installed_failure_months,
            failure_weight=self.customer_installed_failure_weight,
            consumable_months=self.customer_installed_consumable_months,
            warranty_days=self.customer_installed_warranty_days,
            renewal_days=self.customer_installed_renewal_days,
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_installed_since = fields.Date(
        related="company_id.customer_installed_since", readonly=False
    )
    customer_installed_unit_limit = fields.Integer(
        related="company_id.customer_installed_unit_limit", readonly=False
    )
    customer_installed_warranty_days = fields.Integer(
        related="company_id.customer_installed_warranty_days", readonly=False
    )
    customer_installed_renewal_days = fields.Integer(
        related="company_id.customer_installed_renewal_days", readonly=False
    )
    customer_installed_daily_limit = fields.Integer(
        related="company_id.customer_installed_daily_limit", readonly=False
    )
    customer_installed_failure_months = fields.Integer(
        related="company_id.customer_installed_failure_months", readonly=False
    )
    customer_installed_failure_weight = fields.Integer(
        related="company_id.customer_installed_failure_weight", readonly=False
    )
    customer_installed_consumable_months = fields.Integer(
        related="company_id.customer_installed_consumable_months", readonly=False
    )

    def action_take_in_past_orders(self):
        return self.env["customer.installed.intake"]._open()
