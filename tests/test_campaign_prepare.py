from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..campaigns import entries
from ..outcome import holdout, strata
from .campaign_flow_common import FlowCase
from .common import AS_OF

PREPARE = "odoo.addons.customer_tier.models.customer_tier_campaign_prepare"


@tagged("post_install", "-at_install")
class TestCampaignPrepare(FlowCase):
    """Who is in a campaign, and who is held out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._hospitals(
            120, lambda place: 40_000 / (place + 1) if place % 9 else 100
        )
        cls._run()

    def _prepared(self, **values):
        values = {"quiet_days": 0, "leave_out_doubtful": False, **values}
        campaign = self._campaign([{}], **values)
        campaign.action_prepare()
        return campaign

    def _lots(self, campaign):
        return {
            entry.partner_id.id: (entry.stratum, entry.is_held_out)
            for entry in campaign.entry_ids
        }

    def _expected_lots(self, campaign, share):
        """The same by Python alone."""
        known = {
            entry.partner_id.id: (entry.tier_id.id or 0, entry.size)
            for entry in campaign.entry_ids
        }
        tiers = self.env["customer.tier"].with_context(active_test=False).search([])
        groups = strata.design(known, (*tiers.ids, 0), share)
        places = {one: strata.stratum(groups, *it) for one, it in known.items()}
        held_out = holdout.draw(places, share, campaign.seed)
        return {one: (place, one in held_out) for one, place in places.items()}

    # ------------------------------------------------------------------ lots

    def test_the_draw_is_the_one_that_anybody_can_repeat(self):
        for percent in (10, 20, 50):
            with self.subTest(percent=percent):
                campaign = self._prepared(holdout_percent=percent)
                self.assertEqual(
                    self._lots(campaign), self._expected_lots(campaign, percent / 100)
                )
                self.assertAlmostEqual(
                    campaign.held_out_count, 120 * percent / 100, delta=1
                )

    def test_every_stratum_has_its_share_held_out(self):
        campaign = self._prepared(holdout_percent=20)
        by_stratum = campaign.entry_ids.grouped("stratum")
        self.assertGreater(len(by_stratum), 3)
        for members in by_stratum.values():
            held_out = len(members.filtered("is_held_out"))
            self.assertAlmostEqual(held_out, 0.2 * len(members), delta=1)
        self.assertEqual(len(campaign.entry_ids.tier_id), 3)

    def test_entries_keep_what_the_customer_was_when_the_lots_were_drawn(self):
        campaign = self._prepared()
        entry = self._entry(campaign, self.customers[1])
        profile = self._profile(self.customers[1])
        self.assertEqual(campaign.state, "ready")
        self.assertEqual(campaign.prepared_date, AS_OF)
        self.assertEqual((entry.state, entry.round), ("waiting", 1))
        self.assertEqual(entry.size, profile.monetary)
        self.assertEqual(entry.tier_id, profile.tier_id)
        self.assertEqual(entry.segment_id, profile.segment_id)
        self.assertEqual(entry.company_id, self.company)
        self.assertEqual(entry.recipient_id, self.customers[1])
        self.assertFalse(entry.entered_date)

    def test_three_customers_are_enough(self):
        tier = self.env["customer.tier"].create({"name": "New", "code": "N"})
        profiles = self._profile(self.customers[0])
        for customer in self.customers[1:3]:
            profiles |= self._profile(customer)
        profiles.sudo().tier_id = tier
        campaign = self._prepared(tier_ids=tier.ids)
        self.assertEqual(campaign.entry_count, 3)
        self.assertLessEqual(campaign.held_out_count, 1)
        self.assertEqual(self._lots(campaign), self._expected_lots(campaign, 0.2))

    def test_without_a_control_group_nobody_is_held_out(self):
        campaign = self._prepared(holdout_percent=0)
        self.assertEqual(campaign.entry_count, 120)
        self.assertEqual(campaign.held_out_count, 0)
        self.assertEqual(set(campaign.entry_ids.mapped("stratum")), {0})

    def test_nobody_left_is_said_and_nothing_is_written(self):
        tier = self.env["customer.tier"].create({"name": "Empty", "code": "E"})
        campaign = self._campaign([{}], tier_ids=tier.ids)
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            campaign.action_prepare()
        self.assertEqual((campaign.state, campaign.entry_count), ("draft", 0))

    # ----------------------------------------------------------------- again

    def test_preparing_again_draws_the_same_customers(self):
        campaign = self._prepared()
        lots = self._lots(campaign)
        campaign.action_back_to_draft()
        self.assertEqual((campaign.state, campaign.entry_count), ("draft", 0))
        campaign.action_prepare()
        self.assertEqual(self._lots(campaign), lots)

    def test_another_campaign_draws_others(self):
        first, second = self._prepared(), self._prepared(leave_out_busy=False)
        self.assertNotEqual(self._lots(first), self._lots(second))

    def test_a_prepared_campaign_is_not_prepared_twice(self):
        campaign = self._prepared()
        with self.assertRaisesRegex(UserError, "where this cannot be done"):
            campaign.action_prepare()

    # ------------------------------------------------------------ background

    def _prepare_big(self, campaign):
        """Press the button, with a limit so low that it is done in the background."""
        self.patch(type(campaign), "_prepare_at_once", 50)
        campaign.action_prepare()

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_tier.ir_cron_campaign_prepare"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_a_big_audience_is_prepared_in_the_background(self):
        small = self._prepared()
        campaign = self._campaign(
            [{}],
            quiet_days=0,
            leave_out_doubtful=False,
            leave_out_busy=False,
        )
        campaign.seed = small.seed
        self._prepare_big(campaign)
        self.assertEqual((campaign.state, campaign.entry_count), ("preparing", 0))
        self.assertEqual((campaign.prepared_count, campaign.expected_count), (0, 120))
        self.assertTrue(
            self.env["ir.cron.trigger"].search_count(
                [
                    (
                        "cron_id",
                        "=",
                        self.env.ref("customer_tier.ir_cron_campaign_prepare").id,
                    )
                ]
            )
        )
        self._run_cron()
        self.assertEqual((campaign.state, campaign.entry_count), ("ready", 120))
        self.assertEqual(campaign.prepare_progress, 100)
        self.assertEqual(self._lots(campaign), self._lots(small))

    def test_people_are_told_how_far_it_is(self):
        campaign = self._campaign([{}], quiet_days=0, leave_out_doubtful=False)
        self._prepare_big(campaign)
        told = []
        with patch.object(
            type(campaign),
            "_tell_screens",
            lambda self: told.append((self.state, self.prepared_count)),
        ):
            self._run_cron()
        self.assertEqual(told[-1], ("ready", 120))
        counts = [count for state, count in told if state == "preparing"]
        self.assertEqual(len(counts), 10)
        self.assertEqual(counts, sorted(counts))

    def test_what_fails_in_the_background_leaves_a_draft_with_the_reason(self):
        campaign = self._campaign([{}], quiet_days=0, leave_out_doubtful=False)
        self._prepare_big(campaign)
        insert = entries.insert_waiting

        def fail(campaign_id, company_id, part, parts):
            return insert(campaign_id, company_id if part < 5 else None, part, parts)

        with (
            patch.object(entries, "insert_waiting", fail),
            mute_logger(PREPARE, "odoo.sql_db"),
        ):
            self._run_cron()
        self.assertEqual((campaign.state, campaign.entry_count), ("draft", 0))
        self.assertIn("null value in column", campaign.error)
        self.assertEqual(campaign.prepared_count, 0)
        campaign.action_prepare()
        self._run_cron()
        self.assertEqual((campaign.state, campaign.entry_count), ("ready", 120))
        self.assertFalse(campaign.error)

    def test_one_campaign_that_fails_stops_no_other(self):
        tier = self.env["customer.tier"].create({"name": "Empty", "code": "E"})
        bad, good = (
            self._campaign([{}], quiet_days=0, leave_out_doubtful=False)
            for _ in range(2)
        )
        self._prepare_big(bad + good)
        bad.tier_ids = tier
        with mute_logger(PREPARE):
            self._run_cron()
        self.assertEqual((bad.state, good.state), ("draft", "ready"))
        self.assertIn("Nobody is left", bad.error)

    def test_whoever_takes_it_back_while_it_waits_has_a_draft(self):
        campaign = self._campaign([{}], quiet_days=0, leave_out_doubtful=False)
        self._prepare_big(campaign)
        campaign.action_back_to_draft()
        self._run_cron()
        self.assertEqual((campaign.state, campaign.entry_count), ("draft", 0))

    # --------------------------------------------------------------- growth

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        def queries(customers):
            campaign = self._campaign(
                [{}],
                quiet_days=0,
                leave_out_doubtful=False,
                leave_out_busy=False,
                audience_source="selection",
                partner_ids=customers.ids,
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign.action_prepare()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(self.customers)  # warms up
        self.assertEqual(queries(self.customers), queries(self.customers[:30]))

    def test_those_who_were_left_out_are_counted_by_reason(self):
        self.env["mail.blacklist"].create(
            [{"email": email} for email in self.customers[:4].mapped("email")]
        )
        campaign = self._prepared()
        self.assertEqual(campaign.entry_count, 116)
        self.assertEqual(campaign.left_out_counts, {"blacklisted": 4})

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Pacific/Kiritimati"  # UTC+14
        self.assertEqual(self._prepared().prepared_date, AS_OF + timedelta(days=1))
