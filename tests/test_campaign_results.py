from dataclasses import replace
from datetime import datetime, timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from ..campaigns import results
from .common import AS_OF
from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestCampaignResults(OutcomeCase):
    """What counts of what the customers did, and where."""

    def _sums(self, campaign, today=AS_OF, scope=("all", None), **values):
        """``{column: {is_held_out: (customers, total)}}``, all strata together."""
        self.env.flush_all()
        frame = replace(campaign._outcome_frame(self.entered, today), **values)
        self.env.cr.execute(results.create_tables(frame))
        found = results.read(self.env.execute_query(results.sums(frame)))[scope]
        return {
            name: {
                arm: (
                    sum(row[2] for row in rows if row[1] == arm),
                    sum(row[3] for row in rows if row[1] == arm),
                )
                for arm in {row[1] for row in rows}
            }
            for name, rows in found.items()
        }

    def test_first_and_last_day_count_in_the_company_s_time_zone(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        campaign = self._over(self.customers[:4], self.customers[2:4])
        midnight = datetime.combine(self.entered, datetime.min.time())
        begin = midnight - timedelta(hours=8)
        end = begin + timedelta(days=30)
        second = timedelta(seconds=1)
        self._order_at(self.customers[0], begin, 100)
        self._order_at(self.customers[0], end - second, 10)
        self._order_at(self.customers[1], begin - second, 7)
        self._order_at(self.customers[2], end, 7)
        self._order_at(self.customers[3], end - second, 1)
        found = self._sums(campaign)
        self.assertEqual(found["bought"], {False: (2, 1), True: (2, 1)})
        self.assertEqual(found["orders"], {False: (2, 2), True: (2, 1)})
        self.assertEqual(found["revenue"], {False: (2, 110), True: (2, 1)})

    def test_only_days_until_today_are_counted(self):
        campaign = self._over(self.customers[:1], self.customers[:0])
        self._buy(self.customers[0], days=1)
        self._buy(self.customers[0], days=20)
        day = self.entered + timedelta(days=10)
        self.assertEqual(self._sums(campaign, day)["orders"], {False: (1, 1)})

    def test_departments_buy_for_their_hospital(self):
        ward = self.env["res.partner"].create(
            {"name": "Ward", "parent_id": self.customers[0].id}
        )
        campaign = self._over(self.customers[:1], self.customers[:0])
        self._buy(ward, 50)
        self._buy(self.customers[0], 100)
        found = self._sums(campaign)
        self.assertEqual(found["bought"], {False: (1, 1)})
        self.assertEqual(found["revenue"], {False: (1, 150)})

    def test_a_return_lowers_revenue_and_is_no_order(self):
        campaign = self._over(self.customers[:2], self.customers[1:2])
        self._buy(self.customers[0], -30)
        self._buy(self.customers[1], 100)
        self._buy(self.customers[1], -100)
        found = self._sums(campaign)
        self.assertEqual(found["bought"], {False: (1, 0), True: (1, 1)})
        self.assertEqual(found["orders"], {False: (1, 0), True: (1, 1)})
        self.assertEqual(found["revenue"], {False: (1, -30), True: (1, 0)})

    def test_orders_of_another_company_and_quotations_do_not_count(self):
        other = self._company("Other")
        campaign = self._over(self.customers[:1], self.customers[:0])
        self._buy(self.customers[0], company=other)
        self._buy(self.customers[0], state="sent")
        self._buy(self.customers[0], state="cancel")
        self.assertEqual(self._sums(campaign)["revenue"], {False: (1, 0)})

    def test_everybody_counts_in_the_arm_drawn_also_who_left(self):
        campaign = self._over(self.customers[:3], self.customers[:1])
        entries = campaign.entry_ids.sudo()
        entries.filtered(lambda e: e.partner_id == self.customers[1]).write(
            {"state": "left", "left_reason": "audience", "left_date": self.entered}
        )
        self.customers[1].active = False
        self._buy(self.customers[:3])
        self.assertEqual(self._sums(campaign)["bought"], {False: (2, 2), True: (1, 1)})

    def test_who_waits_to_enter_does_not_count(self):
        campaign = self._over(self.customers[:2], self.customers[:0])
        campaign.entry_ids.sudo()[0].write(
            {"state": "waiting", "entered_date": False, "outcome_end": False}
        )
        self.assertEqual(self._sums(campaign)["bought"], {False: (1, 0)})

    def test_who_enters_again_is_one_customer_and_its_orders_count_once(self):
        customer = self.customers[0]
        campaign = self._over(customer, self.customers[:0])
        again = self.entered + timedelta(days=20)
        self._enter(campaign, customer, entered=again, round=2, stratum=5)
        self._buy(customer, 100, days=25)  # in both rounds
        self._buy(customer, 10, days=45)  # in the second one only
        found = self._sums(campaign, AS_OF + timedelta(days=40))
        self.assertEqual(found["orders"], {False: (1, 2)})
        self.assertEqual(found["revenue"], {False: (1, 110)})

    def test_in_two_campaigns_each_counts_and_their_sum_has_it_once(self):
        customer = self.customers[0]
        first = self._over(customer, self.customers[:0])
        later = self._campaign(outcome_days=10)
        self._enter(later, customer, entered=self.entered + timedelta(days=5))
        self._buy(customer, 1, days=2)
        self._buy(customer, 10, days=7)
        self._buy(customer, 100, days=20)
        self.assertEqual(self._sums(first)["revenue"], {False: (1, 111)})
        self.assertEqual(self._sums(later)["revenue"], {False: (1, 10)})
        self.assertEqual(self._sums(first)["revenue_once"], {False: (1, 101)})
        self.assertEqual(self._sums(later)["revenue_once"], {False: (1, 10)})

    def test_begun_on_the_same_day_the_newer_campaign_has_it(self):
        customer = self.customers[0]
        first = self._over(customer, self.customers[:0])
        second = self._over(customer, self.customers[:0])
        self._buy(customer)
        self.assertEqual(self._sums(first)["bought_once"], {False: (1, 0)})
        self.assertEqual(self._sums(second)["bought_once"], {False: (1, 1)})

    def test_orders_that_know_their_margin_need_no_per_cent(self):
        self.env.cr.execute(
            "ALTER TABLE sale_order ADD COLUMN IF NOT EXISTS margin numeric"
        )
        customer = self.customers[0]
        campaign = self._over(customer, self.customers[:0], margin_percent=50)
        order = self._order(customer, 39, 100)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order SET margin = 30, currency_rate = 1.5 WHERE id = %s",
                order.id,
            )
        )
        own = self._sums(campaign, has_own_margin=True)
        self.assertEqual(own["margin"], {False: (1, 20)})
        entered = self._sums(campaign, has_own_margin=False)
        self.assertEqual(entered["margin"], {False: (1, 33.33)})

    def test_moves_are_told_from_entering_to_the_last_day(self):
        up, down, away, late = customers = self.customers[:4]
        campaign = self._over(customers, self.customers[:0])
        campaign.entry_ids.sudo().tier_id = self.tier_b
        run = self.env["customer.tier.run"].create({"company_id": self.company.id})
        for customer, tier, days in (
            (up, self.tier_c, 3),
            (up, self.tier_a, 29),
            (down, self.tier_c, 5),
            (away, self.env["customer.tier"], 5),
            (late, self.tier_a, 30),
        ):
            self.env["customer.tier.move"].sudo().create(
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "run_id": run.id,
                    "date": self.entered + timedelta(days=days),
                    "direction": "same",
                    "to_tier_id": tier.id,
                }
            )
        found = self._sums(campaign)
        self.assertEqual(found["moved_up"], {False: (4, 1)})
        self.assertEqual(found["moved_down"], {False: (4, 1)})

    def test_sums_are_there_by_tier_and_by_salesperson(self):
        user = self._user("results_rep", "sales_team.group_sale_salesman")
        campaign = self._over(self.customers[:4], self.customers[2:4])
        first = campaign.entry_ids.sudo().filtered(
            lambda entry: entry.partner_id in self.customers[:2]
        )
        first.write({"tier_id": self.tier_a.id, "user_id": user.id})
        self._buy(self.customers[:3])
        for scope, expected in (
            (("tier", self.tier_a.id), {False: (2, 2)}),
            (("tier", None), {True: (2, 1)}),
            (("salesperson", user.id), {False: (2, 2)}),
            (("salesperson", None), {True: (2, 1)}),
        ):
            self.assertEqual(self._sums(campaign, scope=scope)["bought"], expected)

    def test_a_bigger_audience_takes_no_more_queries_or_rows(self):
        small = self._over(self.customers[:6], self.customers[:3])
        big = self._over()
        self._buy(self.customers[::2])
        counts = []
        for campaign in (small, big, small, big):  # the first two warm up
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign._measure(AS_OF)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])
        self.assertLess(counts[3], 40)
        self.assertEqual(len(small.outcome_ids), len(big.outcome_ids))
