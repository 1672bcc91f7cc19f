"""Who must not get a message, whatever anybody asks for.

The control group of a campaign is whole customers: a hospital with all its departments and
contacts, and with all their email addresses and phone numbers, since the same mailbox may also
be on a mailing list or a lead. Blacklists and opt-outs hold for everybody.
"""

from odoo.tools import SQL

# Why a message is withheld, the strongest reason first.
REASONS = ("control", "blacklisted")


def strongest(reasons):
    """The reason to name of those that hold."""
    return min(reasons, key=REASONS.index)


def held_out_customers(campaign_ids):
    """Rows ``(customer)``: the control group of any of these campaigns, of all rounds."""
    return SQL(
        """
        SELECT held.partner_id
          FROM customer_tier_campaign_entry AS held
         WHERE held.campaign_id = ANY(%(campaign_ids)s)
           AND held.is_held_out
        """,
        campaign_ids=[*campaign_ids],
    )


def held_out_people(campaign_ids, column):
    """Rows ``(value of column)``: the email or phone of everybody at a customer held out."""
    return SQL(
        """
        SELECT person.%(column)s
          FROM res_partner AS person
         WHERE person.commercial_partner_id IN (%(held_out)s)
           AND person.%(column)s IS NOT NULL
        """,
        column=SQL.identifier(column),
        held_out=held_out_customers(campaign_ids),
    )


def blacklisted_addresses():
    """Rows ``(email)``, normalized."""
    return SQL("SELECT email FROM mail_blacklist WHERE active")


def opted_out_addresses():
    """Rows ``(email)``, normalized: left a mailing list and is in no other one.

    Whoever left one list and stays in another wants fewer messages, not none. So Odoo judges it
    when it sends to mailing lists (``_mailing_get_opt_out_list``).
    """
    return SQL(
        """
        SELECT contact.email_normalized AS email
          FROM mailing_contact AS contact
          JOIN mailing_subscription AS subscription
            ON subscription.contact_id = contact.id
         WHERE contact.email_normalized IS NOT NULL
      GROUP BY contact.email_normalized
        HAVING BOOL_AND(COALESCE(subscription.opt_out, FALSE))
        """
    )


def blacklisted_phones():
    """Rows ``(phone)``, as international numbers."""
    return SQL("SELECT number FROM phone_blacklist WHERE active")


def withheld_addresses(campaign_ids, emails):
    """Rows ``(email, reason)``: those of ``emails`` that get nothing, with one of REASONS."""
    return SQL(
        """
        SELECT email,
               CASE WHEN email IN (%(held_out)s) THEN 'control' ELSE 'blacklisted' END
          FROM unnest(%(emails)s) AS email
         WHERE email IN (%(held_out)s)
            OR email IN (%(blacklisted)s)
            OR email IN (%(opted_out)s)
        """,
        emails=[*emails],
        held_out=held_out_people(campaign_ids, "email_normalized"),
        blacklisted=blacklisted_addresses(),
        opted_out=opted_out_addresses(),
    )


def withheld_records(campaign_ids, table, partner=None, email=None, phone=None):
    """Rows ``(id)`` of any model's records that get nothing.

    :param table: of the model, as SQL
    :param partner: the column with its contact (or customer), as SQL identifier, if it has one
    :param email: the column with its normalized email, if it has one
    :param phone: the column with its international phone number, for text messages
    """
    conditions = []
    if partner:
        people = SQL(
            "SELECT id FROM res_partner WHERE commercial_partner_id IN (%s)",
            held_out_customers(campaign_ids),
        )
        conditions.append((partner, people))
    if email:
        conditions += [
            (email, held_out_people(campaign_ids, "email_normalized")),
            (email, blacklisted_addresses()),
            (email, opted_out_addresses()),
        ]
    if phone:
        conditions += [
            (phone, held_out_people(campaign_ids, "phone_sanitized")),
            (phone, blacklisted_phones()),
        ]
    conditions = [SQL("record.%s IN (%s)", *condition) for condition in conditions]
    return SQL(
        "SELECT record.id FROM %(table)s AS record WHERE %(conditions)s",
        table=table,
        conditions=SQL(" OR ").join(conditions) if conditions else SQL("FALSE"),
    )


def step_recipients(step_id, mailing_id):
    """Rows ``(contact)``: to whom a mailing of this step may go.

    Those of the mailing's round for whom the step is due, unless another mailing of the step for
    that round (a copy, another language) reached them. Whoever has met the aim or left since is
    not written to any more.
    """
    return SQL(
        """
        SELECT touch.recipient_id
          FROM customer_tier_campaign_touch AS touch
          JOIN customer_tier_campaign_entry AS entry ON entry.id = touch.entry_id
          JOIN mailing_mailing AS own
            ON own.id = %(mailing_id)s AND own.customer_tier_round = entry.round
         WHERE touch.step_id = %(step_id)s
           AND touch.state = 'due'
           AND NOT entry.is_held_out
           AND entry.state IN ('active', 'finished')
           AND touch.recipient_id IS NOT NULL
           AND NOT EXISTS (
                SELECT FROM mailing_mailing AS mailing
                  JOIN mailing_trace AS trace ON trace.mass_mailing_id = mailing.id
                 WHERE mailing.customer_tier_step_id = %(step_id)s
                   AND mailing.customer_tier_round = own.customer_tier_round
                   AND mailing.id <> own.id
                   AND trace.model = 'res.partner'
                   AND trace.res_id = touch.recipient_id
                   AND trace.trace_status NOT IN ('cancel', 'error')
                   AND trace.is_test_trace IS NOT TRUE
               )
        """,
        step_id=step_id,
        mailing_id=mailing_id,
    )
