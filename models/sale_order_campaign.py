from odoo import api, fields, models

from .customer_tier_campaign_screen import LIVE_STATES


class SaleOrder(models.Model):
    """A quotation for a customer who is in a running campaign belongs to it, unless told otherwise.

    Only for reading: what a campaign brought is counted by customer, of those treated and of those
    held out alike, never by this link.
    """

    _inherit = "sale.order"

    campaign_id = fields.Many2one(
        compute="_compute_campaign_id", store=True, readonly=False, precompute=True
    )

    @api.depends("partner_id", "company_id")
    def _compute_campaign_id(self):
        """The one campaign that the customer is treated in; never that of a control group.

        What a person or a lead has set stays; of another customer's tier campaign nothing does.
        """
        for order in self:
            order.campaign_id = order.campaign_id  # where nothing below applies
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        if not quotations or not self.env.user.has_group("customer_tier.group_user"):
            return
        running = quotations._running_campaigns()
        # sudo: the links of a campaign that the user may not open
        ours = quotations.campaign_id.sudo().filtered("customer_tier_campaign_ids")
        for order in quotations:
            if order.campaign_id and order.campaign_id not in ours:
                continue
            found = running.get(
                (order.partner_id.commercial_partner_id.id, order.company_id.id), set()
            )
            if order.campaign_id.id not in found:
                order.campaign_id = found.pop() if len(found) == 1 else False

    def _running_campaigns(self):
        """``{(customer id, company id): {marketing campaign id, ...}}`` of running campaigns."""
        # sudo: also campaigns of colleagues; salespeople read entries of their own customers
        rows = (
            self.env["customer.tier.campaign.entry"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("state", "=", "active"),
                    ("is_held_out", "=", False),
                    ("campaign_id.state", "in", LIVE_STATES),
                ],
                ["partner_id", "company_id", "campaign_id"],
            )
        )
        found = {}
        for partner, company, campaign in rows:
            key = partner.id, company.id
            found.setdefault(key, set()).add(campaign.utm_campaign_id.id)
        return found
