import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast import bg_nbd, gamma_gamma, simulate, value

BUYING = bg_nbd.Parameters(r=0.6, alpha=40.0, a=0.8, b=3.0)
SPENDING = gamma_gamma.Parameters(p=6.0, q=4.0, v=15.0)
BASE = (
    np.array([0, 1, 4, 12, 40]),
    np.array([0.0, 30.0, 250.0, 300.0, 350.0]),
    np.array([10.0, 200.0, 300.0, 310.0, 352.0]),
)
AMOUNTS = (BASE[0] + 1, np.array([20.0, 5.0, 40.0, 30.0, 100.0]))


def _revenue(draws):
    """Simulated revenue of half a year of the customers above, shape (draws, 5)."""
    random = np.random.default_rng(1)
    bought = simulate.purchases_ahead(BUYING, *BASE, 182.0, draws, seed=2)
    p, q, v = SPENDING
    x, mean = AMOUNTS
    rate = random.gamma(q + p * x, 1 / (v + x * mean), bought.shape)
    return np.where(bought > 0, random.gamma(np.maximum(p * bought, 1e-9)) / rate, 0.0)


@tagged("post_install", "-at_install")
class TestForecastValue(BaseCase):
    def test_without_discount_revenue_is_purchases_times_spend(self):
        found = value.expected_revenue(BUYING, SPENDING, BASE, AMOUNTS, yearly_rate=0)
        purchases = bg_nbd.expected_purchases(BUYING, *BASE, 365.25)
        spend = gamma_gamma.expected_spend(SPENDING, *AMOUNTS)
        np.testing.assert_allclose(found, purchases * spend, rtol=1e-12)

    def test_an_even_year_at_10_percent_is_worth_half_a_year_of_discount_less(self):
        """1/12 in the middle of each month: (1/12) Σ 1.1 ^ -((k - ½)/12) = 0.95382."""
        found = value.discounted_purchases(lambda days: np.array([days / 365.25]))
        self.assertAlmostEqual(float(found[0]), 0.95382, places=5)

    def test_expected_revenue_is_what_simulated_customers_spend(self):
        drawn = _revenue(100_000)
        mean, square = value._revenue_moments(BUYING, SPENDING, BASE, AMOUNTS, 182.0)
        error = 4 * drawn.std(axis=0) / np.sqrt(len(drawn))
        self.assertTrue(np.all(abs(drawn.mean(axis=0) - mean) < error))
        np.testing.assert_allclose((drawn**2).mean(axis=0), square, rtol=0.1)

    def test_an_interval_of_90_percent_holds_85_to_97(self):
        drawn = _revenue(100_000)
        low, high = value.revenue_interval(BUYING, SPENDING, BASE, AMOUNTS, 182.0, 0.9)
        within = ((low <= drawn) & (drawn <= high)).mean(axis=0)
        self.assertTrue(np.all((within > 0.85) & (within < 0.97)), within)
        self.assertTrue(np.all(abs((drawn > high).mean(axis=0) - 0.05) < 0.02))

    def test_the_total_lies_in_its_interval(self):
        drawn = _revenue(20_000).sum(axis=1)
        total, low, high = value.total_interval(BUYING, SPENDING, BASE, AMOUNTS, 182.0)
        self.assertAlmostEqual(drawn.mean() / total, 1, delta=0.03)
        within = np.mean((low <= drawn) & (drawn <= high))
        self.assertTrue(0.86 < within < 0.96, within)

    def test_extreme_customers_have_finite_intervals(self):
        base = (
            np.array([0, 5000, 1]),
            np.array([0.0, 1.0, 1.0]),
            np.array([1e5, 1e5, 2.0]),
        )
        amounts = np.array([1, 5001, 2]), np.array([1e9, 1e-3, 1e-9])
        low, high = value.revenue_interval(BUYING, SPENDING, base, amounts, 365.0)
        self.assertTrue(np.all((low >= 0) & (low <= high) & np.isfinite(high)))
