import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast.history import history

# customer, day, amount; not in order
ROWS = [
    ("B", 30, 5.0),
    ("A", 10, 1.0),
    ("A", 40, 4.0),
    ("A", 10, 2.0),
    ("C", 50, 9.0),
    ("B", 20, 3.0),
]


def _history(rows, as_of):
    return history(*(list(column) for column in zip(*rows, strict=True)), as_of=as_of)


@tagged("post_install", "-at_install")
class TestForecastHistory(BaseCase):
    def test_frequency_recency_and_age_are_those_of_the_papers(self):
        known = _history(ROWS, 45)
        self.assertEqual(known.customer.tolist(), ["A", "B"])
        self.assertEqual(known.repeat.tolist(), [1, 1])
        self.assertEqual(known.recency.tolist(), [30, 10])
        self.assertEqual(known.age.tolist(), [35, 25])
        self.assertEqual(known.silence.tolist(), [5, 15])

    def test_two_orders_on_one_day_are_one_purchase(self):
        known = _history(ROWS, 45)
        self.assertEqual(known.day.tolist(), [10, 40, 20, 30])
        self.assertEqual(known.amount.tolist(), [3.0, 4.0, 3.0, 5.0])
        self.assertEqual(known.mean_amount.tolist(), [3.5, 4.0])

    def test_the_last_day_is_in_and_the_next_one_is_not(self):
        self.assertEqual(len(_history(ROWS, 50)), 3)
        self.assertEqual(len(_history(ROWS, 49)), 2)

    def test_a_history_cut_back_is_the_one_that_was_known_then(self):
        random = np.random.default_rng(1)
        rows = (
            random.integers(0, 40, 500),
            random.integers(0, 300, 500),
            random.random(500),
        )
        whole = history(*rows, as_of=299)
        for day in (5, 100, 298):
            cut, then = whole.until(day), history(*rows, as_of=day)
            for column in ("customer", "start", "day", "amount"):
                np.testing.assert_array_equal(
                    getattr(cut, column), getattr(then, column)
                )
            self.assertEqual(cut.as_of, then.as_of)

    def test_what_came_after_is_counted_for_the_customers_known_before(self):
        whole = _history(ROWS, 60)
        purchases, amount = whole.after(whole.until(35))
        self.assertEqual(purchases.tolist(), [1, 0])
        self.assertEqual(amount.tolist(), [4.0, 0.0])

    def test_nobody_is_a_history_too(self):
        nobody = history([], [], [], as_of=5)
        self.assertEqual(len(nobody), 0)
        self.assertEqual(len(nobody.until(3)), 0)
        self.assertEqual(nobody.mean_amount.tolist(), [])
        self.assertEqual(len(_history(ROWS, 3)), 0)
