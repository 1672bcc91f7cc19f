from datetime import date

from odoo.tests import HttpCase, tagged

from .common_history import HistoryCase


@tagged("post_install", "-at_install")
class TestTourHistory(HttpCase, HistoryCase):
    """What a manager clicks to look at the past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user(
            "tour_historian",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        january, march = date(2025, 1, 10), date(2025, 3, 10)
        for name in ("Falling Lab", "Sinking Lab"):
            cls._chain(
                cls._customer(name),
                (january, cls.tier_a),
                (march, cls.tier_b, cls.loyal, 150),
            )
        cls._chain(cls._customer("New Clinic"), (march, cls.tier_b))

    def test_manager_sees_who_moved_between_two_dates(self):
        self.start_tour(
            "/odoo/customer-tiers", "customer_tier_movement", login="tour_historian"
        )

    def test_manager_sees_the_tiers_of_a_date(self):
        self.start_tour(
            "/odoo/customer-tiers", "customer_tier_history", login="tour_historian"
        )

    def test_manager_sees_who_entered_and_left(self):
        self.start_tour(
            "/odoo/customer-tiers", "customer_tier_months", login="tour_historian"
        )
