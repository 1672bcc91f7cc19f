import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast.replenishment import Bought, replenishment


def bought(pairs):
    """Pairs ``(product, days, quantities)``."""
    start = np.append(0, np.cumsum([len(days) for _product, days, _q in pairs]))
    days = np.concatenate([days for _product, days, _q in pairs]).astype(int)
    quantities = np.concatenate([q for _product, _days, q in pairs]).astype(float)
    return Bought(
        product=np.array([product for product, _days, _q in pairs]),
        start=start,
        day=days,
        quantity=quantities,
        last=days[start[1:] - 1],
        last_quantity=quantities[start[1:] - 1],
    )


def steady(product, gap, times=8, quantity=10):
    return product, np.arange(times) * gap, np.full(times, quantity)


@tagged("post_install", "-at_install")
class TestReplenishmentNumbers(BaseCase):
    """The mathematics by themselves."""

    def test_steady_customer_needs_it_a_gap_after_the_last_time(self):
        found = replenishment(bought([steady(1, 30), steady(2, 7), steady(3, 365)]))
        base = np.array([7 * 30, 7 * 7, 7 * 365])
        self.assertEqual((found.expected - base).tolist(), [30, 7, 365])
        self.assertEqual(found.rhythm.tolist(), [30, 7, 365])
        self.assertTrue((found.early <= found.expected).all())
        self.assertTrue((found.expected <= found.late).all())

    def test_one_odd_gap_moves_neither_rhythm_nor_quantity(self):
        _product, days, quantity = steady(1, 30, 10)
        days[5:] += 200
        quantity[-3] = 500
        found = replenishment(bought([(1, days, quantity)]))
        self.assertEqual(found.rhythm[0], 30)
        self.assertEqual(found.quantity[0], 10)

    def test_larger_supply_lasts_longer_where_the_past_shows_it(self):
        size = np.array([1, 2, 1, 3, 1, 2, 1, 2, 4, 1, 2, 2, 4])
        days = np.append(0, np.cumsum(size * 20))[:-1]
        by_use = replenishment(bought([(1, days, size)]))
        self.assertGreater(by_use.elasticity[0], 0.8)
        self.assertGreater(by_use.expected[0] - days[-1], 1.6 * by_use.rhythm[0])
        by_calendar = replenishment(bought([(1, np.arange(13) * 40, size)]))
        self.assertLess(abs(by_calendar.elasticity[0]), 0.05)
        self.assertEqual(by_calendar.expected[0], 13 * 40)

    def test_enormous_supply_is_not_taken_to_last_for_ever(self):
        size = np.array([1, 2, 1, 3, 1, 2, 1, 2, 4, 1, 2, 2, 1000])
        days = np.append(0, np.cumsum(size * 20))[:-1]
        found = replenishment(bought([(1, days, size)]))
        self.assertLessEqual(found.expected[0] - days[-1], 4 * found.rhythm[0])

    def test_few_gaps_borrow_from_other_customers_of_the_product(self):
        others = [steady(1, gap, 12) for gap in (28, 30, 32, 29, 31)]
        lone = (2, np.array([0, 60, 120]), np.ones(3))
        odd = (1, np.array([0, 60, 120]), np.ones(3))
        found = replenishment(bought([*others, odd, lone]))
        self.assertEqual(found.rhythm[-1], 60)
        self.assertLess(found.rhythm[-2], 58)
        # ... as long as they have few: many gaps are a customer's own
        found = replenishment(bought([*others, steady(1, 60, 13)]))
        self.assertGreater(found.rhythm[-1], 58)

    def test_rhythm_is_that_of_the_newest_gaps(self):
        days = np.cumsum([0] + [90] * 20 + [30] * 12)
        found = replenishment(bought([(1, days, np.ones(len(days)))]))
        self.assertEqual(found.rhythm[0], 30)

    def test_eight_of_ten_come_between_early_and_late(self):
        dice = np.random.default_rng(1)
        pairs, nexts = [], []
        for product in range(40):
            for _customer in range(50):
                pace = 30 * np.exp(dice.normal(0, 0.5))
                gaps = pace * np.exp(dice.normal(0, 0.35, dice.integers(3, 10)))
                days = np.cumsum(np.maximum(np.round(gaps), 1))
                pairs.append((product, days[:-1], np.ones(len(days) - 1)))
                nexts.append(days[-1])
        found = replenishment(bought(pairs))
        inside = (found.early <= nexts) & (np.array(nexts) <= found.late)
        self.assertAlmostEqual(inside.mean(), 0.8, delta=0.04)
        before = (np.array(nexts) < found.expected).mean()
        self.assertAlmostEqual(before, 0.5, delta=0.05)

    def test_two_purchases_by_one_customer_are_enough_to_go_on(self):
        found = replenishment(bought([(1, np.array([0, 50]), np.array([2, 3]))]))
        self.assertEqual((found.rhythm[0], found.quantity[0]), (50, 2))
        self.assertTrue(np.isfinite(found.width).all())
