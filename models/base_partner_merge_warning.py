from odoo import models

from ..foresight.warning import ledger


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """A customer is warned of once for the same thing, and asked once to do something about it.

        What is not to be suggested is said once for a product, too.
        """
        partners = src_partners | dst_partner
        self._keep_one_warning(partners, dst_partner)
        self.env["customer.product.dismissal"]._keep_one_on_merge(partners)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _keep_one_warning(self, partners, target):
        self.env["customer.warning"].flush_model()
        dropped = self.env.execute_query(
            ledger.keep_one_on_merge(partners.ids, target.id)
        )
        self.env["customer.warning"].invalidate_model()
        planned = self.env["mail.activity"].browse(id_ for [id_] in dropped if id_)
        # sudo: they may be a colleague's; what was done is archived, and stays
        planned.sudo().exists().filtered("active").unlink()
