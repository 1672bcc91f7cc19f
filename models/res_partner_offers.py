from odoo import models
from odoo.tools import SQL

from ..foresight import offers

# Products that are looked up to find some that the user may see and that are still sold.
LOOKED_AT = 100


class ResPartner(models.Model):
    """What goes with what a customer buys."""

    _inherit = "res.partner"

    def _product_offers(self, company, source, readable, limit, line_product_ids=()):
        """Products that this customer does not buy and others like it do, best first.

        Counts are over all customers, whoever asks, and name nobody; of fewer than
        ``customer_affinity_least`` nothing is told.

        :param source: ``sale`` or ``invoice``: what counts as its purchases
        :param SQL readable: ids of the documents that the user may read, in parentheses
        :param line_product_ids: of the order that it is offered on
        :return: list of dicts with ``product_id``, ``name``, ``reason``, ``compared``, ``share``
            (confidence) and ``is_on_order`` (it goes with a line of the order)
        """
        self.ensure_one()
        today = company._tier_today()
        rows = self.env.execute_query(
            offers.to_customer(
                company.id,
                self.id,
                # sudo: which pairs hold does not depend on who asks
                self.sudo().institution_type_id.id,
                self._offer_basket(company, source, readable, today),
                line_product_ids,
                today,
            )
        )[:LOOKED_AT]
        names = self._offer_names(company, rows)
        return [
            self._offer(row, names)
            for row in rows
            if row[0] in names and row[1] in names and names[row[0]]["is_sold"]
        ][:limit]

    def _offer_basket(self, company, source, readable, today):
        days = company._affinity_days(today)
        return offers.basket(
            company._tier_purchases(source, days, today, self.ids),
            source,
            SQL(
                "(SELECT id FROM res_partner WHERE commercial_partner_id = %s)", self.id
            ),
            readable,
        )

    def _offer_names(self, company, rows):
        """Of the products that the user may read: the name, and whether it is sold now."""
        products = self.env["product.product"].with_context(active_test=False)
        found = products.search_fetch(
            [
                ("id", "in", list({id_ for row in rows for id_ in row[:2]})),
                ("company_id", "in", (False, company.id)),
            ],
            ["display_name", "active", "sale_ok"],
        )
        return {
            product.id: {
                "name": product.display_name,
                "is_sold": product.active and product.sale_ok,
            }
            for product in found
        }

    def _offer(self, row, names):
        (
            other_id,
            product_id,
            is_on_order,
            confidence,
            _lift,
            both,
            count,
            share,
            type_id,
        ) = row
        # sudo: whoever may open the customer may read the name of its type
        kind = self.env["customer.institution.type"].sudo().browse(type_id or [])
        return {
            "kind": "pair",
            "product_id": other_id,
            "name": names[other_id]["name"],
            "share": confidence,
            "is_on_order": is_on_order,
            "reason": self._offer_words(
                both,
                count,
                names[product_id]["name"],
                names[other_id]["name"],
                kind.name,
            ),
            "compared": self._offer_compared_words(share, kind.name),
        }

    def _offer_words(self, both, count, product, other, kind):
        values = {"both": both, "count": count, "product": product, "other": other}
        if kind:
            return self.env._(
                "%(both)s of %(count)s customers of type “%(type)s” that buy %(product)s also buy "
                "%(other)s; this one does not.",
                type=kind,
                **values,
            )
        return self.env._(
            "%(both)s of %(count)s customers that buy %(product)s also buy %(other)s; this one "
            "does not.",
            **values,
        )

    def _offer_compared_words(self, share, kind):
        """How many buy it anyway: what the share of the pair is to be compared with."""
        percent = f"{round(100 * share)} %"
        if kind:
            return self.env._(
                "Of all customers of type “%(type)s”, %(percent)s buy it.",
                type=kind,
                percent=percent,
            )
        return self.env._("Of all customers, %(percent)s buy it.", percent=percent)
