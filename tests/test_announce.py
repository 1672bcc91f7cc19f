from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time, tagged

from ..models import customer_tier_run_announce
from .common import AS_OF, TierCase

LATER = AS_OF + timedelta(days=20)  # the hospital's order is a year old by then


def after(days):
    return LATER + timedelta(days=days)


@freeze_time("2026-12-31 12:00:00")
@tagged("post_install", "-at_install")
class TestAnnounce(TierCase):
    """A hospital falls out of its tier A, with 30 days of grace; a clinic takes its place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.grace_days = 30
        cls.rep = cls._user("rep", "sales_team.group_sale_salesman", name="Rita Rep")
        cls.hospital = cls._customer("General Hospital", user_id=cls.rep.id)
        cls._order(cls.hospital, 355, 1000)
        cls.clinic = cls._customer("Clinic")
        cls._order(cls.clinic, 10, 100)
        cls._run()

    def _activities(self, partner=None, active_test=True):
        return (
            self.env["mail.activity"]
            .with_context(active_test=active_test)
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", (partner or self.hospital).id),
                    ("customer_tier_company_id", "=", self.company.id),
                ],
                order="id",
            )
        )

    def _recover(self, days):
        self._order(self.hospital, (AS_OF - after(days)).days, 5000)

    def test_a_pending_demotion_is_an_activity_of_the_salesperson(self):
        run = self._run(as_of=LATER)
        profile = self._profile(self.hospital)
        self.assertEqual(
            (profile.tier_id, profile.pending_tier_id, profile.pending_date),
            (self.tier_a, self.tier_c, after(30)),
        )
        activity = self._activities()
        self.assertEqual(
            (activity.user_id, activity.date_deadline, activity.automated),
            (self.rep, after(30), True),
        )
        self.assertEqual(activity.summary, "A, becomes C on 05/20/2026")
        self.assertIn("General Hospital is A: key customer. Becomes C", activity.note)
        self.assertEqual((run.announced_count, run.unannounced_count), (1, 0))

    def test_it_is_said_once(self):
        for days in range(3):
            self._run(as_of=after(days))
        self.assertEqual(len(self._activities()), 1)

    def test_it_is_not_said_again_to_who_has_done_or_deleted_it(self):
        self._run(as_of=LATER)
        self._activities().action_feedback()
        self._run(as_of=after(1))
        self.assertFalse(self._activities())
        self._recover(2)
        self._run(as_of=after(3))
        self.assertFalse(self._profile(self.hospital).announced_date)

    def test_it_goes_when_the_customer_recovers(self):
        self._run(as_of=LATER)
        self._recover(5)
        self._run(as_of=after(5))
        self.assertFalse(self._profile(self.hospital).pending_tier_id)
        self.assertFalse(self._activities(active_test=False))

    @freeze_time(f"{after(5)} 12:00:00")
    def test_it_goes_with_the_quick_refresh_of_the_order_that_saves_it(self):
        self._run(as_of=LATER)
        self._recover(5)
        self.env["customer.tier.refresh"]._refresh(self.company, self.hospital)
        self.assertEqual(self._profile(self.hospital).tier_id, self.tier_a)
        self.assertFalse(self._activities())

    def test_it_goes_when_the_demotion_has_happened(self):
        self._run(as_of=LATER)
        self._run(as_of=after(30))
        self.assertEqual(self._profile(self.hospital).tier_id, self.tier_c)
        self.assertFalse(self._activities())

    def test_it_goes_when_the_customer_is_gone(self):
        self._run(as_of=LATER)
        self.env["sale.order"].search([("partner_id", "=", self.hospital.id)]).write(
            {"state": "cancel"}
        )
        self._run(as_of=after(1))
        self.assertFalse(self._profile(self.hospital))
        self.assertFalse(self._activities())

    def test_a_second_fall_is_said_again(self):
        self.policy.window_days = 100
        self._recover(-60)
        self._run(as_of=LATER)
        self.assertFalse(self._activities(), "bought 60 days ago")
        self._run(as_of=after(41))
        first = self._activities()
        self.assertTrue(first)
        self._recover(42)
        self._run(as_of=after(42))
        self.assertFalse(self._activities())
        self._run(as_of=after(150))
        self.assertEqual(self._activities().date_deadline, after(180))

    def test_deadline_and_words_follow_the_rules(self):
        self._run(as_of=LATER)
        self.policy.grace_days = 60
        self._run(as_of=after(1))
        activity = self._activities()
        self.assertEqual(activity.date_deadline, after(60))
        self.assertIn("06/19/2026", activity.summary)

    def test_a_deadline_moved_by_hand_stays(self):
        self._run(as_of=LATER)
        self._activities().date_deadline = after(3)
        self._run(as_of=after(1))
        self.assertEqual(self._activities().date_deadline, after(3))

    def test_it_speaks_the_language_of_the_salesperson(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.rep.lang = "fr_FR"
        self._run(as_of=LATER)
        self.assertIn("20/05/2026", self._activities().summary)

    def test_a_policy_may_keep_quiet(self):
        self.policy.announce_pending = False
        self._run(as_of=LATER)
        self.assertTrue(self._profile(self.hospital).pending_tier_id)
        self.assertFalse(self._activities())
        self.policy.announce_pending = True
        self._run(as_of=after(1))
        self.assertTrue(self._activities())
        self.policy.announce_pending = False
        self._run(as_of=after(2))
        self.assertFalse(self._activities())

    def test_without_a_salesperson_nobody_is_told_until_there_is_one(self):
        self.hospital.user_id = False
        self._run(as_of=LATER)
        self.assertFalse(self._activities())
        self.hospital.user_id = self.rep
        self._run(as_of=after(1))
        self.assertEqual(self._activities().user_id, self.rep)

    def test_promotions_are_not_announced(self):
        self.policy.write({"grace_days": 0, "promote_after": 5})
        self.clinic.user_id = self.rep
        self._run(as_of=LATER)
        self.assertEqual(self._profile(self.clinic).pending_direction, "up")
        self.assertFalse(self._activities(self.clinic))

    def test_companies_keep_apart(self):
        other = self._company("Other Company")
        self.rep.company_ids += other
        self._policy(other).grace_days = 10
        self._order(self.hospital, 355, 1000, company=other)
        self._order(self._customer(), 10, 100, company=other)
        self._run(other, as_of=AS_OF)
        self._run(as_of=LATER)
        self._run(other, as_of=LATER)
        ours = self._activities()
        self.assertEqual(len(ours), 1)
        self._recover(1)
        self._run(as_of=after(1))
        left = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.hospital.id)]
        )
        self.assertEqual(left.customer_tier_company_id, other)
        self.assertEqual(left.date_deadline, after(10))

    def test_a_salesperson_of_another_company_is_not_told(self):
        self.rep.write(
            {"company_ids": [Command.set(self._company("Other").ids)]}
            | {
                "company_id": self.env["res.company"]
                .search([], order="id desc", limit=1)
                .id
            }
        )
        self._run(as_of=LATER)
        self.assertTrue(self._profile(self.hospital).pending_tier_id)
        self.assertFalse(self._activities())

    def test_publishing_a_simulation_announces_and_rolling_back_withdraws(self):
        run = self._run(as_of=LATER, mode="simulation")
        self.assertFalse(self._activities())
        run.action_publish()
        self.assertEqual(len(self._activities()), 1)
        run.action_roll_back()
        self.assertFalse(self._profile(self.hospital).pending_tier_id)
        self.assertFalse(self._activities())

    def test_the_biggest_come_first_when_they_are_too_many(self):
        lab = self._customer("Lab", user_id=self.rep.id)
        self.policy.write({"tier_method": "pareto", "window_days": 3650})
        self._order(lab, 20, 300)
        self._run(as_of=LATER)
        self._order(self.clinic, (AS_OF - after(1)).days, 1_000_000)
        with patch.object(customer_tier_run_announce, "MAX_ANNOUNCED", 1):
            run = self._run(as_of=after(1))
            self.assertTrue(self._profile(lab).pending_tier_id)
            self.assertEqual((run.announced_count, run.unannounced_count), (1, 1))
            self.assertTrue(self._activities())
            self.assertFalse(self._activities(lab))
            self._run(as_of=after(2))
            self.assertTrue(self._activities(lab))

    def test_tiers_stand_though_nobody_could_be_told(self):
        def fail(*_args):
            raise RuntimeError("the mail system is down")

        with (
            patch.object(type(self.env["mail.activity"]), "create", fail),
            self.assertLogs(customer_tier_run_announce.__name__, "ERROR"),
        ):
            run = self._run(as_of=LATER)
        self.assertEqual(run.state, "done")
        self.assertEqual(run.announce_error, "the mail system is down")
        self.assertTrue(self._profile(self.hospital).pending_tier_id)
        self._run(as_of=after(1))
        self.assertTrue(self._activities(), "the next run tells")

    def test_merged_contacts_keep_one_activity(self):
        twin = self._customer("Twin Hospital", user_id=self.rep.id)
        self._order(twin, 355, 1000)
        self._run(as_of=AS_OF)
        self._run(as_of=LATER)
        self.assertTrue(self._activities(twin))
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.hospital | twin).ids, self.hospital
        )
        self._run(as_of=after(1))
        self.assertEqual(len(self._activities()), 1)
