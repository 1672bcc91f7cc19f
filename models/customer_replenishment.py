from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_repr

from .customer_forecast import CONFIDENCE

# In the order of the numbers that :class:`customer.forecast.run` writes.
STATES = [
    ("coming", "Not Yet"),
    ("due", "Due"),
    ("overdue", "Overdue"),
    ("stopped", "No Longer Bought"),
]


class CustomerReplenishment(models.Model):
    """One customer and one product that it buys again and again: when, and how much, comes next.

    Written by nights only (:mod:`..forecast.replenishment`), all customers at once; a row that a
    night finds unchanged is not written.
    """

    _name = "customer.replenishment"
    _description = "Next Purchase of a Product"
    _inherit = ["customer.forecast.mixin", "customer.profile.mixin"]
    _order = "is_overdue desc, next_date, id"
    _rec_name = "product_id"
    _log_access = False

    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        selection=STATES,
        string="Status",
        readonly=True,
        help="Not yet: expected later than the day of the forecast.\n"
        "Due: the day has come, and the delay is not unusual for the customer.\n"
        "Overdue: nine times in ten the customer would have bought by now.\n"
        "No longer bought: silent for several times the usual gap.",
    )
    is_overdue = fields.Boolean(
        string="Overdue",
        readonly=True,
        help="Later than the customer's own rhythm makes likely, and not given up.",
    )
    is_due = fields.Boolean(
        string="Due",
        compute="_compute_is_due",
        search="_search_is_due",
        help="Overdue, or expected within the days of the settings.",
    )
    next_date = fields.Date(
        string="Expected On",
        readonly=True,
        help="The last supply, and the time that it lasts as a rule. In the past if overdue.",
    )
    early_date = fields.Date(
        string="Expected, Early",
        readonly=True,
        help="One time in ten it is earlier.",
    )
    late_date = fields.Date(
        string="Expected, Late", readonly=True, help="One time in ten it is later."
    )
    overdue_days = fields.Integer(
        compute="_compute_overdue_days",
        help="From the expected day to the day of the forecast, of what is overdue.",
    )
    quantity = fields.Float(
        string="Expected Quantity",
        digits="Product Unit",
        readonly=True,
        help="What the customer usually buys of it at a time: the middle one of the last "
        "purchases, in the unit of the product.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    unit_price = fields.Float(
        string="Last Price",
        digits="Product Price",
        readonly=True,
        aggregator=None,
        help="Untaxed and after discounts, for one unit of the product, in company currency.",
    )
    expected_value = fields.Monetary(
        readonly=True, help="The expected quantity at the last price."
    )
    rhythm_days = fields.Integer(
        string="Rhythm (days)",
        readonly=True,
        aggregator="avg",
        help="How long the usual quantity lasts. With few purchases it leans towards that of "
        "other customers who buy the product.",
    )
    purchase_count = fields.Integer(
        string="Days with Purchases", readonly=True, help="Of this product."
    )
    last_date = fields.Date(
        string="Last Bought",
        readonly=True,
        help="The last purchase, or the last confirmed order if that is newer.",
    )
    last_quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="On that day. A larger supply lasts longer, as far as past purchases of the product "
        "show it.",
    )
    is_ordered = fields.Boolean(
        string="On Order",
        readonly=True,
        help="Ordered since the last invoice, and not invoiced yet.",
    )
    confidence = fields.Selection(
        selection=CONFIDENCE,
        readonly=True,
        help="Good: five purchases or more, at steady intervals.\n"
        "Fair: steady enough for a date.\n"
        "Rough guess: the intervals are too different for more.",
    )
    confidence_words = fields.Char(
        string="How Sure", compute="_compute_confidence_words"
    )
    categ_id = fields.Many2one(related="product_id.categ_id", string="Product Category")

    # A constraint, not a unique index: the merge of contacts looks for constraints only.
    _pair_unique = models.Constraint(
        "UNIQUE (partner_id, company_id, product_id)",
        "A customer has one next purchase per company and product.",
    )

    def _company_of_profile(self):
        return self.company_id

    def _customer_of_profile_sql(self, alias, query):
        return SQL.identifier(alias, "partner_id")

    def _company_of_profile_sql(self, alias, query):
        return SQL.identifier(alias, "company_id")

    @api.depends("partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_customer_profile_id(self):
        return super()._compute_customer_profile_id()

    @api.depends("is_overdue", "next_date", "as_of")
    def _compute_overdue_days(self):
        for row in self:
            late = row.is_overdue and row.as_of
            row.overdue_days = late and max((row.as_of - row.next_date).days, 0)

    @api.depends("state", "next_date", "company_id.customer_replenishment_lead_days")
    def _compute_is_due(self):
        last = {company: company._replenishment_until() for company in self.company_id}
        for row in self:
            known = row.next_date and row.state != "stopped"
            row.is_due = known and row.next_date <= last[row.company_id]

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: what is due is no secret; the record rules tell who sees it
        companies = self.env["res.company"].sudo().search([])
        due = Domain("state", "!=", "stopped") & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("next_date", "<=", company._replenishment_until())
            for company in companies
        )
        if set(value) == {True, False}:
            return Domain.TRUE
        return due if True in value else ~due

    @api.depends("confidence", "purchase_count", "rhythm_days")
    @api.depends_context("lang")
    def _compute_confidence_words(self):
        words = dict(self._fields["confidence"]._description_selection(self.env))
        for row in self:
            row.confidence_words = self.env._(
                "%(confidence)s: bought on %(count)s days, about every %(days)s days",
                confidence=words.get(row.confidence, ""),
                count=row.purchase_count,
                days=row.rhythm_days,
            )

    @api.depends("partner_id.display_name", "product_id.display_name", "quantity")
    def _compute_display_name(self):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        for row in self:
            quantity = float_repr(row.quantity, digits)
            if "." in quantity:
                quantity = quantity.rstrip("0").rstrip(".")
            row.display_name = self.env._(
                "%(customer)s: %(quantity)s %(unit)s %(product)s",
                customer=row.partner_id.display_name,
                quantity=quantity,
                unit=row.uom_id.name,
                product=row.product_id.display_name,
            )
