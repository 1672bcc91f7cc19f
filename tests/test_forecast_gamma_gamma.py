import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast import gamma_gamma, spend
from ..forecast.gamma_gamma import Parameters
from ..forecast.history import history

# Of the CDNOW sample: Fader and Hardie, "The Gamma-Gamma Model of Monetary Value", 2013.
CDNOW = Parameters(p=6.25, q=3.74, v=15.44)


def _spenders(customers, seed=1, parameters=CDNOW):
    """``(x, mean, true mean of each customer)``."""
    random = np.random.default_rng(seed)
    p, q, v = parameters
    x = random.geometric(0.3, customers)
    rate = random.gamma(q, 1 / v, customers)
    return x, random.gamma(p * x, 1 / rate) / x, p / rate


@tagged("post_install", "-at_install")
class TestGammaGamma(BaseCase):
    def test_the_base_of_cdnow_spends_35_22_on_average(self):
        """p v / (q - 1), what is expected of somebody of whom nothing is known."""
        found = gamma_gamma.expected_spend(CDNOW, [0], [0.0])
        self.assertAlmostEqual(float(found[0]), 6.25 * 15.44 / 2.74, places=10)
        self.assertAlmostEqual(float(found[0]), 35.22, places=2)

    def test_the_more_is_known_the_more_ones_own_mean_counts(self):
        x = np.array([0, 1, 2, 10, 1000])
        found = gamma_gamma.expected_spend(CDNOW, x, 100.0)
        self.assertTrue(np.all(np.diff(found) > 0))
        self.assertAlmostEqual(float(found[-1]), 100.0, places=1)

    def test_the_parameters_of_simulated_customers_are_found_again(self):
        x, mean, _true = _spenders(20_000)
        fit = gamma_gamma.fit(x, mean)
        self.assertTrue(fit.converged, fit.message)
        error = np.sqrt(np.diag(fit.covariance))
        self.assertTrue(np.all(abs(np.log(fit.values / CDNOW)) < 4 * error), fit)

    def test_the_slope_of_the_likelihood_is_right(self):
        x, mean, _true = _spenders(50)
        function = gamma_gamma._likelihood(x, mean)
        logs = np.log([2.0, 3.0, 20.0])
        numeric = [
            (function(logs + step)[0] - function(logs - step)[0]) / 2e-5
            for step in 1e-5 * np.eye(3)
        ]
        np.testing.assert_allclose(function(logs)[1], numeric, rtol=1e-6)

    def test_the_currency_does_not_matter(self):
        x, mean, _true = _spenders(2000)
        dollars, yen = gamma_gamma.fit(x, mean), gamma_gamma.fit(x, mean * 150)
        np.testing.assert_allclose(dollars.values * (1, 1, 150), yen.values, rtol=1e-5)
        at_yen = gamma_gamma.log_likelihood(yen.parameters, x, mean * 150)
        self.assertAlmostEqual(yen.log_likelihood, at_yen, places=4)

    def test_the_own_mean_lies_in_the_interval_as_often_as_promised(self):
        x, mean, true = _spenders(20_000)
        low, high = gamma_gamma.spend_interval(CDNOW, x, mean, 0.9)
        self.assertAlmostEqual(np.mean((low <= true) & (true <= high)), 0.9, delta=0.01)
        expected = gamma_gamma.expected_spend(CDNOW, x, mean)
        self.assertAlmostEqual(np.mean(true) / np.mean(expected), 1, delta=0.02)

    def test_moments_are_those_of_simulated_customers(self):
        x, mean, true = _spenders(200_000, parameters=CDNOW._replace(q=8.0))
        square, variance = gamma_gamma.spend_moments(CDNOW._replace(q=8.0), x, mean)
        self.assertAlmostEqual(np.mean(true**2) / np.mean(square), 1, delta=0.02)
        inside = np.mean(true**2) / CDNOW.p
        self.assertAlmostEqual(inside / np.mean(variance), 1, delta=0.02)

    def test_dependence_tells_whether_frequent_buyers_spend_more(self):
        x, mean, _true = _spenders(5000)
        self.assertLess(abs(gamma_gamma.dependence(x, mean)), 0.05)
        self.assertGreater(gamma_gamma.dependence(x, mean * x), 0.3)
        self.assertTrue(np.isnan(gamma_gamma.dependence([1, 1, 1], [5.0, 6.0, 7.0])))

    def test_amounts_that_say_nothing_are_said_to_say_nothing(self):
        for x, mean in (
            ([1, 2], [5.0, 6.0]),
            ([], []),
            ([1] * 50, [0.0] * 50),
            ([3] * 50, [10.0] * 50),
        ):
            fit = gamma_gamma.fit(x, mean)
            self.assertFalse(fit.converged)
            self.assertTrue(fit.message)

    def test_amounts_of_any_size_neither_overflow_nor_end_below_0(self):
        x = np.array([0, 1, 1, 10, 10_000])
        mean = np.array([0.0, 1e-6, 1e12, 1e15, 1e-3])
        for parameters in (
            CDNOW,
            Parameters(1e-3, 1e-3, 1e-3),
            Parameters(1e3, 1e3, 1e9),
        ):
            found = gamma_gamma.expected_spend(parameters, x, mean)
            self.assertTrue(np.all(found > 0))
            low, high = gamma_gamma.spend_interval(parameters, x, mean)
            self.assertTrue(np.all((low >= 0) & (low <= high)))

    def test_where_it_does_not_fit_a_shrunk_mean_is_used(self):
        one_price = history([1, 1, 2, 3], [1, 5, 3, 4], [10.0] * 4, as_of=9)
        np.testing.assert_allclose(spend.expected_spend(one_price), 10)
        refunded = history([1, 2, 3], [1, 1, 1], [-5.0, 10.0, 30.0], as_of=9)
        found = spend.expected_spend(refunded)
        self.assertTrue(np.isfinite(found).all())
        self.assertTrue(np.all(np.diff(found) > 0))
