from odoo.tests import tagged

from .common_warning import WarningCase, ago


@tagged("post_install", "-at_install")
class TestWarningMerge(WarningCase):
    """What is kept when two contacts turn out to be one customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital, cls.clinic = cls._customers(2)

    def _merge(self):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.hospital | self.clinic).ids, self.hospital
        )

    def _dismiss(self, customer, product, days):
        return self.env["customer.product.dismissal"].create(
            {
                "partner_id": customer.id,
                "company_id": self.company.id,
                "product_id": product.id,
                "until": ago(-days),
            }
        )

    def test_of_a_product_dismissed_for_both_the_later_day_counts(self):
        reagent, device = self.reagent, self.product
        for of_target, of_source in ((30, 60), (60, 30)):
            other = self._customers(1)
            rows = self.env["customer.product.dismissal"].search([])
            rows.unlink()
            self.clinic = other
            self._dismiss(self.hospital, reagent, of_target)
            self._dismiss(self.clinic, reagent, of_source)
            self._dismiss(self.clinic, device, 10)
            self._merge()
            found = rows.search([("partner_id", "=", self.hospital.id)])
            self.assertEqual(
                {row.product_id: row.until for row in found},
                {reagent: ago(-60), device: ago(-10)},
            )
            self.assertEqual(found, rows.search([]))

    def test_dismissals_of_each_company_are_their_own(self):
        other = self._company("Other Company")
        mine = self._dismiss(self.hospital, self.reagent, 30)
        theirs = self._dismiss(self.clinic, self.reagent, 60)
        theirs.company_id = other
        self._merge()
        self.assertEqual((mine | theirs).exists().partner_id, self.hospital)
        self.assertEqual(len((mine | theirs).exists()), 2)

    def _planned(self, customer, **values):
        warning = self._open(partner_id=customer.id, planned_on=ago(0), **values)
        warning.activity_id = customer.activity_schedule(
            activity_type_id=self.env.ref("customer_tier.mail_activity_type_warning").id
        )
        return warning

    def test_what_is_planned_goes_with_the_warning_that_is_not_kept(self):
        mild = self._planned(self.hospital)
        bad = self._planned(self.clinic, severity="3")
        planned = bad.activity_id
        self._merge()
        self.assertFalse(mild.exists())
        self.assertEqual(self.hospital.activity_ids, planned)
        self.assertEqual(bad.activity_id, planned)

    def test_what_was_done_stays_with_the_customer(self):
        mild = self._planned(self.hospital)
        bad = self._planned(self.clinic, severity="3")
        done = mild.activity_id
        done.action_feedback()
        self._merge()
        self.assertTrue(done.exists())
        self.assertEqual(self.hospital.activity_ids, bad.activity_id)
