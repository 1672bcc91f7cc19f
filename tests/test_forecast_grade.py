from itertools import product

import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast import grade
from ..forecast.naive import Forecast


def _pairs(probability, bought):
    """AUC by counting pairs: slow and obvious."""
    buyers, others = probability[bought], probability[~bought]
    points = [
        (ours > theirs) + (ours == theirs) / 2
        for ours, theirs in product(buyers, others)
    ]
    return np.mean(points)


def _world(customers, seed, blur=0.0):
    """True probabilities, and who bought by them; forecasts are blurred on the logit."""
    random = np.random.default_rng(seed)
    logits = random.normal(-1, 1.5, customers)
    bought = random.random(customers) < 1 / (1 + np.exp(-logits))
    return 1 / (1 + np.exp(-logits - blur * random.normal(size=customers))), bought


@tagged("post_install", "-at_install")
class TestForecastGrade(BaseCase):
    def test_auc_is_the_share_of_pairs_in_the_right_order_ties_count_half(self):
        random = np.random.default_rng(1)
        for _each in range(20):
            probability = random.integers(0, 5, 40) / 4
            bought = random.random(40) < 0.4
            self.assertAlmostEqual(
                grade.auc(probability, bought), _pairs(probability, bought), places=12
            )

    def test_everybody_the_same_is_chance(self):
        _probability, bought = _world(500, 1)
        self.assertEqual(grade.auc(np.full(500, 0.3), bought), 0.5)

    def test_the_variance_of_auc_is_delong_s(self):
        """By his own formula, S10/m + S01/n, of placement values counted pair by pair."""
        probability, bought = _world(200, 2)
        buyers, others = probability[bought], probability[~bought]
        wins = (buyers[:, None] > others) + (buyers[:, None] == others) / 2
        variance = wins.mean(axis=1).var() / len(buyers) + wins.mean(
            axis=0
        ).var() / len(others)
        _value, influence = grade._auc(probability, bought)
        self.assertAlmostEqual(influence @ influence / variance, 1, places=10)

    def test_brier_and_log_loss_are_those_of_a_small_example(self):
        forecast = Forecast(
            np.array([0.8, 0.4]), np.array([1.0, 1.0]), np.array([30.0, 20.0])
        )
        found = grade.grade(
            forecast, np.array([1, 0]), np.array([40.0, 0.0]), np.array([1, 2])
        )
        self.assertAlmostEqual(found.brier, (0.04 + 0.16) / 2)
        self.assertAlmostEqual(found.log_loss, -(np.log(0.8) + np.log(0.6)) / 2)
        self.assertAlmostEqual(found.skill.value, 1 - 0.1 / 0.25)
        self.assertAlmostEqual(found.purchases_error, 1.0)
        self.assertAlmostEqual(found.amount_error, 0.25)

    def test_errors_of_windows_do_not_cancel(self):
        """Half of one year and twice the other one is not a total that is right."""
        amount = np.array([50.0, 100.0])
        told = Forecast(np.full(2, 0.5), np.array([1.0, 1.0]), amount[::-1])
        bought, names = np.array([1, 1]), np.array([0, 0])
        found = grade.grade(told, bought, amount, names, window=np.array([0, 1]))
        self.assertAlmostEqual(found.amount_error, 100 / 150)
        self.assertEqual(found.purchases_error, 0)
        self.assertEqual(grade.grade(told, bought, amount, names).amount_error, 0)

    def test_nothing_bought_has_no_error_to_tell(self):
        told = Forecast(*[np.array([0.5])] * 3)
        found = grade.grade(told, np.array([0]), np.array([0.0]), np.array([0]))
        self.assertTrue(np.isnan(found.amount_error))

    def test_intervals_hold_the_truth_as_often_as_promised(self):
        true = [
            grade.auc(*_world(200_000, seed=1000, blur=blur)) for blur in (0.5, 1.5)
        ]
        held = []
        for seed in range(300):
            sharp, bought = _world(300, seed, 0.5)
            blurred, same = _world(300, seed, 1.5)
            self.assertTrue(np.all(bought == same))
            names = np.arange(300)
            found = grade.compare(sharp, blurred, bought, names).auc
            held.append(found.low <= true[0] - true[1] <= found.high)
        self.assertGreater(np.mean(held), 0.91)

    def test_five_windows_of_a_customer_are_not_five_witnesses(self):
        probability, bought = _world(400, 3)
        one, five = (
            grade.grade(
                Forecast(*[np.tile(probability, times)] * 3),
                np.tile(bought.astype(int), times),
                np.tile(bought * 1.0, times),
                np.tile(np.arange(400), times),
            )
            for times in (1, 5)
        )
        for name in ("auc", "skill"):
            once, again = getattr(one, name), getattr(five, name)
            self.assertAlmostEqual(once.low, again.low, places=10)
            self.assertAlmostEqual(once.high, again.high, places=10)

    def test_calibration_holds_everybody_once_and_ties_together(self):
        probability, bought = _world(1000, 4)
        probability = np.round(probability, 1)
        bins = grade.calibration(probability, bought)
        self.assertEqual(sum(each.forecasts for each in bins), 1000)
        self.assertLessEqual(len(bins), len(np.unique(probability)))
        told = [each.probability for each in bins]
        self.assertEqual(told, sorted(told))
        for each in bins:
            self.assertTrue(
                0 <= each.share.low <= each.share.value <= each.share.high <= 1
            )
        self.assertGreater(
            np.mean([b.share.low <= b.probability <= b.share.high for b in bins]), 0.7
        )

    # ---------------------------------------------------------------- verdict

    def _verdict(self, model, rule, bought):
        names = np.arange(len(bought))
        own = grade.grade(
            Forecast(model, model, model), bought * 1, bought * 1.0, names
        )
        return grade.verdict(own, grade.compare(model, rule, bought, names))

    def test_a_model_that_sees_more_than_the_rule_is_better(self):
        model, bought = _world(3000, 5)
        self.assertEqual(
            self._verdict(model, _world(3000, 5, 2.0)[0], bought), grade.BETTER
        )

    def test_a_model_as_good_as_the_rule_is_not_better(self):
        model, bought = _world(3000, 5, 0.5)
        self.assertEqual(self._verdict(model, model, bought), grade.NOT_BETTER)
        rule = _world(3000, 5)[0]
        self.assertEqual(self._verdict(model, rule, bought), grade.NOT_BETTER)

    def test_noise_is_no_signal_nineteen_times_of_twenty(self):
        random = np.random.default_rng(6)
        verdicts = []
        for _each in range(100):
            bought = random.random(500) < 0.3
            model, rule = random.beta(3, 7, 500), random.beta(3, 7, 500)
            verdicts.append(self._verdict(model, rule, bought))
        self.assertGreaterEqual(verdicts.count(grade.NO_SIGNAL), 95)

    def test_right_order_with_wrong_probabilities_is_no_signal_to_show(self):
        model, bought = _world(3000, 7)
        self.assertGreater(grade.auc(1 - (1 - model) ** 9, bought), 0.7)
        self.assertEqual(
            self._verdict(1 - (1 - model) ** 9, model, bought), grade.NO_SIGNAL
        )

    def test_a_handful_of_buyers_is_too_few_to_tell(self):
        bought = np.arange(500) < 9
        self.assertEqual(
            self._verdict(bought * 1.0, bought * 0.5, bought), grade.TOO_FEW
        )
        self.assertEqual(
            self._verdict(~bought * 1.0, bought * 0.5, ~bought), grade.TOO_FEW
        )
