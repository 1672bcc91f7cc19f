from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..foresight import replenishment as reading
from .common import AS_OF
from .common_replenishment import ReplenishmentCase


def days_ago(days):
    return AS_OF - timedelta(days=days)


@tagged("post_install", "-at_install")
class TestReplenishmentRun(ReplenishmentCase):
    """Who needs what, when: the rules, on customers anybody can reckon with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital, cls.clinic, cls.lab = cls._customers(3)

    def test_monthly_purchase_is_expected_a_month_after_the_last_one(self):
        self._monthly(self.hospital, last=10)
        self._night()
        row = self._rows()
        self.assertEqual(row.next_date, days_ago(-20))
        self.assertLess(row.early_date, row.next_date)
        self.assertLess(row.next_date, row.late_date)
        self.assertEqual((row.state, row.is_overdue), ("coming", False))
        self.assertEqual((row.rhythm_days, row.purchase_count), (30, 8))
        self.assertEqual((row.quantity, row.last_quantity), (5, 5))
        self.assertEqual((row.unit_price, row.expected_value), (10, 50))
        self.assertEqual((row.last_date, row.confidence), (days_ago(10), "good"))
        self.assertEqual(row.as_of, AS_OF)

    def test_overdue_only_when_later_than_the_rhythm_makes_likely(self):
        self._monthly(self.hospital, last=31)
        self._monthly(self.clinic, last=60)
        self._monthly(self.lab, last=130)
        self._night()
        rows = [self._rows(each) for each in (self.hospital, self.clinic, self.lab)]
        self.assertEqual([row.state for row in rows], ["due", "overdue", "stopped"])
        self.assertEqual([row.is_overdue for row in rows], [False, True, False])
        self.assertEqual([row.overdue_days for row in rows], [0, 30, 0])
        self.assertEqual(self._rows()[0], rows[1])  # overdue ones first

    def test_product_counts_from_the_third_day_it_was_bought_on(self):
        self._supply([(self.hospital, self.strips, day, 1) for day in (1, 30, 30)])
        self._night()
        self.assertFalse(self._rows())
        self.company.customer_replenishment_min_purchases = 2
        self._night()
        self.assertEqual(self._rows().purchase_count, 2)

    def test_several_orders_of_a_day_and_of_departments_are_one_purchase(self):
        ward = self._customer("Ward", parent_id=self.hospital.id, is_company=False)
        for buyer in (self.hospital, ward):
            self._monthly(buyer, times=4, quantity=2)
        self._night()
        row = self._rows()
        self.assertEqual(row.partner_id, self.hospital)
        self.assertEqual((row.purchase_count, row.quantity), (4, 4))

    def test_services_and_products_that_are_not_sold_any_more_are_left_out(self):
        kinds = self.env["product.product"].create(
            [
                {"name": "Service", "type": "service"},
                {"name": "Old", "type": "consu", "active": False},
                {"name": "Unsaleable", "type": "consu", "sale_ok": False},
                {"name": "Kept", "type": "consu"},
            ]
        )
        for kind in kinds:
            self._monthly(self.hospital, kind)
        self._night()
        self.assertEqual(self._rows().product_id, kinds[3])

    def test_quantities_are_told_in_the_unit_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        for days in (5, 35, 65):
            self._order(
                self.hospital,
                days,
                0,
                order_line=[
                    Command.create(
                        {
                            "product_id": self.strips.id,
                            "product_uom_qty": 2,
                            "product_uom_id": dozen.id,
                            "price_unit": 60,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            )
        self._night()
        row = self._rows()
        self.assertEqual((row.quantity, row.uom_id), (24, self.strips.uom_id))
        self.assertAlmostEqual(row.unit_price, 5)
        self.assertEqual(row.expected_value, 120)

    def test_price_is_in_company_currency_and_of_the_last_time_it_was_paid_for(self):
        self._monthly(self.hospital, last=30, times=3, price=8, rate=2)
        self._supply([(self.hospital, self.tubes, 0, 1)])
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.hospital.id)], order="id desc", limit=1
        )
        self.env.cr.execute(
            "INSERT INTO sale_order_line (order_id, name, product_id, product_uom_qty,"
            " price_unit, price_subtotal, customer_lead)"
            " VALUES (%s, 'Sample', %s, 7, 0, 0, 0)",
            [order.id, self.strips.id],
        )
        self._night()
        row = self._rows()
        self.assertEqual((row.last_date, row.last_quantity), (AS_OF, 7))
        self.assertEqual(row.unit_price, 4)

    def test_returned_quantities_and_cancelled_orders_are_no_purchases(self):
        self._monthly(self.hospital, last=60, times=3)
        self._supply([(self.hospital, self.strips, 20, -5)])
        self._supply([(self.hospital, self.strips, 10, 5)], state="cancel")
        self._supply([(self.hospital, self.strips, 5, 5)], state="draft")
        self._night()
        self.assertEqual(self._rows().last_date, days_ago(60))

    def test_second_night_writes_nothing_and_what_is_over_goes(self):
        self._monthly(self.hospital)
        self._monthly(self.clinic)
        self.assertEqual(self._night().row_count, 2)
        self.assertEqual(self._night().row_count, 0)
        self.env["sale.order"].search(
            [("partner_id", "=", self.clinic.id)]
        ).state = "cancel"
        self.assertEqual(self._night().row_count, 1)
        self.assertEqual(self._rows().partner_id, self.hospital)

    def test_nobody_bought_anything(self):
        self.assertEqual(self._night().row_count, 0)

    def test_each_company_has_its_own(self):
        other = self._company("Other Company")
        self.env.user.company_ids = [Command.link(other.id)]
        self._monthly(self.hospital)
        self._monthly(self.hospital, company=other, last=10, times=4)
        self._night()
        self.assertFalse(self._rows(company=other))
        self._night(other)
        self.assertEqual(self._rows().purchase_count, 8)
        self.assertEqual(self._rows(company=other).purchase_count, 4)

    def test_it_makes_no_difference_how_many_rows_are_looked_at_together(self):
        for place, customer in enumerate(self.hospital | self.clinic | self.lab):
            self._monthly(customer, last=7 * place, quantity=place + 1)
            self._monthly(customer, self.tubes, last=11 * place, times=4)
        self._night()
        names = ["next_date", "late_date", "quantity", "expected_value", "state"]
        whole = self._rows().read(names)
        self.assertEqual(len(whole), 6)
        with patch.object(reading, "BLOCK", 1):
            self.assertEqual(self._night().row_count, 0)
        self.assertEqual(self._rows().read(names), whole)

    def test_run_tells_how_past_expectations_fared(self):
        self._monthly(self.hospital, times=18)
        self._monthly(self.clinic, times=18, last=15)
        self._monthly(self.lab, times=12, last=340)  # once in that year, and no more
        self._night()
        run = self.company.customer_forecast_run_id
        grade = run.facts["replenishment"]
        self.assertEqual(grade["expected"], 3)
        self.assertAlmostEqual(grade["share"], 2 / 3)
        self.assertEqual((grade["missed"], grade["naive"]), (0, 0))
        self.assertIn("67 %", run.replenishment_words)

    def test_rows_can_be_grouped_by_what_is_known_of_the_customer(self):
        self._run()
        self._monthly(self.hospital)
        self._run()
        self._night()
        for name in ("customer_tier_id", "user_id", "categ_id", "next_date:month"):
            groups = self.env["customer.replenishment"].formatted_read_group(
                [("company_id", "=", self.company.id)], [name], ["expected_value:sum"]
            )
            self.assertEqual(groups[0]["expected_value:sum"], 50, name)
        row = self._rows()
        self.assertEqual(row.customer_tier_id, self._profile(self.hospital).tier_id)
        self.assertTrue(row.customer_tier_id)
        self.assertIn("5 Units Test Strips", row.display_name)


@tagged("post_install", "-at_install")
class TestReplenishmentInvoices(ReplenishmentCase):
    """Where invoices are the purchases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._accounting()
        cls.policy.purchase_source = "invoice"
        cls.hospital = cls._customer()
        cls.invoices = [cls._goods(days) for days in (45, 75, 105, 135)]

    @classmethod
    def _goods(cls, days, quantity=3, kind="out_invoice"):
        line = {
            "product_id": cls.strips.id,
            "quantity": quantity,
            "price_unit": 20,
            "tax_ids": [Command.clear()],
        }
        return cls._invoice(
            cls.hospital, days, 0, kind, invoice_line_ids=[Command.create(line)]
        )

    def test_purchases_are_the_invoices(self):
        self._night()
        row = self._rows()
        self.assertEqual((row.last_date, row.state), (days_ago(45), "overdue"))
        self.assertEqual((row.quantity, row.unit_price), (3, 20))
        self.assertFalse(row.is_ordered)

    def test_what_is_on_order_is_not_due(self):
        self._supply([(self.hospital, self.strips, 50, 9)])  # invoiced since
        self._night()
        self.assertEqual(self._rows().state, "overdue")
        self._supply([(self.hospital, self.strips, 4, 3)])
        self._night()
        row = self._rows()
        self.assertEqual((row.state, row.is_ordered), ("coming", True))
        self.assertEqual((row.last_date, row.next_date), (days_ago(4), days_ago(-26)))
        self.assertEqual((row.purchase_count, row.rhythm_days), (4, 30))

    def test_quotation_or_later_order_is_no_supply(self):
        self._supply([(self.hospital, self.strips, 4, 3)], state="sent")
        self._supply([(self.hospital, self.strips, -4, 3)])
        self._night()
        self.assertEqual(self._rows().state, "overdue")

    def test_credited_invoice_and_credit_notes_are_no_purchases(self):
        refund = self._goods(40, kind="out_refund")
        self._night()
        self.assertEqual(self._rows().last_date, days_ago(45))
        refund.reversed_entry_id = self.invoices[0]
        self._night()
        self.assertEqual(self._rows().last_date, days_ago(75))
