from odoo import api, models
from odoo.exceptions import UserError

from ..campaigns import entries, steps


class CustomerTierCampaign(models.Model):
    """Taking a launch back, as long as nobody outside has noticed."""

    _inherit = "customer.tier.campaign"

    def action_undo(self):
        """Back to “Prepared”: the same customers, the same control group, nothing done.

        Managers only, and only while no message went out and no activity was done.
        """
        for campaign in self:
            campaign._check_manager()
            campaign.check_access("write")
            campaign._check_state("running", "paused")
            campaign.sudo()._undo()
        return True

    def _undo(self):
        self._lock()
        self._sync_touches()
        self.env.flush_all()
        reason = self._undo_obstacle()
        if reason:
            raise UserError(
                self.env._(
                    "%(reason)s “%(campaign)s” cannot be undone any more. Use Stop: nothing "
                    "further will be sent.",
                    reason=reason,
                    campaign=self.name,
                )
            )
        self._take_back_work()
        self.env.cr.execute(steps.forget_touches(self.id))
        self.env.cr.execute(entries.take_back(self.id))
        self._forget_cached_entries()
        self.step_ids.write(
            {"is_approved": False, "approved_by_id": False, "approved_at": False}
        )
        self.write(
            {
                "state": "ready",
                "launched_date": False,
                "launched_by_id": False,
                "approve_all_steps": False,
                "error": False,
            }
        )
        self._forget_outcome()
        self._tell_screens()

    def _undo_obstacle(self):
        """What somebody outside has noticed already, in a sentence; or False.

        Price lists and coupons can be taken back. Customers of a trigger entered day by day:
        launched again all of them, and all others of its audience, would enter at once.
        """
        if self.is_automatic:
            return self.env._("A trigger puts the customers in.")
        mailings = self.step_ids.mailing_ids
        if "sending" in mailings.mapped("state"):
            return self.env._("A mailing is being sent right now.")
        touch = self.env["customer.tier.campaign.touch"].search(
            [
                ("campaign_id", "=", self.id),
                ("state", "in", ("done", "failed")),
                ("channel", "!=", "offer"),
            ],
            limit=1,
        )
        if touch.channel == "activity":
            return self.env._("A salesperson has done an activity already.")
        if touch or self._has_traces(mailings):
            return self.env._("Messages went out already.")
        return False

    @api.model
    def _has_traces(self, mailings):
        """Whether there are messages that were handed to the mail server, or are about to be."""
        return bool(
            self.env["mailing.trace"].search_count(
                [
                    ("mass_mailing_id", "in", mailings.ids),
                    ("is_test_trace", "=", False),
                    ("trace_status", "!=", "cancel"),
                ],
                limit=1,
            )
        )

    def _take_back_work(self):
        """Activities and offers are removed; of mailings those remain, as drafts, that somebody
        edited: the next launch finds them.
        """
        self._hold_mailings()
        self.step_ids.mailing_ids.filtered(
            lambda mailing: mailing._follows_tier_step()
        ).unlink()
        self._withdraw_activities()
        self._withdraw_offers()
        self.env.flush_all()

    def _forget_outcome(self):
        """What was measured of a launch that did not take place."""
        self.outcome_ids.unlink()
        self.step_ids.write({"bought_count": 0})
        self.write(
            dict.fromkeys(
                (
                    "outcome_verdict",
                    "measured_at",
                    "measured_until",
                    "look_date",
                    "next_look_date",
                ),
                False,
            )
        )
