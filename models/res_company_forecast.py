from odoo import fields, models
from odoo.tools import SQL

from ..foresight.purchases_of import Buyers
from ..scoring.rules import RunRules


class ResCompany(models.Model):
    """How a company's forecasts are made."""

    _inherit = "res.company"

    customer_forecast_run_id = fields.Many2one(
        comodel_name="customer.forecast.run",
        string="Last Forecast",
        compute="_compute_customer_forecast_run_id",
        compute_sudo=True,  # whoever sees a forecast may know of which day it is
        groups="customer_tier.group_user",
        export_string_translation=False,
        help="The last run that forecast the customers.",
    )
    customer_forecast_horizon = fields.Integer(
        string="Look Ahead (days)",
        default=90,
        help="Churn risk is the probability that a customer buys nothing in so many days.",
    )
    customer_forecast_risk = fields.Float(
        string="Likely to Leave From",
        default=0.7,
        help="Churn risk from which a customer, or a category of products, counts as lost if it is "
        "overdue, too.",
    )
    customer_forecast_discount = fields.Float(
        string="Discount Rate (% a year)",
        default=10.0,
        help="10: what is earned in a year is worth a tenth less than what is earned today.",
    )
    customer_forecast_cuts = fields.Integer(
        string="Past Periods to Be Tried On",
        default=4,
        help="Every model is tried on so many past periods that it has not seen, one after the "
        "other, and the best one is used.",
    )
    customer_forecast_sample = fields.Integer(
        string="Customers to Try On",
        default=50_000,
        help="With more customers than this the models are tried on so many of them, always the "
        "same ones. The forecasts themselves are made of all.",
    )
    customer_forecast_depth = fields.Integer(
        string="Levels of Categories",
        help="How many levels of product categories are told apart: 1 for the topmost ones only. "
        "0: each category for itself.",
    )

    _customer_forecast_positive = models.Constraint(
        "CHECK (customer_forecast_horizon > 0 AND customer_forecast_cuts > 0"
        " AND customer_forecast_sample >= 100 AND customer_forecast_depth >= 0"
        " AND customer_forecast_discount >= 0 AND customer_forecast_discount < 1000"
        " AND customer_forecast_risk > 0 AND customer_forecast_risk <= 1)",
        "Forecasts look 1 day ahead or more, are tried on 1 past period or more and on 100 "
        "customers or more; the limit of churn risk is above 0 % and at most 100 %, the discount "
        "rate from 0 % to below 1000 %, and levels of categories are 0 or more.",
    )

    def _compute_customer_forecast_run_id(self):
        """Not a column: a night that writes companies would stand in the way of tier runs."""
        runs = self.env["customer.forecast.run"]
        for company in self:
            company.customer_forecast_run_id = runs.search(
                [("company_id", "=", company.id), ("state", "in", ("done", "partial"))],
                limit=1,
            )

    def _tier_buyers(self, as_of):
        """Whose purchases forecasts are made of, by source, up to a day.

        By the rules of the last published run as everything that is shown of a customer; before
        the first one, by the policies as they are.

        :return: list of :class:`..foresight.purchases_of.Buyers`
        """
        self.ensure_one()
        policies = self.env["customer.tier.policy"].with_company(self)
        # sudo: which rules apply to a customer does not depend on who asks
        run = self.sudo().customer_tier_run_id
        rules = RunRules.from_json(run.rules) if run.rules else None
        rules = rules or policies._of_company(self)._run_rules()
        conditions = policies._governed_conditions(self, rules.policies)
        sources = {}
        for policy in rules.policies:
            sources.setdefault(policy.source, []).append(policy)
        return [
            Buyers(
                source,
                self._tier_purchases(source, governing[0].window_days, as_of),
                SQL(" OR ").join(
                    SQL("(%s)", conditions[policy.policy_id]) for policy in governing
                ),
            )
            for source, governing in sources.items()
        ]
