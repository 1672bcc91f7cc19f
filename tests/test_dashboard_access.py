import json

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AS_OF
from .common_dashboard import DashboardCase

DAY = str(AS_OF)


@tagged("post_install", "-at_install")
class TestDashboardAccess(DashboardCase):
    """Whose figures somebody sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("dashboard_rep", "sales_team.group_sale_salesman")
        cls.colleague = cls._user(
            "dashboard_colleague", "sales_team.group_sale_salesman"
        )
        cls.leader = cls._user(
            "dashboard_leader", "sales_team.group_sale_salesman_all_leads"
        )
        cls.manager = cls._user("dashboard_manager", "customer_tier.group_manager")
        cls.mine, cls.theirs = (
            cls._customer(name, user_id=user.id)
            for name, user in (("Mine", cls.rep), ("Theirs", cls.colleague))
        )
        cls._judged(100, partner=cls.mine, segment_id=cls.at_risk.id)
        cls._judged(900, partner=cls.theirs, segment_id=cls.at_risk.id)
        for customer, amount in ((cls.mine, 100), (cls.theirs, 900)):
            cls.env["customer.tier.move"].create(
                {
                    "run_id": cls.ledger_run.id,
                    "company_id": cls.company.id,
                    "partner_id": customer.id,
                    "date": AS_OF,
                    "direction": "entered",
                    "to_tier_id": cls.tier_a.id,
                    "to_segment_id": cls.at_risk.id,
                    "monetary": amount,
                }
            )
            cls._order(customer, 0, amount)
        cls.env.flush_all()

    def _months_total(self, user):
        months = self.dashboard.with_user(user)._months([], 1200)
        return sum(sum(segment["revenue"]) for segment in months["segments"])

    def test_a_salesperson_with_own_documents_sees_own_customers_everywhere(self):
        overview = self._overview(user=self.rep)
        text = json.dumps(overview)
        self.assertNotIn("Theirs", text)
        [tile] = [tile for tile in overview["tiers"] if tile["id"] == self.tier_a.id]
        self.assertEqual((overview["customers"], overview["revenue"]), (1, 100))
        self.assertEqual((tile["customers_before"], tile["revenue_before"]), (1, 100))
        self.assertEqual([row["name"] for row in overview["attention"]], ["Mine"])
        movement = self.dashboard.with_user(self.rep).get_movement(
            [], "2020-01-01", DAY
        )
        self.assertEqual(sum(cell["revenue"] for cell in movement["cells"]), 100)
        self.assertEqual(self._months_total(self.rep), 100)
        self.assertFalse(overview["can_recompute"])

    def test_who_may_see_all_customers_sees_all(self):
        for user in (self.leader, self.manager):
            with self.subTest(user=user.login):
                overview = self._overview(user=user)
                self.assertEqual(overview["revenue"], 1000)
                self.assertEqual(self._months_total(user), 1000)
        self.assertTrue(self._overview(user=self.manager)["can_recompute"])

    def test_the_list_behind_a_mark_shows_no_more_than_the_mark_counted(self):
        action = self.dashboard.with_user(self.rep).customers_action([], "All")
        profiles = self.profiles.with_user(self.rep).search(action["domain"])
        self.assertEqual(profiles.partner_id, self.mine)

    def test_only_the_current_company_counts(self):
        other = self._company("Elsewhere", currency="base.USD")
        self._also_in(other)
        self._judged(5000, partner=self.mine, company=other)
        both = self.dashboard.with_context(
            allowed_company_ids=[self.company.id, other.id]
        )
        overview = both.get_overview([], DAY)
        self.assertEqual(overview["revenue"], 1000)
        self.assertEqual(
            overview["company"]["currency_id"], self.company.currency_id.id
        )
        there = both.with_company(other).get_overview([], DAY)
        self.assertEqual(there["revenue"], 5000)
        self.assertEqual(there["company"]["currency_id"], other.currency_id.id)
        self.assertEqual(there["company"]["name"], "Elsewhere")

    def test_without_the_group_nobody_sees_any_figure(self):
        for group in ("base.group_user", "base.group_portal"):
            user = self._user(f"dashboard_{group}", group)
            dashboard = self.dashboard.with_user(user)
            calls = {
                "overview": lambda d=dashboard: d.get_overview([], DAY),
                "movement": lambda d=dashboard: d.get_movement([], DAY, DAY),
                "months": lambda d=dashboard: d.get_months([]),
            }
            for name, call in calls.items():
                with (
                    self.subTest(group=group, call=name),
                    self.assertRaises(AccessError),
                ):
                    call()

    def test_a_filter_cannot_reach_for_what_its_user_may_not_read(self):
        """Not by asking whether there is a customer with such a value, either."""
        plain = self._user("dashboard_marketing", "customer_tier.group_user")
        domain = [("partner_id.user_ids.totp_secret", "!=", False)]
        with self.assertRaises(AccessError):
            self.dashboard.with_user(plain).get_movement(domain, DAY, DAY)
