from dataclasses import dataclass
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import AS_OF
from .common_installed import InstalledCase
from .common_random import random_examples

LINES = 3
LIMIT = 6


@dataclass(frozen=True)
class Event:
    line: int
    kind: str
    quantity: int


EVENTS = st.lists(
    st.lists(
        st.builds(
            Event,
            line=st.integers(0, LINES - 1),
            kind=st.sampled_from(
                ["order", "order", "deliver", "deliver", "cancel", "confirm"]
            ),
            quantity=st.sampled_from([0, 1, 1, 2, 3, 5, 7, 9]),
        ),
        max_size=4,
    ),
    min_size=1,
    max_size=6,
)


@tagged("post_install", "-at_install")
class TestInstalledRandom(InstalledCase):
    """Whatever happens to orders: as many devices are in use as were sold and not given back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_installed_unit_limit = LIMIT
        cls.lines = cls.env["sale.order.line"]
        for number in range(LINES):
            cls.lines |= cls._sell(days_ago=number, quantity=1)

    def _happen(self, event):
        line = self.lines[event.line]
        if event.kind in ("cancel", "confirm"):
            line.order_id.state = {"cancel": "cancel", "confirm": "sale"}[event.kind]
            return
        column = {"order": "product_uom_qty", "deliver": "qty_delivered"}[event.kind]
        self.env.flush_all()
        # as Inventory and a confirmed order would, past the checks of a form
        self.env.cr.execute(
            "UPDATE sale_order_line SET product_uom_qty = CASE WHEN %s THEN %s ELSE"
            " product_uom_qty END, qty_delivered = CASE WHEN %s THEN %s ELSE qty_delivered END,"
            " qty_delivered_method = CASE WHEN %s THEN 'analytic' ELSE qty_delivered_method END"
            " WHERE id = %s",
            [
                column == "product_uom_qty",
                event.quantity,
                column == "qty_delivered",
                event.quantity,
                column == "qty_delivered",
                line.id,
            ],
        )
        self.env.invalidate_all()

    def _sold(self, line):
        if line.order_id.state != "sale":
            return 0
        counted = line.qty_delivered_method == "analytic"
        return int(line.qty_delivered if counted else line.product_uom_qty)

    @given(nights=EVENTS)
    @random_examples(15)
    def test_in_use_is_what_was_sold(self, nights):
        with self.env.cr.savepoint() as savepoint:
            most = dict.fromkeys(self.lines, 0)
            for events in nights:
                for event in events:
                    self._happen(event)
                self._night()
                for line in self.lines:
                    items, sold = self._of(line), self._sold(line)
                    used = items.filtered(lambda item: item.state == "in_use")
                    self.assertEqual(sum(used.mapped("quantity")), sold)
                    most[line] = max(most[line], sold)
                    self.assertLessEqual(len(items), most[line])
                    self.assertEqual(
                        set(items.mapped("unit_number")),
                        set(range(1, len(items) + 1)),
                    )
                self.assertEqual(self._night(), 0)
            savepoint.rollback()
            self.env.invalidate_all()

    @given(
        installed=st.integers(0, 4000),
        life=st.integers(0, 120),
        own=st.sampled_from([0, 0, 12, 61]),
        failures=st.lists(st.integers(-30, 1500), max_size=4),
        ahead=st.integers(0, 400),
    )
    @random_examples(25)
    def test_renewal_is_the_stated_rule(self, installed, life, own, failures, ahead):
        with self.env.cr.savepoint() as savepoint:
            self.device.product_tmpl_id.service_life_months = life
            day, as_of = (
                AS_OF - timedelta(days=installed),
                AS_OF + timedelta(days=ahead),
            )
            item = self._item(installed_on=day, service_life_months=own)
            days = [AS_OF - timedelta(days=ago) for ago in failures]
            self.env["customer.installed.failure"].create(
                [{"item_id": item.id, "date": d, "description": "x"} for d in days]
            )
            self._night(as_of)
            since = as_of - relativedelta(months=24)
            recent = [d for d in days if since < d <= as_of]
            months = (own or life) - 6 * len(recent)
            renewal = own or life
            expected = (
                max(day, day + relativedelta(months=months)) if renewal else False
            )
            self.assertEqual(item.failure_count, len(recent))
            self.assertEqual(item.renewal_date, expected)
            savepoint.rollback()
            self.env.invalidate_all()
