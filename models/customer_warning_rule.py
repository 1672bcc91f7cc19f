from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..foresight.warning import KINDS
from ..foresight.warning.scene import Rule
from .customer_forecast import CONFIDENCE

KIND_NAMES = [
    ("slow", "Buying slower than usual"),
    ("revenue", "Revenue falling"),
    ("category", "Category lost"),
    ("returns", "Returns or complaints rising"),
    ("payments", "Payments overdue"),
    ("mails", "Mailings ignored"),
]
assert [kind for kind, _label in KIND_NAMES] == [*KINDS]

SEVERITIES = [("1", "Low"), ("2", "Medium"), ("3", "High")]


class CustomerWarningRule(models.Model):
    """When to warn of a customer, how badly, and who does what about it.

    Of several rules of one kind, the first one that is for the customer counts, and only that one.
    Rules for a tier or company come before those for all, or they would never have anything to say.
    """

    _name = "customer.warning.rule"
    _description = "Rule of Warnings"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(string="Rule", required=True, translate=True, tracking=True)
    kind = fields.Selection(
        selection=KIND_NAMES,
        string="Warns of",
        required=True,
        default="slow",
        tracking=True,
    )
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(
        default=10,
        help="Of several rules that warn of the same, the one for the customer's tier or company "
        "counts before the one for all; of equal ones, the first.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all companies.",
    )
    tier_ids = fields.Many2many(
        comodel_name="customer.tier",
        string="Tiers",
        help="For customers of these tiers. Empty: for all customers.",
    )
    measure_words = fields.Char(string="Measured In", compute="_compute_measure_words")
    low_from = fields.Float(
        required=True,
        tracking=True,
        help="From here on there is a warning.",
    )
    medium_from = fields.Float(required=True, tracking=True)
    high_from = fields.Float(required=True, tracking=True)
    over_below = fields.Float(
        required=True,
        tracking=True,
        help="The warning closes itself when the measure falls below this. Lower than the low "
        "limit, so that it does not come and go.",
    )
    window_days = fields.Integer(
        string="Days Looked At",
        required=True,
        default=90,
        tracking=True,
        help="Revenue and returns: the period that is compared with the one before.\n"
        "Mailings: those sent in this time.\n"
        "Buying slower, category lost: only of who bought (of the category) in this time; who "
        "has been away for longer is no news.",
    )
    min_amount = fields.Float(
        string="At Least an Amount Of",
        tracking=True,
        help="In the currency of the company. Revenue: in the periods before. Returns: what was "
        "returned. Payments: what is overdue.",
    )
    min_count = fields.Integer(
        string="At Least a Number Of",
        default=1,
        required=True,
        tracking=True,
        help="Buying slower, category lost: days with purchases (of the category). Returns: "
        "returns, or complaints. Payments: overdue invoices.",
    )
    noise = fields.Float(
        string="Beyond Noise",
        default=1.64,
        tracking=True,
        help="By how many standard errors revenue has to have fallen, as far as the customer's own "
        "purchases vary by chance. 1.64: of customers who buy as before, 1 in 20.",
    )
    rise = fields.Float(
        string="Times the Period Before",
        default=2.0,
        tracking=True,
        help="By which factor returns, or complaints, have to have risen.",
    )
    max_probability = fields.Float(
        string="Probability to Buy At Most",
        default=0.5,
        tracking=True,
        help="Only of customers for whom a purchase in the days ahead is not likelier than this.",
    )
    min_confidence = fields.Selection(
        selection=CONFIDENCE,
        string="Confidence At Least",
        required=True,
        default="fair",
        tracking=True,
        help="How sure the forecast of the customer has to be.",
    )
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        string="Plan",
        domain="[('res_model', 'in', (False, 'res.partner'))]",
        ondelete="restrict",
        tracking=True,
        help="An activity of this type is planned at the customer, once per warning. Empty: none.",
    )
    activity_days = fields.Integer(string="Due In (Days)", default=3, tracking=True)
    activity_from = fields.Selection(
        selection=SEVERITIES,
        string="From Severity",
        required=True,
        default="2",
        tracking=True,
    )
    daily_limit = fields.Integer(
        string="At Most a Day",
        default=5,
        required=True,
        tracking=True,
        help="So many activities of this rule are planned a day and person, the most severe first; "
        "the others wait for the next days.",
    )
    assign_to = fields.Selection(
        selection=[
            ("salesperson", "Salesperson"),
            ("leader", "Leader of the sales team"),
            ("user", "Somebody in particular"),
        ],
        string="Owner",
        required=True,
        default="salesperson",
        tracking=True,
        help="Who looks after the warnings and gets the activities.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Otherwise",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Who looks after them if there is no such person.",
    )
    quiet_days = fields.Integer(
        string="Quiet After Closing (Days)",
        default=60,
        required=True,
        tracking=True,
        help="When somebody closes a warning by hand, the customer is not warned of for the same "
        "thing again for so many days.",
    )
    reopen_days = fields.Integer(
        string="Continued Within (Days)",
        default=14,
        required=True,
        tracking=True,
        help="A warning that was over, and comes back within so many days, goes on; it is no new "
        "one.",
    )
    min_warned = fields.Integer(
        string="Judged From",
        default=20,
        required=True,
        help="With fewer warnings that are old enough it is too early to tell how good the rule "
        "is.",
    )
    advice = fields.Text(
        string="What to Do",
        translate=True,
        help="Shown with each warning, and in the activity.",
    )
    precision_ids = fields.One2many(
        comodel_name="customer.warning.precision",
        inverse_name="rule_id",
        readonly=True,
    )
    precision_words = fields.Char(
        string="How Often It Was Right", compute="_compute_precision_words"
    )

    _limits_in_order = models.Constraint(
        "CHECK (over_below > 0 AND over_below <= low_from AND low_from <= medium_from"
        " AND medium_from <= high_from)",
        "The limits go up: above 0 for being over, then low, medium and high.",
    )
    _numbers_possible = models.Constraint(
        "CHECK (window_days BETWEEN 1 AND 3650 AND min_count > 0 AND min_amount >= 0"
        " AND noise >= 0 AND rise >= 0 AND max_probability BETWEEN 0 AND 1"
        " AND activity_days >= 0 AND daily_limit >= 0 AND quiet_days >= 0"
        " AND reopen_days >= 0 AND min_warned > 0)",
        "Days looked at are from 1 to 3650, probabilities from 0 to 100 %, at least a number of 1; "
        "the other numbers are not below 0.",
    )

    @api.constrains("assign_to", "user_id")
    def _check_user(self):
        for rule in self:
            if rule.assign_to == "user" and not rule.user_id:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” has no owner: say who looks after its warnings.",
                        rule=rule.name,
                    )
                )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_measure_words(self):
        words = {
            "slow": self.env._("times the usual days between purchases"),
            "revenue": self.env._("% less than before"),
            "category": self.env._("% of the customer's days with purchases"),
            "returns": self.env._("% returned of what was bought"),
            "payments": self.env._("days overdue"),
            "mails": self.env._("mailings in a row"),
        }
        for rule in self:
            rule.measure_words = words.get(rule.kind)

    @api.depends("precision_ids.words")
    @api.depends_context("company", "lang")
    def _compute_precision_words(self):
        for rule in self:
            found = rule.precision_ids.filtered(
                lambda row: row.company_id == self.env.company
            )
            rule.precision_words = found.words or self.env._(
                "Too early to tell: warnings are judged once there has been time to see who "
                "bought again."
            )

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%s (copy)", rule.name)}
            for rule, values in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    @api.model
    def _of_company(self, company):
        """The rules of a company as plain values, each for the customers that no earlier one took.

        :return: list of :class:`..foresight.warning.scene.Rule`
        """
        taken = dict.fromkeys(KINDS, SQL("FALSE"))
        found = []
        rules = self.sudo().search([("company_id", "in", (False, company.id))])
        for rule in rules.sorted(lambda rule: -rule._narrowness()):
            own = rule._applies()
            found.append(rule._values(SQL("%s AND NOT %s", own, taken[rule.kind])))
            taken[rule.kind] = SQL("(%s OR %s)", taken[rule.kind], own)
        return found

    def _narrowness(self):
        """In how many ways the rule is not for everybody."""
        return bool(self._tiers()) + bool(self.company_id)

    def _tiers(self):
        return self.with_context(active_test=False).tier_ids

    def _applies(self):
        """SQL condition on the alias ``profile``, never null: is the rule for this customer?"""
        tiers = self._tiers()
        if not tiers:
            return SQL("TRUE")
        return SQL("COALESCE(profile.tier_id = ANY(%s), FALSE)", tiers.ids)

    def _values(self, applies):
        names = [name for name, _label in CONFIDENCE]
        return Rule(
            rule_id=self.id,
            kind=self.kind,
            applies=SQL("(%s)", applies),
            low=self.low_from,
            medium=self.medium_from,
            high=self.high_from,
            over=self.over_below,
            window_days=self.window_days,
            min_amount=self.min_amount,
            min_count=self.min_count,
            noise=self.noise,
            rise=self.rise,
            max_probability=self.max_probability,
            confidences=tuple(names[names.index(self.min_confidence) :]),
            assign_to=self.assign_to,
            user_id=self.user_id.id or None,
        )

    def action_view_warnings(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_warning_action"
        )
        return action | {"domain": [("rule_id", "=", self.id)], "context": {}}
