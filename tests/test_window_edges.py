from datetime import datetime, timedelta

from odoo.tests import tagged

from .common import AS_OF, TierCase


@tagged("post_install", "-at_install")
class TestWindowEdges(TierCase):
    """The window holds the dates in (as_of − window_days, as_of]."""

    def setUp(self):
        super().setUp()
        self.hospital = self._customer()
        self.policy.window_days = 30

    def _measure(self):
        [line] = self._run(mode="simulation").line_ids
        return line

    def test_first_day_of_the_window_counts(self):
        self._order(self.hospital, 29, 100)
        line = self._measure()
        self.assertEqual(
            (line.frequency, line.monetary, line.is_lapsed), (1, 100, False)
        )

    def test_day_before_the_window_does_not_count(self):
        self._order(self.hospital, 30, 100)
        line = self._measure()
        self.assertEqual((line.frequency, line.monetary, line.is_lapsed), (0, 0, True))
        self.assertEqual(line.recency_days, 30, "recency looks back further")

    def test_as_of_day_counts_to_its_end(self):
        day_end = datetime.combine(AS_OF, datetime.max.time().replace(microsecond=0))
        self._order_at(self.hospital, day_end, 100)
        line = self._measure()
        self.assertEqual((line.recency_days, line.frequency), (0, 1))

    def test_day_after_as_of_does_not_count(self):
        self._order(self.hospital, 5, 100)
        midnight = datetime.combine(AS_OF + timedelta(days=1), datetime.min.time())
        self._order_at(self.hospital, midnight, 100)
        line = self._measure()
        self.assertEqual(
            (line.recency_days, line.frequency, line.monetary), (5, 1, 100)
        )

    def test_customer_of_tomorrow_is_a_prospect_today(self):
        self._order(self.hospital, -1, 100)
        self.assertFalse(self._run(mode="simulation").line_ids)

    def test_window_of_one_day_is_as_of_alone(self):
        self.policy.window_days = 1
        self._order(self.hospital, 0, 100)
        self._order(self.hospital, 1, 1000)
        line = self._measure()
        self.assertEqual((line.frequency, line.monetary), (1, 100))

    def test_return_in_the_window_of_a_purchase_before_it_leaves_a_lapsed_customer(
        self,
    ):
        self._order(self.hospital, 40, 100)
        self._order(self.hospital, 10, -100)
        line = self._measure()
        self.assertTrue(line.is_lapsed, "a return is no purchase")
        self.assertEqual((line.recency_days, line.frequency), (40, 0))
        self.assertEqual(line.tier_id, self.tier_c)
