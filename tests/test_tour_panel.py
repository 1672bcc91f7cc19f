from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestTourPanel(HttpCase, TierCase):
    """A rep makes a quotation, and is told who it is for."""

    def test_the_panel_follows_the_customer_of_a_new_quotation(self):
        rep = self._user("panel_tour_rep", "sales_team.group_sale_salesman")
        hospital = self._customer("Tour Hospital", user_id=rep.id)
        clinic = self._customer("Tour Clinic", user_id=rep.id)
        self._customer("Tour Prospect", user_id=rep.id)
        reagent = self.env["product.product"].create(
            {"name": "Tour Reagent", "type": "service", "taxes_id": False}
        )
        for days_ago in (95, 65, 35):
            # from today on: what is clicked is judged as of today
            self._order_at(
                hospital,
                datetime.now() - timedelta(days=days_ago),
                0,
                user_id=rep.id,
                order_line=[
                    Command.create(
                        {
                            "product_id": reagent.id,
                            "product_uom_qty": 7,
                            "price_unit": 5_000,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            )
        self._order_at(
            clinic, datetime.now() - timedelta(days=10), 4_000, user_id=rep.id
        )
        self._run(as_of=False)
        self.start_tour(
            "/odoo/sales/new", "customer_tier_panel", login="panel_tour_rep"
        )
