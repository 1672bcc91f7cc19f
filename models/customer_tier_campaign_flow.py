from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..campaigns import aims, entries, steps
from ..outcome.sums import SMALLEST_ARM

LAUNCH_TYPE = "customer_tier.mail_activity_type_campaign_launch"


class CustomerTierCampaign(models.Model):
    """The buttons of a campaign: users prepare and propose it, managers launch it.

    Stopping and pausing is a brake: whoever is responsible for the campaign may pull it as well.
    """

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
    can_manage = fields.Boolean(
        compute="_compute_can_manage", export_string_translation=False
    )
    can_stop = fields.Boolean(
        compute="_compute_can_manage", export_string_translation=False
    )

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_can_manage(self):
        is_manager = self.env.user.has_group("customer_tier.group_manager")
        for campaign in self:
            campaign.can_manage = is_manager
            campaign.can_stop = is_manager or campaign.user_id == self.env.user

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

    # ---------------------------------------------------- pause, stop, cancel

    def action_pause(self):
        """Nothing further happens until it is resumed."""
        for campaign in self:
            campaign._check_brake()
            campaign._check_state("running")
            campaign.sudo()._pause()
        return True

    def _pause(self):
        self._lock()
        self._hold_mailings()
        self.state = "paused"
        self._tell_screens()

    def action_resume(self):
        """Go on; delays went on meanwhile, so what became due is due today."""
        for campaign in self:
            campaign._check_manager()
            campaign.check_access("write")
            campaign._check_state("paused")
            campaign.sudo()._resume(campaign._today())
        return True

    def _resume(self, today):
        self._lock()
        self.state = "running"
        self._advance_soon(today)

    def action_stop(self):
        """End it: nothing further is sent or planned; the outcome is counted to its end."""
        for campaign in self:
            campaign._check_brake()
            campaign._check_state("running", "paused")
            campaign.sudo()._stop(campaign._today())
        return True

    def _stop(self, today):
        self._lock()
        self._withdraw_mailings()
        self.env.flush_all()
        self.env.cr.execute(aims.leave_all(self.id, today))
        self._close(today)

    def _close(self, today):
        """No step is taken any more, and nothing is tried again."""
        self._withdraw_touches((*steps.GONE, "finished"))
        self.write({"state": "done", "closed_date": today})
        self._tell_screens()

    def _hold_mailings(self):
        """What waits in the queue does not go out; what is being sent cannot be called back."""
        queued = self.step_ids.mailing_ids.filtered(lambda m: m.state == "in_queue")
        queued.action_cancel()

    def _check_brake(self):
        if not (
            self.env.su
            or self.user_id == self.env.user
            or self.env.user.has_group("customer_tier.group_manager")
        ):
            raise AccessError(
                self.env._(
                    "“%(campaign)s” can be stopped by %(user)s and by managers of customer "
                    "tiers.",
                    campaign=self.name,
                    user=self.sudo().user_id.name,
                )
            )
        self.check_access("read")

    def action_cancel(self):
        """Give it up before it was launched; its customers are free for others."""
        for campaign in self:
            campaign._check_own("draft", "preparing", "ready", "proposed")
            campaign.sudo()._cancel()
        return True

    def _cancel(self):
        self._back_to_draft()
        self.state = "cancelled"
        self._tell_screens()
