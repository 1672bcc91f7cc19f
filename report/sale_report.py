from odoo import api, fields, models
from odoo.tools import SQL


class SaleReport(models.Model):
    _name = "sale.report"
    _inherit = ["sale.report", "customer.profile.mixin"]

    order_tier_id = fields.Many2one(
        comodel_name="customer.tier",
        string="Tier at Order",
        readonly=True,
        groups="customer_tier.group_user",
        help="The customer's tier on the day the order was confirmed.",
    )
    customer_tier_id = fields.Many2one(string="Tier Now")
    customer_segment_id = fields.Many2one(string="Segment Now")

    institution_type_id = fields.Many2one(
        related="commercial_partner_id.institution_type_id",
        groups="customer_tier.group_user",
    )
    institution_grade_id = fields.Many2one(
        related="commercial_partner_id.institution_grade_id",
        groups="customer_tier.group_user",
    )

    def _customer_of_profile(self):
        return self.commercial_partner_id

    def _company_of_profile(self):
        return self.company_id

    def _customer_of_profile_sql(self, alias, query):
        return SQL.identifier(alias, "commercial_partner_id")

    def _company_of_profile_sql(self, alias, query):
        return SQL.identifier(alias, "company_id")

    @api.depends("commercial_partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_customer_profile_id(self):
        return super()._compute_customer_profile_id()

    def _select_additional_fields(self):
        return super()._select_additional_fields() | {
            "order_tier_id": "s.order_tier_id"
        }

    def _group_by_sale(self):
        return f"{super()._group_by_sale()}, s.order_tier_id"
