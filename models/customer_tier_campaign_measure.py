import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..campaigns import results, step_results
from ..campaigns.counted import Frame
from ..outcome import answer, looks
from ..outcome.effect import CONFIDENCE
from .customer_tier_outcome_mixin import MEASURES, VERDICTS

_logger = logging.getLogger(__name__)


class CustomerTierCampaign(models.Model):
    """From purchases to the outcome: measured every night while the days count."""

    _inherit = "customer.tier.campaign"

    outcome_ids = fields.One2many(
        comodel_name="customer.tier.campaign.outcome",
        inverse_name="campaign_id",
        readonly=True,
    )
    outcome_verdict = fields.Selection(
        selection=VERDICTS,
        string="Verdict",
        readonly=True,
        copy=False,
        help="Of the measure that belongs to the aim: customers who moved up, or who bought.",
    )
    measured_at = fields.Datetime(string="Measured", readonly=True, copy=False)
    measured_until = fields.Date(
        readonly=True,
        copy=False,
        help="The day, in the company's time zone, on which the outcome was measured last.",
    )

    _margin_percent_range = models.Constraint(
        "CHECK (margin_percent BETWEEN 0 AND 100)",
        "The margin is a share of the revenue, from 0 % to 100 %.",
    )

    @api.model
    def _cron_measure(self):
        """Measure the campaigns whose days are counted, each in a transaction of its own."""
        campaigns = self._to_measure()
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(campaigns))
        retrying = self.env["customer.tier.recompute"]._retrying
        for campaign in campaigns:
            try:
                retrying(lambda one=campaign: one._measure(one._today()))
            except Exception:  # the others go on; the next night tries again
                self.env.cr.rollback()
                _logger.exception("Outcome of the campaign %s", campaign.id)
            if not commit_progress(1):
                return

    @api.model
    def _to_measure(self):
        """Whose last result, of those who have entered so far, is not measured yet."""
        return self.browse(
            campaign.id
            for campaign, schedule in self._schedules().items()
            if not campaign.measured_until
            or campaign.measured_until < schedule.looks[-1].day
        )

    def action_measure(self):
        """Count now, and measure the last result again, with what was corrected since."""
        self.check_access("read")
        for campaign in self:
            campaign._measure(campaign._today())

    def _measure(self, today):
        """Count what treated and held out did until ``today``, and write the outcome.

        A handful of queries for each campaign, whatever the audience. Locks the campaigns: of two
        measurements at once the later waits, or is tried again if it looked at an older state.
        """
        # sudo: users look at the outcome of customers whose orders they may not open
        campaigns = self.sudo()
        self.env.cr.execute(
            SQL(
                """
                SELECT id FROM customer_tier_campaign
                 WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
                """,
                campaigns.ids,
            )
        )
        self.env.flush_all()
        for campaign in campaigns:
            campaign._measure_one(today)
        self.env["customer.tier.playbook.outcome"].sudo()._rewrite(campaigns.company_id)

    def _measure_one(self, today):
        """The result as of the last look, and what is counted since."""
        told = self.look_date
        self.outcome_ids.unlink()
        schedule = self._schedules([("campaign_id", "=", self.id)]).get(self)
        if not schedule or schedule.first > today:
            self._write_measured(today, None, None)
            return
        look, coming = schedule.last(today), schedule.next(today)
        if look:
            frame = self._outcome_frame(schedule.first, look.until, is_look=True)
            self._write_outcome(frame, self._found(frame), look)
        if coming:
            frame = self._outcome_frame(schedule.first, today)
            found = self._found(frame)
            if look:
                found = {("so_far", None): found["all", None]}
            counted = answer.Counted(
                (today - schedule.first).days, (coming.day - schedule.first).days
            )
            self._write_outcome(frame, found, None, counted)
        self._measure_steps(frame)
        self._write_measured(today, look, coming)
        if look and (not told or told < look.day):
            self._tell_outcome()

    def _write_measured(self, today, look, coming):
        self.write(
            {
                "measured_at": self.env.cr.now(),
                "measured_until": today,
                "look_date": look and look.day,
                "next_look_date": coming and coming.day,
                "outcome_verdict": self._outcome(self._main_measure()).verdict,
            }
        )

    def _outcome_frame(self, first, until, is_look=False):
        """What is looked at, of the days from the first to the last one."""
        company = self.company_id
        sources = company._tier_sources()
        orders = self.env["sale.order"]._fields
        return Frame(
            campaign_id=self.id,
            company_id=company.id,
            first_day=first,
            until=until,
            is_look=is_look,
            purchases={
                source: company._tier_purchases(source, (until - first).days + 1, until)
                for source in sources
            },
            policies=sources,
            decimal_places=company.currency_id.decimal_places,
            margin_percent=self.margin_percent,
            has_own_margin="margin" in orders and orders["margin"].store,
        )

    def _found(self, frame):
        """As of :func:`..campaigns.results.read`. Leaves the working tables of the frame."""
        self.env.cr.execute(results.create_tables(frame))
        return results.read(self.env.execute_query(results.sums(frame)))

    def _write_outcome(self, frame, found, look, counted=answer.OVER):
        """Write all rows of a look, or of what is only counted.

        :param found: as of :meth:`_found`
        :param look: :class:`..outcome.looks.Look` or None
        """
        confidence = looks.spent(CONFIDENCE, look.number if look else 0)
        beside = {
            scope: answer.confidence_beside(
                [
                    answer.strata(columns["bought"])
                    for (other, _key), columns in found.items()
                    if other == scope
                ],
                confidence,
            )
            for scope, _key in found
        }
        self.env["customer.tier.campaign.outcome"].create(
            [
                {
                    "campaign_id": self.id,
                    "company_id": self.company_id.id,
                    "scope": scope,
                    "tier_id": scope == "tier" and key,
                    "user_id": scope == "salesperson" and key,
                    "look_date": look and look.day,
                    "look": look and look.number,
                    "sums": scope in ("all", "tier") and self._sums(measure, columns),
                    **self._measure_values(measure, columns, counted, beside[scope]),
                }
                for (scope, key), columns in found.items()
                for measure, _label in MEASURES
                if measure != "margin" or frame.is_margin_known
            ]
        )

    def _sums(self, measure, columns):
        """What the report over all campaigns adds up: each purchase in one of them only."""
        return columns[f"{measure}_once" if measure in results.ONCE else measure]

    def _measure_values(self, measure, columns, counted, confidence):
        is_share = measure in results.SHARES
        return {
            "measure": measure,
            **self.env["customer.tier.outcome.mixin"]._answer_values(
                answer.answer(
                    columns[measure],
                    columns[measure if is_share else "bought"],
                    counted,
                    is_share,
                    confidence,
                )
            ),
        }

    def _measure_steps(self, frame):
        """How many bought after each step and before the next one."""
        done = SQL(
            "(touch.done_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            self.company_id._tier_time_zone(),
        )
        self.env.cr.execute(step_results.create_table(frame, done))
        buyers = dict(self.env.execute_query(step_results.buyers(frame)))
        for step in self.step_ids:
            step.bought_count = buyers.get(step.id, 0)

    def _main_measure(self):
        """The measure that the verdict is about; the aim decides it, before anything is known."""
        return "moved_up" if self.goal == "tier" else "bought"

    def _outcome(self, measure, scope="all"):
        """The row of a measure, of all customers."""
        return self.outcome_ids.filtered(
            lambda row: row.scope == scope and row.measure == measure
        )

    def _tell_outcome(self):
        """There is a new result: whoever is responsible is told what came out, once."""
        campaign = self.with_context(lang=self.user_id.lang)
        words = campaign.outcome_words, campaign.look_words
        campaign.message_post(
            body=" ".join(filter(None, words)),
            partner_ids=campaign.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
