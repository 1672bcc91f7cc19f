import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast import backtest, naive
from ..forecast.history import history
from ..forecast.spend import worth

AS_OF = 1000


def _history(customers):
    rows = [(name, day, 10.0) for name, days in customers.items() for day in days]
    return history(*zip(*rows, strict=True), as_of=AS_OF)


@tagged("post_install", "-at_install")
class TestForecastNaive(BaseCase):
    def test_who_bought_in_the_last_window_buys_again_with_the_share_of_the_window_before(
        self,
    ):
        """Of 40 who bought in the window before, 30 bought in the last one, and of 20 others 2."""
        customers = {f"a{n}": [500, 850, 950] for n in range(30)}
        customers |= {f"b{n}": [500, 850] for n in range(10)}
        customers |= {f"c{n}": [500, 950] for n in range(2)}
        customers |= {f"d{n}": [500] for n in range(18)}
        known = _history(customers)
        found = naive.bought_again(known, 100, known.mean_amount)
        lately = known.last > 900
        base = 32.5 / 61
        np.testing.assert_allclose(found.probability[lately], (30 + base) / 41)
        np.testing.assert_allclose(found.probability[~lately], (2 + base) / 21)
        np.testing.assert_array_equal(found.amount, np.where(lately, 10.0, 0.0))

    def test_the_own_rate_goes_on(self):
        known = _history({"a": range(0, 1000, 10), "b": [0]})
        found = naive.own_rate(known, 100, known.mean_amount)
        self.assertAlmostEqual(found.purchases[0], 10, delta=0.6)
        self.assertLess(found.purchases[1], 1.2)
        np.testing.assert_allclose(found.probability, 1 - np.exp(-found.purchases))
        np.testing.assert_allclose(found.amount, 10 * found.purchases)

    def test_a_company_of_one_week_does_not_expect_to_grow_rich(self):
        for days in ([[1000]], [[996], [998], [1000]], [[996, 1000], [1000]]):
            known = _history(dict(enumerate(days)))
            found = naive.own_rate(known, 365, known.mean_amount)
            spent = 10.0 * sum(map(len, days))
            self.assertGreater(found.amount.sum(), 0.5 * spent)
            self.assertLess(found.amount.sum(), 4 * spent)

    def test_recency_bins_say_what_the_equally_silent_did(self):
        customers = {f"a{n}": [*range(100 + n, 1000, 40)] for n in range(40)}
        customers |= {f"b{n}": [100 + n] for n in range(100)}
        known = _history(customers)
        found = naive.recency_bins(known, 100, known.mean_amount)
        silent = known.silence > 400
        # one bin holds some of both
        self.assertGreater(found.probability[~silent].mean(), 0.85)
        self.assertGreater(np.median(found.probability[~silent]), 0.95)
        self.assertLess(np.median(found.probability[silent]), 0.05)

    def test_a_short_history_is_judged_by_a_shorter_window(self):
        customers = {n: [900 + n, 930 + n, 960 + n] for n in range(20)}
        for rule in naive.RULES.values():
            known = _history(customers)
            found = rule(known, 365, known.mean_amount)
            self.assertTrue(np.all(found.probability > 0.9))
            self.assertTrue(np.all(found.purchases > 2))

    def test_any_base_has_a_forecast_within_bounds(self):
        random = np.random.default_rng(1)
        bases = [
            {"one": [AS_OF]},
            {"one": [0], "two": [AS_OF]},
            {n: [int(random.integers(0, AS_OF))] for n in range(500)},
            {n: random.integers(0, AS_OF, 30).tolist() for n in range(50)},
        ]
        for base in bases:
            known = _history(base)
            for rule in naive.RULES.values():
                for horizon in (1, 90, 5000):
                    found = rule(known, horizon, known.mean_amount)
                    for column in found:
                        self.assertEqual(column.shape, (len(known),))
                        self.assertTrue(np.isfinite(column).all())
                    self.assertTrue(
                        np.all((found.probability >= 0) & (found.probability <= 1))
                    )
                    self.assertTrue(np.all(found.purchases >= 0))

    def test_nobody_has_an_empty_forecast(self):
        nobody = history([], [], [], as_of=5)
        for rule in naive.RULES.values():
            self.assertEqual(
                [len(column) for column in rule(nobody, 90, np.empty(0))], [0, 0, 0]
            )

    # ---------------------------------------------------------------- what a first purchase says

    def _sizes(self, seconds, newcomer):
        """Everybody bought twice, for 100 to 10,000 and then for ``seconds`` of that."""
        random = np.random.default_rng(3)
        first = 10 ** random.uniform(2, 4, 300)
        rows = [(n, 100, amount) for n, amount in enumerate(first)]
        rows += [(n, 200, seconds(amount)) for n, amount in enumerate(first)]
        rows.append((300, 950, newcomer))
        return history(*zip(*rows, strict=True), as_of=AS_OF)

    def test_first_purchase_that_tells_nothing_is_worth_what_second_ones_were(self):
        known = self._sizes(lambda amount: 500.0, 900_000.0)
        found = worth(known, known.mean_amount)
        self.assertAlmostEqual(found[300], 500, places=6)
        np.testing.assert_array_equal(found[:300], known.mean_amount[:300])

    def test_first_purchase_that_foretells_the_second_counts(self):
        known = self._sizes(lambda amount: amount, 3000.0)
        found = worth(known, known.mean_amount)
        self.assertTrue(2700 < found[300] < 3300, found[300])

    def test_nobody_is_worth_more_than_any_second_purchase(self):
        known = self._sizes(lambda amount: amount, 900_000.0)
        self.assertLessEqual(worth(known, known.mean_amount)[300], 10_000)

    def test_newcomer_with_one_device_is_not_the_best_customer(self):
        """Reagents every month after a first device, and a newcomer with a device."""
        rows = []
        for name in range(60):
            rows.append((name, 10 + name, 200_000.0 + name))
            rows += [
                (name, day, 5000.0 + 100 * name) for day in range(40 + name, 1000, 30)
            ]
        rows.append((60, 980, 200_000.0))
        known = history(*zip(*rows, strict=True), as_of=AS_OF)
        for rule in naive.RULES:
            told, _name = backtest.forecast(known, 365, rule)
            self.assertLess(told.amount[60], told.amount[:60].max(), rule)
