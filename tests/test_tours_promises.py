from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_promises import PromiseCase


@tagged("post_install", "-at_install")
class TestToursPromises(HttpCase, PromiseCase):
    """Promises in the browser: made by a manager, met by a rep, balanced by a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("promise_tour_rep", "sales_team.group_sale_salesman")
        cls.manager = cls._user(
            "promise_tour_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        cls.env.ref("base.group_user").implied_ids = [
            Command.link(cls.env.ref("product.group_product_pricelist").id)
        ]
        cls.standard, cls.key_prices = cls.env["product.pricelist"].create(
            [
                {"name": name, "company_id": cls.company.id, "sequence": sequence}
                for sequence, name in enumerate(("Tour Standard", "Tour Key Prices"))
            ]
        )
        cls.hospital, cls.lab, cls.dealer = (
            cls._customer(name, user_id=cls.rep.id)
            for name in ("Tour Hospital", "Tour Lab", "Tour Dealer")
        )
        for customer, tier, amount in (
            (cls.hospital, cls.tier_a, 80),
            (cls.lab, cls.tier_c, 10),
            (cls.dealer, cls.tier_c, 10),
        ):
            cls._put_in_tier(customer, tier, monetary=amount)

    def test_manager_makes_promises_to_key_customers(self):
        self.start_tour(
            "/odoo/customer-tier-services",
            "customer_tier_promises",
            login="promise_tour_manager",
        )
        service = self.env["customer.tier.service"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(service.tier_id, self.tier_a)
        self.assertEqual((service.visit_promised, service.visit_days), (True, 21))
        self.assertEqual(service.pricelist_id, self.key_prices)
        self.assertFalse(service.answer_promised or service.contact_promised)

    def test_rep_sees_and_overrides_the_promised_pricelist(self):
        self._service(pricelist_promised=True, pricelist_id=self.key_prices.id)
        self.start_tour(
            "/odoo/sales/new",
            "customer_tier_promised_pricelist",
            login="promise_tour_rep",
        )
        order = self.env["sale.order"].search([("partner_id", "=", self.hospital.id)])
        self.assertEqual(order.pricelist_id, self.standard)

    def test_manager_balances_effort_and_revenue(self):
        now = fields.Datetime.now()
        for customer in (self.lab, self.dealer):
            self._order_at(customer, now - timedelta(days=2), 100)
        self._done(self.lab, 0, self.call_type).date = now - timedelta(days=1)
        self.start_tour(
            "/odoo/customer-tiers",
            "customer_tier_balance",
            login="promise_tour_manager",
        )
