from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class CustomerInstalledItem(models.Model):
    """What is due for an item today, and what to do about it."""

    _inherit = "customer.installed.item"

    age_months = fields.Integer(
        string="Age (months)",
        compute="_compute_age_months",
        aggregator=None,
        help="Since it was installed, until today or until it went out of use.",
    )
    is_warranty_ending = fields.Boolean(
        string="Warranty Ending",
        compute="_compute_due",
        search="_search_is_warranty_ending",
        help="The warranty ends within the days that the settings say.",
    )
    is_out_of_warranty = fields.Boolean(
        string="Out of Warranty",
        compute="_compute_due",
        search="_search_is_out_of_warranty",
    )
    is_renewal_due = fields.Boolean(
        string="Renewal Due",
        compute="_compute_due",
        search="_search_is_renewal_due",
        help="The renewal is past, or within the days that the settings say.",
    )
    next_step = fields.Char(compute="_compute_next_step", help="What to do, and why.")

    @api.depends("installed_on", "ended_on")
    def _compute_age_months(self):
        for item in self:
            end = item.ended_on or item.company_id._tier_today()
            age = relativedelta(end, item.installed_on or end)
            item.age_months = max(12 * age.years + age.months, 0)

    @api.depends("warranty_end", "renewal_date", "state", "company_id")
    def _compute_due(self):
        for item in self:
            company = item.company_id
            today = company._tier_today()
            used, end, renewal = (
                item.state == "in_use",
                item.warranty_end,
                item.renewal_date,
            )
            warned = fields.Date.add(
                today, days=company.customer_installed_warranty_days
            )
            planned = fields.Date.add(
                today, days=company.customer_installed_renewal_days
            )
            item.is_warranty_ending = bool(used and end and today <= end <= warned)
            item.is_out_of_warranty = bool(used and end and end < today)
            item.is_renewal_due = bool(used and renewal and renewal <= planned)

    def _search_is_warranty_ending(self, operator, value):
        return self._search_due(
            operator,
            lambda company, today: (
                Domain("warranty_end", ">=", today)
                & Domain(
                    "warranty_end",
                    "<=",
                    fields.Date.add(
                        today, days=company.customer_installed_warranty_days
                    ),
                )
            ),
        )

    def _search_is_out_of_warranty(self, operator, value):
        return self._search_due(
            operator, lambda company, today: Domain("warranty_end", "<", today)
        )

    def _search_is_renewal_due(self, operator, value):
        return self._search_due(
            operator,
            lambda company, today: Domain(
                "renewal_date",
                "<=",
                fields.Date.add(today, days=company.customer_installed_renewal_days),
            ),
        )

    def _search_due(self, operator, condition):
        """Items in use, each company with its own days ahead."""
        if operator != "in":  # Odoo turns the others into it
            return NotImplemented
        # sudo: settings and time zone of a company are no secret of its users
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        companies = companies.browse(self.env.companies.ids)
        return Domain("state", "=", "in_use") & Domain.OR(
            Domain("company_id", "=", company.id)
            & condition(company, company._tier_today())
            for company in companies
        )

    @api.depends(
        "state",
        "warranty_end",
        "renewal_date",
        "failure_count",
        "consumables",
        "suggested_item_id",
        "product_id",
    )
    @api.depends_context("lang")
    def _compute_next_step(self):
        for item in self:
            item.next_step = item.state == "in_use" and item._next_step_words()

    def _next_step_words(self):
        """The first thing to do, in a sentence with its reason; False for nothing."""
        values = {
            "warranty": format_date(self.env, self.warranty_end),
            "renewal": format_date(self.env, self.renewal_date),
            "newer": self.suggested_item_id.display_name,
            "offer": self._offered_product().display_name,
            "count": self.failure_count,
        }
        if self.suggested_item_id:
            return self.env._(
                "“%(newer)s” came when this was due: has it been replaced?", **values
            )
        if self.is_warranty_ending:
            return self.env._(
                "Warranty ends on %(warranty)s: offer a service contract", **values
            )
        if self.is_renewal_due:
            return self._renewal_words(values)
        if self.consumables == "elsewhere":
            return self.env._("Buys no consumables for it from us: ask where from")
        return False

    def _renewal_words(self, values):
        if self.failure_count and values["offer"]:
            return self.env._(
                "Due on %(renewal)s, failed %(count)s times lately: offer %(offer)s",
                **values,
            )
        if values["offer"]:
            return self.env._("Due on %(renewal)s: offer %(offer)s", **values)
        return self.env._("Due on %(renewal)s: offer a newer device", **values)
