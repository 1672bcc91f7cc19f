from collections import Counter
from datetime import timedelta

from odoo.tests import tagged

from .common import AS_OF
from .common_promises import PromiseCase


@tagged("post_install", "-at_install")
class TestPromisePlanning(PromiseCase):
    """Due visits become activities: for the right person, once, and not all on one morning."""

    def planned(self, partners):
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
        )

    def test_nothing_is_promised_as_shipped(self):
        self._tiered("Hospital")
        self.assertFalse(
            self.env["customer.tier.service"].search(
                [("company_id", "=", self.company.id)]
            )
        )
        self.assertNotIn(self.company, self.ledger._companies())
        service = self._service()
        self.assertFalse(
            any(
                service[f"{name}_promised"]
                for name in (
                    "visit",
                    "contact",
                    "answer",
                    "pricelist",
                    "payment_term",
                    "delivery",
                )
            )
        )
        self.assertNotIn(self.company, self.ledger._companies())

    def test_due_visit_is_planned_for_the_salesperson_a_week_ahead(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 30)
        self._keep_books(8)
        self.assertFalse(self.planned(hospital))
        self._keep_books(7)
        activity = self.planned(hospital)
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(activity.activity_type_id, self.visit_type)
        self.assertEqual(activity.date_deadline, AS_OF)
        self.assertTrue(activity.automated)

    def test_visit_is_planned_once(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 30)
        for days_ago in (7, 7, 6, 5):
            self._keep_books(days_ago)
        self.assertEqual(len(self.planned(hospital)), 1)
        self.planned(hospital).unlink()
        self._keep_books(4)
        self.assertFalse(self.planned(hospital), "whoever deleted it meant it")

    def test_what_somebody_planned_already_is_taken(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 30)
        own = hospital.activity_schedule(
            activity_type_id=self.visit_type.id, user_id=self.seller.id
        )
        self._keep_books(3)
        self.assertEqual(self.planned(hospital), own)
        self.assertEqual(self._promises(hospital).activity_id, own)

    def test_new_salesperson_takes_over_what_was_planned(self):
        hospital, passed_on = self._tiered("Hospital"), self._tiered("Passed on")
        self._service(visit_promised=True, visit_days=30)
        for customer in (hospital, passed_on):
            self._done(customer, 30)
        self._keep_books(5)
        other = self._user("planning_other", "sales_team.group_sale_salesman")
        helper = self._user("planning_helper", "sales_team.group_sale_salesman")
        self.planned(passed_on).user_id = helper  # somebody saw to it already
        (hospital + passed_on).user_id = other
        self._keep_books(4)
        self.assertEqual(self.planned(hospital).user_id, other)
        self.assertEqual(self.planned(passed_on).user_id, helper)

    def test_activity_goes_when_the_customer_was_met_another_way(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 30)
        self._keep_books(5)
        self.assertTrue(self.planned(hospital))
        self._meeting(hospital, 4)
        self._keep_books(3)
        self.assertFalse(self.planned(hospital))

    def test_doing_the_activity_keeps_the_promise(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 30)
        self._keep_books(5)
        activity = self.planned(hospital).with_user(self.seller)
        message = activity._action_done(feedback="They need a new centrifuge.")[0]
        message.sudo().date = self._noon(2)
        self._keep_books(1)
        self.assertIn("kept", self._promises(hospital).mapped("state"))

    def test_one_person_gets_only_so_many_a_day(self):
        self.company.tier_promise_daily_limit = 2
        hospitals = self.env["res.partner"].union(
            *(self._tiered(f"Hospital {number}") for number in range(5))
        )
        other = self._user("promise_other", "sales_team.group_sale_salesman")
        clinic = self._tiered("Clinic", user_id=other.id)
        self._service(
            visit_promised=True, visit_days=30, contact_promised=True, contact_days=30
        )
        for hospital in (*hospitals, clinic):
            self._done(hospital, 30)
        counts = []
        for days_ago in (5, 5, 4, 3, 2, 1):
            self._keep_books(days_ago)
            counts.append(len(self.planned(hospitals)))
        self.assertEqual(counts, [2, 2, 4, 6, 8, 10])
        self.assertEqual(len(self.planned(clinic)), 2)

    def test_run_plans_only_so_many(self):
        self.company.tier_promise_run_limit = 3
        hospitals = self.env["res.partner"].union(
            *(self._tiered(f"Hospital {number}") for number in range(5))
        )
        self._service(visit_promised=True, visit_days=30)
        for hospital in hospitals:
            self._done(hospital, 30)
        self._keep_books(1)
        self.assertEqual(len(self.planned(hospitals)), 3)
        self._keep_books(1)
        self.assertEqual(len(self.planned(hospitals)), 5)

    def test_switching_on_spreads_the_first_visits_over_the_days(self):
        hospitals = self.env["res.partner"].union(
            *(self._tiered(f"Hospital {number}") for number in range(20))
        )
        self._service(visit_promised=True, visit_days=10, since=0)
        self._keep_books(0)
        due = Counter(self._promises(hospital).due_date for hospital in hospitals)
        self.assertEqual(len(due), 10)
        self.assertEqual(set(due.values()), {2})
        self.assertGreater(min(due), AS_OF)
        self.assertLessEqual(max(due), AS_OF + timedelta(days=10))

    def test_customer_without_salesperson_falls_to_the_person_in_the_settings(self):
        orphan = self._tiered("Orphan", user_id=False)
        self._service(visit_promised=True, visit_days=30)
        self._done(orphan, 30)
        self._keep_books(5)
        promise = self._promises(orphan)
        self.assertFalse(promise.user_id)
        self.assertFalse(self.planned(orphan))
        self.assertIn(promise, promise.search([("user_id", "=", False)]))
        self.company.tier_promise_user_id = self.seller
        self._keep_books(4)
        self.assertEqual(promise.user_id, self.seller)
        self.assertEqual(self.planned(orphan).user_id, self.seller)

    def test_archived_salesperson_is_nobody(self):
        hospital = self._tiered("Hospital")
        self.seller.active = False
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 30)
        self._keep_books(5)
        self.assertFalse(self._promises(hospital).user_id)

    def test_minimum_contact_is_planned_as_a_call(self):
        hospital = self._tiered("Hospital", self.tier_c)
        self._service(self.tier_c, contact_promised=True, contact_days=180)
        self._done(hospital, 180, self.call_type)
        self._keep_books(2)
        self.assertEqual(self.planned(hospital).activity_type_id, self.call_type)

    def test_scheduled_action_runs(self):
        self._tiered("Hospital")
        self._service(visit_promised=True)
        cron = self.env.ref("customer_tier.ir_cron_service_promises")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(
            self.env["customer.tier.promise"].search_count(
                [("company_id", "=", self.company.id)]
            )
        )
