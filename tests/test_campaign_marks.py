from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .campaign_common import CampaignCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignMarks(CampaignCase):
    """Whoever looks at a customer sees its campaign, and leaves the control group alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(AS_OF))
        cls.hospital = cls._customer("Hospital")
        cls.clinic = cls._customer("Clinic")
        cls.lab = cls._customer("Lab")
        cls.department = cls._customer(
            "Cardiology", parent_id=cls.hospital.id, is_company=False
        )
        for customer in cls.hospital, cls.clinic, cls.lab:
            cls._order(customer, 10, 1000)
        cls._run()
        cls.campaign = cls._campaign([{}], name="Wake up", outcome_days=60)
        cls._enter(cls.campaign, cls.hospital + cls.clinic, held_out=cls.clinic)
        cls.campaign.state = "running"

    def test_a_treated_customer_is_marked(self):
        profile = self._profile(self.hospital)
        self.assertEqual(profile.campaign_id, self.campaign)
        self.assertFalse(profile.is_held_out)
        self.assertIn("In the campaign “Wake up” since", profile.campaign_words)

    def test_a_department_shows_the_mark_of_its_hospital(self):
        self.assertEqual(self.department.customer_campaign_id, self.campaign)
        self.assertEqual(self.department.customer_campaign_entry_ids.state, "active")

    def test_the_control_group_is_not_to_be_advertised_to(self):
        self.assertTrue(self.clinic.customer_is_held_out)
        self.assertIn("please do not advertise", self.clinic.customer_campaign_words)
        end = AS_OF + timedelta(days=59)
        self.assertIn(end.strftime("%m/%d/%Y"), self.clinic.customer_campaign_words)

    def test_the_control_group_is_left_alone_as_long_as_purchases_count(self):
        profile = self._profile(self.clinic)
        self.campaign.state = "done"
        with freeze_time(AS_OF + timedelta(days=59)):
            profile.invalidate_recordset()
            self.assertTrue(profile.is_held_out)
        with freeze_time(AS_OF + timedelta(days=60)):
            profile.invalidate_recordset()
            self.assertFalse(profile.is_held_out)
            self.assertFalse(profile.campaign_words)

    def test_who_has_left_is_marked_no_more_but_its_history_stays(self):
        profile = self._profile(self.hospital)
        profile.campaign_entry_ids.sudo().state = "goal"
        profile.invalidate_recordset()
        self.assertFalse(profile.campaign_id)
        self.assertEqual(profile.campaign_entry_ids.campaign_id, self.campaign)

    def test_whoever_is_only_prepared_is_not_marked(self):
        waiting = self._campaign([{}])
        self._enter(
            waiting, self.lab, entered=AS_OF, state="waiting", entered_date=False
        )
        profile = self._profile(self.lab)
        self.assertFalse(profile.campaign_id)
        self.assertFalse(profile.campaign_entry_ids)

    def test_the_control_group_comes_before_a_campaign_that_one_is_in(self):
        other = self._campaign([{}], name="Other")
        self._enter(other, self.clinic)
        other.state = "running"
        self.assertTrue(self._profile(self.clinic).is_held_out)

    def test_a_company_does_not_see_the_campaigns_of_another(self):
        other = self._company("Other Company")
        self.env.user.company_ids += other
        self._order(self.clinic, 10, 1000, company=other)
        self._run(company=other)
        self.assertFalse(self._profile(self.clinic, other).is_held_out)
        self.assertFalse(self._profile(self.clinic, other).campaign_entry_ids)

    def test_history_of_many_customers_takes_two_queries(self):
        profiles = self._profile(self.hospital) + self._profile(self.clinic)
        profiles.mapped("campaign_words")
        profiles.invalidate_recordset(
            ["campaign_id", "campaign_words", "is_held_out"], flush=False
        )
        with self.assertQueryCount(1):  # the entries of all of them
            profiles.mapped("campaign_words")

    def test_the_quotation_warns_of_the_control_group(self):
        order = self.env["sale.order"]
        panel = order.get_tier_panel(self.clinic.id, self.company.id)
        [warning] = [w for w in panel["warnings"] if w["kind"] == "campaign"]
        self.assertIn("please do not advertise", warning["text"])
        self.assertNotIn("campaign", panel)
        panel = order.get_tier_panel(self.department.id, self.company.id)
        self.assertEqual(panel["campaign"]["id"], self.campaign.id)
        panel = order.get_tier_panel(self.lab.id, self.company.id)
        self.assertNotIn("campaign", panel)

    def test_a_salesperson_reads_the_history_of_own_customers_only(self):
        rep = self._user("marks_rep", "sales_team.group_sale_salesman")
        colleague = self._user("marks_colleague", "sales_team.group_sale_salesman")
        self.hospital.user_id = rep
        self.clinic.user_id = colleague
        entries = self.env["customer.tier.campaign.entry"].with_user(rep).search([])
        self.assertEqual(entries.partner_id, self.hospital)
        mine = self.hospital.with_user(rep)
        self.assertEqual(mine.customer_campaign_words[:15], "In the campaign")
        self.assertEqual(mine.customer_campaign_entry_ids, entries)
        self.assertFalse(self.clinic.with_user(rep).customer_campaign_words)

    def test_the_marks_open_the_campaign(self):
        action = self.department.action_view_customer_campaign()
        self.assertEqual(action["res_id"], self.campaign.id)
        action = self.campaign.utm_campaign_id.action_view_customer_tier_campaign()
        self.assertEqual(action["res_id"], self.campaign.id)
