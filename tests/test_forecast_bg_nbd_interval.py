import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast import bg_nbd, simulate
from ..forecast.bg_nbd import Parameters
from ..forecast.bg_nbd_interval import (
    at_least,
    probability_interval,
    purchases_interval,
    purchases_moments,
)
from ..forecast.gamma_gamma import Parameters as Spending

BUYING = Parameters(r=0.6, alpha=40.0, a=0.8, b=3.0)
SPENDING = Spending(p=6.0, q=4.0, v=15.0)
CUSTOMERS = (
    np.array([0, 1, 4, 12, 40]),
    np.array([0.0, 30.0, 250.0, 300.0, 350.0]),
    np.array([10.0, 200.0, 300.0, 310.0, 352.0]),
)


def _base(customers, seed=1):
    made = simulate.base(BUYING, SPENDING, customers, 500, seed)
    return made.repeat, made.recency, made.age


@tagged("post_install", "-at_install")
class TestBgNbdInterval(BaseCase):
    # ---------------------------------------------------------------- what a customer may do

    def test_one_or_more_is_what_the_model_says_of_buying_at_all(self):
        np.testing.assert_allclose(
            at_least(BUYING, *CUSTOMERS, 90.0, 1),
            bg_nbd.purchase_probability(BUYING, *CUSTOMERS, 90.0),
            rtol=1e-12,
        )

    def test_the_distribution_has_the_mean_and_the_square_of_the_model(self):
        tails = np.array([at_least(BUYING, *CUSTOMERS, 90.0, k) for k in range(1, 300)])
        odd = 2 * np.arange(1, 300)[:, None] - 1
        mean, square = purchases_moments(BUYING, *CUSTOMERS, 90.0)
        np.testing.assert_allclose(tails.sum(axis=0), mean, rtol=1e-9)
        np.testing.assert_allclose((odd * tails).sum(axis=0), square, rtol=1e-7)

    def test_the_interval_is_that_of_simulated_customers(self):
        drawn = simulate.purchases_ahead(BUYING, *CUSTOMERS, 90.0, 100_000, seed=1)
        for level in (0.5, 0.9):
            low, high = purchases_interval(BUYING, *CUSTOMERS, 90.0, level)
            tail = (1 - level) / 2
            # the smallest number that leaves no more than the tail beyond it
            error = 4 * np.sqrt(tail / len(drawn))
            beyond, at = (drawn > high).mean(axis=0), (drawn >= high).mean(axis=0)
            self.assertTrue(np.all(beyond <= tail + error))
            self.assertTrue(np.all((at >= tail - error) | (high == 0)))
            self.assertTrue(np.all((drawn < low).mean(axis=0) <= tail + error))
            self.assertTrue(np.all((drawn <= low).mean(axis=0) >= tail - error))

    def test_a_thousand_purchases_a_year_are_told_as_well(self):
        low, high = purchases_interval(BUYING, [3000], [1095.0], [1095.0], 365.0)
        self.assertTrue(0 <= low[0] < high[0] < 1200)

    # ---------------------------------------------------------------- what the base does not tell

    def test_a_bigger_base_leaves_less_doubt_of_a_probability(self):
        widths = []
        for customers in (300, 3000, 30_000):
            fit = bg_nbd.fit(*_base(customers))
            low, high = probability_interval(fit, *CUSTOMERS, 90.0)
            self.assertTrue(np.all((low >= 0) & (low <= high) & (high <= 1)))
            widths.append(high - low)
        self.assertTrue(np.all(np.diff(widths, axis=0) < 0), widths)

    def test_the_true_probability_lies_within_as_often_as_promised(self):
        true = bg_nbd.purchase_probability(BUYING, *CUSTOMERS, 90.0)
        within = []
        for seed in range(60):
            fit = bg_nbd.fit(*_base(1500, seed))
            low, high = probability_interval(fit, *CUSTOMERS, 90.0, level=0.9)
            within.append((low <= true) & (true <= high))
        self.assertGreater(np.mean(within), 0.82)
        self.assertLess(np.mean(within), 0.97)

    def test_without_a_fit_there_is_no_interval(self):
        fit = bg_nbd.fit([1], [2], [3])
        for side in probability_interval(fit, *CUSTOMERS, 90.0):
            self.assertTrue(np.isnan(side).all())
