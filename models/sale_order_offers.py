from odoo import api, models
from odoo.tools import SQL

from .customer_profile_what_if import PURCHASE_FIELDS
from .sale_order_panel import DOCUMENTS, LINE_FIELDS

OFFERED = 3  # products suggested on an order


class SaleOrder(models.Model):
    """What could be added to an order."""

    _inherit = "sale.order"

    @api.model
    @api.readonly
    def get_tier_offers(self, partner_id, company_id, product_ids):
        """What goes with what the customer buys, and with what is on the order already.

        :param product_ids: of the lines of the order, saved or not
        :return: see :meth:`res.partner._product_offers`; nothing for who is not to see tiers, or
            not this contact
        """
        company = self.env["res.company"].browse(company_id)
        partner = self.env["res.partner"].browse(partner_id).exists()
        if not (
            self.env.user.has_group("customer_tier.group_user")
            and self.has_access("read")
            and company in self.env.companies
            and partner
            and partner.has_access("read")
        ):
            return []
        return self.with_company(company)._tier_offers(
            partner.commercial_partner_id, product_ids
        )

    def _tier_offers(self, customer, product_ids):
        company = self.env.company
        profiles = self._readable_profiles().with_context(active_test=False)
        profile = profiles.search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
        )
        source = profile._judged_by().source if profile else "sale"
        documents = self.env[DOCUMENTS[source]]
        for model_name, names in (PURCHASE_FIELDS | LINE_FIELDS).items():
            self.env[model_name].flush_model(names)
        self.env["customer.product.dismissal"].flush_model()
        readable = SQL("(SELECT NULL::integer WHERE FALSE)")
        if documents.has_access("read"):
            readable = documents._search(
                [
                    ("company_id", "=", company.id),
                    ("partner_id.commercial_partner_id", "=", customer.id),
                ]
            ).subselect()
        known = self.env["product.product"].browse(product_ids).exists()
        return customer.with_env(self.env)._product_offers(
            company, source, readable, OFFERED, known._filtered_access("read").ids
        )
