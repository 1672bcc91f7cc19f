from odoo import fields, models
from odoo.exceptions import UserError

from ..campaigns import steps


class CustomerTierCampaign(models.Model):
    _inherit = "customer.tier.campaign"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("approve_all_steps"):
            for campaign in self.filtered(lambda c: c.state == "running"):
                campaign.sudo()._approve_by_themselves()
        return result

    def _approve_by_themselves(self):
        """Steps that need no approval of their own, also those that were added since."""
        if self.approve_all_steps:
            self.step_ids.filtered(lambda step: not step.is_approved)._approve(
                self.launched_by_id
            )


class CustomerTierCampaignStep(models.Model):
    """Pressing “Send”: from then on the step goes to whoever reaches it."""

    _inherit = "customer.tier.campaign.step"

    waiting_count = fields.Integer(
        compute="_compute_waiting_count",
        string="Customers Waiting",
        help="Customers for whom this step is due and not done yet.",
    )

    def _compute_waiting_count(self):
        counts = dict(
            self.env["customer.tier.campaign.touch"]._read_group(
                [("step_id", "in", self.ids), ("state", "=", "due")],
                ["step_id"],
                ["__count"],
            )
        )
        for step in self:
            step.waiting_count = counts.get(step, 0)

    def action_approve(self):
        """Send this step of a running campaign. Managers only."""
        for step in self:
            step.campaign_id._check_manager()
            step.check_access("write")
            step.campaign_id._check_state("running", "paused")
            if step.is_approved:
                raise UserError(
                    self.env._("“%(step)s” is approved already.", step=step.name)
                )
            step.sudo()._approve_and_go_on(step.campaign_id._today())
        return True

    def _approve_and_go_on(self, today):
        campaign = self.campaign_id
        campaign._lock()
        self._approve()
        if campaign.state == "running":
            campaign._advance_soon(today)

    def _approve(self, user=None):
        """:param user: who said so; by default whoever is at work"""
        self.write(
            {
                "is_approved": True,
                "approved_by_id": (user or self.env.user).id,
                "approved_at": fields.Datetime.now(),
            }
        )

    def write(self, vals):
        """However a step is approved: what waits for it is due that day, and the next counts
        from then.
        """
        approved = self.browse()
        if vals.get("is_approved"):
            approved = self.filtered(lambda step: not step.is_approved)
        result = super().write(vals)
        if approved:
            self.env.flush_all()
            for step in approved:
                self.env.cr.execute(steps.release(step.id, step.campaign_id._today()))
            approved.campaign_id._forget_cached_entries()
        return result
