from odoo import fields, models


class CustomerInstitutionGrade(models.Model):
    """The official grade of an institution, as given by the health authority."""

    _name = "customer.institution.grade"
    _description = "Institution Grade"
    _inherit = ["customer.institution.rank"]

    type_ids = fields.Many2many(
        comodel_name="customer.institution.type",
        string="Only for",
        ondelete="cascade",
        help="The types of institution that can have this grade. Empty: all of them.",
    )
