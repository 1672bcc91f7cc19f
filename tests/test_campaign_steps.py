from datetime import datetime, time

from odoo.tests import freeze_time, tagged

from .campaign_flow_common import AdvanceCase, day
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignSteps(AdvanceCase):
    """Who gets which step, and when."""

    # ---------------------------------------------------------------- delays

    def test_steps_come_when_their_delays_are_over(self):
        campaign = self._launched(
            self._steps({}, {"delay_days": 3}, {"delay_days": 4}), goal="none"
        )
        expected = {0: "1", 2: "1", 3: "12", 6: "12", 7: "123", 9: "123"}
        for number, names in expected.items():
            self._go(campaign, number)
            self.assertEqual("".join(self._of(campaign, self.ann)), names, number)

    def test_steps_without_delay_follow_on_the_same_day(self):
        campaign = self._launched(
            self._steps({}, {"channel": "activity"}, {"delay_days": 1}), goal="none"
        )
        self._go(campaign, 0)
        self.assertEqual(list(self._of(campaign, self.ann)), ["1", "2"])

    def test_the_first_step_may_have_to_wait(self):
        campaign = self._launched(self._steps({"delay_days": 2}), goal="none")
        self._go(campaign, 1)
        self.assertFalse(campaign.touch_ids)
        self._go(campaign, 2)
        self.assertEqual(len(campaign.touch_ids), 3)
        self.assertEqual(campaign.touch_ids[0].due_date, day(2))

    def test_the_same_day_twice_does_nothing_twice(self):
        campaign = self._launched(self._steps({}, {"delay_days": 1}), goal="none")
        for number in (0, 0, 1, 1):
            self._go(campaign, number)
        self.assertEqual(len(campaign.touch_ids), 6)

    def test_after_a_pause_steps_do_not_come_all_at_once(self):
        campaign = self._launched(
            self._steps({}, {"delay_days": 3}, {"delay_days": 3}), goal="none"
        )
        self._go(campaign, 0)
        campaign.action_pause()
        campaign._advance(day(20))
        self.assertEqual(list(self._of(campaign, self.ann)), ["1"])
        campaign._resume(day(20))
        self.assertEqual(list(self._of(campaign, self.ann)), ["1", "2"])
        self._go(campaign, 23)
        self.assertEqual(list(self._of(campaign, self.ann)), ["1", "2", "3"])

    # -------------------------------------------------------------- approval

    def test_a_step_that_nobody_approved_holds_up_the_next(self):
        campaign = self._launched(
            self._steps({}, {"delay_days": 2}, {"delay_days": 2}), goal="none"
        )
        for number in (2, 4, 8):
            campaign._advance(day(number))
        second = campaign.step_ids[1]
        self.assertEqual(self._of(campaign, self.ann), {"1": "due", "2": "due"})
        self.assertEqual(second.waiting_count, 3)
        with freeze_time(datetime.combine(day(8), time(12))):
            second.action_approve()
        for number in (8, 9):
            campaign._advance(day(number))
            self.assertEqual(len(self._of(campaign, self.ann)), 2)
        self.assertEqual(second.touch_ids[0].due_date, day(8))
        campaign._advance(day(10))
        self.assertEqual(len(self._of(campaign, self.ann)), 3)

    def test_only_approved_steps_go_out(self):
        campaign = self._launched(
            self._steps({}, {}, {"channel": "activity"}), goal="none"
        )
        first, second, third = campaign.step_ids
        self.assertEqual(first.mailing_ids.state, "in_queue")
        self.assertEqual(second.mailing_ids.state, "draft")
        second._approve_and_go_on(AS_OF)
        self.assertEqual(second.mailing_ids.state, "in_queue")
        self.assertEqual(set(third.touch_ids.mapped("state")), {"due"})
        self.assertFalse(third.touch_ids.activity_id)
        third._approve_and_go_on(AS_OF)
        self.assertEqual(len(third.touch_ids.activity_id), 3)

    def test_sending_in_email_marketing_approves_and_counts_from_that_day(self):
        campaign = self._launched(
            self._steps({}, {}, {"delay_days": 2, "channel": "activity"}), goal="none"
        )
        second = campaign.step_ids[1]
        campaign.entry_ids.sudo().step_date = day(-5)
        second.mailing_ids.action_put_in_queue()
        self.assertTrue(second.is_approved)
        self.assertEqual(set(campaign.entry_ids.mapped("step_date")), {AS_OF})
        campaign._advance(day(1))
        self.assertFalse(campaign.step_ids[2].touch_ids)

    # --------------------------------------------------------------- retrying

    def _tried_again(self):
        """The last mail to one customer failed, and a manager has it sent again."""
        campaign = self._launched(
            self._steps({}), goal="none", outcome_days=10, leave_out_busy=False
        )
        touch = campaign.touch_ids.filtered(lambda t: t.partner_id == self.ann)
        (campaign.touch_ids - touch).sudo().state = "done"
        touch.sudo().write({"state": "failed", "reason": "error"})
        self._go(campaign, 1)
        self.assertEqual(touch.entry_id.state, "finished")
        touch.mailing_id.action_retry_failed()
        return campaign, touch

    def test_a_second_try_waits_for_the_queue_though_all_steps_were_taken(self):
        campaign, touch = self._tried_again()
        self._go(campaign, 1)
        self.assertEqual((touch.state, touch.reason), ("due", False))
        self.assertEqual(touch.mailing_id._get_recipients(), self.ann.ids)

    def test_a_second_try_ends_with_the_campaign(self):
        for end in (lambda campaign: campaign.action_stop(), lambda c: self._go(c, 10)):
            campaign, touch = self._tried_again()
            end(campaign)
            self.assertEqual(campaign.state, "done")
            self.assertEqual((touch.state, touch.reason), ("skipped", "left"))

    # ------------------------------------------------------------ conditions

    def test_whoever_bought_skips_what_is_for_those_who_did_not(self):
        campaign = self._launched(
            self._steps(
                {},
                {"delay_days": 5, "condition": "not_bought", "channel": "activity"},
                {"delay_days": 1},
            ),
            goal="none",
        )
        self._go(campaign, 0)
        self._order(self.ann, -2, 50)
        self._order(self.bob, -2, -50)  # a return is no purchase
        self._order(self.cid, 1, 50)  # before entering
        self._go(campaign, 5)
        self._go(campaign, 6)
        self.assertEqual(
            self._of(campaign, self.ann), {"1": "due", "2": "condition", "3": "due"}
        )
        for other in (self.bob, self.cid):
            self.assertEqual(self._of(campaign, other)["2"], "due")

    def test_opened_and_answered_mails_decide(self):
        conditions = ("opened", "not_opened", "not_replied")
        campaign = self._launched(
            self._steps({}, *({"delay_days": 1, "condition": c} for c in conditions)),
            goal="none",
        )
        self._go(campaign, 0)
        touches = {touch.partner_id: touch for touch in campaign.touch_ids}
        touches[self.ann].sudo().is_opened = True
        touches[self.bob].sudo().write({"is_opened": True, "is_replied": True})
        for number in (1, 2, 3):
            self._go(campaign, number)
        taken = {
            customer: [
                step
                for step, state in self._of(campaign, customer).items()
                if step > "1" and state == "due"
            ]
            for customer in self.hospitals
        }
        self.assertEqual(
            taken, {self.ann: ["2", "4"], self.bob: ["2"], self.cid: ["3", "4"]}
        )

    def test_without_an_address_or_on_the_blacklist_no_mail_is_due(self):
        campaign = self._campaign(
            self._steps({}, {"channel": "activity"}),
            quiet_days=0,
            holdout_percent=0,
            leave_out_doubtful=False,
            goal="none",
        )
        campaign.action_prepare()
        self.env["mail.blacklist"].create({"email": self.bob.email})
        self.cid.email = False
        campaign._launch(AS_OF)
        self._go(campaign, 0)
        states = {customer: self._of(campaign, customer) for customer in self.hospitals}
        self.assertEqual(states[self.ann], {"1": "due", "2": "due"})
        self.assertEqual(states[self.bob], {"1": "blacklisted", "2": "due"})
        self.assertEqual(states[self.cid], {"1": "no_address", "2": "due"})

    # ---------------------------------------------------------- control group

    def test_those_held_out_are_never_touched(self):
        campaign = self._launched(
            self._steps({}, {}, {"delay_days": 1}), holdout_percent=50, goal="none"
        )
        for number in range(4):
            self._go(campaign, number)
        held_out = campaign.entry_ids.filtered("is_held_out")
        self.assertTrue(held_out)
        self.assertFalse(campaign.touch_ids.partner_id & held_out.partner_id)
        self.assertEqual(set(held_out.mapped("state")), {"active"})
        self.assertEqual(
            campaign.touch_ids.partner_id,
            campaign.entry_ids.partner_id - held_out.partner_id,
        )
