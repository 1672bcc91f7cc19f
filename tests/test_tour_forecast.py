from odoo.tests import HttpCase, tagged

from .common_forecast import ForecastCase


@tagged("post_install", "-at_install")
class TestTourForecast(HttpCase, ForecastCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user(
            "tour_foreseer",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        customers, _rows = cls._base(count=45)
        # bought every month, and not for most of a year
        lost = customers[0]
        cls.env["sale.order"].search([("partner_id", "=", lost.id)]).state = "cancel"
        cls._buy([(lost, days, 100) for days in range(250, 1050, 20)])
        cls._run()
        cls._foresee()

    def test_manager_sees_who_leaves_and_how_far_to_believe_it(self):
        self.start_tour(
            "/odoo/customer-tiers", "customer_tier_forecast", login="tour_foreseer"
        )
