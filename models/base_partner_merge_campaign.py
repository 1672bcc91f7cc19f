from odoo import models

from ..campaigns import entries


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """A customer is in a campaign once.

        Left to itself, the merge would take the others out of all their campaigns because of one
        that they share.
        """
        self.env["customer.tier.campaign.entry"].flush_model()
        self.env.cr.execute(
            entries.keep_one_on_merge((src_partners | dst_partner).ids, dst_partner.id)
        )
        return super()._update_foreign_keys(src_partners, dst_partner)
