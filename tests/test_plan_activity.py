from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestPlanActivity(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sellers = "sales_team.group_sale_salesman_all_leads"
        cls.planner = cls._user("planner", sellers)
        cls.seller = cls._user("plan_seller", sellers)
        cls.colleague = cls._user("plan_colleague", sellers)
        cls.first = cls._customer("First", user_id=cls.seller.id)
        cls.second = cls._customer("Second", user_id=cls.colleague.id)
        cls.orphan = cls._customer("Without salesperson")
        cls.customers = cls.first + cls.second + cls.orphan
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.visit = cls.env.ref("customer_tier.mail_activity_type_visit")

    def _plan(self, customers=None, user=None, **values):
        plans = self.env["customer.tier.plan.activity"].with_user(user or self.planner)
        customers = self.customers if customers is None else customers
        return plans.create({"partner_ids": [Command.set(customers.ids)], **values})

    def _activities(self, customers=None, activity_type=None):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                (
                    "res_id",
                    "in",
                    (self.customers if customers is None else customers).ids,
                ),
                ("activity_type_id", "=", (activity_type or self.call).id),
            ]
        )

    def test_each_customer_gets_one_for_its_own_salesperson(self):
        self._plan(summary="Ask about spring", note="<p>Be nice</p>").action_plan()
        activities = self._activities()
        self.assertEqual(
            {activity.res_id: activity.user_id for activity in activities},
            {
                self.first.id: self.seller,
                self.second.id: self.colleague,
                self.orphan.id: self.planner,
            },
        )
        self.assertEqual(set(activities.mapped("summary")), {"Ask about spring"})
        self.assertIn("Be nice", activities[0].note)
        self.assertEqual(
            activities[0].date_deadline, fields.Date.today() + timedelta(days=7)
        )

    def test_customers_without_salesperson_go_to_the_fallback_user(self):
        self._plan(fallback_user_id=self.colleague.id).action_plan()
        self.assertEqual(self._activities(self.orphan).user_id, self.colleague)

    def test_customers_of_a_salesperson_who_left_go_to_the_fallback_user(self):
        self.seller.active = False
        plan = self._plan()
        self.assertEqual(plan.orphan_count, 2)
        plan.action_plan()
        self.assertEqual(self._activities(self.first).user_id, self.planner)

    def test_no_second_one_of_the_same_type(self):
        self._plan(self.first).action_plan()
        plan = self._plan()
        self.assertEqual((plan.planned_count, plan.skipped_count), (2, 1))
        plan.action_plan()
        self.assertEqual(len(self._activities()), 3)

    def test_another_type_is_another_thing(self):
        self._plan().action_plan()
        self._plan(activity_type_id=self.visit.id).action_plan()
        self.assertEqual(len(self._activities()), 3)
        self.assertEqual(len(self._activities(activity_type=self.visit)), 3)

    def test_one_that_is_done_does_not_count(self):
        self._plan(self.first).action_plan()
        self._activities(self.first).action_feedback()
        self.assertEqual(self._plan(self.first).planned_count, 1)
        self._plan(self.first).action_plan()
        self.assertEqual(len(self._activities(self.first)), 1)

    def test_one_that_someone_else_planned_counts(self):
        self._plan(self.first, user=self.colleague).action_plan()
        with self.assertRaisesRegex(UserError, "have such an activity already"):
            self._plan(self.first).action_plan()

    def test_the_counts_shown_are_what_is_done(self):
        self._plan(self.second).action_plan()
        plan = self._plan()
        self.assertEqual(
            (plan.planned_count, plan.skipped_count, plan.orphan_count), (2, 1, 1)
        )
        before = len(self._activities())
        message = plan.action_plan()["params"]["message"]
        self.assertEqual(message, "2 activities planned, 1 customers had one already.")
        self.assertEqual(len(self._activities()) - before, 2)

    def test_the_counts_follow_the_type_chosen_in_the_form(self):
        self._plan(self.first).action_plan()
        plans = self.env["customer.tier.plan.activity"].with_user(self.planner)
        action = self.customers.with_user(self.planner).action_plan_customer_contact()
        form = Form(plans.with_context(**action["context"]))
        self.assertEqual((form.planned_count, form.skipped_count), (2, 1))
        form.activity_type_id = self.visit
        self.assertEqual((form.planned_count, form.skipped_count), (3, 0))
        form.save().action_plan()
        self.assertEqual(len(self._activities(activity_type=self.visit)), 3)

    def test_contacts_of_one_customer_make_one_activity(self):
        ann, bob = (
            self._customer(name, parent_id=self.first.id, is_company=False)
            for name in ("Ann", "Bob")
        )
        action = (ann + bob).action_plan_customer_contact()
        ids = action["context"]["default_partner_ids"]
        self.assertEqual(ids, self.first.ids)

    def test_it_starts_from_profiles_too(self):
        self._order(self.first, 1, 100)
        self._run()
        action = self._profile(self.first).action_plan_contact()
        self.assertEqual(action["context"]["default_partner_ids"], self.first.ids)

    def test_more_than_five_hundred_customers(self):
        """Odoo's own wizard takes 500 at most."""
        many = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {n}",
                    "user_id": (self.seller, self.colleague)[n % 2].id,
                }
                for n in range(520)
            ]
        )
        plan = self._plan(many)
        self.assertEqual(plan.planned_count, 520)
        plan.action_plan()
        activities = self._activities(many)
        self.assertEqual(len(activities), 520)
        self.assertEqual(len(set(activities.mapped("res_id"))), 520)
        self.assertEqual(
            len(activities.filtered(lambda a: a.user_id == self.seller)), 260
        )

    def test_few_are_told_by_mail_and_many_are_not(self):
        def mails_for(customers):
            seller = self.seller.partner_id
            told = [("partner_ids", "in", seller.ids), ("model", "=", "res.partner")]
            before = self.env["mail.message"].search_count(told)
            self._plan(customers).action_plan()
            return self.env["mail.message"].search_count(told) - before

        customers = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "user_id": self.seller.id} for n in range(13)]
        )
        self.assertEqual(mails_for(customers[:2]), 2)
        self.assertEqual(mails_for(customers[2:]), 0)

    def test_a_salesperson_limited_to_own_documents_plans_for_own_customers(self):
        limited = self._user("plan_limited", "sales_team.group_sale_salesman")
        self.first.user_id = limited
        self._plan(self.first, user=limited).action_plan()
        self.assertEqual(self._activities(self.first).user_id, limited)
