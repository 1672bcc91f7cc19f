from odoo import api, fields, models

from ..campaigns import entries
from .customer_tier_campaign_screen import LIVE_STATES

# What a message needs to be sent to a contact.
REACHABLE = {
    "mail": [
        ("recipient_id.email_normalized", "!=", False),
        ("recipient_id.is_blacklisted", "=", False),
    ],
}


class CustomerTierCampaign(models.Model):
    """What launching a campaign, or sending a step, is going to do: how many get what, and when."""

    _inherit = "customer.tier.campaign"

    launch_words = fields.Text(
        string="What Launching Does",
        compute="_compute_launch_words",
        help="How many customers get what, and when.",
    )
    left_out_words = fields.Text(
        string="Left Out",
        compute="_compute_left_out_words",
        help="Customers who meet the rules and are not in it, by the first reason that applies.",
    )
    next_step_words = fields.Text(
        string="What Sending Does", compute="_compute_next_step_words"
    )

    @api.depends("left_out_counts")
    @api.depends_context("lang")
    def _compute_left_out_words(self):
        for campaign in self:
            counts = campaign.left_out_counts or {}
            campaign.left_out_words = "\n".join(
                self.env._("%(reason)s: %(count)s", reason=name, count=counts[reason])
                for reason, name in campaign._exclusion_labels().items()
                if counts.get(reason)
            )

    @api.depends(
        "state",
        "approve_all_steps",
        "step_ids.name",
        "step_ids.sequence",
        "step_ids.delay_days",
        "step_ids.condition",
        "step_ids.channel",
    )
    @api.depends_context("lang")
    def _compute_launch_words(self):
        for campaign in self:
            campaign.launch_words = (
                "\n".join(campaign._launch_lines())
                if campaign.state in ("ready", "proposed")
                else False
            )

    def _launch_lines(self):
        yield self.env._(
            "Customers who enter: %(treated)s. Control group, which gets nothing: %(held_out)s.",
            treated=self.treated_count,
            held_out=self.held_out_count,
        )
        day = 0
        for number, step in enumerate(self.step_ids, start=1):
            day += step.delay_days
            yield self._launch_line(number, step, day)
        if self.step_ids[1:] and self.approve_all_steps:
            yield self.env._("Later steps go by themselves when it is time.")
        elif self.step_ids[1:]:
            yield self.env._("Each later step waits until a manager presses “Send”.")

    def _launch_line(self, number, step, day):
        """One step: its number and name, through which channel, when, and to how many."""
        values = {
            "number": number,
            "step": step.name,
            "channel": step._channel_words(),
            "day": day,
        }
        if number == 1 and not day:
            return self.env._(
                "%(number)s. %(step)s (%(channel)s): today, to %(count)s of them.",
                count=self._reachable_count(step),
                **values,
            )
        if number == 1:
            return self.env._(
                "%(number)s. %(step)s (%(channel)s): on day %(day)s, to %(count)s of them.",
                count=self._reachable_count(step),
                **values,
            )
        if step.condition == "always":
            return self.env._(
                "%(number)s. %(step)s (%(channel)s): on day %(day)s, to whoever is still in "
                "it.",
                **values,
            )
        return self.env._(
            "%(number)s. %(step)s (%(channel)s): on day %(day)s. %(condition)s.",
            condition=step._condition_words(),
            **values,
        )

    def _reachable_count(self, step):
        """How many of those who are about to enter can get this step."""
        if step.channel == "sms":
            return self._textable_count()
        return self.env["customer.tier.campaign.entry"].search_count(
            [
                ("campaign_id", "=", self.id),
                ("is_held_out", "=", False),
                ("state", "=", "waiting"),
                *REACHABLE.get(step.channel, ()),
            ]
        )

    def _textable_count(self):
        """How many of those who are about to enter have a contact for text messages."""
        self.env.flush_all()  # read in SQL of our own
        wanted = self._wanted(self._today(), ("sms",))
        [[count]] = self.env.execute_query(entries.reachable_count(self.id, wanted))
        return count

    @api.depends("next_step_id")
    @api.depends_context("lang")
    def _compute_next_step_words(self):
        for campaign in self:
            step = campaign.next_step_id
            campaign.next_step_words = bool(step) and self.env._(
                "“%(step)s” (%(channel)s) goes to whoever has reached it, %(count)s now, and "
                "to whoever reaches it later.",
                step=step.name,
                channel=step._channel_words(),
                count=step.due_count,
            )


class CustomerTierCampaignStep(models.Model):
    _inherit = "customer.tier.campaign.step"

    can_approve = fields.Boolean(
        compute="_compute_can_approve", export_string_translation=False
    )

    @api.depends("is_approved", "campaign_id.state")
    def _compute_can_approve(self):
        for step in self:
            step.can_approve = (
                not step.is_approved and step.campaign_id.state in LIVE_STATES
            )

    def _channel_words(self):
        field = self._fields["channel"]
        return dict(field._description_selection(self.env))[self.channel]

    def _condition_words(self):
        field = self._fields["condition"]
        return dict(field._description_selection(self.env))[self.condition]
