from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from ..insight.usual_products import UsualProduct, usual_products
from .common import AS_OF, TierCase
from .common_random import random_examples

PRODUCTS = 4
PRICE = 10
# of units and of dozens; a return, and a line that was set to nothing
QUANTITIES = [1, 1, 2, 3, 5, 12, 0.5, 0, -1]


@dataclass(frozen=True)
class Line:
    product: int
    quantity: float
    in_dozens: bool

    @property
    def pieces(self):
        return self.quantity * (12 if self.in_dozens else 1)


@dataclass(frozen=True)
class Order:
    is_other: bool  # of another customer
    in_department: bool
    days_ago: int
    minute: int
    state: str
    lines: tuple

    def instant(self, zone):
        day = datetime.combine(AS_OF - timedelta(days=self.days_ago), time())
        local = (day + timedelta(minutes=self.minute)).replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(timezone.utc).replace(tzinfo=None)


ORDERS = st.lists(
    st.builds(
        Order,
        is_other=st.sampled_from([False, False, False, True]),
        in_department=st.booleans(),
        days_ago=st.sampled_from([0, 1, 2, 3, 10, 30, 31, 59, 60, 89, 90, 179, 180]),
        minute=st.sampled_from([0, 1, 12 * 60, 23 * 60 + 59]),
        state=st.sampled_from(["sale", "sale", "sale", "draft", "cancel"]),
        lines=st.lists(
            st.builds(
                Line,
                product=st.integers(0, PRODUCTS - 1),
                quantity=st.sampled_from(QUANTITIES),
                in_dozens=st.booleans(),
            ),
            min_size=1,
            max_size=4,
        ).map(tuple),
    ),
    max_size=8,
)


def lower_median(values):
    """The middle one, or the smaller of the two in the middle."""
    return sorted(values)[(len(values) - 1) // 2] if values else None


def expected(orders, window_days):
    """What :func:`usual_products` has to find, slowly."""
    bought = defaultdict(lambda: defaultdict(float))
    for order in orders:
        amount = sum(line.quantity * PRICE for line in order.lines)
        is_purchase = order.state == "sale" and amount > 0
        if order.is_other or not is_purchase or order.days_ago >= 2 * window_days:
            continue
        for line in order.lines:
            if line.quantity > 0:
                day = AS_OF - timedelta(days=order.days_ago)
                bought[line.product][day] += line.pieces
    found = []
    for product, quantities in bought.items():
        days = sorted(quantities)
        gaps = [(b - a).days for a, b in zip(days, days[1:], strict=False)]
        found.append(
            UsualProduct(
                product_id=product,
                days=len(days),
                last=days[-1],
                quantity=lower_median(quantities.values()),
                rhythm=lower_median(gaps),
            )
        )
    return sorted(found, key=lambda usual: (-usual.days, -usual.last.toordinal()))


@tagged("post_install", "-at_install")
class TestUsualProductsRandom(TierCase):
    """The SQL against a slow and obvious Python, on random orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer("Hospital")
        cls.ward = cls._customer("Ward", parent_id=cls.hospital.id, is_company=False)
        cls.other = cls._customer("Other")
        cls.products = cls.env["product.product"].create(
            [
                {"name": f"Product {number}", "type": "service", "list_price": 1}
                for number in range(PRODUCTS)
            ]
        )
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.unit = cls.env.ref("uom.product_uom_unit")

    @random_examples(20)
    @given(
        orders=ORDERS,
        window_days=st.sampled_from([30, 90]),
        zone=st.sampled_from(["UTC", "Asia/Shanghai", "America/Los_Angeles"]),
    )
    def test_habits_are_those_of_a_slow_count(self, orders, window_days, zone):
        with closing(self.env.cr.savepoint()):
            self.company.partner_id.tz = zone
            self._make(orders, zone)
            found = self._found(window_days)
            wanted = expected(orders, window_days)
            self.assertEqual(
                sorted(found, key=str), sorted(wanted, key=str), (orders, zone)
            )
            self.assertEqual(
                [(usual.days, usual.last) for usual in found],
                [(usual.days, usual.last) for usual in wanted],
            )

    def _make(self, orders, zone):
        for order in orders:
            partner = self.ward if order.in_department else self.hospital
            self._order_at(
                self.other if order.is_other else partner,
                order.instant(zone),
                0,
                order.state,
                order_line=[
                    Command.create(
                        {
                            "product_id": self.products[line.product].id,
                            "product_uom_qty": line.quantity,
                            "product_uom_id": (
                                self.dozen if line.in_dozens else self.unit
                            ).id,
                            "price_unit": PRICE,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for line in order.lines
                ],
            )
        self.env.flush_all()

    def _found(self, window_days):
        rows = self.env.execute_query(
            usual_products(
                self.company._tier_purchases("sale", window_days, AS_OF),
                "sale",
                window_days,
                self.hospital.id,
                self.env["sale.order"]._search([]).subselect(),
            )
        )
        places = {product.id: place for place, product in enumerate(self.products)}
        return [UsualProduct(places[id_], *rest) for id_, *rest in rows]
