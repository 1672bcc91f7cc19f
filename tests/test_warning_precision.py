from odoo.tests import tagged

from .common_warning import WarningCase, ago


@tagged("post_install", "-at_install")
class TestWarningPrecision(WarningCase):
    """The company looks 90 days ahead: warnings of 90 days ago and earlier can be judged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule(min_warned=3)
        cls.customers = cls._customers(10)
        cls._buy([(customer, 200, 100) for customer in cls.customers])
        cls._run()

    def _row(self):
        self._warn()
        return self.env["customer.warning.precision"].search(
            [("rule_id", "=", self.rule.id), ("company_id", "=", self.company.id)]
        )

    def _warned(self, customer, days, **values):
        return self._open(
            partner_id=customer.id,
            rule_id=self.rule.id,
            opened_on=ago(days),
            **{
                "state": "closed",
                "closed_on": ago(1),
                "close_reason": "over",
                **values,
            },
        )

    def test_share_of_the_warned_who_lapsed_stands_beside_that_of_all(self):
        for customer in self.customers[:4]:
            self._warned(customer, 90)
        # the first warned of comes back, and so do five of the others
        self._buy([(customer, 1, 50) for customer in self.customers[:1]])
        self._buy([(customer, 1, 50) for customer in self.customers[4:9]])
        row = self._row()
        self.assertEqual((row.warned, row.lapsed, row.precision), (4, 3, 0.75))
        self.assertEqual((row.base_customers, row.base_lapsed), (10, 4))
        self.assertAlmostEqual(row.lift, 0.75 / 0.4, places=2)
        # Wilson's interval of 3 in 4
        self.assertAlmostEqual(row.precision_low, 0.3006, places=4)
        self.assertAlmostEqual(row.precision_high, 0.9544, places=4)
        self.assertEqual(row.verdict, "useless", "it could as well be 30 %")
        self.assertIn("Of 4 customers", row.words)
        self.assertIn("75 %", self.rule.precision_words)

    def test_rule_whose_warned_all_lapse_tells_who_leaves(self):
        for customer in self.customers[:5]:
            self._warned(customer, 90)
        self._buy([(customer, 1, 50) for customer in self.customers[5:]])
        self.assertEqual(self._row().verdict, "useful")

    def test_few_warnings_are_too_early_to_tell(self):
        for customer in self.customers[:2]:
            self._warned(customer, 90)
        row = self._row()
        self.assertEqual((row.warned, row.verdict), (2, "early"))
        self.assertIn("3 are needed", row.words)

    def test_warnings_that_can_not_be_judged_yet_do_not_count(self):
        self._warned(self.customers[0], 89)
        self._warned(self.customers[1], 455)
        self.assertFalse(self._row())
        self.assertIn("Too early", self.rule.precision_words)

    def test_purchase_on_the_day_of_the_warning_is_not_after_it_and_the_last_day_is(
        self,
    ):
        self._warned(self.customers[0], 100)
        self._warned(self.customers[1], 100)
        self._warned(self.customers[2], 100)
        self._buy(
            [
                (self.customers[0], 100, 1),
                (self.customers[1], 10, 1),
                (self.customers[2], 9, 1),
            ]
        )
        self.assertEqual(self._row().lapsed, 2)

    def test_how_a_warning_was_closed_does_not_matter(self):
        self._warned(self.customers[0], 90, close_reason="hand")
        self._warned(self.customers[1], 90, close_reason="gone")
        self._warned(
            self.customers[2], 90, state="snoozed", closed_on=False, close_reason=False
        )
        self.assertEqual(self._row().warned, 3)
