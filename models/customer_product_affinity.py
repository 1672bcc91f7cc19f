from odoo import api, fields, models

from .fields import RuleMany2one


class CustomerProductAffinity(models.Model):
    """Of those who buy one product, how many buy another one, too: among all customers, or among
    those of one institution type. Written by nights only, see :mod:`..foresight.co_purchase`.
    """

    _name = "customer.product.affinity"
    _description = "Products Bought Together"
    _order = "confidence desc, lift desc, product_id, other_product_id, id"
    _rec_name = "other_product_id"
    _log_access = False

    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Who Buys",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    other_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Also Buys",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    institution_type_id = fields.Many2one(
        comodel_name="customer.institution.type",
        string="Among",
        readonly=True,
        index=True,
        ondelete="cascade",
        help="Whose purchases were counted: those of customers of this type; of all customers if "
        "it is empty.",
    )
    both_count = fields.Integer(
        string="Buy Both", readonly=True, help="Customers that buy both products."
    )
    product_count = fields.Integer(
        string="Buy the First",
        readonly=True,
        aggregator=None,
        help="Customers that buy the first product.",
    )
    other_count = fields.Integer(
        string="Buy the Other",
        readonly=True,
        aggregator=None,
        help="Customers that buy the other product.",
    )
    customer_count = fields.Integer(
        string="Customers",
        readonly=True,
        aggregator=None,
        help="All customers that were counted.",
    )
    support = fields.Float(
        readonly=True, aggregator="avg", help="The share of customers that buy both."
    )
    confidence = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Of those who buy the first product, the share that buys the other one, too.",
    )
    share = fields.Float(
        string="Share of All",
        readonly=True,
        aggregator="avg",
        help="Of all customers that were counted, the share that buys the other product.",
    )
    lift = fields.Float(
        readonly=True,
        aggregator="avg",
        help="How many times as many buy both as would if neither had to do with the other: "
        "confidence divided by the share of all.",
    )
    is_shown = fields.Boolean(
        string="Suggested",
        readonly=True,
        help="Not suggested: goes together among all customers, but not among those of this type. "
        "Nobody sees these rows: they may count fewer customers than may be told of.",
    )

    # Not told apart: two rows of all customers, whose type is empty.
    _pair_unique = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT"
        " (company_id, product_id, other_product_id, institution_type_id)",
        "Of two products there is one row per company and institution type.",
    )

    @api.depends("product_id.display_name", "other_product_id.display_name")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = self.env._(
                "%(product)s → %(other)s",
                product=pair.product_id.display_name,
                other=pair.other_product_id.display_name,
            )

    def action_view_likely_buyers(self):
        """Who buys the first product and not the other one."""
        self.ensure_one()
        return self.other_product_id.product_tmpl_id.action_view_likely_buyers()
