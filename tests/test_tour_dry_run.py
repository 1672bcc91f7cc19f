from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestTourDryRun(HttpCase, TierCase):
    """A manager tries a change and publishes it, approves a night, takes a run back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user(
            "dry_run_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        cls.hospital = cls._customer("Tour Hospital")
        cls.clinic = cls._customer("Tour Clinic")
        cls.dealer = cls._customer("Tour Dealer")
        for customer, amount in (
            (cls.hospital, 80_000),
            (cls.clinic, 12_000),
            (cls.dealer, 4_000),
        ):
            cls._buys(customer, amount)
        cls.first = cls._run(as_of=False)

    @classmethod
    def _buys(cls, customer, amount):
        # as of today: so are the simulations of the browser
        cls._order_at(customer, datetime.now() - timedelta(days=5), amount)

    def _clinic_comes_first(self):
        self._buys(self.clinic, 200_000)

    def test_a_change_is_tried_and_published(self):
        self.assertEqual(self._profile(self.clinic).tier_id, self.tier_b)
        self.start_tour(
            "/odoo/customer-tier-policies",
            "customer_tier_dry_run",
            login="dry_run_manager",
        )
        self.env.invalidate_all()
        self.assertEqual(self._profile(self.clinic).tier_id, self.tier_a)
        self.assertEqual(self.policy.share_ids[0].share, 94)
        self.assertFalse(self.policy.draft_ids)

    def test_a_night_that_moved_too_many_is_approved(self):
        self.policy.max_moved_share = 10
        self._clinic_comes_first()
        held = self.env["customer.tier.run"].create(
            {"company_id": self.company.id, "origin": "schedule"}
        )
        held.action_run()
        self.assertEqual(held.state, "held")
        self.start_tour(
            "/odoo/customer-tier-runs", "customer_tier_approve", login="dry_run_manager"
        )
        self.env.invalidate_all()
        self.assertEqual(held.state, "done")
        self.assertEqual(self._profile(self.clinic).tier_id, self.tier_a)

    def test_a_run_is_rolled_back(self):
        self._clinic_comes_first()
        run = self._run(as_of=False)
        self.assertEqual(self._profile(self.clinic).tier_id, self.tier_a)
        self.start_tour(
            "/odoo/customer-tier-runs",
            "customer_tier_roll_back",
            login="dry_run_manager",
        )
        self.env.invalidate_all()
        self.assertEqual(run.state, "rolled_back")
        self.assertEqual(self._profile(self.clinic).tier_id, self.tier_b)
