from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import tagged

from ..campaigns.activities import Diary
from .campaign_channels_common import ChannelCase
from .common import AS_OF  # a Tuesday

WEDNESDAY, THURSDAY = date(2026, 4, 1), date(2026, 4, 2)


@tagged("post_install", "-at_install")
class TestCampaignActivities(ChannelCase):
    """Calls and visits of a campaign: for the right person, not too many a day, never twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.anna = cls._user("campaign_anna", "sales_team.group_sale_salesman")
        cls.ben = cls._user("campaign_ben", "sales_team.group_sale_salesman")
        cls.company.resource_calendar_id = False

    def _calls(self, customers, sizes=None, **step):
        """A running campaign with calls due at the customers."""
        campaign = self._running([{"channel": "activity", "summary": "Call", **step}])
        campaign.step_ids.is_approved = True
        entries = self._enter(campaign, customers)
        for entry, size in zip(
            entries, sizes or range(len(entries), 0, -1), strict=True
        ):
            entry.size = size
        return campaign, campaign.step_ids, self._due(campaign.step_ids, entries)

    def _deliver(self, campaign, today=AS_OF):
        campaign._deliver_activity(campaign.step_ids[:1], today)

    def _plan(self, touches):
        """``(salesperson, day)`` of each touch."""
        return [(t.activity_id.user_id, t.activity_id.date_deadline) for t in touches]

    def test_each_goes_to_the_customers_salesperson(self):
        hospitals = self._hospitals("North", "South")
        hospitals[0].user_id, hospitals[1].user_id = self.anna, self.ben
        campaign, _step, touches = self._calls(hospitals)
        self._deliver(campaign)
        self.assertEqual(self._plan(touches), [(self.anna, AS_OF), (self.ben, AS_OF)])
        self.assertEqual(touches.mapped("user_id"), self.anna + self.ben)
        activity = touches[0].activity_id
        self.assertEqual(activity.activity_type_id, self.call)
        self.assertEqual(activity.summary, "Call")
        self.assertEqual(
            (activity.res_model, activity.res_id), ("res.partner", hospitals[0].id)
        )
        self.assertIn(campaign.name, activity.note)

    def test_without_a_salesperson_it_goes_to_whoever_is_responsible(self):
        none, gone, elsewhere, portal = self._hospitals(
            "None", "Gone", "Elsewhere", "Portal"
        )
        gone.user_id = self._user("campaign_gone", "sales_team.group_sale_salesman")
        gone.user_id.active = False
        other = self._company("Other company")
        elsewhere.user_id = self._user(
            "campaign_other", "sales_team.group_sale_salesman", company=other
        )
        portal.user_id = self._user("campaign_portal", "base.group_portal")
        campaign, _step, touches = self._calls(none + gone + elsewhere + portal)
        self._deliver(campaign)
        self.assertEqual(touches.activity_id.user_id, self.responsible)

    def test_they_are_spread_over_working_days_biggest_customers_first(self):
        hospitals = self._hospitals(*"ABCDE")
        hospitals.user_id = self.anna
        campaign, _step, touches = self._calls(
            hospitals, sizes=[10, 50, 30, 40, 20], max_per_day=2
        )
        self._deliver(campaign, today=THURSDAY)
        friday, monday = date(2026, 4, 3), date(2026, 4, 6)
        self.assertEqual(
            [day for _user, day in self._plan(touches)],
            [monday, THURSDAY, friday, THURSDAY, friday],
        )

    def test_a_weekend_is_no_day_to_begin(self):
        campaign, _step, touches = self._calls(self._hospitals("North"))
        self._deliver(campaign, today=date(2026, 4, 4))
        self.assertEqual(touches.activity_id.date_deadline, date(2026, 4, 6))

    def test_working_hours_and_holidays_of_the_company_count(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Tuesdays and Thursdays",
                "company_id": self.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": "Morning",
                                "dayofweek": day,
                                "hour_from": 8,
                                "hour_to": 12,
                                "day_period": "morning",
                            }
                        )
                        for day in ("1", "3")
                    ),
                ],
            }
        )
        self.company.resource_calendar_id = calendar
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 4, 2, 0),
                "date_to": datetime(2026, 4, 2, 23, 59),
            }
        )
        campaign, _step, touches = self._calls(self._hospitals(*"ABC"), max_per_day=1)
        self._deliver(campaign)
        self.assertEqual(
            [day for _user, day in self._plan(touches)],
            [AS_OF, date(2026, 4, 7), date(2026, 4, 9)],
        )

    def test_what_the_campaign_planned_before_counts(self):
        first, second = self._hospitals("First"), self._hospitals("Second", "Third")
        campaign, step, touches = self._calls(first, max_per_day=2)
        self._deliver(campaign)
        touches.activity_id.action_done()
        later = self._due(step, self._enter(campaign, second))
        self._deliver(campaign)
        self.assertEqual([day for _user, day in self._plan(later)], [AS_OF, WEDNESDAY])

    def test_an_open_activity_of_that_type_is_enough(self):
        north, south, east = self._hospitals("North", "South", "East")
        ward = self.env["res.partner"].create({"name": "Ward", "parent_id": south.id})
        north.activity_schedule("mail.mail_activity_data_call", user_id=self.anna.id)
        ward.activity_schedule("mail.mail_activity_data_call", user_id=self.anna.id)
        east.activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id)
        campaign, _step, touches = self._calls(north + south + east)
        self._deliver(campaign)
        self.assertEqual(
            [(t.state, t.reason) for t in touches],
            [("skipped", "planned"), ("skipped", "planned"), ("due", False)],
        )
        self.assertEqual(len(touches.activity_id), 1)

    def test_delivering_again_plans_nothing_twice(self):
        campaign, _step, touches = self._calls(self._hospitals("North"))
        self._deliver(campaign)
        activity = touches.activity_id
        self._deliver(campaign)
        self.assertEqual((touches.state, touches.activity_id), ("due", activity))

    def test_nothing_is_planned_before_somebody_approved_the_step(self):
        campaign, step, touches = self._calls(self._hospitals("North"))
        step.is_approved = False
        self._deliver(campaign)
        self.assertFalse(touches.activity_id)

    def test_a_done_activity_makes_the_touch_done(self):
        campaign, _step, touches = self._calls(self._hospitals("North", "South"))
        self._deliver(campaign)
        touches[0].activity_id.action_feedback("They will order")
        campaign._sync_touches()
        self.assertEqual(touches.mapped("state"), ["done", "due"])
        self.assertEqual(touches[0].done_at.date(), touches[0].activity_id.date_done)

    def test_a_deleted_activity_is_not_planned_again(self):
        campaign, _step, touches = self._calls(self._hospitals("North"))
        self._deliver(campaign)
        touches.activity_id.with_user(self.responsible).unlink()
        self._deliver(campaign)
        self.assertEqual((touches.state, touches.reason), ("skipped", "removed"))
        self.assertFalse(touches.activity_id)

    def test_words_are_in_the_language_of_the_salesperson(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.anna.lang = "fr_FR"
        hospitals = self._hospitals("North", "South")
        hospitals[0].user_id, hospitals[1].user_id = self.anna, self.ben
        campaign, step, touches = self._calls(hospitals, note="<p>Ask</p>")
        step.with_context(lang="fr_FR").summary = "Appeler"
        step.update_field_translations("note", {"fr_FR": {"Ask": "Demander"}})
        self._deliver(campaign)
        self.assertEqual(touches.activity_id.mapped("summary"), ["Appeler", "Call"])
        self.assertIn("Demander", touches[0].activity_id.note)
        self.assertIn("Ask", touches[1].activity_id.note)

    def test_a_mail_step_of_somebody_who_prefers_calls_is_a_call(self):
        campaign = self._running([{"subject": "We miss you"}])
        step = campaign.step_ids
        step.is_approved = True
        touches = self._due(
            step, self._enter(campaign, self._hospitals("North")), channel="activity"
        )
        campaign._deliver_activity(step, AS_OF)
        self.assertEqual(touches.activity_id.activity_type_id, self.call)
        self.assertEqual(touches.activity_id.summary, "We miss you")

    def test_taking_back_deletes_what_is_not_done(self):
        campaign, _step, touches = self._calls(self._hospitals("North", "South"))
        self._deliver(campaign)
        touches[0].activity_id.action_done()
        campaign._sync_touches()
        done = touches[0].activity_id
        campaign._withdraw_activities()
        self.assertTrue(done.exists())
        self.assertFalse(touches[1].activity_id)

    def test_nobody_gets_a_mail_for_each_activity(self):
        hospitals = self._hospitals("North", "South")
        hospitals.user_id = self.anna
        campaign, _step, _touches = self._calls(hospitals)
        mails = self.env["mail.mail"].sudo()
        before = mails.search_count([])
        self._deliver(campaign)
        self.assertEqual(mails.search_count([]), before)

    def test_the_diary_never_books_more_than_allowed(self):
        booked = {(1, AS_OF): 3, (1, WEDNESDAY): 1}
        diary = Diary(AS_OF, 2, booked, lambda day: day.weekday() < 5)
        days = [diary.book(1) for _ in range(20)]
        self.assertEqual(days[0], WEDNESDAY)
        self.assertNotIn(AS_OF, days)
        for day in set(days):
            self.assertLess(day.weekday(), 5)
            self.assertLessEqual(days.count(day) + booked.get((1, day), 0), 2)
        self.assertEqual(days, sorted(days))
