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
    first_order_date = fields.Date(
        string="First Purchase",
        readonly=True,
        help="Of all time, not only of the window.",
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
    dimension_scores = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Values and scores of the dimensions beyond recency, frequency and monetary.",
    )
    purchase_count = fields.Integer(
        string="Purchases Ever",
        readonly=True,
        help="Number of purchases of all time, not only of the window.",
    )
    unconverted_count = fields.Integer(
        string="Unconverted Purchases",
        readonly=True,
        help="Purchases of the window in another currency for which no rate was known: their "
        "amounts were added up as they are.",
    )
    has_duplicate = fields.Boolean(
        string="Suspected Duplicate",
        readonly=True,
        help="The customer may be in the database twice, and each of the two has only a part of "
        "its purchases.",
    )
    low_confidence = fields.Boolean(
        string="Low Confidence",
        readonly=True,
        help="Too little is known about this customer, or its data is doubtful: take tier and "
        "segment with care.",
    )
    computed_tier_id = RuleMany2one(
        comodel_name="customer.tier",
        string="Computed Tier",
        readonly=True,
        help="The tier by the rules. An override may show another one.",
    )
    computed_since = fields.Date(string="Computed Tier Since", readonly=True)
    pending_tier_id = RuleMany2one(
        comodel_name="customer.tier",
        string="Pending Tier",
        readonly=True,
        help="The tier that this customer comes into when the grace period, the number of runs or "
        "the minimum stay is over, unless its figures change before.",
    )
    pending_since = fields.Date(readonly=True)
    pending_runs = fields.Integer(
        string="Found Better",
        readonly=True,
        aggregator=None,
        help="How many runs in a row have found this customer better.",
    )
    pending_date = fields.Date(
        string="Changes On",
        readonly=True,
        help="The day on which the pending tier becomes true.",
    )
    override_id = RuleMany2one(
        comodel_name="customer.tier.override",
        string="Override",
        readonly=True,
        help="The tier of this customer was fixed by hand.",
    )
