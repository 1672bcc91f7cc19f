from odoo import fields, models


class CustomerTierCampaignEntry(models.Model):
    _inherit = "customer.tier.campaign.entry"

    touch_ids = fields.One2many(
        comodel_name="customer.tier.campaign.touch",
        inverse_name="entry_id",
        string="What Was Done",
        readonly=True,
    )
