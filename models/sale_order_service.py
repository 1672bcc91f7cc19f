from odoo import api, fields, models


class SaleOrder(models.Model):
    """What the customer's tier promises, on its quotations and deliveries."""

    _inherit = "sale.order"

    tier_service_id = fields.Many2one(
        comodel_name="customer.tier.service",
        compute="_compute_tier_service_id",
        compute_sudo=False,
        string="Promised to Tier",
        groups="customer_tier.group_user",
        help="The service promises of the customer's tier.",
    )
    tier_pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        compute="_compute_tier_service_id",
        string="Pricelist of the Tier",
        groups="customer_tier.group_user",
    )
    tier_payment_term_id = fields.Many2one(
        comodel_name="account.payment.term",
        compute="_compute_tier_service_id",
        string="Payment Terms of the Tier",
        groups="customer_tier.group_user",
    )

    @api.depends("partner_id", "company_id", "pricelist_id", "payment_term_id")
    def _compute_tier_service_id(self):
        """What is promised, and not outdone by the customer's own conditions."""
        services = self.env["customer.tier.service"]
        pricelists = services._of_orders(self, "pricelist")
        terms = services._of_orders(self, "payment_term")
        for order in self:
            pricelist = order._tier_pricelist(pricelists.get(order, services))
            term = order._tier_payment_term(terms.get(order, services))
            service = pricelists.get(order) or terms.get(order)  # one row holds both
            order.tier_service_id = service if pricelist or term else services
            order.tier_pricelist_id = pricelist
            order.tier_payment_term_id = term

    def _tier_pricelist(self, service):
        """The tier's pricelist, unless the customer has one of its own."""
        partner = self.partner_id.with_company(self.company_id)
        own = partner.specific_property_product_pricelist
        if own.active or not service or not self._pricelists_in_use():
            return self.env["product.pricelist"]
        return service.pricelist_id.filtered("active")

    def _pricelists_in_use(self):
        return self.env["res.groups"]._is_feature_enabled(
            "product.group_product_pricelist"
        )

    def _tier_payment_term(self, service):
        """The tier's payment terms, unless somebody chose others for the customer."""
        partner = self.partner_id.with_company(self.company_id)
        field = partner._fields["property_payment_term_id"]
        own = partner.property_payment_term_id
        if not service or (
            own and own != field.get_company_dependent_fallback(partner)
        ):
            return self.env["account.payment.term"]
        return service.payment_term_id.filtered("active")

    def _for_tier_terms(self):
        """Quotations that are still being made; a web shop has pricelists of its own."""
        return self.filtered(
            lambda order: (
                order.state == "draft"
                and order.partner_id
                and not ("website_id" in order._fields and order.website_id)
            )
        )

    def _compute_pricelist_id(self):
        result = super()._compute_pricelist_id()
        services = self.env["customer.tier.service"]
        found = services._of_orders(self, "pricelist")
        for order in self._for_tier_terms() if found else ():
            if pricelist := order._tier_pricelist(found.get(order, services)):
                order.pricelist_id = pricelist.sudo(False)
        return result

    def _compute_payment_term_id(self):
        result = super()._compute_payment_term_id()
        services = self.env["customer.tier.service"]
        found = services._of_orders(self, "payment_term")
        for order in self._for_tier_terms() if found else ():
            if term := order._tier_payment_term(found.get(order, services)):
                order.payment_term_id = term.sudo(False)
        return result

    def _action_confirm(self):
        result = super()._action_confirm()
        self._apply_delivery_priority()
        return result

    def _apply_delivery_priority(self):
        """Put the tier's priority on the transfers of these orders, and say so there.

        Once, when they are made: whoever sets another one afterwards keeps it.
        """
        if "picking_ids" not in self._fields:  # the Inventory app is not installed
            return
        services = self.env["customer.tier.service"]
        for order, service in services._of_orders(self, "delivery").items():
            # sudo: who sells does not write transfers
            pickings = order.sudo().picking_ids.filtered(
                lambda picking, service=service: (
                    picking.state not in ("done", "cancel")
                    and picking.priority != service.delivery_priority
                )
            )
            pickings.write({"priority": service.delivery_priority})
            for picking in pickings:
                picking.message_post(
                    body=self.env._(
                        "The priority was set because it is promised to tier “%(tier)s”. "
                        "It can be changed.",
                        tier=service.tier_id.name,
                    )
                )
