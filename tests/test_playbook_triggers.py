from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..outcome.holdout import held_out_later
from .common import AS_OF
from .trigger_common import TriggerCase

LOGGER = "odoo.addons.customer_tier.models.customer_tier_run_triggers"


@tagged("post_install", "-at_install")
class TestPlaybookTriggers(TriggerCase):
    """Triggers do what a manager switched on, after publishing, and no more than that."""

    def test_a_trigger_is_off_until_somebody_switches_it_on(self):
        trigger = self._trigger(is_on=False)
        self.assertFalse(trigger.campaign_id)
        self._publish()
        self.assertFalse(trigger.is_on)
        self.assertFalse(self.env["customer.tier.campaign.entry"].search([]))

    def test_whoever_enters_the_tier_enters_the_campaign(self):
        trigger = self._trigger()
        self.assertFalse(trigger.campaign_id.entry_ids)
        self._publish()
        self.assertEqual(self._entered(trigger), self.best)
        entry = trigger.campaign_id.entry_ids[0]
        self.assertEqual(entry.state, "active")
        self.assertEqual((entry.entered_date, entry.step_date), (AS_OF, AS_OF))
        self.assertEqual(entry.outcome_end, AS_OF + timedelta(days=59))
        self.assertEqual((entry.size, entry.tier_id), (1000, self.tier_a))
        self.assertFalse(any(trigger.campaign_id.entry_ids.mapped("is_held_out")))

    def test_the_biggest_enter_first_and_the_rest_on_the_next_days(self):
        trigger = self._trigger(daily_cap=4)
        self._publish()
        self.assertEqual(self._entered(trigger), self.best[:4])
        self._publish()
        self.assertEqual(self._entered(trigger), self.best[:4], "the day is full")
        self._publish(1)
        self.assertEqual(self._entered(trigger), self.best)

    def test_who_found_no_place_within_the_days_to_wait_does_not_enter(self):
        trigger = self._trigger(daily_cap=4, wait_days=7)
        self._publish()
        self._publish(7)
        self.assertEqual(self._entered(trigger), self.best[:4])

    def test_who_is_not_there_any_more_does_not_enter(self):
        trigger = self._trigger(daily_cap=4)
        self._publish()
        self._order(self.customers[0], 10, 50000)  # nobody else is an A beside it
        self._publish(1)
        self.assertEqual(self._entered(trigger), self.best[:4])

    def test_what_happened_before_it_was_switched_on_starts_nothing(self):
        self._publish()
        trigger = self._trigger()
        self._publish(1)
        self.assertFalse(self._entered(trigger))

    def test_leaving_a_tier_and_a_segment(self):
        self._publish()
        leaves_a = self._trigger(event="leave_tier")
        segments = self.env["customer.profile"].search([]).segment_id
        leave_segment = self.env["customer.tier.playbook.trigger"].union(
            *(
                self._trigger(event="leave_segment", segment_id=segment.id)
                for segment in segments
            )
        )
        self.playbook.leave_out_busy = False
        leave_segment.campaign_id.leave_out_busy = False
        self._order(self.customers[0], 10, 50000)
        run = self._publish(1)
        moves = self.env["customer.tier.move"].search([("run_id", "=", run.id)])
        left = moves.filtered(
            lambda move: move.from_tier_id == self.tier_a != move.to_tier_id
        )
        self.assertEqual(self._entered(leaves_a), left.partner_id.sorted("id"))
        self.assertEqual(len(left), 5)
        for trigger in leave_segment:
            left = moves.filtered(
                lambda move, segment=trigger.segment_id: (
                    move.from_segment_id == segment and move.to_segment_id != segment
                )
            )
            self.assertEqual(set(self._entered(trigger)), set(left.partner_id))

    def test_a_customer_enters_at_most_once_in_so_many_days(self):
        trigger = self._trigger(customer_days=90)
        self._publish()
        first = trigger.campaign_id.entry_ids
        first.sudo().write({"state": "finished"})
        hospital = self.best[0]
        self._move(hospital, 89)
        self._publish(89)
        self.assertEqual(trigger.campaign_id.entry_ids, first)
        self._move(hospital, 91)
        self._publish(91)
        again = trigger.campaign_id.entry_ids - first
        self.assertEqual(again.partner_id, hospital)
        self.assertEqual(again.round, 2)

    def test_a_move_makes_its_customer_enter_once(self):
        trigger = self._trigger(customer_days=1, wait_days=300)
        trigger.campaign_id.outcome_days = 1
        self._publish()
        entries = trigger.campaign_id.entry_ids
        entries.sudo().write({"state": "finished", "outcome_end": AS_OF})
        self._publish(60)
        self.assertEqual(trigger.campaign_id.entry_ids, entries)

    def test_zero_days_mean_once_ever(self):
        trigger = self._trigger(customer_days=0)
        self._publish()
        trigger.campaign_id.entry_ids.sudo().write({"state": "finished"})
        self._move(self.best[0], 3000)
        self._publish(3000)
        self.assertEqual(len(trigger.campaign_id.entry_ids), 6)

    def test_customers_have_to_be_in_the_audience_of_the_playbook(self):
        self.playbook.profile_domain = "[('monetary', '>', 750)]"
        trigger = self._trigger()
        self._publish()
        self.assertEqual(self._entered(trigger), self.best[:3])

    def test_whom_any_audience_leaves_out_this_one_does_too(self):
        busy, doubtful, archived = self.best[:3]
        self.playbook.leave_out_doubtful = True
        trigger = self._trigger()
        self.policy.min_history_days = 60
        for customer in self.customers - doubtful:
            self._order(customer, 500, 100)
        self._enter(self._campaign(state="running"), busy)
        archived.active = False
        self._publish()
        entered = self._entered(trigger)
        self.assertTrue(entered)
        self.assertFalse(entered & (busy + doubtful + archived))

    def test_a_share_is_held_out_by_the_lot_of_whoever_comes_later(self):
        self.playbook.holdout_percent = 50
        trigger = self._trigger()
        self._publish()
        campaign = trigger.campaign_id
        self.assertEqual(len(campaign.entry_ids), 6)
        for entry in campaign.entry_ids:
            self.assertEqual(
                entry.is_held_out,
                held_out_later(campaign.seed, entry.partner_id.id, 0.5),
            )

    def test_strata_are_of_all_whom_the_rules_mean(self):
        self._publish()
        self.playbook.holdout_percent = 50
        trigger = self._trigger()
        groups = trigger.campaign_id.strata
        self.assertEqual(
            {tier for tiers, _bounds in groups for tier in tiers},
            {0, *self.env["customer.tier"].search([]).ids},
        )

    # ---------------------------------------------------------- publishing

    def test_simulations_start_nothing_until_they_are_published(self):
        trigger = self._trigger()
        run = self._publish(mode="simulation")
        self.assertFalse(self._entered(trigger))
        run.action_publish()
        self.assertEqual(self._entered(trigger), self.best)

    def test_a_run_that_waits_for_approval_starts_nothing_until_then(self):
        self._publish()
        self.policy.max_moved_share = 1
        trigger = self._trigger(event="leave_tier")
        self._order(self.customers[0], 10, 50000)
        self._go_to(1)
        run = self.env["customer.tier.run"].create(
            {"company_id": self.company.id, "origin": "schedule"}
        )
        run.action_run()
        self.assertEqual(run.state, "held")
        self.assertFalse(self._entered(trigger))
        run.action_publish()
        self.assertEqual(len(self._entered(trigger)), 5)

    def test_a_rollback_starts_nothing(self):
        self._publish()
        self._order(self.customers[0], 10, 50000)
        run = self._publish(1)
        trigger = self._trigger()
        run.action_roll_back()
        self.assertEqual(self._profile(self.best[1]).tier_id, self.tier_a)
        self.assertFalse(self._entered(trigger))

    def test_a_quick_refresh_starts_it_as_well(self):
        self._publish()
        trigger = self._trigger()
        clinic = self._customer("New Clinic", email="new@example.com")
        self._order(clinic, 1, 2000)
        self.env["customer.tier.refresh"]._refresh(self.company, clinic)
        self.assertEqual(self._entered(trigger), clinic)

    def test_publishing_another_company_starts_nothing_here(self):
        trigger = self._trigger()
        other = self._company("Other Company")
        self._order(self.best[0], 10, 1000, company=other)
        self._run(company=other)
        self.assertFalse(self._entered(trigger))

    def test_an_error_harms_neither_the_tiers_nor_other_triggers(self):
        broken = self._trigger()
        sound = self._trigger(tier_id=self.tier_b.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_tier_campaign SET profile_domain = 'nonsense' WHERE id = %s",
            [broken.campaign_id.id],
        )
        self.env.invalidate_all()
        with self.assertLogs(LOGGER, "ERROR"):
            run = self._publish()
        self.assertEqual(run.state, "done")
        self.assertEqual(self._profile(self.best[0]).tier_id, self.tier_a)
        self.assertIn("nonsense", broken.error)
        self.assertFalse(sound.error)
        self.assertEqual(self._entered(sound), self.middle)
        broken.campaign_id.profile_domain = False
        self._publish(1)
        self.assertEqual(self._entered(broken), self.best)
        self.assertFalse(broken.error, "it works again")

    def test_an_error_of_the_database_harms_nothing_either(self):
        trigger = self._trigger()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_tier_campaign SET outcome_days = 100000000 WHERE id = %s",
            [trigger.campaign_id.id],
        )
        self.env.invalidate_all()
        with mute_logger("odoo.sql_db", LOGGER):
            run = self._publish()
        self.assertEqual(run.state, "done")
        self.assertTrue(trigger.error)
        self.assertFalse(self._entered(trigger))

    def test_its_campaign_goes_on_though_all_who_entered_are_counted(self):
        trigger = self._trigger()
        campaign = trigger.campaign_id
        campaign._advance(AS_OF)
        self.assertEqual(campaign.state, "running", "nobody has entered yet")
        self._publish()
        campaign.entry_ids.sudo().write({"state": "finished"})
        campaign._advance(AS_OF + timedelta(days=100))
        self.assertEqual(campaign.state, "running")
