"""What became of the steps taken: touches follow the mails, text messages and activities.

One UPDATE for all touches of the campaigns asked for; rows that say so already are not written.
"""

from odoo.tools import SQL

# mailing.trace: how it failed, and what that is called here. The rest is "error".
NO_ADDRESS = (
    "mail_email_missing",
    "mail_email_invalid",
    "sms_number_missing",
    "sms_number_format",
)
UNWANTED = ("mail_bl", "mail_optout", "sms_blacklist", "sms_optout")
TWICE = ("mail_dup", "sms_duplicate")


def follow_messages(campaign_ids):
    """Touches of sent mails and text messages get what Odoo knows about them.

    A touch is done when its message left (a text message: when the provider took it). Of several
    messages of the step to the same contact (a copy, a second try) the latest one counts.
    """
    return SQL(
        """
        UPDATE customer_tier_campaign_touch AS touch
           SET state = news.state,
               reason = news.reason,
               done_at = news.done_at,
               is_opened = touch.is_opened OR news.is_opened,
               is_clicked = touch.is_clicked OR news.is_clicked,
               is_replied = touch.is_replied OR news.is_replied
          FROM (%(news)s) AS news
         WHERE touch.id = news.touch_id
           AND (touch.state, touch.reason, touch.done_at)
               IS DISTINCT FROM (news.state, news.reason, news.done_at)
            OR touch.id = news.touch_id
           AND (news.is_opened AND touch.is_opened IS NOT TRUE
             OR news.is_clicked AND touch.is_clicked IS NOT TRUE
             OR news.is_replied AND touch.is_replied IS NOT TRUE)
        """,
        news=_news(campaign_ids),
    )


def _news(campaign_ids):
    """Rows ``(touch_id, state, reason, done_at, is_opened, is_clicked, is_replied)``.

    Messages that still wait for the queue or the provider are no news.
    """
    return SQL(
        """
        SELECT touch_id,
               CASE WHEN trace_status IN ('sent', 'open', 'reply', 'pending') THEN 'done'
                    WHEN trace_status = 'cancel' THEN 'skipped'
                    ELSE 'failed'
                END AS state,
               CASE WHEN trace_status IN ('sent', 'open', 'reply', 'pending') THEN NULL
                    WHEN failure_type = ANY(%(no_address)s) THEN 'no_address'
                    WHEN failure_type = ANY(%(unwanted)s) THEN 'blacklisted'
                    WHEN failure_type = ANY(%(twice)s) THEN 'twice'
                    WHEN trace_status = 'bounce' THEN 'bounced'
                    ELSE 'error'
                END AS reason,
               CASE WHEN trace_status IN ('sent', 'open', 'reply', 'pending')
                    THEN COALESCE(sent_datetime, open_datetime, reply_datetime)
                END AS done_at,
               trace_status IN ('open', 'reply')
                   OR open_datetime IS NOT NULL AS is_opened,
               links_click_datetime IS NOT NULL AS is_clicked,
               trace_status = 'reply' OR reply_datetime IS NOT NULL AS is_replied
          FROM (%(latest)s) AS trace
         WHERE trace_status NOT IN ('outgoing', 'process')
        """,
        no_address=[*NO_ADDRESS],
        unwanted=[*UNWANTED],
        twice=[*TWICE],
        latest=_latest_traces(campaign_ids),
    )


def _latest_traces(campaign_ids):
    """The last trace of each touch, of any mailing of its step for its round.

    One for a test is none.
    """
    return SQL(
        """
        SELECT DISTINCT ON (touch.id)
               touch.id AS touch_id,
               trace.trace_status,
               trace.failure_type,
               trace.sent_datetime,
               trace.open_datetime,
               trace.reply_datetime,
               trace.links_click_datetime
          FROM customer_tier_campaign_touch AS touch
          JOIN customer_tier_campaign_entry AS entry ON entry.id = touch.entry_id
          JOIN mailing_mailing AS mailing
            ON mailing.customer_tier_step_id = touch.step_id
           AND mailing.customer_tier_round = entry.round
          JOIN mailing_trace AS trace
            ON trace.mass_mailing_id = mailing.id
           AND trace.model = 'res.partner'
           AND trace.res_id = touch.recipient_id
           AND trace.is_test_trace IS NOT TRUE
         WHERE touch.campaign_id = ANY(%(campaign_ids)s)
           AND touch.channel IN ('mail', 'sms')
           AND touch.mailing_id IS NOT NULL
      ORDER BY touch.id, trace.id DESC
        """,
        campaign_ids=[*campaign_ids],
    )


def follow_activities(campaign_ids):
    """Touches whose activity was marked as done are done.

    Odoo keeps the day only, so it is noon of that day.
    """
    return SQL(
        """
        UPDATE customer_tier_campaign_touch AS touch
           SET state = 'done',
               done_at = activity.date_done + TIME '12:00'
          FROM mail_activity AS activity
         WHERE touch.campaign_id = ANY(%(campaign_ids)s)
           AND touch.channel = 'activity'
           AND touch.state = 'due'
           AND activity.id = touch.activity_id
           AND NOT activity.active
           AND activity.date_done IS NOT NULL
        """,
        campaign_ids=[*campaign_ids],
    )


def skip_unreachable(step_id, channel, withheld):
    """Due touches whose contact has no address, or must not be written to, are skipped.

    :param channel: ``mail`` or ``sms``
    :param withheld: rows (contact), as SQL: see :mod:`.guards`
    """
    column = SQL.identifier(
        "email_normalized" if channel == "mail" else "phone_sanitized"
    )
    return SQL(
        """
        UPDATE customer_tier_campaign_touch AS touch
           SET state = 'skipped',
               reason = CASE WHEN COALESCE(contact.%(column)s, '') = '' THEN 'no_address'
                             ELSE 'blacklisted' END
          FROM customer_tier_campaign_touch AS due
     LEFT JOIN res_partner AS contact ON contact.id = due.recipient_id AND contact.active
         WHERE due.id = touch.id
           AND touch.step_id = %(step_id)s
           AND touch.channel = %(channel)s
           AND touch.state = 'due'
           AND (COALESCE(contact.%(column)s, '') = '' OR contact.id IN (%(withheld)s))
        """,
        column=column,
        step_id=step_id,
        channel=channel,
        withheld=withheld,
    )


def recipient_languages(campaign_id, round_number):
    """Rows ``(lang)``: the languages of those who are, or may be, written to in a round."""
    return SQL(
        """
        SELECT DISTINCT contact.lang
          FROM (
                SELECT recipient_id
                  FROM customer_tier_campaign_entry
                 WHERE campaign_id = %(campaign_id)s
                   AND round = %(round_number)s
                   AND NOT is_held_out
             UNION
                SELECT touch.recipient_id
                  FROM customer_tier_campaign_touch AS touch
                  JOIN customer_tier_campaign_entry AS entry ON entry.id = touch.entry_id
                 WHERE touch.campaign_id = %(campaign_id)s
                   AND touch.state = 'due'
                   AND entry.round = %(round_number)s
               ) AS recipient
          JOIN res_partner AS contact ON contact.id = recipient.recipient_id
         WHERE contact.lang IS NOT NULL
        """,
        campaign_id=campaign_id,
        round_number=round_number,
    )


def due_rounds(step_id, channel):
    """Rows ``(round)``: of those for whom a step is due."""
    return SQL(
        """
        SELECT DISTINCT entry.round
          FROM customer_tier_campaign_touch AS touch
          JOIN customer_tier_campaign_entry AS entry ON entry.id = touch.entry_id
         WHERE touch.step_id = %(step_id)s
           AND touch.channel = %(channel)s
           AND touch.state = 'due'
      ORDER BY entry.round
        """,
        step_id=step_id,
        channel=channel,
    )


def assign_mailings(step_id, channel, round_number, mailings, fallback_id):
    """Due touches of a round without a mailing get the one in the language of their contact.

    :param dict mailings: id of the mailing per language
    :param fallback_id: the mailing for all other languages
    """
    return SQL(
        """
        UPDATE customer_tier_campaign_touch AS touch
           SET mailing_id = COALESCE(
                   (
                    SELECT offered.id
                      FROM unnest(%(langs)s, %(ids)s) AS offered (lang, id)
                      JOIN res_partner AS contact ON contact.lang = offered.lang
                     WHERE contact.id = touch.recipient_id
                   ),
                   %(fallback_id)s
               )
          FROM customer_tier_campaign_entry AS entry
         WHERE entry.id = touch.entry_id
           AND entry.round = %(round_number)s
           AND touch.step_id = %(step_id)s
           AND touch.channel = %(channel)s
           AND touch.state = 'due'
           AND touch.mailing_id IS NULL
        """,
        step_id=step_id,
        channel=channel,
        round_number=round_number,
        langs=[*mailings],
        ids=[*mailings.values()],
        fallback_id=fallback_id,
    )


def mailings_to_send(step_id):
    """Rows ``(mailing)`` with somebody due whom it has not been sent to yet."""
    return SQL(
        """
        SELECT DISTINCT touch.mailing_id
          FROM customer_tier_campaign_touch AS touch
         WHERE touch.step_id = %(step_id)s
           AND touch.state = 'due'
           AND touch.mailing_id IS NOT NULL
           AND NOT EXISTS (
                SELECT FROM mailing_trace AS trace
                 WHERE trace.mass_mailing_id = touch.mailing_id
                   AND trace.model = 'res.partner'
                   AND trace.res_id = touch.recipient_id
                   AND trace.is_test_trace IS NOT TRUE
               )
        """,
        step_id=step_id,
    )
