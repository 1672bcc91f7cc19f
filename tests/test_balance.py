from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AS_OF
from .common_promises import PromiseCase


@tagged("post_install", "-at_install")
class TestBalance(PromiseCase):
    """Effort beside revenue: it adds up, for the period and the customers that were meant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._user("balance_other", "sales_team.group_sale_salesman")
        cls.manager = cls._user(
            "balance_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        cls.key, cls.mine, cls.yours, cls.nobodys = (
            cls._customer(name, user_id=user and user.id)
            for name, user in (
                ("Key", cls.seller),
                ("Mine", cls.seller),
                ("Yours", cls.other),
                ("Nobody's", None),
            )
        )
        for customer, tier, amount in (
            (cls.key, cls.tier_a, 700),
            (cls.mine, cls.tier_c, 100),
            (cls.yours, cls.tier_c, 150),
            (cls.nobodys, cls.tier_c, 50),
        ):
            cls._put_in_tier(customer, tier, monetary=amount)

    def report(self, user=None, days=90):
        return (
            self.env["customer.tier.balance"]
            .with_user(user or self.manager)
            .create({"date_from": AS_OF - timedelta(days=days - 1), "date_to": AS_OF})
        )

    def lines(self, report=None):
        action = (report or self.report()).action_show()
        return self.env[action["res_model"]].search(action["domain"])

    def test_shares_stand_side_by_side_and_add_up(self):
        self._done(self.key, 5)
        for customer in (self.mine, self.yours, self.yours):
            self._done(customer, 6, self.call_type)
        lines = self.lines()
        self.assertEqual(len(lines), 4)
        [key] = lines.filtered(lambda line: line.tier_id == self.tier_a)
        self.assertEqual((key.revenue_share, key.effort_share), (70, 25))
        self.assertEqual(key.gap, -45)
        [yours] = lines.filtered(lambda line: line.user_id == self.other)
        self.assertEqual((yours.revenue_share, yours.effort_share), (15, 50))
        self.assertAlmostEqual(sum(lines.mapped("revenue_share")), 100)
        self.assertAlmostEqual(sum(lines.mapped("effort_share")), 100)

    def test_totals_are_those_of_the_profiles(self):
        profiles = self.env["customer.profile"].search(
            [("company_id", "=", self.company.id)]
        )
        lines = self.lines()
        self.assertEqual(sum(lines.mapped("customer_count")), len(profiles))
        self.assertEqual(sum(lines.mapped("revenue")), sum(profiles.mapped("monetary")))

    def test_each_kind_is_counted_in_its_column(self):
        self._done(self.key, 5)
        self._done(self.key, 5, self.call_type)
        self._done(self.key, 5, self.todo_type)
        self._meeting(self.key, 5)
        [key] = self.lines().filtered(lambda line: line.tier_id == self.tier_a)
        self.assertEqual(
            (key.visit_count, key.meeting_count, key.call_count, key.other_count),
            (1, 1, 1, 1),
        )
        self.assertEqual((key.effort, key.quiet_count), (4, 0))

    def test_meeting_of_an_activity_that_was_done_counts_once(self):
        meeting = self._meeting(self.key, 5)
        activity = self.key.activity_schedule(
            "mail.mail_activity_data_meeting", user_id=self.seller.id
        )
        activity.calendar_event_id = meeting
        messages, _next = activity._action_done()
        messages.date = self._noon(5)
        [key] = self.lines().filtered(lambda line: line.tier_id == self.tier_a)
        self.assertEqual((key.effort, key.meeting_count), (1, 1))

    def test_first_and_last_day_are_in_and_their_neighbours_out(self):
        for days_ago in (90, 89, 0, -1):
            self._done(self.key, days_ago)
        self.assertEqual(sum(self.lines().mapped("effort")), 2)

    def test_salesperson_balances_own_customers(self):
        lines = self.lines(self.report(self.seller))
        self.assertEqual(sum(lines.mapped("customer_count")), 3)
        self.assertNotIn(self.other, lines.user_id)
        self.assertAlmostEqual(sum(lines.mapped("revenue_share")), 100)

    def test_without_effort_or_revenue_the_shares_are_zero(self):
        self.env["customer.profile"].search([]).write({"monetary": 0})
        lines = self.lines()
        self.assertEqual(set(lines.mapped("revenue_share")), {0})
        self.assertEqual(set(lines.mapped("effort_share")), {0})

    def test_showing_a_report_again_shows_it_anew(self):
        report = self.report()
        self._order(self.mine, 10, 50)
        before = (len(self.lines(report)), len(self.quiet(report=report)))
        self.assertEqual(before, (4, 1))
        self._done(self.key, 5)
        self.assertEqual(len(self.lines(report)), 4)
        self.assertEqual(sum(self.lines(report).mapped("effort")), 1)
        self.assertEqual(len(self.quiet(report=report)), 1)

    def test_period_that_ends_before_it_begins_is_refused(self):
        report = self.report()
        report.date_from = date(2027, 1, 1)
        with self.assertRaises(UserError):
            report.action_show()

    def quiet(self, user=None, days=90, report=None):
        action = (report or self.report(user, days)).action_show_quiet()
        return self.env[action["res_model"]].search(action["domain"])

    def test_rising_customers_of_the_last_tier_nobody_talked_to(self):
        falling = self._tiered("Falling", self.tier_c)
        talked_to = self._tiered("Talked to", self.tier_c)
        for customer, before, now in (
            (self.key, 10, 20),
            (self.mine, 10, 20),
            (self.yours, 0, 5),
            (falling, 20, 10),
            (talked_to, 10, 20),
        ):
            self._order(customer, 100, before)
            self._order(customer, 10, now)
        self._done(talked_to, 20, self.call_type)
        self._done(self.mine, 20, self.todo_type)  # done, but nobody talked to anybody
        self._done(self.mine, 95)  # before the period
        quiet = self.quiet()
        self.assertEqual(quiet.partner_id, self.mine + self.yours)
        mine = quiet.filtered(lambda row: row.partner_id == self.mine)
        self.assertEqual((mine.revenue_before, mine.revenue, mine.growth), (10, 20, 10))
        plan = quiet.action_plan_contact()
        self.assertEqual(plan["res_model"], "customer.tier.plan.activity")

    def test_rising_is_counted_by_the_policys_own_purchases(self):
        self.policy.purchase_source = "invoice"
        self._accounting()
        self._order(self.mine, 10, 50)
        self._invoice(self.yours, 10, 50)
        self.assertEqual(self.quiet().partner_id, self.yours)

    def test_salesperson_is_told_of_own_rising_customers(self):
        self._order(self.mine, 10, 50)
        self._order(self.yours, 10, 50)
        self.assertEqual(self.quiet(self.seller).partner_id, self.mine)
