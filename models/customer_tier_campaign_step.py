from odoo import fields, models


class CustomerTierCampaignStep(models.Model):
    """A step of one campaign; its own copy, whatever happens to the playbook.

    Nothing goes out before a person has approved the step.
    """

    _name = "customer.tier.campaign.step"
    _description = "Step of a Tier Campaign"
    _inherit = "customer.tier.step.mixin"

    campaign_id = fields.Many2one(
        comodel_name="customer.tier.campaign",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="campaign_id.company_id")
    campaign_state = fields.Selection(
        related="campaign_id.state", export_string_translation=False
    )
    is_approved = fields.Boolean(
        string="Approved",
        readonly=True,
        copy=False,
        help="Somebody pressed send: it goes to those who are there, and to whoever reaches this "
        "step later.",
    )
    approved_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    approved_at = fields.Datetime(readonly=True, copy=False)
    mailing_ids = fields.One2many(
        comodel_name="mailing.mailing",
        inverse_name="customer_tier_step_id",
        string="Mailings",
        readonly=True,
        help="One for each language of those who get it.",
    )
    touch_ids = fields.One2many(
        comodel_name="customer.tier.campaign.touch",
        inverse_name="step_id",
        readonly=True,
    )
