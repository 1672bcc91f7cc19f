from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    customer_tier_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Company of the Tier",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        export_string_translation=False,
        help="The company whose tier this activity announces: companies share their contacts.",
    )
