from odoo.tests import tagged

from .common import AS_OF
from .common_forecast import ForecastCase


@tagged("post_install", "-at_install")
class TestForecastOdd(ForecastCase):
    """Bases that teach little: nothing breaks, and nothing looks better than it is."""

    def _told(self, *rows):
        self._buy(rows)
        self._run()
        run = self._foresee()
        self.assertEqual((run.state, run.error), ("done", False))
        self.assertEqual(set(run.step_ids.mapped("state")), {"done"})
        self.assertTrue(run.verdict_words)
        for forecast in self._forecasts().values():
            self.assertTrue(0 <= forecast.buy_probability <= 1)
            self.assertAlmostEqual(forecast.churn_risk, 1 - forecast.buy_probability)
            self.assertGreaterEqual(forecast.expected_revenue, 0)
            self.assertTrue(forecast.confidence_words)
            if forecast.next_purchase_date:
                self.assertGreater(forecast.next_purchase_date, AS_OF)
        return run

    def test_nobody(self):
        self._run()
        run = self._foresee()
        self.assertEqual((run.state, run.customer_count), ("done", 0))
        self.assertFalse(self._forecasts())
        self.assertTrue(run.verdict_words)

    def test_last_customer_gone_takes_its_forecast_along(self):
        [customer] = self._customers(1)
        self._told((customer, 10, 100), (customer, 40, 100))
        self.env["sale.order"].search(
            [("partner_id", "=", customer.id)]
        ).state = "cancel"
        self._foresee()
        self.assertFalse(self._forecasts())
        self.assertFalse(
            self.env["customer.forecast.category"].search(
                [("company_id", "=", self.company.id)]
            )
        )

    def test_three_customers(self):
        one, two, three = self._customers(3)
        run = self._told(
            *((one, days, 100) for days in (10, 40, 70, 100)),
            *((two, days, 50) for days in (300, 330)),
            (three, 5, 1000),
        )
        self.assertEqual(run.verdict, "too_few")
        forecasts = self._forecasts()
        self.assertEqual(
            set(
                self.env["customer.forecast"]
                .browse([f.id for f in forecasts.values()])
                .mapped("confidence")
            ),
            {"guess"},
        )
        # too few gaps for a rhythm of the base: each has its own, or none
        self.assertEqual(forecasts[one].rhythm_days, 30)
        self.assertFalse(forecasts[three].next_purchase_date)
        self.assertGreater(
            forecasts[one].buy_probability, forecasts[two].buy_probability
        )

    def test_everybody_bought_once(self):
        customers = self._customers(30)
        run = self._told(
            *((customer, 10 * place, 100) for place, customer in enumerate(customers))
        )
        self.assertIn(run.verdict, ("too_few", "no_signal"))
        self.assertEqual(
            {forecast.confidence for forecast in self._forecasts().values()}, {"guess"}
        )

    def test_one_giant_does_not_make_the_others_giants(self):
        customers, _rows = self._base(count=30)
        [giant] = self._customers(1)
        self._told(*((giant, days, 5_000_000) for days in range(3, 700, 30)))
        forecasts = self._forecasts()
        self.assertGreater(forecasts[giant].expected_revenue, 20_000_000)
        for customer in customers:
            self.assertLess(forecasts[customer].expected_revenue, 2_000_000)

    def test_purchases_at_random_are_said_to_have_no_signal(self):
        """All buy at one and the same rate, at random times: who buys next cannot be told."""
        customers = self._customers(80)
        run = self._told(
            *(
                (customer, (place * 977 + turn * 613) % 1000, 100)
                for place, customer in enumerate(customers)
                for turn in range(4)
            )
        )
        self.assertNotEqual(run.verdict, "better")

    def test_returns_and_free_orders_are_no_purchases(self):
        one, two = self._customers(2)
        self._told((one, 10, 100), (one, 5, -100), (two, 5, 0))
        forecasts = self._forecasts()
        self.assertEqual(set(forecasts), {one})
        self.assertEqual(forecasts[one].purchase_count, 1)
