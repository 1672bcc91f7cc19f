from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_tier_reminder_days = fields.Integer(
        string="Remind of Ending Overrides",
        default=7,
        groups="customer_tier.group_manager",
        help="How many days before a fixed tier ends, whoever fixed it is reminded. 0: not at all.",
    )
    _customer_tier_reminder_days = models.Constraint(
        "CHECK (customer_tier_reminder_days BETWEEN 0 AND 365)",
        "Remind of ending overrides 0 to 365 days before.",
    )
