from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import AS_OF
from .common_installed import InstalledCase


@tagged("post_install", "-at_install")
class TestInstalledIntake(InstalledCase):
    """What was sold and not given back is installed, each unit once."""

    def test_each_unit_becomes_an_item_of_the_customer(self):
        line = self._sell(days_ago=10, quantity=3)
        self._night()
        items = self._of(line)
        self.assertEqual(items.mapped("unit_number"), [1, 2, 3])
        self.assertEqual(items.partner_id, self.hospital)
        self.assertEqual(items.product_id, self.device)
        self.assertEqual(set(items.mapped("state")), {"in_use"})
        self.assertEqual(
            set(items.mapped("installed_on")), {AS_OF - timedelta(days=10)}
        )
        self.assertEqual(set(items.mapped("warranty_end")), {date(2028, 3, 21)})
        self.assertEqual(set(items.mapped("renewal_date")), {date(2033, 3, 21)})

    def test_a_second_night_finds_nothing_to_do(self):
        line = self._sell(quantity=2)
        self.assertTrue(self._night())
        self.assertEqual(self._night(), 0)
        self.assertEqual(len(self._of(line)), 2)

    def test_quotations_cancelled_orders_and_other_products_are_no_equipment(self):
        quotation, cancelled = self._sell(), self._sell()
        quotation.order_id.state = "draft"
        cancelled.order_id.state = "cancel"
        other = self._sell(product=self.reagent)
        self._night()
        self.assertFalse(self._of(quotation | cancelled | other))

    def test_orders_after_the_day_are_not_known_yet(self):
        before, after = self._sell(days_ago=1), self._sell(days_ago=0)
        yesterday = AS_OF - timedelta(days=1)
        self._night(yesterday)
        items = self._of(before | after)
        self.assertEqual(items.sale_line_id, before)
        known = items.read(["renewal_date", "consumables", "state"])
        self._sell(product=self.reagent, days_ago=0)
        self._night(yesterday)
        self.assertEqual(
            self._of(before | after).read(["renewal_date", "consumables", "state"]),
            known,
        )

    def test_sales_before_the_company_began_are_left_alone(self):
        self.company.customer_installed_since = AS_OF - timedelta(days=5)
        old, new = self._sell(days_ago=6), self._sell(days_ago=5)
        self._night()
        self.assertEqual(self._of(old | new).sale_line_id, new)
        self.company.customer_installed_since = False
        none = self._sell(days_ago=1)
        self._night()
        self.assertFalse(self._of(none))

    def test_the_day_is_the_company_s(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        line = self._sell(days_ago=1)
        line.order_id.date_order = line.order_id.date_order.replace(hour=20)
        self._night()
        self.assertEqual(self._of(line).installed_on, AS_OF)

    def test_dozens_are_twelve(self):
        line = self._sell(
            quantity=1, product_uom_id=self.env.ref("uom.product_uom_dozen").id
        )
        self._night()
        self.assertEqual(len(self._of(line)), 12)

    def test_very_many_units_are_one_item(self):
        self.company.customer_installed_unit_limit = 5
        line = self._sell(quantity=6)
        self._night()
        self.assertEqual(self._of(line).quantity, 6)
        line.product_uom_qty = 4
        self._night()
        self.assertEqual(self._of(line).quantity, 4)
        self.assertEqual(self._night(), 0)
        line.order_id.state = "cancel"
        self._night()
        self.assertEqual(self._of(line).mapped("state"), ["returned"])

    def test_what_is_delivered_counts_where_deliveries_are_counted(self):
        line = self._sell(quantity=3)
        self._deliver(line, 1)
        self._night()
        self.assertEqual(len(self._of(line)), 1)
        self._deliver(line, 3)
        self._night()
        self.assertEqual(self._of(line).mapped("state"), ["in_use"] * 3)
        self._deliver(line, 1)
        self._night()
        items = self._of(line)
        self.assertEqual(items.mapped("state"), ["in_use", "returned", "returned"])
        self.assertEqual(items[2].ended_on, AS_OF)
        self._deliver(line, 2)
        self._night()
        items = self._of(line)
        self.assertEqual(items.mapped("state"), ["in_use", "in_use", "returned"])
        self.assertFalse(items[1].ended_on)

    def _deliver(self, line, quantity):
        """As the app Inventory would: the quantity is counted, not entered."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET qty_delivered_method = 'analytic', qty_delivered = %s"
            " WHERE id = %s",
            [quantity, line.id],
        )
        self.env.invalidate_all()

    def test_a_cancelled_order_takes_its_items_back(self):
        line = self._sell(quantity=2)
        self._night()
        line.order_id.state = "cancel"
        self._night()
        self.assertEqual(self._of(line).mapped("state"), ["returned", "returned"])
        line.order_id.state = "sale"
        self._night()
        self.assertEqual(self._of(line).mapped("state"), ["in_use", "in_use"])

    def test_an_order_that_is_deleted_takes_its_items_back(self):
        line, by_hand = self._sell(quantity=2), self._item()
        self._night()
        items = self._of(line)
        line.order_id.state = "cancel"
        line.order_id.unlink()
        self._night()
        self.assertEqual(items.mapped("state"), ["returned", "returned"])
        self.assertEqual(set(items.mapped("ended_on")), {AS_OF})
        self.assertEqual(by_hand.state, "in_use")
        self.assertEqual(self._night(), 0)

    def test_a_line_that_is_written_anew_makes_no_second_set(self):
        line = self._sell(quantity=2)
        self._night()
        before = self._of(line)
        order = line.order_id
        order.state = "draft"
        copied = line.copy_data()[0]
        line.unlink()
        order.order_line = [Command.create(copied)]
        order.state = "sale"
        self._night()
        in_use = self.items.search([("state", "=", "in_use")])
        self.assertEqual(len(in_use), 2)
        self.assertEqual(in_use, self._of(order.order_line))
        self.assertEqual(set(before.mapped("state")), {"returned"})

    def test_what_people_said_of_a_unit_stays(self):
        line = self._sell(quantity=2)
        self._night()
        first, second = self._of(line)
        first.state = "scrapped"
        second.active = False
        self._night()
        self.assertEqual(self._night(), 0)
        self.assertEqual(self._of(line).mapped("state"), ["scrapped", "in_use"])
        second.action_return()
        self._night()
        self.assertEqual(second.state, "returned")

    def test_items_that_were_sold_cannot_be_deleted(self):
        line = self._sell()
        self._night()
        with self.assertRaisesRegex(UserError, "Archive it"):
            self._of(line).unlink()
        self._item().unlink()

    def test_equipment_no_more_keeps_its_items(self):
        line = self._sell(quantity=2)
        self._night()
        self.device.product_tmpl_id.equipment = "no"
        self._night()
        self.assertEqual(self._of(line).mapped("state"), ["in_use", "in_use"])
        line.order_id.state = "cancel"
        self._night()
        self.assertEqual(self._of(line).mapped("state"), ["returned", "returned"])

    def test_credited_units_are_returned_and_reductions_are_not(self):
        self._accounting()
        self.device.invoice_policy = "order"
        line = self._sell(quantity=3, days_ago=0)
        invoice = line.order_id._create_invoices()
        invoice.invoice_date = AS_OF
        invoice.action_post()
        self._night()
        self._credit(invoice, price_unit=100, quantity=3)
        self._night()
        self.assertEqual(set(self._of(line).mapped("state")), {"in_use"})
        self._credit(invoice, quantity=1)
        self._night()
        self.assertEqual(
            self._of(line).mapped("state"), ["in_use", "in_use", "returned"]
        )

    def _credit(self, invoice, **values):
        credit = invoice._reverse_moves([{"invoice_date": AS_OF, "date": AS_OF}])
        credit.invoice_line_ids.write(values)
        credit.action_post()

    def test_a_corrected_invoice_gives_nothing_back(self):
        self._accounting()
        self.device.invoice_policy = "order"
        line = self._sell(quantity=2, days_ago=0)
        invoice = line.order_id._create_invoices()
        invoice.invoice_date = AS_OF
        invoice.action_post()
        self._credit(invoice, quantity=2)
        again = line.order_id._create_invoices()
        again.invoice_date = AS_OF
        again.action_post()
        self._night()
        self.assertEqual(self._of(line).mapped("state"), ["in_use", "in_use"])

    def test_it_stands_in_the_department_that_it_was_sent_to(self):
        create = self.env["res.partner"].create
        radiology = create(
            {
                "name": "Radiology",
                "parent_id": self.hospital.id,
                "is_department": True,
            }
        )
        nurse = create({"name": "Nurse", "parent_id": radiology.id})
        buyer = create({"name": "Buyer", "parent_id": self.hospital.id})
        dealer = self._customer("Somebody Else")
        sent = self._sell(partner=buyer, partner_shipping_id=nurse.id)
        bought = self._sell(partner=buyer, partner_shipping_id=buyer.id)
        house = self._sell(partner=self.hospital, partner_shipping_id=self.hospital.id)
        strange = self._sell(partner=buyer, partner_shipping_id=dealer.id)
        self._night()
        self.assertEqual(self._of(sent).department_id, radiology)
        self.assertEqual(self._of(bought).department_id, buyer)
        self.assertFalse(self._of(house).department_id)
        self.assertEqual(self._of(strange).department_id, buyer)
        items = self._of(sent | bought | house | strange)
        self.assertEqual(items.partner_id, self.hospital)
        self.assertEqual(self.hospital.installed_item_count, 4)
        self.assertEqual(radiology.installed_item_count, 1)

    def test_items_follow_a_customer_that_becomes_part_of_another(self):
        item = self._item()
        group = self._customer("Group")
        self.hospital.write({"is_company": False, "parent_id": group.id})
        self._night()
        self.assertEqual(item.partner_id, group)

    def test_companies_keep_their_own(self):
        other = self._company("Other Company")
        self.env.user.company_ids = [Command.link(other.id)]
        other.customer_installed_since = date(2000, 1, 1)
        ours, theirs = self._sell(), self._sell(company=other)
        self._night()
        self.assertFalse(self._of(theirs))
        self._night(company=other)
        self.assertEqual(self._of(theirs).company_id, other)
        self.assertEqual(self._of(ours).company_id, self.company)

    def test_the_number_of_statements_does_not_grow(self):
        self._sell()
        self._night()
        self.env["customer.forecast.run"].search([])._managers()
        counts = []
        for number in (1, 30):
            for _turn in range(number):
                self._sell(partner=self._customer(f"Hospital {number}"), days_ago=20)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._night()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_a_contact_entered_as_the_customer_is_where_it_stands(self):
        ward = self.env["res.partner"].create(
            {"name": "Ward", "parent_id": self.hospital.id}
        )
        item = self._item(partner_id=ward.id)
        self.assertEqual(item.partner_id, self.hospital)
        self.assertEqual(item.department_id, ward)
        with self.assertRaisesRegex(ValidationError, "no department"):
            item.department_id = self._customer("Elsewhere")

    def test_nobody_enters_which_unit_of_which_order_it_is(self):
        line = self._sell()
        rep = self._user("installer", "sales_team.group_sale_salesman")
        with self.assertRaisesRegex(UserError, "told by the order"):
            self._item().with_user(rep).sale_line_id = line

    def test_a_competitor_s_device_is_known_by_its_name(self):
        item = self._item(product_id=False, brand="Rival 3000", serial="R-1")
        self.assertEqual(item.display_name, "Rival 3000 · R-1")
        self.assertFalse(item.warranty_end)
        self._night()
        self.assertFalse(item.renewal_date)
        item.service_life_months = 60
        self._night()
        self.assertTrue(item.renewal_date)
