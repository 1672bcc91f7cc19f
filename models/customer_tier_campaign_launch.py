from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..campaigns import audience, entries
from ..outcome.sums import SMALLEST_ARM

LAUNCH_TYPE = "customer_tier.mail_activity_type_campaign_launch"


class CustomerTierCampaign(models.Model):
    """Launching a prepared campaign: users propose it, managers launch it."""

    _inherit = "customer.tier.campaign"

    approve_all_steps = fields.Boolean(
        string="Later Steps Go by Themselves",
        copy=False,
        help="Launching approves all steps. Otherwise each later step waits until a manager "
        "presses “Send”.",
    )
    launch_warnings = fields.Text(
        compute="_compute_launch_warnings",
        string="Before You Launch",
        help="What does not keep you from launching, but should be known.",
    )

    @api.depends("state", "holdout_percent", "step_ids", "prepared_date")
    @api.depends_context("lang")
    def _compute_launch_warnings(self):
        for campaign in self:
            campaign.launch_warnings = "\n".join(campaign._launch_warnings()) or False

    def _launch_warnings(self):
        """What to know before launching, in sentences."""
        if self.state not in ("ready", "proposed"):
            return
        if not self.held_out_count:
            yield self.env._(
                "Nobody is held out: nobody will be able to say what the campaign brought."
            )
        elif min(self.held_out_count, self.treated_count) < SMALLEST_ARM:
            yield self.env._(
                "%(control)s held out, %(treated)s treated: too few for a trustworthy answer "
                "on what the campaign brought.",
                control=self.held_out_count,
                treated=self.treated_count,
            )
        days = self.prepared_date and (self._today() - self.prepared_date).days
        if days:
            yield self.env._(
                "The customers were chosen %(days)s days ago. To choose them by the tiers of "
                "today, press “Change the Rules” and prepare again.",
                days=days,
            )
        # a bigger audience takes seconds to judge: the launch itself does
        if self.entry_count <= self._prepare_at_once:
            left_out = self._judge_waiting(self._today())
            if left_out:
                yield self.env._(
                    "Launching leaves out who must not be in it any more: %(reasons)s.",
                    reasons=self._reasons_words(left_out),
                )
        longest = sum(self.step_ids.mapped("delay_days"))
        if longest >= self.outcome_days:
            yield self.env._(
                "The last step comes after %(last)s days, but the outcome is counted for "
                "%(outcome)s days: it shows little of that step.",
                last=longest,
                outcome=self.outcome_days,
            )

    # --------------------------------------------------------------- propose

    def action_propose(self):
        """Ask the managers to launch it."""
        for campaign in self:
            campaign._check_own("ready")
            campaign.sudo()._propose()
        return True

    def _propose(self):
        self._check_launchable()
        self.state = "proposed"
        for manager in self._managers():
            env = self.with_context(lang=manager.lang).env
            self.activity_schedule(
                LAUNCH_TYPE,
                summary=env._(
                    "Launch “%(campaign)s”? Proposed by %(user)s",
                    campaign=self.name,
                    user=self.env.user.name,
                ),
                user_id=manager.id,
            )

    def _managers(self):
        """The managers of tiers in the company of this campaign."""
        return self.env.ref("customer_tier.group_manager").all_user_ids.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )

    def _close_proposal(self):
        self.activity_unlink([LAUNCH_TYPE])

    # ---------------------------------------------------------------- launch

    def action_launch(self):
        """Start it: the first step is approved by that and goes out at once.

        Managers only.
        """
        for campaign in self:
            campaign._check_manager()
            campaign.check_access("write")
            campaign._check_state("ready", "proposed")
            campaign.sudo()._launch(campaign._today())
        return True

    def _check_launchable(self):
        if not self.step_ids:
            raise UserError(
                self.env._(
                    "“%(campaign)s” has no step yet: add what is to be done for the "
                    "customers.",
                    campaign=self.name,
                )
            )
        if not self.treated_count:
            raise UserError(self._nobody_words())

    def _launch(self, today):
        """Everybody prepared enters on the day ``today``; what is due is done."""
        self._lock()
        self.env.cr.execute(entries.touch_launchable(self.company_id.id))
        self._leave_out_again(today)
        self._check_launchable()
        self._close_proposal()
        self.write(
            {
                "state": "running",
                "launched_date": today,
                "launched_by_id": self.env.uid,
                "closed_date": False,
                "error": False,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(entries.launch(self.id, today, self._outcome_end(today)))
        self._forget_cached_entries()
        self._ordered_steps()[:1]._approve()
        self._advance_soon(today)

    def _judge_waiting(self, today):
        """Judge those who wait for the launch once more, into the session's table.

        Since they were prepared another campaign may have got them, or a colleague called.

        :return: ``{reason: customers}`` of those who are to be left out now
        """
        campaign = self.sudo()
        waiting = replace(
            campaign._judged(today),
            meant=entries.waiting(self.company_id.id),
            are_waiting=True,
        )
        self.env.cr.execute(entries.create_waiting_table(self.id))
        self.env.cr.execute(entries.create_audience_table(audience.judged(waiting)))
        counts = dict(self.env.execute_query(entries.audience_counts()))
        counts.pop(None, None)
        return counts

    def _leave_out_again(self, today):
        """Who must not be in it any more does not enter, drawn for treatment or control alike."""
        left_out = self._judge_waiting(today)
        if not left_out:
            return
        self.env.cr.execute(entries.forget_left_out(self.id))
        self._forget_cached_entries()
        self.message_post(
            body=self.env._(
                "Left out by launching, since it was prepared: %(reasons)s.",
                reasons=self._reasons_words(left_out),
            )
        )

    def _reasons_words(self, counts):
        """:param counts: ``{reason: customers}``"""
        return ", ".join(
            self.env._("%(reason)s (%(count)s)", reason=label, count=counts[reason])
            for reason, label in self._exclusion_labels().items()
            if reason in counts
        )

    def _outcome_end(self, entered):
        """The last day whose purchases count, of those who enter on a day."""
        return entered + timedelta(days=self.outcome_days - 1)

    def _advance_soon(self, today):
        """Do what is due now, or have it done within a minute when it is for many."""
        if self.entry_count > self._prepare_at_once:
            self.env.ref("customer_tier.ir_cron_campaign_advance").sudo()._trigger()
        else:
            self._advance(today)
        self._tell_screens()
