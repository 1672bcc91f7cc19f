import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast.replenishment import replenishment
from ..forecast.replenishment_grade import Tried, known_until
from .test_replenishment_numbers import bought


def random_base(seed=1, leaving=0.0, noise=0.35):
    """400 pairs over 1000 days, each at its own pace; some stop after each purchase."""
    dice = np.random.default_rng(seed)
    pairs = []
    for number in range(400):
        pace = 30 * np.exp(dice.normal(0, 0.4))
        days = np.cumsum(
            np.maximum(1, pace * np.exp(dice.normal(0, noise, 80)))
        ).round()
        end = np.flatnonzero(dice.random(80) < leaving)
        days = days[: end[0] + 3] if len(end) else days
        days = np.unique(days[days <= 1000])
        if len(days) >= 2:
            pairs.append((number % 10, days, np.ones(len(days))))
    return bought(pairs)


@tagged("post_install", "-at_install")
class TestReplenishmentGrade(BaseCase):
    """What is expected is held against what followed, without knowing it."""

    def _tried(self, base, start=700):
        tried = Tried()
        tried.add(base, start, 1000, 3)
        return tried

    def test_nine_of_ten_come_in_time_if_nobody_leaves(self):
        tried = self._tried(random_base())
        self.assertGreater(tried.expected, 100)
        self.assertAlmostEqual(tried.share, 0.9, delta=0.05)
        missed, naive = tried.days
        self.assertLess(missed, naive)

    def test_grade_falls_with_those_who_leave(self):
        faithful, leaving = (
            self._tried(random_base(leaving=share)).share for share in (0, 0.1)
        )
        self.assertLess(leaving, faithful - 0.05)

    def test_expectation_of_the_past_knows_nothing_of_what_followed(self):
        base = random_base()
        past, place = known_until(base, 850, 3)
        days, quantities = base.day.copy(), base.quantity.copy()
        later = days > 850
        quantities[later] = 99
        other = bought(
            [
                (base.product[i], days[rows], quantities[rows])
                for i, rows in enumerate(
                    np.split(np.arange(len(days)), base.start[1:-1])
                )
            ]
        )
        other_past, other_place = known_until(other, 850, 3)
        self.assertEqual(place.tolist(), other_place.tolist())
        for name in ("expected", "late", "quantity"):
            ours, theirs = (
                getattr(replenishment(each), name) for each in (past, other_past)
            )
            self.assertEqual(ours.tolist(), theirs.tolist())
        self.assertLessEqual(past.last.max(), 850)

    def test_nothing_to_try_on_is_no_grade(self):
        tried = self._tried(bought([(1, np.array([990, 995, 999]), np.ones(3))]))
        self.assertEqual(tried.expected, 0)
        self.assertTrue(np.isnan(tried.share))
        self.assertTrue(np.isnan(tried.days[0]))
