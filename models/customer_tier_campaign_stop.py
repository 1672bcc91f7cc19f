from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..campaigns import aims, steps


class CustomerTierCampaign(models.Model):
    """Pausing, stopping and giving up a campaign.

    That is a brake: whoever is responsible for the campaign may pull it, managers as well.
    """

    _inherit = "customer.tier.campaign"

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
