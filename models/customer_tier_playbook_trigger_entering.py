from odoo import fields, models
from odoo.exceptions import UserError

from ..campaigns import audience, entries, triggers


class CustomerTierPlaybookTrigger(models.Model):
    """Switching on and off, and putting customers into the campaign."""

    _inherit = "customer.tier.playbook.trigger"

    # ------------------------------------------------------------------ switch

    def _switch_on(self):
        """This person presses send, now and for all who enter from now on."""
        for trigger in self:
            trigger._check_startable()
            today = trigger.company_id._tier_today()
            if not trigger._is_campaign_open():
                trigger.campaign_id = trigger._create_campaign(today)
            # sudo: of a campaign only its actions write where it stands
            campaign = trigger.campaign_id.sudo()
            campaign.step_ids.filtered(lambda step: not step.is_approved)._approve()
            campaign._resume(today)
            [[last_move]] = self.env.execute_query(
                triggers.last_move(trigger.company_id.id)
            )
            trigger.write({"seen_move": last_move, "error": False})
        self._record_switch()

    def _switch_off(self):
        """Nobody enters any more, and no further step is taken for those who did."""
        running = self.campaign_id.filtered(lambda c: c.state == "running")
        for campaign in running.sudo():
            campaign._pause()
        self._record_switch()

    def _record_switch(self):
        self.write(
            {"switched_by_id": self.env.uid, "switched_at": fields.Datetime.now()}
        )

    def _check_startable(self):
        if not self.playbook_id.active:
            raise UserError(
                self.env._(
                    "“%(playbook)s” is archived. Restore it first.",
                    playbook=self.playbook_id.name,
                )
            )
        if not self.playbook_id.step_ids:
            raise UserError(
                self.env._(
                    "“%(playbook)s” has no steps: add one first.",
                    playbook=self.playbook_id.name,
                )
            )

    def _is_campaign_open(self):
        return self.campaign_id.active and self.campaign_id.state in (
            "running",
            "paused",
        )

    def _create_campaign(self, today):
        """The campaign that its customers enter, without any so far; paused."""
        playbook = self.playbook_id
        # sudo: of a campaign only its actions write where it stands
        campaign = (
            self.env["customer.tier.campaign"]
            .sudo()
            .create(
                {
                    **playbook._audience_values(),
                    "name": f"{playbook.name}: {self._event_words()}",
                    "company_id": self.company_id.id,
                    "user_id": self.env.uid,
                    "playbook_id": playbook.id,
                    "is_automatic": True,
                    # the audience alone makes nobody enter
                    "audience_kind": "frozen",
                    "reentry_days": self._reentry_days(),
                    "state": "paused",
                    "launched_date": today,
                    "launched_by_id": self.env.uid,
                    "approve_all_steps": True,
                }
            )
        )
        playbook.sudo()._copy_steps_to(campaign)
        campaign.strata = self._design_strata(campaign, today)
        return campaign

    def _reentry_days(self):
        """What the rules of a campaign say, which count from the end of the outcome."""
        if not self.customer_days:
            return 0  # never
        return max(self.customer_days - self.playbook_id.outcome_days, 1)

    def _tell_reentry(self):
        """The open campaigns go by what the triggers say now."""
        for trigger in self:
            if trigger._is_campaign_open():
                # sudo: the rules of a launched campaign are not written by hand
                trigger.campaign_id.sudo().reentry_days = trigger._reentry_days()

    def _design_strata(self, campaign, today):
        """Tiers and sizes of all whom the rules mean now: those are who may enter one day."""
        judged = triggers.as_if_in(campaign._judged_audience(today))
        self.env.cr.execute(entries.create_audience_table(judged))
        return entries.groups_to_json(
            entries.design(
                self.env.execute_query,
                self.env["customer.tier"].search([]).ids,
                campaign.holdout_percent / 100,
            )
        )

    # ------------------------------------------------------------------- enter

    def _enter_customers(self):
        """After a publication: whoever moved as this trigger says enters its campaign.

        One query for the moves; only where there are any the rest, set-based.

        :return: how many entered
        """
        self.ensure_one()
        campaign = self.campaign_id
        today = campaign._today()
        self.env.flush_all()
        moved = self.env.execute_query(triggers.moved(self._as_of(today)))
        # while somebody works on the campaign they wait for the next publication
        if not moved or not campaign._try_lock():
            return 0
        campaign._mark_advanced()
        places = self._places_left(today)
        if not places:
            return 0
        candidates = triggers.among(
            campaign._judged(today), [partner for [partner] in moved]
        )
        self.env.cr.execute(
            entries.create_audience_table(
                triggers.biggest(audience.judged(candidates), places)
            )
        )
        self.env.cr.execute(
            entries.enter_newcomers(
                campaign,
                entries.groups_from_json(campaign.strata),
                today,
                campaign._outcome_end(today),
            )
        )
        entered = self.env.cr.rowcount
        campaign._forget_cached_entries()
        return entered

    def _places_left(self, today):
        """How many may still enter today."""
        entered = self.env["customer.tier.campaign.entry"].search_count(
            [
                ("campaign_id", "=", self.campaign_id.id),
                ("entered_date", "=", today),
            ]
        )
        return max(self.daily_cap - entered, 0)

    def _as_of(self, today):
        return triggers.Trigger(
            campaign_id=self.campaign_id.id,
            company_id=self.company_id.id,
            event=self.event,
            which=(self.tier_id if self._is_about_tier() else self.segment_id).id,
            seen_move=self.seen_move,
            today=today,
            wait_days=self.wait_days,
            customer_days=self.customer_days,
        )
