from odoo import api, models


class ResUsers(models.Model):
    """What is planned for somebody who leaves is still to be done."""

    _inherit = "res.users"

    def action_archive(self):
        """Odoo deletes the activities of who leaves, as if somebody had thought them needless."""
        self._forget_what_is_planned()
        return super().action_archive()

    @api.ondelete(at_uninstall=False)
    def _unlink_forget_what_is_planned(self):
        """Activities go with their user."""
        self._forget_what_is_planned()

    def _forget_what_is_planned(self):
        """The next night asks whoever is responsible then; what was done stays done."""
        planned = [
            ("activity_id.user_id", "in", self.ids),
            ("activity_id.active", "=", True),
        ]
        # sudo: who archives users need not be a salesperson
        self.env["customer.warning"].sudo().search(planned).planned_on = False
        self.env["customer.installed.reminder"].sudo().search(planned).unlink()
