from datetime import timedelta

from odoo.tests import tagged

from .common import AS_OF, TierCase


@tagged("post_install", "-at_install")
class TestRunWritesLittle(TierCase):
    """A run writes what changed, in a number of queries that does not grow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospitals = [cls._customer(f"Hospital {n}") for n in range(3)]
        cls.orders = [
            cls._order(hospital, 10 + number, 100 + number)
            for number, hospital in enumerate(cls.hospitals)
        ]

    def _row_versions(self):
        """Changes with every write of a row, even one that alters nothing."""
        self.env.cr.execute(
            """
            SELECT partner_id, ctid::text, xmin::text
              FROM customer_profile WHERE company_id = %s ORDER BY partner_id
            """,
            [self.company.id],
        )
        return self.env.cr.fetchall()

    def test_second_run_without_changes_writes_nothing(self):
        first = self._run()
        self.assertEqual((first.written_count, first.move_count), (3, 3))
        before = self._row_versions()
        second = self._run()
        self.assertEqual((second.written_count, second.move_count), (0, 0))
        self.assertEqual(self._row_versions(), before)
        self.assertFalse(second.move_ids)

    def test_only_the_changed_customer_is_written(self):
        self._run()
        before = set(self._row_versions())
        self.orders[2].order_line.price_unit = 102.5  # still the biggest
        run = self._run()
        self.assertEqual((run.written_count, run.move_count), (1, 0))
        [written] = set(self._row_versions()) - before
        self.assertEqual(written[0], self.hospitals[2].id)

    def test_recomputed_amounts_do_not_differ_by_their_decimals(self):
        for amount in (0.1, 0.2, 33.33):
            self._order(self.hospitals[0], 20, amount)
        self._run()
        self.assertEqual(self._run().written_count, 0)

    def test_number_of_queries_is_the_same_for_3_and_60_customers(self):
        many = self._company("Many Customers")
        self.env.user.company_ids += many
        for number in range(60):
            self._order(
                self._customer(f"H {number}"), number, 10 + number, company=many
            )
        first = self._company("First of All")  # fills the caches
        self.env.user.company_ids += first
        self._order(self._customer("First"), 5, 10, company=first)
        self._run(first)
        for company in (self.company, many):
            self._run(company, as_of=AS_OF - timedelta(days=1), mode="simulation")
        for mode in ("simulation", "live", "live"):
            counts = [
                self._query_count(company, mode) for company in (self.company, many)
            ]
            self.assertEqual(counts[0], counts[1], f"{mode}: {counts}")

    def _query_count(self, company, mode):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._run(company, mode=mode)
        return self.env.cr.sql_log_count - before
