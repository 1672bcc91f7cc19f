from odoo import fields, models

from .fields import RuleMany2one


class CustomerTierMetrics(models.AbstractModel):
    """What is computed of one customer: shared by live profiles and simulated lines."""

    _name = "customer.tier.metrics"
    _description = "Customer Metrics, Scores and Tier"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    policy_id = RuleMany2one(
        comodel_name="customer.tier.policy",
        string="Policy",
        readonly=True,
        help="The rules that judged this customer.",
    )
    last_order_date = fields.Date(string="Last Purchase", readonly=True)
    recency_days = fields.Integer(
        string="Recency",
        readonly=True,
        aggregator="avg",
        help="Days since the last purchase, counted to the day of the last recompute.",
    )
    frequency = fields.Integer(
        readonly=True, help="Number of purchases in the window of the policy."
    )
    monetary = fields.Monetary(
        string="Revenue",
        readonly=True,
        help="Net untaxed amount of the purchases in the window of the policy, in company "
        "currency. Returns and credit notes are taken off.",
    )
    is_lapsed = fields.Boolean(
        string="Lapsed",
        readonly=True,
        help="Bought once, but not within the window of the policy.",
    )
    recency_score = fields.Integer(string="R", readonly=True, aggregator="avg")
    frequency_score = fields.Integer(string="F", readonly=True, aggregator="avg")
    monetary_score = fields.Integer(string="M", readonly=True, aggregator="avg")
    rfm_code = fields.Char(
        string="RFM Code",
        readonly=True,
        help="The scores for recency, frequency and monetary, one digit each; 5 is best.",
    )
    rfm_score = fields.Float(
        string="RFM Score",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Weighted composite of the three scores: 0 is the worst, 100 the best.",
    )
    tier_id = RuleMany2one(comodel_name="customer.tier", string="Tier", readonly=True)
    segment_id = RuleMany2one(
        comodel_name="customer.segment", string="Segment", readonly=True
    )
