from odoo import fields, models


class CustomerTierOverride(models.Model):
    """A tier that a manager fixed for one customer, beside the computed one."""

    _name = "customer.tier.override"
    _description = "Customer Tier Override"
    _inherit = ["customer.tier.rule", "mail.thread"]
    _order = "date_to, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    tier_id = fields.Many2one(
        comodel_name="customer.tier",
        string="Fixed Tier",
        required=True,
        ondelete="restrict",
        tracking=True,
    )
    reason = fields.Text(required=True, tracking=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._tier_today(),
        tracking=True,
    )
    date_to = fields.Date(
        string="Until",
        tracking=True,
        help="The last day on which it holds; the computed tier comes back by itself.",
    )
    active = fields.Boolean(default=True, tracking=True)
