"""What is due for whom: the steps of a campaign as touches, set-based.

A customer stands at the last step that was taken or skipped for it. The next one is taken when
its delay is over; a step that nobody approved yet holds up those who wait for it. Those held out
take no steps.
"""

from odoo.tools import SQL

from .aims import BUYERS
from .recipients import FREE, best_contacts

# On the alias ``entry``: who takes the step; the others skip it.
CONDITIONS = {
    "always": SQL("TRUE"),
    "not_bought": SQL(
        "NOT EXISTS (SELECT FROM %s AS buyer WHERE buyer.entry_id = entry.id)", BUYERS
    ),
    "opened": SQL(
        """EXISTS (
            SELECT FROM customer_tier_campaign_touch AS mail
             WHERE mail.entry_id = entry.id AND mail.is_opened
        )"""
    ),
    "not_opened": SQL(
        """NOT EXISTS (
            SELECT FROM customer_tier_campaign_touch AS mail
             WHERE mail.entry_id = entry.id AND mail.is_opened
        )"""
    ),
    "not_replied": SQL(
        """NOT EXISTS (
            SELECT FROM customer_tier_campaign_touch AS mail
             WHERE mail.entry_id = entry.id AND mail.is_replied
        )"""
    ),
}


def take(step, previous, today, channel=None, wanted=None):
    """Take a step for all whom it is due for: a touch each, and they stand at it then.

    :param step: record of the step
    :param previous: record of the one before, or an empty one
    :param channel: SQL of the channel, on the alias ``entry``; by default that of the step
    :param wanted: the contact to choose now, as :class:`.recipients.Wanted`; by default it is that
        of the entry
    """
    return SQL(
        """
          WITH ready AS (
               SELECT entry.*,
                      %(channel)s AS channel,
                      %(condition)s AS is_wanted
                 FROM customer_tier_campaign_entry AS entry
                WHERE entry.campaign_id = %(campaign_id)s
                  AND entry.state = 'active'
                  AND NOT entry.is_held_out
                  AND entry.step_id IS NOT DISTINCT FROM %(previous_id)s
                  AND entry.step_date + %(delay_days)s <= %(today)s
                  AND %(released)s
          ), touch AS (
               INSERT INTO customer_tier_campaign_touch (
                      entry_id, campaign_id, step_id, partner_id, company_id, user_id,
                      recipient_id, channel, state, reason, due_date,
                      is_opened, is_clicked, is_replied)
               SELECT id, campaign_id, %(step_id)s, partner_id, company_id, user_id,
                      recipient_id, channel,
                      CASE WHEN reason IS NULL THEN 'due' ELSE 'skipped' END,
                      reason, %(today)s, FALSE, FALSE, FALSE
                 FROM (%(reasons)s) AS judged
             ORDER BY size DESC, id
          -- the steps were put in another order since
          ON CONFLICT (entry_id, step_id) DO NOTHING
          )
        UPDATE customer_tier_campaign_entry AS entry
           SET step_id = %(step_id)s, step_date = %(today)s
          FROM ready
         WHERE ready.id = entry.id
        """,
        channel=channel or SQL("%s::varchar", step.channel),
        condition=CONDITIONS[step.condition],
        campaign_id=step.campaign_id.id,
        previous_id=previous.id or None,
        delay_days=step.delay_days,
        today=today,
        released=_released(previous),
        step_id=step.id,
        reasons=_reasons(wanted),
    )


def _released(previous):
    """Condition on ``entry``: nothing of the step before waits for its approval."""
    if not previous or previous.is_approved:
        return SQL("TRUE")
    return SQL(
        """NOT EXISTS (
            SELECT FROM customer_tier_campaign_touch AS waiting
             WHERE waiting.entry_id = entry.id
               AND waiting.step_id = %s
               AND waiting.state = 'due'
        )""",
        previous.id,
    )


def _reasons(wanted):
    """SQL of the rows of ``ready``, each with its contact, and why it is skipped, or NULL.

    The salesperson is the customer's now: who sold to it when it was drawn may have left.
    """
    return SQL(
        """
        SELECT ready.id, ready.campaign_id, ready.partner_id, ready.company_id, ready.size,
               COALESCE(partner.user_id, ready.user_id) AS user_id,
               chosen.recipient_id, ready.channel,
               CASE WHEN NOT ready.is_wanted THEN 'condition'
                    WHEN ready.channel NOT IN ('mail', 'sms') THEN NULL
                    WHEN chosen.hindrance > %(free)s THEN 'blacklisted'
                    WHEN recipient.active IS NOT TRUE THEN 'no_address'
                    WHEN ready.channel = 'sms' THEN NULL
                    WHEN recipient.email_normalized IS NULL THEN 'no_address'
                    WHEN EXISTS (
                         SELECT FROM mail_blacklist AS blacklisted
                          WHERE blacklisted.active
                            AND blacklisted.email = recipient.email_normalized
                    ) THEN 'blacklisted'
                END AS reason
          FROM ready
          JOIN res_partner AS partner ON partner.id = ready.partner_id
     LEFT JOIN (%(chosen)s) AS chosen ON chosen.customer_id = ready.partner_id
     LEFT JOIN res_partner AS recipient ON recipient.id = chosen.recipient_id
        """,
        free=FREE,
        chosen=_chosen(wanted),
    )


def _chosen(wanted):
    """SQL of the contacts of ``ready``: rows as of :func:`.recipients.best_contacts`."""
    if wanted:
        return best_contacts(SQL("SELECT partner_id FROM ready"), wanted)
    return SQL(
        """
        SELECT partner_id AS customer_id, recipient_id, %s AS hindrance FROM ready
        """,
        FREE,
    )


def finish(campaign_id, last_step_id, today):
    """Who has taken all steps; of those held out, whose outcome is counted."""
    return SQL(
        """
        UPDATE customer_tier_campaign_entry AS entry
           SET state = 'finished'
         WHERE entry.campaign_id = %(campaign_id)s
           AND entry.state = 'active'
           AND CASE WHEN entry.is_held_out THEN entry.outcome_end < %(today)s
                    ELSE entry.step_id = %(last_step_id)s
                         AND NOT EXISTS (
                             SELECT FROM customer_tier_campaign_touch AS touch
                              WHERE touch.entry_id = entry.id AND touch.state = 'due'
                         )
                END
        """,
        campaign_id=campaign_id,
        last_step_id=last_step_id,
        today=today,
    )


def finish_all(campaign_id):
    """The outcome of all is counted: no step is taken any more."""
    return SQL(
        """
        UPDATE customer_tier_campaign_entry
           SET state = 'finished'
         WHERE campaign_id = %s AND state IN ('waiting', 'active')
        """,
        campaign_id,
    )


# Who is not in it any more. Whoever took all steps is: a mail that failed may be sent again.
GONE = ("goal", "left")


def withdraw(campaign_id, states):
    """What waits for customers in these states is skipped.

    :return: SQL of an update that returns the ids of activities that were planned for them
    """
    return SQL(
        """
        UPDATE customer_tier_campaign_touch AS touch
           SET state = 'skipped', reason = 'left'
          FROM customer_tier_campaign_entry AS entry
         WHERE entry.id = touch.entry_id
           AND touch.campaign_id = %(campaign_id)s
           AND touch.state = 'due'
           AND entry.state = ANY(%(states)s)
     RETURNING touch.activity_id
        """,
        campaign_id=campaign_id,
        states=[*states],
    )


def release(step_id, today):
    """A step was approved: what waits for it is due today, and the next one counts from it."""
    return SQL(
        """
          WITH touch AS (
               UPDATE customer_tier_campaign_touch
                  SET due_date = %(today)s
                WHERE step_id = %(step_id)s AND state = 'due'
            RETURNING entry_id
          )
        UPDATE customer_tier_campaign_entry AS entry
           SET step_date = %(today)s
          FROM touch
         WHERE touch.entry_id = entry.id AND entry.step_id = %(step_id)s
        """,
        step_id=step_id,
        today=today,
    )


def forget_touches(campaign_id):
    return SQL(
        "DELETE FROM customer_tier_campaign_touch WHERE campaign_id = %s", campaign_id
    )


def is_over(campaign_id, today):
    """SQL of one row: is the outcome of all who are or were in it counted?"""
    return SQL(
        """
        SELECT NOT EXISTS (
            SELECT FROM customer_tier_campaign_entry
             WHERE campaign_id = %s AND (outcome_end >= %s OR outcome_end IS NULL)
        )
        """,
        campaign_id,
        today,
    )
