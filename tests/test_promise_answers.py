from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_promises import PromiseCase

TUESDAY = datetime(2026, 3, 31, 10)
HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestPromiseAnswers(PromiseCase):
    """Answers within hours: which message waits, which one answers it, and when it is too late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._tiered("Hospital")
        cls.doctor = cls._customer(
            "Doctor", parent_id=cls.hospital.id, is_company=False
        )
        cls.order = cls._order(cls.doctor, 10, 100)
        cls.service = cls._service(
            answer_promised=True, answer_hours=4, answer_working_hours=False
        )

    def asked(self, at=TUESDAY, record=None, author=None, **values):
        return self._said(record or self.order, author or self.doctor, at, **values)

    def answered(self, at, record=None, **values):
        return self._said(record or self.order, self.seller.partner_id, at, **values)

    def promise(self, now):
        self._keep_books(now=now)
        return self._promises(self.hospital, "answer")

    def test_answer_in_time_keeps_the_promise(self):
        message = self.asked()
        promise = self.promise(TUESDAY + HOUR)
        self.assertEqual((promise.state, promise.message_id), ("open", message))
        self.assertEqual(promise.due_at, TUESDAY + 4 * HOUR)
        self.assertEqual(promise.user_id, self.seller)
        self.answered(TUESDAY + 4 * HOUR)
        self.assertEqual(self.promise(TUESDAY + 5 * HOUR), promise)
        self.assertEqual((promise.state, promise.kept_rate), ("kept", 1))

    def test_late_answer_is_missed_and_still_shown(self):
        self.asked()
        self.assertEqual(self.promise(TUESDAY + 5 * HOUR).state, "missed")
        self.answered(TUESDAY + 28 * HOUR)
        promise = self.promise(TUESDAY + 29 * HOUR)
        self.assertEqual((promise.state, promise.days_late), ("missed", 1))

    def test_three_messages_in_a_row_wait_for_one_answer(self):
        for minutes in (0, 5, 10):
            self.asked(TUESDAY + timedelta(minutes=minutes))
        self.answered(TUESDAY + HOUR)
        self.asked(TUESDAY + 2 * HOUR)
        promises = self.promise(TUESDAY + 3 * HOUR)
        self.assertEqual(promises.mapped("state"), ["kept", "open"])

    def test_messages_seen_one_run_apart_wait_for_one_answer_too(self):
        self.asked()
        self.promise(TUESDAY + HOUR)
        self.asked(TUESDAY + 2 * HOUR)
        self.assertEqual(len(self.promise(TUESDAY + 3 * HOUR)), 1)

    def test_note_is_no_answer_but_a_call_back_is(self):
        self.asked()
        self.answered(TUESDAY + HOUR, subtype="mail.mt_note")
        self.assertEqual(self.promise(TUESDAY + 2 * HOUR).state, "open")
        call = self._done(self.order, 0, self.call_type)
        call.date = TUESDAY + 3 * HOUR
        self.assertEqual(self.promise(TUESDAY + 3 * HOUR).state, "kept")

    def test_answer_on_another_document_is_none(self):
        self.asked()
        self.answered(TUESDAY + HOUR, record=self.hospital)
        self.assertEqual(self.promise(TUESDAY + 2 * HOUR).state, "open")

    def test_what_colleagues_strangers_and_machines_write_waits_for_nobody(self):
        self.asked(author=self.seller.partner_id)
        self.asked(author=self._customer("Stranger"))
        self.asked(kind="notification")
        self.asked(kind="auto_comment")
        self.assertFalse(self.promise(TUESDAY + HOUR))

    def test_mail_to_a_lead_or_contact_counts_as_well(self):
        lead = self.env["crm.lead"].create(
            {"name": "New wing", "partner_id": self.doctor.id}
        )
        for record in (lead, self.doctor, self.hospital):
            self.asked(record=record, kind="email")
        self.assertEqual(len(self.promise(TUESDAY + HOUR)), 3)

    def test_message_from_before_the_promise_is_not_held_against_anybody(self):
        self.service.answer_since = TUESDAY + HOUR
        self.asked()
        self.asked(TUESDAY + 2 * HOUR)
        promise = self.promise(TUESDAY + 3 * HOUR)
        self.assertEqual(promise.asked_at, TUESDAY + 2 * HOUR)

    def test_working_hours_leave_out_the_night_and_the_weekend(self):
        self.service.answer_working_hours = True
        self.company.resource_calendar_id.tz = "UTC"
        friday = datetime(2026, 3, 27, 16)
        self.asked(friday)
        [promise] = self.promise(friday + HOUR)
        self.assertGreater(promise.due_at, datetime(2026, 3, 30, 8))
        self.assertLess(promise.due_at, datetime(2026, 3, 30, 17))

    def test_message_is_looked_at_once(self):
        self.asked()
        for hours in (1, 2, 6, 7):
            self.promise(TUESDAY + hours * HOUR)
        self.assertEqual(len(self._promises(self.hospital)), 1)
        self.env.cr.execute(
            "UPDATE mail_message SET create_date = %s", [TUESDAY - 100 * HOUR]
        )
        self.promise(TUESDAY + 8 * HOUR)
        last = self.env["mail.message"].search([], order="id desc", limit=1)
        self.assertEqual(self.service.last_message_id, last.id)
        self.assertEqual(len(self._promises(self.hospital)), 1)

    def test_customer_who_changed_tier_since_is_still_answered(self):
        self.asked()
        promise = self.promise(TUESDAY + HOUR)
        self._put_in_tier(self.hospital, self.tier_c)
        self.answered(TUESDAY + 2 * HOUR)
        self.promise(TUESDAY + 3 * HOUR)
        self.assertEqual((promise.state, promise.tier_id), ("kept", self.tier_a))

    def test_manager_says_that_no_answer_was_needed(self):
        self.asked()
        promise = self.promise(TUESDAY + 5 * HOUR)
        manager = self._user("promise_manager", "customer_tier.group_manager")
        with self.assertRaises(AccessError):
            promise.with_user(self.seller).action_not_owed()
        promise.with_user(manager).action_not_owed()
        self.assertEqual((promise.state, promise.excused_by_id), ("void", manager))
        rates = promise._read_group([("id", "=", promise.id)], [], ["kept_rate:avg"])
        self.assertFalse(rates[0][0])
        self.assertEqual(self.promise(TUESDAY + 6 * HOUR).state, "void")

    def test_row_opens_the_document_that_the_customer_wrote_on(self):
        self.asked()
        promise = self.promise(TUESDAY + HOUR)
        self.assertEqual(promise.action_open_document()["res_model"], "sale.order")
