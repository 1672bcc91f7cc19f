import csv
import tempfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ..loading.checking import FileFault, OrderFile
from ..loading.load import find_company, load_orders

GOOD = """order_id,customer,date,amount,country
L-1,Aldermoor Test Hospital,2025-03-02,100.10,GB
L-1,Aldermoor Test Hospital,2025-03-02,0.20,GB
L-2,"Clinic ""Ä"" \\ 医院",2025-03-03,-5.55,CN
L-3,Aldermoor Test Hospital,2025-12-31,0,GB
"""


class LoadCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.path = Path(folder.name) / "orders.csv"

    def file(self, content):
        if isinstance(content, str):
            content = content.encode()
        self.path.write_bytes(content)
        return self.path

    def faults(self, content, **options):
        with self.assertRaises(FileFault) as caught:
            OrderFile(self.file(content), **options).check()
        return caught.exception.faults

    def rows(self, content, **options):
        return list(OrderFile(self.file(content), **options).rows())


@tagged("post_install", "-at_install")
class TestCheckOrders(LoadCase):
    """What is wrong with a file, and on which line. No database needed."""

    def test_each_bad_value_is_reported_with_its_line(self):
        bad = {
            "A,2025-02-30,1": "'2025-02-30' is not a date like YYYY-MM-DD",
            "A,,1": "the date is empty",
            "A,2025-01-01,NaN": "'NaN' is not a number like 1234.50",
            "A,2025-01-01,inf": "'inf' is not a number like 1234.50",
            'A,2025-01-01,"1,000"': "'1,000' is not a number like 1234.50",
            "A,2025-01-01,": "the amount is empty",
            "A,2025-01-01,1e30": "the amount 1e30 is too large",
            " ,2025-01-01,1": "the customer is empty",
            "A,2025-01-01": "2 values, but the first line names 3 columns",
        }
        for number, (line, message) in enumerate(bad.items(), 3):
            good = ["customer,date,amount"]
            good += [f"Good {row},2025-01-01,1" for row in range(number - 2)]
            with self.subTest(line):
                content = "\n".join([*good, line, "Last,2025-01-01,1"])
                self.assertEqual(self.faults(content), [(number, message)])

    def test_line_numbers_count_blank_lines_and_line_breaks_in_values(self):
        faults = self.faults('customer,date,amount\n\n"A\nB",2025-01-01,1\nC,x,1\n')
        self.assertEqual([number for number, _text in faults], [5])

    def test_all_faults_are_counted_and_twenty_are_shown(self):
        with self.assertRaises(FileFault) as caught:
            content = "customer,date,amount\n" + "".join(
                f"A,never,{n}\n" for n in range(50)
            )
            OrderFile(self.file(content)).check()
        self.assertEqual(caught.exception.count, 50)
        self.assertEqual(len(caught.exception.faults), 20)
        self.assertIn("... and 30 more", str(caught.exception))

    def test_missing_column_says_which_there_are(self):
        self.assertEqual(
            self.faults("customer,when,amount\nA,2025-01-01,1\n"),
            [(1, "column 'date' is missing; the columns are: customer, when, amount")],
        )

    def test_column_that_is_there_twice_is_refused(self):
        self.assertEqual(
            self.faults("customer,date,Date,amount\n"),
            [(1, "column 'date' is there 2 times")],
        )

    def test_file_without_orders_is_refused(self):
        self.assertEqual(
            self.faults("customer,date,amount\n"), [(1, "the file has no orders")]
        )
        self.assertEqual(len(self.faults("")), 3)

    def test_text_that_is_not_utf8_is_found_on_its_line(self):
        content = "customer,date,amount\nA,2025-01-01,1\nMünchen,2025-01-01,1\n"
        [(number, text)] = self.faults(content.encode("latin-1"))
        self.assertEqual(number, 3)
        self.assertIn("UTF-8", text)

    def test_missing_file_is_an_error(self):
        with self.assertRaises(FileNotFoundError):
            OrderFile(self.path.with_name("not there.csv")).check()

    def test_identical_line_is_a_duplicate(self):
        line = "A,2025-01-01,1\n"
        [(number, text)] = self.faults(f"customer,date,amount\n{line}{line}")
        self.assertEqual((number, text[:18]), (3, "duplicate: line 2 "))

    def test_line_id_is_unique_in_its_order_and_tells_equal_lines_apart(self):
        header = "order_id,line_id,customer,date,amount\n"
        equal = "X,1,A,2025-01-01,5\nX,2,A,2025-01-01,5\nY,1,A,2025-01-01,5\n"
        self.assertEqual(len(self.rows(header + equal)), 3)
        [(number, text)] = self.faults(header + equal + "X,2,A,2025-01-01,7\n")
        self.assertEqual(number, 5)
        self.assertIn("line_id '2'", text)

    def test_order_of_two_customers_is_refused(self):
        content = "order_id,customer,date,amount\nX,A,2025-01-01,1\nX,B,2025-01-01,1\n"
        [(number, text)] = self.faults(content)
        self.assertEqual(number, 3)
        self.assertIn("belongs to 'A'", text)

    def test_other_names_formats_and_separators(self):
        [row] = self.rows(
            "\ufeffHospital;Ordered On;AMOUNT\nA;31/12/2024;1.005\n",
            columns={"customer": "hospital", "date": "ordered on"},
            date_format="%d/%m/%Y",
        )
        self.assertEqual((row.customer, row.day), ("A", "2024-12-31"))
        self.assertEqual(row.amount, Decimal("1.01"))


@tagged("post_install", "-at_install")
class TestLoadOrders(LoadCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Load Test Company"})
        cls.company.partner_id.tz = "Asia/Shanghai"

    def load(self, content=GOOD, **options):
        return load_orders(self.env, self.file(content), self.company, **options)

    def orders(self):
        return self.env["sale.order"].search([("company_id", "=", self.company.id)])

    def test_amounts_by_customer_equal_those_of_the_file(self):
        loaded = self.load()
        self.assertEqual((loaded.orders, loaded.lines, loaded.new_customers), (3, 4, 2))
        expected = defaultdict(Decimal)
        for row in csv.DictReader(GOOD.splitlines()):
            expected[row["customer"]] += Decimal(row["amount"])
        amounts = defaultdict(float)
        for order in self.orders():
            amounts[order.partner_id.name] += order.amount_untaxed
            lines = sum(order.order_line.mapped("price_subtotal"))
            self.assertAlmostEqual(lines, order.amount_untaxed)
            self.assertEqual(order.amount_total, order.amount_untaxed)
        self.assertEqual(set(amounts), set(expected))
        for customer, amount in expected.items():
            self.assertAlmostEqual(amounts[customer], float(amount))

    def test_loaded_rows_equal_those_that_odoo_makes(self):
        """Column by column: whatever the ORM fills, a loaded order has too."""
        self.load()
        loaded = self.orders().filtered(lambda order: order.name == "L-2")
        made = loaded.copy({"name": "made", "date_order": loaded.date_order})
        made.write({"state": "sale", "origin": loaded.origin})
        made.user_id = loaded.user_id
        made.flush_recordset()
        self.compare(loaded, made, {"id", "name", "client_order_ref"})
        self.compare(loaded.order_line, made.order_line, {"id", "order_id"})

    def compare(self, loaded, made, but):
        names = [
            name
            for name, field in loaded._fields.items()
            if field.store and field.column_type and name not in but
        ]
        (loaded + made).invalidate_recordset()
        [one], [other] = loaded.read(names), made.read(names)
        differ = {n: (one[n], other[n]) for n in names if one[n] != other[n]}
        self.assertFalse(differ)

    def test_customers_are_companies_and_found_again_by_reference(self):
        known = self.env["res.partner"].create(
            {"name": "Known by another name", "ref": "Aldermoor Test Hospital"}
        )
        contact = self.env["res.partner"].create(
            {"name": "Contact", "ref": 'Clinic "Ä" \\ 医院', "parent_id": known.id}
        )
        self.assertEqual(self.load().new_customers, 1)
        orders = self.orders()
        self.assertEqual(len(orders.filtered(lambda o: o.partner_id == known)), 2)
        created = orders.partner_id - known
        self.assertNotEqual(created, contact)
        self.assertEqual(created.complete_name, 'Clinic "Ä" \\ 医院')
        self.assertTrue(created.is_company)
        self.assertEqual(created.commercial_partner_id, created)

    def test_order_is_at_noon_of_its_earliest_day_where_the_company_is(self):
        loaded = self.load(
            "order_id,customer,date,amount\nX,A,2025-06-09,1\nX,A,2025-06-02,1\n"
        )
        self.assertEqual(loaded.late_lines, 1)
        self.assertEqual(str(self.orders().date_order), "2025-06-02 04:00:00")

    def test_lines_without_order_id_are_orders_of_their_own(self):
        content = "customer,date,amount,note\nA,2025-01-01,1,x\nA,2025-01-01,1,y\n"
        self.assertEqual(self.load(content).orders, 2)
        with self.assertRaises(FileFault):
            self.load(content)

    def test_nothing_is_loaded_of_a_bad_file(self):
        partners = self.env["res.partner"].search_count([])
        with self.assertRaises(FileFault) as caught:
            self.load(GOOD + "L-4,Nobody,2025-13-01,1,GB\n")
        self.assertEqual(caught.exception.faults[0][0], 6)
        self.assertFalse(self.orders())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_second_load_is_refused_and_doubles_nothing(self):
        self.load()
        with self.assertRaises(FileFault) as caught:
            self.load()
        self.assertEqual(caught.exception.count, 3)
        self.assertIn("line 2: order 'L-1'", str(caught.exception))
        self.assertEqual(len(self.orders()), 3)
        self.assertEqual(len(self.orders().order_line), 4)

    def test_new_orders_of_a_longer_file_can_be_added(self):
        self.load()
        longer = GOOD + "L-4,Aldermoor Test Hospital,2026-01-05,7,GB\n"
        loaded = self.load(longer, skip_loaded=True)
        self.assertEqual((loaded.orders, loaded.skipped_orders), (1, 3))
        self.assertEqual((loaded.lines, loaded.new_customers), (1, 0))
        self.assertEqual(len(self.orders()), 4)

    def test_same_order_number_in_another_company_is_another_order(self):
        self.load()
        other = self.env["res.company"].create({"name": "Second Load Company"})
        loaded = load_orders(self.env, self.path, other)
        self.assertEqual((loaded.orders, loaded.new_customers), (3, 0))

    def test_company_is_found_by_name_or_id(self):
        self.assertEqual(find_company(self.env, self.company.name), self.company)
        self.assertEqual(find_company(self.env, str(self.company.id)), self.company)
        with self.assertRaisesRegex(Exception, "No company nowhere"):
            find_company(self.env, "nowhere")

    def test_references_are_checked_again_after_a_load(self):
        self.load()
        self.env.cr.execute("SHOW session_replication_role")
        self.assertEqual(self.env.cr.fetchone(), ("origin",))
