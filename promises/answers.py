"""The ledger of "answer within n hours".

A promise begins with a message of the customer's people that is not itself one more line after an
unanswered one, and ends with the next thing a colleague says on the same thread, or with an
activity done there that counts as a contact (they called back).
"""

from odoo.tools import SQL

from .cadence import responsible
from .touches import CONTACT_KINDS, written_by_us

# Messages that people wrote; not what Odoo says by itself.
WRITTEN = SQL("('email', 'comment')")


def _is_answer(message):
    """Condition on an alias of ``mail_message``: a colleague talked to the customer here."""
    return SQL(
        """(
            %(written_by_us)s
            AND (
                %(kind)s IN %(written)s
                AND NOT COALESCE(%(is_internal)s, FALSE)
                AND NOT EXISTS (
                    SELECT FROM mail_message_subtype AS note
                     WHERE note.id = %(subtype)s AND note.internal
                )
                OR EXISTS (
                    SELECT FROM mail_activity_type AS done
                     WHERE done.id = %(activity_type)s
                       AND done.tier_contact_kind = ANY(%(contact_kinds)s)
                )
            )
        )""",
        written_by_us=written_by_us(SQL.identifier(message, "author_id")),
        kind=SQL.identifier(message, "message_type"),
        written=WRITTEN,
        is_internal=SQL.identifier(message, "is_internal"),
        subtype=SQL.identifier(message, "subtype_id"),
        activity_type=SQL.identifier(message, "mail_activity_type_id"),
        contact_kinds=[*CONTACT_KINDS],
    )


def register(books, first_message_id):
    """Write down the messages that wait for an answer.

    Answered or not: :func:`settle` decides. Every message is looked at once, but for those
    of the last hour (see :func:`advance`): messages do not appear in the order of their ids.

    :return: SQL that gives ``(promise id, asked_at, hours, in working hours?)``
    """
    return SQL(
        """
        WITH asked AS (
            INSERT INTO customer_tier_promise (
                company_id, partner_id, tier_id, user_id, kind, state,
                asked_at, due_at, message_id, res_model, res_id
            )
            SELECT %(company_id)s, profile.partner_id, profile.tier_id,
                   COALESCE(%(responsible)s, %(fallback)s),
                   'answer', 'open', message.date,
                   message.date + service.answer_hours * INTERVAL '1 hour',
                   message.id, message.model, message.res_id
              FROM mail_message AS message
              JOIN res_partner AS author ON author.id = message.author_id
              JOIN res_partner AS customer ON customer.id = author.commercial_partner_id
              JOIN customer_profile AS profile
                ON profile.partner_id = customer.id AND profile.company_id = %(company_id)s
              JOIN customer_tier_service AS service
                ON service.tier_id = profile.tier_id
               AND service.company_id = profile.company_id
               AND service.active
               AND service.answer_promised
               AND message.id > service.last_message_id
               AND message.date >= service.answer_since
             WHERE message.id > %(first_message_id)s
               AND message.message_type IN %(written)s
               AND message.res_id IS NOT NULL
               AND message.model != 'discuss.channel'
               AND COALESCE(message.record_company_id, %(company_id)s) = %(company_id)s
               AND NOT %(written_by_us)s
               AND NOT %(still_waiting)s
          ORDER BY message.id
       ON CONFLICT (message_id, company_id) DO NOTHING
         RETURNING id, tier_id, asked_at
        )
        SELECT asked.id, asked.asked_at, service.answer_hours, service.answer_working_hours
          FROM asked
          JOIN customer_tier_service AS service
            ON service.tier_id = asked.tier_id AND service.company_id = %(company_id)s
      ORDER BY asked.id
        """,
        company_id=books.company_id,
        first_message_id=first_message_id,
        responsible=responsible("customer", books.company_id),
        fallback=books.fallback_user_id,
        written=WRITTEN,
        written_by_us=written_by_us(SQL("message.author_id")),
        still_waiting=_still_waiting(),
    )


def _still_waiting():
    """Condition: the last thing said on the thread was the customer's as well."""
    return SQL(
        """COALESCE((
            SELECT NOT %(is_answer)s
              FROM mail_message AS before
         LEFT JOIN res_partner AS writer ON writer.id = before.author_id
             WHERE before.model = message.model
               AND before.res_id = message.res_id
               AND before.id < message.id
               AND before.date >= service.answer_since
               AND (
                    writer.commercial_partner_id = customer.id
                    AND before.message_type IN %(written)s
                    OR %(is_answer)s
                   )
          ORDER BY before.id DESC
             LIMIT 1
        ), FALSE)""",
        is_answer=_is_answer("before"),
        written=WRITTEN,
    )


def set_due(due_by_promise):
    """Working hours are counted in Python, by the company's calendar."""
    return SQL(
        """
        UPDATE customer_tier_promise AS promise
           SET due_at = counted.due_at
          FROM unnest(%s, %s::timestamp[]) AS counted (id, due_at)
         WHERE promise.id = counted.id
        """,
        [*due_by_promise],
        [*due_by_promise.values()],
    )


def settle(books, time_zone):
    """Kept: answered by the hour. Missed: the hour has passed. A late answer is still shown."""
    return SQL(
        """
        UPDATE customer_tier_promise AS promise
           SET state = settled.state,
               kept_rate = CASE settled.state WHEN 'kept' THEN 1 WHEN 'missed' THEN 0 END,
               kept_count = CASE settled.state WHEN 'kept' THEN 1 END,
               missed_count = CASE settled.state WHEN 'missed' THEN 1 END,
               done_at = settled.at,
               due_date = (
                   promise.due_at AT TIME ZONE 'UTC' AT TIME ZONE %(time_zone)s
               )::date,
               days_late = CASE WHEN settled.at > promise.due_at
                   THEN EXTRACT(EPOCH FROM settled.at - promise.due_at) / 86400
               END
          FROM (
                SELECT promise.id,
                       answer.date AS at,
                       CASE WHEN answer.date <= promise.due_at THEN 'kept'
                            WHEN promise.due_at < %(now)s THEN 'missed'
                            ELSE 'open'
                        END AS state
                  FROM customer_tier_promise AS promise
             LEFT JOIN LATERAL (
                        SELECT message.date
                          FROM mail_message AS message
                         WHERE message.model = promise.res_model
                           AND message.res_id = promise.res_id
                           AND message.id > COALESCE(promise.message_id, 0)
                           AND message.date >= promise.asked_at
                           AND %(is_answer)s
                      ORDER BY message.id
                         LIMIT 1
                       ) AS answer ON TRUE
                 WHERE promise.company_id = %(company_id)s
                   AND promise.kind = 'answer'
                   AND promise.state IN ('open', 'missed')
                   AND promise.done_at IS NULL
               ) AS settled
         WHERE promise.id = settled.id
           AND (
                settled.state != promise.state
                OR settled.at IS NOT NULL
                OR promise.due_date IS NULL
               )
        """,
        time_zone=time_zone,
        now=books.now,
        is_answer=_is_answer("message"),
        company_id=books.company_id,
    )


def advance(books, settled_before):
    """Remember up to where messages were looked at: those written before, committed by now."""
    return SQL(
        """
        UPDATE customer_tier_service AS service
           SET last_message_id = seen.id
          FROM (SELECT MAX(id) AS id FROM mail_message WHERE create_date < %s) AS seen
         WHERE service.company_id = %s
           AND service.answer_promised
           AND seen.id > service.last_message_id
        """,
        settled_before,
        books.company_id,
    )
