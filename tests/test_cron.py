import json
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import errors

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..scoring.flow import Flow
from .common import AS_OF, TierCase

RECOMPUTE = "odoo.addons.customer_tier.models.customer_tier_recompute"


class CronCase(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._company("Another Company")
        cls.env.user.company_ids = [Command.link(cls.other.id)]
        cls.manager = cls._user("cron_manager", "customer_tier.group_manager")
        cls.other_manager = cls._user(
            "cron_other_manager", "customer_tier.group_manager", cls.other
        )
        cls.recompute_cron = cls.env.ref("customer_tier.ir_cron_recompute")
        cls.refresh_cron = cls.env.ref("customer_tier.ir_cron_refresh")
        cls.runs = cls.env["customer.tier.run"]
        cls.customer = cls._customer()
        for company in cls.company + cls.other:
            cls._order(cls.customer, 10, 1000, company=company)
        cls.env["ir.cron.trigger"].search([]).unlink()

    def _nightly(self, cron=None):
        with self.enter_registry_test_mode():
            (cron or self.recompute_cron).method_direct_trigger()

    def _last_run(self, company):
        return self.runs.search([("company_id", "=", company.id)], limit=1)

    @contextmanager
    def _failing(self, company):
        """PostgreSQL refuses a statement in the middle of the runs of this company."""
        collect = Flow.collect

        def fail(flow):
            result = collect(flow)
            if flow.scope.company_id == company.id:
                flow.cr.execute("SELECT 1 / 0")
            return result

        with (
            patch.object(Flow, "collect", fail),
            mute_logger("odoo.sql_db", RECOMPUTE),
        ):
            yield

    @contextmanager
    def _losing_races(self, times):
        """Another transaction gets in the way of a run that many times."""
        execute = type(self.runs)._execute
        attempts = []

        def lose(run, *args):
            attempts.append(run.id)
            if len(attempts) <= times:
                run.move_count = 99  # to be rolled back
                run.env.flush_all()
                raise errors.SerializationFailure("could not serialize access")
            return execute(run, *args)

        with (
            patch.object(type(self.runs), "_execute", lose),
            patch(f"{RECOMPUTE}.time.sleep") as sleep,
            mute_logger(RECOMPUTE),
        ):
            yield attempts, sleep

    def _activities(self, company):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "customer.tier.run"),
                (
                    "res_id",
                    "in",
                    self.runs.search([("company_id", "=", company.id)]).ids,
                ),
            ]
        )

    def _notifications(self, event):
        """What was sent to the browsers: list of payloads."""
        messages = [json.loads(row.message) for row in self.env["bus.bus"].search([])]
        return [m["payload"] for m in messages if m["type"] == f"customer_tier/{event}"]

    @contextmanager
    def _lock_held_elsewhere(self, company):
        """Another transaction is in the middle of a run of the company.

        Not after a run of it in the same test: that keeps the lock until the test ends.
        """
        with self.registry.cursor() as cr:
            self.assertTrue(self._take_lock(cr, company))
            yield cr
            cr.rollback()

    def _take_lock(self, cr, company):
        cr.execute(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('customer_tier'), %s)",
                company.id,
            )
        )
        return cr.fetchone()[0]


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestNightlyRun(CronCase):
    def test_every_company_with_a_policy_is_recomputed_by_itself(self):
        without_policy = self._company("Without policy")
        self._policy(without_policy).active = False
        self._nightly()
        companies = self.env["customer.tier.policy"].sudo().search([]).company_id
        runs = self.runs.search([("origin", "=", "schedule")])
        self.assertEqual(runs.company_id, companies)
        self.assertEqual(len(runs), len(companies))
        self.assertEqual(set(runs.mapped("state")), {"done"})
        for company in self.company + self.other:
            run = self._last_run(company)
            self.assertEqual(run.as_of, AS_OF)
            self.assertEqual(run.customer_count, 1)
            self.assertEqual(run.user_id, self.env.ref("base.user_root"))
            self.assertEqual(company.customer_tier_run_id, run)
            self.assertEqual(self._profile(self.customer, company).monetary, 1000)

    def test_recency_moves_with_the_calendar(self):
        self._nightly()
        self.assertEqual(self._profile(self.customer).recency_days, 10)
        with freeze_time(f"{AS_OF + timedelta(days=1)} 12:00:00"):
            self._nightly()
        self.assertEqual(self._profile(self.customer).recency_days, 11)

    def test_a_night_without_changes_writes_nothing(self):
        self._nightly()
        self._nightly()
        self.assertEqual(self._last_run(self.company).written_count, 0)
        self.assertEqual(self._last_run(self.company).move_count, 0)

    def test_a_run_that_was_deleted_while_it_waited_is_passed_over(self):
        gone, kept = self.runs.create(
            [
                {"company_id": c.id, "origin": "schedule"}
                for c in self.company + self.other
            ]
        )
        start = type(self.runs)._start_in_background

        def delete_the_other(run):
            kept.exists().unlink()
            return start(run)

        with patch.object(type(self.runs), "_start_in_background", delete_the_other):
            self._nightly()
        self.assertEqual(gone.state, "done")
        self.assertFalse(kept.exists())

    def test_progress_is_reported(self):
        self._nightly()
        progress = self.env["ir.cron.progress"].search(
            [("cron_id", "=", self.recompute_cron.id)], order="id desc", limit=1
        )
        runs = self.runs.search([("origin", "=", "schedule")])
        self.assertEqual(progress.done, len(runs))
        self.assertEqual(progress.remaining, 0)

    def test_a_night_that_runs_out_of_time_goes_on_where_it_stopped(self):
        progress = type(self.env["ir.cron"])
        commit = progress._commit_progress

        def out_of_time(cron, *args, **kwargs):
            commit(cron, *args, **kwargs)
            return 0

        with patch.object(progress, "_commit_progress", out_of_time):
            self._nightly()
        companies = self.env["customer.tier.policy"].sudo().search([]).company_id
        runs = self.runs.search([("origin", "=", "schedule")])
        self.assertEqual(len(runs), len(companies), "one run each, all by one list")
        self.assertEqual(set(runs.mapped("state")), {"done"})

    def test_steps_can_be_watched(self):
        self._nightly()
        run = self._last_run(self.company)
        self.assertEqual(
            run.step_ids.mapped("step"),
            ["collect", "cut_points", "compare", "publish"],
        )
        watched = [m for m in self._notifications("progress") if m["run_id"] == run.id]
        self.assertEqual(len(watched), 4 + 1, "its steps, and its end")


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestFailures(CronCase):
    def test_the_failure_of_one_company_does_not_stop_the_others(self):
        with self._failing(self.company):
            self._nightly()
        self.assertEqual(self._last_run(self.company).state, "failed")
        self.assertEqual(self._last_run(self.other).state, "done")
        self.assertEqual(self._profile(self.customer, self.other).monetary, 1000)

    def test_a_failed_run_keeps_its_error_and_leaves_profiles_alone(self):
        self._run()
        published = self.company.customer_tier_run_id
        before = self._profile(self.customer).read()
        self._order(self.customer, 1, 9)
        with self._failing(self.company):
            self._nightly()
        run = self._last_run(self.company)
        self.assertIn("division by zero", run.error)
        self.assertFalse(run.customer_count)
        self.assertFalse(run.move_ids)
        self.assertEqual(self._profile(self.customer).read(), before)
        self.assertEqual(self.company.customer_tier_run_id, published)

    def test_managers_of_that_company_get_an_activity(self):
        with self._failing(self.company):
            self._nightly()
        activities = self._activities(self.company)
        self.assertIn(self.manager, activities.user_id)
        self.assertNotIn(self.other_manager, activities.user_id)
        self.assertEqual(len(activities), len(activities.user_id))
        self.assertIn(self.company.name, activities[0].summary)
        self.assertFalse(self._activities(self.other))
        # they can open what the activity is about
        self.assertTrue(self._last_run(self.company).with_user(self.manager).error)

    def test_a_second_failure_replaces_the_activity_of_the_first(self):
        with self._failing(self.company):
            self._nightly()
            count = len(self._activities(self.company))
            self._nightly()
        activities = self._activities(self.company)
        self.assertEqual(len(activities), count)
        self.assertEqual(
            set(activities.mapped("res_id")), {self._last_run(self.company).id}
        )

    def test_a_later_success_closes_the_activity(self):
        with self._failing(self.company):
            self._nightly()
        self._nightly()
        self.assertEqual(self._last_run(self.company).state, "done")
        self.assertFalse(self._activities(self.company))

    def test_a_company_whose_rules_cannot_be_applied_fails_alone(self):
        self.env.cr.execute(
            SQL(
                "UPDATE customer_tier_policy SET domain = %s WHERE id = %s",
                "[('no_such_field', '=', 1)]",
                self.policy.id,
            )
        )
        self.policy.invalidate_recordset()
        with mute_logger(RECOMPUTE):
            self._nightly()
        self.assertEqual(self._last_run(self.company).state, "failed")
        self.assertIn(self.policy.name, self._last_run(self.company).error)
        self.assertEqual(self._last_run(self.other).state, "done")

    def test_a_lost_race_is_tried_again(self):
        with self._losing_races(2) as (attempts, sleep):
            self._nightly()
        first = self.runs.browse(attempts[0])
        self.assertEqual(attempts[:3], first.ids * 3)
        self.assertEqual(sleep.call_count, 2)
        runs = self.runs.search([("origin", "=", "schedule")])
        self.assertEqual(set(runs.mapped("state")), {"done"})
        self.assertNotIn(99, runs.mapped("move_count"))
        self.assertFalse(self._activities(first.company_id))

    def test_races_that_are_lost_again_and_again_are_a_failure(self):
        with self._losing_races(5) as (attempts, sleep):
            self._nightly()
        run = self.runs.browse(attempts[0])
        self.assertEqual(sleep.call_count, 4)
        self.assertEqual(run.state, "failed")
        self.assertIn("serialize", run.error)
        others = self.runs.search([("origin", "=", "schedule")]) - run
        self.assertEqual(set(others.mapped("state")), {"done"})

    def test_a_run_that_a_stopped_server_left_behind_is_failed(self):
        abandoned = self.runs.create(
            {"company_id": self.company.id, "origin": "schedule", "state": "running"}
        )
        abandoned.started_at = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self._nightly()
        self.assertEqual(abandoned.state, "failed")
        self.assertIn("server stopped", abandoned.error)
        self.assertEqual(self._last_run(self.company).state, "done")
        self.assertNotEqual(self._last_run(self.company), abandoned)
        self.assertFalse(self._activities(self.company), "settled by the run after it")

    def test_a_run_that_someone_is_busy_with_is_left_alone(self):
        busy = self.runs.create({"company_id": self.company.id, "state": "running"})
        for started, locked in (
            (fields.Datetime.subtract(fields.Datetime.now(), seconds=20), False),
            (fields.Datetime.subtract(fields.Datetime.now(), hours=1), True),
        ):
            busy.started_at = started
            with self.subTest(started=started, locked=locked):
                if locked:
                    with self._lock_held_elsewhere(self.company):
                        self._nightly(self.refresh_cron)
                else:
                    self._nightly(self.refresh_cron)
                self.assertEqual(busy.state, "running")

    def test_a_failing_quick_refresh_is_told_to_managers_and_left_to_the_next_run(self):
        self._run()
        self.env["customer.tier.refresh"]._mark_customers(self.customer, self.company)
        with self._failing(self.company):
            self._nightly(self.refresh_cron)
        run = self._last_run(self.company)
        self.assertEqual((run.mode, run.state), ("refresh", "failed"))
        self.assertIn(self.manager, self._activities(self.company).user_id)
        self.assertFalse(self.env["customer.tier.refresh"].search([]))
        self._nightly()
        self.assertFalse(self._activities(self.company))


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestRecomputeNow(CronCase):
    def _waiting(self):
        return self.runs.search([("origin", "=", "request"), ("state", "=", "draft")])

    def test_it_queues_one_run_per_company_and_returns_at_once(self):
        action = self.runs.with_user(self.manager).action_recompute_now()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(self._waiting().company_id, self.company)
        self.assertEqual(self._waiting().user_id, self.manager)
        self.assertFalse(self._profile(self.customer), "nothing has been computed yet")
        triggers = self.env["ir.cron.trigger"].search([])
        self.assertEqual(triggers.cron_id, self.refresh_cron)

    def test_a_second_click_queues_no_second_run(self):
        self.runs.with_user(self.manager).action_recompute_now()
        self.runs.with_user(self.manager).action_recompute_now()
        self.assertEqual(len(self._waiting()), 1)

    def test_all_selected_companies_are_queued(self):
        both = (self.company + self.other).ids
        self.runs.with_context(allowed_company_ids=both).action_recompute_now()
        self.assertEqual(self._waiting().company_id, self.company + self.other)

    def test_policies_queue_their_companies(self):
        policies = self.policy + self._policy(self.other)
        policies.action_recompute()
        self.assertEqual(self._waiting().company_id, self.company + self.other)

    def test_the_background_makes_the_run_and_tells_who_asked(self):
        self.runs.with_user(self.manager).action_recompute_now()
        self._nightly(self.refresh_cron)
        run = self._last_run(self.company)
        self.assertEqual((run.state, run.as_of), ("done", AS_OF))
        self.assertTrue(run.started_at)
        self.assertEqual(self._profile(self.customer).monetary, 1000)
        [message] = self._notifications("published")
        self.assertEqual(message["run_id"], run.id)
        self.assertEqual(message["user_id"], self.manager.id)
        self.assertEqual((message["written"], message["moves"]), (1, 1))

    def test_a_failure_is_told_to_who_asked(self):
        self.runs.with_user(self.manager).action_recompute_now()
        with self._failing(self.company):
            self._nightly(self.refresh_cron)
        [message] = self._notifications("failed")
        self.assertEqual(message["user_id"], self.manager.id)

    def test_a_run_that_is_made_already_cannot_be_made_again(self):
        run = self._run()
        with self.assertRaisesRegex(UserError, "already"):
            run.action_run()


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestTwoRunsAtOnce(CronCase):
    def test_the_second_one_says_so_and_changes_nothing(self):
        run = self.runs.create({"company_id": self.company.id})
        with (
            self._lock_held_elsewhere(self.company),
            self.assertRaisesRegex(UserError, "being recomputed right now"),
        ):
            run.action_run()
        self.assertEqual(run.state, "draft")
        self.assertFalse(self._profile(self.customer))
        run.action_run()
        self.assertEqual(run.state, "done")

    def test_simulations_wait_their_turn_too(self):
        run = self.runs.create({"company_id": self.company.id, "mode": "simulation"})
        with self._lock_held_elsewhere(self.company), self.assertRaises(UserError):
            run.action_run()

    def test_other_companies_are_not_held_up(self):
        with self._lock_held_elsewhere(self.company):
            self.assertEqual(self._run(self.other).state, "done")

    def test_a_run_holds_the_lock_until_its_transaction_ends(self):
        self._run()
        with self.registry.cursor() as cr:
            self.assertFalse(self._take_lock(cr, self.company))
            self.assertTrue(self._take_lock(cr, self.other))
            cr.rollback()

    def test_the_nightly_run_tries_again_when_a_quick_refresh_is_in_its_way(self):
        """It would otherwise have to wait for the next night."""
        with (
            self._lock_held_elsewhere(self.company) as other_run,
            patch(f"{RECOMPUTE}.time.sleep") as sleep,
        ):
            sleep.side_effect = lambda seconds: other_run.rollback()
            self._nightly()
        self.assertEqual(sleep.call_count, 1)
        self.assertEqual(self._last_run(self.company).state, "done")
        self.assertFalse(self._activities(self.company))

    def test_the_nightly_run_says_so_when_another_one_takes_too_long(self):
        with (
            self._lock_held_elsewhere(self.company),
            patch(f"{RECOMPUTE}.time.sleep"),
            mute_logger(RECOMPUTE),
        ):
            self._nightly()
        run = self._last_run(self.company)
        self.assertEqual(run.state, "failed")
        self.assertIn("being recomputed right now", run.error)
        self.assertEqual(self._last_run(self.other).state, "done")

    def test_a_quick_refresh_is_put_off_and_keeps_its_customers(self):
        self._run()
        refresh = self.env["customer.tier.refresh"]
        refresh._mark_customers(self.customer, self.company)
        self.env["ir.cron.trigger"].search([]).unlink()
        self._order(self.customer, 1, 9)
        with patch.object(type(self.runs), "_lock_company", self._busy):
            self._nightly(self.refresh_cron)
        self.assertEqual(refresh.search([]).partner_id, self.customer)
        self.assertEqual(self._profile(self.customer).frequency, 1)
        self.assertFalse(self._activities(self.company))
        again = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.refresh_cron.id)]
        )
        self.assertGreater(max(again.mapped("call_at")), fields.Datetime.now())
        self._nightly(self.refresh_cron)
        self.assertEqual(self._profile(self.customer).frequency, 2)

    @staticmethod
    def _busy(run):
        raise UserError(run.env._("The tiers are being recomputed right now."))
