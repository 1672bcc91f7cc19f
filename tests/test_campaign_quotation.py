from odoo.tests import Form, freeze_time, tagged

from .campaign_common import CampaignCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignQuotation(CampaignCase):
    """A quotation for a customer in one running campaign links to it, unless told otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(AS_OF))
        cls.hospital = cls._customer("Hospital")
        cls.clinic = cls._customer("Clinic")
        cls.lab = cls._customer("Lab")
        for customer in cls.hospital, cls.clinic, cls.lab:
            cls._order(customer, 10, 1000)
        cls._run()
        cls.campaign = cls._campaign([{}], name="Wake up")
        cls._enter(cls.campaign, cls.hospital + cls.clinic, held_out=cls.clinic)
        cls.campaign.state = "running"

    def _quotation(self, customer, **values):
        return self.env["sale.order"].create(
            {"partner_id": customer.id, "company_id": self.company.id, **values}
        )

    def test_a_treated_customer_brings_its_campaign(self):
        department = self._customer(
            "Cardiology", parent_id=self.hospital.id, is_company=False
        )
        for customer in self.hospital, department:
            self.assertEqual(
                self._quotation(customer).campaign_id, self.campaign.utm_campaign_id
            )

    def test_the_control_group_and_others_bring_none(self):
        for customer in self.clinic, self.lab:
            self.assertFalse(self._quotation(customer).campaign_id)

    def test_what_is_given_stays(self):
        fair = self.env["utm.campaign"].create({"title": "Fair"})
        order = self._quotation(self.hospital, campaign_id=fair.id)
        self.assertEqual(order.campaign_id, fair)
        order.partner_id = self.lab
        self.assertEqual(order.campaign_id, fair)
        empty = self._quotation(self.hospital, campaign_id=False)
        self.assertFalse(empty.campaign_id)

    def test_another_customer_takes_the_campaign_away(self):
        order = self._quotation(self.hospital)
        order.partner_id = self.lab
        self.assertFalse(order.campaign_id)
        order.partner_id = self.hospital
        self.assertEqual(order.campaign_id, self.campaign.utm_campaign_id)

    def test_two_campaigns_leave_the_choice_to_people(self):
        other = self._campaign([{}], name="Other")
        self._enter(other, self.hospital)
        other.state = "running"
        self.assertFalse(self._quotation(self.hospital).campaign_id)

    def test_only_running_campaigns_count(self):
        for state in "ready", "done", "cancelled":
            self.campaign.state = state
            self.assertFalse(self._quotation(self.hospital).campaign_id, state)
        self.campaign.state = "paused"
        self.assertTrue(self._quotation(self.hospital).campaign_id)

    def test_a_confirmed_order_keeps_what_it_has(self):
        order = self._quotation(self.hospital)
        order.write({"state": "sale"})
        order.partner_id = self.lab
        self.assertEqual(order.campaign_id, self.campaign.utm_campaign_id)

    def test_the_company_of_the_order_counts(self):
        other = self._company("Other Company")
        self.env.user.company_ids += other
        order = (
            self.env["sale.order"]
            .with_company(other)
            .create({"partner_id": self.hospital.id, "company_id": other.id})
        )
        self.assertFalse(order.campaign_id)

    def test_people_without_tiers_are_not_bothered(self):
        accountant = self._user(
            "quotation_accountant",
            "base.group_user,account.group_account_invoice",
        )
        if accountant.has_group("customer_tier.group_user"):
            self.skipTest("everybody may see tiers here")
        order = self.env["sale.order"].with_user(accountant).sudo()
        order = order.create(
            {"partner_id": self.hospital.id, "company_id": self.company.id}
        )
        self.assertFalse(order.campaign_id)

    def test_a_salesperson_gets_it_on_the_form_and_may_change_it(self):
        rep = self._user("quotation_rep", "sales_team.group_sale_salesman")
        self.hospital.user_id = rep
        with Form(self.env["sale.order"].with_user(rep)) as form:
            form.partner_id = self.hospital
            self.assertEqual(form.campaign_id, self.campaign.utm_campaign_id)
            form.campaign_id = self.env["utm.campaign"]
        self.assertFalse(form.record.campaign_id)
