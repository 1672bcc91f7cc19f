from datetime import datetime, time, timedelta
from unittest import SkipTest

from odoo.tests import tagged
from odoo.tools import SQL

from ..foresight.installed_state import renew
from ..foresight.installed_stock import log_repairs
from .common import AS_OF
from .common_installed import InstalledCase


@tagged("post_install", "-at_install")
class TestInstalledRepairs(InstalledCase):
    """A repair is a failure of the device that was repaired, and of no other.

    Repairs and Inventory need not be installed: their tables, as far as they are read.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "repair.order" in cls.env:
            raise SkipTest("Repairs has tables of its own.")
        cls.env.cr.execute(
            """
            CREATE TEMPORARY TABLE stock_move (id int, date timestamp) ON COMMIT DROP;
            CREATE TEMPORARY TABLE repair_order (
                id serial, name varchar, lot_id int, product_id int, partner_id int,
                company_id int, state varchar, move_id int, schedule_date timestamp
            ) ON COMMIT DROP
            """
        )

    def _repair(self, days_ago, **values):
        columns = {
            "name": "REP/1",
            "product_id": self.device.id,
            "partner_id": self.hospital.id,
            "company_id": self.company.id,
            "state": "done",
            "schedule_date": datetime.combine(
                AS_OF - timedelta(days=days_ago), time(12)
            ),
            **values,
        }
        self.env.cr.execute(
            SQL(
                "INSERT INTO repair_order (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, columns)),
                tuple(columns.values()),
            )
        )

    def _failed(self, as_of=AS_OF):
        """The items that have failures, one for each failure."""
        self.env.flush_all()
        self.env.cr.execute(log_repairs(self.company.id, as_of, "UTC"))
        self.env.invalidate_all()
        return [
            failure.item_id
            for failure in self.env["customer.installed.failure"].search([])
        ]

    def _with_lot(self, lot, days_ago, **values):
        return self._item(
            lot_res_id=lot, installed_on=AS_OF - timedelta(days=days_ago), **values
        )

    def test_repair_of_a_serial_number_is_logged_once(self):
        item, _other = self._with_lot(7, 100), self._with_lot(8, 100)
        self._repair(10, lot_id=7)
        self.assertEqual(self._failed(), [item])
        self.assertEqual(self._failed(), [item])

    def test_unit_that_was_sold_again_fails_where_it_stands_now(self):
        clinic = self._customer("Clinic")
        before = self._with_lot(7, 500, state="returned")
        after = self._with_lot(7, 50, partner_id=clinic.id)
        self._repair(10, lot_id=7)
        self.assertEqual(self._failed(), [after])
        self._repair(100, lot_id=7)
        self.assertEqual(self._failed(), [after, before])

    def test_without_a_serial_number_it_is_the_only_device_of_the_product(self):
        item = self._item()
        ward = self.env["res.partner"].create(
            {"name": "Ward", "parent_id": self.hospital.id}
        )
        self._repair(10, partner_id=ward.id)
        self._repair(101)  # before it was installed
        self.assertEqual(self._failed(), [item])
        self._item()
        self._repair(5)
        self.assertEqual(self._failed(), [item])

    def test_repairs_that_are_not_done_or_later_or_of_others_are_no_failures(self):
        self._with_lot(7, 100)
        other = self._company("Other Company")
        for values in (
            {"state": "draft"},
            {"company_id": other.id},
            {"lot_id": 9},
        ):
            self._repair(10, **{"lot_id": 7, **values})
        self._repair(0, lot_id=7)
        self.assertFalse(self._failed(AS_OF - timedelta(days=1)))

    def test_repair_that_was_dismissed_stays_so(self):
        item = self._with_lot(7, 100)
        before = item.renewal_date
        self._repair(10, lot_id=7)
        self._failed()
        self._night_ages()
        self.assertEqual(item.failure_count, 1)
        self.assertLess(item.renewal_date, before)
        item.failure_ids.unlink()
        self.assertEqual((item.failure_count, item.renewal_date), (0, before))
        self.assertFalse(self._failed())
        self._night_ages()
        self.assertEqual((item.failure_count, item.renewal_date), (0, before))
        self.assertEqual(item.failure_ids.mapped("active"), [False])
        item.failure_ids.active = True
        self.assertEqual(item.failure_count, 1)

    def test_failure_that_was_written_down_by_hand_is_deleted(self):
        item = self._item()
        item.failure_ids.create({"item_id": item.id, "description": "Broken"}).unlink()
        self.assertFalse(item.failure_ids)

    def test_without_a_serial_number_devices_count_that_were_in_use_on_the_day(self):
        gone = self._item()
        item = self._item()
        self._repair(10)
        self.assertFalse(self._failed())
        gone.write({"state": "scrapped", "ended_on": AS_OF - timedelta(days=5)})
        self.assertFalse(self._failed())
        self._repair(4)
        self.assertEqual(self._failed(), [item])

    def _night_ages(self):
        self.env.flush_all()
        self.env.cr.execute(renew(self.company._ageing(AS_OF)))
        self.env.invalidate_all()
