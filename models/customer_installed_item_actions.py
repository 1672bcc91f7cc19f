from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

# Of the app Inventory, which need not be installed.
LOT = "stock.lot"


class CustomerInstalledItem(models.Model):
    """What a salesperson does with an item, by one click."""

    _inherit = "customer.installed.item"

    def _offered_product(self):
        """The successor that can be sold, or the same product while it is still sold."""
        model = self.product_id.product_tmpl_id
        for product in (model.successor_id.product_variant_id, self.product_id):
            if product.active and product.sale_ok:
                return product
        return self.env["product.product"]

    def action_quote_successor(self):
        """A draft quotation of what replaces the device."""
        self.ensure_one()
        product = self._offered_product()
        if not product:
            raise UserError(
                self.env._(
                    "Nothing is known that replaces “%(item)s”. Choose a successor on the "
                    "product, or make a quotation by hand.",
                    item=self.display_name,
                )
            )
        return self._quote(product)

    def action_quote_service(self):
        """A draft quotation of a service contract."""
        self.ensure_one()
        product = self.product_id.product_tmpl_id._service_product()
        if not (product.active and product.sale_ok):
            raise UserError(
                self.env._(
                    "No service contract is known for “%(item)s”. Choose one on the product or "
                    "on its category, or make a quotation by hand.",
                    item=self.display_name,
                )
            )
        return self._quote(product)

    def _quote(self, product):
        """As the user, in the company of the item; the item's chatter tells of it."""
        order = (
            self.env["sale.order"]
            .with_company(self.company_id)
            .create(
                {
                    "partner_id": (self.department_id or self.partner_id).id,
                    "company_id": self.company_id.id,
                    "origin": self.display_name,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": self.quantity,
                            }
                        )
                    ],
                }
            )
        )
        self.message_post(
            body=Markup("%s %s") % (product.display_name + ":", order._get_html_link())
        )
        return order.get_formview_action()

    def _replace(self, newer):
        self.write(
            {
                "state": "replaced",
                "replaced_by_id": newer.id,
                "ended_on": newer.installed_on,
            }
        )

    def action_replaced(self):
        """Yes, the newer device replaced this one."""
        for item in self.filtered("suggested_item_id"):
            item._replace(item.suggested_item_id)

    def action_kept(self):
        """No, both are in use: do not ask again because of what stands there today."""
        for item in self.filtered("suggested_item_id"):
            newer = item.suggested_item_id
            item.write({"kept_on": newer.installed_on, "suggested_item_id": False})

    def action_use_again(self):
        self.write({"state": "in_use"})

    def action_scrap(self):
        self.write({"state": "scrapped"})

    def action_return(self):
        self.write({"state": "returned"})

    def action_open_order(self):
        self.ensure_one()
        return self.sale_order_id.get_formview_action()

    def action_open_lot(self):
        """The serial number in the app Inventory."""
        self.ensure_one()
        if self.lot_res_id and LOT in self.env:
            return self.env[LOT].browse(self.lot_res_id).get_formview_action()
        return False

    def action_report_failure(self):
        """A form for a failure of this device."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report a Failure"),
            "res_model": "customer.installed.failure",
            "view_mode": "form",
            "target": "new",
            "context": {"default_item_id": self.id},
        }

    def action_take_in_past_orders(self):
        return self.env["customer.installed.intake"]._open()

    def _close_reminders(self):
        """What was planned for a device that is gone is not needed any more."""
        # sudo: the activity may be a colleague's
        reminders = (
            self.env["customer.installed.reminder"]
            .sudo()
            .search([("item_id", "in", self.ids), ("activity_id.active", "=", True)])
        )
        reminders._take_back()
