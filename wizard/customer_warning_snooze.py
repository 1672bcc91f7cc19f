from odoo import fields, models
from odoo.exceptions import UserError


class CustomerWarningSnooze(models.TransientModel):
    """Until when some warnings are to be left alone."""

    _name = "customer.warning.snooze"
    _description = "Snooze Warnings"

    warning_ids = fields.Many2many(comodel_name="customer.warning", string="Warnings")
    until = fields.Date(
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=14),
        help="They are closed all the same if they are over before.",
    )
    reason = fields.Char(help="Kept in the log of each warning.")

    def action_snooze(self):
        self.ensure_one()
        if self.until <= fields.Date.context_today(self):
            raise UserError(self.env._("Choose a day after today to snooze until."))
        self.warning_ids._snooze(self.until)
        if self.reason:
            for warning in self.warning_ids:
                warning.message_post(body=self.reason)
        return {"type": "ir.actions.act_window_close"}
