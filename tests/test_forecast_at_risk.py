import numpy as np

from odoo.tests import tagged

from ..forecast.history import history
from ..forecast.outlook import UNKNOWN, Dates
from ..models.customer_forecast_run_buying import is_gone, is_late
from .common import AS_OF
from .common_forecast import ForecastCase


@tagged("post_install", "-at_install")
class TestForecastAtRisk(ForecastCase):
    """Who is said to leave, and who is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yearly, cls.silent, cls.gone = cls._customers(3)
        cls._buy(
            [(cls.yearly, days, 5000) for days in (200, 560, 930)]
            + [(cls.silent, days, 100) for days in range(300, 1000, 20)]
            + [(cls.gone, days, 100) for days in range(500, 1000, 20)]
        )

    def test_silent_customer_of_a_base_that_could_be_told_is_leaving(self):
        self._base()
        self._run()
        run = self._foresee()
        self.assertIn(run.verdict, ("better", "not_better"))
        self.assertTrue(self._forecasts()[self.silent].is_at_risk)
        self.assertTrue(self._lost(self.silent))
        for forecast in self._forecasts().values():
            if forecast.is_at_risk:
                self.assertLess(forecast.due_date, AS_OF)

    def test_who_has_been_away_for_years_is_gone_not_leaving(self):
        self._base()
        self._run()
        self._foresee()
        gone, silent = (self._forecasts()[each] for each in (self.gone, self.silent))
        self.assertEqual((gone.is_gone, silent.is_gone), (True, False))
        self.assertFalse(gone.is_at_risk)
        self.assertTrue(self._lost(self.gone))
        lost = self.env["customer.forecast.category"].search(
            [("partner_id", "=", self.gone.id), ("is_lost", "=", True)]
        )
        self.assertEqual(set(lost.mapped("is_customer_safe")), {False})

    def test_who_buys_once_in_years_is_not_gone_in_between(self):
        base = history([1, 2, 3], [600, 600, 600], [10.0] * 3, 1000)
        due = np.full(3, UNKNOWN)
        rhythm = np.array([120.0, 90.0, np.nan])
        gone = is_gone(base, Dates(due, due, due, due, rhythm))
        np.testing.assert_array_equal(gone, [False, True, True])

    def test_who_buys_once_a_year_is_not_leaving_in_between(self):
        self._base()
        self._run()
        self._foresee()
        self.assertFalse(self._forecasts()[self.yearly].is_at_risk)

    def test_without_a_verdict_nobody_is_leaving_and_nothing_is_lost(self):
        self._run()
        run = self._foresee()
        self.assertEqual(run.verdict, "too_few")
        self.assertGreater(self._forecasts()[self.silent].churn_risk, 0.9)
        self.assertFalse(self._forecasts()[self.silent].is_at_risk)
        self.assertFalse(self._lost(self.silent))

    def test_night_whose_forecast_failed_goes_by_the_verdict_that_is_shown(self):
        self._base()
        self._run()
        self._foresee()
        run = self.runs.create({"company_id": self.company.id, "as_of": AS_OF})
        run._run_step("categories")
        self.env.invalidate_all()
        self.assertFalse(run.verdict)
        self.assertTrue(self._lost(self.silent))

    def test_day_76_of_104_is_not_late_whatever_the_season_says(self):
        base = history([1, 2, 3, 4], [924, 880, 880, 880], [10.0] * 4, 1000)
        due = np.array([990, 990, 1010, UNKNOWN])
        rhythm = np.array([104.0, 104.0, 104.0, np.nan])
        late = is_late(base, Dates(due, due, due, due, rhythm))
        np.testing.assert_array_equal(late, [False, True, False, False])

    def _lost(self, customer):
        return self.env["customer.forecast.category"].search_count(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", self.company.id),
                ("is_lost", "=", True),
            ]
        )
