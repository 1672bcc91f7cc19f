"""Calls and visits of a campaign: for whom, by whom, and on which day."""

from datetime import timedelta

from odoo.tools import SQL


def skip_planned(step_id, activity_type_id):
    """Due touches where such an activity is open already are skipped.

    Open on the customer itself, or on one of its departments and contacts.
    """
    return SQL(
        """
        UPDATE customer_tier_campaign_touch AS touch
           SET state = 'skipped',
               reason = 'planned'
         WHERE touch.step_id = %(step_id)s
           AND touch.channel = 'activity'
           AND touch.state = 'due'
           AND touch.activity_id IS NULL
           AND EXISTS (
                SELECT FROM res_partner AS person
                  JOIN mail_activity AS activity
                    ON activity.res_model = 'res.partner'
                   AND activity.res_id = person.id
                   AND activity.active
                   AND activity.activity_type_id = %(activity_type_id)s
                 WHERE person.commercial_partner_id = touch.partner_id
               )
        """,
        step_id=step_id,
        activity_type_id=activity_type_id,
    )


def to_plan(step_id, company_id, fallback_user_id, limit):
    """Rows ``(touch_id, customer_id, user_id)`` without an activity yet, biggest customers first.

    The activity is for the customer's salesperson; without one who is active, internal and works
    in this company, for the person responsible for the campaign.
    """
    return SQL(
        """
        SELECT touch.id,
               touch.partner_id,
               COALESCE(salesperson.id, %(fallback_user_id)s)
          FROM customer_tier_campaign_touch AS touch
          JOIN customer_tier_campaign_entry AS entry ON entry.id = touch.entry_id
          JOIN res_partner AS customer ON customer.id = touch.partner_id
     LEFT JOIN res_users AS salesperson
            ON salesperson.id = customer.user_id
           AND salesperson.active
           AND NOT salesperson.share
           AND EXISTS (
                SELECT FROM res_company_users_rel AS works
                 WHERE works.user_id = salesperson.id AND works.cid = %(company_id)s
               )
         WHERE touch.step_id = %(step_id)s
           AND touch.channel = 'activity'
           AND touch.state = 'due'
           AND touch.activity_id IS NULL
           AND NOT entry.is_held_out
      ORDER BY entry.size DESC NULLS LAST, touch.id
         LIMIT %(limit)s
        """,
        step_id=step_id,
        company_id=company_id,
        fallback_user_id=fallback_user_id,
        limit=limit,
    )


def planned_days(campaign_id, today):
    """Rows ``(user_id, day, number)``: what the campaign has planned for whom, done or not."""
    return SQL(
        """
        SELECT activity.user_id, activity.date_deadline, COUNT(*)
          FROM customer_tier_campaign_touch AS touch
          JOIN mail_activity AS activity ON activity.id = touch.activity_id
         WHERE touch.campaign_id = %(campaign_id)s
           AND activity.date_deadline >= %(today)s
      GROUP BY activity.user_id, activity.date_deadline
        """,
        campaign_id=campaign_id,
        today=today,
    )


def set_activities(rows):
    """Note the activities made.

    :param rows: ``(touch_id, activity_id, user_id)``
    """
    touch_ids, activity_ids, user_ids = zip(*rows, strict=True)
    return SQL(
        """
        UPDATE customer_tier_campaign_touch AS touch
           SET activity_id = made.activity_id,
               user_id = made.user_id
          FROM unnest(%(touch_ids)s, %(activity_ids)s, %(user_ids)s)
               AS made (touch_id, activity_id, user_id)
         WHERE touch.id = made.touch_id
        """,
        touch_ids=[*touch_ids],
        activity_ids=[*activity_ids],
        user_ids=[*user_ids],
    )


class Diary:
    """Spreads activities over working days, at most ``max_per_day`` for a person and day.

    :param today: the first day that may be used
    :param booked: ``{(user_id, day): number}`` that is planned already
    :param is_working_day: says so of a date

    >>> from datetime import date
    >>> diary = Diary(date(2026, 4, 3), 1, {}, lambda day: day.weekday() < 5)
    >>> [str(diary.book(7)) for _ in range(3)]  # Friday, then Monday
    ['2026-04-03', '2026-04-06', '2026-04-07']
    """

    def __init__(self, today, max_per_day, booked, is_working_day):
        self.max_per_day = max_per_day
        self.booked = dict(booked)
        self.is_working_day = is_working_day
        self.today = today
        self.next_day = {}  # user -> no earlier day is free

    def book(self, user_id):
        """The first day that this person has time."""
        day = self.next_day.get(user_id, self.today)
        while self.booked.get(
            (user_id, day), 0
        ) >= self.max_per_day or not self.is_working_day(day):
            day += timedelta(days=1)
        self.next_day[user_id] = day
        self.booked[user_id, day] = self.booked.get((user_id, day), 0) + 1
        return day
