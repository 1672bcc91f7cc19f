from odoo import fields, models


class CustomerSpeciality(models.Model):
    """What a department of an institution does: cardiology, radiology..."""

    _name = "customer.speciality"
    _description = "Speciality"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        help="A short name that does not change with the language, for imports and filters."
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Two specialities cannot share a code."
    )
