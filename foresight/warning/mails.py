"""Mailings that are ignored."""

from datetime import timedelta

from odoo.tools import SQL

from ...scoring.purchases import first_instant


def ignored(scene, rule):
    """Who does nothing with what it is sent.

    Measure: how many mailings in a row, up to the last one, nobody of the customer opened, clicked
    or answered, of those within the window. One that reached several people counts once, and is
    not ignored if one of them did something. Where mail programs hide that a mail was opened, a
    click or an answer still shows.
    """
    return SQL(
        """
        SELECT customer_id AS partner_id,
               COUNT(*)::float8 AS measure,
               TRUE AS fires,
               jsonb_build_object(
                   'count', COUNT(*), 'first', MIN(sent), 'last', MAX(sent),
                   'noticed', MAX(noticed)
               ) AS facts
          FROM (
                SELECT customer_id, %(sent_day)s AS sent, is_noticed, sent_at,
                       %(noticed_day)s AS noticed, noticed_at
                  FROM (
                        SELECT customer_id, sent_at, is_noticed,
                               MAX(sent_at) FILTER (WHERE is_noticed)
                                   OVER (PARTITION BY customer_id) AS noticed_at
                          FROM (%(mailings)s) AS mailing
                       ) AS marked
               ) AS dated
         WHERE noticed_at IS NULL OR sent_at > noticed_at
      GROUP BY customer_id
        """,
        sent_day=_day(scene, SQL("sent_at")),
        noticed_day=_day(scene, SQL("noticed_at")),
        mailings=_mailings(scene, rule),
    )


def _day(scene, instant):
    return SQL(
        "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", instant, scene.time_zone
    )


def _mailings(scene, rule):
    """Rows ``(customer_id, sent_at, is_noticed)``, one for each mailing that reached a customer."""
    return SQL(
        """
        SELECT person.commercial_partner_id AS customer_id,
               MIN(trace.sent_datetime) AS sent_at,
               BOOL_OR(
                   LEAST(
                       trace.open_datetime, trace.reply_datetime, trace.links_click_datetime
                   ) < %(end)s IS TRUE
               ) AS is_noticed
          FROM (
                SELECT trace.id, trace.res_id AS person_id
                  FROM mailing_trace AS trace
                 WHERE trace.model = 'res.partner'
             UNION
                -- mailing lists and the like: whoever has that address
                SELECT trace.id, contact.id
                  FROM mailing_trace AS trace
                  JOIN res_partner AS contact ON contact.email_normalized = trace.email
                 WHERE trace.model <> 'res.partner'
               ) AS reached
          JOIN mailing_trace AS trace ON trace.id = reached.id
          JOIN res_partner AS person ON person.id = reached.person_id
          JOIN mailing_mailing AS mailing ON mailing.id = trace.mass_mailing_id
     LEFT JOIN utm_campaign AS marketing ON marketing.id = mailing.campaign_id
         WHERE trace.trace_type = 'mail'
           AND trace.is_test_trace IS NOT TRUE
           AND trace.trace_status IN ('pending', 'sent', 'open', 'reply')
           AND trace.sent_datetime >= %(begin)s
           AND trace.sent_datetime < %(end)s
           AND COALESCE(marketing.company_id, %(company_id)s) = %(company_id)s
      GROUP BY person.commercial_partner_id, trace.mass_mailing_id
        """,
        begin=first_instant(
            scene.before(rule.window_days) + timedelta(days=1), scene.time_zone
        ),
        end=scene.end,
        company_id=scene.company_id,
    )
