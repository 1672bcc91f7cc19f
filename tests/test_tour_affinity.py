from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_affinity import AffinityCase


@tagged("post_install", "-at_install")
class TestTourAffinity(HttpCase, AffinityCase):
    """A rep adds what goes with the customer to a quotation."""

    def test_a_suggestion_is_added_to_a_quotation_and_another_one_dismissed(self):
        rep = self._user("affinity_tour_rep", "sales_team.group_sale_salesman")
        swabs, plates, filters = self.env["product.product"].create(
            [
                {"name": name, "type": "consu", "taxes_id": False, "list_price": 50}
                for name in ("Tour Swabs", "Tour Plates", "Tour Filters")
            ]
        )
        hospital = self._customer("Tour Hospital", user_id=rep.id)
        customers = self._customers(30)
        # from today on: what is clicked is judged as of today
        bought_at = datetime.now() - timedelta(days=20)
        for customer in customers[:15]:
            self._order_of(customer, bought_at, rep, swabs, plates, filters)
        for customer in customers[15:]:
            self._order_at(customer, bought_at, 100)
            self._order_of(customer, bought_at, rep, self.goods[0])
        self._order_of(hospital, bought_at, rep, swabs)
        self._run(as_of=False)
        self._pair_up(as_of=self.company._tier_today())
        self.start_tour(
            "/odoo/sales/new", "customer_tier_affinity", login="affinity_tour_rep"
        )
        quotation = self.env["sale.order"].search(
            [("partner_id", "=", hospital.id), ("state", "=", "draft")]
        )
        self.assertEqual(quotation.order_line.product_id, plates)
        self.assertEqual(quotation.order_line.price_unit, 50)
        dismissed = self.env["customer.product.dismissal"].search([])
        self.assertEqual(dismissed.product_id, filters)
        self.assertEqual(dismissed.dismissed_by_id, rep)

    def _order_of(self, customer, bought_at, rep, *products):
        return self._order_at(
            customer,
            bought_at,
            0,
            user_id=rep.id,
            order_line=[
                Command.create({"product_id": product.id, "tax_ids": [Command.clear()]})
                for product in products
            ],
        )
