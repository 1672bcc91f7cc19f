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


class CustomerTierRunLeaver(models.Model):
    """A customer that a simulation finds without a result: it would lose its profile."""

    _name = "customer.tier.run.leaver"
    _description = "Customer that Would Leave in a Simulation"
    _order = "run_id desc, from_monetary desc, id"
    _rec_name = "partner_id"
    _log_access = False

    run_id = RuleMany2one(
        comodel_name="customer.tier.run",
        string="Run",
        required=True,
        readonly=True,
        index=True,
    )
    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    from_tier_id = RuleMany2one(
        comodel_name="customer.tier", string="Tier Before", readonly=True
    )
    from_segment_id = RuleMany2one(
        comodel_name="customer.segment", string="Segment Before", readonly=True
    )
    from_monetary = fields.Monetary(string="Revenue Before", readonly=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
