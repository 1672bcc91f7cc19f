from collections import Counter
from datetime import datetime, timedelta
from random import Random

from odoo.tests import tagged
from odoo.tools import SQL

from ..campaigns import preference
from .campaign_channels_common import ChannelCase
from .common import AS_OF

BEGIN = datetime(2025, 4, 1)  # the first instant of the twelve months until AS_OF
END = datetime(2026, 4, 1)


@tagged("post_install", "-at_install")
class TestCampaignPreference(ChannelCase):
    """What a customer answers to, from what somebody there did in the last twelve months."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.types = {
            "call": cls.env.ref("mail.mail_activity_data_call"),
            "visit": cls.env.ref("customer_tier.mail_activity_type_visit"),
        }
        cls.customer = cls._hospitals("North")
        cls._order(cls.customer, 10, 100)
        cls._run()
        cls.mailing = cls._mailing()

    @classmethod
    def _mailing(cls, **values):
        return cls.env["mailing.mailing"].create(
            {
                "subject": "News",
                "email_from": "news@distributor.example",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                **values,
            }
        )

    @classmethod
    def _sent(cls, partner, at=END - timedelta(days=30), mailing=None, **values):
        return cls.env["mailing.trace"].create(
            {
                "mass_mailing_id": (mailing or cls.mailing).id,
                "model": "res.partner",
                "res_id": partner.id,
                "trace_status": "sent",
                "sent_datetime": at,
                **values,
            }
        )

    @classmethod
    def _talked(cls, partner, kind, at=END - timedelta(days=30)):
        message = partner.message_post(
            body="Talked", mail_activity_type_id=cls.types[kind].id
        )
        message.date = at

    def _row(self, partner, as_of=AS_OF):
        self.env.flush_all()
        period = preference.year_until(self.company.id, "UTC", as_of, partner.ids)
        rows = self.env.execute_query_dict(preference.preferences(period))
        return rows[0] if rows else {"preferred": None, "sent": 0}

    def _preferred(self, as_of=AS_OF):
        return self._row(self.customer, as_of)["preferred"]

    def test_a_reply_or_click_says_mail_whatever_else_happened(self):
        for answer in ("reply_datetime", "links_click_datetime"):
            with self.subTest(answer):
                trace = self._sent(self.customer, **{answer: END - timedelta(days=29)})
                self._talked(self.customer, "call")
                self.assertEqual(self._preferred(), "mail")
                trace.unlink()
                self.assertEqual(self._preferred(), "call")

    def test_opening_counts_less_than_a_call(self):
        self._sent(self.customer, open_datetime=END - timedelta(days=29))
        self.assertEqual(self._preferred(), "mail")
        self._talked(self.customer, "call")
        self.assertEqual(self._preferred(), "call")

    def test_visits_count_if_there_were_more_of_them(self):
        self._talked(self.customer, "visit")
        self.assertEqual(self._preferred(), "visit")
        self._talked(self.customer, "call")
        self.assertEqual(self._preferred(), "call")

    def test_a_mailing_nobody_opened_says_nothing(self):
        self._sent(self.customer)
        self.assertIsNone(self._preferred())
        self.assertEqual(self._row(self.customer)["sent"], 1)

    def test_departments_and_contacts_speak_for_the_customer(self):
        ward = self.env["res.partner"].create(
            {"name": "Ward", "parent_id": self.customer.id}
        )
        self._sent(ward, reply_datetime=END - timedelta(days=29))
        self.assertEqual(self._preferred(), "mail")

    def test_what_came_back_or_was_a_test_does_not_count(self):
        answer = {"reply_datetime": END - timedelta(days=29)}
        self._sent(self.customer, **{**answer, "trace_status": "bounce"})
        self._sent(self.customer, **{**answer, "is_test_trace": True})
        self.assertIsNone(self._preferred())

    def test_mailings_of_another_company_say_nothing_here(self):
        other = self._company("Other company")
        marketing = self.env["utm.campaign"].create(
            {"title": "Theirs", "company_id": other.id}
        )
        foreign = self._mailing(campaign_id=marketing.id)
        self._sent(
            self.customer, mailing=foreign, reply_datetime=END - timedelta(days=29)
        )
        self.assertIsNone(self._preferred())

    def test_the_twelve_months_begin_and_end_sharply(self):
        for at, counts in (
            (BEGIN - timedelta(seconds=1), False),
            (BEGIN, True),
            (END - timedelta(seconds=1), True),
            (END, False),
        ):
            with self.subTest(at):
                trace = self._sent(self.customer, at=at)
                self.assertEqual(self._row(self.customer)["sent"], int(counts))
                trace.unlink()

    def test_an_answer_after_the_day_asked_for_was_not_known_then(self):
        self._sent(self.customer, reply_datetime=END)
        self.assertIsNone(self._preferred())
        self.assertEqual(self._preferred(AS_OF + timedelta(days=1)), "mail")

    def test_a_mail_becomes_an_activity_only_after_mails_without_an_answer(self):
        self.assertEqual(self._channels(), {"mail"})
        self._talked(self.customer, "call")
        self.assertEqual(self._channels(), {"mail"}, "nobody has tried a mail yet")
        trace = self._sent(self.customer)
        self.assertEqual(self._channels(), {"activity"})
        trace.links_click_datetime = END - timedelta(days=29)
        self.assertEqual(self._channels(), {"mail"})

    def _channels(self):
        campaign = self._running(prefer_channel=True)
        entry = self._enter(campaign, self.customer)
        self.env.flush_all()
        channel = campaign._step_channel(campaign.step_ids, AS_OF)
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM customer_tier_campaign_entry AS entry WHERE id = %s",
                channel,
                entry.id,
            )
        )
        return {channel for [channel] in rows}

    def test_a_running_campaign_calls_whoever_never_answers_mails(self):
        south = self._hospitals("South")
        self._order(south, 10, 100)
        self._run()
        for customer in self.customer + south:
            self._sent(customer)
        self._talked(self.customer, "call")
        campaign = self._running(
            prefer_channel=True, audience_kind="frozen", goal="none"
        )
        campaign.step_ids.is_approved = True
        self._enter(campaign, self.customer + south)
        campaign._advance(AS_OF)
        touches = {touch.partner_id: touch for touch in campaign.touch_ids}
        self.assertEqual(touches[self.customer].channel, "activity")
        self.assertEqual(
            touches[self.customer].activity_id.activity_type_id, self.types["call"]
        )
        self.assertEqual(touches[south].channel, "mail")
        self.assertEqual(touches[south].mailing_id.state, "in_queue")

    def test_only_mails_of_campaigns_that_ask_for_it_change(self):
        campaign = self._running([{}, {"channel": "activity"}], prefer_channel=True)
        self.assertIsNone(campaign._step_channel(campaign.step_ids[1], AS_OF))
        campaign.prefer_channel = False
        self.assertIsNone(campaign._step_channel(campaign.step_ids[0], AS_OF))

    def test_the_profile_and_the_contact_say_it_in_words(self):
        now = datetime.now() - timedelta(days=1)
        profile = self._profile(self.customer)
        self.assertFalse(profile.preferred_channel)
        self.assertIn("Nothing known", profile.preferred_channel_words)
        self._talked(self.customer, "visit", at=now)
        self._sent(self.customer, at=now)
        self.env.invalidate_all()
        self.assertEqual(profile.preferred_channel, "visit")
        words = "Visit: 0 calls and 1 visits in 12 months, none of 1 mailings answered"
        self.assertEqual(profile.preferred_channel_words, words)
        self.assertEqual(self.customer.customer_preferred_channel_words, words)
        self._sent(self.customer, at=now, reply_datetime=now)
        self.env.invalidate_all()
        self.assertIn("1 of 2 mailings", profile.preferred_channel_words)

    def test_many_profiles_take_one_query_for_each_company(self):
        others = self._hospitals("South", "East")
        for other in others:
            self._order(other, 10, 100)
        self._run()
        profiles = self._profile(self.customer) + self.env["customer.profile"].search(
            [("partner_id", "in", others.ids)]
        )
        counts = []
        for records in (profiles, profiles[:1], profiles):  # the first warms caches up
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("preferred_channel")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_the_sql_agrees_with_slow_and_obvious_python(self):
        random = Random(5)
        customers = self._hospitals(*(f"C{number}" for number in range(12)))
        for customer in customers:
            self._order(customer, 10, 100)
        self._run()
        truth = {customer.id: Counter() for customer in customers}
        for _ in range(120):
            customer = random.choice(customers)
            at = BEGIN + timedelta(days=random.randrange(-40, 400))
            counts = BEGIN <= at < END
            kind = random.choice(["call", "visit", "mail", "mail"])
            if kind != "mail":
                self._talked(customer, kind, at)
                truth[customer.id][kind] += counts
                continue
            answers = {
                name: at + timedelta(days=random.randrange(1, 40))
                for name in ("open_datetime", "links_click_datetime", "reply_datetime")
                if random.random() < 0.15
            }
            self._sent(customer, at, **answers)
            truth[customer.id]["sent"] += counts
            for name, when in answers.items():
                truth[customer.id][name] += counts and when < END
            truth[customer.id]["opened"] += counts and any(
                when < END for when in answers.values()
            )
        for customer in customers:
            known = truth[customer.id]
            if known["links_click_datetime"] or known["reply_datetime"]:
                expected = "mail"
            elif known["call"] or known["visit"]:
                expected = "visit" if known["visit"] > known["call"] else "call"
            else:
                expected = "mail" if known["opened"] else None
            row = self._row(customer)
            self.assertEqual((row["preferred"], row["sent"]), (expected, known["sent"]))
