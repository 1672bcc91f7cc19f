import json
from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .test_publish_simulation import DryRunCase


class HeldCase(DryRunCase):
    """A policy that lets a tenth of the customers move in one night."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("held_manager", "customer_tier.group_manager")
        cls.runs = cls.env["customer.tier.run"]
        cls.policy.max_moved_share = 10
        cls.env["customer.tier.policy"].search(
            [("company_id", "!=", cls.company.id)]
        ).active = False

    def _nightly(self):
        """The nightly run of the company."""
        with self.enter_registry_test_mode():
            self.env.ref("customer_tier.ir_cron_recompute").method_direct_trigger()
        self.env.invalidate_all()
        return self.runs.search([("company_id", "=", self.company.id)], limit=1)

    def _much_changes(self):
        """Two of five customers come to change tier."""
        self._order(self.customers[1], 1, 40_000)

    def _activities(self, run):
        return run.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("customer_tier.mail_activity_type_run_held")
            )
        )


@tagged("post_install", "-at_install")
@freeze_time(f"{AS_OF} 12:00:00")
class TestRunHeld(HeldCase):
    def test_the_first_run_of_a_company_is_never_held(self):
        self.assertEqual(self._nightly().state, "done")

    def test_a_night_that_moves_too_many_publishes_nothing(self):
        first = self._nightly()
        before = self._rows("customer_profile")
        self._much_changes()
        held = self._nightly()
        self.assertEqual(held.state, "held")
        self.assertEqual(self._rows("customer_profile"), before)
        self.assertFalse(held.move_ids)
        self.assertEqual(held.line_count, 5)
        self.assertEqual(self.company.customer_tier_run_id, first)
        self.assertIn("All customers: 40 % of the customers", held.hold_reason)
        self.assertIn("at most 10 % may", held.hold_reason)

    def test_the_managers_of_the_company_are_asked(self):
        outsider = self._user(
            "held_outsider", "customer_tier.group_manager", self._company("Elsewhere")
        )
        self._nightly()
        self._much_changes()
        held = self._nightly()
        asked = self._activities(held)
        self.assertIn(self.manager, asked.user_id)
        self.assertNotIn(outsider, asked.user_id)
        self.assertIn("40 % of the customers", asked[0].note)
        told = [json.loads(row.message) for row in self.env["bus.bus"].search([])]
        held_events = [m for m in told if m["type"] == "customer_tier/held"]
        self.assertEqual({m["payload"]["run_id"] for m in held_events}, {held.id})

    def test_the_reason_is_in_the_language_of_the_reader(self):
        self._nightly()
        self._much_changes()
        held = self._nightly()
        self.policy.name = "Renamed since"
        self.assertIn("Renamed since: 40 %", held.hold_reason)

    def test_revenue_has_a_limit_of_its_own(self):
        self.policy.write({"max_moved_share": 0, "max_moved_revenue_share": 50})
        self._nightly()
        self._much_changes()
        held = self._nightly()
        self.assertEqual(held.state, "held")
        self.assertIn("95 % of the revenue", held.hold_reason)

    def test_exactly_the_limit_may_move(self):
        self.policy.max_moved_share = 40
        self._nightly()
        self._much_changes()
        self.assertEqual(self._nightly().state, "done")

    def test_without_limits_nothing_is_held(self):
        self.policy.max_moved_share = 0
        self._nightly()
        self._much_changes()
        self.assertEqual(self._nightly().state, "done")

    def test_a_manager_who_asks_for_a_run_is_not_held(self):
        self._nightly()
        self._much_changes()
        self.runs.action_recompute_now()
        with self.enter_registry_test_mode():
            self.env.ref("customer_tier.ir_cron_refresh").method_direct_trigger()
        self.env.invalidate_all()
        last = self.company.customer_tier_run_id
        self.assertEqual((last.origin, last.state), ("request", "done"))

    def test_quick_refreshes_are_not_held(self):
        self._nightly()
        self._sell(self.customers[1], 40_000)
        self.assertEqual(self._profile(self.customers[1]).tier_id, self.tier_a)

    def test_a_newer_night_replaces_one_that_waits(self):
        self._nightly()
        self._much_changes()
        older = self._nightly()
        newer = self._nightly()
        self.assertEqual((older.state, newer.state), ("dropped", "held"))
        self.assertFalse(older.line_count)
        self.assertFalse(self._activities(older))
        self.assertTrue(self._activities(newer))

    def test_approved_it_is_published_as_it_is(self):
        self._nightly()
        self._much_changes()
        held = self._nightly()
        simulated = self._rows("customer_tier_run_line")
        held.with_user(self.manager).action_publish()
        self.assertEqual(held.state, "done")
        self.assertEqual(held.origin, "schedule")
        self.assertEqual(self._rows("customer_profile"), simulated)
        self.assertFalse(self._activities(held))
        self.assertEqual(self.company.customer_tier_run_id, held)
        self.assertTrue(held.can_roll_back)

    def test_dropped_it_leaves_everything_as_it_was(self):
        first = self._nightly()
        before = self._rows("customer_profile")
        self._much_changes()
        held = self._nightly()
        held.with_user(self.manager).action_drop()
        self.assertEqual(held.state, "dropped")
        self.assertFalse(self._rows("customer_tier_run_line"))
        self.assertFalse(self._activities(held))
        self.assertEqual(self._rows("customer_profile"), before)
        self.assertEqual(self.company.customer_tier_run_id, first)
        with self.assertRaisesRegex(UserError, "holds no result"):
            held.action_publish()

    def test_a_run_by_hand_settles_what_waits(self):
        self._nightly()
        self._much_changes()
        held = self._nightly()
        self._run(as_of=False)
        self.assertEqual(held.state, "dropped")

    def test_a_published_simulation_settles_what_waits(self):
        self._nightly()
        self._much_changes()
        held = self._nightly()
        self._simulate(self.policy).action_publish()
        self.assertEqual(held.state, "dropped")

    def test_a_rollback_settles_what_waits(self):
        self._nightly()
        second = self._run(as_of=False)
        self._much_changes()
        held = self._nightly()
        self.assertEqual(held.state, "held")
        second.action_roll_back()
        self.assertEqual(held.state, "dropped")

    def test_the_list_of_runs_shows_it_as_to_approve(self):
        self._nightly()
        self._much_changes()
        held = self._nightly()
        states = dict(self.runs._fields["state"]._description_selection(self.env))
        self.assertEqual(states[held.state], "To Approve")
        self.assertEqual(held.mode, "live", "within the filters of the menu")


@tagged("post_install", "-at_install")
@freeze_time(f"{AS_OF} 12:00:00")
class TestDryRunAccess(HeldCase):
    """Publishing, dropping, rolling back and trying are for managers of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._user("dry_user")
        cls.elsewhere = cls._company("Elsewhere")
        cls.stranger = cls._user(
            "dry_stranger", "customer_tier.group_manager", cls.elsewhere
        )
        cls.env.user.company_ids = [Command.link(cls.elsewhere.id)]
        cls.published = cls._run()
        cls.draft = cls.env["customer.tier.policy"].browse(
            cls.policy.action_try_change()["res_id"]
        )
        cls.simulation = cls.runs.browse(cls.draft.action_simulate()["res_id"])

    @contextmanager
    def _refused(self):
        before = self._rows("customer_profile")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()
        self.assertEqual(self._rows("customer_profile"), before)

    def _attempts(self):
        return (
            lambda env: self.simulation.with_env(env).action_publish(),
            lambda env: self.simulation.with_env(env).action_drop(),
            lambda env: self.simulation.with_env(env).action_simulate_again(),
            lambda env: self.published.with_env(env).action_roll_back(),
            lambda env: self.policy.with_env(env).action_try_change(),
            lambda env: self.policy.with_env(env).action_simulate(),
            lambda env: self.draft.with_env(env).action_discard_draft(),
        )

    def test_users_and_managers_of_other_companies_are_refused(self):
        for user in self.user, self.stranger:
            env = self.env(
                user=user, context={"allowed_company_ids": user.company_ids.ids}
            )
            for number, attempt in enumerate(self._attempts()):
                with self.subTest(user=user.login, attempt=number), self._refused():
                    attempt(env)
        self.assertTrue(self.simulation.exists())
        self.assertEqual(self.published.state, "done")

    def test_results_of_other_companies_are_not_shown(self):
        env = self.env(
            user=self.stranger, context={"allowed_company_ids": self.elsewhere.ids}
        )
        for model in "customer.tier.run", "customer.tier.run.line":
            self.assertFalse(env[model].search([]))

    def test_managers_do_all_of_it(self):
        env = self.env(user=self.manager)
        for attempt in self._attempts()[4:6]:
            attempt(env)
        simulation = self.simulation.with_env(env)
        self.assertTrue(simulation.can_publish)
        self.assertTrue(simulation.matrix)
        simulation.action_publish()
        self.assertTrue(simulation.can_roll_back)
        simulation.action_roll_back()
        self.assertEqual(self.simulation.state, "rolled_back")

    def test_nobody_forges_a_result_to_publish(self):
        runs = self.runs.with_user(self.manager)
        for values in (
            {"state": "held"},
            {"mode": "rollback"},
            {"excess": []},
            {"replaced_rules": {}},
            {"base_run_id": self.published.id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                runs.create({"company_id": self.company.id, **values})
        with self.assertRaises(UserError):
            self.published.with_user(self.manager).write({"replaced_rules": {}})
