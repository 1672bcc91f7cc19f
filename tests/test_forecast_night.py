from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..foresight import bought_table
from .common import AS_OF
from .common_forecast import ForecastCase

LOGGER = "odoo.addons.customer_tier.models.customer_forecast_run"
TABLES = ("customer_forecast", "customer_forecast_category", "customer_replenishment")


@tagged("post_install", "-at_install")
class TestForecastNight(ForecastCase):
    """A night costs no more than it must: what was bought is read once, what stays stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strips = cls.env["product.product"].create(
            {"name": "Strips", "type": "consu", "categ_id": cls.reagents.id}
        )
        cls.customers = cls._customers(6)
        cls._buy(
            [
                (customer, days, 100)
                for customer in cls.customers
                for days in range(10, 400, 30)
            ],
            cls.strips,
        )
        cls._run()

    def _tables(self):
        self.env.cr.execute(
            "SELECT COUNT(*) FROM pg_class WHERE relname LIKE 'customer_tier_bought_%'"
        )
        return self.env.cr.fetchone()[0]

    def _ids_taken(self):
        ids = []
        for table in TABLES:
            sequence = SQL.identifier(f"{table}_id_seq")
            [row] = self.env.execute_query(SQL("SELECT last_value FROM %s", sequence))
            ids += row
        return ids

    def _rows(self):
        return [
            self.env[table.replace("_", ".")].search_count(
                [("company_id", "=", self.company.id)]
            )
            for table in TABLES
        ]

    def test_what_was_bought_is_read_once(self):
        create = bought_table.create
        with patch.object(bought_table, "create", wraps=create) as read:
            run = self._foresee()
        self.assertEqual(run.state, "done", run.error)
        self.assertEqual(read.call_count, 1)
        self.assertEqual(self._tables(), 0)
        self.assertEqual(self._rows(), [6, 6, 6])

    def test_a_step_that_fails_takes_what_was_read_along_and_the_next_reads_again(self):
        def fail(run):
            run._bought_table()
            run.env.cr.execute("SELECT 1 / 0")

        with (
            patch.object(type(self.runs), "_step_categories", fail),
            mute_logger("odoo.sql_db", LOGGER),
        ):
            run = self._foresee()
        self.assertEqual(run.state, "partial")
        self.assertEqual(self._rows(), [6, 0, 6])
        self.assertEqual(self._tables(), 0)

    def test_runs_do_not_share_what_they_read(self):
        runs = self.runs.create(
            [{"company_id": self.company.id, "as_of": AS_OF} for _turn in range(2)]
        )
        runs[0]._bought_table()
        self._buy([(self.customers[0], 1, 100)], self.strips)
        counts = []
        for run in runs:
            rows = SQL("SELECT COUNT(*) FROM %s", run._bought_table())
            counts += self.env.execute_query(rows)
        self.assertEqual(counts, [(78,), (79,)])

    def test_rows_that_stay_take_no_new_id(self):
        self._foresee()
        ids = self._ids_taken()
        self.assertEqual(self._foresee().written_count, 0)
        self.assertEqual(self._ids_taken(), ids)
        # one more customer is one more row in each
        customer = self._customers(1)
        self._buy([(customer, days, 100) for days in (5, 35, 65)], self.strips)
        self._foresee()
        self.assertEqual(self._rows(), [7, 7, 7])
        self.assertEqual(self._ids_taken(), [each + 1 for each in ids])
