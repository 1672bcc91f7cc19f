import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast import rhythm
from ..forecast.history import history

AS_OF = 20_000


def _rows(customer, days, amount=10.0):
    days = np.asarray(days)
    return np.full(len(days), customer), days, np.full(len(days), amount)


def _history(*customers, as_of=AS_OF):
    rows = [_rows(number, days) for number, days in enumerate(customers)]
    return history(
        *(np.concatenate(column) for column in zip(*rows, strict=True)), as_of
    )


def _every(gap, silence=0, count=12):
    """Days of purchases at steady gaps, the last one ``silence`` days ago."""
    return AS_OF - silence - gap * np.arange(count)[::-1]


def _random_base(seed=1, customers=2000, leaving=0.0):
    """Log-normal gaps, everybody with a median of his own; ``(history, later, stays)``."""
    random = np.random.default_rng(seed)
    median = 40 * np.exp(random.normal(0, 0.6, customers))
    purchases = []
    for middle in median:
        gaps = np.maximum(1, np.round(middle * np.exp(random.normal(0, 0.5, 400))))
        days = AS_OF - 900 + random.integers(0, 300) + np.cumsum(gaps).astype(int)
        gone = random.random(400) < leaving
        days = days[: np.argmax(gone) + 1] if gone.any() else days
        purchases.append(days[days <= AS_OF + 200])
    return _history(*purchases, as_of=AS_OF + 200)


@tagged("post_install", "-at_install")
class TestForecastRhythm(BaseCase):
    # ---------------------------------------------------------------- the rhythm

    def test_a_monthly_customer_is_monthly_and_a_yearly_one_yearly(self):
        base = [_every(30, place) for place in range(20)]
        base += [_every(365, 18 * place) for place in range(20)]
        found = rhythm.fit(_history(*base), 400)
        np.testing.assert_allclose(found.median[:20], 30, rtol=0.1)
        np.testing.assert_allclose(found.median[20:], 365, rtol=0.1)
        self.assertTrue(np.all(found.spread < 0.2))

    def test_who_has_few_gaps_is_taken_to_be_like_the_others(self):
        base = [_every(30 + number) for number in range(30)]
        one, two, never = (
            [AS_OF - 300, AS_OF],
            [AS_OF - 600, AS_OF - 300, AS_OF],
            [AS_OF - 5],
        )
        found = rhythm.fit(_history(*base, one, two, never), 90)
        self.assertTrue(50 > found.median[-1] > 35)
        self.assertTrue(300 > found.median[-2] > found.median[-3] > found.median[-1])
        self.assertTrue(np.all(np.diff(found.doubt[-3:]) != 0))
        self.assertGreater(found.doubt[-1], found.doubt[-3])

    def test_a_base_with_hardly_a_gap_has_no_rhythm(self):
        self.assertIsNone(rhythm.fit(_history([1], [2], [3, 9], as_of=50), 90))
        self.assertIsNone(rhythm.fit(history([], [], [], as_of=50), 90))

    # ---------------------------------------------------------------- buying

    def test_probabilities_come_true_on_customers_with_a_rhythm(self):
        whole = _random_base(leaving=0.05)
        past = whole.until(AS_OF)
        purchases, _amount = whole.after(past)
        found = rhythm.fit(past, 200)
        told = rhythm.purchase_probability(found, 200)
        order = np.argsort(told)
        for group in np.array_split(order, 5):
            self.assertAlmostEqual(
                told[group].mean(), np.mean(purchases[group] > 0), delta=0.07
            )
        expected = rhythm.expected_purchases(found, 200)
        self.assertAlmostEqual(expected.sum() / purchases.sum(), 1, delta=0.07)

    def test_probabilities_are_probabilities_and_grow_with_the_horizon(self):
        past = _random_base(customers=300, leaving=0.2).until(AS_OF)
        found = rhythm.fit(past, 3000)
        told = [
            rhythm.purchase_probability(found, days)
            for days in (1, 7, 30, 90, 365, 3000)
        ]
        self.assertTrue(np.all(np.diff(told, axis=0) >= -1e-12))
        self.assertTrue(np.all((np.array(told) >= 0) & (np.array(told) <= 1)))
        expected = rhythm.expected_purchases(found, 365)
        self.assertTrue(np.all(expected >= told[4] - 1e-9))

    def test_long_beyond_the_own_rhythm_the_chance_falls(self):
        base = [_every(30, silence) for silence in (20, 30, 60, 120, 365, 2000)]
        base += [_every(30, place) for place in range(20)]
        found = rhythm.fit(_history(*base), 30)
        told = rhythm.purchase_probability(found, 30)[:6]
        self.assertTrue(np.all(np.diff(told) < 0), told)
        self.assertGreater(told[0], 0.9)
        self.assertLess(told[-1], 0.05)

    def test_equally_long_silent_the_slower_customer_is_the_likelier_to_come(self):
        base = [_every(30, 120), _every(110, 120)]
        base += [_every(30 + place, place) for place in range(40)]
        told = rhythm.purchase_probability(rhythm.fit(_history(*base), 60), 60)
        self.assertGreater(told[1], told[0] + 0.2)

    def test_the_share_of_one_time_buyers_is_learnt(self):
        """Nine of ten never came back: a new one-time buyer is not taken for a regular customer."""
        base = [[AS_OF - 500 - number] for number in range(180)]
        base += [_every(30, place) for place in range(20)]
        found = rhythm.fit(_history(*base, [AS_OF]), 90)
        self.assertTrue(0.05 < rhythm.purchase_probability(found, 90)[-1] < 0.2)

    # ---------------------------------------------------------------- when

    def test_the_next_date_is_a_gap_after_the_last_purchase(self):
        base = [_every(30, 10), _every(60, 10)]
        base += [_every(40, place) for place in range(40)]
        found = rhythm.fit(_history(*base), 200)
        expected, low, high = rhythm.next_purchase(found)
        np.testing.assert_allclose(expected[:2] - AS_OF, [20, 50], atol=4)
        self.assertTrue(np.all((low > AS_OF) & (low <= expected) & (expected <= high)))
        np.testing.assert_allclose(rhythm.due(found)[:2] - AS_OF, [20, 50], atol=4)

    def test_who_is_overdue_is_expected_from_tomorrow_on(self):
        base = [_every(30, 40), *(_every(30, place) for place in range(30))]
        found = rhythm.fit(_history(*base), 200)
        expected, low, _high = rhythm.next_purchase(found)
        self.assertLess(rhythm.due(found)[0], AS_OF)
        self.assertTrue(np.all(low > AS_OF))
        self.assertGreater(expected[0], AS_OF)

    def test_dates_come_true_as_often_as_promised(self):
        whole = _random_base(seed=3)
        past = whole.until(AS_OF)
        _expected, low, high = rhythm.next_purchase(rhythm.fit(past, 1000), level=0.8)
        later = whole.day > AS_OF
        first = np.full(len(whole), 10**6)
        np.minimum.at(first, whole.row_customer[later], whole.day[later])
        first = first[np.searchsorted(whole.customer, past.customer)]
        seen = high <= AS_OF + 200  # whose whole interval was waited for
        within = ((low <= first) & (first <= high))[seen]
        self.assertGreater(seen.sum(), 500)
        self.assertAlmostEqual(within.mean(), 0.8, delta=0.08)
