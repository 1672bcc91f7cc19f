from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import AS_OF
from .trigger_common import TriggerCase


@tagged("post_install", "-at_install")
class TestPlaybookTriggerSwitch(TriggerCase):
    """A trigger is switched by managers, and what it does stays one thing."""

    def test_switching_on_is_pressing_send_by_this_person(self):
        manager = self._user("trigger_manager", "customer_tier.group_manager")
        trigger = self._trigger(is_on=False)
        trigger.with_user(manager).action_switch_on()
        campaign = trigger.campaign_id
        self.assertEqual(trigger.switched_by_id, manager)
        self.assertTrue(trigger.switched_at)
        self.assertEqual(campaign.state, "running")
        self.assertTrue(campaign.is_automatic)
        self.assertEqual(campaign.launched_by_id, manager)
        self.assertEqual(campaign.launched_date, AS_OF)
        self.assertTrue(campaign.step_ids.is_approved)
        self.assertEqual(campaign.step_ids.approved_by_id, manager)

    def test_its_campaign_has_its_own_rules_and_steps(self):
        campaign = self._trigger(customer_days=180).campaign_id
        self.assertEqual(campaign.playbook_id, self.playbook)
        self.assertEqual(campaign.name, "Greet: When a customer enters tier A")
        self.assertEqual(campaign.step_ids.summary, "Say hello")
        self.assertEqual(campaign.reentry_days, 120)
        self.assertEqual(campaign.audience_kind, "frozen")
        self.playbook.step_ids.summary = "Changed"
        self.assertEqual(campaign.step_ids.summary, "Say hello")

    def test_switched_off_nobody_enters_and_no_step_is_taken(self):
        trigger = self._trigger()
        trigger.action_switch_off()
        self.assertEqual(trigger.campaign_id.state, "paused")
        self._publish()
        self.assertFalse(self._entered(trigger))

    def test_switched_on_again_it_goes_on_with_its_campaign_from_now(self):
        trigger = self._trigger()
        campaign = trigger.campaign_id
        trigger.action_switch_off()
        self._publish()
        trigger.action_switch_on()
        self.assertEqual(trigger.campaign_id, campaign)
        self.assertEqual(campaign.state, "running")
        self._publish(1)
        self.assertFalse(self._entered(trigger), "that was while it was off")
        self._move(self.best[0], 2)
        self._publish(2)
        self.assertEqual(self._entered(trigger), self.best[0])

    def test_a_campaign_that_was_stopped_is_followed_by_a_new_one(self):
        trigger = self._trigger()
        first = trigger.campaign_id
        first.action_stop()
        self.assertEqual(first.state, "done")
        self.assertFalse(trigger.is_on)
        self._publish()
        self.assertFalse(first.entry_ids)
        trigger.action_switch_on()
        self.assertNotEqual(trigger.campaign_id, first)

    def test_a_campaign_paused_by_hand_takes_nobody_in(self):
        trigger = self._trigger()
        trigger.campaign_id.action_pause()
        self._publish()
        self.assertFalse(self._entered(trigger))
        trigger.campaign_id.action_resume()
        self._publish(1)
        self.assertEqual(self._entered(trigger), self.best)

    def test_setting_the_switch_from_outside_is_switching(self):
        trigger = self._trigger(is_on=False)
        trigger.write({"is_on": True, "daily_cap": 1})
        self.assertEqual(trigger.campaign_id.state, "running")
        switched_at = trigger.switched_at
        trigger.write({"is_on": True})
        self.assertEqual(trigger.switched_at, switched_at, "it was on")
        trigger.is_on = False
        self.assertEqual(trigger.campaign_id.state, "paused")

    def test_a_copy_is_off_and_has_no_campaign(self):
        copied = self._trigger().copy()
        self.assertFalse(copied.is_on)
        self.assertFalse(copied.campaign_id)

    def test_archiving_the_playbook_switches_off(self):
        trigger = self._trigger()
        self.assertTrue(self.playbook.is_triggered)
        self.playbook.active = False
        self.assertFalse(trigger.is_on)
        self.assertEqual(trigger.campaign_id.state, "paused")
        with self.assertRaisesRegex(UserError, "is archived. Restore it first"):
            trigger.action_switch_on()

    def test_a_trigger_that_is_on_is_not_deleted(self):
        trigger = self._trigger()
        with self.assertRaisesRegex(UserError, "Switch the trigger off"):
            trigger.unlink()
        campaign = trigger.campaign_id
        trigger.action_switch_off()
        trigger.unlink()
        self.assertEqual(campaign.state, "done", "nobody could enter it any more")

    def test_a_playbook_without_steps_is_not_switched_on(self):
        self.playbook.step_ids.unlink()
        with self.assertRaisesRegex(UserError, "has no steps: add one first"):
            self._trigger()

    # ---------------------------------------------------------------- rules

    def test_a_trigger_waits_for_something(self):
        with self.assertRaisesRegex(ValidationError, "Choose the tier"):
            self._trigger(tier_id=False)
        with self.assertRaisesRegex(ValidationError, "Choose the segment"):
            self._trigger(event="enter_segment")

    def test_what_nobody_could_ever_do_is_refused(self):
        self.playbook.tier_ids = self.tier_a
        with self.assertRaisesRegex(ValidationError, "contradicts the audience"):
            self._trigger(event="leave_tier")
        with self.assertRaisesRegex(ValidationError, "contradicts the audience"):
            self._trigger(tier_id=self.tier_b.id)
        trigger = self._trigger()
        with self.assertRaisesRegex(ValidationError, "contradicts the audience"):
            self.playbook.tier_ids = self.tier_b
        self.assertTrue(trigger)

    def test_a_playbook_of_one_company_is_triggered_there_only(self):
        self.playbook.company_id = self._company("Other Company")
        with self.assertRaisesRegex(ValidationError, "of Other Company only"):
            self._trigger()

    def test_words_say_what_it_does(self):
        trigger = self._trigger(is_on=False, daily_cap=15)
        self.assertEqual(
            trigger.words,
            "When a customer enters tier A; at most 15 customers a day, each once in "
            "180 days.",
        )
        trigger.write(
            {
                "event": "leave_segment",
                "segment_id": self.env.ref("customer_tier.segment_champions").id,
                "customer_days": 0,
            }
        )
        self.assertIn("leaves the segment Champions", trigger.words)
        self.assertIn("each once ever", trigger.words)

    def test_what_it_waits_for_stays_while_customers_are_in_its_campaign(self):
        trigger = self._trigger()
        trigger.is_on = False
        other = self.playbook.copy({"name": "Other"})
        for values in (
            {"tier_id": self.tier_b.id},
            {"event": "leave_tier"},
            {"playbook_id": other.id},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "Stop that"):
                trigger.write(values)
        trigger.write({"tier_id": self.tier_a.id, "daily_cap": 3})
        first = trigger.campaign_id
        first.action_stop()
        trigger.write({"tier_id": self.tier_b.id, "playbook_id": other.id})
        trigger.is_on = True
        self.assertNotEqual(trigger.campaign_id, first)
        self.assertEqual(trigger.campaign_id.playbook_id, other)

    def test_how_often_a_customer_enters_can_be_changed_while_it_is_on(self):
        trigger = self._trigger(customer_days=180)
        self._publish()
        trigger.customer_days = 70  # ten days after the sixty that count
        self.assertEqual(trigger.campaign_id.reentry_days, 10)
        trigger.campaign_id.entry_ids.sudo().write({"state": "finished"})
        self._move(self.best[0], 71)
        self._publish(71)
        self.assertEqual(len(trigger.campaign_id.entry_ids), 7)
        trigger.customer_days = 0
        self.assertEqual(trigger.campaign_id.reentry_days, 0)

    def test_its_launch_is_not_undone(self):
        trigger = self._trigger()
        self._publish()
        with self.assertRaisesRegex(UserError, "A trigger puts the customers in"):
            trigger.campaign_id.action_undo()
        self.assertEqual(trigger.campaign_id.state, "running")

    def test_users_see_triggers_and_only_managers_switch(self):
        user = self._user("trigger_user", "sales_team.group_sale_salesman")
        trigger = self._trigger(is_on=False)
        self.assertTrue(trigger.with_user(user).words)
        for change in (
            {"is_on": True},
            {"daily_cap": 1000},
        ):
            with self.assertRaises(AccessError):
                trigger.with_user(user).write(change)
        with self.assertRaises(AccessError):
            trigger.with_user(user).action_switch_on()
        self.assertFalse(trigger.campaign_id)

    def test_triggers_of_other_companies_are_not_seen(self):
        other = self._company("Other Company")
        trigger = self._trigger(is_on=False, company_id=other.id)
        manager = self._user("trigger_other", "customer_tier.group_manager")
        found = self.env["customer.tier.playbook.trigger"].with_user(manager).search([])
        self.assertNotIn(trigger, found)
        self.assertFalse(self.playbook.with_user(manager).trigger_ids)
