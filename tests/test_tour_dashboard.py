from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools.date_utils import start_of

from .common import TierCase


@tagged("post_install", "-at_install")
class TestTourDashboard(HttpCase, TierCase):
    """Looking at the customer base, and clicking through to the customers behind a figure.

    Dates are around the end of the last quarter, with which the dashboard compares: one customer
    was an A then, and is a B today.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rep = cls._user("tour_dashboard_rep", "sales_team.group_sale_salesman")
        manager = cls._user(
            "tour_dashboard_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        falling = cls._customer("Falling Lab", user_id=rep.id)
        sleepy = cls._customer("Sleepy Clinic", user_id=rep.id)
        rising = cls._customer("Rising Hospital", user_id=manager.id)
        now = datetime.now()
        quarter_end = start_of(now, "quarter") - timedelta(days=1)
        for customer, moment, amount in (
            (falling, quarter_end - timedelta(days=10), 50_000),
            (rising, quarter_end - timedelta(days=20), 1_000),
            (sleepy, quarter_end - timedelta(days=30), 100),
            *[(falling, now, 10)] * 5,
            (rising, now, 400_000),
        ):
            cls._order_at(customer, moment, amount)
        cls._run(as_of=quarter_end.date())
        cls._run(as_of=False)
        cls.env["customer.segment"].search([]).calls_for_attention = True

    def test_manager_looks_at_the_customer_base(self):
        self.start_tour(
            "/odoo", "customer_tier_dashboard", login="tour_dashboard_manager"
        )

    def test_rep_finds_the_dashboard_of_their_own_customers(self):
        self.start_tour(
            "/odoo", "customer_tier_dashboard_rep", login="tour_dashboard_rep"
        )
