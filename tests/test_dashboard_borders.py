from odoo.tests import tagged

from .common_dashboard import DashboardCase


@tagged("post_install", "-at_install")
class TestDashboardBorders(DashboardCase):
    """A border on the curve of revenue claims nothing that is not so."""

    def _borders(self, domain=()):
        pareto = self._overview(domain)["pareto"]
        return pareto, {border["code"]: border for border in pareto["borders"]}

    def _base(self):
        self._judged(800, self.tier_a)
        self._judged(150, self.tier_b)
        self._judged(50, self.tier_c)

    def test_one_policy_puts_its_limits_on_the_curve(self):
        self._publish_rules([800, 150])
        self._base()
        pareto, borders = self._borders()
        self.assertEqual([b["code"] for b in pareto["borders"]], ["A", "B"])
        self.assertEqual((borders["A"]["amount"], borders["B"]["amount"]), (800, 150))
        self.assertAlmostEqual(borders["A"]["revenue_share"], 0.8)
        self.assertAlmostEqual(borders["B"]["customers_share"], 2 / 3)
        self.assertFalse(pareto["note"])

    def test_a_tier_fixed_by_hand_is_counted_on_the_wrong_side(self):
        self._publish_rules([800, 150])
        self._base()
        self._judged(20, self.tier_a)
        pareto, borders = self._borders()
        self.assertEqual(borders["A"]["exceptions"], 1)
        self.assertEqual(borders["A"]["customers"], 1)
        self.assertIn("Customers: 1", pareto["note"])

    def test_a_filter_leaves_the_limit_where_it_is(self):
        """The share of these customers is another one, the amount is the same."""
        self._publish_rules([800, 150])
        self._base()
        rep = self._user("borders_rep")
        for amount in (900, 100, 100):
            tier = self.tier_a if amount == 900 else self.tier_c
            customer = self._customer(f"Mine {amount}", user_id=rep.id)
            self._judged(amount, tier, customer)
        _pareto, borders = self._borders([("user_id", "=", rep.id)])
        self.assertEqual(borders["A"]["amount"], 800)
        self.assertAlmostEqual(borders["A"]["revenue_share"], 900 / 1100)
        self.assertEqual(borders["B"]["customers"], 1)

    def test_a_limit_with_everybody_on_one_side_divides_nobody(self):
        self._publish_rules([800, 150])
        self._judged(900, self.tier_a)
        self.assertEqual(self._borders()[0]["borders"], [])

    def test_tiers_by_score_are_divided_where_revenue_divides_them(self):
        for line, score in zip(self.policy.share_ids, (80, 40, 0), strict=True):
            line.min_score = score
        self.policy.tier_method = "score"
        self._publish_rules()
        self._base()
        pareto, borders = self._borders()
        self.assertEqual(set(borders), {"A", "B"})
        self.assertEqual(borders["A"]["amount"], 800)
        self.assertFalse(pareto["note"])

    def test_where_revenue_does_not_divide_the_tiers_there_is_no_border(self):
        for line, score in zip(self.policy.share_ids, (80, 40, 0), strict=True):
            line.min_score = score
        self.policy.tier_method = "score"
        self._publish_rules()
        self._base()
        self._judged(200, self.tier_a)  # a smaller A is all right for A and B
        self._judged(120, self.tier_c)
        self._judged(100, self.tier_b)  # smaller than the biggest C
        pareto, borders = self._borders()
        self.assertEqual(set(borders), {"A"})
        self.assertIn("Some borders are not drawn", pareto["note"])

    def test_two_policies_with_other_limits_have_no_common_one(self):
        other = self.policy.copy({"name": "Dealers", "sequence": 1})
        self._publish_rules([800, 150])
        self._base()
        self._judged(60, self.tier_a, policy_id=other.id)
        pareto, borders = self._borders()
        # all of A and B are bigger than the one in C, but not all of A bigger than B
        self.assertEqual(set(borders), {"B"})
        self.assertIn("several policies", pareto["note"])
