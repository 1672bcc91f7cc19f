from datetime import datetime, time

from odoo.tests import tagged

from ..outcome.holdout import held_out_later
from .campaign_flow_common import AdvanceCase, day


@tagged("post_install", "-at_install")
class TestCampaignEntries(AdvanceCase):
    """Who enters a running campaign, who leaves it, and when it is over."""

    # ------------------------------------------------------------------- aim

    def test_a_purchase_ends_it_for_treated_and_held_out_alike(self):
        campaign = self._launched(
            self._steps({}, {"delay_days": 5}), holdout_percent=50
        )
        self._go(campaign, 0)
        for hospital in self.hospitals:
            self._order(hospital, -3, 10)
        self._go(campaign, 5)
        for entry in campaign.entry_ids:
            self.assertEqual((entry.state, entry.goal_date), ("goal", day(3)))
        self.assertNotIn("2", {touch.step_id.name for touch in campaign.touch_ids})

    def test_a_purchase_of_the_first_day_counts_and_of_the_day_before_does_not(self):
        campaign = self._launched()
        self._order(self.ann, 0, 10)
        self._order(self.bob, 1, 10)
        self._go(campaign, 1)
        self.assertEqual(self._entry(campaign, self.ann).state, "goal")
        self.assertNotEqual(self._entry(campaign, self.bob).state, "goal")

    def test_a_department_buys_for_its_hospital(self):
        ward = self._customer("Ward", is_company=False, parent_id=self.ann.id)
        campaign = self._launched()
        self._order(ward, -1, 10)
        self._go(campaign, 1)
        self.assertEqual(self._entry(campaign, self.ann).goal_date, day(1))

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        campaign = self._launched()
        late = datetime.combine(day(1), time(20))  # already day 2 in Shanghai
        self._order_at(self.ann, late, 10)
        self._go(campaign, 1)
        self.assertNotEqual(self._entry(campaign, self.ann).state, "goal")
        self._go(campaign, 2)
        self.assertEqual(self._entry(campaign, self.ann).goal_date, day(2))

    def test_invoices_count_where_the_policy_goes_by_invoices(self):
        self._accounting()
        self.policy.purchase_source = "invoice"
        for hospital in self.hospitals:
            self._invoice(hospital, 5, 100)
        self._run()
        campaign = self._launched()
        self._order(self.ann, -1, 10)
        self._invoice(self.bob, -2, 10)
        self._go(campaign, 3)
        self.assertNotEqual(self._entry(campaign, self.ann).state, "goal")
        self.assertEqual(self._entry(campaign, self.bob).goal_date, day(2))

    def test_a_better_tier_than_the_aim_meets_it_too(self):
        profiles = {customer: self._profile(customer) for customer in self.hospitals}
        for profile in profiles.values():
            profile.sudo().tier_id = self.tier_c
        campaign = self._launched(goal="tier", goal_tier_id=self.tier_b.id)
        profiles[self.ann].sudo().tier_id = self.tier_a
        profiles[self.bob].sudo().tier_id = self.tier_b
        self._go(campaign, 4)
        dates = [self._entry(campaign, one).goal_date for one in self.hospitals]
        self.assertEqual(dates, [day(4), day(4), False])

    def test_leaving_the_segments_meets_the_aim(self):
        sleeping, champions, lost = (
            self.env.ref(f"customer_tier.segment_{code}")
            for code in ("about_to_sleep", "champions", "lost")
        )
        for customer in self.hospitals:
            self._profile(customer).sudo().segment_id = sleeping
        campaign = self._launched(
            goal="segment",
            segment_ids=(sleeping + lost).ids,
            audience_kind="living",
        )
        self._profile(self.ann).sudo().segment_id = champions
        self._profile(self.bob).sudo().segment_id = lost
        self._go(campaign, 2)
        states = [self._entry(campaign, one).state for one in self.hospitals]
        self.assertEqual(states[0], "goal")
        self.assertNotIn("goal", states[1:])

    def test_the_aim_met_after_the_last_step_is_still_noted(self):
        campaign = self._launched(outcome_days=10)
        campaign.touch_ids.sudo().state = "done"
        self._go(campaign, 1)
        self.assertEqual(self._entry(campaign, self.ann).state, "finished")
        self._order(self.ann, -9, 10)
        self._order(self.bob, -10, 10)
        campaign._advance(day(9))
        self.assertEqual(self._entry(campaign, self.ann).goal_date, day(9))
        campaign._advance(day(10))
        self.assertFalse(self._entry(campaign, self.bob).goal_date)

    def test_what_waits_for_whoever_met_the_aim_is_withdrawn(self):
        campaign = self._launched(self._steps({"channel": "activity"}))
        touch = campaign.touch_ids.filtered(lambda t: t.partner_id == self.ann)
        touch.sudo().activity_id = self.ann.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=day(5)
        )
        activity = touch.activity_id
        self._order(self.ann, -1, 10)
        self._go(campaign, 1)
        self.assertEqual((touch.state, touch.reason), ("skipped", "left"))
        self.assertFalse(activity.exists())

    # ---------------------------------------------------------------- living

    def test_a_living_audience_takes_in_who_matches_by_now(self):
        for customer in self.hospitals:
            self._profile(customer).sudo().tier_id = self.tier_c
        campaign = self._launched(
            self._steps({}, {"delay_days": 5}),
            audience_kind="living",
            tier_ids=self.tier_c.ids,
            goal="none",
            outcome_days=30,
        )
        newcomer = self._customer("Newcomer", email="new@example.com")
        self._order(newcomer, 10, 1)
        self._run()
        self._profile(newcomer).sudo().tier_id = self.tier_c
        self._go(campaign, 3)
        entry = self._entry(campaign, newcomer)
        self.assertEqual((entry.state, entry.entered_date), ("active", day(3)))
        self.assertEqual(entry.outcome_end, day(32))
        self.assertEqual(list(self._of(campaign, newcomer)), ["1"])

    def test_a_frozen_audience_takes_in_nobody_and_lets_nobody_go(self):
        campaign = self._launched(
            tier_ids=[self.tier_a.id, self.tier_b.id, self.tier_c.id]
        )
        before = campaign.entry_ids
        self._profile(self.ann).sudo().tier_id = False
        newcomer = self._customer("Newcomer", email="new@example.com")
        self._order(newcomer, 10, 1)
        self._run()
        self._go(campaign, 1)
        self.assertEqual(campaign.entry_ids, before)
        self.assertNotIn("left", before.mapped("state"))

    def test_whoever_matches_no_more_leaves_a_living_audience(self):
        for customer in self.hospitals:
            self._profile(customer).sudo().tier_id = self.tier_c
        campaign = self._launched(
            self._steps({}, {"delay_days": 2}),
            audience_kind="living",
            tier_ids=self.tier_c.ids,
            goal="none",
        )
        self._profile(self.ann).sudo().tier_id = self.tier_a
        self._go(campaign, 2)
        entry = self._entry(campaign, self.ann)
        self.assertEqual(
            (entry.state, entry.left_reason, entry.left_date),
            ("left", "audience", day(2)),
        )
        self.assertEqual(self._of(campaign, self.ann), {"1": "left"})
        self.assertEqual(len(self._of(campaign, self.bob)), 2)

    def test_having_been_called_is_no_reason_to_leave(self):
        campaign = self._launched(
            audience_kind="living",
            goal="none",
            steps=self._steps({}, {"delay_days": 1}),
        )
        campaign.quiet_days = 14
        self.ann.message_post(
            body="Called them", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self._go(campaign, 1)
        self.assertEqual(self._entry(campaign, self.ann).state, "active")

    def test_newcomers_are_held_out_by_their_own_ticket(self):
        campaign = self._launched(
            audience_kind="living", holdout_percent=40, goal="none"
        )
        newcomers = self._hospitals(12)
        self._run()
        self._go(campaign, 1)
        for newcomer in newcomers:
            self.assertEqual(
                self._entry(campaign, newcomer).is_held_out,
                held_out_later(campaign.seed, newcomer.id, 0.4),
            )

    # ----------------------------------------------------------------- again

    def test_entering_again_keeps_the_lot(self):
        campaign = self._launched(
            audience_kind="living",
            holdout_percent=50,
            outcome_days=5,
            reentry_days=3,
            goal="none",
        )
        first = {e.partner_id: (e.is_held_out, e.stratum) for e in campaign.entry_ids}
        other = self._hospitals(1)
        self._run()
        self._go(campaign, 3)
        campaign.touch_ids.sudo().state = "done"
        for number, rounds in ((6, 1), (7, 2), (8, 2)):
            self._go(campaign, number)
            entry = self._entry(campaign, self.ann)
            self.assertEqual(entry.round, rounds, number)
        for customer, lot in first.items():
            entry = self._entry(campaign, customer)
            self.assertEqual(entry.round, 2)
            self.assertEqual((entry.is_held_out, entry.stratum), lot)
            self.assertEqual(entry.entered_date, day(7))
        self.assertEqual(self._entry(campaign, other).round, 1)

    def test_without_days_for_it_nobody_enters_again(self):
        campaign = self._launched(
            audience_kind="living", outcome_days=5, reentry_days=0, goal="none"
        )
        other = self._hospitals(1)
        self._run()
        self._go(campaign, 4)
        campaign.touch_ids.sudo().state = "done"
        self._go(campaign, 8)
        self.assertEqual(self._entry(campaign, self.ann).round, 1)
        self.assertTrue(self._entry(campaign, other))

    # ------------------------------------------------------------- customers

    def test_archived_customers_leave(self):
        campaign = self._launched(goal="none")
        self.ann.active = False
        self._go(campaign, 1)
        entry = campaign.with_context(active_test=False).entry_ids.filtered(
            lambda e: e.partner_id == self.ann
        )
        self.assertEqual((entry.state, entry.left_reason), ("left", "archived"))

    def test_deleted_customers_vanish(self):
        lone = self._customer("Lone", email="lone@example.com")
        campaign = self._launched(
            audience_source="selection", partner_ids=(self.ann + self.bob).ids
        )
        self._enter(campaign, lone)
        lone.unlink()
        self._go(campaign, 1)
        self.assertEqual(campaign.entry_ids.partner_id, self.ann + self.bob)

    def _merge(self, partners, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, target)
        self.env.invalidate_all()

    def test_customers_that_become_one_are_in_a_campaign_once(self):
        both = self._launched(self._steps({}, {"delay_days": 1}), goal="none")
        alone = self._launched(
            goal="none",
            leave_out_busy=False,
            audience_source="selection",
            partner_ids=self.ann.ids,
        )
        self._merge(self.ann + self.bob, self.bob)
        self.assertEqual(both.entry_ids.partner_id, self.bob + self.cid)
        self.assertEqual(len(both.entry_ids), 2)
        self.assertEqual(alone.entry_ids.partner_id, self.bob)
        self._go(both, 1)
        self.assertEqual(len(self._of(both, self.bob)), 2)

    def test_whoever_was_treated_is_no_control_group_after_a_merge(self):
        campaign = self._campaign()
        self._enter(campaign, self.ann + self.bob, held_out=self.bob)
        self._merge(self.ann + self.bob, self.bob)
        entry = campaign.entry_ids
        self.assertEqual((entry.partner_id, entry.is_held_out), (self.bob, False))

    def test_a_customer_that_became_a_department_leaves(self):
        campaign = self._launched(goal="none")
        self.ann.write({"is_company": False, "parent_id": self.bob.id})
        self._go(campaign, 1)
        self.assertEqual(self._entry(campaign, self.ann).state, "left")

    # ------------------------------------------------------------------- end

    def test_it_is_done_when_the_outcome_of_all_is_counted(self):
        campaign = self._launched(
            self._steps({}, {"delay_days": 30}), outcome_days=10, goal="none"
        )
        self._go(campaign, 9)
        self.assertEqual(campaign.state, "running")
        self._go(campaign, 10)
        self.assertEqual((campaign.state, campaign.closed_date), ("done", day(10)))
        self.assertEqual(set(campaign.entry_ids.mapped("state")), {"finished"})

    def test_whoever_may_enter_again_keeps_it_open(self):
        campaign = self._launched(
            outcome_days=10, reentry_days=5, audience_kind="living", goal="none"
        )
        self._go(campaign, 12)
        self.assertEqual(campaign.state, "running")
        campaign.touch_ids.sudo().state = "done"
        self._go(campaign, 13)  # finished
        self._go(campaign, 14)
        self.assertEqual(set(campaign.entry_ids.mapped("round")), {1, 2})

    def test_what_a_trigger_fills_runs_on(self):
        campaign = self._launched(outcome_days=10)
        campaign.is_automatic = True
        self._go(campaign, 50)
        self.assertEqual(campaign.state, "running")
