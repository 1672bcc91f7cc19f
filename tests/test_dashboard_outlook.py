from math import sqrt

from odoo.tests import tagged

from .common import AS_OF
from .common_replenishment import ReplenishmentCase


@tagged("post_install", "-at_install")
class TestDashboardOutlook(ReplenishmentCase):
    """The four figures of what is ahead are sums of the lists behind them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers, _rows = cls._base(40)
        cls._monthly(cls.customers[0], last=25)
        cls._run()
        cls.night = cls._foresee()
        cls.dashboard = cls.env["customer.tier.dashboard"].with_company(cls.company)

    def opened(self, tile, domain=()):
        action = self.dashboard.outlook_action(list(domain), tile)
        return self.env[action["res_model"]].search(action["domain"])

    def test_revenue_is_the_sum_of_the_forecasts(self):
        told = self.dashboard.get_outlook([])
        rows = self.opened("revenue")
        self.assertEqual(told["customers"], len(rows))
        self.assertAlmostEqual(told["revenue"], sum(rows.mapped("expected_revenue")), 2)

    def test_interval_adds_variances_and_is_as_wide_as_the_past_was_missed_by(self):
        self.night.facts = {}
        told = self.dashboard.get_outlook([])
        margin = sqrt(
            sum(
                ((row.expected_revenue_high - row.expected_revenue_low) / 2) ** 2
                for row in self.opened("revenue")
            )
        )
        self.assertAlmostEqual(told["high"], told["revenue"] + margin, 1)
        self.assertAlmostEqual(told["low"], max(told["revenue"] - margin, 0), 1)
        self.night.facts = {"year": {"amount_error": -0.5}}
        told = self.dashboard.get_outlook([])
        self.assertAlmostEqual(told["high"], told["revenue"] * 1.5, 1)

    def test_counts_are_those_of_the_lists_that_a_click_opens(self):
        one = [("partner_id", "=", self.customers[0].id)]
        for domain in ([], one):
            told = self.dashboard.get_outlook(domain)
            for tile in ("at_risk", "warnings", "due_products"):
                with self.subTest(tile=tile, domain=domain):
                    self.assertEqual(told[tile], len(self.opened(tile, domain)))
        self.assertEqual(self.dashboard.get_outlook(one)["due_products"], 1)
        self.assertEqual(self.dashboard.get_outlook(one)["customers"], 1)

    def test_before_the_first_night_there_is_nothing_ahead(self):
        other = self._company("Never Forecast")
        dashboard = self.env["customer.tier.dashboard"].with_company(other)
        self.assertIs(dashboard.get_outlook([]), False)

    def test_salespeople_see_the_sum_of_their_own(self):
        rep = self._user("rep", "sales_team.group_sale_salesman")
        self.customers.user_id = self.env.user
        self.customers[0].user_id = rep
        told = self.dashboard.with_user(rep).get_outlook([])
        self.assertEqual(told["customers"], 1)
        self.assertEqual(told["as_of"], AS_OF.isoformat())
