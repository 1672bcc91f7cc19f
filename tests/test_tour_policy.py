from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestTourPolicy(HttpCase, TierCase):
    """A richer policy, and doubtful customers, as people meet them in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user(
            "policy_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        cls.marketer = cls._user(
            "policy_marketer",
            "sales_team.group_sale_salesman_all_leads,mass_mailing.group_mass_mailing_user",
        )
        cls.hospital = cls._customer("Old Hospital", email="old@example.com")
        cls.clinic = cls._customer("Young Clinic", email="young@example.com")
        for customer, days_ago, amount in (
            (cls.hospital, 400, 1000),
            (cls.hospital, 50, 2000),
            (cls.clinic, 5, 500),
        ):
            # from today on: what is clicked recomputes as of today
            cls._order_at(customer, datetime.now() - timedelta(days=days_ago), amount)
        cls._run(as_of=False)

    def test_manager_scores_growth_fills_the_grid_and_simulates(self):
        self.start_tour(
            "/odoo/customer-tier-policies",
            "customer_tier_score_policy",
            login="policy_manager",
        )
        growth = self.policy.dimension_ids.filtered(lambda d: d.dimension == "growth")
        self.assertEqual((growth.weight, growth.method), (2, "threshold"))
        self.assertEqual(self.policy.grace_days, 30)
        self.assertTrue(self.policy.grid_ids)
        run = self.env["customer.tier.run"].search([("mode", "=", "simulation")])
        line = run.line_ids.filtered(lambda line: line.partner_id == self.hospital)
        self.assertEqual((line.growth_value, line.growth_score), (100, 5))
        self.assertFalse(self._profile(self.hospital).growth_score, "only simulated")

    def test_marketing_leaves_doubtful_customers_out(self):
        self.start_tour(
            "/odoo/customer-tiers",
            "customer_tier_doubtful_campaign",
            login="policy_marketer",
        )
        campaign = self.env["customer.tier.campaign"].search(
            [("name", "=", "Only those we know")]
        )
        self.assertEqual(campaign.entry_ids.partner_id, self.hospital)
