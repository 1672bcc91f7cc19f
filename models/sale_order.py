from odoo import api, fields, models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.profile.mixin"]

    order_tier_id = fields.Many2one(
        comodel_name="customer.tier",
        string="Tier at Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="customer_tier.group_user",
        help="The customer's tier on the day the order was confirmed. It never changes, so that "
        "sales by tier stay what they were.",
    )

    def _company_of_profile(self):
        return self.company_id

    def _company_of_profile_sql(self, alias, query):
        return self._field_to_sql(alias, "company_id", query)

    @api.depends("partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_customer_profile_id(self):
        return super()._compute_customer_profile_id()

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("order_tier_id") for vals in vals_list):
            raise self._order_tier_refused()
        if "default_order_tier_id" in self.env.context:  # nor by way of a default
            vals_list = [{**vals, "order_tier_id": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if "order_tier_id" in vals:
            raise self._order_tier_refused()
        return super().write(vals)

    def _order_tier_refused(self):
        return AccessError(
            self.env._(
                "The tier at order is set when an order is confirmed and cannot be entered."
            )
        )

    def _stamp_tier(self, tier_id):
        """Past our own :meth:`write`, which refuses it to everyone."""
        # pylint: disable=super-method-mismatch
        return super().write({"order_tier_id": tier_id})

    def _action_confirm(self):
        tiers = self.env["customer.tier.refresh"]._mark_documents(self)
        for order in self.sudo():
            if tiers.get(order.id) and not order.order_tier_id:
                order._stamp_tier(tiers[order.id])
        return super()._action_confirm()

    def _action_cancel(self):
        confirmed = self.filtered(lambda order: order.state == "sale")
        result = super()._action_cancel()
        self.env["customer.tier.refresh"]._mark_documents(confirmed)
        return result
