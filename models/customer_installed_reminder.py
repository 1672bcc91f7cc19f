from odoo import fields, models


class CustomerInstalledReminder(models.Model):
    """For which item and reason an activity was planned, so that it is planned once.

    Kept when somebody does or deletes the activity, not when it is taken back because nothing is
    due; nobody sees it.
    """

    _name = "customer.installed.reminder"
    _description = "Reminder of an Installed Item"
    _order = "id"
    _log_access = False

    item_id = fields.Many2one(
        comodel_name="customer.installed.item",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade"
    )
    reason = fields.Selection(
        selection=[("warranty", "Warranty ends"), ("renewal", "Renewal is due")],
        required=True,
    )
    due_date = fields.Date(required=True)
    planned_on = fields.Date(required=True)
    user_id = fields.Many2one(comodel_name="res.users", ondelete="set null")
    activity_id = fields.Many2one(
        comodel_name="mail.activity", index="btree_not_null", ondelete="set null"
    )
