from odoo import api, models
from odoo.tools import format_date

from ..insight.usual_products import UsualProduct, usual_products
from .customer_profile_what_if import PURCHASE_FIELDS

# How many products the panel lists, usual ones and due ones each.
LISTED = 5
DOCUMENTS = {"sale": "sale.order", "invoice": "account.move"}
LINE_FIELDS = {
    "sale.order.line": ("order_id", "product_id", "product_uom_qty", "product_uom_id"),
    "account.move.line": ("move_id", "product_id", "quantity", "product_uom_id"),
}


class SaleOrder(models.Model):
    """The panel on the form: who the customer is, what it usually buys, what is due."""

    _inherit = "sale.order"

    @api.model
    @api.readonly
    def get_tier_panel(self, partner_id, company_id):
        """What the panel shows of a customer, whether the order is saved or not.

        The tier is what an order shows to whoever may open it. Amounts and visits are read
        from the profile, products from orders or invoices, promises and open invoices from
        theirs, each as far as the user may read it.

        :return: False for who is not to see tiers, or not this contact
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
            return False
        return self.with_company(company)._tier_panel(partner.commercial_partner_id)

    def _tier_panel(self, customer):
        company = self.env.company
        # sudo: as on the order itself, see customer.profile.mixin
        profiles = self._readable_profiles().with_context(active_test=False)
        profile = profiles.search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
        )
        readable = bool(profile.sudo(False)._filtered_access("read"))
        owed, missed = profile._panel_promises() if profile else ([], [])
        warnings = [
            *(profile._panel_warnings(readable) if profile else ()),
            *(("promise", words) for words in missed),
            *self._tier_panel_invoices(customer),
        ]
        return {
            "customer_id": customer.id,
            **(
                profile._panel_standing(readable)
                if profile
                else self._tier_panel_nobody()
            ),
            **self._tier_panel_products(customer, profile),
            "visits": [*(profile._panel_visits() if readable else ()), *owed],
            "warnings": [{"kind": kind, "text": text} for kind, text in warnings],
        }

    def _tier_panel_nobody(self):
        return {
            "tier": False,
            "empty": self.env._(
                "No purchases yet: the first one makes it a customer with a tier."
            ),
        }

    # ------------------------------------------------------------------ products

    def _tier_panel_products(self, customer, profile):
        """What the customer usually buys and what is due, of purchases the user may read.

        As the policy counts purchases; before there is a profile, orders of the last year.
        """
        company = self.env.company
        rules = profile._judged_by() if profile else None
        source = rules.source if rules else "sale"
        window_days = rules.window_days if rules else 365
        documents = self.env[DOCUMENTS[source]]
        if not documents.has_access("read"):
            return {"usual": [], "due": []}
        for model_name, names in (PURCHASE_FIELDS | LINE_FIELDS).items():
            self.env[model_name].flush_model(names)
        today = company._tier_today()
        rows = self.env.execute_query(
            usual_products(
                company._tier_purchases(source, window_days, today, customer.ids),
                source,
                window_days,
                customer.id,
                documents._search(
                    [
                        ("company_id", "=", company.id),
                        ("partner_id.commercial_partner_id", "=", customer.id),
                    ]
                ).subselect(),
            )
        )
        found = [UsualProduct(*row) for row in rows]
        # search: those that the user may read and that are still sold
        shown = self.env["product.product"].search_fetch(
            [("id", "in", [usual.product_id for usual in found])],
            ["display_name", "uom_id"],
        )
        found = [usual for usual in found if usual.product_id in shown._ids]
        due = [usual for usual in found if usual.is_due(today, window_days)]
        # what is long overdue is most likely bought elsewhere, or not needed any more
        due.sort(key=lambda usual: (usual.due, usual.days), reverse=True)
        return {
            name: [
                self._tier_panel_product(
                    shown.browse(usual.product_id).with_prefetch(shown._ids),
                    usual,
                    today,
                )
                for usual in some[:LISTED]
            ]
            for name, some in (("usual", found), ("due", due))
        } | {"source": source}

    def _tier_panel_product(self, product, usual, today):
        return {
            "product_id": product.id,
            "name": product.display_name,
            "quantity": product.uom_id.round(usual.quantity),
            "unit": product.uom_id.name,
            "days": usual.days,
            "last": usual.last,
            "rhythm": usual.rhythm,
            "due": usual.due,
            "late": usual.due and (today - usual.due).days,
        }

    # ------------------------------------------------------------------ invoices

    def _tier_panel_invoices(self, customer):
        """Invoices that are overdue, of those that the user may read."""
        moves = self.env["account.move"]
        if not moves.has_access("read"):
            return
        company = self.env.company
        [(count, amount, since)] = moves._read_group(
            [
                ("company_id", "=", company.id),
                ("partner_id.commercial_partner_id", "=", customer.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", company._tier_today()),
            ],
            aggregates=[
                "__count",
                "amount_residual_signed:sum",
                "invoice_date_due:min",
            ],
        )
        if not count:
            return
        values = {
            "amount": company.currency_id.format(amount),
            "date": format_date(self.env, since),
        }
        if count == 1:
            yield (
                "invoice",
                self.env._(
                    "One invoice is overdue since %(date)s: %(amount)s.", **values
                ),
            )
        else:
            yield (
                "invoice",
                self.env._(
                    "%(count)s invoices are overdue, the oldest since %(date)s: %(amount)s.",
                    count=count,
                    **values,
                ),
            )
