import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..campaigns import results, step_results
from ..campaigns.counted import Frame
from ..outcome import answer
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
        """Whose days are counted, or were not counted to the end."""
        entries = self.env["customer.tier.campaign.entry"].sudo()
        return self.browse(
            campaign.id
            for campaign, last_day in entries._read_group(
                [("entered_date", "!=", False)], ["campaign_id"], ["outcome_end:max"]
            )
            if not campaign.measured_until or campaign.measured_until <= last_day
        )

    def action_measure(self):
        """Measure now, with what was corrected since."""
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
        was_final = any(self.outcome_ids.mapped("is_final"))
        self.outcome_ids.unlink()
        self.write({"measured_at": self.env.cr.now(), "measured_until": today})
        frame, counted = self._outcome_frame(today)
        if not frame:
            self.outcome_verdict = False
            return
        self.env.cr.execute(results.create_tables(frame))
        found = results.read(self.env.execute_query(results.sums(frame)))
        self.env["customer.tier.campaign.outcome"].create(
            self._outcome_values(frame, counted, found)
        )
        self.outcome_verdict = self._outcome(self._main_measure()).verdict
        self._measure_steps(frame)
        if not was_final and self._is_outcome_final():
            self._tell_outcome()

    def _outcome_frame(self, today):
        """What is looked at, and how much of it is over; nothing before anybody entered."""
        rows = self.env.execute_query(results.days(self.ids))
        if not rows or rows[0][1] > today:
            return None, None
        [[_campaign, first, last]] = rows
        company, until = self.company_id, min(today, last)
        sources = company._tier_sources()
        orders = self.env["sale.order"]._fields
        frame = Frame(
            campaign_id=self.id,
            company_id=company.id,
            first_day=first,
            until=until,
            purchases={
                source: company._tier_purchases(source, (until - first).days + 1, until)
                for source in sources
            },
            policies=sources,
            decimal_places=company.currency_id.decimal_places,
            margin_percent=self.margin_percent,
            has_own_margin="margin" in orders and orders["margin"].store,
        )
        return frame, answer.Counted((today - first).days, (last - first).days + 1)

    def _outcome_values(self, frame, counted, found):
        """Values of all rows of the outcome.

        :param found: as of :func:`..campaigns.results.read`
        """
        beside = {
            scope: answer.confidence_beside(
                [
                    answer.strata(columns["bought"])
                    for (other, _key), columns in found.items()
                    if other == scope
                ]
            )
            for scope, _key in found
        }
        return [
            {
                "campaign_id": self.id,
                "company_id": self.company_id.id,
                "scope": scope,
                "tier_id": scope == "tier" and key,
                "user_id": scope == "salesperson" and key,
                **self._measure_values(
                    measure, columns, counted, beside[scope], scope != "salesperson"
                ),
            }
            for (scope, key), columns in found.items()
            for measure, _label in MEASURES
            if measure != "margin" or frame.is_margin_known
        ]

    def _measure_values(self, measure, columns, counted, confidence, is_added_up):
        is_share = measure in results.SHARES
        once = f"{measure}_once" if measure in results.ONCE else measure
        return {
            "measure": measure,
            "is_final": counted.days >= counted.window,
            "sums": is_added_up and columns[once],
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

    def _outcome(self, measure):
        """The row of a measure, of all customers."""
        return self.outcome_ids.filtered(
            lambda row: row.scope == "all" and row.measure == measure
        )

    def _is_outcome_final(self):
        return self._outcome(self._main_measure()).is_final

    def _tell_outcome(self):
        """The days are over: whoever is responsible is told what came out, once."""
        campaign = self.with_context(lang=self.user_id.lang)
        campaign.message_post(
            body=campaign.outcome_words,
            partner_ids=campaign.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
