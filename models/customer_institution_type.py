from odoo import fields, models


class CustomerInstitutionType(models.Model):
    """What kind of institution a customer is: tertiary hospital, clinic, dealer..."""

    _name = "customer.institution.type"
    _description = "Institution Type"
    _inherit = ["customer.institution.rank"]

    code = fields.Char(
        required=True,
        help="A short name that does not change with the language, for imports and filters.",
    )
    color = fields.Integer()
    description = fields.Text(
        translate=True, help="Which institutions are of this type."
    )
    is_hospital = fields.Boolean(
        string="Has Beds and Departments",
        default=True,
        help="Grade, beds and departments are asked of institutions of this type, and missing "
        "where they are not filled in.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Two institution types cannot share a code."
    )
