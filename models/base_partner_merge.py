from odoo import models


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
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        customers = (customers | partners).exists().commercial_partner_id
        self.env["customer.tier.refresh"]._mark_customers(customers, companies)
        return result
