from odoo import fields, models

from .fields import RuleMany2one


class CustomerTierCampaignTouch(models.Model):
    """One step taken, or skipped, for one customer. Those held out have none."""

    _name = "customer.tier.campaign.touch"
    _description = "Step Taken for a Customer"
    _order = "due_date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    entry_id = fields.Many2one(
        comodel_name="customer.tier.campaign.entry",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    campaign_id = fields.Many2one(
        comodel_name="customer.tier.campaign",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    step_id = fields.Many2one(
        comodel_name="customer.tier.campaign.step",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    channel = fields.Selection(
        selection=[
            ("mail", "Email"),
            ("activity", "Activity"),
            ("offer", "Price list or coupon"),
            ("sms", "Text message"),
        ],
        required=True,
        readonly=True,
        help="As the step says, unless the customer answers to something else.",
    )
    state = fields.Selection(
        selection=[
            ("due", "Waits"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="due",
        help="Waits: for the approval of the step, or for the mail queue.",
    )
    reason = fields.Selection(
        selection=[
            ("condition", "Condition of the step not met"),
            ("left", "Had left the campaign"),
            ("no_address", "No address"),
            ("blacklisted", "Wants no messages"),
            ("planned", "Such an activity is open already"),
            ("bounced", "Came back"),
            ("error", "Could not be sent"),
        ],
        string="Why Not",
        readonly=True,
    )
    due_date = fields.Date(string="Due", required=True, readonly=True)
    done_at = fields.Datetime(string="Done", readonly=True)
    is_opened = fields.Boolean(string="Opened", readonly=True)
    is_clicked = fields.Boolean(string="Clicked", readonly=True)
    is_replied = fields.Boolean(string="Answered", readonly=True)
    mailing_id = fields.Many2one(
        comodel_name="mailing.mailing",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _step_unique = models.Constraint(
        "UNIQUE (entry_id, step_id)", "A step is taken once for a customer."
    )
