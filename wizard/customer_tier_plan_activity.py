from odoo import api, fields, models
from odoo.exceptions import UserError

# Whoever is given more than this at once, is spared a mail for each.
MAX_MAILS = 10


class CustomerTierPlanActivity(models.TransientModel):
    """Plans a call or visit at each selected customer, for its own salesperson.

    A customer where an activity of that type is open already gets no second one.
    """

    _name = "customer.tier.plan.activity"
    _description = "Plan a Call or Visit"

    partner_ids = fields.Many2many(
        comodel_name="res.partner", string="Customers", context={"active_test": False}
    )
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        required=True,
        default=lambda self: self.env.ref("mail.mail_activity_data_call"),
        domain="[('res_model', 'in', (False, 'res.partner'))]",
    )
    date_deadline = fields.Date(
        string="Due",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=7),
    )
    summary = fields.Char()
    note = fields.Html()
    fallback_user_id = fields.Many2one(
        comodel_name="res.users",
        string="If There Is No Salesperson",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Customers without a salesperson are given to this person.",
    )
    planned_count = fields.Integer(compute="_compute_counts", string="Will Be Planned")
    skipped_count = fields.Integer(compute="_compute_counts", string="Already Planned")
    orphan_count = fields.Integer(
        compute="_compute_counts", string="Without Salesperson"
    )

    @api.depends("partner_ids", "activity_type_id")
    def _compute_counts(self):
        for plan in self:
            customers = plan._customers_to_plan()
            plan.planned_count = len(customers)
            plan.skipped_count = len(plan.partner_ids) - len(customers)
            plan.orphan_count = len(customers.filtered(lambda c: not c.user_id.active))

    def _customers_to_plan(self):
        """The selected customers where nothing of this type is open."""
        self.ensure_one()
        partners = self.partner_ids._origin
        # sudo: an activity planned by someone else is no less a duplicate
        busy = (
            self.env["mail.activity"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", partners.ids),
                    ("activity_type_id", "=", self.activity_type_id.id),
                ],
                ["res_id"],
            )
        )
        return partners - partners.browse(res_id for [res_id] in busy)

    def action_plan(self):
        self.ensure_one()
        customers = self._customers_to_plan()
        if not customers:
            raise UserError(
                self.env._("All of these customers have such an activity already.")
            )
        for user, group in customers.grouped("user_id").items():
            group.with_context(
                mail_activity_quick_update=len(group) > MAX_MAILS
            ).activity_schedule(
                activity_type_id=self.activity_type_id.id,
                date_deadline=self.date_deadline,
                summary=self.summary or False,
                note=self.note or False,
                user_id=(user if user.active else self.fallback_user_id).id,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(planned)s activities planned, %(skipped)s customers had one already.",
                    planned=len(customers),
                    skipped=len(self.partner_ids) - len(customers),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
