from odoo.tests import HttpCase, tagged

from .common import AS_OF
from .common_installed import InstalledCase


@tagged("post_install", "-at_install")
class TestTourInstalled(HttpCase, InstalledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_installed_since = AS_OF
        cls._user(
            "tour_installed",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        cls._sell(days_ago=2000, quantity=2)
        cls.env.flush_all()

    def test_manager_takes_in_past_orders_and_quotes_the_successor(self):
        self.start_tour(
            "/odoo/installed-base", "customer_tier_installed", login="tour_installed"
        )
        items = self.items.search([("partner_id", "=", self.hospital.id)])
        self.assertEqual(len(items), 3)
        self.assertEqual(sum(items.mapped("failure_count")), 1)
        order = self.env["sale.order"].search([("state", "=", "draft")], limit=1)
        self.assertEqual(order.order_line.product_id, self.successor)
