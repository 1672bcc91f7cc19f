from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import AS_OF, TierCase


@tagged("post_install", "-at_install")
class TestPastDates(TierCase):
    """Runs look at customers from a day, and publish forward in time only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer()
        cls._order(cls.hospital, 100, 10)

    def test_recency_ages_with_the_calendar_when_no_order_changes(self):
        self._run(as_of=AS_OF - timedelta(days=7))
        self.assertEqual(self._profile(self.hospital).recency_days, 93)
        run = self._run()
        self.assertEqual(self._profile(self.hospital).recency_days, 100)
        self.assertEqual((run.written_count, run.move_count), (1, 0))

    def test_simulation_of_a_past_date_leaves_live_profiles_alone(self):
        self._order(self.hospital, 5, 90)
        published = self._run()
        profile = self._profile(self.hospital)
        before = profile.read()
        simulation = self._run(as_of=AS_OF - timedelta(days=50), mode="simulation")
        self.assertEqual(profile.read(), before)
        self.assertFalse(simulation.move_ids)
        self.assertEqual(self.company.customer_tier_run_id, published)

    def test_simulation_counts_days_to_its_own_date(self):
        self._order(self.hospital, 5, 90)
        self._run()
        [line] = self._run(as_of=AS_OF - timedelta(days=50), mode="simulation").line_ids
        self.assertEqual(
            (line.recency_days, line.frequency, line.monetary), (50, 1, 10)
        )

    def test_simulation_of_a_past_date_knows_nothing_of_the_tier_of_today(self):
        """Grace and minimum stay start from tiers that were not there yet."""
        self.policy.write({"grace_days": 30, "min_stay_days": 90})
        rising = self._customer("Rising")
        self._order(rising, 200, 1)
        self._order(rising, 5, 1000)
        self._run()
        self.assertEqual(self._profile(rising).tier_id, self.tier_a)
        past = self._run(as_of=AS_OF - timedelta(days=50), mode="simulation")
        line = past.line_ids.filtered(lambda line: line.partner_id == rising)
        self.assertEqual(line.tier_id, self.tier_b)
        self.assertFalse(line.pending_tier_id)

    def test_simulation_of_a_past_date_gives_the_tiers_of_that_date(self):
        rival = self._customer("Rival")
        self._order(rival, 90, 1000)
        self._order(self.hospital, 5, 100_000)
        self._run()
        self.assertEqual(self._profile(self.hospital).tier_id, self.tier_a)
        lines = self._run(as_of=AS_OF - timedelta(days=50), mode="simulation").line_ids
        tiers = {line.partner_id: line.tier_id for line in lines}
        self.assertEqual(
            tiers, {rival: self.tier_a, self.hospital: self.tier_c}, "10 of 1010"
        )
        self.assertFalse(lines.pending_tier_id)

    def test_simulation_may_look_at_the_future(self):
        [line] = self._run(
            as_of=AS_OF + timedelta(days=3650), mode="simulation"
        ).line_ids
        self.assertEqual((line.recency_days, line.is_lapsed), (3750, True))

    def test_live_run_for_a_past_date_after_a_newer_one_is_refused(self):
        self._run()
        with self.assertRaisesRegex(UserError, "2026-03-31"):
            self._run(as_of=AS_OF - timedelta(days=1))
        self.assertEqual(self._profile(self.hospital).recency_days, 100)

    @freeze_time("2026-03-31 12:00:00")
    def test_live_run_for_the_future_is_refused(self):
        with self.assertRaises(UserError):
            self._run(as_of=AS_OF + timedelta(days=1))
        self.assertFalse(self._profile(self.hospital))

    def test_live_run_of_the_same_day_may_be_repeated(self):
        self._run()
        self._order(self.hospital, 0, 5)
        self._run()
        self.assertEqual(self._profile(self.hospital).recency_days, 0)

    @freeze_time("2026-03-31 20:00:00")
    def test_run_without_date_is_as_of_today_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        run = self._run(as_of=False)
        self.assertEqual(run.as_of, date(2026, 4, 1))
        self.assertEqual(self._profile(self.hospital).recency_days, 101)

    def test_last_day_of_the_year_is_in_the_year(self):
        self.policy.window_days = 365
        hospital = self._customer()
        for moment in (
            "2024-12-31 23:59:59",
            "2025-01-01 00:00:00",
            "2025-12-31 23:59:59",
        ):
            self._order_at(hospital, datetime.fromisoformat(moment), 10)
        lines = self._run(as_of=date(2025, 12, 31), mode="simulation").line_ids
        line = lines.filtered(lambda line: line.partner_id == hospital)
        self.assertEqual((line.frequency, line.monetary, line.recency_days), (2, 20, 0))
