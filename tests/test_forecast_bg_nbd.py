import numpy as np
from scipy.special import hyp2f1

from odoo.tests import BaseCase, tagged

from ..forecast import bg_nbd, simulate
from ..forecast.bg_nbd import Parameters
from ..forecast.gamma_gamma import Parameters as Spending

# Of the CDNOW sample, in weeks: Fader, Hardie and Lee (2005), table 2.
CDNOW = Parameters(r=0.243, alpha=4.414, a=0.793, b=2.426)
DAYS = CDNOW._replace(alpha=30.0)
SPENDING = Spending(p=6.25, q=3.74, v=15.44)


def _base(customers=8000):
    made = simulate.base(DAYS, SPENDING, customers, days=500, seed=1)
    return made.repeat, made.recency, made.age


@tagged("post_install", "-at_install")
class TestBgNbd(BaseCase):
    # ---------------------------------------------------------------- predictions

    def test_the_customer_of_the_spreadsheet_note_is_expected_to_buy_1_226_times(self):
        """Fader, Hardie and Lee, "Implementing the BG/NBD Model for Customer Base Analysis in
        Excel", 2005: the first customer of CDNOW, in the 39 weeks to come."""
        found = bg_nbd.expected_purchases(CDNOW, [2], [30.43], [38.86], 39)
        self.assertEqual(round(float(found[0]), 3), 1.226)

    def test_expected_purchases_are_the_hypergeometric_formula_where_that_works(self):
        r, alpha, a, b = CDNOW
        x, t_x, age = (
            np.array(each) for each in ([0, 1, 3, 9], [0, 2, 20, 35], [5, 30, 25, 38])
        )
        for horizon in (1.0, 39.0, 200.0):
            z = horizon / (alpha + age + horizon)
            factor = ((alpha + age) / (alpha + age + horizon)) ** (r + x)
            hyper = hyp2f1(r + x, b + x, a + b + x - 1, z)
            left = np.where(
                x > 0, a / (b + x - 1) * ((alpha + age) / (alpha + t_x)) ** (r + x), 0
            )
            expected = (a + b + x - 1) / (a - 1) * (1 - factor * hyper) / (1 + left)
            found = bg_nbd.expected_purchases(CDNOW, x, t_x, age, horizon)
            np.testing.assert_allclose(found, expected, rtol=1e-9)

    def test_a_dropout_parameter_of_1_is_no_hole(self):
        """The printed formula divides 0 by 0 there."""
        below, at, above = (
            bg_nbd.expected_purchases(CDNOW._replace(a=a), [3], [20.0], [30.0], 39)
            for a in (1 - 1e-6, 1.0, 1 + 1e-6)
        )
        np.testing.assert_allclose(at, (below + above) / 2, rtol=1e-10)

    def test_predictions_are_what_simulated_customers_do(self):
        x, t_x, age = [0, 1, 4, 12], [0.0, 3.0, 25.0, 38.0], [20.0, 38.0, 30.0, 39.0]
        drawn = simulate.purchases_ahead(
            CDNOW, x, t_x, age, 39.0, draws=100_000, seed=2
        )
        mean = bg_nbd.expected_purchases(CDNOW, x, t_x, age, 39.0)
        some = bg_nbd.purchase_probability(CDNOW, x, t_x, age, 39.0)
        error = 4 / np.sqrt(len(drawn))
        self.assertTrue(
            np.all(abs(drawn.mean(axis=0) - mean) < error * drawn.std(axis=0))
        )
        self.assertTrue(np.all(abs((drawn > 0).mean(axis=0) - some) < error / 2))

    def test_a_one_time_buyer_is_alive_but_his_chance_to_buy_falls_with_silence(self):
        age = np.array([1.0, 10.0, 100.0, 1000.0])
        alive = bg_nbd.alive_probability(CDNOW, 0, 0, age)
        some = bg_nbd.purchase_probability(CDNOW, 0, 0, age, 13)
        self.assertTrue(np.all(alive == 1))
        self.assertTrue(np.all(np.diff(some) < 0))
        self.assertLess(some[-1], 0.01)

    # ---------------------------------------------------------------- fit

    def test_the_parameters_of_simulated_customers_are_found_again(self):
        true = np.array(DAYS)
        fit = bg_nbd.fit(*_base(30_000))
        self.assertTrue(fit.converged, fit.message)
        error = np.sqrt(np.diag(fit.covariance))
        self.assertTrue(np.all(abs(np.log(fit.values / true)) < 4 * error), fit)
        self.assertTrue(np.all(error < 0.2), error)

    def test_the_slope_of_the_likelihood_is_right(self):
        groups = bg_nbd._Groups(*_base(200))
        logs = np.log([0.4, 20.0, 0.7, 2.0])
        _value, slope = groups.log_likelihood(logs)
        numeric = [
            (
                groups.log_likelihood(logs + step)[0]
                - groups.log_likelihood(logs - step)[0]
            )
            / 2e-5
            for step in 1e-5 * np.eye(4)
        ]
        np.testing.assert_allclose(slope, numeric, rtol=1e-6)

    def test_the_unit_of_time_does_not_matter(self):
        x, t_x, age = _base()
        days, weeks = bg_nbd.fit(x, t_x, age), bg_nbd.fit(x, t_x / 7, age / 7)
        np.testing.assert_allclose(days.values / (1, 7, 1, 1), weeks.values, rtol=1e-6)
        at_days = bg_nbd.log_likelihood(days.parameters, x, t_x, age)
        self.assertAlmostEqual(days.log_likelihood, at_days, places=5)

    def test_the_order_of_customers_does_not_matter(self):
        base = np.array(_base(500))
        turned = base[:, np.random.default_rng(3).permutation(base.shape[1])]
        np.testing.assert_allclose(
            bg_nbd.fit(*base).values, bg_nbd.fit(*turned).values, rtol=1e-9
        )

    # ---------------------------------------------------------------- awkward bases

    def test_a_base_that_says_nothing_is_said_to_say_nothing(self):
        few = ([1, 2, 0], [5, 9, 0], [10, 10, 10])
        once = (np.zeros(5000), np.zeros(5000), np.full(5000, 90.0))
        for base in (few, once, ([], [], [])):
            fit = bg_nbd.fit(*base)
            self.assertFalse(fit.converged)
            self.assertTrue(fit.message)
            self.assertIsNone(fit.covariance)

    def test_customers_who_are_all_alike_do_not_make_it_fail_or_lie(self):
        """Nobody ever leaves, all at one rate: neither spread nor dropout can be told."""
        x = np.random.default_rng(4).poisson(6.0, 400)
        t_x = np.where(x > 0, 99.0, 0.0)
        fit = bg_nbd.fit(x, t_x, np.full(400, 100.0))
        self.assertFalse(fit.converged)
        self.assertTrue(np.isfinite(fit.values).all())

    def test_one_giant_among_rare_buyers_leaves_the_rest_as_they_are(self):
        x, t_x, age = (
            np.append(each, one)
            for each, one in zip(_base(3000), (900, 499, 499), strict=True)
        )
        fit = bg_nbd.fit(x, t_x, age)
        found = bg_nbd.expected_purchases(fit.parameters, x, t_x, age, 365)
        self.assertTrue(np.isfinite(found).all())
        self.assertGreater(found[-1], 300)
        self.assertLess(np.median(found), 1)

    def test_impossible_customers_are_refused(self):
        for wrong in (
            ([1], [5], [4]),
            ([-1], [0], [4]),
            ([0], [1], [4]),
            ([1], [1], [np.nan]),
        ):
            with self.assertRaises(ValueError):
                bg_nbd.fit(*wrong)
