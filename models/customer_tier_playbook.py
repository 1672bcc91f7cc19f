from odoo import fields, models


class CustomerTierPlaybook(models.Model):
    """A campaign that can be started again and again: whom, why, and what to do, step by step.

    Data of the company: administrators change the shipped ones and add their own.
    """

    _name = "customer.tier.playbook"
    _description = "Campaign Playbook"
    _inherit = ["customer.tier.audience.mixin", "mail.thread"]
    _order = "sequence, id"

    name = fields.Char(string="Playbook", required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: for all companies.",
    )
    aim = fields.Text(
        string="What For",
        translate=True,
        help="What this is for, in a sentence or two.",
        tracking=True,
    )
    step_ids = fields.One2many(
        comodel_name="customer.tier.playbook.step",
        inverse_name="playbook_id",
        string="Steps",
        copy=True,
    )
    campaign_ids = fields.One2many(
        comodel_name="customer.tier.campaign",
        inverse_name="playbook_id",
        string="Campaigns",
        readonly=True,
    )
