from odoo import fields, models

from .fields import RuleMany2one


class CustomerTierRunLine(models.Model):
    """What a simulation computed of one customer; live profiles stay as they are."""

    _name = "customer.tier.run.line"
    _description = "Simulated Customer Profile"
    _inherit = ["customer.tier.metrics"]
    _order = "run_id desc, monetary desc, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(index=True)
    run_id = RuleMany2one(
        comodel_name="customer.tier.run",
        string="Run",
        required=True,
        readonly=True,
        index=True,
    )
