from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tier_promise_user_id = fields.Many2one(
        comodel_name="res.users",
        string="If There Is No Salesperson",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Who owes visits, contacts and answers to customers without a salesperson. Empty: "
        "they are listed under Nobody Responsible.",
    )
    tier_promise_lead_days = fields.Integer(
        string="Plan Ahead (days)",
        default=7,
        help="How many days before it is due a visit or contact appears among the activities.",
    )
    tier_promise_daily_limit = fields.Integer(
        string="Activities per Person and Day",
        default=5,
        help="At most so many visits and contacts are planned for one person on one day; the most "
        "urgent first, the rest on the following days.",
    )
    tier_promise_run_limit = fields.Integer(
        string="Activities per Run",
        default=500,
        help="At most so many are planned each time the scheduled action runs.",
    )
    tier_balance_days = fields.Integer(
        string="Period of the Balance Report (days)",
        default=90,
        help="The period that the report on effort and revenue suggests.",
    )

    _tier_promise_limits = models.Constraint(
        "CHECK (tier_promise_lead_days >= 0 AND tier_promise_daily_limit > 0"
        " AND tier_promise_run_limit > 0 AND tier_balance_days > 0)",
        "Limits and periods of the service promises are at least 1; activities can be planned 0 "
        "or more days ahead.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tier_promise_user_id = fields.Many2one(
        related="company_id.tier_promise_user_id", readonly=False
    )
    tier_promise_lead_days = fields.Integer(
        related="company_id.tier_promise_lead_days", readonly=False
    )
    tier_promise_daily_limit = fields.Integer(
        related="company_id.tier_promise_daily_limit", readonly=False
    )
    tier_promise_run_limit = fields.Integer(
        related="company_id.tier_promise_run_limit", readonly=False
    )
    tier_balance_days = fields.Integer(
        related="company_id.tier_balance_days", readonly=False
    )
