from odoo import fields, models


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    customer_tier_campaign_ids = fields.One2many(
        comodel_name="customer.tier.campaign",
        inverse_name="utm_campaign_id",
        string="Tier Campaigns",
        readonly=True,
        copy=False,
        groups="customer_tier.group_user",
    )

    def action_view_customer_tier_campaign(self):
        """Open the tier campaign that this one collects the documents of."""
        self.ensure_one()
        campaign = self.customer_tier_campaign_ids[:1]
        return {
            "type": "ir.actions.act_window",
            "res_model": campaign._name,
            "res_id": campaign.id,
            "view_mode": "form",
        }
