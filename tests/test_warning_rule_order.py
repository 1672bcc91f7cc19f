from odoo.tests import tagged

from .common_warning import WarningCase


@tagged("post_install", "-at_install")
class TestWarningRuleOrder(WarningCase):
    """Which of several rules of one kind is for a customer.

    Copies come after the rule that they are made of, in sequence as well as in age.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital, cls.clinic = cls._customers(2)
        cls.rule = cls._rule()
        for customer in cls.hospital | cls.clinic:
            cls._fall(customer, 40)
        cls._run()
        cls._profile(cls.hospital).tier_id = cls.tier_a
        cls._profile(cls.clinic).tier_id = cls.tier_b

    def _rules(self):
        """Of the hospital, and of the clinic."""
        self._warn()
        return tuple(
            self._of(customer).rule_id for customer in (self.hospital, self.clinic)
        )

    def test_copy_for_a_tier_wins_there_and_the_general_rule_elsewhere(self):
        copy = self.rule.copy({"tier_ids": self.tier_a.ids})
        self.assertEqual(self._rules(), (copy, self.rule))
        copy.write({"low_from": 45, "over_below": 45})
        self._warn()
        self.assertEqual(self._of(self.hospital).close_reason, "over")
        self.assertEqual(self._of(self.clinic).state, "open")

    def test_copy_for_a_company_wins_there(self):
        copy = self.rule.copy({"company_id": self.company.id})
        self.assertEqual(self._rules(), (copy, copy))

    def test_rule_for_a_tier_of_a_company_comes_before_both(self):
        of_company = self.rule.copy({"company_id": self.company.id, "sequence": 1})
        both = of_company.copy({"tier_ids": self.tier_a.ids, "sequence": 99})
        self.assertEqual(self._rules(), (both, of_company))

    def test_of_equal_rules_the_first_one_counts(self):
        of_company = self.rule.copy({"company_id": self.company.id, "sequence": 3})
        of_tier = self.rule.copy({"tier_ids": self.tier_a.ids, "sequence": 2})
        self.assertEqual(self._rules(), (of_tier, of_company))
        of_tier.sequence = 4
        self.assertEqual(self._rules(), (of_company, of_company))
