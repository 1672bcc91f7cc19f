from odoo import api, fields, models


class CustomerForecastCategory(models.Model):
    """One customer and one category of products: each category has its own clock.

    Devices bought every seven years and reagents bought every month are looked at over different
    periods, so that a customer can be safe in one and lost in the other. Written by nights only.
    """

    _name = "customer.forecast.category"
    _description = "Customer Forecast by Product Category"
    _inherit = "customer.forecast.mixin"
    _order = "is_lost desc, churn_risk desc, id"
    _rec_name = "categ_id"
    _log_access = False

    categ_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Category",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    share = fields.Float(
        string="Share of Purchases",
        readonly=True,
        aggregator="avg",
        help="On which share of the customer's days with purchases this category was bought.",
    )
    purchase_count = fields.Integer(
        string="Days with Purchases", readonly=True, help="Of this category."
    )
    last_date = fields.Date(string="Last Bought", readonly=True)
    days_since = fields.Integer(
        compute="_compute_days_since",
        help="From the last purchase of this category to the day of the forecast.",
    )
    rhythm_days = fields.Integer(
        string="Rhythm (days)",
        readonly=True,
        aggregator="avg",
        help="From one purchase of this category to the next, as a rule. 0: not known.",
    )
    horizon_days = fields.Integer(
        string="Days Ahead",
        readonly=True,
        aggregator=None,
        help="The period that the churn risk of this category is about: the one of the settings, "
        "or one and a half times the usual time between purchases if that is longer. 0: too few "
        "purchases of the category by anybody to tell a risk.",
    )
    next_purchase_date = fields.Date(
        string="Next Purchase",
        readonly=True,
        help="When the category is bought next if the customer goes on buying it.",
    )
    due_date = fields.Date(
        string="Due",
        readonly=True,
        help="When it was due, going by the last purchase and the rhythm.",
    )
    churn_risk = fields.Float(
        readonly=True,
        aggregator="avg",
        help="The probability that the customer buys nothing of this category within the days "
        "ahead. Empty where the category has no rhythm.",
    )
    is_lost = fields.Boolean(
        string="Lost",
        readonly=True,
        help="The churn risk of the category is above the limit of the settings, and it is "
        "overdue by its own rhythm. Never, as long as your past shows no signal or is too short "
        "to tell.",
    )
    is_customer_safe = fields.Boolean(
        string="Customer Still Buys",
        readonly=True,
        help="The customer as a whole is not likely to leave: what is lost is lost to somebody "
        "else.",
    )

    # A constraint, not a unique index: the merge of contacts looks for constraints only.
    _category_unique = models.Constraint(
        "UNIQUE (partner_id, company_id, categ_id)",
        "A customer has one forecast per company and category.",
    )

    @api.depends("last_date", "as_of")
    def _compute_days_since(self):
        for row in self:
            row.days_since = row.as_of and (row.as_of - row.last_date).days

    @api.depends("partner_id.display_name", "categ_id.display_name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "%(customer)s: %(category)s",
                customer=row.partner_id.display_name,
                category=row.categ_id.display_name,
            )
