from odoo import fields, models


class CustomerProfile(models.Model):
    """Who the customer is, for lists, filters and pivots of profiles."""

    _inherit = "customer.profile"

    institution_type_id = fields.Many2one(related="partner_id.institution_type_id")
    institution_grade_id = fields.Many2one(related="partner_id.institution_grade_id")
    institution_level = fields.Integer(
        related="partner_id.institution_level", aggregator="avg"
    )
    bed_count = fields.Integer(related="partner_id.bed_count")
    influence_rating = fields.Selection(related="partner_id.influence_rating")
    customer_since = fields.Date(related="partner_id.customer_since")
    referred_by_id = fields.Many2one(related="partner_id.referred_by_id")
    department_speciality_ids = fields.Many2many(
        related="partner_id.department_speciality_ids", string="Specialities"
    )
    completeness_score = fields.Integer(
        related="partner_id.completeness_score", aggregator="avg"
    )
    completeness_band = fields.Selection(related="partner_id.completeness_band")
    completeness_missing = fields.Char(related="partner_id.completeness_missing")
