from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..insight import months
from ..scoring.rules import RunRules
from .customer_profile_what_if import PURCHASE_FIELDS


class ResCompany(models.Model):
    _inherit = "res.company"

    def _tier_sources(self):
        """What the customers' purchases are: ``sale`` and ``invoice`` to the policies that say so.

        By the rules of the last run, as everything that is shown of a profile.
        """
        self.ensure_one()
        # sudo: users may know by which rules a customer was judged
        run = self.sudo().customer_tier_run_id
        rules = RunRules.from_json(run.rules) if run.rules else RunRules()
        sources = {}
        for policy in rules.policies:
            sources.setdefault(policy.source, []).append(policy.policy_id)
        return sources or {"sale": []}


class CustomerProfile(models.Model):
    """Customers by the months in which they bought."""

    _inherit = "customer.profile"

    purchase_month = fields.Date(
        store=False,
        search="_search_purchase_month",
        export_string_translation=False,
        help="Finds who bought or returned something in the month of a day.",
    )

    def _flush_purchases(self):
        for model_name, names in PURCHASE_FIELDS.items():
            self.env[model_name].flush_model(names)

    def _search_purchase_month(self, operator, value):
        """A condition in SQL, so that a list of 100,000 customers can be opened by it."""
        if operator != "in" or not all(value):
            return NotImplemented
        self._flush_purchases()
        days = sorted(map(fields.Date.to_date, value))

        def to_sql(model, alias, query):
            return SQL(
                "(%s)",
                SQL(" OR ").join(
                    SQL(
                        "(%s = %s AND %s)",
                        SQL.identifier(alias, "company_id"),
                        company.id,
                        months.buyers(
                            months.Months.only(company, day),
                            company._tier_sources(),
                            alias,
                        ),
                    )
                    for company in self.env.companies
                    for day in days
                ),
            )

        return Domain.custom(to_sql=to_sql)
