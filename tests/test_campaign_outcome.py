from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..outcome.effect import mean_effect, share_effect
from ..outcome.money import return_on_costs
from ..outcome.sums import Stratum, Sums
from ..outcome.verdict import shared_confidence
from .common import AS_OF
from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestCampaignOutcome(OutcomeCase):
    """What is said about what came out."""

    def test_a_success_is_told_with_its_interval(self):
        campaign = self._over()
        self._buy(self.treated[:30] + self.held_out[:4])
        campaign._measure(AS_OF)
        row = self._row(campaign, "bought")
        effect = share_effect(
            [Stratum(Sums.of_share(40, 30), Sums.of_share(20, 4))]
        ).difference
        self.assertAlmostEqual(row.difference, effect.value)
        self.assertAlmostEqual(row.low, effect.low)
        self.assertAlmostEqual(row.high, effect.high)
        self.assertEqual(row.verdict, "up")
        self.assertEqual(campaign.outcome_verdict, "up")
        self.assertEqual(
            campaign.outcome_words,
            "Of 40 treated customers 30 (75 %) bought, of the 20 held out 20 %. That is 55 "
            "points more; between +29 and +72.8 with 95 % certainty: the campaign worked.",
        )
        self.assertIn("so more than without the campaign", campaign.revenue_words)

    def test_harm_is_told_as_plainly(self):
        campaign = self._over()
        self._buy(self.treated[:8] + self.held_out[:15])
        campaign._measure(AS_OF)
        self.assertEqual(campaign.outcome_verdict, "down")
        self.assertIn("the campaign did harm.", campaign.outcome_words)
        self.assertIn("That is 55 points less; between −7", campaign.outcome_words)
        self.assertIn("so less than without the campaign", campaign.revenue_words)
        self.assertEqual(self._row(campaign, "bought").tone, "bad")

    def test_an_interval_with_room_for_nothing_proves_nothing(self):
        campaign = self._over()
        self._buy(self.treated[:14] + self.held_out[:5])
        campaign._measure(AS_OF)
        self.assertEqual(campaign.outcome_verdict, "open")
        self.assertIn("That is 10 points more; between −", campaign.outcome_words)
        self.assertTrue(campaign.outcome_words.endswith("certainty: not proven."))
        self.assertIn("not proven", campaign.revenue_words)

    def test_nothing_is_compared_before_the_days_are_over(self):
        campaign = self._over()
        self._buy(self.treated[:30] + self.held_out[:4])
        campaign._measure(self.last_day)
        row = self._row(campaign, "bought")
        self.assertEqual((row.verdict, row.reasons), ("too_early", "time"))
        self.assertFalse(row.has_interval or row.look_date)
        self.assertFalse(row.interval_words)
        self.assertEqual(
            campaign.outcome_words,
            "Too early to tell: purchases are counted until the end of 03/20/2026. Of 40 "
            "treated customers 30 (75 %) bought, of the 20 held out 20 %.",
        )
        self.assertFalse(campaign.revenue_words)
        campaign._measure(self.entered)
        self.assertIn(
            "30 days are still counted until 03/20/2026", campaign.outcome_words
        )

    def test_few_buyers_are_too_few_to_tell(self):
        campaign = self._over()
        self._buy(self.treated[:5])
        campaign._measure(AS_OF)
        self.assertEqual(self._row(campaign, "bought").reasons, "buyers")
        self.assertEqual(self._row(campaign, "bought").verdict_words, "Too few to tell")
        self.assertIn("so few did it", campaign.outcome_words)

    def test_few_customers_are_too_few_to_tell(self):
        campaign = self._over(self.customers[:18], self.customers[:9])
        self._buy(self.customers[:18])
        campaign._measure(AS_OF)
        self.assertEqual(self._row(campaign, "bought").reasons, "customers")
        self.assertIn("at least 10 customers", campaign.outcome_words)

    def test_without_control_group_nothing_is_claimed(self):
        campaign = self._over(self.treated, self.customers[:0])
        self._buy(self.treated[:10])
        campaign._measure(AS_OF)
        self.assertEqual(campaign.outcome_verdict, "none")
        self.assertEqual(
            campaign.outcome_words,
            "No control group: this tells what they did, not what the campaign brought. Of 40 "
            "customers 10 (25 %) bought.",
        )
        self.assertFalse(campaign.revenue_words or campaign.return_words)
        row = self._row(campaign, "revenue")
        self.assertFalse(row.has_interval or row.control_words)

    def test_one_customer_is_no_percentage_of_nothing(self):
        for held_out, words in (
            (self.customers[:0], "Of 1 customers 1 (100 %) bought."),
            (self.customers[:1], "Nobody was treated."),
        ):
            campaign = self._over(self.customers[:1], held_out)
            self._buy(self.customers[:1])
            campaign._measure(AS_OF)
            self.assertIn(words, campaign.outcome_words)
            self.assertNotIn("nan", str(campaign.get_outcome()).lower())

    def test_nobody_has_entered(self):
        campaign = self._campaign()
        campaign._measure(AS_OF)
        self.assertEqual(
            campaign.outcome_words, "Nobody has entered this campaign yet."
        )
        self.assertFalse(campaign.outcome_ids or campaign.outcome_verdict)
        later = self._campaign()
        self._enter(later, self.customers[0], entered=AS_OF + timedelta(days=1))
        later._measure(AS_OF)
        self.assertFalse(later.outcome_ids)

    def test_more_returned_than_bought_is_negative_revenue(self):
        campaign = self._over(margin_percent=20)
        self._buy(self.customers, 1)
        self._buy(self.treated, -101)
        campaign._measure(AS_OF)
        row = self._row(campaign, "revenue")
        self.assertEqual((row.treated_mean, row.control_mean), (-100, 1))
        self.assertEqual((row.difference, row.total), (-101, -4040))
        self.assertEqual(row.verdict, "down")
        self.assertEqual(row.treated_words, "−100\N{NO-BREAK SPACE}€")
        self.assertIn("−4,040", campaign.revenue_words)

    def test_measuring_again_replaces_the_rows(self):
        campaign = self._over()
        campaign._measure(AS_OF)
        count = len(campaign.outcome_ids)
        self._buy(self.treated)
        campaign._measure(AS_OF)
        self.assertEqual(len(campaign.outcome_ids), count)
        self.assertEqual(self._row(campaign, "bought").treated_total, 40)

    def test_who_is_to_reach_a_tier_is_judged_by_moves(self):
        campaign = self._over(goal="tier", goal_tier_id=self.tier_a.id)
        campaign.entry_ids.sudo().tier_id = self.tier_b
        run = self.env["customer.tier.run"].create({"company_id": self.company.id})
        for customers, tier in (
            (self.treated[:30] + self.held_out[:4], self.tier_a),
            (self.treated[30:], self.tier_c),
        ):
            self.env["customer.tier.move"].sudo().create(
                [
                    {
                        "partner_id": customer.id,
                        "company_id": self.company.id,
                        "run_id": run.id,
                        "date": self.last_day,
                        "direction": "up",
                        "from_tier_id": self.tier_b.id,
                        "to_tier_id": tier.id,
                    }
                    for customer in customers
                ]
            )
        campaign._measure(AS_OF)
        self.assertEqual(campaign.outcome_verdict, "up")
        self.assertIn("30 (75 %) moved up, of the 20", campaign.outcome_words)
        down = self._row(campaign, "moved_down")
        self.assertEqual((down.difference, down.tone), (0.25, "early"))

    def test_more_who_moved_down_is_bad_news(self):
        row = self.env["customer.tier.campaign.outcome"].new(
            {"measure": "moved_down", "verdict": "up"}
        )
        self.assertEqual(row.tone, "bad")
        row.verdict = "down"
        self.assertEqual(row.tone, "good")

    def test_salespeople_side_by_side_are_read_more_carefully(self):
        users = [
            self._user(f"outcome_{n}", "sales_team.group_sale_salesman")
            for n in range(2)
        ]
        campaign = self._over()
        for place, entry in enumerate(campaign.entry_ids.sudo()):
            entry.user_id = users[place % 2]
        self._buy(self.customers[:50])
        campaign._measure(AS_OF)
        for user in users:
            row = self._row(campaign, "bought", user_id=user)
            self.assertAlmostEqual(row.confidence, shared_confidence(0.95, 2))
            self.assertEqual(row.display_name, user.name)
        self.assertEqual(self._row(campaign, "bought").confidence, 0.95)

    def test_the_return_has_the_interval_of_the_margin(self):
        campaign = self._over()
        self._buy(self.treated[:30] + self.held_out[:4], 1000)
        campaign._measure(AS_OF)
        self.assertFalse(self._row(campaign, "margin"))
        self.assertIn("enter the margin in per cent", campaign.return_words)
        campaign.margin_percent = 25
        campaign._measure(AS_OF)
        self.assertIn("Enter what the campaign cost", campaign.return_words)
        self.assertFalse(campaign.return_rate)
        campaign.cost_ids = [
            (0, 0, {"name": "Letters", "amount": 700}),
            (0, 0, {"name": "Vouchers", "amount": 300}),
        ]
        self.assertEqual(campaign.cost_total, 1000)
        effect = mean_effect(
            [Stratum(Sums.of([250] * 30 + [0] * 10), Sums.of([250] * 4 + [0] * 16))]
        )
        expected = return_on_costs(effect, 1000)
        self.assertAlmostEqual(campaign.margin_gained, expected.gained.value)
        self.assertAlmostEqual(campaign.net_gain, expected.net.value)
        self.assertAlmostEqual(campaign.return_rate, expected.rate.value)
        self.assertEqual(expected.net.value, 4500)
        self.assertIn(
            "Less the costs of 1,000\N{NO-BREAK SPACE}€ that is +4,500\N{NO-BREAK SPACE}€, or "
            "+450 % of them; between +",
            campaign.return_words,
        )
        self.assertTrue(campaign.return_words.endswith("it paid."))
        campaign.cost_ids.amount = 500_000
        self.assertTrue(campaign.return_words.endswith("more than it brought."))

    def test_the_return_is_not_told_too_early(self):
        campaign = self._over(margin_percent=25)
        campaign.cost_ids = [(0, 0, {"name": "Letters", "amount": 700})]
        self._buy(self.treated)
        campaign._measure(self.last_day)
        self.assertFalse(campaign.has_return or campaign.net_gain)
        self.assertIn("no longer too early", campaign.return_words)

    @mute_logger("odoo.sql_db")
    def test_costs_and_margins_that_cannot_be_are_refused(self):
        campaign = self._over()
        for values in (
            {"margin_percent": 101},
            {"cost_ids": [(0, 0, {"name": "Gift", "amount": -1})]},
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                campaign.write(values)
                campaign.flush_recordset()

    def test_whoever_is_responsible_is_told_once(self):
        campaign = self._over()
        self._buy(self.treated[:30] + self.held_out[:4])
        campaign._measure(self.last_day)
        before = campaign.message_ids
        campaign._measure(AS_OF)
        campaign._measure(AS_OF)
        told = campaign.message_ids - before
        self.assertEqual(len(told), 1)
        self.assertIn("the campaign worked", told.body)
        self.assertEqual(told.partner_ids, campaign.user_id.partner_id)

    def test_the_night_after_the_last_day_is_the_last_one_measured(self):
        campaigns = self.env["customer.tier.campaign"]
        campaign = self._over()
        self.assertIn(campaign, campaigns._to_measure())
        campaign._measure(self.last_day)
        self.assertIn(campaign, campaigns._to_measure())
        campaign._measure(self.last_day + timedelta(days=1))
        self.assertNotIn(campaign, campaigns._to_measure())
        self.assertNotIn(self._campaign(), campaigns._to_measure())

    def test_steps_tell_who_bought_before_the_next_one(self):
        campaign = self._over(
            self.customers[:3],
            self.customers[:0],
            step_ids=[
                (0, 0, self._step(name="Mail", sequence=1)),
                (0, 0, self._step(name="Call", sequence=2, channel="activity")),
            ],
        )
        mail, call = campaign.step_ids
        for entry in campaign.entry_ids.sudo():
            for step, day in ((mail, 1), (call, 10)):
                due = self.entered + timedelta(days=day)
                done = entry.partner_id != self.customers[2] or step == mail
                self.env["customer.tier.campaign.touch"].sudo().create(
                    {
                        "entry_id": entry.id,
                        "campaign_id": campaign.id,
                        "step_id": step.id,
                        "partner_id": entry.partner_id.id,
                        "company_id": self.company.id,
                        "channel": step.channel,
                        "state": "done" if done else "skipped",
                        "due_date": due,
                        "done_at": due,
                        "is_opened": step == mail,
                    }
                )
        first, second, third = self.customers[:3]
        self._buy(first, days=0)  # before any step
        self._buy(first, days=9)
        self._buy(second, days=10)
        self._buy(second, days=12)
        self._buy(third, days=12)  # was not called
        campaign._measure(AS_OF)
        self.assertEqual(
            [
                (s.done_count, s.skipped_count, s.opened_count, s.bought_count)
                for s in (mail, call)
            ],
            [(3, 0, 3, 2), (2, 1, 0, 1)],
        )
        self.assertEqual(
            [step["bought"] for step in campaign.get_outcome()["steps"]], [2, 1]
        )
