from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestOverrideTours(HttpCase, TierCase):
    """Fixing a tier, the list of overrides, and a change that is on its way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("tour_rep", "sales_team.group_sale_salesman")
        cls.manager = cls._user(
            "tour_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        cls.hospital = cls._customer("Tour Hospital", user_id=cls.rep.id)
        cls.dealer = cls._customer("Tour Dealer")
        cls.today = cls.company._tier_today()

    def _buy(self, customer, days_ago, amount):
        # from today on: what is clicked is judged as of today
        self._order_at(customer, datetime.now() - timedelta(days=days_ago), amount)

    def _standard(self):
        self._buy(self.hospital, 5, 40_000)
        self._buy(self.dealer, 50, 100)
        self._run(as_of=False)

    def _fix(self, customer):
        return self.env["customer.tier.override"].create(
            {
                "partner_id": customer.id,
                "company_id": self.company.id,
                "tier_id": self.tier_a.id,
                "reason": "Pilot site",
                "date_from": self.today,
                "date_to": self.today + timedelta(days=20),
            }
        )

    def test_manager_fixes_a_tier(self):
        self._standard()
        self.start_tour(
            f"/odoo/res.partner/{self.dealer.id}",
            "customer_tier_override",
            login="tour_manager",
        )
        profile = self._profile(self.dealer)
        self.assertEqual(
            (profile.tier_id, profile.computed_tier_id), (self.tier_a, self.tier_c)
        )
        self.assertEqual(profile.override_id.create_uid, self.manager)

    def test_manager_finds_and_ends_an_override(self):
        self._standard()
        self._fix(self.hospital)
        override = self._fix(self.dealer)
        self.start_tour(
            "/odoo/customer-tier-overrides",
            "customer_tier_override_list",
            login="tour_manager",
        )
        self.assertEqual(override.state, "ended")
        self.assertEqual(self._profile(self.dealer).tier_id, self.tier_c)

    def test_rep_sees_a_pending_change(self):
        self.policy.write({"window_days": 30, "grace_days": 20})
        self._buy(self.hospital, 31, 40_000)
        self._buy(self.dealer, 10, 100)
        self._run(as_of=self.today - timedelta(days=5))
        self._run(as_of=False)
        self.assertEqual(self._profile(self.hospital).pending_tier_id, self.tier_c)
        self.start_tour(
            "/odoo/customer-tier-pending", "customer_tier_pending", login="tour_rep"
        )
