from odoo import api, fields, models

from ..scoring.judge import exact


class SaleOrder(models.Model):
    """What confirming a quotation would do to the tier of its customer."""

    _inherit = "sale.order"

    tier_effect_words = fields.Char(
        string="Effect on the Tier",
        compute="_compute_tier_effect_words",
        groups="customer_tier.group_user",
        help="By the limits of the last recompute, with everybody else as they are.",
    )

    @api.depends("partner_id", "company_id", "state", "amount_untaxed", "currency_rate")
    @api.depends_context("lang", "uid")
    def _compute_tier_effect_words(self):
        """Never stored, and nothing but the form asks for it: confirming costs no query more."""
        # sudo: whoever may open the quotation may see its customer's tier
        profiles = self.env["customer.profile"].sudo()
        for order in self:
            customer = order.partner_id.commercial_partner_id._origin
            company = order.company_id._origin
            if order.state not in ("draft", "sent") or not (customer and company):
                order.tier_effect_words = False
                continue
            amount = order._tier_amount()
            profile = order.customer_profile_id
            order.tier_effect_words = (
                profile.sudo()._order_words(amount)
                if profile
                else profiles._first_order_words(company, customer, amount)
            )

    def _tier_amount(self):
        """The untaxed amount as a run will count it: in company currency, at the order's rate."""
        currency = self.company_id.currency_id
        rate = self.currency_rate
        amount = self.amount_untaxed / rate if rate else self.amount_untaxed
        return exact(currency.round(amount))
