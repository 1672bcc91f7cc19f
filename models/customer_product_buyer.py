from odoo import api, fields, models
from odoo.tools import SQL

from ..foresight import offers
from .fields import RuleMany2one

KEPT_DAYS = 7  # a list of buyers that is open may still be worked with


class CustomerProductBuyer(models.Model):
    """A customer that is likely to buy a product that it does not buy: for a launch.

    Written in SQL when somebody asks for the buyers of a product, and kept for some days.
    """

    _name = "customer.product.buyer"
    _description = "Likely Buyer"
    _order = "score desc, both_count desc, partner_id, id"
    _rec_name = "partner_id"
    _log_access = False

    product_tmpl_id = fields.Many2one(
        comodel_name="product.template",
        string="Product",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    score = fields.Float(
        string="Likelihood",
        readonly=True,
        aggregator="avg",
        help="Of the customers that buy what this one buys, the share that buys the product. "
        "100 % for who buys the product that it is meant to sell like.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Because It Buys",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    other_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Which Goes With",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The product itself, or the one that it is meant to sell like.",
    )
    institution_type_id = fields.Many2one(
        comodel_name="customer.institution.type",
        string="Among",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    both_count = fields.Integer(readonly=True, aggregator=None)
    product_count = fields.Integer(readonly=True, aggregator=None)
    as_of = fields.Date(readonly=True, required=True)
    reason = fields.Char(compute="_compute_reason")
    active = fields.Boolean(related="partner_id.active")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
    customer_tier_id = fields.Many2one(
        related="partner_id.customer_tier_id", string="Tier"
    )
    customer_segment_id = fields.Many2one(
        related="partner_id.customer_segment_id", string="Segment"
    )

    _buyer_unique = models.Constraint(
        "UNIQUE (product_tmpl_id, company_id, partner_id)",
        "A customer is once among the likely buyers of a product.",
    )

    @api.depends("product_id", "other_product_id", "both_count", "product_count")
    @api.depends_context("lang")
    def _compute_reason(self):
        # sudo: the name of a product that the customer buys
        for buyer in self.sudo():
            buyer.reason = buyer._reason_words()

    def _reason_words(self):
        other = self.other_product_id
        if not self.product_id:
            return self.env._(
                "It buys %(product)s, which this one is meant to sell like.",
                product=other.display_name,
            )
        values = {
            "both": self.both_count,
            "count": self.product_count,
            "product": self.product_id.display_name,
            "other": other.display_name,
        }
        if kind := self.institution_type_id:
            return self.env._(
                "%(both)s of %(count)s customers of type “%(type)s” that buy %(product)s also buy "
                "%(other)s.",
                type=kind.name,
                **values,
            )
        return self.env._(
            "%(both)s of %(count)s customers that buy %(product)s also buy %(other)s.",
            **values,
        )

    @api.model
    def _refresh(self, template, company):
        """Find the likely buyers of a product anew, for whoever may see them.

        Those who still are keep their rows: a colleague may have selected them.
        """
        today = company._tier_today()
        # archived variants are still what customers bought
        templates = template.sudo().with_context(active_test=False)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH likely AS MATERIALIZED (%(likely)s),
                dropped AS (
                    DELETE FROM customer_product_buyer
                     WHERE product_tmpl_id = %(template_id)s
                       AND company_id = %(company_id)s
                       AND partner_id NOT IN (SELECT partner_id FROM likely)
                )
                INSERT INTO customer_product_buyer (
                    product_tmpl_id, company_id, as_of, partner_id, score, product_id,
                    other_product_id, both_count, product_count, institution_type_id
                )
                SELECT %(template_id)s, %(company_id)s, %(today)s, partner_id, score, product_id,
                       other_product_id, both_count, product_count, institution_type_id
                  FROM likely
                    ON CONFLICT (product_tmpl_id, company_id, partner_id) DO UPDATE
                   SET as_of = EXCLUDED.as_of,
                       score = EXCLUDED.score,
                       product_id = EXCLUDED.product_id,
                       other_product_id = EXCLUDED.other_product_id,
                       both_count = EXCLUDED.both_count,
                       product_count = EXCLUDED.product_count,
                       institution_type_id = EXCLUDED.institution_type_id
                """,
                template_id=template.id,
                company_id=company.id,
                today=today,
                likely=offers.of_product(
                    company.id,
                    company._affinity_buyers(today),
                    templates.product_variant_ids.ids,
                    templates.affinity_like_id.product_variant_ids.ids,
                    today,
                ),
            )
        )
        self.env.invalidate_all()

    @api.autovacuum
    def _gc_old(self):
        """They are found anew whenever somebody asks."""
        limit = fields.Date.subtract(fields.Date.today(), days=KEPT_DAYS)
        old = self.search([("as_of", "<", limit)], limit=100_000)
        count = len(old)
        old.unlink()
        return count, count == 100_000

    def action_view_partner(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_start_campaign(self):
        """A campaign for the selected customers."""
        return self.partner_id.action_start_tier_campaign()

    def action_plan_contact(self):
        return self.partner_id.action_plan_customer_contact()


class ProductTemplate(models.Model):
    _inherit = "product.template"

    affinity_like_id = fields.Many2one(
        comodel_name="product.template",
        string="Sells Like",
        index="btree_not_null",
        copy=False,
        domain="[('id', '!=', id), ('sale_ok', '=', True)]",
        help="A product that is new has no buyers yet to learn from. Choose one that the same "
        "customers are expected to buy: its buyers, and who is likely to become one, are the "
        "likely buyers of this product.",
    )

    def action_view_likely_buyers(self):
        """Who does not buy this product, and is likely to: those that the user may see."""
        self.ensure_one()
        self.check_access("read")
        buyers = self.env["customer.product.buyer"]
        buyers.check_access("read")
        company = self.env.company
        buyers.sudo()._refresh(self, company)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_product_buyer_action"
        )
        return action | {
            "name": self.env._(
                "Likely Buyers of %(product)s", product=self.display_name
            ),
            "domain": [
                ("product_tmpl_id", "=", self.id),
                ("company_id", "=", company.id),
            ],
            "context": {},
        }


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_view_likely_buyers(self):
        return self.product_tmpl_id.action_view_likely_buyers()
