from datetime import datetime, time, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from ..campaigns.recipients import function_words
from .campaign_common import CampaignCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignRecipients(CampaignCase):
    """The right contact of the hospital gets the message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.min_history_days = 0
        cls.hospital = cls._customer("Hospital", email="info@example.com")
        cls._order(cls.hospital, 30, 1000)
        cls._run()
        cls.cardiology, cls.radiology = cls.env["customer.speciality"].create(
            [{"name": "Heart"}, {"name": "Rays"}]
        )

    @classmethod
    def _contact(cls, name, parent=None, **values):
        return cls._customer(
            name,
            **{
                "parent_id": (parent or cls.hospital).id,
                "is_company": False,
                "email": f"{name}@example.com".lower().replace(" ", "."),
                **values,
            },
        )

    @classmethod
    def _department(cls, name, speciality, parent=None, **values):
        return cls._contact(
            name,
            parent,
            is_department=True,
            speciality_ids=[Command.set(speciality.ids)],
            **values,
        )

    def _recipient(self, **values):
        campaign = self._campaign([{}], **{"quiet_days": 0, **values})
        rows = self.env.execute_query(campaign._judged_audience(AS_OF))
        [recipient] = {row[6] for row in rows if row[0] == self.hospital.id}
        return self.env["res.partner"].browse(recipient)

    def test_without_wishes_the_customer_itself(self):
        self._contact("Ann")
        self.assertEqual(self._recipient(), self.hospital)

    def test_without_an_address_of_its_own_a_contact_rather_than_an_invoice_address(
        self,
    ):
        self.hospital.email = False
        self._contact("Invoices", type="invoice")
        ann = self._contact("Ann")
        self._contact("Ben")
        self.assertEqual(self._recipient(), ann)

    def test_whoever_ordered_last_comes_before_the_customer_itself(self):
        ann, ben = self._contact("Ann"), self._contact("Ben")
        for contact, days_ago in ((ann, 5), (ben, 20)):
            self._order(contact, days_ago, 10)
        self.assertEqual(self._recipient(), ann)

    def test_quotations_orders_after_the_day_and_of_other_companies_do_not_count(self):
        ann = self._contact("Ann")
        self._order(ann, 5, 10, state="draft")
        self._order_at(ann, datetime.combine(AS_OF + timedelta(days=1), time(0)), 10)
        self._order(ann, 5, 10, company=self._company("Another Company"))
        self.assertEqual(self._recipient(), self.hospital)

    def test_the_position_comes_before_the_last_order(self):
        self._order(self._contact("Ann", function="Nurse"), 5, 10)
        buyer = self._contact("Ben", function="Head of PURCHASING")
        self.assertEqual(self._recipient(recipient_function="purchasing, 采购"), buyer)
        chinese = self._contact("Cai", function="采购部主任")
        self.assertEqual(self._recipient(recipient_function="stock，采购"), chinese)

    def test_words_of_a_position_are_taken_as_they_are(self):
        self._contact("Ann", function="Anything at all")
        exact = self._contact("Ben", function="100% buyer_in_chief")
        for words in ("100%", "buyer_in"):
            with self.subTest(words=words):
                self.assertEqual(self._recipient(recipient_function=words), exact)
        for words in ("%", "_", "\\"):
            with self.subTest(words=words):
                expected = exact if words in exact.function else self.hospital
                self.assertEqual(self._recipient(recipient_function=words), expected)

    def test_the_department_comes_before_the_position(self):
        self._contact("Ann", function="Purchasing")
        heart = self._department("Heart Ward", self.cardiology)
        wanted = {"recipient_function": "purchasing"}
        self.assertEqual(
            self._recipient(speciality_ids=self.cardiology.ids, **wanted), heart
        )
        chief = self._contact("Chief", heart, function="Purchasing")
        self.assertEqual(
            self._recipient(speciality_ids=self.cardiology.ids, **wanted), chief
        )

    def test_somebody_deep_in_the_department_is_of_it(self):
        heart = self._department("Heart Ward", self.cardiology, email=False)
        office = self._contact("Office", heart, email=False)
        secretary = self._contact("Secretary", office)
        self._department("Ray Ward", self.radiology)
        both = (self.cardiology + self.radiology).ids
        self.assertEqual(self._recipient(speciality_ids=self.cardiology.ids), secretary)
        self.assertEqual(self._recipient(speciality_ids=both), secretary, "lowest id")

    def test_without_such_a_department_it_goes_as_usual(self):
        self._department("Ray Ward", self.radiology)
        self.assertEqual(
            self._recipient(speciality_ids=self.cardiology.ids), self.hospital
        )

    def test_nobody_who_may_not_be_written_to(self):
        heart = self._department("Heart Ward", self.cardiology)
        wanted = {"speciality_ids": self.cardiology.ids}
        self.env["mail.blacklist"].create({"email": "heart.ward@example.com"})
        self.assertEqual(self._recipient(**wanted), self.hospital)
        heart.email = "new@example.com"
        self.assertEqual(self._recipient(**wanted), heart)
        self.env["mailing.contact"].create(
            {
                "email": "new@example.com",
                "subscription_ids": [
                    Command.create(
                        {
                            "list_id": self.env["mailing.list"]
                            .create({"name": "News"})
                            .id,
                            "opt_out": True,
                        }
                    )
                ],
            }
        )
        self.assertEqual(self._recipient(**wanted), self.hospital)

    def test_nobody_archived_or_of_another_company(self):
        wanted = {"recipient_function": "boss"}
        archived = self._contact("Ann", function="Boss", active=False)
        stranger = self._contact("Ben", function="Boss")
        stranger.company_id = self._company("Another Company")
        self.assertEqual(self._recipient(**wanted), self.hospital)
        archived.active = True
        self.assertEqual(self._recipient(**wanted), archived)

    def test_contacts_of_a_company_of_its_own_are_its_contacts(self):
        subsidiary = self._customer("Lab Ltd", parent_id=self.hospital.id)
        self._contact("Ann", subsidiary, function="Boss")
        self.assertEqual(self._recipient(recipient_function="boss"), self.hospital)

    def test_nobody_is_left(self):
        self.hospital.email = False
        self.assertFalse(self._recipient())

    def test_words_are_separated_by_commas_of_any_script(self):
        self.assertEqual(
            function_words(" purchasing, 采购，设备科、 ;head\nof "),
            ("purchasing", "采购", "设备科", "head", "of"),
        )
        self.assertEqual(function_words(False), ())
