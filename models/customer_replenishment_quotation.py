from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

MOST_CUSTOMERS = 200  # quotations made with one click; each takes some 50 ms
TOLD = 10  # reasons for what is left out, that a message has room for


class CustomerReplenishment(models.Model):
    """One click makes quotations of what is due."""

    _inherit = "customer.replenishment"

    def action_create_quotations(self):
        """One draft quotation for each customer of these rows, and what is left out, with why.

        The right to make quotations is that of sales; whose customers, that of these rows.
        """
        self.env["sale.order"].check_access("create")
        self.check_access("read")
        customers = self.grouped(lambda row: (row.company_id, row.partner_id))
        if len(customers) > MOST_CUSTOMERS:
            raise UserError(
                self.env._(
                    "These are products of %(count)s customers. Quotations can be made for "
                    "%(most)s customers at a time: select fewer.",
                    count=len(customers),
                    most=MOST_CUSTOMERS,
                )
            )
        reasons = self._reasons_against_quotation()
        rows = self.filtered(lambda row: row not in reasons)
        if not rows:
            raise UserError(self._nothing_to_quote_words(list(reasons.values())))
        orders = rows._create_quotations()
        return self._with_what_is_left_out(
            self._quotations_action(orders), list(reasons.values())
        )

    def _create_quotations(self):
        """Prices, addresses, terms and salespeople are what Odoo gives to any new quotation."""
        orders = self.env["sale.order"]
        for company, rows in self.grouped("company_id").items():
            orders |= orders.with_company(company).create(
                [
                    {
                        "partner_id": customer.id,
                        "company_id": company.id,
                        "origin": self.env._("Products due"),
                        "order_line": [
                            Command.create(row._quotation_line_values()) for row in due
                        ],
                    }
                    for customer, due in rows.grouped("partner_id").items()
                ]
            )
        return orders

    def _quotation_line_values(self):
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom_id": self.uom_id.id,
        }

    def _reasons_against_quotation(self):
        """``{row: why it cannot be quoted, in words}``, of those that cannot."""
        reasons = {}
        orders = self._orders_with_products()
        for row in self:
            names = {
                "customer": row.partner_id.display_name,
                "product": row.product_id.display_name,
            }
            order = row._newest_order(orders[row.company_id, row.partner_id])
            if not row.partner_id.active:
                reasons[row] = self.env._("%(customer)s is archived.", **names)
            elif not (row.product_id.active and row.product_id.sale_ok):
                reasons[row] = self.env._(
                    "%(customer)s: %(product)s is no longer sold.", **names
                )
            elif order:
                reasons[row] = row._ordered_words(order, names)
        return reasons

    def _ordered_words(self, order, names):
        if order.state == "sale":
            return self.env._(
                "%(customer)s: %(product)s was ordered with %(order)s.",
                order=order.name,
                **names,
            )
        return self.env._(
            "%(customer)s: %(product)s is on quotation %(order)s already.",
            order=order.name,
            **names,
        )

    def _orders_with_products(self):
        """``{(company, customer): lines}`` of open quotations, and of orders, of these products.

        Of orders those since the oldest last purchase: what came in after the night.
        """
        # sudo: a quotation of a colleague is a quotation, too
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search(
                Domain(
                    "order_id.partner_id.commercial_partner_id",
                    "in",
                    self.partner_id.ids,
                )
                & Domain("company_id", "in", self.company_id.ids)
                & Domain("product_id", "in", self.product_id.ids)
                & Domain("product_uom_qty", ">", 0)
                & (
                    Domain("state", "in", ("draft", "sent"))
                    | Domain("state", "=", "sale")
                    & Domain("order_id.date_order", ">=", min(self.mapped("last_date")))
                )
            )
            if self
            else self.env["sale.order.line"]
        )
        found = defaultdict(self.env["sale.order.line"].sudo().browse)
        for line in lines:
            found[line.company_id, line.order_partner_id.commercial_partner_id] |= line
        return found

    def _newest_order(self, lines):
        """The open quotation or new order that this product is on; an expired one is not open."""
        self.ensure_one()
        today = self.company_id._tier_today()
        zone = self.company_id._tier_time_zone()

        def counts(order):
            if order.state == "sale":
                day = fields.Datetime.context_timestamp(
                    self.with_context(tz=zone), order.date_order
                ).date()
                return day > self.last_date
            return not order.validity_date or order.validity_date >= today

        orders = lines.filtered(lambda line: line.product_id == self.product_id)
        return orders.order_id.filtered(counts).sorted("id", reverse=True)[:1]

    def _quotations_action(self, orders):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sale.action_quotations_with_onboarding"
        )
        action["context"] = {}
        if len(orders) == 1:
            form = [(view, kind) for view, kind in action["views"] if kind == "form"]
            return action | {"res_id": orders.id, "views": form, "view_mode": "form"}
        return action | {"domain": [("id", "in", orders.ids)]}

    def _with_what_is_left_out(self, action, reasons):
        """The action, after a message if anything was left out."""
        if not reasons:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Left out of the quotation"),
                "message": self._reasons_words(reasons),
                "next": action,
            },
        }

    def _nothing_to_quote_words(self, reasons):
        if not reasons:
            return self.env._("No product is due: there is nothing to quote.")
        return self.env._(
            "There is nothing left to quote.\n%(reasons)s",
            reasons=self._reasons_words(reasons),
        )

    def _reasons_words(self, reasons):
        told = "\n".join(reasons[:TOLD])
        if len(reasons) <= TOLD:
            return told
        return self.env._(
            "%(reasons)s\n... and %(count)s more.",
            reasons=told,
            count=len(reasons) - TOLD,
        )
