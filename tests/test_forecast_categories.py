import random
from datetime import timedelta

import numpy as np

from odoo.tests import tagged

from ..models.customer_forecast_run_categories import shares
from .common import AS_OF
from .common_forecast import ForecastCase


@tagged("post_install", "-at_install")
class TestForecastCategories(ForecastCase):
    """Reagents are bought every month, devices every seven years: two clocks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dice = random.Random(7)
        cls.customers = cls._customers(30)
        reagents, devices = [], []
        for customer in cls.customers:
            reagents += [
                (customer, int(30 * turn + dice.uniform(1, 25)), 500)
                for turn in range(36)
            ]
            first = dice.uniform(100, 2000)
            devices += [
                (customer, int(first + 2555 * turn + dice.uniform(-60, 60)), 90_000)
                for turn in range(2)
            ]
        # this one buys its reagents elsewhere since a year and a half
        cls.strayed, cls.overdue = cls.customers[:2]
        reagents = [row for row in reagents if row[0] != cls.strayed or row[1] > 540]
        # and this one should have replaced its device four years ago
        devices = [row for row in devices if row[0] != cls.overdue]
        devices += [(cls.overdue, 4100, 90_000), (cls.overdue, 6600, 90_000)]
        cls._buy(reagents)
        cls._buy(devices, product=cls.device)
        # others who come and go: without them there would be nothing to try forecasts on
        other = cls.env["product.category"].create({"name": "Software"})
        cls._base(
            count=30,
            product=cls.env["product.product"].create(
                {"name": "License", "type": "service", "categ_id": other.id}
            ),
        )
        cls._run()
        cls._foresee()

    def _row(self, customer, category):
        return self.env["customer.forecast.category"].search(
            [
                ("partner_id", "=", customer.id),
                ("categ_id", "=", category.id),
                ("company_id", "=", self.company.id),
            ]
        )

    def test_each_category_has_its_own_rhythm_and_horizon(self):
        reagent, device = (
            self._row(self.customers[5], category)
            for category in (self.reagents, self.devices)
        )
        self.assertTrue(25 <= reagent.rhythm_days <= 35)
        self.assertEqual(reagent.horizon_days, 90)
        self.assertTrue(2300 <= device.rhythm_days <= 2800)
        self.assertGreater(device.horizon_days, 3400)

    def test_device_of_some_years_ago_is_not_lost(self):
        device = self._row(self.customers[5], self.devices)
        self.assertGreater(device.days_since, 90)
        self.assertFalse(device.is_lost)
        self.assertLess(device.churn_risk, 0.5)

    def test_customer_is_safe_in_one_category_and_lost_in_the_other(self):
        reagent, device = (
            self._row(self.strayed, category)
            for category in (self.reagents, self.devices)
        )
        self.assertTrue(reagent.is_lost)
        self.assertGreater(reagent.churn_risk, 0.7)
        self.assertFalse(device.is_lost)
        others = self._row(self.overdue, self.reagents)
        self.assertFalse(others.is_lost)
        self.assertTrue(others.is_customer_safe)
        self.assertGreater(
            self._row(self.overdue, self.devices).churn_risk, device.churn_risk
        )

    def test_dates_are_those_of_the_category(self):
        reagent = self._row(self.customers[5], self.reagents)
        self.assertTrue(AS_OF < reagent.next_purchase_date < AS_OF + timedelta(days=60))
        self.assertEqual(reagent.last_date, AS_OF - timedelta(days=reagent.days_since))

    def test_share_is_of_the_days_with_purchases(self):
        reagent, device = (
            self._row(self.customers[5], category)
            for category in (self.reagents, self.devices)
        )
        days = self._forecasts()[self.customers[5]].purchase_count
        self.assertAlmostEqual(reagent.share, reagent.purchase_count / days, places=3)
        self.assertAlmostEqual(device.share, 2 / days, places=3)

    def test_levels_below_count_for_their_ancestor(self):
        everything = self.env["product.category"].create({"name": "Everything"})
        self.env["product.category"].search(
            [("name", "in", ("Devices", "Reagents", "Software"))]
        ).parent_id = everything
        self.company.customer_forecast_depth = 1
        self._foresee()
        rows = self.env["customer.forecast.category"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(rows.categ_id, everything)
        self.assertEqual(len(rows), 60)

    def test_category_with_few_purchases_has_no_risk_and_is_never_lost(self):
        rare = self.env["product.category"].create({"name": "Rare"})
        product = self.env["product.product"].create(
            {"name": "Centrifuge", "type": "service", "categ_id": rare.id}
        )
        self._buy([(self.customers[3], 3000, 10)], product=product)
        self._foresee()
        row = self._row(self.customers[3], rare)
        self.assertEqual((row.horizon_days, row.churn_risk, row.is_lost), (0, 0, False))
        self.assertFalse(row.next_purchase_date)

    def test_unchanged_rows_are_not_written(self):
        run = self._foresee()
        step = run.step_ids.filtered(lambda step: step.step == "categories")
        self.assertEqual(step.row_count, 0)

    def test_lost_is_late_by_the_rhythm_that_is_shown(self):
        lost = self.env["customer.forecast.category"].search(
            [("company_id", "=", self.company.id), ("is_lost", "=", True)]
        )
        self.assertTrue(lost)
        for row in lost:
            self.assertGreater(row.days_since, row.rhythm_days)
            self.assertLess(row.due_date, AS_OF)

    def test_shares_of_customers_with_large_numbers_are_right(self):
        """Numbers of contacts in the tens of millions, as the database gives them: 32 bits."""
        customer = np.array([80_000_000, 80_000_000, 80_000_001], dtype=np.int32)
        day = np.array([18_000, 20_000, 19_000], dtype=np.int32)
        values = {
            "partner_id": np.array([80_000_000, 80_000_001], dtype=np.int32),
            "purchase_count": np.array([1, 1]),
        }
        found = shares(values, customer, day)
        np.testing.assert_array_equal(found, [0.5, 1.0])
