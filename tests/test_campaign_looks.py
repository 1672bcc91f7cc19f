from datetime import timedelta

from odoo.tests import tagged

from ..outcome.effect import share_effect
from ..outcome.looks import spent
from ..outcome.sums import Stratum, Sums
from .common import AS_OF
from .outcome_common import DAYS, OutcomeCase


@tagged("post_install", "-at_install")
class TestCampaignLooks(OutcomeCase):
    """A campaign that customers keep entering is told about again and again, soundly."""

    first_look = OutcomeCase.entered + timedelta(days=DAYS)
    second_look = first_look + timedelta(days=DAYS)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.newcomers = cls.env["res.partner"].create(
            [{"name": f"New {n:02}", "is_company": True} for n in range(45)]
        )

    @classmethod
    def _living(cls, **values):
        """Sixty customers enter together, then one a day."""
        campaign = cls._over(audience_kind="living", state="running", **values)
        for day, customer in enumerate(cls.newcomers, 1):
            cls._enter(campaign, customer, entered=cls._day(day))
        return campaign

    @classmethod
    def _day(cls, days):
        return cls.entered + timedelta(days=days)

    def test_one_newcomer_a_day_does_not_put_the_result_off(self):
        campaign = self._living()
        self._buy(self.treated[:30] + self.held_out[:4])
        campaign._measure(self.first_look)
        row = self._row(campaign, "bought")
        self.assertEqual((row.treated_customers, row.control_customers), (40, 20))
        expected = share_effect(
            [Stratum(Sums.of_share(40, 30), Sums.of_share(20, 4))], spent(0.95, 1)
        ).difference
        self.assertAlmostEqual(row.low, expected.low)
        self.assertAlmostEqual(row.high, expected.high)
        self.assertEqual((row.verdict, campaign.outcome_verdict), ("up", "up"))
        self.assertEqual(row.look_date, self.first_look)

    def test_before_the_first_look_its_day_stands_still(self):
        campaign = self._living()
        self._buy(self.treated[:30])
        for days in (10, 20, 29):
            campaign._measure(self._day(days))
            row = self._row(campaign, "bought")
            self.assertEqual(row.treated_customers, 40 + days)
            self.assertEqual((row.reasons, row.has_interval), ("time", False))
            self.assertIn("first result comes on 03/21/2026", campaign.outcome_words)
            self.assertFalse(campaign.look_date or row.look_date)

    def test_between_looks_the_answer_stays_and_counts_go_on(self):
        campaign = self._living()
        self._buy(self.treated[:30] + self.held_out[:4])
        campaign._measure(self.first_look)
        words = campaign.outcome_words
        self._buy(self.newcomers[:3], days=20)
        campaign._measure(AS_OF)
        self.assertEqual(campaign.outcome_words, words)
        self.assertEqual(campaign.look_date, self.first_look)
        self.assertEqual(campaign.next_look_date, self.second_look)
        so_far = self._row(campaign, "bought", scope="so_far")
        self.assertEqual((so_far.treated_customers, so_far.treated_total), (80, 33))
        self.assertEqual((so_far.verdict, so_far.has_interval), ("too_early", False))
        self.assertEqual(
            campaign.look_words,
            "As of 03/21/2026, of the customers whose 30 days were over by then. All results "
            "of this campaign hold together with 95 % certainty, so each of them with more. "
            "The next one comes on 04/20/2026. So far, with those whose days go on: Of 80 "
            "treated customers 33 (41.2 %) bought, of the 20 held out 20 %.",
        )

    def test_each_look_takes_in_whose_days_are_over_by_then(self):
        campaign = self._living()
        self._buy(self.treated[:30] + self.held_out[:4])
        campaign._measure(self.second_look)
        row = self._row(campaign, "bought")
        # entered on day 30 at the latest
        self.assertEqual(row.treated_customers, 70)
        self.assertAlmostEqual(row.confidence, spent(0.95, 2))
        self.assertEqual((row.look, row.look_date), (2, self.second_look))
        last = self.second_look + timedelta(days=DAYS)
        campaign._measure(last)
        self.assertEqual(self._row(campaign, "bought").treated_customers, 85)
        self.assertFalse(campaign.next_look_date)
        self.assertFalse(self._row(campaign, "bought", scope="so_far"))
        campaign._measure(last + timedelta(days=10 * DAYS))
        self.assertEqual(campaign.look_date, last, "nobody new: no further look")

    def test_purchases_after_the_own_days_change_no_result(self):
        campaign = self._living()
        self._buy(self.newcomers[0], 7, days=30)  # its last day
        self._buy(self.newcomers[0], 90, days=31)
        self._buy(self.treated[0], 500, days=30)
        campaign._measure(self.second_look)
        self.assertEqual(self._row(campaign, "revenue").treated_total, 7)

    def test_who_entered_again_counts_with_the_days_that_are_over(self):
        customer = self.treated[0]
        campaign = self._over(audience_kind="living")
        self._enter(campaign, customer, entered=self._day(32), round=2)
        self._buy(customer, 100)
        self._buy(customer, 10, days=35)
        campaign._measure(self.second_look)
        row = self._row(campaign, "revenue")
        self.assertEqual((row.treated_customers, row.treated_total), (40, 100))
        campaign._measure(self.second_look + timedelta(days=DAYS))
        row = self._row(campaign, "revenue")
        self.assertEqual((row.treated_customers, row.treated_total), (40, 110))

    def test_whoever_is_responsible_is_told_at_each_look_once(self):
        campaign = self._over(audience_kind="living")
        self._buy(self.treated[:30] + self.held_out[:4])

        def told(day):
            before = campaign.message_ids
            campaign._measure(day)
            return campaign.message_ids - before

        self.assertFalse(told(self.last_day))
        first = told(self.first_look)
        self.assertEqual(len(first), 1)
        self.assertIn("the campaign worked", first.body)
        self.assertIn("As of 03/21/2026", first.body)
        self.assertFalse(told(AS_OF))
        # a quiet spell is over
        self._enter(campaign, self.newcomers[0], entered=AS_OF)
        self.assertFalse(told(AS_OF))
        self.assertFalse(told(self.second_look))
        self.assertEqual(len(told(self.second_look + timedelta(days=DAYS))), 1)

    def test_what_a_trigger_fills_has_looks_as_well(self):
        campaign = self._living()
        campaign.sudo().write({"audience_kind": "frozen", "is_automatic": True})
        campaign._measure(AS_OF)
        self.assertEqual(campaign.look_date, self.first_look)

    def test_a_frozen_audience_is_looked_at_once_with_all_certainty(self):
        campaign = self._over()
        self._buy(self.treated[:30] + self.held_out[:4])
        campaign._measure(self.last_day)
        self.assertEqual(campaign.next_look_date, self.first_look)
        campaign._measure(AS_OF)
        row = self._row(campaign, "bought")
        self.assertEqual((row.look, row.look_date), (0, self.first_look))
        self.assertEqual(row.confidence, 0.95)
        self.assertFalse(campaign.look_words or campaign.next_look_date)

    def test_without_control_group_it_is_counted_all_the_same(self):
        campaign = self._over(self.treated, self.customers[:0], audience_kind="living")
        self._enter(campaign, self.newcomers[0], entered=self._day(20))
        campaign._measure(AS_OF)
        self.assertEqual(campaign.outcome_verdict, "none")
        self.assertNotIn("certainty", campaign.look_words)
        self.assertIn("go on: Of 41 customers 0 (0 %) bought.", campaign.look_words)

    def test_nights_go_on_until_the_last_look_is_measured(self):
        campaigns = self.env["customer.tier.campaign"]
        campaign = self._over(audience_kind="living")
        self._enter(campaign, self.newcomers[0], entered=self._day(5))
        for day in (self.first_look, self._day(45)):
            campaign._measure(day)
            self.assertIn(campaign, campaigns._to_measure())
        campaign._measure(self.second_look)
        self.assertNotIn(campaign, campaigns._to_measure())
        self._enter(campaign, self.newcomers[1], entered=self._day(70))
        self.assertIn(campaign, campaigns._to_measure())

    def test_the_report_adds_up_the_last_looks(self):
        playbook = self.env["customer.tier.playbook"].create({"name": "Wake up"})
        campaign = self._living(playbook_id=playbook.id)
        self._buy(self.treated[:30] + self.held_out[:4])
        report = self.env["customer.tier.playbook.outcome"]
        domain = [
            ("playbook_id", "=", playbook.id),
            ("scope", "=", "all"),
            ("measure", "=", "bought"),
        ]
        for day, customers, looks in (
            (self.first_look, 40, 1),
            (AS_OF, 40, 1),
            (self.second_look, 70, 2),
        ):
            campaign._measure(day)
            row = report.search(domain)
            self.assertEqual(row.treated_customers, customers)
            self.assertAlmostEqual(row.confidence, spent(0.95, looks))
        second = self._over(playbook_id=playbook.id, audience_kind="living")
        second._measure(AS_OF)
        self.assertAlmostEqual(report.search(domain).confidence, spent(0.95, 3))
