from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..insight import affinity, portrait
from ..scoring.purchases import first_instant


class CustomerProfile(models.Model):
    """What a click into a picture of the portrait opens: always what the user may see."""

    _inherit = "customer.profile"

    def _portrait_list(self, name, domain):
        """Customers of the same company, as a list."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "customer.profile",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("company_id", "=", self.company_id.id), *domain],
        }

    @api.readonly
    def action_portrait_customers(self, dimension=False):
        """Who is judged by the same policy and has the same score, or the same tier.

        :param dimension: name of the one whose score is the same; by default the tier is
        """
        self.ensure_one()
        policy = ("policy_id", "=", self.policy_id.id)
        if not dimension:
            return self._portrait_list(
                self.tier_id.display_name, [policy, ("tier_id", "=", self.tier_id.id)]
            )
        field = self._fields[f"{dimension}_score"]
        score = self[field.name]
        name = self.env._(
            "%(score)s: %(value)s",
            score=field._description_string(self.env),
            value=score,
        )
        return self._portrait_list(name, [policy, (field.name, "=", score)])

    @api.readonly
    def action_portrait_month(self, month):
        """The purchases that one bar counts: of a month, in the time zone of the company.

        :param month: its first day, an ISO string
        """
        self.ensure_one()
        company = self.sudo().company_id
        first = fields.Date.to_date(month)
        last = portrait.TwoYears(company._tier_today()).last_day(first)
        action = self.action_view_purchases()
        if action["res_model"] == "account.move":
            period = Domain("invoice_date", ">=", first) & Domain(
                "invoice_date", "<=", last
            )
        else:
            start, end = (
                first_instant(day, company._tier_time_zone())
                for day in (first, last + timedelta(1))
            )
            period = Domain("date_order", ">=", start) & Domain("date_order", "<", end)
        return action | {
            "domain": list(Domain(action["domain"]) & period),
            "views": [(False, "list"), (False, "form")],
        }

    @api.readonly
    def action_portrait_products(self, categ_id):
        """The products of a category."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env["product.category"].browse(categ_id).display_name,
            "res_model": "product.template",
            "views": [(False, "kanban"), (False, "list"), (False, "form")],
            "domain": [("categ_id", "=", categ_id), ("sale_ok", "=", True)],
        }

    @api.readonly
    def action_portrait_buyers(self, categ_id):
        """The similar customers that buy a category, as far as the user may see them."""
        self.ensure_one()
        self.check_access("read")
        self.env["product.category"].check_access("read")
        scene = self._portrait_scene()
        similar = self._portrait_similar(scene)["customers"]
        window = self._portrait_window(scene.rules, similar)
        rows = self.env.execute_query(affinity.buyers_of(window, categ_id))
        category = self.env["product.category"].browse(categ_id)
        name = self.env._(
            "Similar Customers Who Buy %(category)s", category=category.name
        )
        # the ids of colleagues' customers stay here
        buyers = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "in", [customer_id for [customer_id] in rows]),
            ]
        )
        return self._portrait_list(name, [("partner_id", "in", buyers.partner_id.ids)])


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_view_customer_profile(self):
        """Remember which contact the portrait was opened from: it may be a department."""
        action = super().action_view_customer_profile()
        return action | {"context": {"portrait_contact_id": self.id}}
