from odoo import api, models


class ResPartner(models.Model):
    """What a mail to a contact may say about its hospital.

    The names of the customer and of its salesperson are as harmless as those of the contact,
    which Odoo allows already: so whoever edits a step needs no right to run code in mails.
    """

    _inherit = "res.partner"

    @api.model
    def mail_allowed_qweb_expressions(self):
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.commercial_partner_id.name",
            "object.commercial_partner_id.user_id.name",
        )
