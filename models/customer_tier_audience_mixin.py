from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerTierAudienceMixin(models.AbstractModel):
    """Whom to address, whom to leave out, and how the result is measured.

    The rules of a playbook; a campaign starts as a copy of them, which may then be changed without
    changing the playbook.
    """

    _name = "customer.tier.audience.mixin"
    _description = "Rules of a Campaign"

    audience_kind = fields.Selection(
        selection=[("living", "Living"), ("frozen", "Frozen")],
        required=True,
        default="living",
        string="Audience",
        help="Living: whoever matches the rule joins, also later, and whoever matches it no more "
        "leaves. Frozen: those who match when the campaign is prepared, and nobody else.",
    )
    tier_ids = fields.Many2many(comodel_name="customer.tier", string="Tiers")
    segment_ids = fields.Many2many(comodel_name="customer.segment", string="Segments")
    profile_domain = fields.Char(
        string="Further Conditions",
        help="Conditions on the customer's tier record, as of a filter in the list of customers.",
    )
    goal = fields.Selection(
        selection=[
            ("purchase", "They buy again"),
            ("tier", "They reach a tier"),
            ("segment", "They leave these segments"),
            ("none", "None: they stay until the last step"),
        ],
        required=True,
        default="purchase",
        string="Aim",
        help="A customer who has met the aim leaves the campaign: no further step reaches it.",
    )
    goal_tier_id = fields.Many2one(
        comodel_name="customer.tier",
        string="Tier to Reach",
        help="This tier or a better one.",
    )
    speciality_ids = fields.Many2many(
        comodel_name="customer.speciality",
        string="Write to the Departments of",
        help="Of a hospital's contacts those are written to first whose department has one of "
        "these specialities.",
    )
    recipient_function = fields.Char(
        string="Write to Whoever Is",
        help="Words of a job position, separated by commas: “purchasing, 采购”. Contacts with "
        "such a position are written to first.",
    )
    prefer_channel = fields.Boolean(
        string="Go by What the Customer Answers to",
        help="A customer who never answered mails but took calls is called instead.",
    )
    leave_out_doubtful = fields.Boolean(
        string="Leave Out Doubtful Data",
        default=True,
        help="Customers marked “low confidence”: bought for the first time only lately, in a "
        "currency without a rate, or suspected to be there twice. Their tier may be wrong.",
    )
    leave_out_busy = fields.Boolean(
        string="Leave Out Who Is in Another Campaign",
        default=True,
        help="A customer who is in a campaign, or in the control group of one, does not get a "
        "second one until the outcome of the first has been counted.",
    )
    quiet_days = fields.Integer(
        default=14,
        help="Customers whom somebody called, visited or wrote to, or a mailing reached, within "
        "so many days are left out. 0: nobody is left out for that.",
    )
    reentry_days = fields.Integer(
        string="May Enter Again After (Days)",
        help="Days after the outcome of the last time was counted. 0: never.",
    )
    holdout_percent = fields.Integer(
        string="Control Group (%)",
        default=20,
        help="Share of the customers, drawn by lot within each tier and size, who get nothing. "
        "Without them nobody can know what the campaign brought.",
    )
    outcome_days = fields.Integer(
        string="Outcome Counted for (Days)",
        default=60,
        help="Purchases within so many days of entering count, of treated and control group "
        "alike.",
    )

    _holdout_percent_range = models.Constraint(
        "CHECK (holdout_percent BETWEEN 0 AND 50)",
        "The control group is a share from 0 % to 50 % of the customers.",
    )
    _days_positive = models.Constraint(
        "CHECK (quiet_days >= 0 AND reentry_days >= 0 AND outcome_days > 0)",
        "Days cannot be negative, and the outcome must be counted for at least one day.",
    )

    @api.constrains("goal", "goal_tier_id")
    def _check_goal_tier(self):
        for rules in self:
            if rules.goal == "tier" and not rules.goal_tier_id:
                raise ValidationError(
                    self.env._("Choose the tier that the customers are to reach.")
                )

    @api.model
    def _audience_fields(self):
        """The names of the fields of these rules."""
        return [
            name
            for name, field in self.env["customer.tier.audience.mixin"]._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        ]

    def _audience_values(self):
        """These rules as values to create another record with."""
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._audience_fields()
        }
