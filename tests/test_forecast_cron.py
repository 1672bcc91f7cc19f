from contextlib import contextmanager
from unittest.mock import patch

from psycopg2 import errors

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..foresight import purchases_of
from ..models.customer_forecast_run import STEPS
from .common_forecast import ForecastCase

RUN = "odoo.addons.customer_tier.models.customer_forecast_run"


@tagged("post_install", "-at_install")
class TestForecastCron(ForecastCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._company("Another Company")
        cls.env.user.company_ids = [Command.link(cls.other.id)]
        cls.manager = cls._user("forecast_manager", "customer_tier.group_manager")
        cls.cron = cls.env.ref("customer_tier.ir_cron_forecast")
        # other tests' companies have nothing to do with it
        cls.runs.search([]).unlink()
        [cls.customer] = cls._customers(1)
        for company in cls.company | cls.other:
            cls._buy(
                [(cls.customer, days, 100) for days in range(1, 400, 30)],
                company=company,
            )
            cls._run(company, as_of=False)

    def _night(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _last(self, company):
        return self.runs.search([("company_id", "=", company.id)], limit=1)

    @contextmanager
    def _failing(self, company, step="forecast"):
        method = getattr(type(self.runs), f"_step_{step}")

        def fail(run):
            result = method(run)
            if run.company_id == company:
                run.env.cr.execute("SELECT 1 / 0")
            return result

        with (
            patch.object(type(self.runs), f"_step_{step}", fail),
            mute_logger("odoo.sql_db", RUN),
        ):
            yield

    def test_published_tiers_wake_it_up(self):
        self.env["ir.cron.trigger"].search([]).unlink()
        self._run(as_of=False)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertTrue(triggers)

    def test_simulation_does_not_wake_it_up(self):
        self.env["ir.cron.trigger"].search([]).unlink()
        self._run(mode="simulation")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertFalse(triggers)

    def test_every_company_with_tiers_is_forecast_once_a_day(self):
        self._night()
        for company in self.company | self.other:
            run = self._last(company)
            self.assertEqual((run.state, run.origin), ("done", "schedule"), run.error)
            self.assertEqual(run.as_of, company._tier_today())
            self.assertEqual(len(self._forecasts(company)), 1)
        before = self.runs.search_count([])
        self._night()
        self.assertEqual(self.runs.search_count([]), before)

    def test_failure_of_one_company_is_told_its_managers_and_not_the_others_affair(
        self,
    ):
        with self._failing(self.company):
            self._night()
        failed = self._last(self.company)
        self.assertEqual(failed.state, "failed")
        self.assertIn("division by zero", failed.error)
        self.assertEqual(failed.activity_ids.user_id & self.manager, self.manager)
        self.assertEqual(self._last(self.other).state, "done")
        # not tried over and over again
        before = self.runs.search_count([])
        self._night()
        self.assertEqual(self.runs.search_count([]), before)
        # the next one that succeeds settles it
        self.runs.with_user(self.manager).action_forecast_now()
        self._night()
        self.assertEqual(self._last(self.company).state, "done")
        self.assertFalse(failed.activity_ids)

    def test_step_that_loses_a_race_is_tried_again(self):
        method = type(self.runs)._step_categories
        attempts = []

        def lose(run):
            attempts.append(run.id)
            if len(attempts) < 2:
                raise errors.SerializationFailure("could not serialize access")
            return method(run)

        recompute = "odoo.addons.customer_tier.models.customer_tier_recompute"
        with (
            patch.object(type(self.runs), "_step_categories", lose),
            patch(f"{recompute}.time.sleep"),
        ):
            self._night()
        self.assertEqual(self._last(self.company).state, "done")
        self.assertGreaterEqual(len(attempts), 3)
        # each once, the one that lost included
        self.assertEqual(self._last(self.company).step_ids.mapped("step"), [*STEPS])

    def test_run_that_a_stopped_server_left_behind_is_told(self):
        run = self.runs.create({"company_id": self.company.id, "state": "running"})
        self._night()
        self.assertEqual(run.state, "failed")
        self.assertIn("stopped", run.error)

    def test_number_of_queries_does_not_depend_on_the_number_of_customers(self):
        self._foresee(as_of=False)
        queries = []
        for count in (3, 60):
            customers = self._customers(count)
            self._buy(
                [(each, days, 50) for each in customers for days in range(2, 500, 40)]
            )
            self.env.flush_all()
            before = self.cr.sql_log_count if hasattr(self.cr, "sql_log_count") else 0
            self._foresee(as_of=False)
            queries.append(self.cr.sql_log_count - before)
        self.assertAlmostEqual(queries[0], queries[1], delta=25)

    def test_both_sources_are_read_each_for_its_own_customers(self):
        self._accounting()
        invoiced = self._customer("Invoiced")
        self._invoice(invoiced, 20, 400)
        self._order(invoiced, 10, 1)
        self._order(self.customer, 3, 50)
        self.env["customer.tier.policy"].create(
            {
                "name": "By invoice",
                "company_id": self.company.id,
                "sequence": 0,
                "domain": f"[('id', '=', {invoiced.id})]",
                "purchase_source": "invoice",
            }
        )
        self._run(as_of=False)
        self.env.flush_all()
        today = self.company._tier_today()
        rows = list(
            zip(
                *purchases_of.read_purchases(
                    self.env.cr, self.company._tier_buyers(today)
                ),
                strict=True,
            )
        )
        self.assertEqual(
            [amount for customer, _day, amount in rows if customer == invoiced.id],
            [400],
        )
        self.assertIn(
            50, [amount for customer, _d, amount in rows if customer != invoiced.id]
        )
