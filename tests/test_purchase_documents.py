from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from .common import AS_OF, TierCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestPurchaseDocuments(TierCase):
    """What a customer's purchases open: the documents that its figures count, and no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer("Hospital")
        cls.department = cls._customer(
            "Laboratory", parent_id=cls.hospital.id, is_company=False
        )
        cls.subsidiary = cls._customer("Clinic", parent_id=cls.hospital.id)
        cls.buyers = cls.hospital, cls.department, cls.subsidiary

    def _found(self, action):
        domain = Domain(action["domain"])
        return self.env[action["res_model"]].search(domain)

    def test_those_of_departments_are_the_customers_and_those_of_subsidiaries_not(self):
        own, of_department, of_subsidiary = (
            self._order(buyer, 10, 100) for buyer in self.buyers
        )
        self._run()
        for customer, orders in (
            (self.hospital, own + of_department),
            (self.subsidiary, of_subsidiary),
        ):
            profile = self._profile(customer)
            self.assertEqual(profile.frequency, len(orders))
            for action in (
                profile.action_view_purchases(),
                profile.action_portrait_month("2026-03-01"),
            ):
                self.assertEqual(action["res_model"], "sale.order")
                self.assertEqual(self._found(action), orders)
            self.assertEqual(customer.customer_last_order_ids, orders)

    def test_invoices_likewise(self):
        self._accounting()
        self.policy.purchase_source = "invoice"
        own, of_department, _of_subsidiary = (
            self._invoice(buyer, 10, 100) for buyer in self.buyers
        )
        self._run()
        profile = self._profile(self.hospital)
        for action in (
            profile.action_view_purchases(),
            profile.action_portrait_month("2026-03-01"),
        ):
            self.assertEqual(action["res_model"], "account.move")
            self.assertEqual(self._found(action), own + of_department)
        self.assertEqual(self.department.customer_last_invoice_ids, own + of_department)

    def test_those_of_an_archived_contact_are_among_them(self):
        order = self._order(self.department, 10, 100)
        self.department.active = False
        self._run()
        action = self._profile(self.hospital).action_view_purchases()
        self.assertEqual(self._found(action), order)

    def test_a_policy_edited_since_the_run_changes_nothing_yet(self):
        order = self._order(self.hospital, 10, 100)
        self._run()
        self.policy.purchase_source = "invoice"
        action = self._profile(self.hospital).action_view_purchases()
        self.assertEqual(action["res_model"], "sale.order")
        self.assertEqual(self._found(action), order)
        self.assertEqual(self.hospital.customer_last_order_ids, order)

    def test_a_month_has_the_days_that_its_bar_counts(self):
        """This month is not over; a year before it goes to the same day."""
        with freeze_time("2026-03-20 12:00:00"):
            self._order(self.hospital, 5, 1)  # the 26th: not yet
            today = self._order(self.hospital, 11, 20)
            year_ago = self._order(self.hospital, 365 + 11, 300)
            self._order(self.hospital, 365 + 10, 4000)  # the 21st
            self._run(as_of=today.date_order.date())
            profile = self._profile(self.hospital)
            purchases = profile.get_portrait(parts=["purchases"])["purchases"]
            for month, year, order in (
                ("2026-03-01", "this_year", today),
                ("2025-03-01", "last_year", year_ago),
            ):
                found = self._found(profile.action_portrait_month(month))
                self.assertEqual(found, order)
                self.assertEqual(purchases[year][-1], order.amount_untaxed)
