from odoo import models

from ..data_quality import suspected_pairs


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """The merged customer has the orders of all of them: judge it anew.

        The profiles of the others go with them, or, where the target has none, become the
        target's until then.
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        customers = partners.commercial_partner_id
        companies = (
            self.env["customer.profile"]
            .sudo()
            .with_context(active_test=False)
            .search([("partner_id", "in", customers.ids)])
            .company_id
        )
        partners.sudo()._forget_referrals_among(customers)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        customers = (customers | partners).exists().commercial_partner_id
        self.env["customer.tier.refresh"]._mark_customers(customers, companies)
        return result

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Pairs of what is merged become pairs of the target, dismissed ones included."""
        self.env["customer.tier.duplicate"].flush_model()
        self.env.cr.execute(
            suspected_pairs.move_pairs(src_partners.ids, dst_partner.id)
        )
        self.env.cr.execute(suspected_pairs.drop_pairs(src_partners.ids))
        self.env["customer.tier.override"]._keep_one_on_merge(
            src_partners | dst_partner, dst_partner
        )
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _update_values(self, src_partners, dst_partner):
        """Stars that nobody gave are no rating to keep."""
        # sudo: whoever may merge contacts need not be a user of tiers
        if dst_partner.sudo().influence_rating == "0":
            dst_partner.sudo().influence_rating = False
        return super()._update_values(src_partners, dst_partner)
