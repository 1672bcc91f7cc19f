from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from .common import AS_OF
from .common_random import random_examples
from .common_replenishment import ReplenishmentCase
from .oracle_replenishment import Pair, expect

EPOCH = date(1970, 1, 1)
PRICE = 7


@dataclass(frozen=True)
class Order:
    customer: int  # 2 and 3 are departments of 0 and 1
    days_ago: int
    state: str
    lines: tuple  # of (product, quantity, is it in dozens)


ORDERS = st.lists(
    st.builds(
        Order,
        customer=st.sampled_from([0, 0, 1, 1, 2, 3, 4]),
        days_ago=st.integers(-3, 150),
        state=st.sampled_from(["sale"] * 6 + ["draft", "cancel"]),
        lines=st.lists(
            st.tuples(
                st.sampled_from([0, 0, 1, 2]),
                st.sampled_from([1, 1, 2, 3, 5, 0.5, 40, 0, -1]),
                st.sampled_from([False, False, False, True]),
            ),
            min_size=1,
            max_size=3,
        ).map(tuple),
    ),
    max_size=25,
)


@tagged("post_install", "-at_install")
class TestReplenishmentRandom(ReplenishmentCase):
    """SQL and arrays against a slow and obvious Python, on random orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = list(cls._customers(3))
        wards = [
            cls._customer("Ward", parent_id=parent.id, is_company=False)
            for parent in cls.customers[:2]
        ]
        cls.buyers = [*cls.customers[:2], *wards, cls.customers[2]]
        cls.goods = [cls.strips, cls.tubes, cls.reagent]  # the last one is a service
        cls.dozen = cls.env.ref("uom.product_uom_dozen")

    @random_examples(12)
    @given(orders=ORDERS, least=st.sampled_from([2, 3]))
    def test_next_purchases_are_those_of_a_slow_count(self, orders, least):
        with closing(self.env.cr.savepoint()):
            self.company.customer_replenishment_min_purchases = least
            for order in orders:
                self._make(order)
            self.env.flush_all()
            self._night()
            found = {(row.partner_id, row.product_id): row for row in self._rows()}
            wanted = self._wanted(orders, least)
            self.assertEqual(set(found), set(wanted), orders)
            for key, pair in wanted.items():
                self._compare(found[key], *pair, orders)
            self.env.invalidate_all()

    def _compare(self, row, pair, told, orders):
        expected, early, late, rhythm, _width = told
        dates = [EPOCH + timedelta(days=day) for day in (expected, early, late)]
        self.assertEqual([row.next_date, row.early_date, row.late_date], dates, orders)
        self.assertEqual(
            (row.rhythm_days, row.purchase_count, row.quantity, row.last_quantity),
            (rhythm, pair.count, pair.usual, pair.last_quantity),
            orders,
        )
        self.assertAlmostEqual(row.expected_value, pair.usual * PRICE, 2)
        silent = (AS_OF - row.last_date).days
        late = dates[2] < AS_OF
        stopped = silent > 4 * (dates[0] - row.last_date).days
        self.assertEqual(row.is_overdue, late and not stopped)
        self.assertEqual(row.state == "stopped", stopped)

    def _make(self, order):
        self._order(
            self.buyers[order.customer],
            order.days_ago,
            0,
            order.state,
            order_line=[
                Command.create(
                    {
                        "product_id": self.goods[product].id,
                        "product_uom_qty": quantity,
                        "product_uom_id": (
                            self.dozen if dozens else self.goods[product].uom_id
                        ).id,
                        "price_unit": PRICE * (12 if dozens else 1),
                        "tax_ids": [Command.clear()],
                    }
                )
                for product, quantity, dozens in order.lines
            ],
        )

    def _wanted(self, orders, least):
        """``{(customer, product): (pair, what is expected)}``."""
        days = defaultdict(lambda: defaultdict(float))
        for order in orders:
            lines = [
                (product, quantity * (12 if dozens else 1))
                for product, quantity, dozens in order.lines
            ]
            known = order.state == "sale" and order.days_ago >= 0
            if not known or sum(quantity for _product, quantity in lines) <= 0:
                continue
            customer = self.buyers[order.customer].commercial_partner_id
            day = (AS_OF - EPOCH).days - order.days_ago
            for product, quantity in lines:
                if quantity > 0 and product < 2:
                    days[customer, self.goods[product]][day] += quantity
        pairs = {key: Pair(each) for key, each in days.items() if len(each) >= least}
        products = defaultdict(list)
        for (_customer, product), pair in pairs.items():
            products[product].append(pair)
        told = {}
        for each in products.values():
            told |= expect(each)
        return {key: (pair, told[pair]) for key, pair in pairs.items()}
