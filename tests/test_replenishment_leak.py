from datetime import timedelta

from odoo.tests import tagged

from .common import AS_OF
from .common_replenishment import ReplenishmentCase

PAST = AS_OF - timedelta(days=100)
TOLD = [
    "partner_id",
    "product_id",
    "state",
    "next_date",
    "early_date",
    "late_date",
    "quantity",
    "unit_price",
    "expected_value",
    "rhythm_days",
    "purchase_count",
    "last_date",
    "last_quantity",
    "is_ordered",
    "confidence",
]


@tagged("post_install", "-at_install")
class TestReplenishmentLeak(ReplenishmentCase):
    """What was not known yet must not be used."""

    def _told(self):
        self._night(as_of=PAST)
        return [tuple(row[name] for name in TOLD) for row in self._rows().sorted("id")]

    def _later(self, customers):
        """Other rhythms, quantities and prices, of old customers and new ones."""
        everybody = customers | self._customers(4)
        self._supply(
            [
                (customer, product, days, 70)
                for customer in everybody
                for product in self.strips | self.tubes
                for days in range(0, 100, 9)
            ],
            price=99,
        )

    def test_later_orders_do_not_change_what_was_expected_on_a_past_day(self):
        customers = self._customers(6)
        for place, customer in enumerate(customers):
            self._monthly(customer, last=100 + 9 * place, quantity=1 + place)
        before = self._told()
        self.assertEqual(len(before), 6)
        self._later(customers)
        self.assertEqual(self._told(), before)

    def test_neither_do_orders_where_invoices_are_the_purchases(self):
        self._accounting()
        self.policy.purchase_source = "invoice"
        customers = self._customers(2)
        for days in (110, 140, 170):
            self._invoice(
                customers[0],
                days,
                0,
                invoice_line_ids=[
                    (0, 0, {"product_id": self.strips.id, "price_unit": 10})
                ],
            )
        before = self._told()
        self.assertEqual(len(before), 1)
        self._later(customers)
        self.assertEqual(self._told(), before)
