from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestReferrals(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.two, cls.three = (cls._customer(f"Hospital {n}") for n in "123")
        cls.doctor = cls.env["res.partner"].create(
            {"name": "Doctor", "parent_id": cls.one.id}
        )

    def test_a_customer_counts_what_it_and_its_people_brought(self):
        self.two.referred_by_id = self.one
        self.three.referred_by_id = self.doctor
        self.assertEqual(self.one.referral_count, 2)
        self.assertEqual(self.doctor.referral_count, 2)
        self.assertEqual(self.two.referral_count, 0)
        action = self.doctor.action_view_referrals()
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, self.two + self.three)

    def test_nobody_refers_itself_nor_is_referred_by_its_own_people(self):
        for own in self.one, self.doctor:
            with self.assertRaisesRegex(ValidationError, "itself"):
                self.one.referred_by_id = own

    def test_referrals_do_not_go_round_in_circles(self):
        self.two.referred_by_id = self.doctor
        self.three.referred_by_id = self.two
        with self.assertRaisesRegex(ValidationError, "Hospital 3 was itself referred"):
            self.one.referred_by_id = self.three

    def _merge(self, *partners, into):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([partner.id for partner in partners], into)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_merging_customers_that_referred_each_other_makes_no_circle(self):
        self.two.referred_by_id = self.one
        self.three.referred_by_id = self.two
        # one brought two, two brought three; one and three turn out to be the same
        self._merge(self.one, self.three, into=self.three)
        self.assertFalse(self.three.referred_by_id)
        self.assertEqual(self.two.referred_by_id, self.three)

    def test_merging_keeps_an_outside_referral(self):
        self.two.referred_by_id = self.one
        self._merge(self.two, self.three, into=self.three)
        self.assertEqual(self.three.referred_by_id, self.one)
