from odoo import models

OFFERS = 6  # products that are suggested for the customer
GAPS = 6  # and for single departments


class CustomerProfile(models.Model):
    """What the customer could also buy, product by product, and why."""

    _inherit = "customer.profile"

    def _portrait_parts(self):
        return super()._portrait_parts() | {"offers": self._portrait_offers}

    def _portrait_offers(self, scene):
        """``products``: see :meth:`res.partner._product_offers`; ``departments``: what one
        department of the house buys and another does not.

        False if the reader may read neither orders nor products.
        """
        if not (scene.has_documents and self.env["product.product"].has_access("read")):
            return False
        company = self.sudo().company_id
        self.env["customer.product.dismissal"].flush_model()
        return {
            "months": company.customer_affinity_months,
            "products": self.partner_id._product_offers(
                company, scene.window.source, scene.bought.readable, OFFERS
            ),
            "departments": self._portrait_department_offers(scene, company),
        }

    def _portrait_department_offers(self, scene, company):
        """Products that departments of the house buy and one of them does not.

        A product is missing in a department that orders if a department of the same speciality
        buys it, or if most of the others do: a laboratory needs no sutures because surgery buys
        them.
        """
        baskets, readable = self._portrait_baskets(scene, company)
        labels = self._portrait_department_names({*baskets, scene.focus} - {None})
        if len(labels) < 2:
            return []
        kinds = {
            partner.id: set(partner.speciality_ids.ids)
            for partner in self.env["res.partner"].sudo().browse(labels)
        }
        gaps = []
        for department_id in [scene.focus] if scene.focus else sorted(labels):
            scope = scene.departments.below(department_id)
            own = set().union(*(baskets[id_] for id_ in baskets if id_ in scope))
            others = {id_ for id_ in baskets if id_ and id_ not in scope}
            wanted = set().union(*(baskets[id_] for id_ in others)) - own
            for product_id in wanted & readable:
                by = {id_ for id_ in others if product_id in baskets[id_]}
                alike = {id_ for id_ in by if kinds[id_] & kinds[department_id]}
                if alike or 2 * len(by) > max(len(others), 2):
                    gaps.append((department_id, product_id, by, alike))
        return self._portrait_gap_rows(gaps, labels, company)

    def _portrait_baskets(self, scene, company):
        """What each department buys within the window of the pairs, by the ids of products, and
        which of the products are of documents that the user may read.
        """
        today = company._tier_today()
        source = scene.window.source
        rows = self.env.execute_query(
            self.partner_id._offer_basket(company, source, scene.bought.readable, today)
        )
        baskets, readable = {}, set()
        for product_id, _template_id, contact_id, is_readable in rows:
            department_id = scene.departments.of(contact_id)
            baskets.setdefault(department_id, set()).add(product_id)
            if is_readable:
                readable.add(product_id)
        return baskets, readable

    def _portrait_gap_rows(self, gaps, labels, company):
        gaps.sort(key=lambda gap: (not gap[3], -len(gap[2]), gap[1], gap[0]))
        products = self.partner_id._offer_names(
            company, [(product_id, product_id) for _id, product_id, *_ in gaps]
        )
        dismissed = (
            self.env["customer.product.dismissal"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("company_id", "=", company.id),
                    ("until", ">=", company._tier_today()),
                ]
            )
            .product_id.ids
        )
        return [
            {
                "kind": "department",
                "department": {"id": department_id, "name": labels[department_id]},
                "product_id": product_id,
                "name": products[product_id]["name"],
                "reason": self._portrait_gap_words(
                    labels[department_id], sorted(labels[id_] for id_ in by), alike
                ),
            }
            for department_id, product_id, by, alike in gaps
            if products.get(product_id, {}).get("is_sold")
            and product_id not in dismissed
        ][:GAPS]

    def _portrait_gap_words(self, department, by, alike):
        values = {"names": self.env._(", ").join(by), "department": department}
        if alike:
            return self.env._(
                "Bought by %(names)s; not by %(department)s, which is of the same speciality.",
                **values,
            )
        return self.env._("Bought by %(names)s; not by %(department)s.", **values)
