from psycopg2 import errors

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..scoring.settle import OUTCOME_COLUMNS
from .common import AS_OF, TierCase

AMOUNTS = (8000, 1500, 300, 150, 50)


class DryRunCase(TierCase):
    """Five customers of falling size: A, B and three C."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].union(
            *(cls._customer(f"Customer {amount}") for amount in AMOUNTS)
        )
        for customer, amount in zip(cls.customers, AMOUNTS, strict=True):
            cls._order(customer, 10, amount)
        cls.env["customer.tier.refresh"].search([]).unlink()

    def _draft(self, policy=None):
        action = (policy or self.policy).action_try_change()
        return self.env["customer.tier.policy"].browse(action["res_id"])

    def _simulate(self, policy):
        """A simulation that somebody asks for on the form of a policy."""
        return self.env["customer.tier.run"].browse(policy.action_simulate()["res_id"])

    def _simulated_draft(self, share=94):
        """A draft in which A takes ``share`` per cent, simulated."""
        draft = self._draft()
        a, b, c = draft.share_ids
        draft.share_ids = [(1, a.id, {"share": share}), (1, b.id, {"share": 1})]
        self.assertEqual(c.share, 5)
        return self._simulate(draft)

    def _sell(self, customer, amount):
        """An order that is confirmed today, and the quick refresh that follows."""
        self._order(customer, 0, amount, state="draft").action_confirm()
        self.env["customer.tier.refresh"]._refresh_waiting(self.company)
        self.env.invalidate_all()

    def _tiers(self):
        self.env.invalidate_all()
        return [self._profile(customer).tier_id.code for customer in self.customers]

    def _rows(self, table, where="TRUE"):
        """What computed columns say of each customer of the company."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT partner_id, %s FROM %s WHERE company_id = %s AND %s ORDER BY 1",
                SQL(", ").join(map(SQL.identifier, OUTCOME_COLUMNS)),
                SQL.identifier(table),
                self.company.id,
                where if isinstance(where, SQL) else SQL(where),
            )
        )
        return self.env.cr.fetchall()


@tagged("post_install", "-at_install")
@freeze_time(f"{AS_OF} 12:00:00")
class TestPublishSimulation(DryRunCase):
    def test_profiles_become_exactly_what_was_simulated(self):
        self._run()
        simulation = self._simulated_draft()
        simulated = self._rows(
            "customer_tier_run_line", SQL("run_id = %s", simulation.id)
        )
        self.assertNotEqual(self._rows("customer_profile"), simulated)
        simulation.action_publish()
        self.assertEqual(self._rows("customer_profile"), simulated)
        self.assertEqual(self._tiers(), ["A", "A", "C", "C", "C"])

    def test_a_published_simulation_is_the_last_live_run_with_its_moves(self):
        first = self._run()
        simulation = self._simulated_draft()
        simulation.action_publish()
        self.assertEqual(simulation.mode, "live")
        self.assertEqual(simulation.state, "done")
        self.assertEqual(simulation.base_run_id, first)
        self.assertEqual(self.company.customer_tier_run_id, simulation)
        self.assertTrue(simulation.published_at)
        self.assertEqual(simulation.move_count, 1)
        self.assertEqual(simulation.move_ids.partner_id, self.customers[1])
        self.assertEqual(simulation.move_ids.direction, "up")
        self.assertEqual(simulation.step_ids.filtered("row_count")[-1].step, "publish")

    def test_the_very_first_publication_can_be_a_simulation(self):
        simulation = self._simulate(self.policy)
        simulation.action_publish()
        self.assertEqual(self._tiers(), ["A", "B", "C", "C", "C"])
        self.assertEqual(simulation.move_count, 5)

    def test_the_draft_becomes_the_rules_of_its_policy_and_is_gone(self):
        self._run()
        simulation = self._simulated_draft()
        draft = simulation.draft_policy_id
        simulation.action_publish()
        self.assertFalse(draft.exists())
        self.assertEqual(self.policy.share_ids.mapped("share"), [94, 1, 5])
        self.assertEqual(self.policy.name, "All customers")
        rerun = self._run()
        self.assertEqual(rerun.written_count, 0, "the rules give what was simulated")

    def test_what_was_published_stays_to_be_seen_until_the_next_run(self):
        simulation = self._simulate(self.policy)
        simulation.action_publish()
        self.assertEqual(simulation.line_count, 5)
        self._run()
        simulation.invalidate_recordset()
        self.assertEqual(simulation.line_count, 0)

    def test_a_result_older_than_the_last_publication_is_refused(self):
        self._run()
        simulation = self._simulate(self.policy)
        self.assertTrue(simulation.can_publish)
        self._run()
        simulation.invalidate_recordset()
        self.assertFalse(simulation.can_publish)
        self.assertTrue(simulation.can_simulate_again)
        with self.assertRaisesRegex(UserError, "published or rolled back since"):
            simulation.action_publish()
        again = simulation.action_simulate_again()
        self.env["customer.tier.run"].browse(again["res_id"]).action_publish()

    def test_changed_policies_are_refused(self):
        self._run()
        simulation = self._simulate(self.policy)
        self.policy.window_days = 30
        with self.assertRaisesRegex(UserError, "were changed since"):
            simulation.action_publish()

    def test_a_changed_draft_is_refused(self):
        simulation = self._simulated_draft()
        simulation.draft_policy_id.window_days = 30
        with self.assertRaisesRegex(UserError, "were changed since"):
            simulation.action_publish()

    def test_a_discarded_draft_cannot_come_into_force(self):
        self._run()
        simulation = self._simulated_draft()
        simulation.draft_policy_id.action_discard_draft()
        with self.assertRaisesRegex(UserError, "were changed since"):
            simulation.action_publish()
        self.assertEqual(self._tiers(), ["A", "B", "C", "C", "C"])

    def test_changed_segments_are_refused(self):
        self._run()
        simulation = self._simulate(self.policy)
        self.env.ref("customer_tier.segment_champions").sequence = 9999
        with self.assertRaisesRegex(UserError, "were changed since"):
            simulation.action_publish()

    def test_only_the_limits_of_a_night_may_change_in_between(self):
        self._run()
        simulation = self._simulate(self.policy)
        self.policy.max_moved_share = 50
        simulation.action_publish()
        self.assertEqual(simulation.state, "done")

    def test_a_look_at_the_past_cannot_be_published(self):
        self._run()
        simulation = self._run(as_of="2025-12-31", mode="simulation")
        self.assertFalse(simulation.can_publish)
        self.assertFalse(simulation.can_simulate_again)
        with self.assertRaisesRegex(UserError, "looks at"):
            simulation.action_publish()

    def test_other_runs_hold_nothing_to_publish(self):
        live = self._run()
        self.assertFalse(live.can_publish)
        with self.assertRaisesRegex(UserError, "holds no result"):
            live.action_publish()
        waiting = self.env["customer.tier.run"].create({"mode": "simulation"})
        with self.assertRaisesRegex(UserError, "holds no result"):
            waiting.action_publish()

    def test_customers_refreshed_in_between_are_judged_anew(self):
        self._run()
        simulation = self._simulate(self.policy)
        newcomer = self._customer("Newcomer")
        self._sell(newcomer, 50_000)
        self._sell(self.customers[4], 50_000)
        self.assertEqual(self._profile(newcomer).tier_id, self.tier_a)
        simulation.action_publish()
        self.assertEqual(self._tiers()[4], "C", "as simulated, for the moment")
        self.assertEqual(self._profile(newcomer).tier_id, self.tier_a)
        self.env["customer.tier.refresh"]._refresh_waiting(self.company)
        self.assertEqual(self._tiers()[4], "A")

    def test_customers_merged_in_between_have_one_profile(self):
        self._run()
        gone = self._customer("Without orders soon")
        order = self._order(gone, 10, 10)
        self._run()
        order.state = "cancel"
        simulation = self._simulate(self.policy)
        self.assertEqual(simulation.leaver_ids.partner_id, gone)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge(self.customers[:2].ids, self.customers[0])
        merge._merge((self.customers[2] | gone).ids, self.customers[2])
        simulation.action_publish()
        self.assertEqual(len(self._profile(self.customers[0])), 1)
        self.assertEqual(len(self._profile(self.customers[2])), 1)
        self.env["customer.tier.refresh"]._refresh_waiting(self.company)
        self.assertEqual(self._profile(self.customers[0]).monetary, 9500)

    def test_deleted_customers_are_survived(self):
        loner = self._customer("Loner")
        order = self._order(loner, 10, 1)
        simulation = self._simulate(self.policy)
        order.state = "cancel"
        order.unlink()
        self.env["customer.tier.refresh"].search([]).unlink()
        loner.unlink()
        simulation.action_publish()
        self.assertEqual(simulation.move_count, 5)

    def test_leavers_lose_their_profile(self):
        self._run()
        self.env["sale.order"].search(
            [("partner_id", "=", self.customers[4].id)]
        ).state = "cancel"
        simulation = self._simulate(self.policy)
        self.assertTrue(self._profile(self.customers[4]))
        simulation.action_publish()
        self.assertFalse(self._profile(self.customers[4]))
        self.assertEqual(simulation.move_ids.direction, "left")

    def test_a_failure_in_the_middle_changes_nothing(self):
        self._run()
        simulation = self._simulated_draft()
        before = self._rows("customer_profile")
        self.env.cr.execute(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE 'disk full'; END $$;
            CREATE TRIGGER refuse BEFORE UPDATE ON customer_profile
            FOR EACH STATEMENT EXECUTE FUNCTION refuse()
            """
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.RaiseException),
            self.env.cr.savepoint(),
        ):
            simulation.action_publish()
        self.env.cr.execute("DROP TRIGGER refuse ON customer_profile")
        self.env.invalidate_all()
        self.assertEqual(self._rows("customer_profile"), before)
        self.assertEqual(self.policy.share_ids.mapped("share"), [80, 15, 5])
        self.assertTrue(simulation.draft_policy_id)
        simulation.action_publish()
        self.assertEqual(simulation.state, "done")

    def test_while_another_run_has_the_lock_nothing_is_published(self):
        # committed by nobody: another transaction only holds the lock
        with self.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT pg_advisory_xact_lock(hashtext('customer_tier'), %s)",
                    self.company.id,
                )
            )
            run = self.env["customer.tier.run"].create({"mode": "simulation"})
            with self.assertRaisesRegex(UserError, "right now"):
                run._publish_kept()
            cr.rollback()

    def test_dropping_a_simulation_deletes_it_with_its_customers(self):
        self._run()
        simulation = self._simulated_draft()
        draft = simulation.draft_policy_id
        action = simulation.action_drop()
        self.assertEqual(action["res_model"], "customer.tier.run")
        self.assertFalse(simulation.exists())
        self.assertFalse(self._rows("customer_tier_run_line"))
        self.assertTrue(draft.exists())
        self.assertEqual(self._tiers(), ["A", "B", "C", "C", "C"])

    def test_published_runs_cannot_be_dropped(self):
        run = self._run()
        self.assertFalse(run.can_drop)
        with self.assertRaisesRegex(UserError, "Only simulations"):
            run.action_drop()


@tagged("post_install", "-at_install")
@freeze_time(f"{AS_OF} 12:00:00")
class TestPolicyDraft(DryRunCase):
    def test_a_draft_governs_nobody(self):
        draft = self._draft()
        self.assertEqual(draft.name, "Draft of All customers")
        draft.window_days = 5
        self.assertEqual(self.policy.governed_count, 5)
        self.assertEqual(draft.governed_count, 0)
        self._run()
        self.assertEqual(self._tiers(), ["A", "B", "C", "C", "C"])

    def test_a_policy_has_one_draft_that_is_opened_again(self):
        draft = self._draft()
        self.assertEqual(self._draft(), draft)
        self.assertEqual(self._draft(draft), draft)

    def test_drafts_are_not_among_the_policies(self):
        self._draft()
        policies = self.env["customer.tier.policy"]
        self.assertEqual(
            policies.search([("company_id", "=", self.company.id)]), self.policy
        )
        self.assertTrue(
            policies.search([("active", "=", False), ("draft_of_id", "!=", False)])
        )

    def test_a_draft_cannot_be_activated(self):
        with self.assertRaisesRegex(ValidationError, "A draft governs nobody"):
            self._draft().active = True

    def test_an_archived_policy_has_nothing_to_try(self):
        self.policy.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self.policy.action_try_change()

    def test_discarding_leads_back_to_the_policy(self):
        draft = self._draft()
        action = draft.action_discard_draft()
        self.assertEqual(action["res_id"], self.policy.id)
        self.assertFalse(draft.exists())
        with self.assertRaisesRegex(UserError, "Only drafts"):
            self.policy.action_discard_draft()

    def test_a_draft_stays_in_the_company_of_its_policy(self):
        draft = self._draft()
        other = self._company("Elsewhere")
        self.env.user.company_ids |= other
        with self.assertRaises(UserError):
            draft.company_id = other
            draft.flush_recordset()

    def test_publishing_hands_over_every_rule_there_is(self):
        """Whatever fields a policy has or comes to have: none may be forgotten."""
        draft = self._draft()
        self._change_everything(draft)
        changed, kept = self._copied(draft), self._copied(self.policy)
        own = {"name", "active", "sequence", "company_id"}
        self.assertEqual(changed.keys(), kept.keys())
        for name in changed.keys() - own:
            self.assertNotEqual(
                changed[name], kept[name], f"{name} is not changed here"
            )
        expected = draft._scoring_rules()
        simulation = self._simulate(draft)
        simulation.action_publish()
        after = self._copied(self.policy)
        for name in changed.keys() - own:
            with self.subTest(field=name):
                self.assertEqual(after[name], changed[name])
        self.assertEqual(self.policy._scoring_rules().dimensions, expected.dimensions)
        self.assertEqual(self.policy._scoring_rules().grid, expected.grid)

    def _copied(self, policy):
        policy.invalidate_recordset()
        return self._without_parents(policy.copy_data()[0])

    def _without_parents(self, values):
        """Values of ``copy_data`` without the ids of the records that lines belong to."""
        return {
            name: [self._without_parents(line) for _create, _id, line in value]
            if isinstance(value, list)
            else value
            for name, value in values.items()
            if name not in ("policy_id", "dimension_id")
        }

    def _change_everything(self, draft):
        """Another value in every field that a draft hands over, found by type."""
        for name in self._copied(draft):
            field = draft._fields[name]
            if field.type == "selection" and name != "tier_method":
                values = [key for key, _label in field._description_selection(self.env)]
                draft[name] = next(key for key in values if key != draft[name])
            elif field.type == "boolean" and name != "active":
                draft[name] = not draft[name]
            elif field.type == "integer" and name != "sequence":
                draft[name] += 1
            elif field.type == "float":
                draft[name] = 12.5
        segment = self.env["customer.segment"]._in_use()[0]
        recency, frequency, _monetary = draft.dimension_ids[:3]
        draft.write(
            {
                "domain": "[('is_company', '=', True)]",
                "tier_method": "grid",
                "grid_ids": [
                    (
                        0,
                        0,
                        {
                            "tier_id": self.tier_b.id,
                            "segment_id": segment.id,
                            "corrected_tier_id": self.tier_a.id,
                        },
                    )
                ],
                "share_ids": [
                    (
                        1,
                        draft.share_ids[0].id,
                        {"share": 70, "margin": 3, "min_score": 60},
                    )
                ],
                "dimension_ids": [
                    (
                        1,
                        recency.id,
                        {
                            "method": "threshold",
                            "threshold_ids": [
                                (0, 0, {"score": score, "value": 100 - 10 * score})
                                for score in range(2, draft.bins + 1)
                            ],
                        },
                    ),
                    (1, frequency.id, {"weight": 2.5}),
                ],
            }
        )
