from odoo.tests import BaseCase, tagged

from ..outcome.planning import detectable_mean, detectable_share
from ..outcome.sums import Sums


@tagged("post_install", "-at_install")
class TestOutcomePlanning(BaseCase):
    def test_bloom_s_multiplier(self):
        """H. S. Bloom (1995): 2.80 standard errors at 5 % on two sides and 80 % power."""
        sums = Sums.of([0.0, 2.0] * 20_000)
        found = detectable_mean([sums], 0.5)
        self.assertAlmostEqual(found.effect / (2 / 40_000**0.5), 2.80, 2)

    def test_fewer_customers_see_only_bigger_effects(self):
        few, many = (
            detectable_mean([Sums.of([0.0, 0.0, 0.0, 900.0] * n)], 0.2)
            for n in (10, 1000)
        )
        self.assertEqual((few.treated, few.control), (32, 8))
        self.assertEqual(few.usual, 225)
        self.assertGreater(few.lift, 1.5)
        self.assertLess(many.lift, 0.2)

    def test_strata_that_differ_make_smaller_effects_visible(self):
        big, small = Sums.of([900.0, 1100.0] * 20), Sums.of([10.0, 30.0] * 20)
        together = detectable_mean([big + small], 0.3).effect
        self.assertLess(detectable_mean([big, small], 0.3).effect, together / 4)

    def test_cohen_s_table_of_shares(self):
        """J. Cohen (1988), example 6.8: h = 0.20, 1 % on two sides, power 0.90.

        With 1,600 in one arm the other needs 485 (484.66 before rounding up).
        """
        customers, share = 1600 + 485, 485 / 2085
        found = detectable_share(customers, 0, share, confidence=0.99, power=0.90)
        self.assertEqual((found.treated, found.control), (1600, 485))
        # h = 2 asin(sqrt(p)) with nothing usual
        self.assertAlmostEqual(found.effect, 0.00997, 4)

    def test_nothing_known_is_said_to_be_unknown(self):
        self.assertIsNone(detectable_mean([Sums(50, 0.0, 0.0)], 0.3).effect)
        self.assertIsNone(detectable_mean([], 0.3).effect)
        self.assertIsNone(detectable_mean([Sums.of([1.0, 2.0, 3.0])], 0.3).effect)
        self.assertIsNone(detectable_share(3, 1, 0.3).effect)
        self.assertIsNone(detectable_share(0, 0, 0.3).effect)

    def test_where_nearly_all_buy_no_rise_can_be_seen(self):
        self.assertIsNone(detectable_share(40, 38, 0.3).effect)
        self.assertGreater(detectable_share(40, 4, 0.3).effect, 0.3)
