from dataclasses import replace

from dateutil.relativedelta import relativedelta

from odoo import fields, models

from ..foresight.co_purchase import Limits


class ResCompany(models.Model):
    """When two products are said to go together."""

    _inherit = "res.company"

    customer_affinity_months = fields.Integer(
        string="Bought Within (months)",
        default=24,
        help="Products go together if the same customers bought both within so many months, not "
        "necessarily in one order.",
    )
    customer_affinity_least = fields.Integer(
        string="Customers of a Pair",
        default=5,
        help="At least so many customers must buy both products. Of fewer nothing is told, so that "
        "nobody can be made out.",
    )
    customer_affinity_lift = fields.Float(
        string="Lift of a Pair",
        default=1.5,
        help="At least so many times as many customers must buy both products as would if neither "
        "had to do with the other.",
    )
    customer_affinity_chance = fields.Float(
        string="Chance of a False Pair",
        default=0.05,
        help="If no product had to do with any other, the probability that even one pair would be "
        "found. Lower: fewer and surer pairs.",
    )
    customer_affinity_most = fields.Integer(
        string="Products of a Customer",
        default=200,
        help="Customers that buy more different products are not counted: dealers buy everything "
        "with everything.",
    )
    customer_affinity_partners = fields.Integer(
        string="Partners of a Product",
        default=20,
        help="How many other products are kept for each product.",
    )
    customer_affinity_dismissed_months = fields.Integer(
        string="Dismissed For (months)",
        default=6,
        help="A suggestion that somebody dismissed for a customer comes back after so many months.",
    )

    _customer_affinity_sensible = models.Constraint(
        "CHECK (customer_affinity_months > 0 AND customer_affinity_least >= 3"
        " AND customer_affinity_lift >= 1 AND customer_affinity_chance > 0"
        " AND customer_affinity_chance <= 1 AND customer_affinity_most >= 2"
        " AND customer_affinity_partners > 0 AND customer_affinity_dismissed_months > 0)",
        "A pair of products needs at least 3 customers, a lift of 1 or more, and a chance above 0 "
        "and at most 1; months, products of a customer (2 or more) and partners of a product are "
        "above 0.",
    )

    def _affinity_limits(self):
        self.ensure_one()
        return Limits(
            least=self.customer_affinity_least,
            lift=self.customer_affinity_lift,
            chance=self.customer_affinity_chance,
            most=self.customer_affinity_most,
            partners=self.customer_affinity_partners,
        )

    def _affinity_days(self, as_of):
        """How many days the window has that ends with this one."""
        return (
            as_of - (as_of - relativedelta(months=self.customer_affinity_months))
        ).days

    def _affinity_buyers(self, as_of):
        """Whose purchases within the window make pairs, by source.

        :return: list of :class:`..foresight.purchases_of.Buyers`
        """
        days = self._affinity_days(as_of)
        return [
            replace(buyers, purchases=self._tier_purchases(buyers.source, days, as_of))
            for buyers in self._tier_buyers(as_of)
        ]
