"""With the apps Inventory and Repairs installed: script/test --apps."""

from datetime import datetime, time, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import AS_OF
from .common_installed import InstalledCase


@tagged("post_install", "-at_install")
class TestInstalledStock(InstalledCase):
    """Delivered units with their serial numbers; repairs are failures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monitor = cls.env["product.product"].create(
            {
                "name": "Monitor",
                "type": "consu",
                "is_storable": True,
                "tracking": "serial",
                "equipment": "yes",
                "warranty_months": 12,
                "service_life_months": 60,
            }
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.lots = cls.env["stock.lot"].create(
            [{"name": f"SN{n}", "product_id": cls.monitor.id} for n in range(1, 4)]
        )
        for lot in cls.lots:
            cls.env["stock.quant"]._update_available_quantity(
                cls.monitor, cls.warehouse.lot_stock_id, 1, lot_id=lot
            )
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.hospital.id,
                "company_id": cls.company.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [
                    Command.create({"product_id": cls.monitor.id, "product_uom_qty": 3})
                ],
            }
        )
        order.action_confirm()
        order.date_order = datetime.combine(AS_OF - timedelta(days=50), time(12))
        cls.line = order.order_line

    def _ship(self, lots, days_ago):
        """Deliver these serial numbers, so many days before AS_OF."""
        picking = self.line.order_id.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        move = picking.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": self.monitor.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "picking_id": picking.id,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )
            for lot in lots
        ]
        move.picked = True
        picking.with_context(
            skip_backorder=True, cancel_backorder=False
        ).button_validate()
        self._date(move, days_ago)
        return picking

    def _date(self, move, days_ago):
        move.date = datetime.combine(AS_OF - timedelta(days=days_ago), time(12))
        self.env.flush_all()

    def _return(self, picking, lot, days_ago):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.write({"quantity": 1, "to_refund": True})
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.move_line_ids.unlink()
        back.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.monitor.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "picking_id": back.id,
                    "location_id": back.move_ids.location_id.id,
                    "location_dest_id": back.move_ids.location_dest_id.id,
                }
            )
        ]
        back.move_ids.picked = True
        back.button_validate()
        self._date(back.move_ids, days_ago)

    def test_delivered_units_with_their_own_serial_number_and_day(self):
        self._night()
        self.assertFalse(self._of(self.line))
        self._ship(self.lots[:1], days_ago=20)
        self._ship(self.lots[1:], days_ago=5)
        self._night(AS_OF - timedelta(days=10))
        items = self._of(self.line)
        self.assertEqual(items.mapped("serial"), ["SN1"])
        self._night()
        items = self._of(self.line)
        self.assertEqual(items.mapped("serial"), ["SN1", "SN2", "SN3"])
        self.assertEqual(
            items.mapped("installed_on"),
            [AS_OF - timedelta(days=days) for days in (20, 5, 5)],
        )
        self.assertEqual(self._night(), 0)
        action = items[0].action_open_lot()
        self.assertEqual(action["res_id"], self.lots[0].id)

    def test_the_unit_that_came_back_is_returned(self):
        picking = self._ship(self.lots, days_ago=20)
        self._night()
        self._return(picking, self.lots[0], days_ago=3)
        self._night(AS_OF - timedelta(days=5))
        self.assertEqual(set(self._of(self.line).mapped("state")), {"in_use"})
        self._night()
        items = self._of(self.line)
        self.assertEqual(items.mapped("state"), ["returned", "in_use", "in_use"])
        self.assertEqual(items[0].serial, "SN1")

    def test_repairs_bring_the_renewal_forward(self):
        self._ship(self.lots, days_ago=500)
        self._night()
        item = self._of(self.line)[1]
        before = item.renewal_date
        repair = self.env["repair.order"].create(
            {
                "product_id": self.monitor.id,
                "lot_id": self.lots[1].id,
                "partner_id": self.hospital.id,
                "company_id": self.company.id,
            }
        )
        repair.write(
            {
                "state": "done",
                "schedule_date": datetime.combine(AS_OF, time(12)),
            }
        )
        self._night()
        self._night()
        self.assertEqual(item.failure_count, 1)
        self.assertEqual(item.failure_ids.description, repair.name)
        self.assertLess(item.renewal_date, before)
        self.assertEqual(sum(self._of(self.line).mapped("failure_count")), 1)
