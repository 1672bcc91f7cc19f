from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import AS_OF
from .test_publish_simulation import DryRunCase


class RollBackCase(DryRunCase):
    def _snapshot(self):
        """Every column of every profile of the company, but the row's own id."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT to_jsonb(profile) - 'id' FROM customer_profile AS profile"
                " WHERE company_id = %s ORDER BY partner_id",
                self.company.id,
            )
        )
        return [row for [row] in self.env.cr.fetchall()]

    def _shake(self):
        """One moves up, one down, one enters, one leaves, one only changes its figures."""
        _down, left, same, _none, up = self.customers
        self._order(up, 1, 60_000)
        self._order(same, 1, 1)
        self.env["sale.order"].search([("partner_id", "=", left.id)]).state = "cancel"
        self._order(self._customer("Newcomer"), 1, 700)


@tagged("post_install", "-at_install")
@freeze_time(f"{AS_OF} 12:00:00")
class TestRollBack(RollBackCase):
    def test_every_profile_is_as_it_was(self):
        first = self._run()
        before = self._snapshot()
        self._shake()
        second = self._run()
        self.assertEqual(
            set(second.move_ids.mapped("direction"))
            & {"up", "down", "entered", "left"},
            {"up", "down", "entered", "left"},
        )
        self.assertTrue(second.can_roll_back)
        second.action_roll_back()
        self.assertEqual(self._snapshot(), before)
        self.assertEqual(second.state, "rolled_back")
        self.assertEqual(self.company.customer_tier_run_id, first)

    def test_the_way_back_is_on_record(self):
        self._run()
        self._shake()
        second = self._run()
        there = {move.partner_id: move for move in second.move_ids}
        second.action_roll_back()
        rollback = self.env["customer.tier.run"].search([("mode", "=", "rollback")])
        back = {move.partner_id: move for move in rollback.move_ids}
        self.assertEqual(rollback.state, "done")
        self.assertEqual(rollback.base_run_id, second)
        self.assertEqual(rollback.move_count, len(there))
        self.assertEqual(back.keys(), there.keys())
        opposite = {"up": "down", "down": "up", "entered": "left", "left": "entered"}
        for customer, move in there.items():
            self.assertEqual(back[customer].from_tier_id, move.to_tier_id)
            self.assertEqual(back[customer].to_tier_id, move.from_tier_id)
            self.assertEqual(
                back[customer].direction, opposite.get(move.direction, "same")
            )
        self.assertEqual(second.move_count, len(second.move_ids), "history stays")

    def test_only_the_last_run_and_only_once(self):
        first = self._run()
        self._shake()
        second = self._run()
        self.assertFalse(first.can_roll_back)
        with self.assertRaisesRegex(UserError, "Only the last"):
            first.action_roll_back()
        second.action_roll_back()
        for run in first, second:
            run.invalidate_recordset()
            self.assertFalse(run.can_roll_back)
            with self.assertRaises(UserError):
                run.action_roll_back()

    def test_after_the_first_run_is_rolled_back_nobody_has_a_profile(self):
        first = self._run()
        self._sell(self._customer("Newcomer"), 700)
        self.assertEqual(len(self._snapshot()), 6)
        first.action_roll_back()
        self.assertFalse(self._snapshot())
        self.assertFalse(self.company.customer_tier_run_id)
        tonight = self._run()
        self.assertEqual(len(self._snapshot()), 6)
        self.assertEqual(tonight.state, "done")

    def test_tonight_the_run_works_again(self):
        self._run()
        self._shake()
        second = self._run()
        after = self._snapshot()
        second.action_roll_back()
        tonight = self._run()
        self.assertEqual(tonight.base_run_id, second.base_run_id)
        self.assertEqual(self._snapshot(), after)
        self.assertTrue(tonight.can_roll_back)

    def test_customers_refreshed_since_are_judged_anew(self):
        self._run()
        self._shake()
        second = self._run()
        latest = self._customer("Latest")
        self._sell(latest, 50_000)
        self._sell(self.customers[1], 50_000)
        refresh = self.env["customer.tier.refresh"]
        second.action_roll_back()
        waiting = refresh.search([("company_id", "=", self.company.id)]).partner_id
        self.assertEqual(waiting, latest | self.customers[1])
        refresh._refresh_waiting(self.company)
        self.assertEqual(self._profile(latest).monetary, 50_000)
        self.assertEqual(self._profile(self.customers[1]).tier_id, self.tier_a)

    def test_refreshes_by_the_rules_of_a_run_are_taken_back_with_it(self):
        """What users see is first the state before the run, then what its rules say of today.

        At no moment a profile stands that was judged by rules which are withdrawn.
        """
        customer = self.customers[2]  # the draft leaves it where it is
        newcomer = self._customer("Newcomer")
        self._run()
        before = self._snapshot()
        simulation = self._simulated_draft()
        simulation.action_publish()
        self.assertNotIn(customer, self._overwritten(simulation))
        self._sell(customer, 1300)
        self._sell(newcomer, 1600)
        self._sell(newcomer, 10)
        for refreshed in (customer, newcomer):
            self.assertEqual(self._profile(refreshed).tier_id, self.tier_a)
        simulation.action_roll_back()
        self.assertEqual(self._snapshot(), before)
        self.env["customer.tier.refresh"]._refresh_waiting(self.company)
        self.env.invalidate_all()
        for refreshed, tier, monetary in (
            (customer, self.tier_b, 1600),
            (newcomer, self.tier_b, 1610),
        ):
            profile = self._profile(refreshed)
            self.assertEqual((profile.tier_id, profile.monetary), (tier, monetary))

    def test_a_refresh_after_the_first_run_does_not_bring_profiles_back(self):
        first = self._run()
        self._sell(self.customers[0], 700)
        self.assertFalse(self._overwritten(first))
        first.action_roll_back()
        self.assertFalse(self._snapshot())

    def test_a_refresh_does_not_make_a_run_one_that_can_be_rolled_back(self):
        self._run()
        self._shake()
        second = self._run()
        self._order(self.customers[0], 1, 10)
        self._run().action_roll_back()
        self._sell(self.customers[0], 700)
        second.invalidate_recordset()
        self.assertFalse(second.can_roll_back)

    def _overwritten(self, run):
        backups = self.env["customer.profile.backup"]
        return backups.search([("run_id", "=", run.id)]).partner_id

    def test_merged_and_deleted_customers_are_survived(self):
        loner = self._customer("Loner")
        order = self._order(loner, 10, 1)
        self._run()
        self._shake()
        order.state = "cancel"
        second = self._run()
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge(self.customers[3:].ids, self.customers[3])
        order.unlink()
        self.env["customer.tier.refresh"].search(
            [("partner_id", "=", loner.id)]
        ).unlink()
        loner.unlink()
        second.action_roll_back()
        self.assertEqual(len(self._profile(self.customers[3])), 1)
        self.env["customer.tier.refresh"]._refresh_waiting(self.company)
        self.assertEqual(self._profile(self.customers[3]).monetary, 60_200)

    def test_what_is_kept_of_a_customer_goes_with_the_customer(self):
        """No foreign key takes it along: of deleted contacts nothing may stay."""
        loner = self._customer("Loner")
        order = self._order(loner, 10, 1)
        self._run()
        self._shake()
        order.state = "cancel"
        second = self._run()
        _a, _b, _c, merged, target = self.customers
        for customer in (loner, merged, target):
            self.assertIn(customer, self._overwritten(second))
        order.unlink()
        self.env["customer.tier.refresh"].search([]).unlink()
        loner.unlink()
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((merged | target).ids, target)
        self.env.cr.execute("SELECT partner_id FROM customer_profile_backup")
        kept = {id_ for [id_] in self.env.cr.fetchall()}
        self.assertIn(target.id, kept)
        self.assertFalse(kept & {loner.id, merged.id})

    def test_a_published_draft_becomes_a_draft_again(self):
        self._run()
        simulation = self._simulated_draft()
        simulation.action_publish()
        self.assertEqual(self.policy.share_ids[0].share, 94)
        simulation.action_roll_back()
        self.assertEqual(self._tiers(), ["A", "B", "C", "C", "C"])
        self.assertEqual(self.policy.share_ids.mapped("share"), [80, 15, 5])
        self.assertEqual(self._draft().share_ids.mapped("share"), [94, 1, 5])
        self.assertEqual(self._run().written_count, 0, "tonight nothing moves again")

    def test_rules_that_somebody_edited_since_are_not_overwritten(self):
        self._run()
        simulation = self._simulated_draft()
        simulation.action_publish()
        self.policy.window_days = 100
        simulation.action_roll_back()
        self.assertEqual(self.policy.share_ids[0].share, 94)
        self.assertFalse(self.policy.draft_ids)
        self.assertEqual(self._tiers(), ["A", "B", "C", "C", "C"])

    def test_without_a_backup_nothing_is_rolled_back(self):
        self._run()
        self._shake()
        second = self._run()
        self.env.cr.execute("DELETE FROM customer_profile_backup")
        before = self._snapshot()
        second.invalidate_recordset()
        self.assertFalse(second.can_roll_back)
        with self.assertRaisesRegex(UserError, "was not kept"):
            second.action_roll_back()
        self.assertEqual(self._snapshot(), before)

    def test_a_run_of_an_older_version_is_not_taken_for_the_first(self):
        self._run()
        second = self._run()
        self.assertFalse(second.written_count)
        second.base_run_id = False
        with self.assertRaisesRegex(UserError, "was not kept"):
            second.action_roll_back()

    def test_results_that_were_compared_with_it_cannot_be_published(self):
        self._run()
        second = self._run()
        simulation = self._simulate(self.policy)
        second.action_roll_back()
        self.assertFalse(simulation.can_publish)
        with self.assertRaisesRegex(UserError, "rolled back since"):
            simulation.action_publish()

    def test_other_companies_are_left_alone(self):
        other = self._company("Elsewhere")
        self.env.user.company_ids |= other
        self._order(self.customers[0], 10, 100, company=other)
        self._run(other)
        theirs = self._profile(self.customers[0], other)
        self._run().action_roll_back()
        self.assertTrue(theirs.exists())
        self.assertTrue(other.customer_tier_run_id)
