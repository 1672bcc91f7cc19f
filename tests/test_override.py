from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import AS_OF, TierCase


def day(number):
    return AS_OF + timedelta(days=number)


class OverrideCase(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("rep", "sales_team.group_sale_salesman")
        cls.manager = cls._user("manager", "customer_tier.group_manager", name="Mia")
        cls.hospital = cls._customer("General Hospital", user_id=cls.rep.id)
        cls.clinic = cls._customer("Clinic")
        cls._order(cls.hospital, 20, 1000)
        cls._order(cls.clinic, 10, 50)
        cls.published = cls._run()

    @classmethod
    def _fix(cls, partner=None, tier=None, user=None, **values):
        overrides = cls.env["customer.tier.override"].with_user(user or cls.env.user)
        return overrides.create(
            {
                "partner_id": (partner or cls.clinic).id,
                "company_id": cls.company.id,
                "tier_id": (tier or cls.tier_a).id,
                "reason": "Promised until the new wing opens",
                "date_from": AS_OF,
                "date_to": day(30),
                **values,
            }
        )

    def _tiers(self, partner=None):
        profile = self._profile(partner or self.clinic)
        return profile.tier_id, profile.computed_tier_id


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestOverrideHolds(OverrideCase):
    """A fixed tier begins and ends by itself, beside the computed one."""

    def _nights(self, *numbers):
        """Tier of the clinic after the nightly run of each of these days."""
        tiers = []
        for number in numbers:
            with freeze_time(f"{day(number)} 12:00:00"):
                self._run(as_of=False)
                tiers.append(self._tiers()[0].code)
        return tiers

    def test_it_holds_at_once_and_the_computed_tier_stays_beside(self):
        override = self._fix(user=self.manager)
        profile = self._profile(self.clinic)
        self.assertEqual(self._tiers(), (self.tier_a, self.tier_c))
        self.assertEqual(profile.override_id, override.sudo())
        self.assertEqual(
            profile.override_words,
            "A, fixed by Mia until 04/30/2026: Promised until the new wing opens",
        )
        move = self.env["customer.tier.move"].search(
            [("partner_id", "=", self.clinic.id)], limit=1
        )
        self.assertEqual((move.from_tier_id, move.to_tier_id), self._tiers()[::-1])

    def test_it_outlives_runs_and_ends_without_a_hand(self):
        self._fix()
        self.assertEqual(self._nights(1, 30, 31), ["A", "A", "C"])
        self.assertFalse(self._profile(self.clinic).override_id)

    def test_a_planned_one_begins_without_a_hand(self):
        self._fix(date_from=day(5), date_to=day(6))
        self.assertEqual(self._tiers()[0], self.tier_c)
        self.assertEqual(self._nights(4, 5, 6, 7), ["C", "A", "A", "C"])

    def test_without_end_it_holds_until_ended(self):
        override = self._fix(date_to=False)
        self.assertEqual(self._nights(300), ["A"])
        with freeze_time(f"{day(301)} 12:00:00"):
            override.action_end()
            self.assertEqual(override.date_to, day(300))
            self.assertEqual(override.state, "ended")
        self.assertEqual(self._tiers()[0], self.tier_c)

    def test_ended_on_its_first_day_it_is_archived(self):
        override = self._fix()
        override.action_end()
        self.assertFalse(override.active)
        self.assertEqual(self._tiers(), (self.tier_c, self.tier_c))

    def test_changes_hold_at_once(self):
        override = self._fix()
        override.tier_id = self.tier_b
        self.assertEqual(self._tiers()[0], self.tier_b)
        override.date_from = day(1)
        self.assertEqual(self._tiers()[0], self.tier_c)

    def test_a_planned_one_can_be_deleted_and_one_that_held_cannot(self):
        self._fix(date_from=day(5), date_to=day(6)).unlink()
        override = self._fix()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            override.unlink()

    def test_extend(self):
        override = self._fix()
        override.action_extend()
        self.assertEqual(override.date_to.isoformat(), "2026-07-30")

    def test_what_is_computed_moves_on_beneath(self):
        self._fix(tier=self.tier_b)
        self._order(self.clinic, 0, 100_000)
        self._run()
        self.assertEqual(self._tiers(), (self.tier_b, self.tier_a))

    def test_a_fixed_customer_is_not_announced(self):
        self.policy.write({"grace_days": 30, "window_days": 25})
        self._fix(self.hospital)
        with freeze_time(f"{day(10)} 12:00:00"):
            self._run(as_of=False)
        self.assertTrue(self._profile(self.hospital).pending_tier_id)
        self.assertFalse(self.hospital.activity_ids)

    def test_orders_are_stamped_with_the_fixed_tier(self):
        self._fix()
        order = self._order(self.clinic, 0, 10, state="draft")
        order.action_confirm()
        self.assertEqual(order.order_tier_id, self.tier_a)

    def test_simulations_apply_it_on_the_days_on_which_it_holds(self):
        self._fix()
        for number, tier in ((0, self.tier_a), (31, self.tier_c), (-1, self.tier_c)):
            lines = self._run(as_of=day(number), mode="simulation").line_ids
            line = lines.filtered(lambda line: line.partner_id == self.clinic)
            self.assertEqual(line.tier_id, tier, number)

    def test_publishing_an_older_simulation_keeps_it(self):
        simulation = self._run(mode="simulation")
        self._fix()
        simulation.action_publish()
        self.assertEqual(self._tiers(), (self.tier_a, self.tier_c))
        self.assertTrue(self._profile(self.clinic).override_id)

    def test_publishing_a_simulation_does_not_bring_back_an_ended_one(self):
        override = self._fix()
        simulation = self._run(mode="simulation")
        override.action_end()
        simulation.action_publish()
        self.assertEqual(self._tiers(), (self.tier_c, self.tier_c))

    def test_it_outlives_a_rollback(self):
        self._order(self.clinic, 0, 60)
        run = self._run()
        self._fix()
        run.action_roll_back()
        self.env["customer.tier.refresh"]._refresh_waiting(self.company)
        self.env.invalidate_all()
        self.assertEqual(self._tiers()[0], self.tier_a)

    def test_each_company_fixes_for_itself(self):
        other = self._company("Other Company")
        self._order(self.clinic, 10, 50, company=other)
        self._order(self.hospital, 10, 5000, company=other)
        self._run(other)
        self._fix()
        self.assertEqual(self._profile(self.clinic, other).tier_id, self.tier_c)

    def test_a_merged_customer_keeps_the_one_of_the_target(self):
        kept = self._fix(self.hospital, self.tier_b)
        dropped = self._fix(self.clinic, self.tier_a, date_to=day(10))
        later = self._fix(self.clinic, date_from=day(40), date_to=day(50))
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.hospital | self.clinic).ids, self.hospital
        )
        self.env.invalidate_all()
        self.assertTrue(kept.active)
        self.assertFalse(dropped.active)
        self.assertTrue(later.active)
        self.assertEqual(later.partner_id, self.hospital)
        self._run()
        self.assertEqual(self._tiers(self.hospital)[0], self.tier_b)


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestOverrideIsEntered(OverrideCase):
    """Bad input is refused in words; who did what is written down."""

    @contextmanager
    def _refused(self, words):
        """With the changes taken back, as they would be for a user."""
        with (
            self.assertRaisesRegex(ValidationError, words),
            self.env.cr.savepoint(),
        ):
            yield

    def test_departments_are_fixed_with_their_hospital(self):
        ward = self._customer("Ward", parent_id=self.hospital.id, is_company=False)
        self.assertEqual(self._fix(ward).partner_id, self.hospital)

    def test_whoever_has_no_tier_cannot_be_fixed(self):
        prospect = self._customer("Prospect")
        with self._refused("Prospect has no tier in Tier"):
            self._fix(prospect)

    def test_two_at_a_time_are_refused_naming_the_other(self):
        self._fix()
        with self._refused("fixed as A from 03/31/2026 to 04/30/2026"):
            self._fix(tier=self.tier_b, date_from=day(30), date_to=False)
        self._fix(tier=self.tier_b, date_from=day(31), date_to=False)
        with self._refused("as B from 05/01/2026 on"):
            self._fix(date_from=day(400), date_to=False)

    def test_an_archived_one_blocks_nobody_until_it_comes_back(self):
        override = self._fix()
        override.active = False
        self._fix()
        with self.assertRaises(ValidationError):
            override.active = True

    def test_days_gone_by_are_history(self):
        for dates in (
            {"date_from": day(-1)},
            {"date_from": day(-9), "date_to": day(-2)},
        ):
            with self._refused("days gone by"):
                self._fix(**dates)

    def test_the_end_comes_after_the_beginning(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._fix(date_from=day(5), date_to=day(4))

    def test_archived_tiers_and_empty_reasons_are_refused(self):
        old = self.env["customer.tier"].create({"name": "Old", "code": "O"})
        old.active = False
        with self._refused("is archived"):
            self._fix(tier=old)
        with self._refused("Say why"):
            self._fix(reason="  ")

    def test_the_contact_remembers_who_fixed_and_freed_it(self):
        override = self._fix(user=self.manager)
        override.date_to = day(60)
        override.action_end()
        freed, longer, fixed = self.clinic.message_ids[:3]
        self.assertEqual(fixed.author_id, self.manager.partner_id)
        self.assertIn(
            "Tier fixed as A from 03/31/2026 to 04/30/2026; computed: C. Promised",
            fixed.preview,
        )
        self.assertIn("changed: A from 03/31/2026 to 05/30/2026", longer.preview)
        self.assertIn("the computed tier C holds again", freed.preview)

    def test_the_override_tracks_its_changes(self):
        tracked = self.env(
            context=dict(self.env.context, tracking_disable=False, mail_notrack=False)
        )
        override = self._fix().with_env(tracked)
        override.write({"tier_id": self.tier_b.id})
        self.env.flush_all()
        self.cr.precommit.run()
        values = override.message_ids.sudo().tracking_value_ids
        self.assertIn("tier_id", values.field_id.mapped("name"))

    def test_reps_read_the_overrides_of_their_customers_and_write_none(self):
        own, other = self._fix(self.hospital), self._fix(self.clinic)
        self.clinic.user_id = self.manager
        overrides = self.env["customer.tier.override"].with_user(self.rep)
        self.assertEqual(overrides.search([]), own.with_user(self.rep))
        self.assertEqual(own.with_user(self.rep).monetary, 1000)
        for attempt in (
            lambda: own.with_user(self.rep).write({"reason": "Mine"}),
            lambda: own.with_user(self.rep).action_end(),
            lambda: self._fix(self.hospital, user=self.rep),
            lambda: other.with_user(self.rep).read(["reason"]),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_managers_of_other_companies_see_none(self):
        self._fix()
        other = self._company("Other Company")
        stranger = self._user("stranger", "customer_tier.group_manager", other)
        overrides = self.env["customer.tier.override"].with_user(stranger)
        overrides = overrides.with_context(allowed_company_ids=other.ids)
        self.assertFalse(overrides.search([]))

    def test_fix_the_tier_starts_from_the_tier_of_today_and_finds_the_one_in_force(
        self,
    ):
        ward = self._customer("Ward", parent_id=self.clinic.id, is_company=False)
        action = ward.with_user(self.manager).action_fix_customer_tier()
        overrides = self.env["customer.tier.override"].with_user(self.manager)
        form = Form(overrides.with_context(**action["context"]))
        self.assertEqual((form.partner_id, form.tier_id), (self.clinic, self.tier_c))
        self.assertEqual(form.date_to, AS_OF.replace(month=6, day=30))
        form.tier_id = self.tier_a
        form.reason = "A promise"
        override = form.save()
        self.assertEqual(self._tiers()[0], self.tier_a)
        action = self._profile(self.clinic).with_user(self.manager).action_fix_tier()
        self.assertEqual(action["res_id"], override.id)


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestOverrideLists(OverrideCase):
    """Which end, which differ, and what they are worth."""

    def test_state_is_found_by_each_companys_own_day(self):
        planned = self._fix(date_from=day(40), date_to=day(50))
        running = self._fix(date_to=day(1))
        archived = self._fix(self.hospital)
        archived.active = False
        overrides = self.env["customer.tier.override"].with_context(active_test=False)
        for state, found in (
            ("planned", planned),
            ("active", running),
            ("ended", archived),
        ):
            self.assertEqual(overrides.search([("state", "=", state)]), found)
            self.assertEqual(found.state, state)
        self.assertEqual(
            overrides.search([("state", "!=", "ended")]), planned | running
        )
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time(f"{day(1)} 20:00:00"):  # tomorrow already, there
            running.invalidate_recordset()
            self.assertEqual(running.state, "ended")
            self.assertEqual(
                overrides.search([("state", "=", "ended")]), running | archived
            )

    def test_those_that_differ_and_what_they_are_worth(self):
        same = self._fix(self.hospital, self.tier_a)
        differs = self._fix(self.clinic, self.tier_b)
        overrides = self.env["customer.tier.override"]
        self.assertEqual(overrides.search([("differs", "=", True)]), differs)
        self.assertEqual(overrides.search([("differs", "=", False)]), same)
        self.assertEqual((same.differs, differs.differs), (False, True))
        self.assertEqual(
            overrides._read_group([], ["computed_tier_id"], ["monetary:sum"]),
            [(self.tier_a, 1000), (self.tier_c, 50)],
        )
        self.assertEqual(
            overrides._read_group([], ["user_id"], ["__count"]),
            [(self.rep, 1), (self.env["res.users"], 1)],
        )

    def test_whoever_fixed_it_is_reminded_once_before_the_end(self):
        override = self._fix(user=self.manager)
        for number in (22, 23, 24):
            with freeze_time(f"{day(number)} 12:00:00"):
                self._run(as_of=False)
                self.assertEqual(len(override.activity_ids), int(number >= 23))
        activity = override.activity_ids
        self.assertEqual(
            (activity.user_id, activity.date_deadline), (self.manager, day(30))
        )
        self.assertIn("Clinic: fixed tier A ends on 04/30/2026", activity.summary)
        with freeze_time(f"{day(24)} 12:00:00"):
            override.with_user(self.manager).action_extend()
        self.assertFalse(override.activity_ids, "a longer one ends another day")

    def test_reminders_of_ended_ones_go(self):
        override = self._fix(date_to=day(3))
        self._run()
        self.assertTrue(override.activity_ids)
        with freeze_time(f"{day(4)} 12:00:00"):
            self._run(as_of=False)
        self.assertFalse(override.activity_ids)

    def test_a_company_may_want_no_reminders(self):
        self.company.customer_tier_reminder_days = 0
        override = self._fix(date_to=day(3))
        self._run()
        self.assertFalse(override.activity_ids)
