from odoo import models

from ..foresight.warning import ledger


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """A customer is warned of once for the same thing."""
        self.env["customer.warning"].flush_model()
        self.env.cr.execute(
            ledger.keep_one_on_merge((src_partners | dst_partner).ids, dst_partner.id)
        )
        self.env["customer.warning"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)
