from datetime import timedelta

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
            if not trigger._is_campaign_open():
                trigger.campaign_id = trigger._create_campaign()
            [[last_move_id]] = self.env.execute_query(
                triggers.last_move(trigger.company_id.id)
            )
            trigger.seen_move = last_move_id
            trigger.error = False
            trigger._approve_campaign()
        self._record_switch()

    def _switch_off(self):
        """Nobody enters any more, and no further step is taken for those who did."""
        self.campaign_id.filtered(lambda campaign: campaign.state == "running").write(
            {"state": "paused"}
        )
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

    def _create_campaign(self):
        """The campaign that its customers enter, without any so far."""
        playbook = self.playbook_id
        campaign = self.env["customer.tier.campaign"].create(
            {
                **playbook._audience_values(),
                "name": f"{playbook.name}: {self._event_words()}",
                "company_id": self.company_id.id,
                "playbook_id": playbook.id,
                "is_automatic": True,
                "audience_kind": "frozen",  # the audience alone makes nobody enter
                "reentry_days": self._reentry_days(),
                "launched_date": self.company_id._tier_today(),
                "launched_by_id": self.env.uid,
            }
        )
        playbook._copy_steps_to(campaign)
        campaign.strata = self._design_strata(campaign)
        return campaign

    def _reentry_days(self):
        """What the rules of a campaign say, which count from the end of the outcome."""
        if not self.customer_days:
            return 0  # never
        return max(self.customer_days - self.playbook_id.outcome_days, 1)

    def _design_strata(self, campaign):
        """Tiers and sizes of all whom the rules mean now: those are who may enter one day."""
        judged = campaign._judged_audience(campaign._today())
        self.env.flush_all()
        self.env.cr.execute(entries.create_audience_table(triggers.as_if_in(judged)))
        return entries.groups_to_json(
            entries.design(
                self.env.execute_query,
                self.env["customer.tier"].search([]).ids,
                campaign.holdout_percent / 100,
            )
        )

    def _approve_campaign(self):
        self.campaign_id.step_ids.filtered(lambda step: not step.is_approved).write(
            {
                "is_approved": True,
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
            }
        )
        self.campaign_id.state = "running"

    # ------------------------------------------------------------------- enter

    def _enter_customers(self):
        """After a publication: whoever moved as this trigger says enters its campaign.

        One query for the moves; only where there are any the rest, set-based.

        :return: how many entered
        """
        self.ensure_one()
        campaign = self.campaign_id
        places = self._places_left()
        if not places:
            return 0
        today = campaign._today()
        self.env.flush_all()
        moved = self.env.execute_query(triggers.moved(self._as_of(today)))
        if not moved:
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
                today + timedelta(days=campaign.outcome_days - 1),
            )
        )
        entered = self.env.cr.rowcount
        self.env["customer.tier.campaign.entry"].invalidate_model()
        campaign.invalidate_recordset()
        return entered

    def _places_left(self):
        """How many may still enter today."""
        entered = self.env["customer.tier.campaign.entry"].search_count(
            [
                ("campaign_id", "=", self.campaign_id.id),
                ("entered_date", "=", self.campaign_id._today()),
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
