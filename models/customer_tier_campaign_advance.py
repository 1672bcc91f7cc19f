import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..campaigns import aims, entries, steps

_logger = logging.getLogger(__name__)

FAILED_TYPE = "customer_tier.mail_activity_type_campaign_failed"


class CustomerTierCampaign(models.Model):
    """A campaign goes on: who enters, who leaves, what is due, and it is delivered.

    A fixed number of statements for each campaign and step, whatever the number of customers.
    """

    _inherit = "customer.tier.campaign"

    advanced_at = fields.Datetime(
        string="Last Looked At",
        readonly=True,
        copy=False,
        help="When the campaign went on last: who is in it, and what is due.",
    )

    # ------------------------------------------------------------ background

    @api.model
    def _cron_advance(self):
        """Each running campaign, in a transaction of its own: one that fails stops no other."""
        # who waited longest comes first: the end of a long list gets its turn as well
        campaigns = self.search(
            [("state", "=", "running")], order="advanced_at NULLS FIRST, id"
        )
        campaigns |= self._with_ended_pricelists()
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(campaigns))
        for campaign in campaigns:
            campaign._advance_in_background()
            if not commit_progress(1):
                return

    def _advance_in_background(self):
        retrying = self.env["customer.tier.recompute"]._retrying
        try:
            retrying(self._go_on)
        except Exception as error:  # whatever it is, the others go on
            self.env.cr.rollback()
            _logger.exception("Campaign %s could not go on", self.id)
            words = self._error_words(error)
            retrying(lambda: self._record_failure(words))

    def _go_on(self):
        self.env.invalidate_all(flush=False)
        if not self.exists() or not self._try_lock():
            return
        self._end_pricelists(self._today())
        self._advance(self._today())
        if self.error:
            self.error = False
            self.activity_unlink([FAILED_TYPE])

    def _record_failure(self, words):
        """Keep what went wrong, and tell whoever is responsible, once."""
        self.env.invalidate_all(flush=False)
        if not self.exists():
            return
        self.error = words
        if not self.activity_search([FAILED_TYPE]):
            env = self.with_context(lang=self.user_id.lang).env
            self.activity_schedule(
                FAILED_TYPE,
                summary=env._("“%(campaign)s” could not go on", campaign=self.name),
                note=words,
                user_id=self.user_id.id,
            )
        self._tell_screens()

    # --------------------------------------------------------------- advance

    def _advance(self, today):
        """Bring a running campaign to where it should be on a day of its company.

        Whoever calls this holds the lock. Twice on a day does no harm: what was done is done.

        1. What became of what went out (conditions go by that).
        2. Newcomers enter; who met the aim or does not belong to it any more leaves.
        3. Each step is taken for whom it is due; several without delay on the same day.
        4. What is due goes to its channel.
        5. Once the outcome of all is counted, it is done.
        """
        self.ensure_one()
        if self.state != "running":
            return
        self.env.flush_all()
        self._mark_advanced()
        self._approve_by_themselves()
        self._sync_touches()
        self.env.flush_all()
        self._enter_newcomers(today)
        self._settle_entries(today)
        self._withdraw_touches()
        self._take_steps(today)
        self._forget_cached_entries()
        self._deliver(today)
        self.env.flush_all()
        if self._is_over(today):
            self.env.cr.execute(steps.finish_all(self.id))
            self._close(today)
        self._forget_cached_entries()

    def _is_over(self, today):
        """Whether the outcome of all is counted, and nobody may enter any more.

        What a trigger fills runs on, and so does a living audience that may enter again.
        """
        [[is_over]] = self.env.execute_query(steps.is_over(self.id, today))
        may_enter = self.audience_kind == "living" and self.reentry_days
        return is_over and not may_enter and not self.is_automatic

    def _mark_advanced(self):
        """Write the campaign's row, for whoever waits with an outdated snapshot to notice."""
        self.env.cr.execute(
            SQL(
                "UPDATE customer_tier_campaign SET advanced_at = %s WHERE id = %s",
                fields.Datetime.now(),
                self.id,
            )
        )
        self.invalidate_recordset(["advanced_at"], flush=False)

    def _ordered_steps(self):
        return self.step_ids.sorted(lambda step: (step.sequence, step.id))

    # --------------------------------------------------------------- entries

    def _enter_newcomers(self, today):
        """Living audiences: whoever meets the rules by now, and is not in it."""
        if self.audience_kind != "living":
            return
        self._judge(today)
        self.env.cr.execute(
            entries.enter_newcomers(
                self,
                entries.groups_from_json(self.strata),
                today,
                self._outcome_end(today),
            )
        )

    def _settle_entries(self, today):
        """Who met the aim, and who does not belong to it any more."""
        execute = self.env.cr.execute
        if self._needs_purchases():
            self._read_purchases(today)
        if self.goal == "purchase":
            execute(aims.buy(self.id))
        elif self.goal == "tier":
            execute(aims.reach_tier(self, today))
        elif self.goal == "segment":
            execute(aims.leave_segment(self, today))
        execute(aims.leave_archived(self.id, today))
        execute(aims.leave_merged(self.id, today))
        if self.audience_kind == "living":
            execute(aims.leave_unmatched(self.id, today))

    def _needs_purchases(self):
        return self.goal == "purchase" or "not_bought" in self.step_ids.mapped(
            "condition"
        )

    def _read_purchases(self, today):
        """Who bought since entering, by the purchases of the policy that judges the customer."""
        company = self.company_id
        [[since]] = self.env.execute_query(aims.first_day(self.id))
        sources = company._tier_sources()
        bought = [
            aims.bought_on(
                company._tier_purchases(source, 1, until=today),
                since or today,
                company.id,
                source,
                sources,
            )
            for source in sources
        ]
        self.env.cr.execute(aims.create_buyer_table(self.id, bought))

    def _withdraw_touches(self, states=steps.GONE):
        """What still waits for those who left is skipped, and what was planned is taken back."""
        rows = self.env.execute_query(steps.withdraw(self.id, states))
        planned = [activity_id for [activity_id] in rows if activity_id]
        self.env["mail.activity"].browse(planned).exists().unlink()
        self._forget_cached_entries()

    # ----------------------------------------------------------------- steps

    def _step_wanted(self, step, today):
        """Text messages go to the best contact with a number; None: to that of the entry.

        It is the one of the day: a step for it may have been added since the customer entered.
        """
        return self._wanted(today, ("sms",)) if step.channel == "sms" else None

    def _take_steps(self, today):
        """Each step for whom it is due; a step without delay follows on the same day."""
        previous = self.env["customer.tier.campaign.step"]
        for step in self._ordered_steps():
            channel = self._step_channel(step, today)
            wanted = self._step_wanted(step, today)
            self.env.cr.execute(steps.take(step, previous, today, channel, wanted))
            previous = step
        self.env.cr.execute(steps.finish(self.id, previous.id or None, today))

    def _deliver(self, today):
        """Give what is due to its channel, step by step.

        Also steps that nobody approved yet: their mailings are there as drafts to look at, but
        nothing goes out.
        """
        waiting = self.env["customer.tier.campaign.touch"]._read_group(
            [("campaign_id", "=", self.id), ("state", "=", "due")],
            ["step_id", "channel"],
        )
        order = {step: place for place, step in enumerate(self._ordered_steps())}
        for step, channel in sorted(waiting, key=lambda row: (order[row[0]], row[1])):
            getattr(self, f"_deliver_{channel}")(step, today)
