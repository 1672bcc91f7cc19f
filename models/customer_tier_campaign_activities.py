from datetime import datetime, time, timedelta

from markupsafe import Markup

from odoo import fields, models

from ..campaigns import activities
from ..campaigns.activities import Diary

# Activities made at once: enough to be quick, few enough to hold in memory.
BATCH = 500
WEEKDAYS = {0, 1, 2, 3, 4}  # Monday to Friday
# Public holidays are looked up so far ahead; after that only weekends are left out.
HOLIDAYS_DAYS = 730


class CustomerTierCampaign(models.Model):
    """Steps that are calls and visits, planned for the salespeople."""

    _inherit = "customer.tier.campaign"

    def _deliver_activity(self, step, today):
        """Plan an activity for each customer that is due, spread over days and people.

        Where such an activity is open already, nothing is planned. Salespeople get no mail for
        each: the activities show up where they look for their work.
        """
        self.ensure_one()
        if not step.is_approved:
            return
        self.env.flush_all()
        activity_type = step._tier_activity_type()
        self.env.cr.execute(activities.skip_planned(step.id, activity_type.id))
        diary = self._diary(step, today)
        while rows := self.env.execute_query(
            activities.to_plan(step.id, self.company_id.id, self.user_id.id, BATCH)
        ):
            made = self._create_activities(step, activity_type, diary, rows)
            self.env.flush_all()
            self.env.cr.execute(activities.set_activities(made))
            self.env.invalidate_all()

    def _diary(self, step, today):
        rows = self.env.execute_query(activities.planned_days(self.id, today))
        return Diary(
            today,
            step.max_per_day,
            {(user_id, day): number for user_id, day, number in rows},
            self._working_days(today),
        )

    def _working_days(self, today):
        """A function that says of a date whether the company works on it.

        By its working hours and public holidays; by Monday to Friday if it has none.
        """
        calendar = self.company_id.sudo().resource_calendar_id
        weekdays = {int(day) for day in calendar.attendance_ids.mapped("dayofweek")}
        weekdays = weekdays or WEEKDAYS
        until = today + timedelta(days=HOLIDAYS_DAYS)
        holidays = set()
        for leave in calendar.global_leave_ids.filtered(
            lambda leave: leave.date_to >= datetime.combine(today, time.min)
        ):
            day = self._local_day(leave.date_from)
            while day <= min(self._local_day(leave.date_to), until):
                holidays.add(day)
                day += timedelta(days=1)
        return lambda day: day.weekday() in weekdays and day not in holidays

    def _local_day(self, instant):
        """The company's date at an instant in UTC."""
        zoned = self.with_context(tz=self.company_id._tier_time_zone())
        return fields.Datetime.context_timestamp(zoned, instant).date()

    def _create_activities(self, step, activity_type, diary, rows):
        """:return: rows ``(touch_id, activity_id, user_id)``"""
        users = (
            self.env["res.users"].sudo().browse({user_id for *_row, user_id in rows})
        )
        texts = {user.id: self._activity_texts(step, user.lang) for user in users}
        # sudo: the campaign plans for everybody; managers launched it
        made = (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                        "res_id": customer_id,
                        "activity_type_id": activity_type.id,
                        "user_id": user_id,
                        "date_deadline": diary.book(user_id),
                        "automated": True,
                        **texts[user_id],
                    }
                    for _touch_id, customer_id, user_id in rows
                ]
            )
        )
        return [
            (touch_id, activity.id, user_id)
            for (touch_id, _customer_id, user_id), activity in zip(
                rows, made, strict=True
            )
        ]

    def _activity_texts(self, step, lang):
        """What to do, and why, in the language of whoever is to do it."""
        step = step.with_context(lang=lang)
        campaign = self.with_context(lang=lang)
        why = campaign.env._(
            "Campaign %(campaign)s, step “%(step)s”",
            campaign=campaign._get_html_link(title=campaign.name),
            step=step.name,
        )
        return {
            "summary": step.summary or step.subject or step.name,
            "note": Markup("%s<p>%s</p>") % (step.note or "", why),
        }

    def _withdraw_activities(self):
        """Delete what is planned and not done; for undoing a launch."""
        # sudo: the campaign planned them for everybody
        self.sudo().touch_ids.filtered(
            lambda touch: touch.state == "due"
        ).activity_id.unlink()


class CustomerTierCampaignStep(models.Model):
    _inherit = "customer.tier.campaign.step"

    def _tier_activity_type(self):
        """What is planned; a call where the step was a mail and the customer prefers calls."""
        self.ensure_one()
        return self.activity_type_id or self.env.ref("mail.mail_activity_data_call")


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def unlink(self):
        """A planned step whose activity somebody deletes is not planned again."""
        # sudo: touches are written by the campaign only
        self.env["customer.tier.campaign.touch"].sudo().search(
            [("activity_id", "in", self.ids), ("state", "=", "due")]
        ).write({"state": "skipped", "reason": "removed"})
        return super().unlink()
