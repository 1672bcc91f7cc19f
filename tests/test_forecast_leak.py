from datetime import timedelta

from odoo.tests import tagged

from ..forecast.backtest import backtest, sample
from .common import AS_OF
from .common_forecast import ForecastCase

PAST = AS_OF - timedelta(days=200)
TOLD = [
    "buy_probability",
    "churn_risk",
    "is_at_risk",
    "is_gone",
    "expected_purchases",
    "expected_revenue",
    "expected_revenue_low",
    "expected_revenue_high",
    "next_purchase_date",
    "next_purchase_early",
    "next_purchase_late",
    "due_date",
    "rhythm_days",
    "purchase_count",
    "model",
    "revenue_model",
    "confidence",
]
GRADED = ["subject", "model", "kind", "is_used", "auc", "brier", "amount_error"]


@tagged("post_install", "-at_install")
class TestForecastLeak(ForecastCase):
    """What was not known yet must not be used: or every grade is a lie."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers, rows = cls._base(count=40)
        cls.later = [row for row in rows if row[1] < 200]
        cls.rows = [row for row in rows if row[1] >= 200]
        cls.env["sale.order"].search([("date_order", ">", PAST)]).write(
            {"state": "cancel"}
        )
        cls._run()

    def _told(self):
        run = self._foresee(as_of=PAST)
        self.assertEqual(run.state, "done", run.error)
        return (
            {
                partner.id: forecast.read(TOLD)
                for partner, forecast in self._forecasts().items()
            },
            self.env["customer.forecast.category"]
            .search([("company_id", "=", self.company.id)], order="id")
            .read(
                ["partner_id", "categ_id", "churn_risk", "share", "due_date", "is_lost"]
            ),
            [
                tuple(grade[name] for name in GRADED)
                for grade in run.grade_ids.sorted(
                    lambda g: (g.subject, g.kind, g.model)
                )
            ],
            run.verdict_words,
        )

    def test_later_orders_change_neither_forecast_nor_grade_of_a_past_day(self):
        before = self._told()
        self.assertTrue(before[0] and before[1] and before[2])
        self._buy(self.later)
        # somebody new, and a day of many orders
        self._buy([(customer, 10, 9999) for customer in self._customers(5)])
        self._buy(
            [(customer, 0, 1) for customer in self.customers], product=self.device
        )
        self.assertEqual(self._told(), before)
        self.assertGreater(len(self._forecasts()), 0)

    def test_backtest_of_a_sample_does_not_see_later_orders_either(self):
        whole = self._history(self.rows + self.later)
        past, known = self._history(self.rows, PAST), whole.until(whole.as_of - 200)
        self.assertEqual(list(known.day), list(past.day))
        ours, theirs = (backtest(sample(each, 20), 90) for each in (past, known))
        self.assertEqual(ours.grades, theirs.grades)
        self.assertEqual(ours.used, theirs.used)
        self.assertTrue(ours.cuts)
