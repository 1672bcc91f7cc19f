from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, TierCase):
    """What people do in the browser, each with the rights that they have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("tour_rep", "sales_team.group_sale_salesman")
        cls.manager = cls._user(
            "tour_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        cls.marketing = cls._user(
            "tour_marketing",
            "sales_team.group_sale_salesman_all_leads,mass_mailing.group_mass_mailing_user",
        )
        cls.hospital = cls._customer(
            "Tour Hospital", user_id=cls.rep.id, email="hospital@example.com"
        )
        cls._customer("Cardiology", parent_id=cls.hospital.id, is_company=False)
        cls.clinic = cls._customer("Tour Clinic", user_id=cls.rep.id, city="Tourville")
        cls.lab = cls._customer("Tour Lab", city="Tourville", email="lab@example.com")
        cls.dealer = cls._customer("Tour Dealer", email="dealer@example.com")
        for customer, days_ago, amount in (
            (cls.hospital, 5, 40_000),
            (cls.hospital, 35, 40_000),
            (cls.hospital, 65, 40_000),
            (cls.clinic, 20, 10_000),
            (cls.clinic, 80, 10_000),
            (cls.lab, 40, 8_000),
            (cls.dealer, 100, 2_000),
        ):
            # from today on: what is clicked recomputes as of today
            cls._order_at(customer, datetime.now() - timedelta(days=days_ago), amount)
        cls._run(as_of=False)

    def test_admin_sets_up_a_policy_and_recomputes(self):
        self.start_tour(
            "/odoo/customer-tier-policies", "customer_tier_policy", login="tour_manager"
        )
        policy = self.env["customer.tier.policy"].search(
            [("name", "=", "Clinics of Tourville")]
        )
        self.assertEqual(policy.window_days, 180)
        profiles = self._profile(self.clinic) | self._profile(self.lab)
        self.assertEqual(profiles.policy_id, policy)
        self.assertEqual(profiles.mapped("recency_score"), [4, 3], "20 and 40 days ago")
        requested = self.env["customer.tier.run"].search([("origin", "=", "request")])
        self.assertEqual((requested.state, requested.user_id), ("draft", self.manager))

    def test_rep_filters_contacts_by_tier_and_opens_a_profile(self):
        self.start_tour("/odoo/contacts", "customer_tier_contact", login="tour_rep")

    def test_manager_groups_by_tier_and_reads_the_pivot(self):
        self.env["customer.tier"].create(
            {"name": "D: nobody", "code": "D", "sequence": 40}
        )
        self.start_tour(
            "/odoo/customer-tiers", "customer_tier_pivot", login="tour_manager"
        )

    def test_rep_plans_calls(self):
        self.start_tour("/odoo/customer-tiers", "customer_tier_plan", login="tour_rep")
        for customer in self.hospital, self.clinic:
            self.assertEqual(customer.activity_ids.summary, "Reagents for spring")
            self.assertEqual(customer.activity_ids.user_id, self.rep)

    def test_marketing_starts_a_campaign(self):
        self.start_tour(
            "/odoo/customer-tiers", "customer_tier_campaign", login="tour_marketing"
        )
        campaign = self.env["customer.tier.campaign"].search(
            [("name", "=", "Spring for key customers")]
        )
        self.assertEqual(campaign.audience_kind, "living")
        self.assertEqual(campaign.tier_ids, self.tier_b)
        self.assertEqual(campaign.entry_ids.partner_id, self.lab)

    def test_quotation_shows_the_tier(self):
        self._order_at(
            self.hospital, datetime.now(), 500, state="draft", user_id=self.rep.id
        )
        self.start_tour("/odoo/sales", "customer_tier_quotation", login="tour_rep")
