from odoo import fields, models


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    customer_tier_step_id = fields.Many2one(
        comodel_name="customer.tier.campaign.step",
        string="Step of a Tier Campaign",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="customer_tier.group_user",
    )
