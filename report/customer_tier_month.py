from odoo import fields, models

from ..scoring import history
from .sight import customers_in_sight


class CustomerTierMonth(models.Model):
    """What a month brought: the moves of each customer within a month as one.

    Read from the moves by a query (:func:`..scoring.history.monthly`). Counting moves would
    count who left and came back, or was moved by a run that was rolled back, again and again;
    here such a customer has not moved. Thinning old moves by month changes nothing in it.
    """

    _name = "customer.tier.month"
    _description = "Customer Tier Change of a Month"
    _auto = False
    _order = "month desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "customer.tier.move": [
            "company_id",
            "partner_id",
            "date",
            "run_id",
            "monetary",
            "from_tier_id",
            "to_tier_id",
            "from_segment_id",
            "to_segment_id",
        ],
        "customer.tier": ["sequence"],
    }

    month = fields.Date(readonly=True, help="Its first day.")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    direction = fields.Selection(
        selection=[
            ("up", "Moved up"),
            ("down", "Moved down"),
            ("entered", "Entered"),
            ("left", "Left"),
            ("same", "Other segment only"),
        ],
        readonly=True,
        help="From the beginning of the month to its end: who left and came back within the "
        "month is not here.",
    )
    net = fields.Integer(
        string="Net Customers",
        readonly=True,
        help="1 for who entered, -1 for who left, 0 for all others.",
    )
    from_tier_id = fields.Many2one(comodel_name="customer.tier", readonly=True)
    to_tier_id = fields.Many2one(comodel_name="customer.tier", readonly=True)
    from_segment_id = fields.Many2one(comodel_name="customer.segment", readonly=True)
    to_segment_id = fields.Many2one(comodel_name="customer.segment", readonly=True)
    monetary = fields.Monetary(
        string="Revenue",
        readonly=True,
        help="Revenue in the window of the policy at the last move of the month, in company "
        "currency; 0 for who left.",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
    category_id = fields.Many2many(related="partner_id.category_id")

    @property
    def _table_query(self):
        return history.monthly(customers_in_sight(self))

    def action_view_customer(self):
        """Open the customer as it is now: its portrait, or the contact if it has none any more."""
        self.ensure_one()
        return self.partner_id._tier_portrait_action(self.company_id)
