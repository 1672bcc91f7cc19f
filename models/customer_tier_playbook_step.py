from odoo import fields, models


class CustomerTierPlaybookStep(models.Model):
    _name = "customer.tier.playbook.step"
    _description = "Step of a Playbook"
    _inherit = "customer.tier.step.mixin"

    playbook_id = fields.Many2one(
        comodel_name="customer.tier.playbook",
        required=True,
        index=True,
        ondelete="cascade",
    )
