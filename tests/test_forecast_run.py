from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..forecast.backtest import backtest
from ..forecast.outlook import UNKNOWN, YEAR, outlook
from ..foresight.purchases_of import EPOCH, day_number
from ..models.customer_forecast_run_buying import significant
from .common import AS_OF
from .common_forecast import ForecastCase

LOGGER = "odoo.addons.customer_tier.models.customer_forecast_run"


@tagged("post_install", "-at_install")
class TestForecastRun(ForecastCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers, cls.rows = cls._base()
        cls._run()

    def test_what_is_kept_is_what_the_mathematics_says(self):
        run = self._foresee()
        self.assertEqual((run.state, run.error), ("done", False), run.error)
        base = self._history(self.rows)
        self.assertEqual((run.customer_count, run.purchase_count), (60, len(base.day)))
        buying, year = backtest(base, 90), backtest(base, YEAR)
        found = outlook(base, 90, buying.used, year.used_amount)
        self.assertEqual(
            (run.verdict, run.model, run.revenue_model),
            (buying.verdict, found.model, found.revenue_model),
        )
        forecasts = self._forecasts()
        self.assertEqual({partner.id for partner in forecasts}, set(base.customer))
        for place, customer in enumerate(base.customer):
            forecast = forecasts[self.env["res.partner"].browse(int(customer))]
            self.assertAlmostEqual(
                forecast.buy_probability, found.probability[place], places=3
            )
            self.assertAlmostEqual(
                forecast.churn_risk, 1 - found.probability[place], places=3
            )
            for name, expected in (
                ("expected_revenue", found.revenue),
                ("expected_revenue_low", found.revenue_low),
                ("expected_revenue_high", found.revenue_high),
            ):
                self.assertAlmostEqual(
                    forecast[name], significant(expected)[place], places=2
                )
            for name, expected in (
                ("next_purchase_date", found.dates.expected),
                ("next_purchase_early", found.dates.early),
                ("next_purchase_late", found.dates.late),
                ("due_date", found.dates.due),
            ):
                self.assertEqual(
                    day_number(forecast[name]) if forecast[name] else UNKNOWN,
                    expected[place],
                )
            self.assertEqual(forecast.as_of, AS_OF)
            self.assertLessEqual(
                forecast.expected_revenue_low, forecast.expected_revenue_high
            )

    def test_second_run_of_a_day_writes_nothing(self):
        self._foresee()
        self.assertEqual(self._foresee().written_count, 0)

    def test_who_has_no_purchase_left_has_no_forecast(self):
        self._foresee()
        gone = self.customers[0]
        self.env["sale.order"].search([("partner_id", "=", gone.id)]).write(
            {"state": "cancel"}
        )
        self._foresee()
        self.assertNotIn(gone, self._forecasts())
        self.assertEqual(len(self._forecasts()), 59)

    def test_failing_step_leaves_its_error_and_the_others_their_work(self):
        profiles = self.env["customer.profile"].search(
            [("company_id", "=", self.company.id)]
        )
        before = profiles.read(["tier_id", "rfm_score", "monetary"])

        def fail(run):
            run.env.cr.execute("DELETE FROM customer_forecast")
            run.env.cr.execute("SELECT 1 / 0")

        with (
            patch.object(type(self.runs), "_step_categories", fail),
            mute_logger("odoo.sql_db", LOGGER),
        ):
            run = self._foresee()
        self.assertEqual(run.state, "partial")
        failed = run.step_ids.filtered(lambda step: step.state == "failed")
        self.assertEqual(failed.mapped("step"), ["categories"])
        self.assertIn("division by zero", failed.error)
        self.assertEqual(len(self._forecasts()), 60)
        self.assertEqual(profiles.read(["tier_id", "rfm_score", "monetary"]), before)

    def test_failed_forecast_leaves_the_one_before(self):
        self._foresee()
        before = self._forecasts()[self.customers[1]].read()

        def fail(run):
            run.env.cr.execute("DELETE FROM customer_forecast")
            raise ValueError("no numbers tonight")

        with (
            patch.object(type(self.runs), "_step_forecast", fail),
            mute_logger(LOGGER),
        ):
            run = self._foresee()
        self.assertEqual(run.state, "failed")
        self.assertIn("no numbers tonight", run.error)
        self.assertIn("2026", run.age_words)
        self.assertEqual(self._forecasts()[self.customers[1]].read(), before)

    def test_grades_say_which_model_was_used_and_how_good_it_was(self):
        run = self._foresee()
        buying = run.grade_ids.filtered(lambda grade: grade.subject == "buying")
        self.assertEqual(buying.filtered("is_used").model, run.model)
        chosen = buying.filtered(lambda grade: grade.kind == "chosen")
        self.assertGreater(chosen.auc, 0.6)
        self.assertTrue(chosen.calibration)
        for _forecasts, told, share, low, high in chosen.calibration:
            self.assertTrue(0 <= told <= 1 and low - 1e-9 <= share <= high + 1e-9)
        self.assertIn("AUC", run.verdict_words)

    def test_day_zero_is_the_one_of_the_season(self):
        self.assertEqual(EPOCH.isoformat(), "1970-01-01")
