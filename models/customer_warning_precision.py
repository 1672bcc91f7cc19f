from odoo import api, fields, models
from odoo.tools import format_date

from .fields import RuleMany2one

VERDICTS = [
    ("early", "Too early to tell"),
    ("useful", "Tells who leaves"),
    ("useless", "Tells no more than chance"),
]


class CustomerWarningPrecision(models.Model):
    """How many of those whom a rule warned of really lapsed, beside how many do anyhow.

    Counted anew every night (:mod:`..foresight.warning.precision`), a row per rule and company.
    """

    _name = "customer.warning.precision"
    _description = "Precision of Warnings"
    _order = "lift desc, id"
    _rec_name = "rule_id"
    _log_access = False

    rule_id = fields.Many2one(
        comodel_name="customer.warning.rule",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    kind = fields.Selection(related="rule_id.kind", store=True)
    horizon_days = fields.Integer(string="Days After", readonly=True, aggregator=None)
    date_from = fields.Date(string="Warned From", readonly=True)
    date_to = fields.Date(string="Warned Until", readonly=True)
    warned = fields.Integer(
        readonly=True,
        help="Warnings opened in this period: all of them have had the days after to prove "
        "right or wrong.",
    )
    lapsed = fields.Integer(
        readonly=True,
        help="Of these, how many customers bought nothing in the days after.",
    )
    precision = fields.Float(
        readonly=True, aggregator=None, help="Lapsed, of those warned of."
    )
    precision_low = fields.Float(
        string="Precision, Low",
        readonly=True,
        aggregator=None,
        help="With so few warnings the share could just as well be this low (Wilson's interval).",
    )
    precision_high = fields.Float(
        string="Precision, High", readonly=True, aggregator=None
    )
    base_customers = fields.Integer(
        string="All Customers",
        readonly=True,
        help="Of the rule's tiers, who had bought in the year before the last of these days.",
    )
    base_lapsed = fields.Integer(string="All Lapsed", readonly=True)
    base_rate = fields.Float(
        readonly=True,
        aggregator=None,
        help="Which share of all customers bought nothing in as many days, warned or not.",
    )
    lift = fields.Float(
        readonly=True,
        digits=(8, 2),
        aggregator=None,
        help="How many times as many of those warned of lapse as of all customers.",
    )
    verdict = fields.Selection(
        selection=VERDICTS,
        readonly=True,
        help="Tells who leaves: even at the low end of the interval more lapse than of all "
        "customers.",
    )
    words = fields.Char(compute="_compute_words")

    _rule_unique = models.Constraint(
        "UNIQUE (rule_id, company_id)", "A rule is judged once per company."
    )

    @api.depends("warned", "lapsed", "verdict")
    @api.depends_context("lang")
    def _compute_words(self):
        for row in self:
            values = {
                "warned": row.warned,
                "lapsed": row.lapsed,
                "first": format_date(self.env, row.date_from),
                "last": format_date(self.env, row.date_to),
                "days": row.horizon_days,
                "share": self._percent(row.precision),
                "low": self._percent(row.precision_low),
                "high": self._percent(row.precision_high),
                "base": self._percent(row.base_rate),
                "least": row.rule_id.sudo().min_warned,
            }
            if row.verdict == "early":
                row.words = self.env._(
                    "Too early to tell: %(warned)s warnings between %(first)s and %(last)s are old "
                    "enough, %(least)s are needed.",
                    **values,
                )
            else:
                row.words = self.env._(
                    "Of %(warned)s customers warned of between %(first)s and %(last)s, %(lapsed)s "
                    "bought nothing in the %(days)s days after (%(share)s, %(low)s to %(high)s); "
                    "of all customers %(base)s do.",
                    **values,
                )

    def _percent(self, share):
        return self.env._("%(number)s %%", number=round(100 * share))
