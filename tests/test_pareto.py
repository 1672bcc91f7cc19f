from odoo.fields import Command
from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestPareto(TierCase):
    """The share of the revenue strictly above a customer's amount decides."""

    def _tiers(self, *amounts):
        """The tier codes of customers with these net amounts, in the same order."""
        customers = [self._customer(f"Customer {n}") for n in range(len(amounts))]
        for customer, amount in zip(customers, amounts, strict=True):
            if amount > 0:
                self._order(customer, 5, amount)
            else:
                self._order(customer, 5, 40)
                self._order(customer, 4, amount - 40)
        lines = self._run(mode="simulation").line_ids
        self.assertEqual(
            [
                lines.filtered(lambda line, c=c: line.partner_id == c).monetary
                for c in customers
            ],
            list(amounts),
        )
        codes = {line.partner_id: line.tier_id.code for line in lines}
        return "".join(codes[customer] for customer in customers)

    def _set_shares(self, *shares):
        self.policy.share_ids.unlink()
        self.policy.share_ids = [
            Command.create({"tier_id": tier.id, "share": share})
            for tier, share in shares
        ]

    def test_one_giant_is_still_an_a(self):
        self.assertEqual(self._tiers(1_000_000, 10, 10), "ACC")

    def test_a_lone_customer_is_an_a(self):
        self.assertEqual(self._tiers(1), "A")

    def test_equal_amounts_share_a_tier(self):
        self.assertEqual(self._tiers(*[10] * 7), "A" * 7)

    def test_equal_amounts_at_a_border_stay_together(self):
        # 75 % lies above the three that share 20: they are A, though they end at 100 %
        self.assertEqual(self._tiers(60, 60, 60, 20, 20, 20), "AAAAAA")

    def test_share_above_of_exactly_80_and_95_is_the_next_tier(self):
        self.assertEqual(self._tiers(80, 15, 5), "ABC")

    def test_share_above_of_just_under_80_and_95_is_still_the_tier(self):
        self.assertEqual(self._tiers(79.99, 15, 5.01), "AAB")

    def test_zero_and_negative_amounts_are_in_the_last_tier(self):
        self.assertEqual(self._tiers(100, 0, -60), "ACC")

    def test_nobody_with_a_positive_amount_leaves_only_the_last_tier(self):
        self.assertEqual(self._tiers(0, -60), "CC")

    def test_total_counts_positive_amounts_only(self):
        # of 100: 79 % lies above 16, 95 % above 5; less the 60 it would be far more
        self.assertEqual(self._tiers(79, 16, 5, -60), "AACC")

    def test_total_does_not_count_lapsed_customers(self):
        self._order(self._customer("Lapsed"), 500, 1_000_000)
        self.assertEqual(self._tiers(80, 15, 5), "ABC")

    def test_four_tiers(self):
        tier_d = self.env["customer.tier"].create(
            {"name": "D", "code": "D", "sequence": 40}
        )
        self._set_shares(
            (self.tier_a, 50), (self.tier_b, 30), (self.tier_c, 15), (tier_d, 5)
        )
        self.assertEqual(self._tiers(50, 30, 15, 4, 1), "ABCDD")

    def test_one_tier_takes_everybody(self):
        self._set_shares((self.tier_b, 0))
        self.assertEqual(self._tiers(50, 30, -20), "BBB")

    def test_last_tier_takes_the_rest_whatever_its_share_says(self):
        self._set_shares((self.tier_a, 80), (self.tier_b, 0))
        self.assertEqual(self._tiers(80, 15, 5), "ABB")

    def test_order_of_tiers_is_their_sequence_not_their_entry(self):
        self._set_shares((self.tier_c, 5), (self.tier_a, 80), (self.tier_b, 15))
        self.assertEqual(self._tiers(80, 15, 5), "ABC")
