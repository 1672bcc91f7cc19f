from odoo import fields, models

from .fields import RuleMany2one


class CustomerTierCampaignEntry(models.Model):
    """One customer in one campaign, treated or held out. Written in SQL only.

    The lot is drawn once and never again: whoever enters again is in the same arm as before.
    """

    _name = "customer.tier.campaign.entry"
    _description = "Customer in a Tier Campaign"
    _order = "size desc, id"
    _rec_name = "partner_id"
    _log_access = False

    campaign_id = fields.Many2one(
        comodel_name="customer.tier.campaign",
        required=True,
        readonly=True,
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
    currency_id = fields.Many2one(related="company_id.currency_id")
    round = fields.Integer(
        required=True,
        readonly=True,
        default=1,
        aggregator=None,
        help="1: the first time that this customer is in this campaign.",
    )
    is_held_out = fields.Boolean(
        string="Control Group",
        readonly=True,
        help="Gets nothing, so that you see what happens without the campaign.",
    )
    stratum = fields.Integer(
        readonly=True,
        aggregator=None,
        help="The group of tier and size that the lots were drawn in.",
    )
    state = fields.Selection(
        selection=[
            ("waiting", "To enter"),
            ("active", "In it"),
            ("goal", "Aim met"),
            ("left", "Left"),
            ("finished", "All steps taken"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    left_reason = fields.Selection(
        selection=[
            ("audience", "Matches the audience no more"),
            ("archived", "Archived"),
            ("stopped", "Campaign was stopped"),
        ],
        readonly=True,
    )
    entered_date = fields.Date(
        string="Entered",
        readonly=True,
        help="Purchases count from this day on, in the company's time zone.",
    )
    left_date = fields.Date(string="Left On", readonly=True)
    goal_date = fields.Date(string="Aim Met On", readonly=True)
    outcome_end = fields.Date(
        string="Outcome Counted Until",
        readonly=True,
        help="The last day on which a purchase counts.",
    )
    size = fields.Monetary(
        string="Revenue Before",
        readonly=True,
        help="Revenue in the window of the policy when the lots were drawn.",
    )
    tier_id = RuleMany2one(
        comodel_name="customer.tier", string="Tier Then", readonly=True
    )
    tier_color = fields.Integer(
        related="tier_id.color",
        string="Tier Color",
        aggregator=None,
        export_string_translation=False,
    )
    segment_id = RuleMany2one(
        comodel_name="customer.segment", string="Segment Then", readonly=True
    )
    segment_color = fields.Integer(
        related="segment_id.color",
        string="Segment Color",
        aggregator=None,
        export_string_translation=False,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The customer's salesperson when it was drawn.",
    )
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who is written to.",
    )
    step_id = fields.Many2one(
        comodel_name="customer.tier.campaign.step",
        string="Last Step",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    step_date = fields.Date(
        string="Last Step On",
        readonly=True,
        help="When the last step was taken or skipped; the next one counts from it.",
    )

    _customer_unique = models.Constraint(
        "UNIQUE (campaign_id, partner_id, round)",
        "A customer is in a campaign once at a time.",
    )
