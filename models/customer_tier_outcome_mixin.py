from odoo import api, fields, models

from ..outcome.effect import Effect, Estimate
from ..outcome.verdict import Reason
from .outcome_words import MONEY, OutcomeWords

MEASURES = [
    ("bought", "Customers who bought"),
    ("orders", "Orders"),
    ("revenue", "Revenue"),
    ("margin", "Gross margin"),
    ("moved_up", "Customers who moved up"),
    ("moved_down", "Customers who moved down"),
]
VERDICTS = [
    ("too_early", "Too early to tell"),
    ("up", "More than without"),
    ("down", "Less than without"),
    ("open", "Not proven"),
    ("none", "No control group"),
]


class CustomerTierOutcomeMixin(models.AbstractModel):
    """One measure, treated against control: numbers, interval, verdict, and their words.

    Written by the measurement only. Without an interval (before the first look, or nobody to
    compare with) difference and limits are empty, not zero.
    """

    _name = "customer.tier.outcome.mixin"
    _description = "Outcome of a Measure"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    measure = fields.Selection(
        selection=MEASURES,
        required=True,
        readonly=True,
        help="Moved up or down: in another tier at the end of the days than on entering.",
    )
    treated_customers = fields.Integer(string="Treated", readonly=True)
    control_customers = fields.Integer(string="Held Out", readonly=True)
    treated_total = fields.Float(
        string="Sum of the Treated", readonly=True, aggregator=None
    )
    control_total = fields.Float(
        string="Sum of the Held Out", readonly=True, aggregator=None
    )
    treated_mean = fields.Float(
        string="Mean of the Treated", readonly=True, aggregator=None
    )
    control_mean = fields.Float(
        string="Mean of the Held Out",
        readonly=True,
        aggregator=None,
        help="In the mix of tiers and sizes that the treated have.",
    )
    has_interval = fields.Boolean(readonly=True)
    difference = fields.Float(
        readonly=True,
        aggregator=None,
        help="Per customer: treated minus control group. The interval says between which values "
        "the true one lies, with the certainty beside it.",
    )
    low = fields.Float(string="At Least", readonly=True, aggregator=None)
    high = fields.Float(string="At Most", readonly=True, aggregator=None)
    total = fields.Float(
        string="Brought in All",
        readonly=True,
        aggregator=None,
        help="The difference, times the number of customers treated.",
    )
    total_low = fields.Float(string="In All at Least", readonly=True, aggregator=None)
    total_high = fields.Float(string="In All at Most", readonly=True, aggregator=None)
    confidence = fields.Float(
        string="Certainty",
        readonly=True,
        aggregator=None,
        help="How often such an interval holds the true value. Where results stand side by side, "
        "or come one after the other, each is wider, so that all of them together hold with "
        "95 %.",
    )
    verdict = fields.Selection(
        selection=VERDICTS,
        required=True,
        readonly=True,
        help="Not proven: the interval has room for no effect, which is not that there is none.",
    )
    reasons = fields.Char(
        readonly=True, export_string_translation=False, help="Why it is too early."
    )
    treated_words = fields.Char(string="Treated Did", compute="_compute_words")
    control_words = fields.Char(string="Held Out Did", compute="_compute_words")
    difference_words = fields.Char(string="Change", compute="_compute_words")
    interval_words = fields.Char(string="Interval", compute="_compute_words")
    total_words = fields.Char(string="In All", compute="_compute_words")
    certainty_words = fields.Char(string="With Certainty", compute="_compute_words")
    verdict_words = fields.Char(string="What It Says", compute="_compute_verdict_words")
    tone = fields.Char(compute="_compute_verdict_words")

    @api.depends("measure", "difference", "low", "high", "has_interval")
    @api.depends_context("lang")
    def _compute_words(self):
        for row in self:
            words = row._words()
            name = row.measure
            row.treated_words = bool(row.treated_customers) and words.value(
                name, row.treated_mean
            )
            row.control_words = bool(row.control_customers) and words.value(
                name, row.control_mean
            )
            row.certainty_words = row.has_interval and words.confidence(row.confidence)
            row.difference_words = row.has_interval and words.difference(
                name, row.difference
            )
            row.interval_words = row.has_interval and row._interval(
                words.limit(name, row.low), words.limit(name, row.high)
            )
            row.total_words = row.has_interval and words.total(name, row.total)

    @api.depends("measure", "verdict", "reasons")
    @api.depends_context("lang")
    def _compute_verdict_words(self):
        names = dict(self._fields["verdict"]._description_selection(self.env))
        for row in self:
            row.verdict_words = names.get(row.verdict)
            if row.verdict == "too_early" and not row._is_early(Reason.TIME):
                row.verdict_words = self.env._("Too few to tell")
            row.tone = row._tone()

    def _tone(self):
        """Whether that is good news: ``good``, ``bad``, ``open`` or ``early``."""
        if self.verdict in ("up", "down"):
            wanted = "down" if self.measure == "moved_down" else "up"
            return "good" if self.verdict == wanted else "bad"
        return "open" if self.verdict == "open" else "early"

    def _words(self):
        return OutcomeWords(self.env, self.currency_id)

    def _interval(self, low, high):
        return self.env._("between %(low)s and %(high)s", low=low, high=high)

    def _is_early(self, reason):
        """Is this one of the reasons why it is too early?"""
        return reason.value in (self.reasons or "").split(",")

    def _effect(self):
        """The :class:`..outcome.effect.Effect` that was written here."""
        return Effect(
            treated_customers=self.treated_customers,
            control_customers=self.control_customers,
            treated=self.treated_mean,
            control=self.control_mean,
            difference=Estimate(self.difference, self.low, self.high),
            confidence=self.confidence,
        )

    @api.model
    def _answer_values(self, answer):
        """What is written of an :class:`..outcome.answer.Answer`."""
        effect = answer.effect
        values = {
            "treated_customers": answer.treated.n,
            "control_customers": answer.control.n,
            "treated_total": answer.treated.total,
            "control_total": answer.control.total,
            "treated_mean": effect.treated if effect else answer.treated.mean,
            "control_mean": effect.control if effect else answer.control.mean,
            "has_interval": bool(effect),
            "confidence": answer.confidence,
            "verdict": answer.verdict.value if answer.verdict else "none",
            "reasons": ",".join(reason.value for reason in answer.reasons),
        }
        if effect:
            difference, total = effect.difference, effect.total
            values |= {
                "difference": difference.value,
                "low": difference.low,
                "high": difference.high,
                "total": total.value,
                "total_low": total.low,
                "total_high": total.high,
            }
        return values

    def _picture_row(self):
        """What the picture draws of it."""
        self.ensure_one()
        return {
            "key": f"{self._name},{self.id}",
            "measure": self.measure,
            "treated": self.treated_mean if self.treated_customers else None,
            "control": self.control_mean if self.control_customers else None,
            "treated_text": self.treated_words or "",
            "control_text": self.control_words or "",
            "treated_customers": self.treated_customers,
            "control_customers": self.control_customers,
            "interval": [self.low, self.difference, self.high]
            if self.has_interval
            else None,
            "difference_text": self.difference_words or "",
            "interval_text": self.interval_words or "",
            "certainty_text": self.certainty_words or "",
            "total_text": self.total_words or "" if self.measure in MONEY else "",
            "verdict": self.verdict,
            "verdict_text": self.verdict_words,
            "tone": self.tone,
        }
