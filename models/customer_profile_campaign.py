from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .customer_tier_campaign_screen import LIVE_STATES


class CustomerProfile(models.Model):
    """Which campaigns the customer is and was in, and whether people should hold back.

    The control group tells nothing if colleagues advertise to it by hand: so whoever opens the
    customer reads that it is held out, and until when.
    """

    _inherit = "customer.profile"

    campaign_entry_ids = fields.Many2many(
        comodel_name="customer.tier.campaign.entry",
        compute="_compute_campaign_history",
        string="Campaigns",
    )
    campaign_touch_ids = fields.Many2many(
        comodel_name="customer.tier.campaign.touch",
        compute="_compute_campaign_history",
        string="Done in Campaigns",
    )
    campaign_id = fields.Many2one(
        comodel_name="customer.tier.campaign",
        compute="_compute_campaign",
        string="In Campaign",
        help="The campaign that the customer is in now, or is held out of.",
    )
    campaign_words = fields.Char(
        compute="_compute_campaign", string="In Campaign, in Words"
    )
    is_held_out = fields.Boolean(
        compute="_compute_campaign",
        string="Control Group",
        help="Held out of a campaign whose outcome is still being counted.",
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_campaign_history(self):
        """What the reader may see, the latest first."""
        customers = self._domain_of_customers()
        entries = self.env["customer.tier.campaign.entry"].search(
            customers & Domain("entered_date", "!=", False),
            order="entered_date desc, id desc",
        )
        touches = self.env["customer.tier.campaign.touch"].search(customers)
        for profile in self:
            profile.campaign_entry_ids = entries.filtered(profile._is_of_same_customer)
            profile.campaign_touch_ids = touches.filtered(profile._is_of_same_customer)

    def _domain_of_customers(self):
        return Domain("partner_id", "in", self.partner_id.ids) & Domain(
            "company_id", "in", self.company_id.ids
        )

    def _is_of_same_customer(self, record):
        return (
            record.partner_id == self.partner_id
            and record.company_id == self.company_id
        )

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_campaign(self):
        """One query for all of them; a control group comes before what the customer is in."""
        found = self._campaign_entries_now()
        for profile in self:
            entry = found.get((profile.partner_id.id, profile.company_id.id))
            profile.campaign_id = entry and entry.campaign_id
            profile.is_held_out = bool(entry and entry.is_held_out)
            profile.campaign_words = entry and profile._campaign_words(entry)

    def _campaign_entries_now(self):
        """``{(customer id, company id): entry}`` of campaigns that still matter today.

        Treated customers while they are in it, and the control group until the last day on which
        a purchase counts, also when the campaign has been stopped.
        """
        # sudo: whoever may see the customer is to know; a colleague's campaign, too
        entries = self.env["customer.tier.campaign.entry"].sudo()
        today = {company.id: company._tier_today() for company in self.company_id}
        if not today:
            return {}
        held_out = Domain("is_held_out", "=", True) & Domain(
            "outcome_end", ">=", min(today.values())
        )
        treated = Domain("state", "=", "active") & Domain(
            "campaign_id.state", "in", LIVE_STATES
        )
        found = {}
        for entry in entries.search_fetch(
            self._domain_of_customers() & (held_out | treated),
            ["partner_id", "company_id", "campaign_id", "is_held_out", "outcome_end"],
            order="is_held_out desc, entered_date desc, id desc",
        ):
            company_id = entry.company_id.id
            if not entry.is_held_out or entry.outcome_end >= today[company_id]:
                found.setdefault((entry.partner_id.id, company_id), entry)
        return found

    def _campaign_words(self, entry):
        if entry.is_held_out:
            return self.env._(
                "Control group of “%(campaign)s”: please do not advertise to this customer "
                "until %(date)s.",
                campaign=entry.campaign_id.name,
                date=format_date(self.env, entry.outcome_end),
            )
        return self.env._(
            "In the campaign “%(campaign)s” since %(date)s.",
            campaign=entry.campaign_id.name,
            date=format_date(self.env, entry.entered_date),
        )

    # -------------------------------------------------- the panel on the quotation

    def _panel_standing(self, readable):
        standing = super()._panel_standing(readable)
        if self.campaign_id and not self.is_held_out:
            standing["campaign"] = {
                "id": self.campaign_id.id,
                "words": self.campaign_words,
            }
        return standing

    def _panel_warnings(self, readable):
        if self.is_held_out:
            yield "campaign", self.campaign_words
        yield from super()._panel_warnings(readable)

    # ------------------------------------------------------------------- actions

    def action_view_campaign(self):
        """Open the campaign that the customer is in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.tier.campaign",
            "res_id": self.campaign_id.id,
            "view_mode": "form",
        }
