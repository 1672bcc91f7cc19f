from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    """When a product is due for a customer."""

    _inherit = "res.company"

    customer_replenishment_min_purchases = fields.Integer(
        string="Bought on at Least (days)",
        default=3,
        help="A product is expected again once the customer has bought it on so many days.",
    )
    customer_replenishment_lead_days = fields.Integer(
        string="Due Ahead (days)",
        default=14,
        help="A product counts as due so many days before it is expected: time to make an offer.",
    )
    customer_replenishment_stopped_after = fields.Float(
        string="Stopped After (times the rhythm)",
        default=4.0,
        help="A customer who has not bought a product for so many times its usual gap has stopped "
        "buying it: it is not due for ever.",
    )

    _customer_replenishment_sensible = models.Constraint(
        "CHECK (customer_replenishment_min_purchases >= 2"
        " AND customer_replenishment_lead_days >= 0"
        " AND customer_replenishment_stopped_after > 1)",
        "A product is expected again once it was bought on 2 days or more, is due 0 days ahead or "
        "more, and is given up after more than once the usual gap.",
    )

    def _replenishment_until(self):
        """The last day on which what is expected counts as due."""
        self.ensure_one()
        return self._tier_today() + timedelta(
            days=self.customer_replenishment_lead_days
        )
