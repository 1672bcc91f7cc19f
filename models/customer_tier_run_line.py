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
    direction = fields.Selection(
        selection=[
            ("up", "Would move up"),
            ("down", "Would move down"),
            ("entered", "Would enter"),
            ("left", "Would leave"),
            ("same", "Stays"),
        ],
        string="Change",
        readonly=True,
    )
    from_tier_id = RuleMany2one(
        comodel_name="customer.tier", string="Tier Before", readonly=True
    )
    from_segment_id = RuleMany2one(
        comodel_name="customer.segment", string="Segment Before", readonly=True
    )
    from_monetary = fields.Monetary(string="Revenue Before", readonly=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
