from odoo import api, fields, models
from odoo.tools import format_date

from ..outcome.looks import ONE_DAY
from ..outcome.money import return_on_costs
from ..outcome.verdict import MIN_CUSTOMERS, Reason
from .outcome_words import OutcomeWords


class CustomerTierCampaign(models.Model):
    """The outcome in sentences, and what it comes to against the costs."""

    _inherit = "customer.tier.campaign"

    outcome_words = fields.Text(
        string="What It Brought", compute="_compute_outcome_words"
    )
    revenue_words = fields.Text(
        string="Revenue Brought", compute="_compute_outcome_words"
    )
    return_words = fields.Text(string="Return", compute="_compute_return")
    has_return = fields.Boolean(compute="_compute_return")
    margin_gained = fields.Monetary(
        compute="_compute_return", help="The margin that the campaign brought."
    )
    net_gain = fields.Monetary(
        compute="_compute_return", help="The margin brought, less the costs."
    )
    return_rate = fields.Float(
        string="Return on Costs",
        compute="_compute_return",
        help="Net gain in per cent of the costs: 100 % is that the money came back twice.",
    )

    @api.depends("outcome_ids")
    @api.depends_context("lang")
    def _compute_outcome_words(self):
        for campaign in self:
            main = campaign._outcome(campaign._main_measure())
            campaign.outcome_words = campaign._verdict_words(main)
            campaign.revenue_words = campaign._brought_words(
                campaign._outcome("revenue")
            )

    # ------------------------------------------------------------ the verdict

    def _verdict_words(self, row):
        """What came out, in plain words; harm as plainly as success."""
        if not row:
            return self.env._("Nobody has entered this campaign yet.")
        if row.verdict == "none":
            parts = [
                self.env._(
                    "No control group: this tells what they did, not what the campaign brought."
                ),
                self._facts_of_all(row),
            ]
        elif row.verdict == "too_early":
            parts = [self._early_words(row), self._facts(row)]
        else:
            parts = [self._facts(row), self._difference_words(row)]
        return " ".join(parts)

    def _facts_of_all(self, row):
        words = row._words()
        values = {
            "customers": row.treated_customers,
            "count": words.count(row.treated_total),
            "share": words.share(row.treated_mean),
        }
        if row.measure == "moved_up":
            return self.env._(
                "Of %(customers)s customers %(count)s (%(share)s) moved up.", **values
            )
        return self.env._(
            "Of %(customers)s customers %(count)s (%(share)s) bought.", **values
        )

    def _facts(self, row):
        if not row.treated_customers:
            return self.env._("Nobody was treated.")
        words = row._words()
        values = {
            "treated": row.treated_customers,
            "count": words.count(row.treated_total),
            "share": words.share(row.treated_mean),
            "control": row.control_customers,
            "control_share": words.share(row.control_mean),
        }
        if row.measure == "moved_up":
            return self.env._(
                "Of %(treated)s treated customers %(count)s (%(share)s) moved up, of the "
                "%(control)s held out %(control_share)s.",
                **values,
            )
        return self.env._(
            "Of %(treated)s treated customers %(count)s (%(share)s) bought, of the "
            "%(control)s held out %(control_share)s.",
            **values,
        )

    def _early_words(self, row):
        if row._is_early(Reason.TIME):
            if self._keeps_entering():
                return self.env._(
                    "Too early to tell: the first result comes on %(date)s.",
                    date=format_date(self.env, self.next_look_date),
                )
            left = (self.next_look_date - self.measured_until).days
            date = format_date(self.env, self.next_look_date - ONE_DAY)
            if left == 1:
                return self.env._(
                    "Too early to tell: purchases are counted until the end of %(date)s.",
                    date=date,
                )
            return self.env._(
                "Too early to tell: %(days)s days are still counted until %(date)s.",
                days=left,
                date=date,
            )
        if row._is_early(Reason.CUSTOMERS):
            return self.env._(
                "Too few to tell: at least %(count)s customers have to be treated, and as many "
                "held out.",
                count=MIN_CUSTOMERS,
            )
        return self.env._(
            "Too few to tell: so few did it that one customer more or less would decide."
        )

    def _difference_words(self, row):
        words = row._words()
        values = {
            "points": words.points(row.difference),
            "low": words.limit(row.measure, row.low),
            "high": words.limit(row.measure, row.high),
            "confidence": words.confidence(row.confidence),
        }
        if row.verdict == "up":
            return self.env._(
                "That is %(points)s points more; between %(low)s and %(high)s with "
                "%(confidence)s certainty: the campaign worked.",
                **values,
            )
        if row.verdict == "down":
            return self.env._(
                "That is %(points)s points less; between %(low)s and %(high)s with "
                "%(confidence)s certainty: the campaign did harm.",
                **values,
            )
        if row.difference < 0:
            return self.env._(
                "That is %(points)s points less; between %(low)s and %(high)s with "
                "%(confidence)s certainty: not proven.",
                **values,
            )
        return self.env._(
            "That is %(points)s points more; between %(low)s and %(high)s with "
            "%(confidence)s certainty: not proven.",
            **values,
        )

    # -------------------------------------------------------------- the money

    def _brought_words(self, row):
        """The revenue that the campaign brought; nothing as long as nothing can be said."""
        if row.verdict not in ("up", "down", "open"):
            return False
        words = row._words()
        values = {
            "total": words.total(row.measure, row.total),
            "low": words.total(row.measure, row.total_low),
            "high": words.total(row.measure, row.total_high),
            "confidence": words.confidence(row.confidence),
        }
        if row.verdict == "up":
            return self.env._(
                "Revenue: %(total)s with all the treated together; between %(low)s and %(high)s "
                "with %(confidence)s certainty, so more than without the campaign.",
                **values,
            )
        if row.verdict == "down":
            return self.env._(
                "Revenue: %(total)s with all the treated together; between %(low)s and %(high)s "
                "with %(confidence)s certainty, so less than without the campaign.",
                **values,
            )
        return self.env._(
            "Revenue: %(total)s with all the treated together; between %(low)s and %(high)s "
            "with %(confidence)s certainty: not proven.",
            **values,
        )

    @api.depends("outcome_ids", "cost_total", "margin_percent")
    @api.depends_context("lang")
    def _compute_return(self):
        for campaign in self:
            row = campaign._outcome("margin")
            campaign.has_return = row.verdict in ("up", "down", "open")
            came = return_on_costs(row._effect(), campaign.cost_total) if row else None
            has = campaign.has_return
            campaign.margin_gained = came.gained.value if has else 0
            campaign.net_gain = came.net.value if has else 0
            campaign.return_rate = came.rate.value if has and came.rate else 0
            campaign.return_words = campaign._return_words(row, came)

    def _return_words(self, row, came):
        if not self.outcome_ids or self._outcome("bought").verdict == "none":
            return False
        if not row:
            return self.env._(
                "The return is not known: enter the margin in per cent of the revenue, then "
                "measure again. With the app “Margins in Sales Orders” orders know their own."
            )
        if not self.has_return:
            return self.env._(
                "The return is told when it is no longer too early to tell what the campaign "
                "brought."
            )
        words = OutcomeWords(self.env, self.currency_id)
        gained = self.env._(
            "Margin: %(gained)s; between %(low)s and %(high)s with %(confidence)s certainty.",
            gained=words.total("margin", came.gained.value),
            low=words.total("margin", came.gained.low),
            high=words.total("margin", came.gained.high),
            confidence=words.confidence(row.confidence),
        )
        return " ".join([gained, self._cost_words(words, came)])

    def _cost_words(self, words, came):
        if not came.rate:
            return self.env._("Enter what the campaign cost, to see its return.")
        values = {
            "cost": words.money(came.cost),
            "net": words.total("margin", came.net.value),
            "rate": words.percent(came.rate.value),
            "low": words.percent(came.rate.low),
            "high": words.percent(came.rate.high),
        }
        if came.net.low > 0:
            return self.env._(
                "Less the costs of %(cost)s that is %(net)s, or %(rate)s of them; between "
                "%(low)s and %(high)s: it paid.",
                **values,
            )
        if came.net.high < 0:
            return self.env._(
                "Less the costs of %(cost)s that is %(net)s, or %(rate)s of them; between "
                "%(low)s and %(high)s: it cost more than it brought.",
                **values,
            )
        return self.env._(
            "Less the costs of %(cost)s that is %(net)s, or %(rate)s of them; between "
            "%(low)s and %(high)s: that it paid is not proven.",
            **values,
        )
