from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestMultiCompany(TierCase):
    """One hospital that buys from two companies is two customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._company("Other Company", currency="base.USD")
        cls.env.user.company_ids += cls.other
        cls.hospital = cls._customer()
        cls._order(cls.hospital, 10, 100)
        cls._order(cls.hospital, 3, 70, company=cls.other)
        cls._order(cls.hospital, 4, 30, company=cls.other)
        cls._order(cls._customer("Neighbour"), 1, 5000, company=cls.other)

    def _numbers(self, company):
        profile = self._profile(self.hospital, company)
        return profile.recency_days, profile.frequency, profile.monetary

    def test_each_company_has_its_own_numbers(self):
        self._run()
        self._run(self.other)
        self.assertEqual(self._numbers(self.company), (10, 1, 100))
        self.assertEqual(self._numbers(self.other), (3, 2, 100))
        self.assertEqual(self._profile(self.hospital).tier_id, self.tier_a)
        self.assertEqual(self._profile(self.hospital, self.other).tier_id, self.tier_c)

    def test_amounts_are_in_the_currency_of_their_company(self):
        self._run()
        self._run(self.other)
        currencies = [
            self._profile(self.hospital, company).currency_id.name
            for company in (self.company, self.other)
        ]
        self.assertEqual(currencies, ["EUR", "USD"])

    def test_run_of_one_company_leaves_the_other_alone(self):
        self._run()
        before = self._profile(self.hospital).read()
        run = self._run(self.other)
        self.assertEqual(self._profile(self.hospital).read(), before)
        self.assertEqual(run.move_ids.company_id, self.other)
        self.assertEqual(run.customer_count, 2)
        again = self._run()
        self.assertEqual((again.written_count, again.move_count), (0, 0))
        self.assertEqual(len(self._profile(self.hospital, self.other)), 1)

    def test_customer_lost_by_one_company_stays_with_the_other(self):
        self._run()
        self._run(self.other)
        orders = self.env["sale.order"].search(
            [
                ("partner_id", "=", self.hospital.id),
                ("company_id", "=", self.company.id),
            ]
        )
        orders._action_cancel()
        self._run()
        self.assertFalse(self._profile(self.hospital))
        self.assertEqual(self._numbers(self.other), (3, 2, 100))

    def test_contact_shows_the_numbers_of_the_current_company(self):
        self._run()
        self._run(self.other)
        self.assertEqual(self.hospital.with_company(self.company).rfm_recency_days, 10)
        self.assertEqual(self.hospital.with_company(self.other).rfm_recency_days, 3)
        self.assertEqual(len(self.hospital.customer_profile_ids), 2)

    def test_company_without_purchases_has_no_customers(self):
        empty = self._company("Empty Company")
        self.env.user.company_ids += empty
        run = self._run(empty)
        self.assertEqual((run.state, run.customer_count), ("done", 0))
