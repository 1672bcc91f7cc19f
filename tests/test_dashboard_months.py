from datetime import datetime

from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .common_dashboard import DashboardCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestDashboardMonths(DashboardCase):
    """Revenue of each month, by the segment of today."""

    def _months(self, domain=(), months=3):
        """Segment id to its amounts, where there are any."""
        found = self.dashboard.get_months(list(domain), months)
        self.assertEqual(len(found["months"]), months)
        return {
            row["id"]: row["revenue"]
            for row in found["segments"]
            if any(row["revenue"])
        }

    def _behind_month(self, segment, month):
        action = self.dashboard.months_action([], segment.id, month)
        return self.profiles.search(action["domain"]).partner_id

    def test_departments_buy_for_their_hospital_and_returns_are_taken_off(self):
        hospital = self._customer("Hospital")
        ward = self._customer("Ward", parent_id=hospital.id, is_company=False)
        self._judged(100, partner=hospital)
        self._order(ward, 40, 200)
        self._order(hospital, 35, -50)
        self._order(hospital, 3, 30)
        self._order(hospital, 2, 999, state="draft")
        self._order(hospital, 400, 7)
        self.assertEqual(self._months(), {self.champions.id: [0, 150, 30]})

    def test_months_begin_at_midnight_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        customer = self._customer("Hospital")
        self._judged(100, partner=customer)
        self._order_at(customer, datetime(2026, 2, 28, 15, 59), 1)
        self._order_at(customer, datetime(2026, 2, 28, 16, 0), 10)
        self.assertEqual(self._months(), {self.champions.id: [0, 1, 10]})
        self.assertEqual(self._behind_month(self.champions, "2026-02-01"), customer)

    def test_who_is_no_customer_of_the_filter_is_not_counted(self):
        rep = self._user("months_rep")
        mine = self._customer("Mine", user_id=rep.id)
        for customer in (mine, self._customer("Theirs"), self._customer("Prospect")):
            self._order(customer, 3, 10)
            if customer.name != "Prospect":
                self._judged(100, partner=customer)
        self.assertEqual(self._months(), {self.champions.id: [0, 0, 20]})
        self.assertEqual(
            self._months([("user_id", "=", rep.id)]), {self.champions.id: [0, 0, 10]}
        )

    def test_foreign_orders_count_at_their_own_rate(self):
        customer = self._customer("Hospital")
        self._judged(100, partner=customer)
        order = self._order(customer, 3, 100)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET currency_rate = 4 WHERE id = %s", [order.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self._months(), {self.champions.id: [0, 0, 25]})

    def test_each_policy_has_its_own_kind_of_purchases(self):
        self._accounting()
        invoiced = self.policy.copy(
            {"name": "Invoiced", "purchase_source": "invoice", "sequence": 1}
        )
        self._publish_rules()
        by_order, by_invoice = self._customer("By order"), self._customer("By invoice")
        self._judged(100, partner=by_order)
        self._judged(
            100, partner=by_invoice, policy_id=invoiced.id, segment_id=self.loyal.id
        )
        for customer in (by_order, by_invoice):
            self._order(customer, 3, 10)
            self._invoice(customer, 35, 500)
        self._invoice(by_invoice, 3, 200, kind="out_refund")
        self.assertEqual(
            self._months(),
            {self.champions.id: [0, 0, 10], self.loyal.id: [0, 500, -200]},
        )
        for segment, month, customers in (
            (self.champions, "2026-03-01", by_order),
            (self.loyal, "2026-02-01", by_invoice),
            (self.champions, "2026-02-01", self.env["res.partner"]),
        ):
            self.assertEqual(self._behind_month(segment, month), customers)

    def test_the_customers_behind_a_month_are_those_of_its_bar(self):
        bought, returned, silent = (
            self._customer(name) for name in ("Bought", "Returned", "Silent")
        )
        for customer in (bought, returned, silent):
            self._judged(100, partner=customer)
        self._order(bought, 40, 100)
        self._order(returned, 40, -10)
        self._order(silent, 3, 10)
        self.assertEqual(
            self._behind_month(self.champions, "2026-02-01"), bought + returned
        )
        self.assertFalse(self._behind_month(self.loyal, "2026-02-01"))
        action = self.dashboard.months_action([], self.champions.id, "2026-02-01")
        self.assertEqual(action["name"], "Champions, purchases in February 2026")

    def test_every_segment_keeps_its_place_though_nobody_bought(self):
        found = self.dashboard.get_months([], 100)
        overview = self._overview()
        self.assertEqual(
            [row["id"] for row in found["segments"]],
            [row["id"] for row in overview["segments"]],
        )
        self.assertTrue(found["truncated"])
        self.assertEqual(len(found["months"]), 60)
