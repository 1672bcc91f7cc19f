from collections import Counter
from datetime import date, timedelta

from odoo.tests import TransactionCase, tagged

from ..demo.plan import make_plan

TIERS = {"A", "B", "C"}


@tagged("post_install", "-at_install")
class TestDemoPlan(TransactionCase):
    """The plan alone: no database needed."""

    def test_same_day_gives_the_same_plan(self):
        day = date(2026, 5, 4)
        self.assertEqual(make_plan(day), make_plan(day))

    def test_nothing_happens_after_today_whatever_the_day(self):
        for month in range(1, 13):
            today = date(2027, month, 28)
            plan = make_plan(today)
            self.assertLessEqual(max(order.day for order in plan.orders), today)
            self.assertLessEqual(max(invoice.day for invoice in plan.invoices), today)
            self.assertLess(
                min(order.day for order in plan.orders), today - timedelta(3 * 300)
            )

    def test_institutions_have_different_names_and_many_countries(self):
        plan = make_plan(date(2026, 5, 4))
        customers = plan.customers + plan.subsidiary_customers
        self.assertGreaterEqual(len(customers), 150)
        self.assertEqual(len({customer.name for customer in customers}), len(customers))
        self.assertGreater(len({customer.country for customer in customers}), 20)


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main = cls.env.ref("base.main_company")
        cls.before = cls.env["sale.order"].search([])
        cls.mails = cls.env["mail.mail"].search([])
        cls.env["customer.tier.demo"].load()
        cls.subsidiary = cls.env.ref("__customer_tier_demo__.subsidiary")
        cls.orders = cls.env["sale.order"].search(
            [("company_id", "=", cls.main.id), ("id", "not in", cls.before.ids)]
        )

    def run_tiers(self, company):
        run = self.env["customer.tier.run"].create(
            {"company_id": company.id, "as_of": False, "mode": "live"}
        )
        run.action_run()
        return self.env["customer.profile"].search([("company_id", "=", company.id)])

    def test_every_tier_and_segment_of_the_main_company_has_members(self):
        profiles = self.run_tiers(self.main)
        self.assertLessEqual(TIERS, set(profiles.mapped("tier_id.code")))
        every_segment = self.env["customer.segment"].search([])
        self.assertEqual(len(every_segment), 11)
        self.assertFalse(every_segment - profiles.segment_id)

    def test_every_tier_of_the_subsidiary_has_members_by_invoices(self):
        profiles = self.run_tiers(self.subsidiary)
        self.assertEqual(set(profiles.policy_id.mapped("purchase_source")), {"invoice"})
        self.assertLessEqual(TIERS, set(profiles.mapped("tier_id.code")))

    def test_second_load_changes_nothing(self):
        models = (
            "sale.order",
            "account.move",
            "res.partner",
            "res.company",
            "res.users",
        )
        before = {model: self.env[model].search_count([]) for model in models}
        self.env["customer.tier.demo"].load()
        after = {model: self.env[model].search_count([]) for model in models}
        self.assertEqual(after, before)

    def test_departments_two_deep_order_and_count_for_their_hospital(self):
        buyers = self.orders.partner_id
        nested = buyers.filtered(
            lambda buyer: (
                buyer.parent_id.parent_id.parent_id == buyer.commercial_partner_id
            )
        )
        self.assertTrue(nested)
        self.assertTrue(all(buyer.commercial_partner_id.is_company for buyer in nested))

    def test_orders_have_their_own_currencies_states_and_rates(self):
        states = Counter(self.orders.mapped("state"))
        self.assertEqual(set(states), {"draft", "sent", "sale", "cancel"})
        self.assertGreater(states["sale"], 1500)
        foreign = self.orders.filtered(
            lambda order: order.currency_id != self.main.currency_id
        )
        self.assertGreater(len(foreign), 100)
        self.assertGreater(len(set(foreign.mapped("currency_rate"))), 12)
        self.assertNotIn(1.0, foreign.mapped("currency_rate"))

    def test_some_goods_come_back_and_some_lines_have_a_discount(self):
        returns = self.orders.filtered(lambda order: order.amount_untaxed < 0)
        self.assertGreater(len(returns), 5)
        self.assertTrue(any(self.orders.order_line.mapped("discount")))

    def test_subsidiary_posts_invoices_in_yuan_and_reverses_one(self):
        self.assertEqual(self.subsidiary.currency_id, self.env.ref("base.CNY"))
        moves = self.env["account.move"].search(
            [("company_id", "=", self.subsidiary.id)]
        )
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        kinds = Counter(moves.mapped("move_type"))
        self.assertGreater(kinds["out_invoice"], 150)
        self.assertGreater(kinds["out_refund"], 3)
        reversed_invoices = moves.filtered(
            lambda move: (
                move.move_type == "out_invoice" and move.payment_state == "reversed"
            )
        )
        self.assertEqual(len(reversed_invoices), 1)

    def test_some_customers_buy_from_both_companies(self):
        from_main = self.orders.partner_id.commercial_partner_id
        invoices = self.env["account.move"].search(
            [("company_id", "=", self.subsidiary.id)]
        )
        self.assertGreater(len(from_main & invoices.commercial_partner_id), 1)

    def test_reps_and_manager_have_their_groups_and_customers(self):
        users = self.env["res.users"].search(
            [("login", "in", ("rep1", "rep2", "manager"))]
        )
        self.assertEqual(len(users), 3)
        for user in users:
            self.assertTrue(user.has_group("customer_tier.group_user"))
            self.assertIn(user, self.orders.user_id)
            self.assertEqual(user.company_ids, self.main + self.subsidiary)
        manager = users.filtered(lambda user: user.login == "manager")
        self.assertTrue(manager.has_group("customer_tier.group_manager"))

    def test_there_is_a_history_to_look_at(self):
        moves = self.env["customer.tier.move"].search(
            [("company_id", "=", self.main.id), ("run_id.as_of", "<", self.today())]
        )
        self.assertLessEqual({"entered", "up", "down"}, set(moves.mapped("direction")))
        stamped = self.orders.filtered("order_tier_id")
        self.assertLessEqual(TIERS, set(stamped.mapped("order_tier_id.code")))

    def test_promises_were_made_kept_and_missed(self):
        promises = self.env["customer.tier.promise"].search(
            [("company_id", "=", self.main.id)]
        )
        for kind in ("visit", "answer"):
            states = set(
                promises.filtered(lambda p, k=kind: p.kind == k).mapped("state")
            )
            self.assertLessEqual({"kept", "missed"}, states)
        self.assertLessEqual(
            {"visit", "contact", "answer"}, set(promises.mapped("kind"))
        )
        self.assertTrue(promises.activity_id)
        report = self.env["customer.tier.balance"].create({})
        action = report.with_company(self.main).action_show()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertTrue(sum(lines.mapped("effort")))

    def today(self):
        return self.main._tier_today()

    def test_a_campaign_is_over_and_worked(self):
        finished = self.campaign("done")
        self.assertGreaterEqual(finished.entry_count, 80)
        share = finished.held_out_count / finished.entry_count
        self.assertAlmostEqual(share, 0.35, delta=0.03)
        self.assertEqual(finished.outcome_verdict, "up")
        self.assertTrue(finished.cost_total)
        kinds = set(finished.touch_ids.mapped(lambda t: (t.channel, t.state)))
        self.assertLessEqual({("mail", "done"), ("activity", "done")}, kinds)
        self.assertFalse(finished.touch_ids.filtered(lambda t: t.state == "due"))

    def test_a_campaign_runs_with_calls_to_be_made(self):
        running = self.campaign("running")
        self.assertEqual(running.launched_date, self.today() - timedelta(20))
        self.assertTrue(running.touch_ids.activity_id)
        self.assertTrue(running.goal_count)
        self.assertTrue(running.step_ids[-1:] and not running.step_ids[-1].is_approved)

    def test_a_salesperson_proposed_a_campaign(self):
        proposed = self.campaign("proposed")
        self.assertEqual(proposed.user_id.login, "rep1")
        self.assertEqual(proposed.entry_ids.partner_id.user_id, proposed.user_id)
        self.assertTrue(proposed.activity_ids)

    def test_nothing_waits_to_be_sent(self):
        mails = self.env["mail.mail"].search([("state", "=", "outgoing")])
        self.assertFalse((mails - self.mails).mapped("subject"))
        mailings = self.env["mailing.mailing"].search(
            [("customer_tier_step_id", "!=", False)]
        )
        self.assertTrue(mailings)
        self.assertEqual(set(mailings.mapped("state")), {"done"})
        self.assertFalse(
            self.env["customer.tier.playbook.trigger"].search([("is_on", "=", True)])
        )

    def campaign(self, state):
        return self.env["customer.tier.campaign"].search(
            [("company_id", "=", self.main.id), ("state", "=", state)]
        )
