from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestPolicies(TierCase):
    """Which rules judge a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._customer("Dealer", ref="dealer")
        cls.clinic = cls._customer("Clinic")

    def _dealers(self, **values):
        return self.env["customer.tier.policy"].create(
            {
                "name": "Dealers",
                "company_id": self.company.id,
                "sequence": 1,
                "domain": "[('ref', '=', 'dealer')]",
                **values,
            }
        )

    def _lines(self, **kwargs):
        lines = self._run(mode="simulation", **kwargs).line_ids
        return {line.partner_id: line for line in lines}

    def _thresholds(self, dimension, *cuts):
        line = self.policy.dimension_ids.filtered(lambda d: d.dimension == dimension)
        line.write(
            {
                "method": "threshold",
                "threshold_ids": [
                    Command.create({"score": score, "value": cut})
                    for score, cut in enumerate(cuts, 2)
                ],
            }
        )

    def test_first_policy_that_matches_governs(self):
        dealers = self._dealers()
        for customer in (self.dealer, self.clinic):
            self._order(customer, 5, 100)
        lines = self._lines()
        self.assertEqual(lines[self.dealer].policy_id, dealers)
        self.assertEqual(lines[self.clinic].policy_id, self.policy)

    def test_sequence_decides_when_several_match(self):
        dealers = self._dealers(sequence=99)
        self._order(self.dealer, 5, 100)
        self.assertEqual(self._lines()[self.dealer].policy_id, self.policy)
        dealers.sequence = 1
        self.assertEqual(self._lines()[self.dealer].policy_id, dealers)

    def test_customer_of_an_earlier_policy_never_falls_through(self):
        """A customer without purchases by its own policy is judged by no other one."""
        self._dealers(purchase_source="invoice")
        self._order(self.dealer, 5, 100)
        self._order(self.clinic, 5, 100)
        self.assertEqual(list(self._lines()), [self.clinic])

    def test_customers_are_ranked_within_their_policy_only(self):
        self._dealers()
        self._order(self.dealer, 5, 1_000_000)
        for number, amount in enumerate((10, 20, 30)):
            self._order(self._customer(f"Clinic {number}"), 5, amount)
        lines = self._lines()
        self.assertEqual(
            lines.pop(self.dealer).monetary_score, 3, "alone: in the middle"
        )
        self.assertEqual({line.monetary_score for line in lines.values()}, {1, 3, 5})

    def test_each_policy_has_its_own_window(self):
        self._dealers(window_days=30)
        for customer in (self.dealer, self.clinic):
            self._order(customer, 60, 100)
        lines = self._lines()
        self.assertTrue(lines[self.dealer].is_lapsed)
        self.assertFalse(lines[self.clinic].is_lapsed)

    def test_customer_that_no_policy_governs_has_no_profile(self):
        self._dealers()
        self._order(self.clinic, 5, 100)
        self._run()
        self.assertTrue(self._profile(self.clinic))
        self.policy.active = False
        run = self._run()
        self.assertFalse(self._profile(self.clinic))
        self.assertEqual(run.move_ids.direction, "left")

    def test_domain_looks_at_the_hospital_not_at_who_ordered(self):
        dealers = self._dealers()
        buyer = self._customer("Buyer", parent_id=self.dealer.id, is_company=False)
        other = self._customer(
            "Other", parent_id=self.clinic.id, is_company=False, ref="dealer"
        )
        self._order(buyer, 5, 100)
        self._order(other, 5, 100)
        lines = self._lines()
        self.assertEqual(lines[self.dealer].policy_id, dealers)
        self.assertEqual(lines[self.clinic].policy_id, self.policy)

    def test_archived_customers_are_governed_too(self):
        dealers = self._dealers()
        self._order(self.dealer, 5, 100)
        self.dealer.active = False
        self.assertEqual(self._lines()[self.dealer].policy_id, dealers)

    def test_each_company_has_its_own_policies(self):
        other = self._company("Other Company")
        self.env.user.company_ids += other
        self._policy(other).bins = 3
        for company in (self.company, other):
            self._order(self.clinic, 5, 100, company=company)
        self.assertEqual(self._lines()[self.clinic].rfm_code, "333")
        line = self._lines(company=other)[self.clinic]
        self.assertEqual(line.rfm_code, "222")
        self.assertEqual(line.policy_id, self._policy(other))

    def test_company_without_policy_says_so(self):
        self.policy.active = False
        with self.assertRaisesRegex(UserError, "no active customer tier policy"):
            self._run()

    def test_value_equal_to_a_threshold_reaches_it(self):
        self._thresholds("recency", 90, 60, 30, 10)
        self._thresholds("frequency", 2, 3, 4, 5)
        self._thresholds("monetary", 50, 100, 150, 200)
        self._order(self.clinic, 30, 50)
        self._order(self.clinic, 31, 50)
        self.assertEqual(self._lines()[self.clinic].rfm_code, "423")

    def test_value_just_short_of_a_threshold_does_not_reach_it(self):
        self._thresholds("recency", 90, 60, 30, 10)
        self._thresholds("frequency", 2, 3, 4, 5)
        self._thresholds("monetary", 50, 100, 150, 200)
        self._order(self.clinic, 31, 99.99)
        self.assertEqual(self._lines()[self.clinic].rfm_code, "312")

    def test_rank_and_thresholds_can_be_mixed(self):
        self._thresholds("monetary", 50, 100, 150, 200)
        for customer in (self.clinic, self.dealer):
            self._order(customer, 5, 1000)
        self.assertEqual(self._lines()[self.clinic].rfm_code, "335")

    def test_weights_make_the_composite(self):
        self._thresholds("monetary", 50, 100, 150, 200)
        self._order(self.clinic, 5, 1000)  # 335
        line = self._lines()[self.clinic]
        self.assertAlmostEqual(line.rfm_score, 66.7)  # (50 + 50 + 100) / 3
        weights = {"recency": 0, "frequency": 1, "monetary": 3}
        for dimension in self.policy.dimension_ids:
            dimension.weight = weights[dimension.dimension]
        self.assertAlmostEqual(self._lines()[self.clinic].rfm_score, 87.5)

    def test_thresholds_out_of_order_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "out of order"):
            self._thresholds("frequency", 2, 4, 3, 5)
        with self.assertRaisesRegex(ValidationError, "out of order"):
            self._thresholds("recency", 10, 30, 60, 90)

    def test_missing_threshold_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "from 2 to 5"):
            self._thresholds("frequency", 2, 3, 4)
