"""What a customer answers to: mails, calls or visits, judged by the last twelve months.

The rule, from what somebody at the customer did rather than from what was sent:

1. Clicked or replied to a mailing: **mail**. It costs least, and it works.
2. Otherwise, calls or visits (visits and meetings) took place: whichever took place more often;
   as many of each: **call**.
3. Otherwise, opened a mailing: **mail**. Opening alone counts little: mail programs open
   pictures by themselves, or never.
4. Otherwise nothing is known.

Mailings are those to the customer and its people under a marketing campaign of this company, or
of no company; calls and visits are read as for the promises of a tier
(:mod:`..promises.touches`).
"""

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from ..promises.touches import VISIT_KINDS, Period
from ..promises.touches import touches as touches_of
from ..scoring.purchases import first_instant

MONTHS = 12
TALKS = ("call", "visit")


def year_until(company_id, time_zone, as_of, customer_ids=None):
    """The twelve months that end with the day ``as_of``.

    :param customer_ids: only these customers, or None for all
    """
    return Period(
        company_id=company_id,
        begin=first_instant(
            as_of + relativedelta(days=1) - relativedelta(months=MONTHS), time_zone
        ),
        end=first_instant(as_of + relativedelta(days=1), time_zone),
        time_zone=time_zone,
        customer_ids=None if customer_ids is None else tuple(customer_ids),
    )


def preferences(period):
    """Rows ``(partner_id, sent, opened, clicked, replied, calls, visits, preferred)``.

    One for each customer that was written to or talked to; ``preferred`` is ``mail``, ``call``,
    ``visit`` or NULL. A mailing counts if it was sent in the period, what became of it if that was
    known at its end.
    """
    return SQL(
        """
        SELECT *,
               CASE WHEN clicked + replied > 0 THEN 'mail'
                    WHEN visits > calls THEN 'visit'
                    WHEN calls > 0 THEN 'call'
                    WHEN opened > 0 THEN 'mail'
                END AS preferred
          FROM (
                SELECT partner_id,
                       SUM(sent)::int AS sent,
                       SUM(opened)::int AS opened,
                       SUM(clicked)::int AS clicked,
                       SUM(replied)::int AS replied,
                       SUM(calls)::int AS calls,
                       SUM(visits)::int AS visits
                  FROM (%(mailings)s UNION ALL %(talks)s) AS signs
              GROUP BY partner_id
               ) AS counted
        """,
        mailings=_mailings(period),
        talks=_talks(period),
    )


def _mailings(period):
    """One row for each mailing that reached somebody of the customer."""
    return SQL(
        """
        SELECT person.commercial_partner_id AS partner_id,
               1 AS sent,
               (LEAST(trace.open_datetime, trace.reply_datetime,
                      trace.links_click_datetime) < %(end)s IS TRUE)::int AS opened,
               (trace.links_click_datetime < %(end)s IS TRUE)::int AS clicked,
               (trace.reply_datetime < %(end)s IS TRUE)::int AS replied,
               0 AS calls,
               0 AS visits
          FROM mailing_trace AS trace
          JOIN res_partner AS person ON person.id = trace.res_id
          JOIN mailing_mailing AS mailing ON mailing.id = trace.mass_mailing_id
     LEFT JOIN utm_campaign AS marketing ON marketing.id = mailing.campaign_id
         WHERE trace.model = 'res.partner'
           AND trace.trace_type = 'mail'
           AND trace.is_test_trace IS NOT TRUE
           AND trace.trace_status NOT IN ('bounce', 'error', 'cancel')
           AND trace.sent_datetime >= %(begin)s
           AND trace.sent_datetime < %(end)s
           AND COALESCE(marketing.company_id, %(company_id)s) = %(company_id)s
           AND %(only_customers)s
        """,
        begin=period.begin,
        end=period.end,
        company_id=period.company_id,
        only_customers=_only(period, SQL("person.commercial_partner_id")),
    )


def _talks(period):
    """One row for each call, visit or meeting with somebody of the customer."""
    return SQL(
        """
        SELECT talk.partner_id, 0, 0, 0, 0,
               (talk.kind = 'call')::int,
               (talk.kind = ANY(%(visit_kinds)s))::int
          FROM (%(touches)s) AS talk
         WHERE talk.kind = 'call' OR talk.kind = ANY(%(visit_kinds)s)
        """,
        touches=touches_of(period),
        visit_kinds=[*VISIT_KINDS],
    )


def _only(period, customer):
    if period.customer_ids is None:
        return SQL("TRUE")
    return SQL("%s = ANY(%s)", customer, [*period.customer_ids])


def channel_of(channel, customer, period):
    """SQL of the channel through which a step reaches a customer.

    A mail becomes an activity for whoever prefers calls or visits and was written to without an
    answer. Whoever never got a mail gets this one: nobody knows yet what comes of it.

    :param channel: of the step
    :param customer: SQL of the customer's id
    """
    if channel != "mail":
        return SQL("%s::varchar", channel)
    return SQL(
        """
        CASE WHEN %(customer)s IN (
                  SELECT partner_id FROM (%(preferences)s) AS preference
                   WHERE preferred = ANY(%(talks)s) AND sent > 0
             )
             THEN 'activity' ELSE 'mail' END
        """,
        customer=customer,
        preferences=preferences(period),
        talks=[*TALKS],
    )
