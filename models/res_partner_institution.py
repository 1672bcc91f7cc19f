from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.sql import column_exists, create_column

USERS = "customer_tier.group_user"
INFLUENCE = [
    ("0", "Not rated"),
    ("1", "Little"),
    ("2", "Some"),
    ("3", "Considerable"),
    ("4", "Great"),
    ("5", "Sets the standard"),
]
# Kept by the customer; its departments and contacts have a copy, as of the tax id.
FACTS = (
    "institution_type_id",
    "institution_grade_id",
    "bed_count",
    "influence_rating",
    "customer_since",
)


class ResPartner(models.Model):
    """Who the customer is: facts that people know, no computer."""

    _inherit = "res.partner"

    institution_type_id = fields.Many2one(
        copy=False,  # who may not see it may still duplicate a contact
        comodel_name="customer.institution.type",
        groups=USERS,
        ondelete="restrict",
        tracking=True,
        help="What kind of customer this is. The list is your administrator's.",
    )
    institution_grade_id = fields.Many2one(
        copy=False,  # who may not see it may still duplicate a contact
        comodel_name="customer.institution.grade",
        groups=USERS,
        ondelete="restrict",
        tracking=True,
        help="The official grade of the institution.",
    )
    institution_is_hospital = fields.Boolean(
        related="institution_type_id.is_hospital",
        groups=USERS,
        export_string_translation=False,
    )
    institution_level = fields.Integer(
        compute="_compute_institution_level",
        store=True,
        groups=USERS,
        aggregator="avg",
        help="How much this institution counts, 5 is highest: the level of its grade or, "
        "without one, of its type. 0: not known.",
    )
    bed_count = fields.Integer(
        copy=False,  # who may not see it may still duplicate a contact
        string="Beds",
        groups=USERS,
        tracking=True,
        help="Beds open to patients.",
    )
    influence_rating = fields.Selection(
        copy=False,  # who may not see it may still duplicate a contact
        selection=INFLUENCE,
        string="Influence",
        groups=USERS,
        tracking=True,
        help="How much others in the field look to this customer when they buy.",
    )
    customer_since = fields.Date(
        copy=False,  # who may not see it may still duplicate a contact
        groups=USERS,
        help="Since when you do business with this customer. Leave it empty to go by the "
        "first purchase that is recorded here.",
    )
    is_department = fields.Boolean(
        copy=False,  # who may not see it may still duplicate a contact
        string="Is a Department",
        groups=USERS,
        help="A department of the institution, not a person.",
    )
    speciality_ids = fields.Many2many(
        copy=False,  # who may not see it may still duplicate a contact
        comodel_name="customer.speciality",
        relation="res_partner_customer_speciality_rel",
        string="Specialities",
        groups=USERS,
        ondelete="restrict",
        help="What this department does.",
    )
    customer_since_shown = fields.Date(
        compute="_compute_customer_since_shown",
        string="Customer Since (or First Purchase)",
        groups=USERS,
        help="The date that somebody filled in; without one, the first purchase that is "
        "recorded in this company.",
    )
    customer_since_placeholder = fields.Char(
        compute="_compute_customer_since_shown",
        groups=USERS,
        export_string_translation=False,
    )
    department_ids = fields.One2many(
        comodel_name="res.partner",
        inverse_name="commercial_partner_id",
        domain=[("is_department", "=", True)],
        string="Departments",
        readonly=True,
        copy=False,
        groups=USERS,
        help="The departments of this customer, at whatever depth.",
    )

    department_count = fields.Integer(
        compute="_compute_department_count",
        string="Number of Departments",
        groups=USERS,
    )
    department_speciality_ids = fields.Many2many(
        comodel_name="customer.speciality",
        compute="_compute_department_speciality_ids",
        search="_search_department_speciality_ids",
        string="Specialities of Its Departments",
        groups=USERS,
        help="What the departments of this customer do.",
    )

    _bed_count_positive = models.Constraint(
        "CHECK (bed_count >= 0)", "An institution cannot have less than no beds."
    )

    def _auto_init(self):
        """Nobody has a type yet: spare a big database the computation of the level."""
        if not column_exists(self.env.cr, self._table, "institution_level"):
            create_column(self.env.cr, self._table, "institution_level", "int4")
        return super()._auto_init()

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), *FACTS]

    # Not on the levels themselves: a list's own write brings all contacts up to date in SQL.
    @api.depends("institution_type_id", "institution_grade_id")
    def _compute_institution_level(self):
        for partner in self:
            partner.institution_level = (
                partner.institution_grade_id.level or partner.institution_type_id.level
            )

    @api.depends("customer_since", "commercial_partner_id")
    @api.depends_context("company", "uid", "lang")
    def _compute_customer_since_shown(self):
        for partner in self:
            day = partner.customer_profile_id.first_order_date
            partner.customer_since_shown = partner.customer_since or day
            partner.customer_since_placeholder = (
                day
                and not partner.customer_since
                and self.env._(
                    "%(date)s, the first purchase", date=format_date(self.env, day)
                )
            )

    @api.depends("department_ids")
    def _compute_department_count(self):
        for partner in self:
            partner.department_count = len(partner.department_ids)

    @api.depends("commercial_partner_id.department_ids.speciality_ids")
    def _compute_department_speciality_ids(self):
        for partner in self:
            customer = partner.commercial_partner_id
            partner.department_speciality_ids = customer.department_ids.speciality_ids

    def _search_department_speciality_ids(self, operator, value):
        """The customers with such a department, and all their contacts."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        departments = Domain("department_ids.speciality_ids", operator, value)
        return Domain("commercial_partner_id", "any", departments)

    @api.constrains("institution_type_id", "institution_grade_id")
    def _check_grade_fits_type(self):
        # contacts have a copy, which follows when their customer is right
        for partner in self.filtered(lambda p: p.commercial_partner_id == p):
            kind, grade = partner.institution_type_id, partner.institution_grade_id
            if kind and grade.type_ids and kind not in grade.type_ids:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is “%(type)s”, which cannot have the grade “%(grade)s”. "
                        "Choose another grade, or leave it empty.",
                        customer=partner.display_name,
                        type=kind.name,
                        grade=grade.name,
                    )
                )

    @api.onchange("institution_type_id")
    def _onchange_institution_type_id(self):
        kind, grade = self.institution_type_id, self.institution_grade_id
        if grade.type_ids and kind not in grade.type_ids:
            self.institution_grade_id = False
        if kind and not kind.is_hospital:
            self.institution_grade_id = self.bed_count = False

    def _convert_fields_to_values(self, field_names):
        """Whoever gives a contact a parent gives it the parent's facts, seen or not."""
        # sudo: the fields above are for users of tiers only
        return super(ResPartner, self.sudo())._convert_fields_to_values(field_names)

    def action_add_department(self):
        """A form for a new department of this customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Department"),
            "res_model": "res.partner",
            "view_mode": "form",
            "views": [
                (
                    self.env.ref("customer_tier.res_partner_view_form_department").id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                "default_parent_id": self.id,
                "default_is_department": True,
                "default_type": "other",
                "default_user_id": self.user_id.id,
            },
        }
