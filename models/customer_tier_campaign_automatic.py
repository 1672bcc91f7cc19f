from odoo import fields, models


class CustomerTierCampaign(models.Model):
    """A campaign that a trigger started: customers enter it by what they do, day by day."""

    _inherit = "customer.tier.campaign"

    is_automatic = fields.Boolean(
        string="Started by a Trigger",
        readonly=True,
        copy=False,
        help="Customers enter one by one when they change tier or segment, as the trigger of "
        "the playbook says; the audience alone makes nobody enter.",
    )
    trigger_ids = fields.One2many(
        comodel_name="customer.tier.playbook.trigger",
        inverse_name="campaign_id",
        string="Triggers",
        readonly=True,
    )

    def _audience_kind_words(self):
        if self.is_automatic:
            return self.env._("By a trigger")
        return super()._audience_kind_words()

    def _close(self, today):
        """Whoever stops the campaign stops what made customers enter it."""
        result = super()._close(today)
        # sudo: the responsible of a campaign may stop it, and only managers write triggers
        self.sudo().trigger_ids.filtered("is_on").is_on = False
        return result
