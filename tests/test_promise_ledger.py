from datetime import timedelta

from odoo.tests import tagged

from .common import AS_OF
from .common_promises import PromiseCase


@tagged("post_install", "-at_install")
class TestPromiseLedger(PromiseCase):
    """Visits and contacts: each period is written down once, and judged rightly."""

    def states(self, partner, kind=None):
        return self._promises(partner, kind).mapped("state")

    def days(self, first, last):
        for days_ago in range(first, last - 1, -1):
            self._keep_books(days_ago)

    def test_visit_in_time_keeps_the_promise(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 40)
        self._keep_books(35)
        promise = self._promises(hospital)
        self.assertEqual(promise.state, "open")
        self.assertEqual(promise.due_date, AS_OF - timedelta(days=10))
        self._done(hospital, 10)
        self._keep_books(10)
        self.assertEqual((promise.state, promise.kept_rate), ("kept", 1))
        self.assertEqual((promise.kept_count, promise.missed_count), (1, 0))
        self.assertEqual(promise.done_at, self._noon(10))

    def test_visit_a_day_late_is_missed_and_still_shown(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 40)
        self._keep_books(35)
        self._keep_books(9)
        promise = self._promises(hospital)[0]
        self.assertEqual(promise.state, "missed")
        self.assertFalse(promise.done_at)
        profile = self._profile(hospital)
        overdue = [("visit_overdue", "=", True)]
        self.assertTrue(profile.visit_overdue)
        self.assertIn(profile, profile.search(overdue))
        self.assertNotIn(profile, profile.search([("visit_overdue", "=", False)]))
        self._done(hospital, 9)
        self._keep_books(9)
        self.assertEqual((promise.state, promise.days_late), ("missed", 1))
        self.assertEqual(self.states(hospital), ["missed", "kept"])
        profile.invalidate_recordset()
        self.assertFalse(profile.visit_overdue)
        self.assertNotIn(profile, profile.search(overdue))

    def test_every_period_without_a_visit_is_missed_once(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=10)
        self._done(hospital, 35)
        self.days(34, 0)
        self.assertEqual(self.states(hospital), ["missed"] * 3 + ["open"])

    def test_two_visits_in_a_week_are_one_promise_kept(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=30)
        for days_ago in (60, 50, 48, 46, 44):
            self._done(hospital, days_ago)
        self.days(59, 40)
        self.assertEqual(self.states(hospital), ["kept"])

    def test_same_day_twice_writes_nothing_new(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, contact_promised=True)
        self._done(hospital, 40)
        self._keep_books(5)
        before = self._promises(hospital).read()
        self.assertEqual(len(before), 2)
        self.assertFalse(self._keep_books(5))
        self.assertEqual(self._promises(hospital).read(), before)

    def test_call_keeps_a_contact_but_not_a_visit_and_a_task_keeps_neither(self):
        hospital = self._tiered("Hospital")
        self._service(
            visit_promised=True, visit_days=30, contact_promised=True, contact_days=30
        )
        self._done(hospital, 20)
        self._keep_books(19)
        self._done(hospital, 5, self.todo_type)
        self._keep_books(5)
        self.assertEqual(self.states(hospital), ["open", "open"])
        self._done(hospital, 4, self.call_type)
        self._keep_books(4)
        self.assertEqual(self.states(hospital, "visit"), ["open"])
        self.assertEqual(self.states(hospital, "contact"), ["kept"])

    def test_what_is_done_at_departments_leads_and_orders_counts(self):
        service = self._service(visit_promised=True, visit_days=30)
        for number, place in enumerate(("department", "lead", "order")):
            hospital = self._tiered(f"Hospital {number}")
            ward = self._customer("Ward", parent_id=hospital.id, is_company=False)
            record = {
                "department": ward,
                "lead": self.env["crm.lead"].create(
                    {
                        "name": "New wing",
                        "partner_id": ward.id,
                        "company_id": self.company.id,
                    }
                ),
                "order": self._order(ward, 50, 10),
            }[place]
            self._done(hospital, 40)
            self._keep_books(39)
            self._done(record, 20)
            self._keep_books(19)
            with self.subTest(place=place):
                self.assertEqual(self.states(hospital), ["kept"])
        self.assertTrue(service.active)

    def test_meeting_counts_once_held_and_not_declined(self):
        hospital = self._tiered("Hospital")
        doctor = self._customer("Doctor", parent_id=hospital.id, is_company=False)
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 40)
        declined = self._meeting(doctor, 25)
        declined.attendee_ids.filtered(
            lambda a: a.partner_id == doctor
        ).state = "declined"
        cancelled = self._meeting(doctor, 25)
        cancelled.active = False
        self._meeting(doctor, 15)
        self._keep_books(20)
        self.assertEqual(self.states(hospital), ["open"])
        self._keep_books(14)
        self.assertEqual(self.states(hospital), ["kept"])
        self.assertEqual(self._promises(hospital).done_at, self._noon(15))

    def test_mail_that_a_colleague_wrote_is_a_contact_but_no_automatic_one(self):
        service = self._service(contact_promised=True, contact_days=30)
        for kind, author, expected in (
            ("comment", self.seller.partner_id, "kept"),
            ("auto_comment", self.seller.partner_id, "open"),
            ("comment", self._customer("Somebody else"), "open"),
        ):
            hospital = self._tiered("Hospital")
            self._done(hospital, 25)
            self._keep_books(24)
            message = self._said(hospital, author, self._noon(20), kind)
            self.env["mail.notification"].create(
                {
                    "mail_message_id": message.id,
                    "res_partner_id": hospital.id,
                    "notification_type": "email",
                    "notification_status": "sent",
                }
            )
            self._keep_books(19)
            with self.subTest(kind=kind, author=author.name):
                self.assertEqual(self.states(hospital), [expected])
        self.assertTrue(service.active)

    def test_day_is_the_companys(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=10)
        self._done(hospital, 20)
        self._keep_books(19)
        # 23:00 on the due day in UTC is the next day in Shanghai
        late = self._done(hospital, 10)
        late.date = self._noon(10).replace(hour=23)
        self._keep_books(8)
        self.assertEqual(self.states(hospital), ["missed", "kept"])

    def test_customer_who_leaves_the_tier_is_owed_no_more(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=30)
        self._service(self.tier_b, visit_promised=True, visit_days=60)
        self._done(hospital, 20)
        self._keep_books(15)
        self._put_in_tier(hospital, self.tier_b, since=10)
        self._keep_books(10)
        first, second = self._promises(hospital)
        self.assertEqual((first.tier_id, first.state), (self.tier_a, "void"))
        self.assertEqual((second.tier_id, second.state), (self.tier_b, "open"))
        self.assertEqual(second.due_date, AS_OF + timedelta(days=40))

    def test_archived_customers_are_owed_nothing(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True)
        self._done(hospital, 20)
        self._keep_books(15)
        hospital.active = False
        self._keep_books(10)
        self.assertEqual(self.states(hospital), ["void"])
        self._keep_books(9)
        self.assertEqual(self.states(hospital), ["void"])

    def test_switched_off_or_archived_promises_are_owed_no_more(self):
        for change in ({"visit_promised": False}, {"active": False}):
            hospital = self._tiered("Hospital")
            service = self._service(visit_promised=True)
            self._done(hospital, 20)
            self._keep_books(15)
            service.write(change)
            self._keep_books(10)
            with self.subTest(change=change):
                self.assertEqual(self.states(hospital), ["void"])
            service.unlink()

    def test_promise_counts_from_the_day_it_is_switched_on_again(self):
        service = self._service(visit_promised=True)
        service.visit_promised = False
        service.visit_promised = True
        self.assertEqual(service.visit_since, self.company._tier_today())

    def test_new_salesperson_takes_over_what_is_open(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True)
        self._done(hospital, 20)
        self._keep_books(15)
        other = self._user("promise_other", "sales_team.group_sale_salesman")
        hospital.user_id = other
        self._keep_books(14)
        self.assertEqual(self._promises(hospital).user_id, other)

    def test_companies_keep_books_of_their_own(self):
        other = self._company("Other Company")
        hospital = self._tiered("Hospital")
        self._put_in_tier(hospital, self.tier_a, 400, other)
        self._service(visit_promised=True, visit_days=30)
        self._service(company=other, visit_promised=True, visit_days=30)
        self._done(hospital, 20)
        self._done(hospital, 20, company=other)
        for company in (self.company, other):
            self._keep_books(15, company)
        self._done(hospital, 10)
        for company in (self.company, other):
            self._keep_books(9, company)
        by_company = {p.company_id: p.state for p in self._promises(hospital)}
        self.assertEqual(by_company, {self.company: "kept", other: "open"})

    def test_scheduled_action_that_stood_still_makes_nobody_miss(self):
        hospital = self._tiered("Hospital")
        self._service(visit_promised=True, visit_days=10)
        self._keep_books(0)
        promise = self._promises(hospital)
        self.assertEqual((promise.state, promise.due_date), ("open", AS_OF))

    def test_form_shows_the_last_and_the_next_time_at_once(self):
        hospital = self._tiered("Hospital")
        self._service(
            visit_promised=True, visit_days=30, contact_promised=True, contact_days=90
        )
        ward = self._customer("Ward", parent_id=hospital.id, is_company=False)
        self._done(ward, 20)
        self._done(hospital, 5, self.call_type)
        self.assertEqual(ward.last_visit_date, AS_OF - timedelta(days=20))
        self.assertEqual(ward.last_contact_date, AS_OF - timedelta(days=5))
        self.assertEqual(ward.next_visit_date, AS_OF + timedelta(days=10))
        self.assertEqual(ward.next_contact_date, AS_OF + timedelta(days=85))
        self.assertIn("30", ward.tier_promises)

    def test_merged_customers_keep_one_ledger(self):
        hospital, double = self._tiered("Hospital"), self._tiered("Hospital (double)")
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 20)
        self._keep_books(15)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((hospital + double).ids, hospital)
        self._done(hospital, 10)
        self._keep_books(10)
        self.assertEqual(self.states(hospital), ["kept", "void"])

    def test_merged_customers_are_owed_one_visit_and_not_one_for_each(self):
        hospital, double = self._tiered("Hospital"), self._tiered("Hospital (double)")
        self._service(visit_promised=True, visit_days=30)
        self._done(hospital, 24)
        self._done(double, 20)
        self._keep_books(15)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((hospital + double).ids, double)
        self.assertEqual(self.states(double), ["open", "open"])
        self._keep_books(10)
        self.assertEqual(self.states(double), ["void", "open"])
        self._keep_books(-12)
        self.assertEqual(self.states(double), ["void", "missed", "open"])
