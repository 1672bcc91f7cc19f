"""When somebody of the company dealt with a customer, and how: one row per touch.

Touches are not kept anywhere: they are read from what people do in Odoo anyhow. The company of
a message is the one its record belongs to, or the one its author worked in; a meeting counts
for every company that its organiser may work in.
"""

from dataclasses import dataclass
from datetime import datetime

from odoo.tools import SQL

# What an activity type can count as (see ``mail.activity.type``).
VISIT_KINDS = ("visit", "meeting")
CONTACT_KINDS = ("visit", "meeting", "call", "mail")

TOUCH_TABLE = SQL.identifier("customer_tier_touch")


@dataclass(frozen=True)
class Period:
    """Which touches to look at.

    :ivar begin: the first instant, in UTC
    :ivar end: the first instant that is too late, in UTC
    :ivar time_zone: of the company, where instants become days
    :ivar customer_ids: only these customers, or None for all with a profile
    """

    company_id: int
    begin: datetime
    end: datetime
    time_zone: str
    customer_ids: tuple | None = None

    def local_day(self, instant):
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", instant, self.time_zone
        )


def written_by_us(author):
    """Condition: the author (SQL of a contact's id) is an internal user."""
    return SQL(
        """EXISTS (
            SELECT FROM res_users AS colleague
             WHERE colleague.partner_id = %s AND NOT colleague.share
        )""",
        author,
    )


def create_touch_table(period):
    """The working table of a run; it goes with the transaction."""
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS %(touches)s;
        CREATE INDEX ON %(table)s (partner_id, day);
        ANALYZE %(table)s
        """,
        table=TOUCH_TABLE,
        touches=touches(period),
    )


def touches(period):
    """Rows ``(partner_id, at, day, kind)``; ``partner_id`` is the customer.

    ``kind`` is one of CONTACT_KINDS, or ``other``: work for the customer (an activity done)
    without anybody having talked to it.
    """
    return SQL(
        """
        SELECT partner_id, at, %(day)s AS day, kind
          FROM (%(done)s UNION ALL %(held)s UNION ALL %(sent)s) AS touch
        """,
        day=period.local_day(SQL("at")),
        done=_activities_done(period),
        held=_meetings_held(period),
        sent=_mails_sent(period),
    )


def last_touches(period):
    """Rows ``(partner_id, day of the last visit, day of the last contact)``."""
    return SQL(
        """
        SELECT partner_id,
               MAX(day) FILTER (WHERE kind = ANY(%(visit_kinds)s)),
               MAX(day) FILTER (WHERE kind = ANY(%(contact_kinds)s))
          FROM (%(touches)s) AS touch
      GROUP BY partner_id
        """,
        touches=touches(period),
        visit_kinds=[*VISIT_KINDS],
        contact_kinds=[*CONTACT_KINDS],
    )


def _people(period):
    """Rows ``(id, customer_id)``: the customers with a profile, their departments and contacts."""
    return SQL(
        """
        SELECT partner.id, partner.commercial_partner_id AS customer_id
          FROM res_partner AS partner
          JOIN customer_profile AS profile
            ON profile.partner_id = partner.commercial_partner_id
           AND profile.company_id = %(company_id)s
         WHERE %(only_customers)s
        """,
        company_id=period.company_id,
        only_customers=SQL("TRUE")
        if period.customer_ids is None
        else SQL("partner.commercial_partner_id = ANY(%s)", [*period.customer_ids]),
    )


def _activities_done(period):
    """Activities marked as done on the customer, its people, leads and orders."""
    return SQL(
        """
        SELECT thread.customer_id AS partner_id,
               message.date AS at,
               COALESCE(activity_type.tier_contact_kind, 'other') AS kind
          FROM (
                SELECT 'res.partner' AS model, id AS res_id, customer_id
                  FROM (%(people)s) AS person
             UNION ALL
                SELECT 'crm.lead', lead.id, person.customer_id
                  FROM crm_lead AS lead
                  JOIN (%(people)s) AS person ON person.id = lead.partner_id
             UNION ALL
                SELECT 'sale.order', sale.id, person.customer_id
                  FROM sale_order AS sale
                  JOIN (%(people)s) AS person ON person.id = sale.partner_id
                 WHERE sale.company_id = %(company_id)s
               ) AS thread
          JOIN mail_message AS message
            ON message.model = thread.model
           AND message.res_id = thread.res_id
           AND message.mail_activity_type_id IS NOT NULL
           AND message.date >= %(begin)s
           AND message.date < %(end)s
           AND COALESCE(message.record_company_id, %(company_id)s) = %(company_id)s
          JOIN mail_activity_type AS activity_type
            ON activity_type.id = message.mail_activity_type_id
        """,
        people=_people(period),
        company_id=period.company_id,
        begin=period.begin,
        end=period.end,
    )


def _meetings_held(period):
    """Meetings that are over and that somebody of the customer did not decline.

    One that belongs to an activity already done is not counted a second time.
    """
    return SQL(
        """
        SELECT held.customer_id, held.at, 'meeting'
          FROM (
                SELECT DISTINCT event.id, person.customer_id, event.start AS at
                  FROM calendar_event AS event
                  JOIN res_company_users_rel AS works
                    ON works.user_id = event.user_id AND works.cid = %(company_id)s
                  JOIN calendar_attendee AS attendee
                    ON attendee.event_id = event.id
                   AND attendee.state IS DISTINCT FROM 'declined'
                  JOIN (%(people)s) AS person ON person.id = attendee.partner_id
                 WHERE event.active
                   AND event.start >= %(begin)s
                   AND event.stop < %(end)s
                   AND NOT EXISTS (
                        SELECT FROM mail_activity AS activity
                         WHERE activity.calendar_event_id = event.id
                           AND NOT activity.active
                           AND activity.date_done IS NOT NULL
                       )
               ) AS held
        """,
        people=_people(period),
        company_id=period.company_id,
        begin=period.begin,
        end=period.end,
    )


def _mails_sent(period):
    """Messages that a colleague wrote and Odoo mailed to somebody of the customer.

    Neither mass mailings nor what Odoo sends by itself: nobody talked to the customer.
    """
    return SQL(
        """
        SELECT mailed.customer_id, mailed.at, 'mail'
          FROM (
                SELECT DISTINCT message.id, person.customer_id, message.date AS at
                  FROM mail_notification AS notification
                  JOIN (%(people)s) AS person
                    ON person.id = notification.res_partner_id
                  JOIN mail_message AS message
                    ON message.id = notification.mail_message_id
                   AND message.message_type IN ('comment', 'email')
                   AND message.date >= %(begin)s
                   AND message.date < %(end)s
                   AND COALESCE(message.record_company_id, %(company_id)s) = %(company_id)s
                 WHERE notification.notification_type = 'email'
                   AND notification.notification_status
                       NOT IN ('bounce', 'exception', 'canceled')
                   AND %(written_by_us)s
               ) AS mailed
        """,
        people=_people(period),
        company_id=period.company_id,
        begin=period.begin,
        end=period.end,
        written_by_us=written_by_us(SQL("message.author_id")),
    )
