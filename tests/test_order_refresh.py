from contextlib import contextmanager, nullcontext
from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import AS_OF, TierCase


class RefreshCase(TierCase):
    """Customers whose cut points are known: 4 of them, 1 to 4 orders, 100 each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"]
        for number in range(1, 5):
            customer = cls._customer(f"Customer {number}")
            for _ in range(number):
                cls._order(customer, 10 * (5 - number), 100)
            cls.customers += customer
        cls.weakest, *_others, cls.best = cls.customers
        cls.published = cls._run()
        cls.refresh = cls.env["customer.tier.refresh"]
        cls.refresh_cron = cls.env.ref("customer_tier.ir_cron_refresh")
        cls.env["ir.cron.trigger"].search([]).unlink()

    def _waiting(self):
        return self.refresh.search([]).partner_id

    def _triggers(self):
        return self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.refresh_cron.id)]
        )

    def _refresh_now(self):
        self.refresh._refresh_waiting(self.company)
        self.env.invalidate_all()

    def _quotation(self, partner=None, amount=100):
        return self._order(partner or self.weakest, 0, amount, state="draft")


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestOrdersMarkTheirCustomers(RefreshCase):
    def _assert_marked(self, *customers):
        self.assertEqual(set(self._waiting()), set(customers))
        self.assertTrue(self._triggers(), "someone has to wake up the job")

    def test_a_quotation_marks_nobody(self):
        self._quotation()
        self.assertFalse(self._waiting())
        self.assertFalse(self._triggers())

    def test_confirming_an_order_marks_the_customer(self):
        self._quotation().action_confirm()
        self._assert_marked(self.weakest)

    def test_confirming_the_order_of_a_contact_marks_the_customer(self):
        contact = self._customer("Ann", parent_id=self.best.id, is_company=False)
        self._quotation(contact).action_confirm()
        self._assert_marked(self.best)

    def test_confirming_many_orders_marks_each_customer_once(self):
        orders = self._quotation() + self._quotation() + self._quotation(self.best)
        orders.action_confirm()
        self._assert_marked(self.weakest, self.best)
        self.assertEqual(self.refresh.search_count([]), 2)

    def test_a_limited_salesperson_marks_the_customer_too(self):
        seller = self._user("refresh_seller", "sales_team.group_sale_salesman")
        order = self._quotation()
        order.user_id = seller
        order.with_user(seller).action_confirm()
        self._assert_marked(self.weakest)

    def test_cancelling_a_confirmed_order_marks_the_customer(self):
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.best.id)], limit=1
        )
        order.action_cancel()
        self._assert_marked(self.best)

    def test_cancelling_a_quotation_marks_nobody(self):
        self._quotation().action_cancel()
        self.assertFalse(self._waiting())

    def test_the_cron_is_woken_up_within_the_minute(self):
        self._quotation().action_confirm()
        self.assertLessEqual(max(self._triggers().mapped("call_at")), self._now())

    def _now(self):
        return self.env["ir.cron"]._fields["nextcall"].now()


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestInvoicesMarkTheirCustomers(RefreshCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.purchase_source = "invoice"
        account = {"company_ids": [Command.link(cls.company.id)]}
        cls.income, cls.receivable = cls.env["account.account"].create(
            [
                {"name": "Sales", "code": "400", "account_type": "income", **account},
                {
                    "name": "Debtors",
                    "code": "120",
                    "account_type": "asset_receivable",
                    **account,
                },
            ]
        )
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "SAL",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": cls.income.id,
            }
        )
        cls.best.property_account_receivable_id = cls.receivable
        cls._run()

    def _invoice(self, move_type="out_invoice"):
        return self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.best.id,
                "journal_id": self.journal.id,
                "invoice_date": AS_OF,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Reagents",
                            "quantity": 1,
                            "price_unit": 250,
                            "account_id": self.income.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    def _assert_bought(self, frequency, monetary):
        self.assertEqual(self._waiting(), self.best)
        self.assertTrue(self._triggers())
        self._refresh_now()
        profile = self._profile(self.best)
        self.assertEqual((profile.frequency, profile.monetary), (frequency, monetary))

    def test_a_draft_invoice_marks_nobody(self):
        self._invoice()
        self.assertFalse(self._waiting())

    def test_posting_an_invoice(self):
        self._invoice().action_post()
        self._assert_bought(1, 250)

    def test_posting_a_credit_note(self):
        invoice = self._invoice()
        (self._invoice() + invoice).action_post()
        self._refresh_now()
        credit = invoice._reverse_moves([{"invoice_date": AS_OF}])
        self.assertFalse(self._waiting())
        credit.action_post()
        self._assert_bought(1, 250)

    def test_resetting_an_invoice_to_draft(self):
        invoice, other = self._invoice(), self._invoice()
        (invoice + other).action_post()
        self._refresh_now()
        invoice.button_draft()
        self._assert_bought(1, 250)

    def test_vendor_bills_and_entries_mark_nobody(self):
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "partner_id": self.best.id,
                "line_ids": [
                    Command.create({"account_id": self.income.id, "debit": 10}),
                    Command.create({"account_id": self.receivable.id, "credit": 10}),
                ],
            }
        ).action_post()
        self.assertFalse(self._waiting())


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestQuickRefresh(RefreshCase):
    def test_only_the_marked_customers_are_judged(self):
        others = self._profile(self.best)
        before = others.read()
        self._quotation().action_confirm()
        self._refresh_now()
        self.assertEqual(self._profile(self.weakest).frequency, 2)
        self.assertEqual(self._profile(self.weakest).recency_days, 0)
        self.assertEqual(others.read(), before)
        self.assertFalse(self._waiting())

    def test_it_judges_by_the_cut_points_of_the_last_run(self):
        """As good as the best one now, in each dimension: gets exactly its scores."""
        for _ in range(3):
            self._quotation().action_confirm()
        self._refresh_now()
        self.assertEqual(self._profile(self.best).rfm_code, "555")
        self.assertEqual(self._profile(self.weakest).rfm_code, "555")

    def test_it_judges_by_the_rules_of_the_last_run_though_the_policy_was_edited(self):
        before = self._profile(self.best).read()
        self.assertIn("4 purchases in 365 days", before[0]["frequency_words"])
        self.policy.write({"bins": 3, "window_days": 1, "purchase_source": "invoice"})
        self.policy.share_ids[0].share = 1
        self.policy.dimension_ids[0].weight = 99
        self.refresh._mark_customers(self.best)
        self._refresh_now()
        self.assertEqual(self._profile(self.best).read(), before)
        self._run()
        self.assertFalse(self._profile(self.best), "the new rules count invoices")

    def test_it_judges_by_the_governing_filter_of_the_last_run(self):
        self.policy.domain = "[('name', '=', 'Nobody')]"
        self.refresh._mark_customers(self.best)
        self._refresh_now()
        self.assertTrue(self._profile(self.best))

    def test_it_works_though_the_policy_was_archived_or_deleted(self):
        before = self._profile(self.best).monetary
        self.policy.active = False
        self.refresh._mark_customers(self.best)
        self._refresh_now()
        self.assertEqual(self._profile(self.best).monetary, before)

    def test_a_newcomer_gets_a_profile_and_a_move(self):
        newcomer = self._customer("Newcomer")
        self._quotation(newcomer, 5000).action_confirm()
        self._refresh_now()
        profile = self._profile(newcomer)
        self.assertEqual(profile.frequency, 1)
        self.assertEqual(profile.tier_id, self.tier_a)
        move = self.env["customer.tier.move"].search([("partner_id", "=", newcomer.id)])
        self.assertEqual(move.direction, "entered")
        self.assertEqual(move.run_id.mode, "refresh")

    def test_without_a_published_run_the_first_one_is_waited_for(self):
        other = self._company("Another Company")
        self.env.user.company_ids = [Command.link(other.id)]
        self._order(self.best, 0, 5, company=other)
        self.refresh._mark_customers(self.best, other)
        self.refresh._refresh_waiting(other)
        self.assertFalse(self._profile(self.best, other))
        self.assertFalse(self._waiting())

    def test_a_full_run_leaves_nobody_waiting(self):
        self._quotation().action_confirm()
        self._run()
        self.assertFalse(self._waiting())

    def test_a_run_of_yesterday_leaves_the_orders_of_today_waiting(self):
        yesterday = AS_OF - timedelta(days=1)
        other = self._company("Another Company")
        self.env.user.company_ids = [Command.link(other.id)]
        for _ in range(2):
            self._order(self.best, 1, 5, company=other)
        self._run(other, yesterday)
        self._sell(self.best, other)
        self.assertEqual(self._profile(self.best, other).frequency, 3)
        self._quotation_of(other, self.weakest).action_confirm()
        self._run(other, yesterday)
        self.assertEqual(self._profile(self.best, other).frequency, 2)
        self.assertEqual(self._waiting(), self.best | self.weakest)
        self.refresh._refresh_waiting(other)
        self.env.invalidate_all()
        self.assertEqual(self._profile(self.best, other).frequency, 3)
        self.assertEqual(self._profile(self.weakest, other).frequency, 1)

    def test_publishing_a_simulation_of_yesterday_does_not_lose_the_orders_of_today(
        self,
    ):
        yesterday = AS_OF - timedelta(days=1)
        other = self._company("Another Company")
        self.env.user.company_ids = [Command.link(other.id)]
        self._order(self.best, 1, 5, company=other)
        self._run(other, yesterday)
        self._sell(self.best, other)
        self._run(other, yesterday, "simulation").action_publish()
        self.assertEqual(self._profile(self.best, other).frequency, 1)
        self.assertEqual(self._waiting(), self.best)

    def _quotation_of(self, company, partner):
        return self._order(partner, 0, 100, state="draft", company=company)

    def _sell(self, partner, company):
        self._quotation_of(company, partner).action_confirm()
        self.refresh._refresh_waiting(company)
        self.env.invalidate_all()

    def test_the_job_refreshes_all_companies_that_wait(self):
        other = self._company("Another Company")
        self.env.user.company_ids = [Command.link(other.id)]
        self._order(self.best, 9, 5, company=other)
        self._run(other)
        self._order(self.best, 8, 5, company=other)
        self.refresh._mark_customers(self.best, other)
        self._quotation().action_confirm()
        with self.enter_registry_test_mode():
            self.refresh_cron.method_direct_trigger()
        self.assertEqual(self._profile(self.best, other).frequency, 2)
        self.assertEqual(self._profile(self.weakest).frequency, 2)
        self.assertFalse(self._waiting())
        runs = self.env["customer.tier.run"].search([("mode", "=", "refresh")])
        self.assertEqual(runs.company_id, self.company + other)
        self.assertEqual(set(runs.mapped("state")), {"done"})

    def test_refreshing_selected_customers_says_how_many_changed(self):
        self._order(self.weakest, 0, 100)
        seller = self._user("refresh_user", "sales_team.group_sale_salesman_all_leads")
        contact = self._customer("Ann", parent_id=self.weakest.id, is_company=False)
        action = (contact + self.best).with_user(seller).action_refresh_customer_tier()
        self.assertIn("2 customers refreshed, 1", action["params"]["message"])
        self.assertEqual(self._profile(self.weakest).frequency, 2)

    def test_refreshing_more_than_a_thousand_customers_is_left_to_the_background(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(1001)]
        )
        action = partners.action_refresh_customer_tier()
        self.assertIn("1001 customers will be refreshed", action["params"]["message"])
        self.assertEqual(len(self._waiting()), 1001)


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestTierAtOrder(RefreshCase):
    """``order_tier_id`` is the tier on the day of confirmation, and stays it."""

    def _confirmed(self, partner=None):
        order = self._quotation(partner or self.best)
        order.action_confirm()
        return order

    def _overtake(self):
        """Make the best customer a small one."""
        self._order(self.weakest, 0, 999999)
        self._run()
        self.assertEqual(self.best.customer_tier_id, self.tier_c)

    def test_it_is_set_at_confirmation(self):
        order = self._quotation(self.best)
        self.assertFalse(order.order_tier_id)
        order.action_confirm()
        self.assertEqual(order.order_tier_id, self.tier_a)

    def test_it_is_that_of_the_customer_for_an_order_of_a_contact(self):
        contact = self._customer("Ann", parent_id=self.best.id, is_company=False)
        self.assertEqual(self._confirmed(contact).order_tier_id, self.tier_a)

    def test_it_is_that_of_the_orders_company(self):
        other = self._company("Another Company")
        self.env.user.company_ids = [Command.link(other.id)]
        order = self._order(self.best, 0, 5, "draft", other)
        order.action_confirm()
        self.assertFalse(order.order_tier_id, "unknown there, though an A here")

    def test_a_new_customer_has_none(self):
        self.assertFalse(self._confirmed(self._customer("New")).order_tier_id)

    def test_each_of_many_orders_gets_its_own(self):
        self._overtake()
        orders = self._quotation(self.best) + self._quotation(self.weakest)
        orders.action_confirm()
        self.assertEqual(orders.mapped("order_tier_id.code"), ["C", "A"])

    def test_a_change_of_tier_does_not_touch_it(self):
        order = self._confirmed()
        self._overtake()
        self._refresh_now()
        self.assertEqual(order.order_tier_id, self.tier_a)

    def test_cancelling_and_confirming_again_does_not_touch_it(self):
        order = self._confirmed()
        self._overtake()
        order.action_cancel()
        self.assertEqual(order.order_tier_id, self.tier_a)
        order.action_draft()
        order.action_confirm()
        self.assertEqual(order.order_tier_id, self.tier_a)

    def test_a_copy_gets_its_own(self):
        order = self._confirmed()
        self._overtake()
        copy = order.copy()
        self.assertFalse(copy.order_tier_id)
        copy.action_confirm()
        self.assertEqual(copy.order_tier_id, self.tier_c)

    def test_editing_a_confirmed_order_does_not_touch_it(self):
        order = self._confirmed()
        order.write({"client_order_ref": "4711", "partner_id": self.weakest.id})
        self.assertEqual(order.order_tier_id, self.tier_a)

    def test_a_salesperson_who_may_not_see_the_customer_sets_it_all_the_same(self):
        seller = self._user("tier_at_order", "sales_team.group_sale_salesman")
        self.best.user_id = self.env.user
        order = self._quotation(self.best)
        order.user_id = seller
        order.with_user(seller).action_confirm()
        self.assertEqual(order.order_tier_id, self.tier_a)


@tagged("post_install", "-at_install")
class TestQueriesOfConfirming(RefreshCase):
    """Confirming an order gains at most two queries, however much data there is."""

    def _queries(self, confirm):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        confirm()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    @contextmanager
    def _without_us(self):
        """The add-on is installed, but does nothing when an order is confirmed."""
        model = type(self.refresh)
        with patch.object(model, "_mark_documents", lambda *args: {}):
            yield

    def _added(self, partner, orders=1, user=None):
        """Queries with the add-on minus queries without it, when warm."""
        counts = {}
        for name in ("warm", "warm", "without", "with"):
            quotations = self.env["sale.order"].union(
                *(self._quotation(partner) for _ in range(orders))
            )
            if user:
                quotations.user_id = user
                quotations = quotations.with_user(user)
            with self._without_us() if name == "without" else nullcontext():
                counts[name] = self._queries(quotations.action_confirm)
        return counts["with"] - counts["without"]

    def test_two_for_a_customer_with_one_order(self):
        self.assertLessEqual(self._added(self.weakest), 2)

    def test_two_for_a_customer_with_two_hundred_orders_and_a_long_queue(self):
        values = {"partner_id": self.best.id, "company_id": self.company.id}
        self.env["sale.order"].create([values] * 200).write({"state": "sale"})
        for _ in range(200):
            self.refresh._mark_customers(self.best, self.company)
        self.assertLessEqual(self._added(self.best), 2)

    def test_two_for_many_orders_at_once(self):
        self.assertLessEqual(self._added(self.best, orders=10), 2)

    def test_two_for_a_new_customer(self):
        self.assertLessEqual(self._added(self._customer("New")), 2)

    def test_two_for_a_salesperson(self):
        seller = self._user("queries_seller", "sales_team.group_sale_salesman")
        self.assertLessEqual(self._added(self.best, user=seller), 2)
