import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast import bg_nbd, gamma_gamma, simulate, value
from ..forecast.backtest import sample
from ..forecast.candidates import MODELS
from ..forecast.history import history
from ..forecast.naive import RULES
from ..forecast.outlook import UNKNOWN, YEAR, outlook
from ..forecast.spend import spending

BUYING = bg_nbd.Parameters(r=0.5, alpha=30.0, a=0.8, b=3.0)
SPENDING = gamma_gamma.Parameters(p=6.25, q=3.74, v=15.44)


@tagged("post_install", "-at_install")
class TestForecastOutlook(BaseCase):
    """What is told of each customer, by whichever model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = simulate.base(BUYING, SPENDING, 400, 3 * 365, seed=3)

    def test_every_model_tells_numbers_that_can_be_shown(self):
        for name in (*MODELS, *RULES):
            with self.subTest(model=name):
                found = outlook(self.base, 90, name, name)
                self.assertEqual((found.model, found.revenue_model), (name, name))
                self.assertTrue(
                    np.all((found.probability >= 0) & (found.probability <= 1))
                )
                for each in (found.revenue, found.revenue_low, found.revenue_high):
                    self.assertTrue(np.all(np.isfinite(each) & (each >= 0)))
                self.assertTrue(np.all(found.revenue_low <= found.revenue_high))

    def test_revenue_by_bg_nbd_is_that_of_the_papers(self):
        base = self.base
        columns = base.repeat, base.recency, base.age
        buying = bg_nbd.fit(*columns).parameters
        spent = gamma_gamma.fit(base.count, base.mean_amount).parameters
        expected = value.expected_revenue(
            buying, spent, columns, spending(base), yearly_rate=0.2
        )
        found = outlook(base, 90, "bg_nbd", "bg_nbd", 0.2)
        np.testing.assert_allclose(found.revenue, expected, rtol=1e-9)

    def test_interval_holds_about_as_often_as_it_says(self):
        """On what the model itself makes up; more often where nothing is the likeliest."""
        past = self.base.until(self.base.as_of - YEAR)
        amount = self.base.after(past)[1]
        for name in MODELS:
            found = outlook(past, 90, name, name, 0.0)
            inside = (found.revenue_low <= amount) & (amount <= found.revenue_high)
            self.assertTrue(0.75 <= inside.mean() <= 0.99, (name, inside.mean()))

    def test_discount_lowers_revenue_and_never_dates(self):
        for name in ("bg_nbd", "rhythm"):
            today, later = (
                outlook(self.base, 90, name, name, rate) for rate in (0.0, 0.5)
            )
            some = today.revenue > 0
            share = later.revenue[some] / today.revenue[some]
            self.assertTrue(np.all((share > 0.66) & (share < 1)))
            self.assertTrue(np.array_equal(today.dates.expected, later.dates.expected))

    def test_dates_are_in_order_and_after_today(self):
        dates = outlook(self.base, 90, "rhythm", "rhythm").dates
        known = (dates.late != UNKNOWN) & (dates.early != UNKNOWN)
        self.assertTrue(known.any())
        self.assertTrue(np.all(dates.early[known] > self.base.as_of))
        self.assertTrue(np.all(dates.early[known] <= dates.expected[known]))
        self.assertTrue(np.all(dates.expected[known] <= dates.late[known]))

    def test_without_a_rhythm_of_the_base_each_has_its_own_gaps_or_no_date(self):
        found = outlook(
            history([1, 1, 1, 2], [0, 10, 20, 15], [5, 5, 5, 5], 24),
            90,
            "own_rate",
            "own_rate",
        )
        self.assertEqual(list(found.dates.expected), [30, UNKNOWN])
        self.assertEqual(list(found.dates.due), [30, UNKNOWN])

    def test_sample_is_always_of_the_same_customers(self):
        part = sample(self.base, 100)
        self.assertTrue(70 <= len(part) <= 130)
        more = history(
            np.append(self.base.customer[self.base.row_customer], self.base.customer),
            np.append(self.base.day, np.full(len(self.base), self.base.as_of)),
            np.ones(len(self.base.day) + len(self.base)),
            self.base.as_of,
        )
        self.assertEqual(list(sample(more, 100).customer), list(part.customer))
        place = np.searchsorted(self.base.customer, part.customer)
        self.assertTrue(np.array_equal(part.last, self.base.last[place]))
        self.assertIs(sample(self.base, 400), self.base)
