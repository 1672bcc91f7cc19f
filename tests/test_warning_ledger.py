from datetime import timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AS_OF
from .common_warning import WarningCase, ago


@tagged("post_install", "-at_install")
class TestWarningLedger(WarningCase):
    """Revenue of the last 90 days against the 90 before: 1000, and then less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital, cls.clinic = cls._customers(2)
        cls.rule = cls._rule()

    def _ready(self):
        self._run()

    def test_severity_goes_by_the_limits_and_below_the_lowest_there_is_no_warning(self):
        customers = self._customers(4)
        for customer, percent in zip(customers, (29, 30, 50, 75), strict=True):
            self._fall(customer, percent)
        self._ready()
        self._warn()
        self.assertFalse(self._of(customers[0]))
        self.assertEqual(
            [self._of(customer).severity for customer in customers[1:]],
            ["1", "2", "3"],
        )

    def test_same_thing_is_warned_of_once(self):
        self._fall(self.hospital, 60)
        self._ready()
        self.assertEqual(self._warn(), 1)
        self.assertEqual(self._warn(), 0, "nothing has changed, nothing is written")
        self.assertEqual(len(self._of(self.hospital)), 1)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self._open(partner_id=self.hospital.id)
            self.env.flush_all()

    def test_warning_stays_between_the_two_limits_and_closes_below_both(self):
        self._fall(self.hospital, 30)
        self._ready()
        self._warn()
        self._buy([(self.hospital, 5, 100)])  # 20 % less
        self._warn()
        self.assertEqual(self._of(self.hospital).state, "open")
        self._buy([(self.hospital, 4, 1)])  # 19.9 %
        self._warn()
        warning = self._of(self.hospital)
        self.assertEqual((warning.state, warning.close_reason), ("closed", "over"))
        self.assertEqual(warning.closed_on, AS_OF)

    def test_between_the_two_limits_nothing_is_opened(self):
        self._fall(self.hospital, 29)
        self._ready()
        self._warn()
        self.assertFalse(self._of(self.hospital))

    def test_severity_follows_in_place(self):
        self._fall(self.hospital, 80)
        self._ready()
        self._warn()
        warning = self._of(self.hospital)
        self._buy([(self.hospital, 5, 350)])
        self._warn()
        self.assertEqual((warning.severity, warning.opened_on), ("1", AS_OF))
        self.assertEqual(self._of(self.hospital), warning)

    def _closed(self, days, reason):
        return self._open(
            partner_id=self.hospital.id,
            state="closed",
            opened_on=ago(100),
            closed_on=ago(days),
            close_reason=reason,
        )

    def test_what_comes_back_within_days_goes_on(self):
        self._fall(self.hospital, 60)
        self._ready()
        old = self._closed(13, "over")
        self._warn()
        self.assertEqual(self._of(self.hospital), old)
        self.assertEqual((old.state, old.reopened_count), ("open", 1))
        self.assertFalse(old.closed_on or old.close_reason)
        self.assertEqual((old.opened_on, old.severity), (ago(100), "2"))

    def test_what_comes_back_later_is_a_new_warning(self):
        self._fall(self.hospital, 60)
        self._ready()
        old = self._closed(14, "over")
        self._warn()
        new = self._of(self.hospital, state="open")
        self.assertTrue(new and new != old)
        self.assertEqual(old.state, "closed")

    def test_what_somebody_closed_is_quiet_for_as_long_as_the_rule_says(self):
        self._fall(self.hospital, 60)
        self._ready()
        old = self._closed(59, "hand")
        self._warn()
        self.assertEqual(self._of(self.hospital), old)
        self.assertEqual(old.state, "closed")
        old.closed_on = ago(60)
        self._warn()
        self.assertEqual(len(self._of(self.hospital)), 2)

    def test_snoozed_warning_wakes_up_on_its_day(self):
        self._fall(self.hospital, 60)
        self._ready()
        self._warn(ago(2))
        warning = self._of(self.hospital)
        warning._snooze(AS_OF)
        self._warn(ago(1))
        self.assertEqual(warning.state, "snoozed")
        self._warn()
        self.assertEqual((warning.state, warning.snoozed_until), ("open", False))

    def test_snoozed_warning_that_is_over_closes(self):
        self._fall(self.hospital, 60)
        self._ready()
        self._warn()
        warning = self._of(self.hospital)
        warning._snooze(AS_OF + timedelta(days=30))
        self._buy([(self.hospital, 1, 900)])
        self._warn()
        self.assertEqual((warning.state, warning.close_reason), ("closed", "over"))

    def test_who_snoozes_says_until_when(self):
        warning = self._open(partner_id=self.hospital.id)
        wizard = self.env["customer.warning.snooze"].create(
            {"warning_ids": warning.ids, "until": "2020-01-01", "reason": "Holidays"}
        )
        with self.assertRaisesRegex(UserError, "after today"):
            wizard.action_snooze()
        wizard.until = "2999-01-01"
        wizard.action_snooze()
        self.assertEqual(warning.state, "snoozed")
        self.assertIn("Holidays", warning.message_ids[0].body)
        warning.action_wake()
        self.assertEqual(warning.state, "open")

    def test_closed_warning_is_neither_closed_nor_snoozed_again(self):
        warning = self._open(partner_id=self.hospital.id)
        warning.action_close()
        self.assertEqual(warning.closed_by_id, self.env.user)
        for action in (warning.action_close, warning.action_snooze):
            with self.assertRaisesRegex(UserError, "closed already"):
                action()

    def test_archived_customer_is_warned_of_no_more(self):
        self._fall(self.hospital, 60)
        self._ready()
        self._warn()
        self.hospital.active = False
        self._warn()
        self.assertEqual(self._of(self.hospital).close_reason, "gone")

    def _open_fall(self, percent):
        """Revenue fell 100 days ago, seen then, and with the years the period before is as low."""
        self._fall(self.hospital, percent, ago=100)
        self._ready()
        self._warn(ago(100))
        warning = self._of(self.hospital)
        self.assertEqual(warning.state, "open")
        return warning

    def test_who_buys_nothing_any_more_is_gone_and_not_over_it(self):
        warning = self._open_fall(100)
        self._warn(ago(99))
        self._warn()
        self.assertEqual((warning.state, warning.close_reason), ("closed", "gone"))

    def test_who_stays_low_has_not_recovered(self):
        warning = self._open_fall(60)
        self._buy([(self.hospital, days, 200) for days in (80, 50)])
        self._warn(ago(99))
        self._warn()
        self.assertEqual((warning.state, warning.close_reason), ("closed", "lasting"))
        self.assertEqual(warning.facts["level"], 1000)

    def test_who_buys_as_much_as_once_has_recovered(self):
        warning = self._open_fall(60)
        self._warn(ago(99))
        self._buy([(self.hospital, days, 401) for days in (80, 50)])
        self._warn()
        self.assertEqual((warning.state, warning.close_reason), ("closed", "over"))

    def _slow_no_more(self, last, **forecast):
        """Slow ten days ago, and silent since; as of now, the next purchase is not due yet."""
        rule = self._rule("slow", window_days=365)
        self._buy([(self.hospital, last, 100), (self.hospital, last + 90, 100)])
        self._ready()
        warning = self._open(
            partner_id=self.hospital.id,
            kind="slow",
            rule_id=rule.id,
            opened_on=ago(10),
        )
        self._forecast(self.hospital, ago(-10), **forecast)
        self._warn()
        return warning.close_reason

    def test_who_is_not_late_any_more_by_a_new_estimate_is_not_gone(self):
        self.assertEqual(self._slow_no_more(364), "over")

    def test_who_bought_nothing_in_the_days_looked_at_is_gone(self):
        self.assertEqual(self._slow_no_more(365), "gone")

    def test_who_is_gone_by_the_forecast_is_gone(self):
        self.assertEqual(self._slow_no_more(300, is_gone=True), "gone")

    def test_rule_that_is_switched_off_closes_its_warnings_and_says_why(self):
        self._fall(self.hospital, 60)
        self._ready()
        self._warn()
        self.rule.active = False
        self._warn()
        self.assertEqual(self._of(self.hospital).close_reason, "rule")

    def test_first_rule_for_the_tier_is_the_one(self):
        """The second one would warn, the first one takes the customer and does not."""
        self._fall(self.hospital, 40)
        self._ready()
        tier = self._profile(self.hospital).tier_id
        strict = self._rule(sequence=1, low_from=45, tier_ids=tier.ids)
        self._warn()
        self.assertFalse(self._of(self.hospital))
        strict.low_from = 35
        self._warn()
        self.assertEqual(self._of(self.hospital).rule_id, strict)
        self.assertEqual(
            self.warnings.search([("tier_id", "=", tier.id)]), self._of(self.hospital)
        )
        # for another tier, it has nothing to say
        strict.low_from = 45
        strict.tier_ids = (self.tier_a | self.tier_b | self.tier_c) - tier
        self._warn()
        self.assertEqual(self._of(self.hospital).rule_id, self.rule)

    def test_step_that_failed_leaves_its_warnings_alone(self):
        self._rule("slow", low_from=30)
        self._ready()
        slow = self._open(partner_id=self.hospital.id, kind="slow")
        self._warn(steps=("categories",))
        self.assertEqual(slow.state, "open")
        self._warn()
        self.assertEqual((slow.state, slow.close_reason), ("closed", "gone"))

    def test_companies_have_their_own_warnings(self):
        other = self._company("Other Company")
        self.env.user.company_ids = [Command.link(other.id)]
        self._fall(self.hospital, 60)
        self._buy([(self.hospital, 100, 100), (self.hospital, 5, 100)], company=other)
        self._ready()
        self._run(other)
        self._warn()
        self._warn(company=other)
        self.assertEqual(self._of(self.hospital).company_id, self.company)
        self.rule.company_id = other
        self._warn()
        self.assertEqual(self._of(self.hospital).close_reason, "rule")

    def test_owner_is_who_the_rule_says_and_nobody_who_left(self):
        rep, boss, other = (
            self._user(f"warned_{name}", "sales_team.group_sale_salesman")
            for name in ("rep", "boss", "other")
        )
        team = self.env["crm.team"].create(
            {
                "name": "North",
                "company_id": self.company.id,
                "user_id": boss.id,
                "member_ids": [Command.set(rep.ids)],
            }
        )
        self._fall(self.hospital, 60)
        self._ready()
        self.hospital.user_id = rep
        self.rule.user_id = other
        for assign_to, owner in (
            ("salesperson", rep),
            ("leader", boss),
            ("user", other),
        ):
            self.rule.assign_to = assign_to
            self._warn()
            self.assertEqual(self._of(self.hospital).user_id, owner, assign_to)
        self.rule.assign_to = "salesperson"
        rep.active = False
        self._warn()
        self.assertEqual(self._of(self.hospital).user_id, other)
        team.user_id = False
        self.rule.user_id = False
        self._warn()
        self.assertFalse(self._of(self.hospital).user_id)

    def test_merged_customers_keep_the_worst_of_each_kind(self):
        mild = self._open(partner_id=self.hospital.id)
        bad = self._open(partner_id=self.clinic.id, severity="3")
        old = self._open(partner_id=self.clinic.id, state="closed", close_reason="over")
        mails = self._open(partner_id=self.clinic.id, kind="mails", facts={})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.hospital | self.clinic).ids, self.hospital
        )
        self.assertFalse(mild.exists())
        self.assertEqual(self._of(self.hospital), bad | old | mails)

    def test_limits_have_to_go_up(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.rule.over_below = 31
            self.env.flush_all()

    def test_warning_for_nobody_in_particular_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no owner"):
            self.rule.assign_to = "user"

    def test_whole_night_warns_of_who_stopped(self):
        """From orders to the sentence: regular customers, and one that stopped."""
        customers, _rows = self._base(count=45)
        late = customers[1]
        self.env["sale.order"].search([("partner_id", "=", late.id)]).state = "cancel"
        self._buy([(late, 70 + 30 * turn, 100) for turn in range(20)])
        self._rule(
            "slow",
            window_days=730,
            low_from=1.5,
            medium_from=2,
            high_from=3,
            over_below=1,
            max_probability=0.9,
        )
        self._run()
        run = self._foresee()
        self.assertEqual(run.state, "done", run.error)
        warning = self._of(late, kind="slow")
        self.assertEqual(warning.severity, "2")
        self.assertIn("70 days ago", warning.evidence)
        self.assertEqual(warning.seen_on, AS_OF)

    def test_a_small_chance_is_told_as_small_not_as_none(self):
        facts = {"last": "2026-01-05", "usual": 12, "horizon": 90}
        for probability, told in (
            (0.004, "less than 1 %"),
            (0.0, " 0 %"),
            (0.37, "37 %"),
        ):
            warning = self.env["customer.warning"].new({"kind": "slow"})
            words = warning._evidence_of_slow(
                warning, {**facts, "probability": probability}
            )
            self.assertIn(told, words)
