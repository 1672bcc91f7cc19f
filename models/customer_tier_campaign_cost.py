from odoo import api, fields, models


class CustomerTierCampaignCost(models.Model):
    """Something that was paid for a campaign: printing, vouchers, days of work."""

    _name = "customer.tier.campaign.cost"
    _description = "Cost of a Tier Campaign"
    _order = "date, id"

    campaign_id = fields.Many2one(
        comodel_name="customer.tier.campaign",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="campaign_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(string="What For", required=True)
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._tier_today(),
    )
    amount = fields.Monetary(
        required=True, help="Without tax, in the currency of the company."
    )

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A cost cannot be negative."
    )


class CustomerTierCampaign(models.Model):
    _inherit = "customer.tier.campaign"

    cost_ids = fields.One2many(
        comodel_name="customer.tier.campaign.cost",
        inverse_name="campaign_id",
        string="Costs",
    )
    cost_total = fields.Monetary(
        string="Total Costs",
        compute="_compute_cost_total",
        store=True,
        tracking=True,
    )

    @api.depends("cost_ids.amount")
    def _compute_cost_total(self):
        for campaign in self:
            campaign.cost_total = sum(campaign.cost_ids.mapped("amount"))
