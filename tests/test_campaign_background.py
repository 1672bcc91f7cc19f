from odoo.tests import tagged
from odoo.tools import mute_logger

from .campaign_flow_common import AdvanceCase, day

ADVANCE = "odoo.addons.customer_tier.models.customer_tier_campaign_advance"


@tagged("post_install", "-at_install")
class TestCampaignBackground(AdvanceCase):
    """Running campaigns go on by themselves, whatever becomes of one of them."""

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_tier.ir_cron_campaign_advance"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_one_campaign_that_fails_stops_no_other(self):
        bad, good = (
            self._launched(
                self._steps({"delay_days": 1}), goal="none", leave_out_busy=False
            )
            for _ in range(2)
        )
        for campaign in bad + good:
            campaign.entry_ids.sudo().step_date = day(-1)
            campaign.approve_all_steps = True

        def deliver(campaign, step, today):
            if campaign == bad:
                campaign.env.cr.execute("SELECT 1 / 0")

        self.patch(type(bad), "_deliver_mail", deliver)
        with mute_logger(ADVANCE, "odoo.sql_db"):
            self._run_cron()
        self.assertFalse(bad.touch_ids)
        self.assertIn("division by zero", bad.error)
        self.assertEqual(bad.activity_ids.user_id, bad.user_id)
        self.assertEqual(len(good.touch_ids), 3)
        self.assertFalse(good.error)
        self.patch(type(bad), "_deliver_mail", lambda campaign, step, today: None)
        self._run_cron()
        self.assertEqual(len(bad.touch_ids), 3)
        self.assertFalse(bad.error)
        self.assertFalse(bad.activity_ids)

    def test_paused_campaigns_wait(self):
        campaign = self._launched(self._steps({"delay_days": 1}), goal="none")
        campaign.entry_ids.sudo().step_date = day(-1)
        campaign.action_pause()
        self._run_cron()
        self.assertFalse(campaign.touch_ids)

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        def queries(customers):
            campaign = self._launched(
                self._steps({}, {"delay_days": 1, "condition": "not_bought"}),
                audience_source="selection",
                partner_ids=customers.ids,
                leave_out_busy=False,
                audience_kind="living",
            )
            campaign.approve_all_steps = True
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign._advance(day(1))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        many = self._hospitals(40)
        self._run()
        queries(self.ann)  # warms up
        self.assertEqual(queries(many), queries(self.ann))
