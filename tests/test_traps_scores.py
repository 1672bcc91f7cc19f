from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestTrapsScores(TierCase):
    def test_equal_customers_get_equal_scores_whatever_their_order(self):
        customers = [self._customer(f"Twin {n}") for n in range(7)]
        for customer in customers:
            self._order(customer, 10, 100)
        self._run()
        codes = {self._profile(customer).rfm_code for customer in customers}
        self.assertEqual(codes, {"333"}, "an all-equal base scores in the middle")

    def test_best_of_three_gets_the_top_score_and_worst_the_lowest(self):
        worst, middle, best = (self._customer(name) for name in ("w", "m", "b"))
        self._order(worst, 300, 10)
        for _ in range(2):
            self._order(middle, 100, 50)
        for _ in range(3):
            self._order(best, 1, 500)
        self._run()
        self.assertEqual(self._profile(best).rfm_code, "555")
        self.assertEqual(self._profile(middle).rfm_code, "333")
        self.assertEqual(self._profile(worst).rfm_code, "111")

    def test_prospect_has_no_scores(self):
        prospect = self._customer("Never bought")
        self._order(prospect, 5, 100, state="draft")
        self._run()
        self.assertFalse(self._profile(prospect))
        self.assertFalse(prospect.customer_tier_id)
        self.assertFalse(prospect.rfm_code)
