from odoo import api, fields, models


class ResPartner(models.Model):
    """Where a customer was on a past date."""

    _inherit = "res.partner"

    @api.readonly
    def customer_tiers_on(self, day, company_id=None):
        """Tier and segment of the customers of these contacts at the end of a day.

        One query, as far as the user may read the history of these customers; who was no
        customer then is not in the answer.

        :param day: date, or text like ``2026-01-31``
        :param company_id: for which company they are looked at; by default the current one
        :return: id of the contact to ``{"tier_id", "segment_id", "monetary", "date"}``; revenue
            and date are those of the move that led there
        """
        states = (
            self.env["customer.tier.state"]
            .with_context(tier_day=fields.Date.to_string(fields.Date.to_date(day)))
            .search_fetch(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", company_id or self.env.company.id),
                ],
                ["partner_id", "tier_id", "segment_id", "monetary", "date"],
            )
        )
        found = {
            state.partner_id: {
                "tier_id": state.tier_id.id,
                "segment_id": state.segment_id.id,
                "monetary": state.monetary,
                "date": state.date,
            }
            for state in states
        }
        return {
            partner.id: found[partner.commercial_partner_id]
            for partner in self
            if partner.commercial_partner_id in found
        }

    def _tier_portrait_action(self, company):
        """Open the customer's portrait in a company, or the contact if there is none any more."""
        self.ensure_one()
        profiles = self.env["customer.profile"].with_context(active_test=False)
        profile = profiles.search(
            [("partner_id", "=", self.id), ("company_id", "=", company.id)]
        )
        return (profile or self).get_formview_action()
