from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    customer_tier_touch_ids = fields.One2many(
        comodel_name="customer.tier.campaign.touch",
        inverse_name="activity_id",
        string="Step of a Tier Campaign",
        readonly=True,
        copy=False,
        groups="customer_tier.group_user",
    )
