from datetime import timedelta

from odoo.tests import tagged

from .common import AS_OF, TierCase


@tagged("post_install", "-at_install")
class TestLapsed(TierCase):
    """Customers who stopped buying are kept, and their way down is recorded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer()
        cls.order = cls._order(cls.hospital, 400, 1000)
        cls.while_active = AS_OF - timedelta(days=300)

    def test_lapsed_customer_has_score_1_in_each_dimension(self):
        self._run()
        profile = self._profile(self.hospital)
        self.assertTrue(profile.is_lapsed)
        self.assertEqual(profile.rfm_code, "111")
        self.assertEqual(profile.rfm_score, 0)
        self.assertEqual(profile.segment_id.code, "lost")
        self.assertEqual((profile.frequency, profile.monetary), (0, 0))
        self.assertEqual(profile.recency_days, 400, "since the last purchase ever")

    def test_thresholds_do_not_lift_a_lapsed_customer(self):
        for dimension in self.policy.dimension_ids:
            sign = -1 if dimension.dimension == "recency" else 1
            dimension.write(
                {
                    "method": "threshold",
                    "threshold_ids": [
                        (0, 0, {"score": score, "value": sign * (score - 1000)})
                        for score in range(2, 6)
                    ],
                }
            )
        self._run()
        self.assertEqual(self._profile(self.hospital).rfm_code, "111")

    def test_lapsing_moves_to_the_last_tier_and_leaves_a_move(self):
        self._run(as_of=self.while_active)
        self.assertEqual(self._profile(self.hospital).tier_id, self.tier_a)
        run = self._run()
        profile = self._profile(self.hospital)
        self.assertEqual(profile.tier_id, self.tier_c)
        self.assertEqual(profile.previous_tier_id, self.tier_a)
        self.assertEqual((profile.tier_trend, profile.tier_since), ("down", AS_OF))
        [move] = run.move_ids
        self.assertEqual((move.partner_id, move.direction), (self.hospital, "down"))
        self.assertEqual(
            (move.from_tier_id, move.to_tier_id), (self.tier_a, self.tier_c)
        )
        self.assertEqual(move.from_segment_id.code, "need_attention")
        self.assertEqual(move.to_segment_id.code, "lost")
        self.assertEqual(move.date, AS_OF)
        self.assertEqual((run.customer_count, run.lapsed_count), (1, 1))

    def test_lapsed_customers_do_not_count_in_the_ranks_of_the_others(self):
        active = self._customer("Active")
        self._order(active, 5, 10)
        self._run()
        self.assertEqual(
            self._profile(active).rfm_code, "333", "alone among the active"
        )

    def test_customer_who_comes_back_moves_up_again(self):
        self._run(as_of=AS_OF - timedelta(days=1))
        self._order(self.hospital, 0, 10)
        run = self._run()
        self.assertEqual(run.move_ids.direction, "up")
        self.assertFalse(self._profile(self.hospital).is_lapsed)

    def test_customer_whose_only_order_is_cancelled_leaves_with_a_move(self):
        self._run(as_of=self.while_active)
        self.order._action_cancel()
        run = self._run()
        self.assertFalse(self._profile(self.hospital))
        self.assertFalse(self.hospital.customer_tier_id)
        [move] = run.move_ids
        self.assertEqual((move.partner_id, move.direction), (self.hospital, "left"))
        self.assertEqual(move.from_tier_id, self.tier_a)
        self.assertFalse(move.to_tier_id)
        self.assertFalse(move.to_segment_id)
