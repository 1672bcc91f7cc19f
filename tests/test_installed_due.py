from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import AS_OF
from .common_installed import InstalledCase


@tagged("post_install", "-at_install")
class TestInstalledDue(InstalledCase):
    """When warranties end and devices are due, and what is said about it."""

    def test_warranty_of_the_last_of_a_month_ends_on_the_last_of_a_month(self):
        for day, months, end in (
            (date(2024, 1, 31), 1, date(2024, 2, 29)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2025, 8, 31), 6, date(2026, 2, 28)),
            (date(2025, 2, 28), 12, date(2026, 2, 28)),
        ):
            self.device.product_tmpl_id.warranty_months = months
            line = self._sell(days_ago=(AS_OF - day).days)
            self._night()
            self.assertEqual(self._of(line).warranty_end, end)
            self.assertEqual(self._item(installed_on=day).warranty_end, end)

    def test_an_agreed_warranty_does_not_change_with_the_product(self):
        line = self._sell()
        self._night()
        end = self._of(line).warranty_end
        self.device.product_tmpl_id.warranty_months = 60
        self._night()
        self.assertEqual(self._of(line).warranty_end, end)

    def test_a_new_service_life_is_that_of_all_devices_but_those_with_their_own(self):
        ours, own = self._item(), self._item(service_life_months=12)
        self.device.product_tmpl_id.service_life_months = 24
        self._night()
        self.assertEqual(
            ours.renewal_date, ours.installed_on + relativedelta(months=24)
        )
        self.assertEqual(own.renewal_date, own.installed_on + relativedelta(months=12))

    @freeze_time("2026-03-31 12:00:00")
    def test_each_recent_failure_brings_the_renewal_forward(self):
        item = self._item(installed_on=date(2020, 1, 31))
        self.assertEqual(item.renewal_date, date(2027, 1, 31))
        days = (
            AS_OF,
            AS_OF - relativedelta(months=24) + timedelta(days=1),
            AS_OF - relativedelta(months=24),  # too old
            AS_OF + timedelta(days=1),  # not yet
        )
        self.env["customer.installed.failure"].create(
            [{"item_id": item.id, "date": day, "description": "Broken"} for day in days]
        )
        entered = (item.failure_count, item.renewal_date)
        self.assertEqual(entered, (2, date(2026, 1, 31)))
        self._night()
        self.assertEqual((item.failure_count, item.renewal_date), entered)
        self._night(AS_OF + timedelta(days=1))
        self.assertEqual(
            (item.failure_count, item.renewal_date), (2, date(2026, 1, 31))
        )
        self._night(AS_OF + relativedelta(months=30))
        self.assertEqual(
            (item.failure_count, item.renewal_date), (0, date(2027, 1, 31))
        )

    def test_a_device_that_always_fails_is_not_due_before_it_came(self):
        item = self._item()
        self.env["customer.installed.failure"].create(
            [
                {"item_id": item.id, "date": AS_OF, "description": "Broken"}
                for _time in range(20)
            ]
        )
        self._night()
        self.assertEqual(item.renewal_date, item.installed_on)

    @freeze_time("2026-03-31 12:00:00")
    def test_filters_find_what_the_form_says(self):
        for days in (-1, 0, 60, 61):
            self._item(warranty_end=AS_OF + timedelta(days=days))
        for months in (3, 83, 84, 96):
            self._item(installed_on=AS_OF - relativedelta(months=months))
        self._item(state="scrapped", warranty_end=AS_OF)
        everything = self.items.search([])
        for name, count in (
            ("is_warranty_ending", 2),
            ("is_out_of_warranty", 4),
            ("is_renewal_due", 3),
        ):
            found = self.items.search([(name, "=", True)])
            self.assertEqual(found, everything.filtered(name))
            self.assertEqual(len(found), count, name)
            others = self.items.search([(name, "=", False)])
            self.assertEqual(others, everything - found)

    @freeze_time("2026-03-31 12:00:00")
    def test_next_step_is_the_most_urgent_one(self):
        item = self._item(installed_on=date(2020, 4, 1))
        self.assertFalse(item.next_step)
        item.service_life_months = 72
        self.assertIn("offer Analyser II", item.next_step)
        item.warranty_end = AS_OF + timedelta(days=3)
        self.assertIn("service contract", item.next_step)
        item.state = "returned"
        self.assertFalse(item.next_step)
        self.assertEqual(item.ended_on, AS_OF)
        self.assertEqual(item.age_months, 71)

    def test_who_buys_no_consumables_gets_them_elsewhere(self):
        department = self.env["res.partner"].create(
            {"name": "Laboratory", "parent_id": self.hospital.id}
        )
        old, new = self._item(installed_on=date(2025, 1, 1)), self._item()
        plain = self._item(product_id=self.successor.id)
        self._night()
        self.assertEqual(
            (old | new | plain).mapped("consumables"), ["elsewhere", "early", "none"]
        )
        self._sell(product=self.reagent, partner=department, days_ago=200)
        self._night()
        self.assertEqual(old.consumables, "elsewhere")
        self._sell(product=self.reagent, partner=department, days_ago=100)
        self._night()
        self.assertEqual((old | new).mapped("consumables"), ["buys", "buys"])
        other = self._item(
            partner_id=self._customer("Other").id, installed_on=date(2025, 1, 1)
        )
        self._night()
        self.assertEqual(other.consumables, "elsewhere")

    def test_consumables_of_the_categories_above_are_needed_as_well(self):
        child = self.env["product.category"].create(
            {"name": "Ultrasound", "parent_id": self.devices.id}
        )
        self.devices.consumable_ids = self.reagent.product_tmpl_id
        self.successor.product_tmpl_id.categ_id = child
        item = self._item(product_id=self.successor.id, installed_on=date(2025, 1, 1))
        self._night()
        self.assertEqual(item.consumables, "elsewhere")

    def test_invoices_of_consumables_count_where_there_are_no_orders(self):
        self._accounting()
        item = self._item(installed_on=date(2025, 1, 1))
        line = {"product_id": self.reagent.id, "price_unit": 9, "tax_ids": False}
        self._invoice(self.hospital, 10, 9, invoice_line_ids=[Command.create(line)])
        self._night()
        self.assertEqual(item.consumables, "buys")

    def test_a_newer_device_seems_to_replace_the_one_that_was_due(self):
        old = self._item(installed_on=date(2019, 1, 1))
        older = self._item(installed_on=date(2018, 1, 1))
        young = self._item(installed_on=date(2021, 1, 1))
        self._night()
        self.assertFalse(old.suggested_item_id)
        first = self._item(installed_on=date(2026, 1, 1), product_id=self.successor.id)
        second = self._item(installed_on=date(2026, 2, 1), product_id=self.successor.id)
        self._night()
        self.assertEqual(older.suggested_item_id, first)
        self.assertEqual(old.suggested_item_id, second)
        self.assertFalse((young | first | second).suggested_item_id)
        self.assertIn("has it been replaced", older.next_step)
        older.action_replaced()
        self.assertEqual(older.state, "replaced")
        self.assertEqual(older.replaced_by_id, first)
        self.assertEqual(older.ended_on, date(2026, 1, 1))
        old.action_kept()
        self._night()
        self.assertFalse(old.suggested_item_id)
        third = self._item(installed_on=date(2026, 3, 1))
        self._night()
        self.assertEqual(old.suggested_item_id, third)
        older.action_use_again()
        self.assertFalse(older.replaced_by_id)

    def test_one_click_quotes_the_successor_and_the_contract(self):
        item = self._item()
        action = item.action_quote_successor()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.order_line.product_id, self.successor)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.partner_id, self.hospital)
        self.assertEqual(order.company_id, self.company)
        self.assertIn(order.name, item.message_ids[:1].body)
        action = item.action_quote_service()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.order_line.product_id, self.contract)

    def test_without_a_successor_the_same_product_is_quoted_while_it_is_sold(self):
        item = self._item()
        self.successor.active = False
        action = item.action_quote_successor()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.order_line.product_id, self.device)
        self.device.sale_ok = False
        with self.assertRaisesRegex(UserError, "Choose a successor"):
            item.action_quote_successor()
        self.device.product_tmpl_id.service_product_id = False
        with self.assertRaisesRegex(UserError, "No service contract"):
            item.action_quote_service()
        self.devices.service_product_id = self.contract
        self.assertTrue(item.action_quote_service())

    def test_products_go_by_their_category_until_they_say_otherwise(self):
        child = self.env["product.category"].create(
            {"name": "Ultrasound", "parent_id": self.devices.id}
        )
        product = self.env["product.template"].create(
            {"name": "Probe", "categ_id": child.id}
        )
        self.assertTrue(product.is_equipment)
        self.assertEqual(product.warranty_months, 24)
        self.devices.warranty_months = 36
        self.assertEqual(product.warranty_months, 36)
        product.write({"equipment": "yes", "warranty_months": 12})
        self.devices.warranty_months = 48
        self.assertEqual(product.warranty_months, 12)
        product.equipment = "no"
        self.assertFalse(product.is_equipment)
        product.equipment = "inherit"
        self.assertEqual(product.warranty_months, 48)
        child.equipment = "no"
        self.assertFalse(product.is_equipment)
        self.assertIn(
            self.device.product_tmpl_id,
            self.env["product.template"].search([("is_equipment", "=", True)]),
        )

    def test_a_copy_of_a_product_lasts_as_long(self):
        copy = self.device.product_tmpl_id.copy()
        self.assertEqual((copy.warranty_months, copy.service_life_months), (24, 84))

    def test_absurd_values_are_refused(self):
        template = self.device.product_tmpl_id
        for values in (
            {"warranty_months": -1},
            {"warranty_months": 601},
            {"service_life_months": 7000},
        ):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                template.write(values)
                self.env.flush_all()
        with self.assertRaisesRegex(ValidationError, "own successor"):
            self.successor.product_tmpl_id.successor_id = template
        with self.assertRaisesRegex(ValidationError, "consumable of itself"):
            template.consumable_ids = [Command.link(template.id)]
        with self.assertRaisesRegex(ValidationError, "cannot end"):
            self._item(warranty_end=date(2001, 1, 1))
