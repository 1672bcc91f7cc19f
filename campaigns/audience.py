"""Who is in a campaign, who is left out, and why: one set-based query.

The rules of a campaign *mean* customers; each of them is *judged*: in, or left out for the
first of :data:`EXCLUSIONS` that applies. Nothing here asks which user or company is at work, or
what day it is: all of it is in :class:`Audience`, so that the wizard, a person and the scheduled
action get the same answer.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo.tools import SQL

from ..promises.touches import CONTACT_KINDS, Period, touches
from ..scoring.purchases import first_instant
from .recipients import BLACKLISTED, OPTED_OUT, Wanted, best_contacts

# Why a customer is left out, the first that applies. Who it is comes before whether the data can
# be trusted, that before what is going on already, and that before how it could be reached: it
# is no use to look for the email address of a customer whom a colleague called yesterday.
EXCLUSIONS = (
    "archived",  # the customer is archived
    "not_customer",  # selected, but without a tier record in this company
    "colleague",  # of a colleague; who started the campaign sees own customers only
    "doubtful",  # low confidence
    "in_campaign",  # in another campaign, or its outcome there is still being counted
    "entered_before",  # in this campaign, and may not enter again, or not yet
    "contacted",  # somebody called, visited or wrote within the quiet days
    "no_address",  # messages only, and no contact has an address, or number, for any of them
    "blacklisted",  # messages only, and all addresses are on the blacklist
    "opted_out",  # messages only, and whoever is not on it has unsubscribed
)


@dataclass(frozen=True)
class Audience:
    """The rules of one campaign of one company on one day.

    :ivar meant: SQL of rows ``(partner_id, profile_id)``, a customer (commercial entity) once;
        ``profile_id`` is that of this company, or NULL
    :ivar wanted: who is written to
    :ivar time_zone: of the company, where its days begin
    :ivar campaign_id: None for one that is not made yet
    :ivar scope_user_id: leave out customers of this user's colleagues; None: of nobody
    :ivar quiet_days: so many days up to ``today`` without contact; 0: does not matter
    :ivar reentry_days: days from the end of the outcome until entering again; 0: never
    :ivar messages_only: nothing but mails and text messages: without address nothing is left
    :ivar are_waiting: they are in it already, and wait for its launch
    """

    meant: SQL
    company_id: int
    today: date
    time_zone: str
    wanted: Wanted
    campaign_id: int | None = None
    scope_user_id: int | None = None
    leave_out_doubtful: bool = True
    leave_out_busy: bool = True
    quiet_days: int = 0
    reentry_days: int = 0
    messages_only: bool = False
    are_waiting: bool = False

    @property
    def end(self):
        """The first instant, in UTC, after ``today``."""
        return first_instant(self.today + timedelta(days=1), self.time_zone)


def of_rule(company_id, profiles):
    """The customers that a rule means.

    :param profiles: SQL of the ids of tier records, in parentheses
    """
    return SQL(
        """
        SELECT profile.partner_id, profile.id AS profile_id
          FROM customer_profile AS profile
         WHERE profile.company_id = %(company_id)s AND profile.id IN %(profiles)s
        """,
        company_id=company_id,
        profiles=profiles,
    )


def of_selection(company_id, partner_ids):
    """The customers that a selection means: of contacts and departments, the customer, once."""
    return SQL(
        """
        SELECT DISTINCT partner.commercial_partner_id AS partner_id, profile.id AS profile_id
          FROM res_partner AS partner
     LEFT JOIN customer_profile AS profile
            ON profile.partner_id = partner.commercial_partner_id
           AND profile.company_id = %(company_id)s
         WHERE partner.id = ANY(%(partner_ids)s)
        """,
        company_id=company_id,
        partner_ids=[*partner_ids],
    )


def judged(audience):
    """Rows ``(partner_id, profile_id, tier_id, segment_id, size, user_id, recipient_id, reason)``.

    One for each customer that is meant. ``size`` is what it bought in the window of its policy, in
    company currency; ``reason`` is NULL for who is in, else one of :data:`EXCLUSIONS`.
    """
    customers = SQL("SELECT partner_id FROM meant")
    return SQL(
        """
        -- once: several parts below read it
        WITH meant AS MATERIALIZED (%(meant)s)
        SELECT meant.partner_id,
               meant.profile_id,
               profile.tier_id,
               profile.segment_id,
               COALESCE(profile.monetary, 0) AS size,
               customer.user_id,
               address.recipient_id,
               %(reason)s AS reason
          FROM meant
          JOIN res_partner AS customer ON customer.id = meant.partner_id
     LEFT JOIN customer_profile AS profile ON profile.id = meant.profile_id
     LEFT JOIN (%(busy)s) AS busy ON busy.partner_id = meant.partner_id
     LEFT JOIN (%(entered)s) AS entered ON entered.partner_id = meant.partner_id
     LEFT JOIN (%(contacted)s) AS contacted ON contacted.partner_id = meant.partner_id
     LEFT JOIN (%(addresses)s) AS address ON address.customer_id = meant.partner_id
        """,
        meant=audience.meant,
        reason=_reason(audience),
        busy=_busy(audience),
        entered=_entered(audience),
        contacted=_contacted(audience),
        addresses=best_contacts(customers, audience.wanted),
    )


def of_reason(audience, reason):
    """Rows ``(partner_id, profile_id)`` of those with this reason; None: of who is in."""
    return SQL(
        """
        SELECT partner_id, profile_id
          FROM (%(judged)s) AS judged
         WHERE reason IS NOT DISTINCT FROM %(reason)s
        """,
        judged=judged(audience),
        reason=reason,
    )


def summary(audience, outcome_days):
    """How many there are of each reason, and what they bought before.

    Rows ``(reason, tier_id, customers, buyers, total, squares)``: ``buyers`` bought within the
    last ``outcome_days``. ``total`` and ``squares`` are of what was bought in the window of the
    customer's policy, scaled to that many days: what a campaign as long can expect again.
    """
    return SQL(
        """
        SELECT reason,
               tier_id,
               COUNT(*),
               COUNT(*) FILTER (WHERE last_order_date > %(day_before)s),
               SUM(amount),
               SUM(amount * amount)
          FROM (
                SELECT judged.reason,
                       judged.tier_id,
                       profile.last_order_date,
                       (judged.size * %(outcome_days)s / policy.window_days)::float AS amount
                  FROM (%(judged)s) AS judged
             LEFT JOIN customer_profile AS profile ON profile.id = judged.profile_id
             LEFT JOIN customer_tier_policy AS policy ON policy.id = profile.policy_id
               ) AS customer
      GROUP BY reason, tier_id
      ORDER BY reason, tier_id
        """,
        judged=judged(audience),
        outcome_days=outcome_days,
        day_before=audience.today - timedelta(days=outcome_days),
    )


def _reason(audience):
    """The first exclusion that applies; the order is that of :data:`EXCLUSIONS`."""
    conditions = {
        "archived": SQL("NOT customer.active"),
        "not_customer": SQL("profile.id IS NULL"),
        "colleague": SQL("customer.user_id != %s", audience.scope_user_id),
        "doubtful": SQL("profile.low_confidence AND %s", audience.leave_out_doubtful),
        "in_campaign": SQL("busy.partner_id IS NOT NULL"),
        "entered_before": SQL("entered.partner_id IS NOT NULL"),
        "contacted": SQL("contacted.partner_id IS NOT NULL"),
        "no_address": SQL("%s AND address.customer_id IS NULL", audience.messages_only),
        "blacklisted": SQL(
            "%s AND address.hindrance = %s", audience.messages_only, BLACKLISTED
        ),
        "opted_out": SQL(
            "%s AND address.hindrance = %s", audience.messages_only, OPTED_OUT
        ),
    }
    return SQL(
        "CASE %s END",
        SQL(" ").join(
            SQL("WHEN %s THEN %s", conditions[code], code) for code in EXCLUSIONS
        ),
    )


NOBODY = SQL("SELECT NULL::int AS partner_id WHERE FALSE")


def _busy(audience):
    """Who is in another campaign, or is counted for its outcome, treated or held out alike.

    Were only the control group spared, the next campaign would fall to the treated alone, and
    what it brings would be taken for the merit of this one.
    """
    if not audience.leave_out_busy:
        return NOBODY
    return SQL(
        """
        SELECT DISTINCT entry.partner_id
          FROM customer_tier_campaign_entry AS entry
          JOIN customer_tier_campaign AS campaign ON campaign.id = entry.campaign_id
         WHERE entry.company_id = %(company_id)s
           AND entry.campaign_id IS DISTINCT FROM %(campaign_id)s
           AND campaign.state != 'cancelled'
           AND (
                entry.state = 'active' AND campaign.state != 'done'
                OR entry.outcome_end >= %(today)s
               )
        """,
        company_id=audience.company_id,
        campaign_id=audience.campaign_id,
        today=audience.today,
    )


def _entered(audience):
    """Who has been in this campaign and may not enter again today."""
    if not audience.campaign_id or audience.are_waiting:
        return NOBODY
    return SQL(
        """
        SELECT entry.partner_id
          FROM customer_tier_campaign_entry AS entry
         WHERE entry.campaign_id = %(campaign_id)s
      GROUP BY entry.partner_id
        HAVING %(never_again)s
            -- somebody who waits to enter has no end yet
            OR BOOL_OR(entry.outcome_end IS NULL)
            OR MAX(entry.outcome_end) > %(last_end)s
        """,
        campaign_id=audience.campaign_id,
        never_again=not audience.reentry_days,
        last_end=audience.today - timedelta(days=audience.reentry_days),
    )


def _contacted(audience):
    """Whom somebody called, visited or wrote to, or a mailing reached, within the quiet days."""
    if not audience.quiet_days:
        return NOBODY
    first_day = audience.today - timedelta(days=audience.quiet_days - 1)
    period = Period(
        company_id=audience.company_id,
        begin=first_instant(first_day, audience.time_zone),
        end=audience.end,
        time_zone=audience.time_zone,
    )
    return SQL(
        """
        SELECT DISTINCT partner_id
          FROM (
                SELECT partner_id FROM (%(touches)s) AS touch WHERE kind = ANY(%(kinds)s)
             UNION ALL
                %(mailed)s
               ) AS contact
        """,
        touches=touches(period),
        kinds=[*CONTACT_KINDS],
        mailed=_mailed(period),
    )


def _mailed(period):
    """Rows ``(partner_id)``: customers whom a mailing of this company reached.

    A trace is of a contact, or of anything else with the email address of one.
    """
    return SQL(
        "%s UNION ALL %s",
        _traces(
            period, SQL("trace.model = 'res.partner' AND trace.res_id = contact.id")
        ),
        _traces(
            period,
            SQL(
                "trace.model != 'res.partner' AND trace.email = contact.email_normalized"
            ),
        ),
    )


def _traces(period, is_of_contact):
    """Mailings belong to a company through their campaign; one without it counts for all."""
    return SQL(
        """
        SELECT contact.commercial_partner_id AS partner_id
          FROM mailing_trace AS trace
          JOIN res_partner AS contact ON %(is_of_contact)s
     LEFT JOIN utm_campaign AS campaign ON campaign.id = trace.campaign_id
         WHERE trace.sent_datetime >= %(begin)s
           AND trace.sent_datetime < %(end)s
           AND trace.trace_status IN ('pending', 'sent', 'open', 'reply')
           AND NOT COALESCE(trace.is_test_trace, FALSE)
           AND COALESCE(campaign.company_id, %(company_id)s) = %(company_id)s
        """,
        is_of_contact=is_of_contact,
        begin=period.begin,
        end=period.end,
        company_id=period.company_id,
    )
