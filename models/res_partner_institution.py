from odoo import api, fields, models
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
        comodel_name="customer.institution.type",
        groups=USERS,
        ondelete="restrict",
        tracking=True,
        help="What kind of customer this is. The list is your administrator's.",
    )
    institution_grade_id = fields.Many2one(
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
        string="Beds", groups=USERS, tracking=True, help="Beds open to patients."
    )
    influence_rating = fields.Selection(
        selection=INFLUENCE,
        string="Influence",
        groups=USERS,
        tracking=True,
        help="How much others in the field look to this customer when they buy.",
    )
    customer_since = fields.Date(
        groups=USERS,
        help="Since when you do business with this customer. Leave it empty to go by the "
        "first purchase that is recorded here.",
    )
    referred_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Referred By",
        groups=USERS,
        index="btree_not_null",
        ondelete="set null",
        help="The customer, or somebody who works there, that brought this one.",
    )
    referral_ids = fields.One2many(
        comodel_name="res.partner",
        inverse_name="referred_by_id",
        string="Referrals",
        groups=USERS,
        help="The customers that this one brought.",
    )
    is_department = fields.Boolean(
        string="Is a Department",
        groups=USERS,
        help="A department of the institution, not a person.",
    )
    speciality_ids = fields.Many2many(
        comodel_name="customer.speciality",
        relation="res_partner_customer_speciality_rel",
        string="Specialities",
        groups=USERS,
        ondelete="restrict",
        help="What this department does.",
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
