from odoo import api, fields, models

from ..forecast.candidates import MODELS
from ..forecast.naive import RULES

MODEL_NAMES = [
    ("bg_nbd", "BG/NBD"),
    ("rhythm", "Own rhythm"),
    ("both", "BG/NBD and own rhythm"),
    ("bought_again", "Naive: the last period again"),
    ("own_rate", "Naive: own rate"),
    ("recency_bins", "Naive: by days of silence"),
]
assert {name for name, _label in MODEL_NAMES} == {*MODELS, *RULES}

CONFIDENCE = [("guess", "Rough guess"), ("fair", "Fair"), ("good", "Good")]


class CustomerForecast(models.Model):
    """What is expected of one customer in one company: one row each, as of the last night.

    Written by :class:`customer.forecast.run` only, all customers at once: nobody has the right to
    edit it. A row that a night finds unchanged is not written; ``as_of`` is the company's.
    """

    _name = "customer.forecast"
    _description = "Customer Forecast"
    _inherit = "customer.forecast.mixin"
    _order = "expected_revenue desc, id"
    _rec_name = "partner_id"
    _log_access = False

    currency_id = fields.Many2one(related="company_id.currency_id")
    horizon_days = fields.Integer(
        string="Days Ahead",
        readonly=True,
        aggregator=None,
        help="The period that the probabilities are about.",
    )
    buy_probability = fields.Float(
        string="Probability to Buy",
        readonly=True,
        aggregator="avg",
        help="Of at least one purchase within the days ahead.",
    )
    churn_risk = fields.Float(
        readonly=True,
        aggregator="avg",
        help="The probability that the customer buys nothing within the days ahead.",
    )
    is_at_risk = fields.Boolean(
        string="Likely to Leave",
        readonly=True,
        help="The churn risk is above the limit of the settings, and the purchase that the "
        "customer's own rhythm makes due has not come. Somebody who buys once a year is not "
        "leaving in the eleven months between, and who is gone has left. Nobody is, as long as "
        "your past shows no signal or is too short to tell.",
    )
    is_gone = fields.Boolean(
        string="Gone",
        readonly=True,
        help="Has bought nothing for a year, and for four times as long as usual: to be won "
        "back rather than warned of.",
    )
    expected_purchases = fields.Float(
        readonly=True, digits=(12, 2), help="Within the days ahead."
    )
    expected_revenue = fields.Monetary(
        readonly=True,
        help="Of the next 12 months, as it is worth today, to three digits.",
    )
    expected_revenue_low = fields.Monetary(
        string="Expected Revenue, Low",
        readonly=True,
        aggregator=None,
        help="One time in ten it will be less than this.",
    )
    expected_revenue_high = fields.Monetary(
        string="Expected Revenue, High",
        readonly=True,
        aggregator=None,
        help="One time in ten it will be more than this.",
    )
    next_purchase_date = fields.Date(
        string="Next Purchase",
        readonly=True,
        help="When the customer buys next if it goes on buying: as likely before as after. Empty: "
        "no rhythm is known, or it is more than ten years away.",
    )
    next_purchase_early = fields.Date(
        string="Next Purchase, Early",
        readonly=True,
        help="One time in ten it is earlier.",
    )
    next_purchase_late = fields.Date(
        string="Next Purchase, Late", readonly=True, help="One time in ten it is later."
    )
    due_date = fields.Date(
        string="Due",
        readonly=True,
        help="When the next purchase is or was due, going by the last one and the customer's "
        "rhythm.",
    )
    rhythm_days = fields.Integer(
        string="Rhythm (days)",
        readonly=True,
        aggregator="avg",
        help="From one purchase to the next, as a rule. With few purchases, mostly that of "
        "customers like it.",
    )
    purchase_count = fields.Integer(
        string="Days with Purchases",
        readonly=True,
        help="What the forecast is made of. Several purchases of one day are one.",
    )
    model = fields.Selection(
        selection=MODEL_NAMES,
        readonly=True,
        help="What told the probabilities: whatever was best on your own past.",
    )
    revenue_model = fields.Selection(
        selection=MODEL_NAMES,
        readonly=True,
        help="What told the revenue: whatever missed the totals of your own past by least.",
    )
    confidence = fields.Selection(
        selection=CONFIDENCE,
        readonly=True,
        help="Good: the forecasts of your company proved right in its past, and this customer has "
        "bought often enough to have a rhythm.\n"
        "Fair: they did, and the customer has come back.\n"
        "Rough guess: a first purchase only, or the past shows no signal to go by.",
    )
    confidence_words = fields.Char(
        string="How Sure", compute="_compute_confidence_words"
    )

    # A constraint, not a unique index: the merge of contacts looks for constraints only.
    _customer_unique = models.Constraint(
        "UNIQUE (partner_id, company_id)", "A customer has one forecast per company."
    )

    def init(self):
        """Leave room on each page: as for profiles, nearly every row is new every night."""
        self.env.cr.execute("ALTER TABLE customer_forecast SET (fillfactor = 60)")

    @api.depends("partner_id.display_name")
    def _compute_display_name(self):
        for forecast in self:
            forecast.display_name = forecast.partner_id.display_name

    @api.depends("confidence", "purchase_count", "rhythm_days")
    @api.depends_context("lang")
    def _compute_confidence_words(self):
        words = dict(self._fields["confidence"]._description_selection(self.env))
        for forecast in self:
            values = {
                "confidence": words.get(forecast.confidence, ""),
                "count": forecast.purchase_count,
                "days": forecast.rhythm_days,
            }
            if forecast.purchase_count == 1:
                text = self.env._("%(confidence)s: bought once", **values)
            elif forecast.rhythm_days:
                text = self.env._(
                    "%(confidence)s: bought on %(count)s days, about every %(days)s days",
                    **values,
                )
            else:
                text = self.env._("%(confidence)s: bought on %(count)s days", **values)
            forecast.confidence_words = text

    @api.model
    def action_forecast_now(self):
        return self.env["customer.forecast.run"].action_forecast_now()
