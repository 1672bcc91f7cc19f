"""The right contact of each customer: whom a campaign writes to.

Of the active contacts of the customer at any depth, and the customer itself, who have an email
address (for text messages: a phone number) and may be written to, one is taken, by the first of
these that makes a difference. Where mails and text messages are sent, that is one for mails, or
else one for text messages.

1. works in a department (or is one) with one of the wanted specialities;
2. has one of the wanted words in the job position;
3. ordered last;
4. is the customer itself;
5. is a contact rather than an address for invoices or deliveries;
6. has been there longest (the lowest id).
"""

import re
from dataclasses import dataclass
from datetime import datetime

from odoo.tools import SQL, escape_psql

from .guards import blacklisted_addresses, blacklisted_phones, opted_out_addresses

# The channels that go to an address, the one that is preferred first: what they go by, and on the
# alias ``contact``, who is on a blacklist. Whoever wants no mails wants no text messages either.
MESSAGES = {
    "mail": (
        SQL.identifier("email_normalized"),
        SQL("contact.email_normalized IN (%s)", blacklisted_addresses()),
    ),
    "sms": (
        SQL.identifier("phone_sanitized"),
        SQL(
            "contact.email_normalized IN (%s) OR contact.phone_sanitized IN (%s)",
            blacklisted_addresses(),
            blacklisted_phones(),
        ),
    ),
}

# What keeps an address from being written to; the best address of a customer says why it has none.
FREE, OPTED_OUT, BLACKLISTED = 0, 1, 2

# A comma as people type it, in Chinese too.
COMMA = re.compile(r"[,;\n，；、]")


@dataclass(frozen=True)
class Wanted:
    """Who is written to first.

    :ivar company_ids: of the company and those above it: contacts of others are not its own
    :ivar end: the first instant, in UTC, whose orders do not count any more
    :ivar channels: of :data:`MESSAGES`
    :ivar speciality_ids: ids of the departments' specialities; empty: of any
    :ivar words: of job positions; empty: any
    """

    company_id: int
    company_ids: tuple
    end: datetime
    channels: tuple = ("mail",)
    speciality_ids: tuple = ()
    words: tuple = ()


def function_words(text):
    """``"purchasing, 采购"`` as a tuple of words."""
    words = (word.strip() for word in COMMA.split(text or ""))
    return tuple(word for word in words if word)


def best_contacts(customers, wanted):
    """One row per customer that has an address: ``(customer_id, recipient_id, hindrance)``.

    ``recipient_id`` is NULL where no address may be written to; ``hindrance`` is the least of
    what keeps its addresses from it.

    :param customers: SQL of rows ``(partner_id)``, each customer once
    """
    return SQL(
        """
        SELECT DISTINCT ON (address.customer_id)
               address.customer_id,
               CASE WHEN address.hindrance = %(free)s THEN address.id END AS recipient_id,
               address.hindrance
          FROM (%(addresses)s) AS address
     LEFT JOIN (%(specialists)s) AS specialist ON specialist.id = address.id
     LEFT JOIN (%(last_orders)s) AS ordered ON ordered.partner_id = address.id
      ORDER BY address.customer_id,
               address.hindrance,
               address.place,
               specialist.id IS NULL,
               NOT %(has_function)s,
               ordered.at DESC NULLS LAST,
               address.id != address.customer_id,
               address.type IS DISTINCT FROM 'contact',
               address.id
        """,
        free=FREE,
        addresses=_addresses(customers, wanted),
        specialists=_specialists(customers, wanted),
        last_orders=_last_orders(customers, wanted),
        has_function=_has_function(SQL("address.function"), wanted.words),
    )


def _addresses(customers, wanted):
    """Rows ``(id, customer_id, function, type, hindrance, place)``: contacts with an address.

    One for each of the channels; ``place`` is 0 for the one that is preferred.
    """
    channels = [channel for channel in MESSAGES if channel in wanted.channels]
    return SQL(" UNION ALL ").join(
        _channel_addresses(customers, wanted, channel, place)
        for place, channel in enumerate(channels)
    )


def _channel_addresses(customers, wanted, channel, place):
    column, is_blacklisted = MESSAGES[channel]
    return SQL(
        """
        SELECT contact.id,
               contact.commercial_partner_id AS customer_id,
               contact.function,
               contact.type,
               CASE WHEN %(is_blacklisted)s THEN %(blacklisted)s
                    WHEN subscription.email IS NOT NULL THEN %(unsubscribed)s
                    ELSE %(free)s
                END AS hindrance,
               %(place)s AS place
          FROM (%(customers)s) AS customer
          JOIN res_partner AS contact ON contact.commercial_partner_id = customer.partner_id
     LEFT JOIN (%(opted_out)s) AS subscription
            ON subscription.email = contact.email_normalized
         WHERE contact.active
           AND contact.%(column)s IS NOT NULL
           AND contact.%(column)s != ''
           AND (contact.company_id IS NULL OR contact.company_id = ANY(%(company_ids)s))
        """,
        customers=customers,
        column=column,
        is_blacklisted=is_blacklisted,
        place=place,
        opted_out=opted_out_addresses(),
        company_ids=[*wanted.company_ids],
        blacklisted=BLACKLISTED,
        unsubscribed=OPTED_OUT,
        free=FREE,
    )


def _specialists(customers, wanted):
    """Rows ``(id)``: contacts that are, or work in, a department with a wanted speciality.

    From those departments down, so that it does not matter how deep the contacts lie.
    """
    if not wanted.speciality_ids:
        return SQL("SELECT NULL::int AS id WHERE FALSE")
    return SQL(
        """
        WITH RECURSIVE staff (id, customer_id) AS (
            SELECT department.id, department.commercial_partner_id
              FROM (%(customers)s) AS customer
              JOIN res_partner AS department
                ON department.commercial_partner_id = customer.partner_id
              JOIN res_partner_customer_speciality_rel AS does
                ON does.res_partner_id = department.id
             WHERE does.customer_speciality_id = ANY(%(speciality_ids)s)
             UNION
            SELECT contact.id, contact.commercial_partner_id
              FROM staff
              JOIN res_partner AS contact
                ON contact.parent_id = staff.id
               AND contact.commercial_partner_id = staff.customer_id
        )
        SELECT id FROM staff
        """,
        customers=customers,
        speciality_ids=[*wanted.speciality_ids],
    )


def _last_orders(customers, wanted):
    """Rows ``(partner_id, at)``: when each contact ordered last from this company."""
    return SQL(
        """
        SELECT sale.partner_id, MAX(sale.date_order) AS at
          FROM (%(customers)s) AS customer
          JOIN res_partner AS buyer ON buyer.commercial_partner_id = customer.partner_id
          JOIN sale_order AS sale ON sale.partner_id = buyer.id
         WHERE sale.company_id = %(company_id)s
           AND sale.state = 'sale'
           AND sale.date_order < %(end)s
      GROUP BY sale.partner_id
        """,
        customers=customers,
        company_id=wanted.company_id,
        end=wanted.end,
    )


def _has_function(function, words):
    """Condition: one of the words is in the job position, in capitals or not."""
    if not words:
        return SQL("FALSE")
    return SQL(
        "COALESCE(%(function)s ILIKE ANY(%(patterns)s), FALSE)",
        function=function,
        patterns=["%" + escape_psql(word) + "%" for word in words],
    )
