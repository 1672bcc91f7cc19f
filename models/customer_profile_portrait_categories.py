from odoo import models

from ..insight import affinity

TOP = 8  # categories shown by name; the rest is added up
GAPS = 8  # suggestions of each kind


class CustomerProfile(models.Model):
    """What a customer buys by category, and what others buy that it does not."""

    _inherit = "customer.profile"

    def _portrait_categories(self, scene):
        """Categories of products, in the window of the policy.

        ``top``: by amount; ``rest``: what is not named; ``total``: of all. ``change`` is against
        the window before, None for what is new. ``departments``: who orders, and ``gaps`` between
        them; False if it has none. ``similar``: what similar customers buy and this one does not.
        False as a whole if the reader may read neither orders nor categories.
        """
        categories = self.env["product.category"]
        if not (scene.has_documents and categories.has_access("read")):
            return False
        rows = self.env.execute_query(
            affinity.categories(scene.bought, self.sudo().currency_id.decimal_places)
        )
        similar = self._portrait_similar(scene)
        names = self._portrait_category_names(
            {row[0] for row in rows} | {row[0] for row in similar["bought"]}
        )
        rows = [
            (categ_id if categ_id in names else None, *row) for categ_id, *row in rows
        ]
        return {
            **self._portrait_top(rows, names),
            "departments": self._portrait_departments(scene, rows, names),
            "similar": self._portrait_suggestions(similar, rows, names),
        }

    def _portrait_category_names(self, category_ids):
        """The categories that the user may see; what is in others is in none."""
        categories = self.env["product.category"].search(
            [("id", "in", sorted(id_ for id_ in category_ids if id_))]
        )
        return {
            category.id: {"id": category.id, "name": category.name}
            | {"path": category.complete_name}
            for category in categories
        }

    def _portrait_top(self, rows, names):
        sums = {}
        for categ_id, _partner, amount, before, *_bought in rows:
            now, then = sums.get(categ_id, (0.0, 0.0))
            sums[categ_id] = now + amount, then + before
        places = self.sudo().currency_id.decimal_places
        total = round(sum(now for now, _then in sums.values()), places)
        ranked = sorted(
            (categ_id for categ_id, (now, _) in sums.items() if categ_id and now),
            key=lambda categ_id: (-sums[categ_id][0], categ_id),
        )
        return {
            "total": total,
            "top": [
                names[categ_id] | self._portrait_amounts(*sums[categ_id], total)
                for categ_id in ranked[:TOP]
            ],
            "rest": round(total - sum(sums[id_][0] for id_ in ranked[:TOP]), places),
            "rest_count": len(ranked[TOP:]),
        }

    def _portrait_amounts(self, now, before, total):
        return {
            "amount": now,
            "share": now / total if total > 0 else None,
            "change": now / before - 1 if before > 0 else None,
        }

    # --------------------------------------------------------------- departments

    def _portrait_departments(self, scene, rows, names):
        """Who orders in the customer's house, and what one department buys and another not.

        :return: False with fewer than two who order; else ``focus``, ``list`` of ``{id, name,
            amount}``, and ``gaps`` of ``{department, category, by}``: departments that buy the
            category are in ``by``
        """
        amounts, baskets = {}, {}
        for categ_id, partner_id, amount, _before, bought, *_ in rows:
            department_id = scene.departments.of(partner_id)
            amounts[department_id] = amounts.get(department_id, 0.0) + amount
            basket = baskets.setdefault(department_id, set())
            if bought and categ_id:
                basket.add(categ_id)
        ordering = {id_ for id_, basket in baskets.items() if basket}
        ids = {*ordering, scene.focus} - {None}
        if len(ids) < 2:
            return False
        labels = self._portrait_department_names(ids)
        return {
            "focus": scene.focus or False,
            "list": [
                {"id": id_, "name": labels[id_], "amount": amounts.get(id_, 0.0)}
                for id_ in sorted(ids, key=lambda id_: (-amounts.get(id_, 0.0), id_))
            ],
            "gaps": self._portrait_department_gaps(scene, baskets, names, labels),
        }

    def _portrait_department_gaps(self, scene, baskets, names, labels):
        """What the department in focus (or any) does not buy, but others of the house do."""
        buyers = {}
        for department_id, basket in baskets.items():
            for categ_id in basket:
                buyers.setdefault(categ_id, set()).add(department_id)
        gaps = []
        for department_id in [scene.focus] if scene.focus else sorted(labels):
            scope = scene.departments.below(department_id)
            own = set().union(
                *(basket for id_, basket in baskets.items() if id_ in scope)
            )
            for categ_id in buyers.keys() - own:
                by = sorted(labels[id_] for id_ in buyers[categ_id] if id_)
                gaps.append(
                    {
                        "department": {
                            "id": department_id,
                            "name": labels[department_id],
                        },
                        "category": names[categ_id],
                        "by": by,
                        # ordered by nobody's department, but by the house itself
                        "by_house": None in buyers[categ_id],
                    }
                )
        gaps.sort(
            key=lambda gap: (
                -len(gap["by"]),
                gap["category"]["name"],
                gap["department"]["id"],
            )
        )
        return gaps[:GAPS]

    # ------------------------------------------------------------------- similar

    def _portrait_similar(self, scene):
        """The customers most similar to this one, and what they buy.

        :return: ``by`` (``type`` or ``segment``), ``label`` of that, ``customers`` (ids) and
            ``bought``: rows ``(category id, customers, median amount)``
        """
        company = self.sudo().company_id
        kind = self.partner_id.sudo().institution_type_id
        ways = [("segment", self.segment_id, affinity.same_segment(self.segment_id.id))]
        if kind:
            ways.insert(0, ("type", kind, affinity.same_type(kind.id)))
        for by, label, like in ways:
            rows = self.env.execute_query(
                affinity.peers(self, like, company.customer_tier_peers)
            )
            customers = [customer_id for [customer_id] in rows]
            if len(customers) >= company.customer_tier_min_peers:
                window = self._portrait_window(scene.rules, customers)
                bought = affinity.bought_by(window)
                return {
                    "by": by,
                    "label": label.sudo().name,
                    "customers": customers,
                    "bought": self.env.execute_query(bought),
                }
        return {"by": False, "label": False, "customers": [], "bought": []}

    def _portrait_suggestions(self, similar, rows, names):
        """What a good share of the similar customers buys, and this one does not.

        ``stopped``: it did so in the window before.
        """
        count = len(similar["customers"])
        least = self.sudo().company_id.customer_tier_peer_share / 100
        own = {row[0] for row in rows if row[4]}
        stopped = {row[0] for row in rows if row[5]} - own
        gaps = [
            {
                "category": names[categ_id],
                "customers": customers,
                "share": customers / count,
                "median": median,
                "stopped": categ_id in stopped,
            }
            for categ_id, customers, median in similar["bought"]
            if categ_id in names and categ_id not in own and customers >= least * count
        ]
        return {
            "by": similar["by"],
            "label": similar["label"],
            "customers": count,
            "least": least,
            "gaps": gaps[:GAPS],
        }
