"""Who is in a campaign: from a judged audience to its entries, lots drawn, set-based.

The audience comes as SQL of rows ``(partner_id, profile_id, tier_id, segment_id, size, user_id,
recipient_id, reason)``: a customer that meets the rules each, with the reason why it is left out,
or NULL. It is judged once, into a table of the session, so that all that follows sees the same
customers.
"""

from odoo.tools import SQL

from ..outcome import holdout_sql, strata
from .recipients import best_contacts

AUDIENCE = SQL.identifier("customer_tier_audience")
LOTS = SQL.identifier("customer_tier_lot")
WAITING = SQL.identifier("customer_tier_waiting")


# ------------------------------------------------------------------ audience


def create_audience_table(judged):
    """Judge the audience, once; the table goes with the transaction."""
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
        SELECT partner_id, tier_id, segment_id, COALESCE(size, 0) AS size, user_id,
               recipient_id, reason
          FROM (%(judged)s) AS judged;
        CREATE UNIQUE INDEX ON %(table)s (partner_id);
        ANALYZE %(table)s
        """,
        table=AUDIENCE,
        judged=judged,
    )


def audience_counts():
    """SQL of rows ``(reason, customers)``; reason NULL: who is in."""
    return SQL(
        "SELECT reason, COUNT(*) FROM %s GROUP BY reason ORDER BY reason", AUDIENCE
    )


def _customers(condition):
    """The audience as :mod:`..outcome.holdout_sql` wants it."""
    return SQL(
        "SELECT partner_id AS customer_id, tier_id, size FROM %s AS audience WHERE %s",
        AUDIENCE,
        condition,
    )


IN_IT = SQL("reason IS NULL")


# ---------------------------------------------------------------------- lots


def design(execute_query, tier_ids, share):
    """The strata of the audience; two queries.

    :param execute_query: as that of an environment
    :param tier_ids: all tiers, best first
    :return: list of :class:`..outcome.strata.Group`
    """
    tiers = (*tier_ids, 0)
    if not share:  # nobody is held out: nothing to balance
        return [strata.Group(tiers)]
    customers = _customers(IN_IT)
    found = dict(execute_query(holdout_sql.tier_counts(customers)))
    # a tier that was deleted meanwhile counts after the others
    counts = {tier: found.get(tier, 0) for tier in (*tiers, *sorted(set(found)))}
    smallest = strata.smallest_stratum(share)
    groups = [
        (members, sum(counts[tier] for tier in members))
        for members in strata.tier_groups(counts, smallest)
    ]
    sizes = [[] for _group in groups]
    for place, *candidate in execute_query(_sizes(customers, groups, smallest)):
        sizes[place].append(candidate)
    return [
        strata.Group(
            members, strata.bounds(sorted(candidates, key=_at_least), number, smallest)
        )
        for (members, number), candidates in zip(groups, sizes, strict=True)
    ]


def _sizes(customers, groups, smallest):
    """SQL of rows ``(place of the group, size, customers of at least that size)``."""
    return SQL(" UNION ALL ").join(
        SQL(
            "SELECT %s, size, at_least FROM (%s) AS sized",
            place,
            holdout_sql.sizes_at(
                customers, members, strata.candidate_ranks(number, smallest)
            ),
        )
        for place, (members, number) in enumerate(groups)
    )


def _at_least(candidate):
    _size, at_least = candidate
    return at_least


def groups_to_json(groups):
    return [[list(group.tiers), list(group.bounds)] for group in groups]


def groups_from_json(values):
    """The strata that were drawn in; one for all when there are none."""
    return [
        strata.Group(tuple(tiers), tuple(bounds)) for tiers, bounds in values or ()
    ] or [strata.Group((0,))]


def create_lot_table(groups, share, seed):
    """Draw who is held out of all who are in; the table goes with the transaction."""
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS %(lots)s;
        ANALYZE %(table)s
        """,
        table=LOTS,
        lots=holdout_sql.draw(_customers(IN_IT), groups, share, seed),
    )


# ------------------------------------------------------------------- entries


def forget(campaign_id):
    """Take all customers out of a campaign that was not launched yet."""
    return SQL(
        "DELETE FROM customer_tier_campaign_entry WHERE campaign_id = %s", campaign_id
    )


def insert_waiting(campaign_id, company_id, part, parts):
    """Write one of so many about equal parts of the audience, with the lots drawn."""
    return SQL(
        """
        INSERT INTO customer_tier_campaign_entry (
               campaign_id, company_id, partner_id, round, is_held_out, stratum, state,
               size, tier_id, segment_id, user_id, recipient_id)
        SELECT %(campaign_id)s, %(company_id)s, audience.partner_id, 1, lot.is_held_out,
               lot.stratum, 'waiting', audience.size, audience.tier_id,
               audience.segment_id, audience.user_id, audience.recipient_id
          FROM %(audience)s AS audience
          JOIN %(lots)s AS lot ON lot.customer_id = audience.partner_id
         WHERE audience.partner_id %% %(parts)s = %(part)s
      ORDER BY audience.size DESC, audience.partner_id
        """,
        campaign_id=campaign_id,
        company_id=company_id,
        audience=AUDIENCE,
        lots=LOTS,
        part=part,
        parts=parts,
    )


def create_waiting_table(campaign_id):
    """The customers that wait for the launch of a campaign, ``(partner_id)``.

    In a table of the session: so the planner knows that there are many. Of entries that were
    written a minute ago it does not, and would look for each customer by itself.
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
        SELECT partner_id
          FROM customer_tier_campaign_entry
         WHERE campaign_id = %(campaign_id)s AND state = 'waiting';
        ANALYZE %(table)s
        """,
        table=WAITING,
        campaign_id=campaign_id,
    )


def waiting(company_id):
    """Rows ``(partner_id, profile_id)`` of that table."""
    return SQL(
        """
        SELECT waiting.partner_id, profile.id AS profile_id
          FROM %(table)s AS waiting
     LEFT JOIN customer_profile AS profile
            ON profile.partner_id = waiting.partner_id
           AND profile.company_id = %(company_id)s
        """,
        table=WAITING,
        company_id=company_id,
    )


def forget_left_out(campaign_id):
    """Of those who wait, those leave whom the judged audience leaves out."""
    return SQL(
        """
        DELETE FROM customer_tier_campaign_entry AS entry
         USING %(audience)s AS audience
         WHERE entry.campaign_id = %(campaign_id)s
           AND entry.state = 'waiting'
           AND audience.partner_id = entry.partner_id
           AND audience.reason IS NOT NULL
        """,
        audience=AUDIENCE,
        campaign_id=campaign_id,
    )


def touch_launchable(company_id):
    """Write the campaigns of a company that could be launched, changing nothing.

    Of two that are launched at the same moment the second would not see the customers of the
    first. So it fails to serialize, and Odoo tries it again.
    """
    return SQL(
        """
        UPDATE customer_tier_campaign
           SET advanced_at = advanced_at
         WHERE company_id = %s AND state IN ('ready', 'proposed')
        """,
        company_id,
    )


def reachable_count(campaign_id, wanted):
    """SQL of one row: how many of those who are about to enter have such a contact.

    :param wanted: as :class:`.recipients.Wanted`
    """
    customers = SQL(
        """
        SELECT partner_id
          FROM customer_tier_campaign_entry
         WHERE campaign_id = %s AND state = 'waiting' AND NOT is_held_out
        """,
        campaign_id,
    )
    return SQL(
        "SELECT COUNT(recipient_id) FROM (%s) AS chosen",
        best_contacts(customers, wanted),
    )


def launch(campaign_id, today, outcome_end):
    """All who wait enter today."""
    return SQL(
        """
        UPDATE customer_tier_campaign_entry
           SET state = 'active', entered_date = %(today)s, step_date = %(today)s,
               outcome_end = %(outcome_end)s
         WHERE campaign_id = %(campaign_id)s AND state = 'waiting'
        """,
        campaign_id=campaign_id,
        today=today,
        outcome_end=outcome_end,
    )


def take_back(campaign_id):
    """All wait again, as if nothing had been launched; their lots are kept."""
    return SQL(
        """
        UPDATE customer_tier_campaign_entry
           SET state = 'waiting', left_reason = NULL, entered_date = NULL,
               left_date = NULL, goal_date = NULL, outcome_end = NULL, step_id = NULL,
               step_date = NULL
         WHERE campaign_id = %(campaign_id)s
        """,
        campaign_id=campaign_id,
    )


def enter_newcomers(campaign, groups, today, outcome_end):
    """Those of the audience who are not in it, or may enter again, enter today.

    Whoever was there before keeps the lot of the first time, whatever the share is by now.

    :param campaign: record, for its numbers only
    """
    return SQL(
        """
          WITH past AS (
               -- one row per customer who was in it before
               SELECT partner_id,
                      MAX(round) AS rounds,
                      BOOL_OR(is_held_out) FILTER (WHERE round = 1) AS is_held_out,
                      MIN(stratum) FILTER (WHERE round = 1) AS stratum,
                      BOOL_AND(state NOT IN ('waiting', 'active')
                               AND %(reentry_days)s > 0
                               AND outcome_end + %(reentry_days)s <= %(today)s) AS may_enter
                 FROM customer_tier_campaign_entry
                WHERE campaign_id = %(campaign_id)s
             GROUP BY partner_id
          )
        INSERT INTO customer_tier_campaign_entry (
               campaign_id, company_id, partner_id, round, is_held_out, stratum, state,
               entered_date, step_date, outcome_end,
               size, tier_id, segment_id, user_id, recipient_id)
        SELECT %(campaign_id)s, %(company_id)s, audience.partner_id,
               COALESCE(past.rounds, 0) + 1,
               COALESCE(past.is_held_out, lot.is_held_out),
               COALESCE(past.stratum, lot.stratum), 'active',
               %(today)s, %(today)s, %(outcome_end)s,
               audience.size, audience.tier_id, audience.segment_id, audience.user_id,
               audience.recipient_id
          FROM %(audience)s AS audience
          JOIN (%(lots)s) AS lot ON lot.customer_id = audience.partner_id
     LEFT JOIN past ON past.partner_id = audience.partner_id
         WHERE past.partner_id IS NULL OR past.may_enter
      ORDER BY audience.size DESC, audience.partner_id
        """,
        campaign_id=campaign.id,
        company_id=campaign.company_id.id,
        reentry_days=campaign.reentry_days,
        today=today,
        outcome_end=outcome_end,
        audience=AUDIENCE,
        lots=holdout_sql.draw_later(
            _customers(IN_IT), groups, campaign.holdout_percent / 100, campaign.seed
        ),
    )


def keep_one_on_merge(partner_ids, target_id):
    """Of customers that become one, one stays in each campaign where several of them are.

    Whoever was treated was treated: the one customer that they become cannot be in the control
    group. Among equals the one stays that the others are merged into.
    """
    return SQL(
        """
        DELETE FROM customer_tier_campaign_entry
         WHERE partner_id = ANY(%(partner_ids)s)
           AND (campaign_id, partner_id) NOT IN (
               SELECT DISTINCT ON (campaign_id) campaign_id, partner_id
                 FROM customer_tier_campaign_entry
                WHERE partner_id = ANY(%(partner_ids)s)
             ORDER BY campaign_id, is_held_out, partner_id <> %(target_id)s, id
           )
        """,
        partner_ids=list(partner_ids),
        target_id=target_id,
    )
